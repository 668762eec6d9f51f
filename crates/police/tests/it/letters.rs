//! Letters that ask operators to preserve: drafted by operator, sent and answered by named officers, on paper in both languages.

use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{Account, Client, Media, Package, Station, Upload, print, subject_of, text};

fn package() -> Package {
    let upload = |bytes: &'static [u8], digit: char, at: &'static str, operator: &'static str| Upload {
        media: Media { bytes, print: print(digit, 80) },
        at,
        address: if operator == "Operador Uno" { "192.0.2.10" } else { "192.0.2.11" },
        port: (operator == "Operador Uno").then_some(40_123),
        operator,
        viewed: Some(true),
    };
    let uploads = vec![
        upload(b"pattern one", '3', "2020-10-10T00:30:00+02:00", "Operador Uno"),
        upload(b"pattern two", '5', "2020-11-10T12:00:00+01:00", "Operador Dos"),
        upload(b"pattern three", '9', "2020-10-09T12:00:00Z", "Operador Uno"),
    ];
    Package {
        agency: "es-police",
        referral_id: "ref_letters".to_owned(),
        reports: vec![(7_400_001, Account { identifier: "alpha", email: None }, uploads)],
    }
}

/// A station with the package, and its subject.
async fn start(db: &TestDb) -> (Station, Value) {
    let station = Station::start(db).await;
    station.receive(&package()).await.is(201);
    let subject = subject_of(&station.inspector(), "alpha").await;
    (station, subject)
}

/// Drafts letters for all acts of the subject, as the form that is shown first does.
async fn draft(inspector: &Client, subject: &Value) {
    let path = format!("/subjects/{}/preserve", text(subject, "subject_id"));
    let form = inspector.page(&path, "en").await;
    assert!(form.body.contains("art. 588 octies"), "{}", form.body);
    let ticked = |act: &Value| form.body.contains(&format!("id=\"{}\" checked", text(act, "act_id")));
    assert!(subject["acts"].as_array().unwrap().iter().all(ticked), "{}", form.body);
    let acts =
        subject["acts"].as_array().unwrap().iter().map(|act| ("act_ids".to_owned(), text(act, "act_id")));
    let fields: Vec<_> =
        acts.chain([("legal_basis".to_owned(), "LECrim, art. 588 octies".to_owned())]).collect();
    let sent = inspector.request(reqwest::Method::POST, &path).header("Accept", "text/html").form(&fields);
    let answer = sent.send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()),
        (303, "/preservation-letters?done=letters-drafted&entry=1")
    );
}

/// The addresses of the letters' pages by operator.
async fn pages(inspector: &Client) -> Vec<(String, String)> {
    let list = inspector.page("/preservation-letters?sort=operator", "en").await.body;
    let mut found = Vec::new();
    for piece in list.split("href=\"/preservation-letters/pre_").skip(1) {
        let id: String = piece.chars().take(32).collect();
        let operator =
            if piece.split("href=").next().unwrap().contains("Operador Uno") { "Uno" } else { "Dos" };
        found.push((operator.to_owned(), format!("/preservation-letters/pre_{id}")));
    }
    found
}

async fn erasable(inspector: &Client) -> Vec<String> {
    let subject = subject_of(inspector, "alpha").await;
    subject["acts"].as_array().unwrap().iter().map(|act| text(act, "erasable_on")).collect()
}

fn page_of(pages: &[(String, String)], operator: &str) -> String {
    pages.iter().find(|(of, _)| of == operator).unwrap().1.clone()
}

/// The letter itself, without what stands around it.
async fn paper(inspector: &Client, page: &str, lang: &str) -> String {
    let shown = inspector.page(&format!("{page}/paper"), lang).await;
    shown.is(200);
    let from = shown.body.find("<article").unwrap();
    let to = shown.body.find("</article>").unwrap();
    shown.body[from..to].to_owned()
}

