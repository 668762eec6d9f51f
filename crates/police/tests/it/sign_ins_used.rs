//! What sign-ins are good for besides being asked about: they are found by their address, and closed with their account.

use serde_json::{Value, json};
use service::testing::TestDb;
use wire::cybertipline::{IpCaptureEvent, IpCaptureType, Report, StatedDateTime};

use crate::exports::{export, tips};
use crate::search::hits;
use crate::support::{Account, Media, Package, Station, Upload, born, person, print, subject_of, text};

/// Whose the address of the act is.
pub(crate) const OPERATOR: &str = "Telefonica Ejemplo";
/// The address of the act.
pub(crate) const ADDRESS: &str = "192.0.2.10";
const NONE: (&str, &str) = ("words", "inquiry 7");

/// A report of one account with an act, and sign-ins: when, and at which address.
pub(crate) fn package(number: i64, signed_in: &[(&str, &str)]) -> Vec<u8> {
    let upload = Upload {
        media: Media { bytes: b"pattern one", print: print('3', 80) },
        at: "2020-10-10T12:00:00+02:00",
        address: ADDRESS,
        port: None,
        operator: OPERATOR,
        viewed: Some(true),
    };
    let package = Package {
        agency: "es-police",
        referral_id: format!("ref_used_{number}"),
        reports: vec![(number, Account { identifier: "alpha", email: None }, vec![upload])],
    };
    package.write_with(&|_, report: &mut Report| {
        let events = signed_in.iter().map(|(at, address)| IpCaptureEvent {
            ip_address: (*address).to_owned(),
            event_name: Some(IpCaptureType::Login),
            date_time: Some(StatedDateTime::parse(at).unwrap()),
            possible_proxy: None,
            port: Some(40_123),
        });
        report.person_or_user_reported[0].ip_capture_event.extend(events);
    })
}

/// Hands in the package; gives the subject of its account.
pub(crate) async fn receive(station: &Station, package: Vec<u8>) -> Value {
    station.client("clearinghouse").post_bytes("/referrals", package, None).await.is(201);
    subject_of(&station.inspector(), "alpha").await
}

service::both_engines! {
    async fn an_export_of_a_report_or_a_subject_tells_of_sign_ins_and_one_of_a_person_of_acts_alone(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let subject = receive(&station, package(7_600_002, &[("2020-09-20T08:00:00Z", "192.0.2.77")])).await;
        let ines = station.inspector();
        let body = person(&subject, json!("all"), ["Ana", "Gil"], born("1990-01-01"), json!("unknown"));
        let person_id = text(&ines.post("/api/persons", &body).await.ok(), "person_id");
        for (object, tells) in [
            (format!("/reports/{}", text(&subject["acts"][0], "report_id")), true),
            (format!("/subjects/{}", text(&subject, "subject_id")), true),
            (format!("/persons/{person_id}"), false),
        ] {
            let graph = export(&ines, &object, "case").await.ok().to_string();
            assert!(graph.contains(ADDRESS), "{object}: {graph}");
            assert_eq!(graph.contains("192.0.2.77"), tells, "{object}: {graph}");
            let told = &tips(&ines, &object).await[0].1;
            assert_eq!(told.contains("192.0.2.77") && told.contains("Login"), tells, "{object}: {told}");
            let csv = ines.get(&format!("{object}/export?format=csv")).await.body;
            assert_eq!(csv.contains("2020-09-20T08:00:00Z") && csv.contains("Login"), tells, "{object}: {csv}");
            assert!(!csv.contains("192.0.2."), "{object}: {csv}");
        }
        station.stop().await;
    }

    async fn a_search_finds_the_report_by_the_address_of_a_sign_in(db: TestDb) {
        let station = Station::start(&db).await;
        receive(&station, package(7_600_001, &[("2020-09-20T08:00:00Z", "192.0.2.77")])).await;
        let ines = station.inspector();
        for (address, count) in [("192.0.2.77", 1), ("::ffff:192.0.2.77", 1), (ADDRESS, 1), ("192.0.2.78", 0)] {
            assert_eq!(hits(&ines, "address", address, NONE).await, count, "{address}");
        }
        // as an update leaves it
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE ip_event SET address_blind = ''").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(hits(&ines, "address", "192.0.2.77", NONE).await, 0);
        station.stop().await;
        let station = Station::start(&db).await;
        assert_eq!(hits(&station.inspector(), "address", "192.0.2.77", NONE).await, 1, "after the next start");
        station.stop().await;
    }
}
