//! The central desk by its pages alone: from a subject to a person and an operation, refusals that keep what was typed, a form sent twice.

use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::operation::package;
use crate::support::{Client, Station, at, subject_of, text};

/// The earliest days that are kept are those that acts and requests give.
async fn assert_clocks(station: &Station) {
    let listed = station.inspector().get("/api/subjects").await.ok();
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    for subject in listed.as_array().unwrap() {
        let row = sqlx::query("SELECT next_erasable_on FROM subject WHERE subject_id = $1")
            .bind(text(subject, "subject_id"))
            .fetch_one(tx.conn())
            .await
            .unwrap();
        let kept: String = row.get("next_erasable_on");
        assert_eq!(kept, subject["next_erasable_on"].as_str().unwrap_or("9999-12-31"), "{subject}");
    }
}

/// Asks the operator about the one act of the subject; gives the address of the request.
async fn ask(inspector: &Client, subject: &Value) -> String {
    let path = format!("/subjects/{}/ask", text(subject, "subject_id"));
    let act = text(&subject["acts"][0], "act_id");
    let form = inspector.page(&path, "en").await;
    assert!(form.body.contains("value=\"Operador Uno\"") && form.body.contains(&act), "{form:?}");
    let refused = inspector.submit(&path, &json!({ "operator": "Operador Uno", "act_ids": act })).await;
    refused.is(422);
    let ticked = format!("value=\"{act}\" id=\"{act}\" checked");
    assert!(refused.body.contains(&ticked) && refused.body.contains("value=\"Operador Uno\""), "{refused:?}");
    let asked = json!({ "operator": "Operador Uno", "legal_basis": "auto 17/2020", "act_ids": act });
    inspector.submit(&path, &asked).await.is(303);
    let requests = inspector.get("/api/disclosure-requests").await.ok();
    format!("/disclosure-requests/{}", text(&requests[0], "request_id"))
}

async fn answer(inspector: &Client, request: &str) {
    let path = format!("{request}/record-answer");
    let mut answer = json!({
        "answered_on": "2020-12-28", "answered_time": "09:00", "line_1": "L-77", "holder_1": "Titular",
        "billing_1": "Calle 2", "street_1": "Calle 1", "city_1": "Villa", "province_1": "Bizkaia"
    });
    let refused = inspector.submit(&path, &answer).await;
    refused.is(422);
    assert!(
        refused.body.contains("value=\"L-77\"") && refused.body.contains("fixed or mobile"),
        "{refused:?}"
    );
    answer["kind_1"] = json!("fixed");
    inspector.submit(&path, &answer).await.is(303);
    let page = inspector.page(request, "en").await;
    assert!(page.body.contains("Titular") && page.body.contains("answered"), "{page:?}");
    inspector.submit(&path, &answer).await.is(409);
}

async fn identify(inspector: &Client, subject: &Value) -> String {
    let path = format!("/subjects/{}/identify", text(subject, "subject_id"));
    let mut person = json!({
        "given_name": "Pedro", "family_name": "Luismar", "act_ids": text(&subject["acts"][0], "act_id"),
        "place": "installation", "grounds": "holder of the line"
    });
    let refused = inspector.submit(&path, &person).await;
    refused.is(422);
    assert!(refused.body.contains("value=\"Luismar\"") && refused.body.contains("holder of the line"));
    person["birth_kind"] = json!("day");
    person["birth_day"] = json!("1990-01-01");
    inspector.submit(&path, &person).await.is(303);
    let persons = inspector.get("/api/persons").await.ok();
    assert_eq!((&persons[0]["name"], &persons[0]["class"]), (&json!("Pedro Luismar"), &json!("adult")));
    text(&persons[0], "person_id")
}

