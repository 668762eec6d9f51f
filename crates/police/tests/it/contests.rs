//! A contested link holds up what rests on it until another person decides, and what was decided stays with its grounds.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{Client, Station, born, person, subject_of, text};

/// A person identified behind all acts of the subject of two linked accounts.
async fn identified(inspector: &Client, subject: &Value) -> String {
    let body = person(subject, json!("all"), ["Abril", "Soto"], born("1990-01-01"), json!("unknown"));
    text(&inspector.post("/api/persons", &body).await.ok(), "person_id")
}

/// Three years after the package came, a person disputes the link in a request: the subject, and the request.
async fn disputed_years_later(station: &Station) -> (Value, String) {
    let rita = station.client("rita");
    station.receive(&package()).await.is(201);
    station.clock.advance(jiff::SignedDuration::from_hours(24 * 366 * 3));
    let subject = subject_of(&station.inspector(), "first").await;
    let body = json!({
        "right": "rectification", "token_kind": "email", "email": "shared@mail.example", "requester": "Abril Soto",
        "channel": "letter", "identity_check": "document", "age": "adult", "received_on": "2023-12-30"
    });
    let registered = rita.post("/api/rights-requests", &body).await;
    registered.is(201);
    let request = format!("/rights-requests/{}", text(&registered.ok(), "rights_request_id"));
    let said = json!({ "reason": "it is the shop's" });
    let shown = rita.post(&format!("/api{request}/contest"), &said).await.ok();
    assert_eq!(shown["contested"], json!({ "open": 1, "kept": 0, "withdrawn": 0, "erased": 0 }));
    (subject, request)
}

/// The request counts its link as erased, and as nothing else, and says so in words.
async fn ended_by_erasure(station: &Station, request: &str) {
    let rita = station.client("rita");
    let shown = rita.get(&format!("/api{request}")).await.ok();
    assert_eq!(shown["contested"], json!({ "open": 0, "kept": 0, "withdrawn": 0, "erased": 1 }));
    let page = rita.page(request, "es").await;
    assert!(page.body.contains("Terminados por un borrado"), "{page:?}");
}

