//! Links are explained, can be undone and restored, and a veto outlives every later intake.

use serde_json::{Value, json};
use service::testing::TestDb;
use wire::cybertipline::Report;

use crate::support::{Account, Client, Media, Package, Station, Upload, print, subject_of, text};

fn package(referral_id: &str, first_number: i64, accounts: &[(&'static str, &'static str)]) -> Package {
    let media = Media { bytes: b"pattern one", print: print('3', 80) };
    let upload = Upload {
        media,
        at: "2020-10-11T10:00:00Z",
        address: "192.0.2.10",
        port: None,
        operator: "Operador Uno",
        viewed: None,
    };
    let reports = accounts.iter().zip(first_number..).map(|((identifier, email), number)| {
        (number, Account { identifier, email: Some(email) }, vec![upload.clone()])
    });
    Package { agency: "es-police", referral_id: referral_id.to_owned(), reports: reports.collect() }
}

fn account_id(subject: &Value, identifier: &str) -> String {
    let accounts = subject["accounts"].as_array().unwrap();
    let account = accounts.iter().find(|account| account["esp_identifier"] == identifier).unwrap();
    text(account, "account_id")
}

async fn subject_count(inspector: &Client) -> usize {
    inspector.get("/api/subjects").await.ok().as_array().unwrap().len()
}