async fn lead(inspector: &Client, subject_id: &str) {
    let refused = inspector.submit("/operations", &json!({ "name": " " })).await;
    refused.is(422);
    // the second click of the same form is answered like the first
    let body = format!("once={}&name=Ola", "0a".repeat(16));
    let mut led_to = Vec::new();
    for _ in 0..2 {
        let request = inspector.request(Method::POST, "/operations").header("accept", "text/html");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(body.clone()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303);
        led_to.push(answer.headers()["location"].to_str().unwrap().to_owned());
    }
    assert_eq!(led_to[0], led_to[1]);
    let operations = inspector.get("/api/operations").await.ok();
    assert_eq!(operations.as_array().unwrap().len(), 1);
    let operation_id = text(&operations[0], "operation_id");
    let path = format!("/subjects/{subject_id}/operation");
    inspector.submit(&path, &json!({ "operation_id": "" })).await.is(422);
    inspector.submit(&path, &json!({ "operation_id": operation_id })).await.is(303);
    let subjects = format!("/operations/{operation_id}/subjects");
    assert!(inspector.page(&subjects, "es").await.body.contains(subject_id));
    inspector.submit(&format!("{subjects}/{subject_id}/undo"), &json!({ "reason": "" })).await.is(422);
    inspector
        .submit(&format!("{subjects}/{subject_id}/undo"), &json!({ "reason": "mistaken" }))
        .await
        .is(303);
    assert_eq!(inspector.get("/api/operations").await.ok()[0]["subject_count"], 0);
    inspector
        .submit(&format!("/operations/{operation_id}/add-subjects"), &json!({ "which": "all" }))
        .await
        .is(303);
    assert_eq!(inspector.get("/api/operations").await.ok()[0]["subject_count"], 9);
    for (note, word) in [("en", "Police act against"), ("es", "La Policía actúa contra")] {
        let page = inspector.page(&format!("/operations/{operation_id}?note={note}"), "en").await;
        assert!(page.body.contains(word), "{page:?}");
    }
}

