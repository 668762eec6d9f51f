//! What cannot be is refused where an officer states it: an outcome before the acts, a birth beyond any life, a person without acts. Where a report
//! states it, it is kept as given and marked.

// The node may stop before the clearinghouse hears of the last decision: the stories say so with `may_leave_jobs`.

use serde_json::{Value, json};
use service::testing::TestDb;
use wire::cybertipline::{IpCaptureEvent, IpCaptureType, Phone, Report, StatedDate, StatedDateTime};

use crate::operation::package;
use crate::support::{Account, Media, Package, Station, Upload, born, person, print, subject_of, text};

service::both_engines! {
    async fn an_outcome_before_the_first_act_is_refused(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let assignment = inspector.assign(&person_id, "08").await;
        let path = format!("/api/assignments/{}/outcome", text(&assignment, "assignment_id"));
        let detail = inspector.get(&format!("/api/persons/{person_id}")).await.ok();
        let first_act = text(&detail["acts"][0], "at");
        let before = crate::support::at(&first_act) - jiff::SignedDuration::from_secs(1);
        for early in ["1990-06-01T10:00:00Z".to_owned(), before.to_string()] {
            let outcome = json!({ "code": "not_located", "at": early });
            let reason = inspector.post(&path, &outcome).await.refused(422, "at");
            assert!(reason.contains("first act"), "{reason}");
        }
        inspector.post(&path, &json!({ "code": "not_located", "at": first_act })).await.is(201);
        station.stop().await;
    }

    async fn a_birth_beyond_any_life_is_refused(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let post = async |birth: Value| {
            let body = person(&subject, json!("all"), ["Ana", "Gil"], birth, json!("unknown"));
            inspector.post("/api/persons", &body).await
        };
        for year in [-5, 1, 1850, 1899] {
            let reason = post(json!({ "year": year })).await.refused(422, "birth");
            assert!(reason.contains("120 years"), "{year}: {reason}");
        }
        post(born("1900-01-01")).await.refused(422, "birth");
        assert_eq!(inspector.get("/api/persons").await.ok(), json!([]), "nothing is half-stored");
        post(born("1910-01-01")).await.is(201);
        station.stop().await;
    }

    async fn a_person_without_acts_is_assigned_to_nobody(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let subject = subject_of(&inspector, "adult").await;
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        let identified = inspector.post("/api/persons", &body).await.ok();
        let undo = format!("/api/identifications/{}/undo", text(&identified, "identification_id"));
        inspector.post(&undo, &json!({ "reason": "another line" })).await.ok();
        let assignment = json!({ "person_id": identified["person_id"], "unit": "08" });
        let answer = inspector.post("/api/assignments", &assignment).await;
        answer.is(409);
        assert!(answer.body.contains("no act"), "{answer:?}");
        station.stop().await;
    }

    async fn a_connection_that_is_no_act_s_is_shown_with_its_account(db: TestDb) {
        let station = Station::start(&db).await;
        let reports = vec![(302, Account { identifier: "signed-in", email: None }, Vec::new())];
        let package = Package { agency: "es-police", referral_id: "ref_login".to_owned(), reports };
        let package = package.write_with(&|_, report: &mut Report| {
            let event = |kind, at: Option<&str>| IpCaptureEvent {
                ip_address: "192.0.2.44".to_owned(),
                event_name: Some(kind),
                date_time: at.map(|at| StatedDateTime::parse(at).unwrap()),
                possible_proxy: None,
                port: Some(4711),
            };
            let signed_in = event(IpCaptureType::Login, Some("2020-11-02T10:00:00Z"));
            let undated = event(IpCaptureType::Upload, None);
            report.person_or_user_reported[0].ip_capture_event = vec![signed_in.clone(), undated, signed_in];
        });
        station.client("clearinghouse").post_bytes("/referrals", package, None).await.is(201);
        let subject = subject_of(&station.inspector(), "signed-in").await;
        assert_eq!(
            subject["accounts"][0]["connections"],
            json!([
                { "at": null, "address": "192.0.2.44", "port": 4711, "event": "Upload", "erasable_on": null },
                { "at": "2020-11-02T10:00:00Z", "address": "192.0.2.44", "port": 4711, "event": "Login", "erasable_on": "2021-11-02" },
            ])
        );
        let page = format!("/subjects/{}", text(&subject, "subject_id"));
        for (lang, said, what) in [("en", "Other connections", "sign-in"), ("es", "Otras conexiones", "inicio de sesión")] {
            let shown = station.inspector().page(&page, lang).await;
            assert!(shown.body.contains(said) && shown.body.contains(what) && shown.body.contains("192.0.2.44"), "{shown:?}");
            assert!(shown.body.contains("<time datetime=\"2021-11-02\">"), "{shown:?}");
        }
        station.stop().await;
    }

    async fn a_birth_after_the_act_and_an_address_without_an_at_are_kept_and_marked(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let media = Media { bytes: b"pattern one", print: print('3', 80) };
        let upload = Upload {
            media, at: "2020-11-01T22:00:00Z", address: "192.0.2.1", port: None, operator: "Operador Uno", viewed: None,
        };
        let reports = vec![(301, Account { identifier: "late", email: Some("nobody") }, vec![upload])];
        let package = Package { agency: "es-police", referral_id: "ref_late".to_owned(), reports };
        let package = package.write_with(&|_, report: &mut Report| {
            let person = report.person_or_user_reported[0].person.as_mut().unwrap();
            person.date_of_birth = Some(StatedDate::parse("2020-11-02").unwrap());
        });
        station.client("clearinghouse").post_bytes("/referrals", package, None).await.is(201);
        let subject = subject_of(&station.inspector(), "late").await;
        let account = &subject["accounts"][0];
        assert_eq!(
            account["oddities"],
            json!([
                { "value": "nobody", "why": "no_at_sign" }, { "value": "2020-11-02", "why": "birth_after_act" },
            ]), "{account}"
        );
        let page = format!("/reports/{}", text(&subject["acts"][0], "report_id"));
        for (lang, said) in [("en", "later than an act"), ("es", "posterior a un hecho")] {
            let shown = station.inspector().page(&page, lang).await;
            assert!(shown.body.contains(said), "{shown:?}");
        }
        station.stop().await;
    }

    async fn what_says_little_of_anybody_is_kept_as_given_and_marked(db: TestDb) {
        let station = Station::start(&db).await;
        let account = Account { identifier: "odd", email: Some("info@shop.example") };
        let reports = vec![(301, account, Vec::new())];
        let package = Package { agency: "es-police", referral_id: "ref_odd".to_owned(), reports };
        let package = package.write_with(&|_, report: &mut Report| {
            let reported = &mut report.person_or_user_reported[0];
            reported.display_name = vec!["PÃ©rez".to_owned()];
            let person = reported.person.as_mut().unwrap();
            person.date_of_birth = Some(StatedDate::parse("1990-01-01").unwrap());
            person.phone = vec![Phone { number: "000000000".to_owned(), ..Phone::default() }];
        });
        station.client("clearinghouse").post_bytes("/referrals", package, None).await.is(201);
        let subject = subject_of(&station.inspector(), "odd").await;
        let account = &subject["accounts"][0];
        assert_eq!((&account["phones"], &account["stated_birth_dates"]), (&json!(["000000000"]), &json!(["1990-01-01"])));
        assert_eq!(
            account["oddities"],
            json!([
                { "value": "info@shop.example", "why": "mailbox_of_many" },
                { "value": "000000000", "why": "identifies_nobody" },
                { "value": "1990-01-01", "why": "first_of_january" },
                { "value": "PÃ©rez", "why": "other_encoding" },
            ])
        );
        let page = format!("/subjects/{}", text(&subject, "subject_id"));
        for (lang, said) in [("en", "identifies nobody"), ("es", "no identifica a nadie")] {
            let shown = station.inspector().page(&page, lang).await;
            assert!(shown.body.contains(said), "{shown:?}");
        }
        station.stop().await;
    }
}
