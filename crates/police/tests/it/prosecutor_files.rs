//! The file of one minor for the juvenile prosecutor: drafted in one action, written, issued, opened on record, received.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::stranded::entries;
use crate::support::{Client, Station, born, person, subject_of, text};

/// Two minors of one operation, and an adult: the ids of the persons.
async fn persons(station: &Station) -> [String; 3] {
    station.receive(&package()).await.is(201);
    let ines = station.inspector();
    let operation = ines.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
    let path = format!("/api/operations/{}/subjects", text(&operation, "operation_id"));
    ines.post(&path, &json!({ "subject_ids": "all" })).await.ok();
    identify(&ines).await
}

/// The same persons, without an operation that holds them together.
async fn identify(ines: &Client) -> [String; 3] {
    let mut ids = Vec::new();
    for (account, name, birth) in [
        ("juvenile", ["Iker", "Sanz"], "2005-03-01"),
        ("under", ["Nora", "Vega"], "2007-05-05"),
        ("adult", ["Pedro", "Luismar"], "1990-01-01"),
    ] {
        let subject = subject_of(ines, account).await;
        let mut body = person(&subject, json!("all"), name, born(birth), json!("unknown"));
        body["grounds"] = json!(format!("{} {} wrote to Nora Vega and to Pedro Luismar", name[0], name[1]));
        ids.push(text(&ines.post("/api/persons", &body).await.ok(), "person_id"));
    }
    ids.try_into().unwrap()
}

async fn draft(client: &Client, person_id: &str, lang: &str) -> String {
    let body = json!({ "officer_number": "12345", "lang": lang });
    let drafted = client.post(&format!("/api/persons/{person_id}/prosecutor-file"), &body).await;
    drafted.is(201);
    format!("/prosecutor-files/{}", text(&drafted.ok(), "file_id"))
}

/// Decides on the only identification of a person.
async fn decide(client: &Client, person_id: &str, state: &str) {
    let seen = client.get(&format!("/api/persons/{person_id}")).await.ok();
    let path =
        format!("/api/identifications/{}/decide", text(&seen["identifications"][0], "identification_id"));
    client.post(&path, &json!({ "state": state, "reason": "the line was shared" })).await.is(201);
}

fn address() -> Value {
    json!({ "office": "Fiscalía de Menores (ejemplo)", "procedure_number": "DP 17/2020", "authorization": "auto 3/2020" })
}