service::both_engines! {
    async fn equal_addresses_link_and_links_can_be_undone_and_restored(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let two = [("alpha", "one@mail.example"), ("beta", "ONE@mail.example")];
        station.receive(&package("ref_one", 1, &two)).await.is(201);
        let subject = subject_of(&inspector, "alpha").await;
        assert_eq!(subject["subject_id"], subject_of(&inspector, "beta").await["subject_id"]);
        let link = &subject["links"][0];
        assert_eq!((link["kind"].as_str(), link["joins"].as_bool()), (Some("email"), Some(true)));
        assert!(text(link, "grounds").contains("e-mail address"), "{link}");

        let operation = inspector.post("/api/operations", &json!({ "name": "Ola" })).await.ok();
        let members = format!("/api/operations/{}/subjects", text(&operation, "operation_id"));
        inspector.post(&members, &json!({ "subject_ids": [subject["subject_id"]] })).await.ok();

        let undo = format!("/api/links/{}/undo", text(link, "link_id"));
        inspector.post(&undo, &json!({ "reason": " " })).await.refused(422, "reason");
        inspector.post(&undo, &json!({ "reason": "a shared family address" })).await.ok();
        assert_eq!(subject_count(&inspector).await, 2);
        let oldest = if account_id(&subject, "alpha") < account_id(&subject, "beta") { "alpha" } else { "beta" };
        assert_eq!(subject_of(&inspector, oldest).await["subject_id"], subject["subject_id"], "the oldest keeps the name");
        let now = inspector.get(&format!("/api/operations/{}", text(&operation, "operation_id"))).await.ok();
        assert_eq!(now["subject_count"], 2, "the operation follows both parts");

        // the same trait again links nothing that an officer undid
        station.receive(&package("ref_two", 11, &[("alpha", "one@mail.example")])).await.is(201);
        assert_eq!(subject_count(&inspector).await, 2);

        let restore = format!("/api/links/{}/restore", text(link, "link_id"));
        inspector.post(&restore, &json!({ "reason": "it was one person" })).await.ok();
        assert_eq!(subject_count(&inspector).await, 1);
        inspector.post(&restore, &json!({ "reason": "twice" })).await.is(409);
        station.stop().await;
    }

    async fn a_page_says_what_links_in_the_language_of_its_reader(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let two = [("alpha", "one@mail.example"), ("beta", "one@mail.example")];
        let verified_in_first = package("ref_one", 1, &two).write_with(&|number, report: &mut Report| {
            let person = report.person_or_user_reported[0].person.as_mut().unwrap();
            person.email[0].verified = Some(number == 1);
        });
        station.client("clearinghouse").post_bytes("/referrals", verified_in_first, None).await.is(201);
        let subject = subject_of(&inspector, "alpha").await;
        assert!(text(&subject["links"][0], "grounds").starts_with("both state the same e-mail address"));
        let page = format!("/subjects/{}", text(&subject, "subject_id"));
        let undo = format!("/api/links/{}/undo", text(&subject["links"][0], "link_id"));
        for withdrawn in [false, true] {
            if withdrawn {
                inspector.post(&undo, &json!({ "reason": "a shared family address" })).await.ok();
            }
            for (lang, kind, verified) in [
                ("en", "Same e-mail address", "verified by the service in one of the accounts"),
                ("es", "El mismo correo electrónico", "verificado por el servicio en una de las cuentas"),
            ] {
                let shown = inspector.page(&page, lang).await;
                let said = format!("{kind}</strong>: one@mail.example, {verified}");
                assert!(shown.body.contains(&said) && !shown.body.contains("both state"), "{shown:?}");
            }
        }
        station.stop().await;
    }

    async fn who_withdrew_a_link_and_who_restored_it_stays_beside_it_until_it_is_erased(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        let two = [("alpha", "one@mail.example"), ("beta", "one@mail.example")];
        station.receive(&package("ref_one", 1, &two)).await.is(201);
        let subject = subject_of(&ines, "alpha").await;
        let link = format!("/api/links/{}", text(&subject["links"][0], "link_id"));
        ines.post(&format!("{link}/undo"), &json!({ "reason": "a mailbox of the family" })).await.ok();
        let withdrawn = subject_of(&ines, "alpha").await;
        assert_eq!((&withdrawn["links"][0]["withdrawn_by"], &withdrawn["links"][0]["restorations"]), (&json!("ines"), &json!([])));
        let page = format!("/subjects/{}", text(&withdrawn, "subject_id"));
        for path in [page.clone(), format!("{page}/explanation")] {
            let shown = ines.page(&path, "en").await;
            assert!(shown.body.contains("Withdrawn") && shown.body.contains("a mailbox of the family"), "{path}: {shown:?}");
        }
        station.clock.advance(jiff::SignedDuration::from_secs(1));
        ivan.post(&format!("{link}/restore"), &json!({ "reason": "one person opened it" })).await.ok();

        let subject = subject_of(&ines, "alpha").await;
        let restored = &subject["links"][0]["restorations"];
        assert_eq!(restored.as_array().unwrap().len(), 1, "{restored}");
        for (field, said) in [
            ("withdrawn_by", "ines"),
            ("withdrawn_reason", "a mailbox of the family"),
            ("restored_by", "ivan"),
            ("reason", "one person opened it"),
        ] {
            assert_eq!(restored[0][field], said, "{restored}");
        }
        assert_ne!(restored[0]["withdrawn_at"], restored[0]["restored_at"]);
        assert_eq!(subject["links"][0]["withdrawn_reason"], json!(null));
        let page = format!("/subjects/{}", text(&subject, "subject_id"));
        for (lang, word) in [("en", "Restored"), ("es", "Restablecido")] {
            for path in [page.clone(), format!("{page}/explanation")] {
                let shown = ines.page(&path, lang).await;
                for said in [word, "ivan", "one person opened it", "a mailbox of the family"] {
                    assert!(shown.body.contains(said), "{path} {said}: {shown:?}");
                }
            }
        }
        let kept = async || {
            let mut tx = station.running.node.db().begin_read("test").await.unwrap();
            let sql = "SELECT reason || withdrawn_reason AS said FROM link_restoration";
            sqlx::Row::get::<String, _>(&sqlx::query(sql).fetch_one(tx.conn()).await.unwrap(), "said")
        };
        let sealed = kept().await;
        assert!(!sealed.is_empty() && !sealed.contains("mailbox") && !sealed.contains("person"), "{sealed}");

        // what the link rests on is erased: it does not stand again, and the reasons go
        ines.post(&format!("{link}/undo"), &json!({ "reason": "a shop's after all" })).await.ok();
        station.clock.advance(jiff::SignedDuration::from_hours(24 * 365 * 4));
        let report = text(&subject_of(&ines, "alpha").await["acts"][0], "report_id");
        ines.erase(&format!("/api/reviews/report/{report}"), &json!({ "reason": "over" })).await;
        assert_eq!(kept().await, "");
        let refused = ivan.post(&format!("{link}/restore"), &json!({ "reason": "no" })).await;
        refused.is(409);
        assert!(refused.body.contains("was erased"), "{refused:?}");
        station.stop().await;
    }

    async fn a_veto_outlives_later_intakes_and_can_be_withdrawn(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        let two = [("alpha", "one@mail.example"), ("beta", "two@mail.example")];
        station.receive(&package("ref_one", 1, &two)).await.is(201);
        let a = account_id(&subject_of(&inspector, "alpha").await, "alpha");
        let b = account_id(&subject_of(&inspector, "beta").await, "beta");
        let veto = json!({ "account_a": a, "account_b": b, "reason": "interviewed both" });
        inspector.post("/api/vetoes", &json!({ "account_a": a, "account_b": a, "reason": "x" })).await.refused(422, "account_b");
        let recorded = inspector.post("/api/vetoes", &veto).await.ok();
        let again = json!({ "account_a": b, "account_b": a, "reason": "said twice" });
        inspector.post("/api/vetoes", &again).await.is(409);
        // a third account states both addresses
        let third = [("gamma", "one@mail.example"), ("gamma", "two@mail.example")];
        station.receive(&package("ref_two", 11, &third)).await.is(201);
        let alpha = subject_of(&inspector, "alpha").await;
        let beta = subject_of(&inspector, "beta").await;
        assert_ne!(alpha["subject_id"], beta["subject_id"]);
        assert_eq!(subject_count(&inspector).await, 2, "gamma went to one side only");
        let undo = format!("/api/vetoes/{}/undo", text(&recorded, "veto_id"));
        inspector.post(&undo, &json!({ "reason": "they lied" })).await.ok();
        assert_eq!(subject_count(&inspector).await, 1);
        inspector.post("/api/vetoes", &again).await.is(201);
        station.stop().await;
    }
}