service::both_engines! {
    async fn a_contested_link_blocks_release_until_another_person_decides(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        station.receive(&package()).await.is(201);
        let subject = subject_of(&ines, "first").await;
        let link_id = text(&subject["links"][0], "link_id");
        let person_id = identified(&ines, &subject).await;
        // asked for before anybody contests, and approved after
        let asked = ines.ask_assignment(&person_id, "08").await.ok();
        let contest = format!("/api/links/{link_id}/contest");
        ines.post(&contest, &json!({ "reason": " " })).await.refused(422, "reason");
        ines.post(&contest, &json!({ "reason": "the address is a shop's" })).await.ok();
        ines.post(&contest, &json!({ "reason": "again" })).await.is(409);

        // shown wherever the subject or the person is
        let page = format!("/subjects/{}", text(&subject, "subject_id"));
        for (path, lang, said) in [
            (page.clone(), "en", "the address is a shop"),
            (format!("{page}/explanation"), "es", "impugnado"),
            (format!("/persons/{person_id}"), "es", "Vínculos impugnados"),
        ] {
            let shown = ines.page(&path, lang).await;
            assert!(shown.body.contains(said), "{path}: {shown:?}");
        }
        let detail = ines.get(&format!("/api/persons/{person_id}")).await.ok();
        assert_eq!((&detail["contested_links"], &detail["link_contested"]), (&json!([link_id]), &json!(true)));
        for (path, said) in [
            (page.as_str(), "Somebody disputes a link below"),
            ("/persons", "Contested links"),
            ("/subjects", "badge bad\">contested<"),
        ] {
            let shown = ines.page(path, "en").await;
            assert!(shown.body.contains(said), "{path}: {shown:?}");
        }
        let listed = ines.get("/api/subjects").await.ok();
        let contested = listed.as_array().unwrap().iter().filter(|row| row["contested"] == true);
        assert_eq!(contested.map(|row| &row["subject_id"]).collect::<Vec<_>>(), [&subject["subject_id"]], "no other");

        // it is not withdrawn beside the dispute, which somebody waits to hear of
        let undone = ines.post(&format!("/api/links/{link_id}/undo"), &json!({ "reason": "a shop" })).await;
        undone.is(409);
        assert!(undone.body.contains("by deciding on that"), "{undone:?}");
        let effect = ines.page(&format!("{page}/links/{link_id}/effect"), "en").await;
        assert!(effect.body.contains("Decide on the contested link") && !effect.body.contains("/undo\""), "{effect:?}");

        for refused in [ines.ask_assignment(&person_id, "08").await, ivan.approve(&asked).await] {
            refused.is(409);
            assert!(refused.body.contains(&link_id), "{refused:?}");
        }

        let decide = format!("{contest}/decide");
        let kept = json!({ "decision": "kept", "grounds": "the shop sold the address" });
        ines.post(&decide, &kept).await.is(409);
        ivan.post(&decide, &json!({ "decision": "perhaps", "grounds": "x" })).await.refused(422, "decision");
        ivan.post(&decide, &json!({ "decision": "kept", "grounds": "" })).await.refused(422, "grounds");
        ivan.post(&decide, &kept).await.ok();
        ivan.post(&decide, &kept).await.is(409);
        let seen = subject_of(&ines, "first").await;
        let contests = &seen["links"][0]["contests"];
        assert_eq!(contests[0]["reason"], "the address is a shop's");
        assert_eq!((&contests[0]["decided"]["decision"], &contests[0]["decided"]["decided_by"]), (&json!("kept"), &json!("ivan")));
        assert_eq!(seen["links"][0]["joins"], true);
        for (path, said) in [("/persons", "Contested links"), ("/subjects", "badge bad\">contested<")] {
            assert!(!ines.page(path, "en").await.body.contains(said), "{path}");
        }
        let print = ines.page(&format!("{page}/explanation"), "en").await;
        assert!(print.body.contains("the shop sold the address") && print.body.contains("The link is kept"), "{print:?}");
        assert!(!print.body.contains("a shop&#39;s") && !print.body.contains("address is a shop"), "{print:?}");
        ines.assign(&person_id, "08").await;
        station.stop().await;
    }

    async fn a_link_contested_after_the_handing_over_keeps_the_person_out_of_the_arrest_list(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        station.receive(&package()).await.is(201);
        let subject = subject_of(&ines, "first").await;
        let page = format!("/subjects/{}", text(&subject, "subject_id"));
        let link_id = text(&subject["links"][0], "link_id");
        let person_id = identified(&ines, &subject).await;
        let assignment = text(&ines.assign(&person_id, "08").await, "assignment_id");
        let link = format!("{page}/links/{link_id}");
        ines.submit(&format!("{link}/contest"), &json!({ "reason": "" })).await.is(422);
        ines.submit(&format!("{link}/contest"), &json!({ "reason": "a shop's" })).await.is(303);
        let olga = station.client("olga");
        let shown = olga.page(&format!("/assignments/{assignment}"), "en").await;
        assert!(shown.body.contains("Contested links") && shown.body.contains(&link_id), "{shown:?}");
        let sheet = olga.page(&format!("/assignments/{assignment}/sheet"), "en").await;
        assert!(sheet.body.contains("Contested links"), "{sheet:?}");
        let entry = format!("/api/assignments/{assignment}/arrest-list");
        let refused = olga.post(&entry, &json!({ "grounds": "risk of destroyed evidence" })).await;
        refused.is(409);
        assert!(refused.body.contains(&link_id), "{refused:?}");
        let elsewhere = json!({ "unit": "48", "reason": "moved house" });
        let moved = ines.post(&format!("/api/assignments/{assignment}/transfer"), &elsewhere).await;
        moved.is(409);
        assert!(moved.body.contains(&link_id), "{moved:?}");
        assert!(olga.page("/assignments", "en").await.body.contains("Contested links"));
        let withdrawn = json!({ "decision": "withdrawn", "grounds": "the shop says so" });
        ivan.submit(&format!("{link}/contest/decide"), &withdrawn).await.is(303);
        assert_ne!(
            subject_of(&ines, "first").await["subject_id"],
            subject_of(&ines, "second").await["subject_id"],
            "without the link there are two subjects"
        );
        let shown = ines.page(&page, "en").await;
        assert!(shown.body.contains("the shop says so"), "{shown:?}");
        let lost = ines.get("/api/lost-grounds").await.ok();
        assert_eq!((lost.as_array().unwrap().len(), &lost[0]["cause"]), (1, &json!("link")), "{lost}");
        station.stop().await;
    }

    async fn a_person_who_asks_to_have_it_put_right_disputes_the_links_that_an_inspector_then_decides_on(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, rita) = (station.inspector(), station.client("rita"));
        station.receive(&package()).await.is(201);
        let subject = subject_of(&ines, "first").await;
        let link_id = text(&subject["links"][0], "link_id");
        let person_id = identified(&ines, &subject).await;
        let request = async |right: &str, identity_check: &str, email: &str| {
            let body = json!({
                "right": right, "token_kind": "email", "email": email, "requester": "Abril Soto", "channel": "letter",
                "identity_check": identity_check, "age": "adult", "received_on": "2020-12-28"
            });
            let registered = rita.post("/api/rights-requests", &body).await;
            registered.is(201);
            text(&registered.ok(), "rights_request_id")
        };
        let said = json!({ "reason": "the address is the shop's where I work" });
        let contest = |id: &str| format!("/api/rights-requests/{id}/contest");
        let (held, other) = ("shared@mail.example", "nobody@mail.example");
        // who only asks what is held, or was not checked, holds nothing up
        for (right, check) in [("access", "document"), ("rectification", "not_checked")] {
            rita.post(&contest(&request(right, check, held).await), &said).await.is(409);
        }
        let unknown = rita.post(&contest(&request("restriction", "document", other).await), &said).await.ok();
        assert_eq!(unknown["contested"], json!({ "open": 0, "kept": 0, "withdrawn": 0, "erased": 0 }));
        let id = request("rectification", "document", held).await;
        rita.post(&contest(&id), &json!({ "reason": " " })).await.refused(422, "reason");
        ines.post(&contest(&id), &said).await.is(404);
        for _ in 0..2 {
            let shown = rita.post(&contest(&id), &said).await.ok();
            assert_eq!(shown["contested"], json!({ "open": 1, "kept": 0, "withdrawn": 0, "erased": 0 }), "once, however often");
        }

        // the inspector sees who disputes it and why, and hands nobody on meanwhile
        let page = ines.page(&format!("/subjects/{}", text(&subject, "subject_id")), "es").await;
        assert!(page.body.contains("where I work") && page.body.contains(&id), "{page:?}");
        ines.ask_assignment(&person_id, "08").await.is(409);
        let decide = format!("/api/links/{link_id}/contest/decide");
        let kept = json!({ "decision": "kept", "grounds": "the shop has one employee" });
        rita.post(&decide, &kept).await.is(404);
        ines.post(&decide, &kept).await.ok();
        let shown = rita.get(&format!("/api/rights-requests/{id}")).await.ok();
        assert_eq!(shown["contested"], json!({ "open": 0, "kept": 1, "withdrawn": 0, "erased": 0 }));
        let page = rita.page(&format!("/rights-requests/{id}"), "es").await;
        assert!(page.body.contains("Vínculos que impugna esta solicitud"), "{page:?}");
        ines.assign(&person_id, "08").await;
        station.stop().await;
    }

    async fn a_dispute_ends_when_its_link_falls_by_an_erasure_and_says_so(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let ines = station.inspector();
        let (subject, request) = disputed_years_later(&station).await;
        let [a, b] = [0, 1].map(|index| text(&subject["accounts"][index], "account_id"));
        let apart = json!({ "account_a": a, "account_b": b, "reason": "two homes" });
        ines.post("/api/vetoes", &apart).await.ok();
        let subject_id = text(&subject, "subject_id");
        ines.erase(&format!("/api/reviews/subject/{subject_id}"), &json!({ "reason": "no lead" })).await;
        ended_by_erasure(&station, &request).await;

        // beside the account that is left it says how, when and by whom; nobody decides on it any more
        let mut left = Vec::new();
        for listed in ines.get("/api/subjects").await.ok().as_array().unwrap() {
            let seen = ines.get(&format!("/api/subjects/{}", text(listed, "subject_id"))).await.ok();
            let is_other = |account: &Value| [&a, &b].iter().any(|id| account["account_id"] == **id);
            if seen["subject_id"] != subject["subject_id"] && seen["accounts"].as_array().unwrap().iter().any(is_other) {
                left.push(seen);
            }
        }
        assert_eq!(left.len(), 1, "{left:?}");
        let link = &left[0]["links"][0];
        let decided = &link["contests"][0]["decided"];
        assert_eq!((&link["standing"], &decided["decision"], &decided["decided_by"]), (&json!(false), &json!("erased"), &json!("ines")));
        assert!(text(decided, "decided_at").starts_with("2023-12-31"), "{decided}");
        let page = ines.page(&format!("/subjects/{}", text(&left[0], "subject_id")), "en").await;
        assert!(page.body.contains("The link fell: what it rested on was erased"), "{page:?}");
        let decide = format!("/api/links/{}/contest/decide", text(link, "link_id"));
        station.client("ivan").post(&decide, &json!({ "decision": "kept", "grounds": "x" })).await.is(409);
        station.stop().await;
    }

    async fn a_dispute_within_a_subject_that_is_erased_ends_with_it(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (subject, request) = disputed_years_later(&station).await;
        let path = format!("/api/reviews/subject/{}", text(&subject, "subject_id"));
        station.inspector().erase(&path, &json!({ "reason": "no lead" })).await;
        ended_by_erasure(&station, &request).await;
        station.stop().await;
    }

    async fn acts_on_a_contested_link_are_added_to_nobody_whom_a_unit_has(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        station.receive(&package()).await.is(201);
        let person_id = identified(&ines, &subject_of(&ines, "adult").await).await;
        ines.assign(&person_id, "08").await;
        let pair = subject_of(&ines, "first").await;
        let link_id = text(&pair["links"][0], "link_id");
        ines.post(&format!("/api/links/{link_id}/contest"), &json!({ "reason": "the address is a shop's" })).await.ok();
        let path = format!("/api/persons/{person_id}/acts");
        let more = json!({
            "subject_id": pair["subject_id"], "act_ids": "all", "place_of_acts": "unknown", "grounds": "the same line"
        });
        let refused = ines.post(&path, &more).await;
        refused.is(409);
        assert!(refused.body.contains(&format!("{link_id} is contested")), "{refused:?}");
        let decide = format!("/subjects/{}/links/{link_id}/contest/decide", text(&pair, "subject_id"));
        ivan.submit(&decide, &json!({ "decision": "kept", "grounds": "it is his own" })).await.is(303);
        ines.post(&path, &more).await.is(202);
        station.stop().await;
    }

    async fn a_dispute_whose_link_still_joins_is_decided_also_once_what_it_rests_on_was_erased(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        station.receive(&package()).await.is(201);
        let subject = subject_of(&ines, "first").await;
        let [one, other] = [0, 1].map(|index| text(&subject["acts"][index], "report_id"));
        let link_id = text(&subject["links"][0], "link_id");
        ines.post(&format!("/api/links/{link_id}/contest"), &json!({ "reason": "the address is a shop's" })).await.ok();
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 366 * 4));
        let over = json!({ "reason": "over" });
        ines.erase(&format!("/api/reviews/report/{one}"), &over).await;

        // it still joins, and says what nobody can find out any more
        let page = format!("/subjects/{}", text(&subject, "subject_id"));
        let link = ines.get(&format!("/api{page}")).await.ok()["links"][0].clone();
        assert_eq!((&link["erased"], &link["joins"]), (&json!(true), &json!(true)), "{link}");
        assert_eq!((&link["contests"][0]["reason"], &link["contests"][0]["decided"]), (&json!(""), &json!(null)), "{link}");
        for (path, lang, said) in [
            (page.clone(), "en", "what was said against it was erased"),
            (page.clone(), "es", "Ya nadie puede comprobar el vínculo"),
            (format!("{page}/explanation"), "en", "Nobody can check the link any more"),
        ] {
            let shown = ivan.page(&path, lang).await;
            assert!(shown.body.contains(said), "{path}: {shown:?}");
        }

        // whoever did not contest it decides, and what they write goes with the rest of it
        let decide = format!("{page}/links/{link_id}/contest/decide");
        let withdrawn = json!({ "decision": "withdrawn", "grounds": "nobody can say whose address it was" });
        ines.submit(&decide, &withdrawn).await.is(409);
        ivan.submit(&decide, &withdrawn).await.is(303);
        let link = ines.get(&format!("/api{page}")).await.ok()["links"][0].clone();
        assert_eq!((&link["standing"], &link["contests"][0]["decided"]["decision"]), (&json!(false), &json!("withdrawn")), "{link}");
        let shown = ivan.page(&page, "en").await;
        assert!(shown.body.contains("nobody can say whose") && !shown.body.contains(&format!("{link_id}/effect")), "{shown:?}");
        let said = async || {
            let mut tx = station.running.node.db().begin_read("test").await.unwrap();
            let sql = "SELECT link_contest.grounds || COALESCE(link.withdrawn_reason, '') AS said FROM link_contest
                 JOIN link ON link.link_id = link_contest.link_id";
            sqlx::Row::get::<String, _>(&sqlx::query(sql).fetch_one(tx.conn()).await.unwrap(), "said")
        };
        assert_ne!(said().await, "");
        ines.erase(&format!("/api/reviews/report/{other}"), &over).await;
        assert_eq!(said().await, "");
        station.stop().await;
    }
}
