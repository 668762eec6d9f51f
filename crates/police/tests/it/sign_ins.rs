//! Where an account was seen of which no act is made, at a sign-in say: kept beside the acts, since operators erase their records just as well.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::cybertipline::{IpCaptureEvent, IpCaptureType, Report, StatedDateTime};

use crate::misattribution::answer;
use crate::support::{
    Account, Client, Media, Package, Station, Upload, born, person, print, subject_of, text,
};

const OPERATOR: &str = "Telefonica Ejemplo";

const SIGNED_IN: &str = "2020-09-20T08:00:00Z";

/// An upload, and a sign-in at the same address, which the report states twice; what has no time is nothing to ask about.
fn package(signed_in: &str) -> Vec<u8> {
    let upload = Upload {
        media: Media { bytes: b"pattern one", print: print('3', 80) },
        at: "2020-10-10T12:00:00+02:00",
        address: "192.0.2.10",
        port: None,
        operator: OPERATOR,
        viewed: Some(true),
    };
    let package = Package {
        agency: "es-police",
        referral_id: "ref_sign_ins".to_owned(),
        reports: vec![(7_500_001, Account { identifier: "alpha", email: None }, vec![upload])],
    };
    package.write_with(&|_, report: &mut Report| {
        let event = |kind, at: Option<&str>| IpCaptureEvent {
            ip_address: "192.0.2.10".to_owned(),
            event_name: Some(kind),
            date_time: at.map(|at| StatedDateTime::parse(at).unwrap()),
            possible_proxy: None,
            port: Some(40_123),
        };
        let signed_in = event(IpCaptureType::Login, Some(signed_in));
        let undated = event(IpCaptureType::Registration, None);
        let events = &mut report.person_or_user_reported[0].ip_capture_event;
        events.extend([signed_in.clone(), undated, signed_in]);
    })
}

/// A station with the package, and its subject.
async fn start(db: &TestDb) -> (Station, Value) {
    start_with(db, SIGNED_IN).await
}

async fn start_with(db: &TestDb, signed_in: &str) -> (Station, Value) {
    let station = Station::start(db).await;
    station.client("clearinghouse").post_bytes("/referrals", package(signed_in), None).await.is(201);
    let subject = subject_of(&station.inspector(), "alpha").await;
    (station, subject)
}

/// A request about these events alone.
async fn ask(inspector: &Client, operator: &str, event_ids: Value) -> crate::support::Answer {
    let body = json!({
        "operator": operator, "legal_basis": "auto 1/2020", "act_ids": [], "event_ids": event_ids
    });
    inspector.post("/api/disclosure-requests", &body).await
}

/// The first day of the only subject, as the list has it.
async fn first_day(station: &Station) -> String {
    text(&station.inspector().get("/api/subjects").await.ok()[0], "next_erasable_on")
}

/// Every warning: its threshold and what it is about.
async fn warnings(station: &Station) -> Vec<(i64, String)> {
    let sql =
        "SELECT days_before, COALESCE(act_id, event_id) AS about FROM evidence_warning ORDER BY raised_at";
    rows(station, sql).await.iter().map(|row| (row.get("days_before"), row.get("about"))).collect()
}

async fn rows(station: &Station, sql: &'static str) -> Vec<AnyRow> {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_all(tx.conn()).await.unwrap()
}