service::both_engines! {
    async fn one_letter_for_each_operator_says_each_time_as_stated_and_in_utc(db: TestDb) {
        let (station, subject) = start(&db).await;
        let inspector = station.inspector();
        for name in ["olga", "adam", "rosa", "dora"] {
            let path = format!("/subjects/{}/preserve", text(&subject, "subject_id"));
            station.client(name).submit(&path, &json!({ "legal_basis": "x" })).await.is(404);
        }
        draft(&inspector, &subject).await;
        let letters = pages(&inspector).await;
        assert_eq!(letters.len(), 2, "{letters:?}");
        let json = inspector.get("/preservation-letters?format=json").await.ok();
        let mut numbers: Vec<_> = json.as_array().unwrap().iter().map(|row| text(row, "number")).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ["2020/1", "2020/2"]);
        let csv = inspector.get("/preservation-letters?format=csv").await;
        assert!(csv.body.contains("Operador Uno") && csv.body.contains("Operador Dos"), "{}", csv.body);
        let letter = page_of(&letters, "Uno");
        let es = paper(&inspector, &letter, "es").await;
        for says in ["192.0.2.10", "40123", "2020-10-10T00:30:00+02:00", "+02:00", "2020-10-09T22:30:00Z", "Agente: ines"] {
            assert!(es.contains(says), "{says}: {es}");
        }
        assert!(!es.contains("2020-11-10"), "of another operator: {es}");
        if db.engine() == service::Engine::Sqlite {
            insta::assert_snapshot!("preservation_letter_es", es);
            insta::assert_snapshot!("preservation_letter_en", paper(&inspector, &letter, "en").await);
        }
        station.stop().await;
    }

    async fn a_confirmed_preservation_moves_the_day_and_a_withdrawn_one_moves_it_back(db: TestDb) {
        let (station, subject) = start(&db).await;
        let inspector = station.inspector();
        draft(&inspector, &subject).await;
        let letter = page_of(&pages(&inspector).await, "Uno");
        let by_law = erasable(&inspector).await;
        let answer = json!({ "verdict": "confirmed", "preserved_until": "2022-03-01", "answer_reference": "C-1" });
        inspector.submit(&format!("{letter}/answer"), &answer).await.is(409);
        let sent = json!({ "channel": "portal", "sent_reference": "P-77", "sent_on": "2020-12-28" });
        let mut early = sent.clone();
        early["sent_on"] = json!("2020-12-27");
        for wrong in [early, json!({ "channel": "pigeon", "sent_reference": "x", "sent_on": "2020-12-28" }), json!({})] {
            inspector.submit(&format!("{letter}/sent"), &wrong).await.is(422);
        }
        inspector.submit(&format!("{letter}/sent"), &sent).await.is(303);
        inspector.submit(&format!("{letter}/sent"), &sent).await.is(409);
        let reason = json!({ "reason": "a mistake" });
        inspector.submit(&format!("{letter}/undo"), &reason).await.is(409);
        inspector.submit(&format!("{letter}/answer"), &json!({ "verdict": "confirmed", "preserved_until": "" })).await.is(422);
        inspector.submit(&format!("{letter}/answer"), &answer).await.is(303);

        let moved = erasable(&inspector).await;
        assert_eq!(moved.iter().filter(|day| *day == "2022-03-01").count(), 2, "{moved:?}");
        let page = inspector.page(&format!("/subjects/{}", text(&subject, "subject_id")), "en").await;
        assert!(page.body.contains("By law from"), "{}", page.body);
        let shown = inspector.page(&letter, "es").await;
        assert!(shown.body.contains("P-77") && shown.body.contains("C-1"), "{}", shown.body);

        inspector.submit(&format!("{letter}/sent/undo"), &reason).await.is(409);
        inspector.submit(&format!("{letter}/answer/undo"), &reason).await.is(303);
        assert_eq!(erasable(&inspector).await, by_law);
        inspector.submit(&format!("{letter}/sent/undo"), &reason).await.is(303);
        inspector.submit(&format!("{letter}/undo"), &reason).await.is(303);
        inspector.page(&format!("{letter}/paper"), "en").await.is(404);
        // its number is not given again
        draft(&inspector, &subject).await;
        let json = inspector.get("/preservation-letters?format=json").await.ok();
        let mut numbers: Vec<_> = json.as_array().unwrap().iter().map(|row| text(row, "number")).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ["2020/1", "2020/3", "2020/4"]);
        station.stop().await;
    }

    async fn an_earlier_day_than_the_law_s_moves_nothing(db: TestDb) {
        let (station, subject) = start(&db).await;
        let inspector = station.inspector();
        draft(&inspector, &subject).await;
        let (letter, by_law) = (page_of(&pages(&inspector).await, "Dos"), erasable(&inspector).await);
        let sent = json!({ "channel": "post", "sent_reference": "R-1", "sent_on": "2020-12-28" });
        inspector.submit(&format!("{letter}/sent"), &sent).await.is(303);
        let answer = json!({ "verdict": "confirmed", "preserved_until": "2021-01-15", "answer_reference": "C-2" });
        inspector.submit(&format!("{letter}/answer"), &answer).await.is(303);
        assert_eq!(erasable(&inspector).await, by_law);
        station.stop().await;
    }

    async fn a_program_drafts_sends_answers_and_withdraws_as_officers_do(db: TestDb) {
        let (station, subject) = start(&db).await;
        let inspector = station.inspector();
        let acts: Vec<_> = subject["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")).collect();
        let letters = "/api/preservation-letters";
        inspector.post(letters, &json!({ "act_ids": [], "legal_basis": "x" })).await.refused(422, "act_ids");
        inspector.post(letters, &json!({ "act_ids": acts, "legal_basis": "" })).await.refused(422, "legal_basis");
        let drafted = inspector.post(letters, &json!({ "act_ids": acts, "legal_basis": "art. 588 octies" })).await;
        drafted.is(201);
        assert_eq!(drafted.ok()["letter_ids"].as_array().unwrap().len(), 2);

        let listed = inspector.get(&format!("{letters}?state=drafted")).await.ok();
        let letter = listed.as_array().unwrap().iter().find(|letter| letter["operator"] == "Operador Uno").unwrap();
        assert_eq!((&letter["state"], &letter["lines"], &letter["drafted_by"]), (&json!("drafted"), &json!(2), &json!("ines")));
        let letter = format!("{letters}/{}", text(letter, "letter_id"));
        let shown = inspector.get(&letter).await.ok();
        let lines = shown["connections"].as_array().unwrap();
        assert!(lines.len() == 2 && lines.iter().all(|line| line["address"] == "192.0.2.10"), "{shown}");

        let by_law = erasable(&inspector).await;
        let sent = |day: &str| json!({ "channel": "portal", "reference": "P-77", "sent_on": day });
        inspector.post(&format!("{letter}/sent"), &sent("2020-12-27")).await.refused(422, "sent_on");
        inspector.post(&format!("{letter}/sent"), &sent("2020-12-28")).await.is(201);
        inspector.post(&format!("{letter}/sent"), &sent("2020-12-28")).await.is(409);
        let answer = |until: &str| json!({ "verdict": "confirmed", "preserved_until": until, "reference": "C-1" });
        inspector.post(&format!("{letter}/answer"), &answer("")).await.refused(422, "preserved_until");
        inspector.post(&format!("{letter}/answer"), &answer("2022-03-01")).await.is(201);
        let answered = inspector.get(&format!("{letters}?state=answered")).await.ok();
        assert_eq!((&answered[0]["state"], &answered[0]["answer"]["preserved_until"]), (&json!("confirmed"), &json!("2022-03-01")));
        assert_eq!(answered[0]["sending"]["reference"], "P-77");
        assert_ne!(erasable(&inspector).await, by_law);

        let reason = json!({ "reason": "a mistake" });
        inspector.post(&format!("{letter}/undo"), &reason).await.is(409);
        for step in ["answer/undo", "sent/undo", "undo"] {
            inspector.post(&format!("{letter}/{step}"), &reason).await.is(200);
        }
        assert_eq!(erasable(&inspector).await, by_law);
        assert_eq!(inspector.get(&letter).await.ok()["letter"]["state"], "withdrawn");
        assert_eq!(inspector.get(letters).await.ok().as_array().unwrap().len(), 1);
        station.stop().await;
    }

    async fn a_country_without_a_rule_says_so_and_shows_no_day(db: TestDb) {
        let station = Station::start_in(&db, "FR").await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        assert!(erasable(&inspector).await.iter().all(|day| day == "9999-12-31"));
        let subject = subject_of(&inspector, "alpha").await;
        assert_eq!(subject["next_erasable_on"], json!(null));
        let listed = inspector.get("/api/subjects").await.ok();
        assert!(listed.as_array().unwrap().iter().all(|row| row["next_erasable_on"].is_null()), "{listed}");
        let all = inspector.page("/subjects", "en").await.body;
        assert!(!all.contains("everything was asked for"), "nothing was: {all}");
        let path = format!("/subjects/{}", text(&subject, "subject_id"));
        let page = inspector.page(&path, "en").await.body;
        assert!(page.contains("No rule known") && page.contains("No rule is known that says how long"), "{page}");
        assert!(!page.contains("9999") && !page.contains("art. 5.1"), "{page}");
        let report = inspector.page(&format!("/reports/{}", text(&subject["acts"][0], "report_id")), "en").await.body;
        assert!(!report.contains("No connection of it waits for a request"), "{report}");
        let form = inspector.page(&format!("{path}/preserve"), "en").await.body;
        assert!(form.contains("No order to preserve is known") && !form.contains("588 octies"), "{form}");

        // what an operator says is all there is
        let acts: Vec<_> = subject["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")).collect();
        let drafted = json!({ "act_ids": acts, "legal_basis": "article 1 of an example" });
        let letters = inspector.post("/api/preservation-letters", &drafted).await.ok();
        for letter in letters["letter_ids"].as_array().unwrap() {
            let letter = format!("/api/preservation-letters/{}", letter.as_str().unwrap());
            let sent = json!({ "channel": "portal", "reference": "P-77", "sent_on": "2020-12-28" });
            inspector.post(&format!("{letter}/sent"), &sent).await.is(201);
            let answer = json!({ "verdict": "confirmed", "preserved_until": "2021-03-01", "reference": "C-1" });
            inspector.post(&format!("{letter}/answer"), &answer).await.is(201);
        }
        assert!(erasable(&inspector).await.iter().all(|day| day == "2021-03-01"));
        station.stop().await;
    }

    async fn portugal_s_order_stands_in_its_letters(db: TestDb) {
        let station = Station::start_in(&db, "PT").await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        // in force by now
        station.clock.set(crate::support::at("2026-09-01T09:00:00Z"));
        let subject = subject_of(&inspector, "alpha").await;
        let path = format!("/subjects/{}", text(&subject, "subject_id"));
        let form = inspector.page(&format!("{path}/preserve"), "en").await.body;
        assert!(form.contains("Lei 109/2009, art. 12") && !form.contains("588 octies"), "{form}");
        let page = inspector.page(&path, "en").await.body;
        assert!(page.contains("Lei 32/2008") && page.contains("not compared with the official text"), "{page}");
        // the duty began in 2024, and the acts are of 2020
        assert!(erasable(&inspector).await.iter().all(|day| day == "9999-12-31"));
        station.stop().await;
    }

    async fn what_came_before_the_law_s_day_was_kept_has_it_after_a_start(db: TestDb) {
        let (station, _) = start(&db).await;
        let by_law = erasable(&station.inspector()).await;
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        let sql = "UPDATE act SET erasable_by_law_on = '', erasable_on = '2030-01-01'";
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(erasable(&station.inspector()).await, by_law);
        let station = station.started_again_at(&db, crate::support::at(crate::support::NOW)).await;
        assert_eq!(erasable(&station.inspector()).await, by_law);
        station.stop().await;
    }
}
