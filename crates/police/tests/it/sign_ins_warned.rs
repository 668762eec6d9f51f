//! Who is warned of sign-ins whose record may soon be erased, and how often.

use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::misattribution::answer;
use crate::sign_ins_used::{ADDRESS, OPERATOR, package, receive};
use crate::support::{Station, at, subject_of, text};
use crate::warnings::raised;

const SIGNED_IN: &str = "2020-09-20T08:00:00Z";

/// The first day of each report.
async fn first_days(station: &Station) -> Vec<String> {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    let sql = "SELECT evidence_until FROM report ORDER BY report_number";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
    rows.iter().map(|row| row.get("evidence_until")).collect()
}

service::both_engines! {
    async fn nobody_but_its_readers_is_warned_of_a_sign_in_in_a_closed_operation(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let subject = receive(&station, package(7_700_001, &[(SIGNED_IN, ADDRESS)])).await;
        let ines = station.inspector();
        let operation = ines.post("/api/operations", &json!({ "name": "closed" })).await.ok();
        let path = format!("/api/operations/{}", text(&operation, "operation_id"));
        let chosen = json!({ "subject_ids": [text(&subject, "subject_id")] });
        ines.post(&format!("{path}/subjects"), &chosen).await.ok();
        let close = json!({ "readers": "", "reason": "an officer is named" });
        ines.post(&format!("{path}/close"), &close).await.ok();

        let station = station.started_again_at(&db, at("2021-09-01T10:00:00Z")).await;
        assert_eq!(raised(&station, 1).await.len(), 1, "its leader is warned");
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        let listed: Value = ivan.get("/evidence-warnings?format=json&state=all").await.ok();
        assert_eq!(listed, json!([]));
        for path in ["/evidence-warnings", "/evidence-warnings?state=all", "/"] {
            let page = ivan.page(path, "en").await;
            assert!(!page.body.contains(SIGNED_IN) && !page.body.contains(OPERATOR), "{path}: {page:?}");
        }
        let take = json!({ "operator": OPERATOR, "up_to": "2021-09-02T00:00:00Z" });
        ivan.submit("/evidence-warnings/take", &take).await.is(409);
        ivan.submit("/evidence-warnings/preserve", &json!({ "operator": OPERATOR })).await.is(409);
        ines.submit("/evidence-warnings/take", &take).await.is(303);
        let undo = json!({
            "operator": OPERATOR, "taken_by": "ines", "taken_at": model::Clock::now(&*station.clock).to_string(),
            "reason": "by mistake"
        });
        ivan.submit("/evidence-warnings/take/undo", &undo).await.is(409);
        station.stop().await;
    }

    async fn a_sign_in_that_two_reports_tell_of_is_warned_of_and_preserved_once(db: TestDb) {
        let station = Station::start(&db).await;
        receive(&station, package(7_700_002, &[(SIGNED_IN, ADDRESS)])).await;
        receive(&station, package(7_700_003, &[(SIGNED_IN, ADDRESS), (SIGNED_IN, "192.0.2.77")])).await;
        let station = station.started_again_at(&db, at("2021-09-01T10:00:00Z")).await;
        let all = raised(&station, 2).await;
        assert_eq!(all.len(), 2, "once, and once of the other address: {all:?}");
        let ines = station.inspector();
        ines.submit("/evidence-warnings/preserve", &json!({ "operator": OPERATOR })).await.is(303);
        let letters = ines.get("/api/preservation-letters").await.ok();
        assert_eq!(letters[0]["lines"], 1, "{letters}");
        ines.submit("/evidence-warnings/preserve", &json!({ "operator": OPERATOR })).await.is(409);
        let letter = format!("/api/preservation-letters/{}", text(&letters[0], "letter_id"));
        let sent = json!({ "channel": "portal", "reference": "P-1", "sent_on": "2021-09-01" });
        ines.post(&format!("{letter}/sent"), &sent).await.is(201);
        let confirmed = json!({ "verdict": "confirmed", "preserved_until": "2022-03-01", "reference": "C-1" });
        ines.post(&format!("{letter}/answer"), &confirmed).await.is(201);
        // also of a report that comes later
        let subject = receive(&station, package(7_700_004, &[(SIGNED_IN, ADDRESS)])).await;
        let days = |address: &str| -> Vec<String> {
            let events = subject["events"].as_array().unwrap().iter();
            events.filter(|event| event["ip"] == address).map(|event| text(event, "erasable_on")).collect()
        };
        assert_eq!(days(ADDRESS), ["2022-03-01"; 3], "{subject}");
        assert_eq!(days("192.0.2.77"), ["2021-09-20"]);
        station.stop().await;
    }

    async fn one_line_of_a_request_stands_for_the_same_in_every_report(db: TestDb) {
        let station = Station::start(&db).await;
        receive(&station, package(7_700_005, &[(SIGNED_IN, ADDRESS)])).await;
        let subject = receive(&station, package(7_700_006, &[(SIGNED_IN, ADDRESS)])).await;
        let ines = station.inspector();
        let ids: Vec<_> =
            subject["events"].as_array().unwrap().iter().map(|event| text(event, "event_id")).collect();
        assert_eq!(ids.len(), 2, "{subject}");
        let group = format!("/disclosure-requests/draft?operator={OPERATOR}&minor=0");
        let in_group = async |path: &str| {
            let page = ines.page(path, "en").await;
            ids.iter().filter(|id| page.body.contains(id.as_str())).count()
        };
        assert_eq!(in_group(&group).await, 1);
        assert_eq!(first_days(&station).await, ["2021-09-20"; 2]);
        let body = json!({ "operator": OPERATOR, "legal_basis": "auto 1/2020", "act_ids": [], "event_ids": ids });
        let asked = ines.post("/api/disclosure-requests", &body).await.ok();
        assert_eq!(asked["lines"].as_array().unwrap().len(), 1, "{asked}");
        assert_eq!(in_group(&group).await, 0);
        assert_eq!(first_days(&station).await, ["2021-10-10"; 2], "those of the acts");

        let path = format!("/api/disclosure-requests/{}", text(&asked, "request_id"));
        ines.post(&format!("{path}/undo"), &json!({ "reason": "of another case" })).await.is(200);
        assert_eq!(first_days(&station).await, ["2021-09-20"; 2]);

        // the later one alone stands for the first too, and is answered with it
        let body = json!({ "operator": OPERATOR, "legal_basis": "auto 2/2020", "act_ids": [], "event_ids": [ids[1]] });
        let asked = ines.post("/api/disclosure-requests", &body).await.ok();
        let path = format!("/api/disclosure-requests/{}/answer", text(&asked, "request_id"));
        ines.post(&path, &answer(&asked)).await.is(201);
        for event in subject_of(&ines, "alpha").await["events"].as_array().unwrap() {
            assert_eq!(event["asked_in"], json!([asked["request_id"]]), "{event}");
            assert_eq!(event["subscribers"][0]["holder"], "Titular", "{event}");
        }
        station.stop().await;
    }

    async fn a_hint_of_a_minor_in_either_report_counts_for_the_line_that_stands_for_both(db: TestDb) {
        let station = Station::start(&db).await;
        receive(&station, package(7_700_007, &[(SIGNED_IN, ADDRESS)])).await;
        let subject = receive(&station, package(7_700_008, &[(SIGNED_IN, ADDRESS)])).await;
        let ines = station.inspector();
        // in the order of their identifiers, by which the first stands for both
        let events = subject["events"].as_array().unwrap();
        let event_id = text(&events[0], "event_id");
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE report SET maybe_minor = 1 WHERE report_number = $1")
            .bind(events[1]["report_number"].as_i64().unwrap())
            .execute(tx.conn())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        for (minor, stands) in [(0, false), (1, true)] {
            let path = format!("/disclosure-requests/draft?operator={OPERATOR}&minor={minor}");
            assert_eq!(ines.page(&path, "en").await.body.contains(&event_id), stands, "{minor}");
        }
        let body = json!({ "operator": OPERATOR, "legal_basis": "auto 1/2020", "act_ids": [], "event_ids": [event_id] });
        ines.post("/api/disclosure-requests", &body).await.ok();
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let asked = sqlx::query("SELECT minor_hint FROM disclosure_request").fetch_one(tx.conn()).await.unwrap();
        assert_eq!(asked.get::<i64, _>("minor_hint"), 1);
        drop(tx);
        station.stop().await;
    }
}