service::both_engines! {
    async fn a_dated_one_is_kept_once_and_sealed(db: TestDb) {
        let (station, _) = start(&db).await;
        let kept = rows(&station, "SELECT event_name, stated_text, operator, erasable_on, connection FROM ip_event").await;
        assert_eq!(kept.len(), 1);
        let said = |column: &str| kept[0].get::<String, _>(column);
        assert_eq!(
            (said("event_name"), said("stated_text"), said("operator"), said("erasable_on")),
            ("Login".to_owned(), "2020-09-20T08:00:00Z".to_owned(), OPERATOR.to_owned(), "2021-09-20".to_owned())
        );
        assert!(!said("connection").contains("192.0.2.10"), "{}", said("connection"));
        station.stop().await;
    }

    async fn its_day_follows_the_law_of_the_node(db: TestDb) {
        let (station, _) = start(&db).await;
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE ip_event SET erasable_by_law_on = ''").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let station = station.started_again_at(&db, crate::support::at("2020-12-29T10:00:00Z")).await;
        let kept = rows(&station, "SELECT erasable_by_law_on FROM ip_event").await;
        assert_eq!(kept[0].get::<String, _>("erasable_by_law_on"), "2021-09-20");
        station.stop().await;
    }

    async fn an_operator_is_asked_about_it_and_the_answer_stands_with_it(db: TestDb) {
        let (station, subject) = start(&db).await;
        let inspector = station.inspector();
        let events = subject["events"].as_array().unwrap();
        assert_eq!(events.len(), 1, "{subject}");
        let event_id = text(&events[0], "event_id");
        ask(&inspector, OPERATOR, json!([])).await.refused(422, "act_ids");
        ask(&inspector, OPERATOR, json!([event_id, event_id])).await.refused(422, "event_ids[1]");
        ask(&inspector, "Operador Dos", json!([event_id])).await.refused(422, "event_ids[0]");
        let unknown = "ipe_00000000000070008000000000000000";
        ask(&inspector, OPERATOR, json!([unknown])).await.refused(422, "event_ids[0]");

        // both stand in the group of the operator, and in the form of the subject
        let group = inspector.page(&format!("/disclosure-requests/draft?operator={OPERATOR}&minor=0"), "es").await;
        let form = inspector.page(&format!("/subjects/{}/ask", text(&subject, "subject_id")), "en").await;
        for page in [&group, &form] {
            for id in [&event_id, &text(&subject["acts"][0], "act_id")] {
                assert!(page.body.contains(&format!("value=\"{id}\" id=\"{id}\" checked")), "{id}: {page:?}");
            }
        }
        let asked = ask(&inspector, OPERATOR, json!([event_id])).await.ok();
        let line = &asked["lines"][0];
        assert_eq!(
            (&line["address"], &line["port"], &line["at"], &line["stated"]),
            (&json!("192.0.2.10"), &json!(40_123), &json!("2020-09-20T08:00:00Z"), &json!("2020-09-20T08:00:00Z"))
        );
        let group = inspector.page(&format!("/disclosure-requests/draft?operator={OPERATOR}&minor=0"), "es").await;
        assert!(!group.body.contains(&event_id), "{group:?}");

        let mut wrong = answer(&asked);
        wrong["lines"][0]["address"] = json!("192.0.2.11");
        let path = format!("/api/disclosure-requests/{}/answer", text(&asked, "request_id"));
        inspector.post(&path, &wrong).await.refused(422, "lines[0].address");
        inspector.post(&path, &answer(&asked)).await.is(201);
        let subject = subject_of(&inspector, "alpha").await;
        let event = &subject["events"][0];
        assert_eq!(event["asked_in"], json!([asked["request_id"]]));
        assert_eq!(event["subscribers"][0]["holder"], "Titular");
        assert_eq!(subject["acts"][0]["subscribers"], json!([]), "nothing is said of the act");
        let report = text(event, "report_id");
        for path in [format!("/subjects/{}", text(&subject, "subject_id")), format!("/reports/{report}")] {
            for (lang, said) in [("en", "Sign-ins and other events"), ("es", "Inicios de sesión y otros sucesos")] {
                let page = inspector.page(&path, lang).await;
                assert!(page.body.contains(said) && page.body.contains("Titular"), "{path}: {page:?}");
            }
        }
        station.stop().await;
    }

    async fn a_letter_has_its_record_preserved(db: TestDb) {
        let (station, subject) = start(&db).await;
        let inspector = station.inspector();
        let event_id = text(&subject["events"][0], "event_id");
        let form = inspector.page(&format!("/subjects/{}/preserve", text(&subject, "subject_id")), "en").await;
        assert!(form.body.contains(&format!("value=\"{event_id}\" id=\"{event_id}\" checked")), "{form:?}");
        let body = json!({ "act_ids": [], "event_ids": [event_id], "legal_basis": "LECrim, art. 588 octies" });
        let drafted = inspector.post("/api/preservation-letters", &body).await.ok();
        let letter = format!("/api/preservation-letters/{}", drafted["letter_ids"][0].as_str().unwrap());
        let listed = inspector.get(&letter).await.ok();
        let line = &listed["connections"][0];
        assert_eq!((&line["address"], &line["port"]), (&json!("192.0.2.10"), &json!(40_123)), "{listed}");

        let sent = json!({ "channel": "portal", "reference": "P-1", "sent_on": "2020-12-28" });
        inspector.post(&format!("{letter}/sent"), &sent).await.is(201);
        let confirmed = json!({ "verdict": "confirmed", "preserved_until": "2022-03-01", "reference": "C-1" });
        inspector.post(&format!("{letter}/answer"), &confirmed).await.is(201);
        let days = |subject: &Value| {
            let event = &subject["events"][0];
            (text(event, "erasable_on"), text(event, "erasable_by_law_on"))
        };
        let (law, word) = ("2021-09-20".to_owned(), "2022-03-01".to_owned());
        assert_eq!(days(&subject_of(&inspector, "alpha").await), (word, law.clone()));
        inspector.post(&format!("{letter}/answer/undo"), &json!({ "reason": "of another case" })).await.is(200);
        assert_eq!(days(&subject_of(&inspector, "alpha").await), (law.clone(), law));
        station.stop().await;
    }

    async fn its_day_counts_until_it_is_asked_about(db: TestDb) {
        let (station, subject) = start(&db).await;
        let arrived = rows(&station, "SELECT evidence_on_arrival FROM referral").await;
        assert_eq!(arrived[0].get::<String, _>("evidence_on_arrival"), "2021-09-20");
        assert_eq!(first_day(&station).await, "2021-09-20");
        let inspector = station.inspector();
        let asked = ask(&inspector, OPERATOR, json!([subject["events"][0]["event_id"]])).await.ok();
        assert_eq!(first_day(&station).await, "2021-10-10", "that of the act");
        let undo = format!("/api/disclosure-requests/{}/undo", text(&asked, "request_id"));
        inspector.post(&undo, &json!({ "reason": "of another case" })).await.is(200);
        assert_eq!(first_day(&station).await, "2021-09-20");
        station.stop().await;
    }

    async fn what_was_gone_when_it_came_holds_up_no_list(db: TestDb) {
        let (station, subject) = start_with(&db, "2019-09-20T08:00:00Z").await;
        assert_eq!((text(&subject["events"][0], "erasable_on"), &subject["events"][0]["lapsed"]), ("2020-09-20".to_owned(), &json!(true)));
        assert_eq!(first_day(&station).await, "2021-10-10");
        let form = station.inspector().page(&format!("/subjects/{}/ask", text(&subject, "subject_id")), "es").await;
        let event_id = text(&subject["events"][0], "event_id");
        assert!(form.body.contains(&format!("id=\"{event_id}\"")) && form.body.contains("puede estar ya borrada"), "{form:?}");
        assert!(!form.body.contains(&format!("id=\"{event_id}\" checked")), "{form:?}");
        station.stop().await;
    }

    async fn officers_are_warned_of_it_until_its_day_has_come(db: TestDb) {
        let (station, subject) = start(&db).await;
        let event_id = text(&subject["events"][0], "event_id");
        let station = station.started_again_at(&db, crate::support::at("2021-09-01T10:00:00Z")).await;
        for _ in 0..200 {
            if !warnings(&station).await.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(warnings(&station).await, [(30, event_id)]);
        let inspector = station.inspector();
        let open = inspector.page("/evidence-warnings", "en").await;
        assert!(open.body.contains(SIGNED_IN) && open.body.contains("2021-09-20"), "{open:?}");
        let take = json!({ "operator": OPERATOR, "up_to": "2021-09-02T00:00:00Z" });
        inspector.submit("/evidence-warnings/take", &take).await.is(303);
        let taken_at = model::Clock::now(&*station.clock).to_string();
        station.clock.advance(SignedDuration::from_secs(1));
        let undo = json!({ "operator": OPERATOR, "taken_by": "ines", "taken_at": taken_at, "reason": "by mistake" });
        inspector.submit("/evidence-warnings/take/undo", &undo).await.is(303);
        let all = inspector.page("/evidence-warnings?state=all", "es").await;
        assert!(all.body.contains("La había asumido ines") && all.body.contains("by mistake"), "{all:?}");
        inspector.submit("/evidence-warnings/preserve", &json!({ "operator": OPERATOR })).await.is(303);
        let letters = inspector.get("/api/preservation-letters").await.ok();
        assert_eq!(letters[0]["lines"], 1, "the act is not warned of yet: {letters}");
        inspector.submit("/evidence-warnings/preserve", &json!({ "operator": OPERATOR })).await.is(409);

        let station = station.started_again_at(&db, crate::support::at("2021-09-20T10:00:00Z")).await;
        for _ in 0..200 {
            if first_day(&station).await == "2021-10-10" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(first_day(&station).await, "2021-10-10", "its day has come");
        station.stop().await;
    }

    async fn it_is_erased_with_its_report(db: TestDb) {
        db.may_leave_jobs();
        let (station, subject) = start(&db).await;
        let inspector = station.inspector();
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let assignment = text(&inspector.assign(&person_id, "08").await, "assignment_id");
        let outcome = json!({ "code": "no_offence", "at": "2020-12-28T08:00:00Z" });
        inspector.post(&format!("/api/assignments/{assignment}/outcome"), &outcome).await.ok();
        let asked = ask(&inspector, OPERATOR, json!([subject["events"][0]["event_id"]])).await.ok();
        let path = format!("/api/disclosure-requests/{}/answer", text(&asked, "request_id"));
        inspector.post(&path, &answer(&asked)).await.is(201);
        let left = "SELECT connection FROM ip_event WHERE connection IS NOT NULL
             UNION ALL SELECT address_blind FROM ip_event WHERE address_blind <> ''
             UNION ALL SELECT subscriber FROM disclosed_subscriber WHERE subscriber <> ''";
        assert_eq!(rows(&station, left).await.len(), 3);

        station.clock.advance(SignedDuration::from_hours(24 * 31));
        let why = json!({ "reason": "cleared, and nothing else needs it" });
        let report_id = text(&subject["acts"][0], "report_id");
        for path in [format!("/api/reviews/person/{person_id}"), format!("/api/reviews/report/{report_id}")] {
            inspector.erase(&path, &why).await;
        }
        assert_eq!(rows(&station, left).await.len(), 0);
        station.stop().await;
    }
}