service::both_engines! {
    async fn a_file_names_one_minor_and_no_other(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let [juvenile, _, adult] = persons(&station).await;
        let ines = station.inspector();
        let number = json!({ "officer_number": "12345", "lang": "es" });
        ines.post(&format!("/api/persons/{adult}/prosecutor-file"), &number).await.refused(422, "person_id");
        let named = json!({ "officer_number": "Inspector Luna", "lang": "es" });
        ines.post(&format!("/api/persons/{juvenile}/prosecutor-file"), &named).await.refused(422, "officer_number");
        let path = draft(&ines, &juvenile, "en").await;
        ines.post(&format!("/api/persons/{juvenile}/prosecutor-file"), &number).await.is(409);

        // by initials until it is issued
        let shown = ines.get(&format!("/api{path}")).await.ok();
        assert_eq!(shown["file"]["state"], "drafted");
        let said = shown["document"].to_string();
        assert!(said.contains("I. S. wrote to N. V. and to Pedro Luismar") && said.contains("12345"), "{said}");
        for hidden in ["Iker", "Sanz", "Nora", "Vega", "2005-03-01"] {
            assert!(!said.contains(hidden), "{hidden} in {said}");
        }
        ines.post(&format!("/api{path}/document"), &json!({})).await.is(409);

        let mut parts = json!({
            "officer_number": "12345", "part_origin": "One report.", "part_facts": "Nora Vega got it too.",
            "part_identification": "The line, and what IKER said of VEGA.", "part_protection": "The parents are told.",
            "part_request": " "
        });
        ines.post(&format!("/api{path}/parts"), &parts).await.refused(422, "part_request");
        parts["part_request"] = json!("To be decided.");
        ines.post(&format!("/api{path}/parts"), &parts).await.ok();
        for missing in ["office", "procedure_number", "authorization"] {
            let mut bare = address();
            bare[missing] = json!(" ");
            ines.post(&format!("/api{path}/issue"), &bare).await.refused(422, missing);
        }
        let early = json!({ "receipt": "R-1", "at": "2020-12-28T09:00:00Z" });
        ines.post(&format!("/api{path}/receipt"), &early).await.is(409);
        ines.post(&format!("/api{path}/issue"), &address()).await.ok();
        ines.post(&format!("/api{path}/issue"), &address()).await.is(409);
        ines.post(&format!("/api{path}/parts"), &parts).await.is(409);
        let issued = entries(&station, "issue-file").await;
        assert!(issued.len() == 1 && issued[0].contains("\"content_sha256\":\""), "{issued:?}");

        // opened on record, it names its minor and no other; media are no part of it
        let page = ines.submit(&format!("{path}/document"), &json!({})).await;
        page.is(200);
        for said in ["Iker Sanz", "2005-03-01", "N. V. got it too.", "IKER said of V.", "DP 17/2020", "auto 3/2020", "SHA-256"] {
            assert!(page.body.contains(said), "{said} is missing in {page:?}");
        }
        for hidden in ["Nora", "Vega", "VEGA"] {
            assert!(!page.body.contains(hidden), "{hidden} in {page:?}");
        }
        let history = ines.get(&format!("/api{path}")).await.ok();
        assert_eq!((&history["file"]["state"], &history["file"]["office"]), (&json!("issued"), &json!("Fiscalía de Menores (ejemplo)")));
        ines.post(&format!("/api{path}/receipt"), &early).await.ok();
        assert_eq!(ines.get(&format!("/api{path}")).await.ok()["file"]["state"], "received");
        station.stop().await;
    }

    async fn a_minor_whom_no_operation_joins_to_the_file_is_named_in_it_neither(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let [juvenile, ..] = identify(&ines).await;
        let path = draft(&ines, &juvenile, "en").await;
        let parts = json!({
            "officer_number": "12345", "part_origin": "One report.", "part_facts": "Vega, Nora got it too, says PEDRO LUISMAR.",
            "part_identification": "The line.", "part_protection": "Nora's parents are told.", "part_request": "To be decided."
        });
        let said = ines.get(&format!("/api{path}")).await.ok()["document"].to_string();
        assert!(said.contains("wrote to N. V. and to Pedro Luismar"), "{said}");
        ines.post(&format!("/api{path}/parts"), &parts).await.ok();
        ines.post(&format!("/api{path}/issue"), &address()).await.ok();
        let page = ines.submit(&format!("{path}/document"), &json!({})).await.body;
        assert!(page.contains("Iker Sanz") && page.contains("V., N. got it too, says PEDRO LUISMAR."), "{page}");
        assert!(!page.contains("Nora") && !page.contains("Vega"), "{page}");
        station.stop().await;
    }

    async fn a_unit_files_its_own_persons_by_forms(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let [_, under, _] = persons(&station).await;
        let (olga, bego, ines) = (station.client("olga"), station.client("bego"), station.inspector());
        ines.assign(&under, "08").await;
        let form = format!("/persons/{under}/prosecutor-file");
        bego.page(&form, "es").await.is(404);
        bego.submit(&form, &json!({ "officer_number": "99", "lang": "es" })).await.is(404);
        olga.page(&form, "es").await.is(200);
        olga.submit(&form, &json!({ "officer_number": "", "lang": "es" })).await.is(422);
        olga.submit(&form, &json!({ "officer_number": "77", "lang": "es" })).await.is(303);
        let listed = olga.get("/prosecutor-files?format=json").await.ok();
        let path = format!("/prosecutor-files/{}", text(&listed[0], "file_id"));
        let page = olga.page(&path, "es").await.body;
        assert!(page.contains("Expediente de un menor") && page.contains("name=\"part_protection\""), "{page}");
        assert!(page.contains("Fiscalía Provincial, Sección de Menores (Barcelona)"), "{page}");
        assert!(!page.contains("Nora"), "{page}");
        bego.page(&path, "es").await.is(404);
        // a refused form of one part leaves the others as they stand
        let refused = olga.submit(&format!("{path}/issue"), &json!({ "office": "", "procedure_number": "1", "authorization": "x" })).await;
        refused.is(422);
        assert!(refused.body.contains("N. V. wrote to N. V. and to Pedro Luismar"), "{}", refused.body);
        // what was typed and not sent is offered to its writer alone, until it is sent
        let mut parts = json!({
            "officer_number": "77", "part_origin": "One report.", "part_facts": "Zebra facts.",
            "part_identification": "The line.", "part_protection": "Parents are told.", "part_request": "To be decided."
        });
        parts["draft"] = json!(format!("{path}/parts {path}"));
        olga.submit("/drafts", &parts).await.is(303);
        for (client, page, is_offered, is_shown) in [(&olga, "", true, false), (&olga, "?draft=use", false, true), (&ines, "?draft=use", false, false)] {
            let page = client.page(&format!("{path}{page}"), "en").await.body;
            assert_eq!((page.contains("Draft kept:"), page.contains("Zebra facts.")), (is_offered, is_shown), "{page}");
        }
        parts.as_object_mut().unwrap().remove("draft");
        olga.submit(&format!("{path}/parts"), &parts).await.is(303);
        let page = olga.page(&path, "en").await.body;
        assert!(!page.contains("Draft kept:") && page.contains("Zebra facts."), "{page}");
        // until the office has confirmed it, the first page tells of it, with the office and since when
        let home = async |client: &Client| client.page("/", "en").await.body;
        let is_told = |page: &str| page.contains("One file for the juvenile prosecutor has no receipt");
        let listed = async |state: &str| olga.page(&format!("/prosecutor-files?state={state}"), "en").await.body.contains(&path);
        assert!(!is_told(&home(&olga).await) && listed("drafted").await && !listed("issued").await);
        olga.submit(&format!("{path}/issue"), &address()).await.is(303);
        let told = home(&olga).await;
        assert!(is_told(&told) && told.contains(&format!("href=\"{path}\">Fiscalía de Menores (ejemplo), since")), "{told}");
        assert!(is_told(&home(&ines).await) && !is_told(&home(&station.client("bego")).await));
        assert!(listed("issued").await && !listed("received").await && !listed("drafted").await);
        olga.submit(&format!("{path}/receipt"), &json!({ "receipt": "R-9", "at": "2020-12-28T10:00" })).await.is(303);
        assert!(!is_told(&home(&olga).await) && !listed("issued").await && listed("received").await);
        // a receipt that was recorded by mistake is taken back, and stays beside the file
        olga.submit(&format!("{path}/receipt/undo"), &json!({ "reason": "" })).await.is(422);
        olga.submit(&format!("{path}/receipt/undo"), &json!({ "reason": "R-9 is of another file" })).await.is(303);
        olga.submit(&format!("{path}/receipt/undo"), &json!({ "reason": "again" })).await.is(409);
        let page = olga.page(&path, "es").await.body;
        assert!(page.contains("R-9 is of another file") && page.contains("name=\"receipt\""), "{page}");
        let seen = olga.get(&format!("/api{path}")).await.ok()["file"].clone();
        assert_eq!((&seen["state"], &seen["undone_receipts"][0]["receipt"]), (&json!("issued"), &json!("R-9")));
        olga.submit(&format!("{path}/receipt"), &json!({ "receipt": "R-10", "at": "2020-12-28T10:00" })).await.is(303);
        olga.submit(&format!("{path}/undo"), &json!({ "reason": "sent to the wrong office" })).await.is(303);
        olga.page(&path, "es").await.is(404);
        assert_eq!(olga.get("/prosecutor-files?format=json").await.ok(), json!([]));
        station.stop().await;
    }

    async fn no_name_is_opened_that_no_text_can_hold_and_one_without_a_digest_is(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let [juvenile, ..] = identify(&ines).await;
        let subject = subject_of(&ines, "year").await;
        let body = person(&subject, json!("all"), ["Zoe", "Quintana"], born("1990-01-01"), json!("unknown"));
        let elsewhere = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        let path = draft(&ines, &juvenile, "en").await;
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        for sql in [
            "UPDATE person SET given_name = 'broken' WHERE person_id = $1",
            "UPDATE person SET name_blind = '', named_blind = '' WHERE person_id <> $1",
        ] {
            sqlx::query(sql).bind(elsewhere.clone()).execute(tx.conn()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let said = ines.get(&format!("/api{path}")).await.ok()["document"].to_string();
        assert!(said.contains("I. S. wrote to N. V. and to Pedro Luismar"), "{said}");
        station.stop().await;
    }

    async fn the_office_of_a_file_is_told_once_its_minor_is_cleared(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let [juvenile, under, _] = persons(&station).await;
        let ines = station.inspector();
        let path = draft(&ines, &juvenile, "es").await;
        ines.post(&format!("/api{path}/issue"), &address()).await.ok();
        let page = ines.page(&format!("/persons/{juvenile}/recipients"), "es").await;
        assert!(page.body.contains("Fiscalía de Menores (ejemplo)"), "{page:?}");
        assert_eq!(ines.get("/api/clearances").await.ok(), json!([]));
        decide(&ines, &juvenile, "cleared").await;
        let waiting = ines.get("/api/clearances").await.ok();
        assert_eq!((&waiting[0]["kind"], &waiting[0]["waits_for"]), (&json!("prosecutor"), &json!("told")));
        // it has the file, so that nobody can say that it never did
        let undo = format!("/api/recipients/{}/undo", text(&waiting[0], "recipient_id"));
        ines.post(&undo, &json!({ "reason": "it never had the data" })).await.is(409);

        // and nothing is issued of whom somebody says that they are not the one
        let path = draft(&ines, &under, "es").await;
        decide(&ines, &under, "contested").await;
        ines.post(&format!("/api{path}/issue"), &address()).await.is(409);
        assert_eq!(ines.get(&format!("/api{path}")).await.ok()["file"]["state"], "drafted");
        station.stop().await;
    }

    async fn a_file_says_that_a_link_is_contested_or_a_ground_was_lost_also_after_it_was_issued(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        station.receive(&package()).await.is(201);
        let ines = station.inspector();
        let subject = subject_of(&ines, "first").await;
        let body = person(&subject, json!("all"), ["Iker", "Sanz"], born("2005-03-01"), json!("unknown"));
        let minor = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        let path = draft(&ines, &minor, "es").await;
        assert!(!ines.page(&path, "en").await.body.contains("Contested links"));

        let link_id = text(&subject["links"][0], "link_id");
        let contest = format!("/api/links/{link_id}/contest");
        ines.post(&contest, &json!({ "reason": "a shop's" })).await.ok();
        let page = ines.page(&path, "en").await;
        assert!(page.body.contains("Contested links") && page.body.contains(&link_id), "{page:?}");
        ines.post(&format!("/api{path}/issue"), &address()).await.is(409);
        let kept = json!({ "decision": "kept", "grounds": "the shop has one employee" });
        station.client("ivan").post(&format!("{contest}/decide"), &kept).await.ok();
        ines.post(&format!("/api{path}/issue"), &address()).await.ok();
        let document = ines.submit(&format!("{path}/document"), &json!({})).await.body;
        assert!(!document.contains("Contested links") && !document.contains("Ground lost"), "{document}");

        let lost = json!({ "cause": "file", "value": subject["acts"][0]["file_sha256"], "reason": "taken off the list" });
        ines.post("/api/lost-grounds", &lost).await.is(201);
        let shown = ines.get(&format!("/api{path}")).await.ok();
        assert_eq!(shown["file"]["lost_grounds"].as_array().unwrap().len(), 1, "{shown}");
        let document = ines.submit(&format!("{path}/document"), &json!({})).await.body;
        for body in [ines.page(&path, "en").await.body, document] {
            assert!(body.contains("Ground lost") || body.contains("Fundamento perdido"), "{body}");
        }
        station.stop().await;
    }
}
