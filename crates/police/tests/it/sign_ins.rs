//! Where an account was seen of which no act is made, at a sign-in say: kept beside the acts, since operators erase their records just as well.

use jiff::SignedDuration;
use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::cybertipline::{IpCaptureEvent, IpCaptureType, Report, StatedDateTime};

use crate::support::{Account, Media, Package, Station, Upload, born, person, print, subject_of, text};

const OPERATOR: &str = "Telefonica Ejemplo";

/// An upload, and a sign-in at the same address three weeks before it, which the report states twice; what has no time is nothing to ask about.
fn package() -> Vec<u8> {
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
        let signed_in = event(IpCaptureType::Login, Some("2020-09-20T08:00:00Z"));
        let undated = event(IpCaptureType::Registration, None);
        let events = &mut report.person_or_user_reported[0].ip_capture_event;
        events.extend([signed_in.clone(), undated, signed_in]);
    })
}

/// A station with the package, and its subject.
async fn start(db: &TestDb) -> (Station, Value) {
    let station = Station::start(db).await;
    station.client("clearinghouse").post_bytes("/referrals", package(), None).await.is(201);
    let subject = subject_of(&station.inspector(), "alpha").await;
    (station, subject)
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

    async fn it_is_erased_with_its_report(db: TestDb) {
        db.may_leave_jobs();
        let (station, subject) = start(&db).await;
        let inspector = station.inspector();
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        let person_id = text(&inspector.post("/api/persons", &body).await.ok(), "person_id");
        let assignment = text(&inspector.assign(&person_id, "08").await, "assignment_id");
        let outcome = json!({ "code": "no_offence", "at": "2020-12-28T08:00:00Z" });
        inspector.post(&format!("/api/assignments/{assignment}/outcome"), &outcome).await.ok();
        let left = "SELECT connection FROM ip_event WHERE connection IS NOT NULL";
        assert_eq!(rows(&station, left).await.len(), 1);

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