service::both_engines! {
    async fn who_is_identified_and_what_is_asked_outlast_a_dropped_line(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (inspector, ivan) = (station.inspector(), station.client("ivan"));
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let act = text(&subject["acts"][0], "act_id");
        let of_subject = |form: &str| format!("/subjects/{}/{form}", text(&subject, "subject_id"));
        let asked = json!({ "operator": "Operador Uno", "legal_basis": "auto 99/2020", "act_ids": act });
        let person = json!({
            "given_name": "Pedro", "family_name": "Zebra", "act_ids": act, "place": "unknown",
            "grounds": "holder of the line", "birth_kind": "day", "birth_day": "1990-01-01"
        });
        for (path, form, typed) in [(of_subject("ask"), asked, "auto 99/2020"), (of_subject("identify"), person, "Zebra")] {
            let mut draft = form.clone();
            draft["draft"] = json!(format!("{path} {path}"));
            inspector.submit("/drafts", &draft).await.is(303);
            let used = format!("{path}?draft=use");
            for (reader, page, is_offered, is_used) in
                [(&inspector, &path, true, false), (&inspector, &used, false, true), (&ivan, &used, false, false)]
            {
                let body = reader.page(page, "en").await.body;
                let found = (body.contains("Draft kept:"), body.contains(typed));
                assert_eq!(found, (is_offered, is_used), "{page}: {body}");
            }
            let ticked = format!("value=\"{act}\" id=\"{act}\" checked");
            assert!(inspector.page(&used, "en").await.body.contains(&ticked), "{used}");
            inspector.submit(&path, &form).await.is(303);
            assert!(!inspector.page("/drafts", "en").await.body.contains(typed), "sent is no draft any more");
        }
        station.stop().await;
    }

    async fn the_central_unit_works_by_forms_alone(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        assert_clocks(&station).await;
        let subject = subject_of(&inspector, "adult").await;
        let request = ask(&inspector, &subject).await;
        assert_clocks(&station).await;
        answer(&inspector, &request).await;
        let person_id = identify(&inspector, &subject).await;
        lead(&inspector, &text(&subject, "subject_id")).await;

        let person = format!("/persons/{person_id}");
        inspector.submit(&format!("{person}/assign"), &json!({ "unit": "" })).await.is(422);
        let alone = inspector.submit(&format!("{person}/assign"), &json!({ "unit": "48" })).await;
        alone.is(422);
        assert!(alone.body.contains("fewer than two independent events"), "{alone:?}");
        let handed = json!({ "unit": "48", "release_reason": "met at this address" });
        inspector.submit(&format!("{person}/assign"), &handed).await.is(303);
        let waits = inspector.page(&person, "en").await;
        assert!(waits.body.contains("/approvals") && !waits.body.contains("name=\"unit\""), "{waits:?}");
        let waiting = station.client("ivan").page("/", "en").await;
        assert!(waiting.body.contains("One request waits for your decision"), "{waiting:?}");

        let refused = inspector.submit(&format!("{person}/undo"), &json!({ "part": "person-undo", "reason": " " })).await;
        refused.is(422);
        for shown in ["id=\"person-undo\" open>", "id=\"reason-person-undo-error\"", "href=\"#reason-person-undo\""] {
            assert!(refused.body.contains(shown), "{shown}: {refused:?}");
        }
        assert_eq!(refused.body.matches("aria-invalid").count(), 1, "at its own field alone: {refused:?}");
        inspector.submit(&format!("{person}/undo"), &json!({ "reason": "mistaken" })).await.is(303);
        inspector.submit(&format!("{request}/answer/undo"), &json!({ "reason": "mistaken" })).await.is(303);
        inspector.submit(&format!("{request}/undo"), &json!({ "reason": "mistaken" })).await.is(303);
        inspector.page(&request, "en").await.is(404);
        assert_clocks(&station).await;
        station.stop().await;
    }

    async fn a_refused_form_of_an_operation_keeps_what_was_typed(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.client("ines");
        let opened = ines.post("/api/operations", &json!({ "name": "Faro" })).await.ok();
        let page = format!("/operations/{}", text(&opened, "operation_id"));
        let keeps = async |form: &str, typed: Value, kept: &[&str]| {
            let refused = ines.submit(&format!("{page}/{form}"), &typed).await;
            refused.is(422);
            for word in kept {
                assert!(refused.body.contains(word), "{word} after {form}: {refused:?}");
            }
        };
        let named = json!({ "readers": "nobody-known", "reason": "an officer is named" });
        let kept = ["value=\"nobody-known\"", "an officer is named", "id=\"readers-close-error\""];
        keeps("close", named, &kept).await;
        let asked = json!({ "reason": " ", "legal_basis": "auto 31/2020" });
        keeps("reveal-names", asked, &["value=\"auto 31/2020\"", "id=\"reason-names-error\""]).await;
        keeps("publish-note", json!({ "published_in": " " }), &["id=\"published_in-note-error\""]).await;
        ines.submit(&format!("{page}/close"), &json!({ "readers": "", "reason": "an officer is named" })).await.is(303);
        let named = json!({ "reader": "nobody-known", "reason": "joins us" });
        keeps("readers", named, &["value=\"nobody-known\"", "value=\"joins us\"", "id=\"reader-readers-error\""]).await;
        keeps("reopen", json!({ "reason": " " }), &["id=\"reason-reopen-error\""]).await;
        station.stop().await;
    }

    async fn links_are_decided_on_the_subject_s_page(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let pair = subject_of(&inspector, "first").await;
        let page = format!("/subjects/{}", text(&pair, "subject_id"));
        let link = format!("{page}/links/{}", text(&pair["links"][0], "link_id"));
        let [a, b] = [0, 1].map(|index| text(&pair["accounts"][index], "account_id"));
        let apart = format!("{page}/apart");
        // the oldest of two subjects goes on, and the clock tells which that is
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        let refused = inspector.submit(&apart, &json!({ "account_a": a, "account_b": a, "reason": "two homes" })).await;
        refused.is(422);
        assert!(refused.body.contains("two homes") && refused.body.contains(&format!("value=\"{a}\" selected")), "{refused:?}");
        inspector.submit(&apart, &json!({ "account_a": a, "account_b": b, "reason": "two homes" })).await.is(303);
        assert_clocks(&station).await;
        let seen = inspector.get(&format!("/api{page}")).await.ok();
        let veto = format!("{page}/vetoes/{}/undo", text(&seen["vetoes"][0], "veto_id"));
        inspector.submit(&veto, &json!({ "reason": "one home" })).await.is(303);
        inspector.submit(&format!("{link}/undo"), &json!({ "reason": "" })).await.is(422);
        inspector.submit(&format!("{link}/undo"), &json!({ "reason": "a shared office" })).await.is(303);
        assert_clocks(&station).await;
        let seen = inspector.get(&format!("/api{page}")).await.ok();
        assert_eq!(seen["links"][0]["standing"], false);
        inspector.submit(&format!("{link}/restore"), &json!({ "reason": "no, one person" })).await.is(303);
        let seen = inspector.get(&format!("/api{page}")).await.ok();
        assert_eq!((&seen["links"][0]["standing"], seen["accounts"].as_array().unwrap().len()), (&json!(true), 2));
        assert_clocks(&station).await;
        station.stop().await;
    }

    async fn lists_are_searched_and_taken_away(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let reports = inspector.get("/api/reports").await.ok();
        let address = |number: i64| {
            let report = reports.as_array().unwrap().iter().find(|report| report["report_number"] == number);
            format!("/reports/{}", text(report.unwrap(), "report_id"))
        };
        let found = inspector.page("/reports?q=103", "en").await.body;
        assert!(found.contains(&address(103)) && !found.contains(&address(104)), "{found}");
        assert!(!inspector.page("/reports?q=%25", "en").await.body.contains(&address(103)), "a percent sign is no pattern");
        let last = inspector.page("/reports?sort=-report_number", "en").await.body;
        assert!(last.find(&address(110)).unwrap() < last.find(&address(101)).unwrap(), "{last}");
        for list in ["referrals", "reports", "subjects", "disclosure-requests", "persons", "operations", "reveals"] {
            inspector.get(&format!("/{list}?format=csv")).await.is(200);
            inspector.get(&format!("/{list}?format=json")).await.ok();
        }
        let csv = inspector.get("/reports?format=csv").await.body;
        assert_eq!(csv.lines().filter(|line| line.contains("10")).count(), 10, "{csv}");
        // a closed list stays closed, whatever form it takes
        station.client("olga").get("/reports?format=csv").await.is(404);
        station.stop().await;
    }

    async fn the_front_page_says_what_waits(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        assert!(inspector.page("/", "en").await.body.contains("Nothing waits for you"));
        station.receive(&package()).await.is(201);
        let home = inspector.page("/", "en").await.body;
        assert!(home.contains("On one package no work has begun") && home.contains("/referrals?state=untouched"), "{home}");
        assert!(!home.contains("loses evidence soon") && !home.contains("lose evidence soon"), "{home}");
        // who leads no inquiry is told nothing of it
        let clerk = station.client("rosa").page("/", "en").await.body;
        assert!(clerk.contains("/referrals?state=untouched") && !clerk.contains("disclosure-requests"), "{clerk}");
        let subject = subject_of(&inspector, "adult").await;
        ask(&inspector, &subject).await;
        station.clock.set(at("2021-09-25T09:00:00Z"));
        let home = inspector.page("/", "es").await.body;
        assert!(home.contains("Un operador no ha contestado a tiempo"), "{home}");
        // nine subjects, and one of them was asked about
        assert!(home.contains("8 sujetos sin operación pierden pronto pruebas"), "{home}");
        let waiting = inspector.page("/subjects?state=waiting", "en").await.body;
        assert!(!waiting.contains(&text(&subject, "subject_id")), "{waiting}");
        assert!(inspector.page("/disclosure-requests?state=overdue", "en").await.body.contains("past due"));
        station.stop().await;
    }

    async fn the_custody_history_is_shown_to_who_may_read_the_object(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let report_id = text(&inspector.get("/api/reports").await.ok()[0], "report_id");
        let path = format!("/custody/history/{report_id}");
        let shown = inspector.page(&path, "en").await;
        shown.is(200);
        assert!(shown.body.contains(&report_id) && !shown.body.contains("not verified"), "{shown:?}");
        inspector.page(&format!("/custody/history?object=report/{report_id}"), "en").await.is(303);
        inspector.page("/custody/history", "es").await.is(200);
        let absent = inspector.get("/custody/history/rep_0176a893628079a08b0c0746228b6672").await;
        for name in ["olga", "dora", "adam", "rosa"] {
            let answer = station.client(name).get(&path).await;
            assert_eq!((answer.status, answer.body), (absent.status, absent.body.clone()), "{name}");
        }
        station.stop().await;
    }
}
