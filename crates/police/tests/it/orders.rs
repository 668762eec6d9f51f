//! On what legal basis operators are asked, who orders it, and that nothing is marked as sent without it.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::operation::package;
use crate::support::{
    Account, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

async fn issue(inspector: &Client, account: &str, basis: &str) -> String {
    let subject = subject_of(inspector, account).await;
    let acts: Vec<_> = subject["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")).collect();
    let body =
        json!({ "operator": "Operador Uno", "legal_basis": "auto 17/2020", "basis": basis, "act_ids": acts });
    let asked = inspector.post("/api/disclosure-requests", &body).await.ok();
    format!("/disclosure-requests/{}", text(&asked, "request_id"))
}

async fn post(inspector: &Client, request: &str, event: &str, body: &Value) -> crate::support::Answer {
    inspector.post(&format!("/api{request}/{event}"), body).await
}

service::both_engines! {
    async fn nothing_is_marked_as_sent_without_what_its_basis_asks_for(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let request = issue(&inspector, "adult", "").await;
        post(&inspector, &request, "sent", &json!({})).await.refused(422, "basis");
        let mut order = json!({ "basis": "es_588_ter_k", "addressee": "police" });
        post(&inspector, &request, "authorize", &order).await.refused(422, "addressee");
        order["addressee"] = json!("court");
        for (field, value) in [
            ("court", "Juzgado de Instrucción 3 (Madrid)"), ("procedure_number", "DP 17/2020"),
            ("authorization_number", "auto 17/2020"),
        ] {
            post(&inspector, &request, "authorize", &order).await.ok();
            post(&inspector, &request, "sent", &json!({})).await.refused(422, field);
            order[field] = json!(value);
        }
        let told = post(&inspector, &request, "authorize", &order).await.ok();
        assert_eq!((&told["article"], &told["court"]), (&json!("LECrim art. 588 ter k"), &order["court"]));
        post(&inspector, &request, "sent", &json!({})).await.ok();
        post(&inspector, &request, "sent", &json!({})).await.is(409);
        post(&inspector, &request, "authorize", &order).await.is(409);
        let undo = json!({ "reason": "the operator returned it" });
        post(&inspector, &request, "sent/undo", &json!({ "reason": "" })).await.refused(422, "reason");
        post(&inspector, &request, "sent/undo", &undo).await.ok();
        post(&inspector, &request, "sent/undo", &undo).await.is(409);
        post(&inspector, &request, "sent", &json!({})).await.ok();
        station.stop().await;
    }

    async fn a_hint_of_a_minor_drafts_to_the_juvenile_prosecutor_and_the_officer_decides(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "juvenile").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("2005-03-01"), json!("unknown"));
        inspector.post("/api/persons", &body).await.is(201);
        let request = issue(&inspector, "juvenile", "es_588_ter_k").await;
        let page = inspector.page(&request, "en").await.body;
        let drafted = "<option value=\"juvenile_prosecutor\" selected>";
        assert!(page.contains("an author may be a minor") && page.contains(drafted), "{page}");
        let mut order = json!({ "basis": "es_588_ter_k", "addressee": "court" });
        let why = post(&inspector, &request, "authorize", &order).await.refused(422, "addressee_reason");
        assert!(why.contains("juvenile prosecutor"), "{why}");
        order["addressee_reason"] = json!("the line is of a company");
        post(&inspector, &request, "authorize", &order).await.ok();
        let page = inspector.page(&request, "es").await.body;
        assert!(page.contains("the line is of a company"), "{page}");
        // of an adult nothing hints at a minor
        let page = inspector.page(&issue(&inspector, "adult", "es_588_ter_k").await, "en").await.body;
        assert!(!page.contains("an author may be a minor"), "{page}");
        station.stop().await;
    }

    async fn a_hint_of_a_minor_that_comes_after_the_draft_is_answered_before_it_is_sent(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let request = issue(&inspector, "adult", "es_588_ter_k").await;
        let mut order = json!({
            "basis": "es_588_ter_k", "addressee": "court", "court": "Juzgado de Instrucción 3 (Madrid)",
            "procedure_number": "DP 17/2020", "authorization_number": "auto 17/2020"
        });
        post(&inspector, &request, "authorize", &order).await.ok();
        // only now somebody is identified
        let subject = subject_of(&inspector, "adult").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("2005-03-01"), json!("unknown"));
        inspector.post("/api/persons", &body).await.is(201);
        let why = post(&inspector, &request, "sent", &json!({})).await.refused(422, "addressee_reason");
        assert!(why.contains("known by now"), "{why}");
        post(&inspector, &request, "authorize", &order).await.refused(422, "addressee_reason");
        order["addressee_reason"] = json!("the line is of a company");
        post(&inspector, &request, "authorize", &order).await.ok();
        assert!(inspector.page(&request, "en").await.body.contains("an author may be a minor"));
        post(&inspector, &request, "sent", &json!({})).await.ok();
        station.stop().await;
    }

    async fn what_a_court_ordered_and_what_an_operator_answered_outlast_a_dropped_line(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (inspector, ivan) = (station.inspector(), station.client("ivan"));
        station.receive(&package()).await.is(201);
        let request = issue(&inspector, "adult", "").await;
        let used = format!("{request}?draft=use");
        let order = json!({
            "basis": "es_588_ter_k", "addressee": "court", "court": "", "procedure_number": "DP 99/2020",
            "authorization_number": ""
        });
        let answer = json!({
            "answered_on": "2020-12-28", "answered_time": "09:00", "kind_1": "fixed", "line_1": "L-77",
            "holder_1": "Zebra", "billing_1": "Calle 2", "street_1": "Calle 1", "city_1": "Villa", "province_1": "Bizkaia"
        });
        for (form, typed, said) in [("authorize", &order, "value=\"DP 99/2020\""), ("record-answer", &answer, "value=\"Zebra\"")] {
            let path = format!("{request}/{form}");
            let button = format!("value=\"{path} {request}\"");
            assert!(inspector.page(&request, "en").await.body.contains(&button), "{form}");
            let mut draft = typed.clone();
            draft["draft"] = json!(format!("{path} {request}"));
            inspector.submit("/drafts", &draft).await.is(303);
            for (reader, page, is_offered, is_used) in
                [(&inspector, &request, true, false), (&inspector, &used, false, true), (&ivan, &used, false, false)]
            {
                let body = reader.page(page, "en").await.body;
                let found = (body.contains("Draft kept:"), body.contains(said));
                assert_eq!(found, (is_offered, is_used), "{page}: {body}");
            }
            inspector.submit(&path, typed).await.is(303);
            assert!(!inspector.page(&request, "en").await.body.contains("Draft kept:"), "sent is no draft any more");
        }
        station.stop().await;
    }

    async fn a_basis_of_another_day_is_refused(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let act = subject_of(&inspector, "adult").await["acts"][0]["act_id"].clone();
        let mut body = json!({ "operator": "Operador Uno", "legal_basis": "x", "basis": "eu_epoc", "act_ids": [act] });
        let why = inspector.post("/api/disclosure-requests", &body).await.refused(422, "basis");
        assert!(why.contains("not in force"), "{why}");
        body["basis"] = json!("nobody's");
        inspector.post("/api/disclosure-requests", &body).await.refused(422, "basis");
        station.stop().await;
    }

    async fn each_country_asks_on_its_own_bases_and_those_of_the_union(db: TestDb) {
        let station = Station::start_in(&db, "PT").await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let request = issue(&inspector, "adult", "pt_ciber_18").await;
        let page = inspector.page(&request, "en").await.body;
        // the seven days are Spain's
        assert!(page.contains("No period of this country") && !page.contains("Seven calendar days"), "{page}");
        let paper = inspector.page(&format!("{request}/document"), "en").await.body;
        assert!(paper.contains("No period of this country") && !paper.contains("25/2007"), "{paper}");
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 30));
        let overdue = inspector.get("/disclosure-requests?state=overdue&format=json").await.ok();
        assert_eq!(overdue, json!([]));
        assert!(page.contains("value=\"pt_ciber_14\"") && !page.contains("value=\"es_588_ter_k\""), "{page}");
        let order = json!({ "basis": "es_588_ter_k", "addressee": "court" });
        let why = post(&inspector, &request, "authorize", &order).await.refused(422, "basis");
        assert!(why.contains("another country"), "{why}");
        // the judicial authority orders it: nothing is marked as sent without its order
        let order = json!({ "basis": "pt_ciber_14", "addressee": "police" });
        post(&inspector, &request, "authorize", &order).await.refused(422, "addressee");
        let order = json!({ "basis": "pt_ciber_14", "addressee": "prosecutor" });
        post(&inspector, &request, "authorize", &order).await.ok();
        post(&inspector, &request, "sent", &json!({})).await.refused(422, "court");
        station.stop().await;
    }

    async fn what_nobody_asked_about_is_grouped_by_operator(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let groups = inspector.get("/disclosure-requests/draft?format=json").await.body;
        assert!(groups.contains("Operador Uno") && groups.contains("12"), "{groups}");
        let path = "/disclosure-requests/draft?operator=Operador%20Uno&minor=0";
        let act = subject_of(&inspector, "adult").await["acts"][0]["act_id"].clone();
        let draft = inspector.page(path, "en").await.body;
        assert!(draft.contains(act.as_str().unwrap()), "{draft}");
        let form = json!({ "operator": "Operador Uno", "minor": "0", "legal_basis": "", "act_ids": act });
        let refused = inspector.submit("/disclosure-requests/draft", &form).await;
        refused.is(422);
        assert!(refused.body.contains(&format!("value=\"{0}\" id=\"{0}\" checked", act.as_str().unwrap())));
        // whoever corrects the operator's name keeps the acts in sight
        assert!(draft.contains("name=\"of\" value=\"Operador Uno\""), "{draft}");
        let corrected = json!({ "operator": "Operador Dos", "of": "Operador Uno", "minor": "0", "legal_basis": "", "act_ids": act });
        let refused = inspector.submit("/disclosure-requests/draft", &corrected).await;
        refused.is(422);
        assert!(refused.body.contains(&format!("value=\"{0}\" id=\"{0}\" checked", act.as_str().unwrap())));
        assert!(refused.body.contains("value=\"Operador Dos\""), "{refused:?}");
        let form = json!({ "operator": "Operador Uno", "minor": "0", "legal_basis": "auto 17/2020", "act_ids": act });
        inspector.submit("/disclosure-requests/draft", &form).await.is(303);
        let draft = inspector.page(path, "en").await.body;
        assert!(!draft.contains(act.as_str().unwrap()), "{draft}");
        station.stop().await;
    }

    async fn an_act_whose_operator_nobody_knows_is_in_sight_and_can_be_asked_about(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let media = Media { bytes: b"pattern one", print: print('3', 80) };
        let upload =
            Upload { media, at: "2020-11-01T22:00:00Z", address: "192.0.2.1", port: None, operator: "", viewed: None };
        let account = Account { identifier: "nobody", email: None };
        let reports = vec![(301, account, vec![upload])];
        let package = Package { agency: "es-police", referral_id: "ref_nobody".to_owned(), reports };
        station.receive(&package).await.is(201);
        let act = text(&subject_of(&inspector, "nobody").await["acts"][0], "act_id");
        let groups = inspector.page("/disclosure-requests/draft", "en").await.body;
        assert!(groups.contains("No operator known") && groups.contains("unknown=1"), "{groups}");
        let path = "/disclosure-requests/draft?unknown=1&minor=0";
        let draft = inspector.page(path, "en").await.body;
        assert!(draft.contains(&act) && draft.contains("registry of addresses"), "{draft}");
        let mut form =
            json!({ "operator": "", "unknown": "1", "minor": "0", "legal_basis": "auto 17/2020", "act_ids": act });
        // which operator it is, the officer says: until then the acts stay in sight
        let refused = inspector.submit("/disclosure-requests/draft", &form).await;
        refused.is(422);
        assert!(refused.body.contains(&act), "{}", refused.body);
        form["operator"] = json!("Operador Uno");
        inspector.submit("/disclosure-requests/draft", &form).await.is(303);
        let draft = inspector.page(path, "en").await.body;
        assert!(!draft.contains(&act), "{draft}");
        station.stop().await;
    }

    async fn a_request_over_all_subjects_that_was_not_sent_is_offered_for_its_operator(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let form = "/disclosure-requests/draft";
        let path = "/disclosure-requests/draft?operator=Operador%20Uno&minor=0";
        let button = "value=\"/disclosure-requests/draft /disclosure-requests/draft?operator=Operador%20Uno&#38;minor=0\"";
        let page = inspector.page(path, "es").await.body;
        assert!(page.contains(button), "the language is the reader's at that time: {page}");
        // as the script keeps it, without what is hidden
        let typed = json!({
            "draft": format!("{form} {path}"), "operator": "Operador Uno", "legal_basis": "auto 99/2020", "act_ids": ""
        });
        inspector.submit("/drafts", &typed).await.is(303);
        for (page, is_offered, is_used) in [
            (path.to_owned(), true, false),
            (format!("{path}&draft=use"), false, true),
            (form.to_owned(), true, false),
            (format!("{form}?draft=use"), false, true),
            (format!("{form}?operator=Operador%20Dos&minor=0"), false, false),
        ] {
            let body = inspector.page(&page, "en").await.body;
            let found = (body.contains("Draft kept:"), body.contains("auto 99/2020"));
            assert_eq!(found, (is_offered, is_used), "{page}: {body}");
        }
        // the name that was typed says nothing of whose acts it was written for
        let mut corrected = typed.clone();
        corrected["operator"] = json!("Operador Dos");
        inspector.submit("/drafts", &corrected).await.is(303);
        let id = text(&subject_of(&inspector, "adult").await["acts"][0], "act_id");
        for page in [format!("{form}?draft=use"), format!("{path}&draft=use")] {
            let body = inspector.page(&page, "en").await.body;
            assert!(body.contains(&id) && body.contains("value=\"Operador Dos\""), "{page}: {body}");
        }
        let act = subject_of(&inspector, "adult").await["acts"][0]["act_id"].clone();
        let sent = json!({ "operator": "Operador Uno", "minor": "0", "legal_basis": "auto 99/2020", "act_ids": act });
        inspector.submit(form, &sent).await.is(303);
        let left = inspector.page(form, "en").await.body;
        assert!(!left.contains("Draft kept:"), "{left}");
        station.stop().await;
    }
}
