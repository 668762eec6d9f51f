//! What ends by itself: answered requests of persons, closed accounts, ended sessions, old searches, the words of alarms. A hold wins, and the erased stay erased.

use jiff::SignedDuration;
use police::Police;
use serde_json::{Value, json};
use service::rights::erase_expired;
use service::testing::TestDb;
use sqlx::Row as _;

use crate::stranded::account;
use crate::support::{Client, Station, text};

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

async fn expire(station: &Station) {
    erase_expired::<Police>(&station.running.node).await.unwrap();
}

async fn texts(station: &Station, sql: &'static str) -> Vec<String> {
    let mut tx = station.running.node.db().begin_read("test").await.unwrap();
    sqlx::query(sql).fetch_all(tx.conn()).await.unwrap().iter().map(|row| row.get("said")).collect()
}

const REQUEST: &str =
    "SELECT token || requester || identity_note || COALESCE(representative, '') || COALESCE(found, '')
    || COALESCE(decision_reason, '') AS said FROM rights_request";
const ENTRIES: &str =
    "SELECT action AS said FROM custody_entry WHERE action IN ('erase-expired', 'forget-sessions')";

/// A request of a minor that was looked up and decided: its id.
async fn decided(rita: &Client) -> String {
    let body = json!({
        "right": "access", "requester": "Beatriz Solano", "channel": "letter", "identity_check": "document", "age": "minor",
        "representative": "Carmen Solano, mother", "received_on": "2020-12-28", "token_kind": "email",
        "email": "beatriz@mail.example"
    });
    let id = text(&rita.post("/api/rights-requests", &body).await.ok(), "rights_request_id");
    rita.post(&format!("/api/rights-requests/{id}/look-up"), &json!({})).await.ok();
    let body = json!({ "decision": "nothing_held", "ground": "", "reason": "nothing is there" });
    rita.post(&format!("/api/rights-requests/{id}/decide"), &body).await.ok();
    id
}

async fn erasures(station: &Station) -> Vec<Value> {
    station.inspector().get("/api/reviews").await.ok()["erasures"].as_array().unwrap().clone()
}

service::both_engines! {
    async fn a_decided_request_goes_after_its_period_unless_it_is_held(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (rita, ines) = (station.client("rita"), station.inspector());
        let id = decided(&rita).await;
        let review = format!("/api/reviews/rights_request/{id}");
        let shown = ines.get(&review).await.ok();
        assert_eq!((&shown["category"], &shown["verified"]), (&json!("rights_request"), &json!(false)));
        for lang in ["en", "es"] {
            ines.page(&review.replace("/api", ""), lang).await.is(200);
        }
        let hold = json!({ "reason": "a complaint runs", "authorization": "17/2023" });
        let hold = text(&ines.post(&format!("{review}/hold"), &hold).await.ok(), "hold_id");
        station.clock.advance(days(3 * 365 + 2));
        expire(&station).await;
        rita.get(&format!("/api/rights-requests/{id}")).await.is(200);
        let yesterday = station.back_up(&db).await;
        ines.post(&format!("/api/holds/{hold}/lift"), &json!({ "reason": "decided" })).await.ok();
        expire(&station).await;
        expire(&station).await;

        assert_eq!(texts(&station, REQUEST).await, [""]);
        rita.get(&format!("/api/rights-requests/{id}")).await.is(404);
        assert_eq!(rita.get("/api/rights-requests").await.ok(), json!([]));
        ines.get(&review).await.is(404);
        let receipts = erasures(&station).await;
        assert_eq!((receipts.len(), &receipts[0]["object_id"], &receipts[0]["erased_by"]), (1, &json!(id), &json!("erase-expired")));
        assert_eq!(texts(&station, ENTRIES).await, ["erase-expired"]);
        assert_eq!(texts(&station, "SELECT reason || authorization_number AS said FROM legal_hold").await, [""]);

        // yesterday's backup keeps it erased
        let station = station.return_from(&db, &yesterday).await;
        assert_eq!(texts(&station, REQUEST).await, [""]);
        assert_eq!(erasures(&station).await.len(), 1);
        station.stop().await;
    }

    async fn an_open_request_stays(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let id = decided(&station.client("rita")).await;
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE rights_request SET decision = NULL, decided_at = NULL, decided_by = NULL, decision_reason = NULL")
            .execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        station.clock.advance(days(20 * 365));
        expire(&station).await;
        station.client("rita").get(&format!("/api/rights-requests/{id}")).await.is(200);
        station.stop().await;
    }

    async fn a_closed_account_loses_its_person_and_its_name_stays_taken(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let adam = station.client("adam");
        let closed = account(&station, "nuria", "registry").await;
        let used = account(&station, "olalla", "registry").await;
        adam.submit(&format!("/accounts/{closed}/disable"), &json!({ "cause": "left" })).await.is(303);
        station.clock.advance(days(364));
        expire(&station).await;
        assert!(adam.page("/accounts", "en").await.body.contains("nuria"));
        let hold = json!({ "reason": "an inquiry into what was done", "authorization": "3/2021", "last_day": "2022-01-31" });
        station.inspector().post(&format!("/api/reviews/staff_account/{closed}/hold"), &hold).await.is(201);
        station.clock.advance(days(2));
        expire(&station).await;
        adam.page(&format!("/accounts/{closed}"), "en").await.is(200);
        station.clock.advance(days(40));
        expire(&station).await;

        adam.page(&format!("/accounts/{closed}"), "en").await.is(404);
        let list = adam.page("/accounts", "en").await.body;
        assert!(!list.contains("nuria") && list.contains("olalla"), "{list}");
        assert_eq!(texts(&station, "SELECT name || COALESCE(unit, '') AS said FROM staff_account WHERE state = 'disabled'").await, [""]);
        let again = json!({ "name": "nuria", "role": "registry", "unit": "" });
        adam.submit("/accounts", &again).await.is(422);
        assert_eq!(texts(&station, ENTRIES).await, ["erase-expired"]);
        // one in use has no end
        station.clock.advance(days(20 * 365));
        expire(&station).await;
        adam.page(&format!("/accounts/{used}"), "en").await.is(200);
        station.stop().await;
    }

    async fn the_words_of_an_alarm_about_nothing_that_is_kept_go_a_year_after_its_closing(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let (ines, ivan) = (station.inspector(), station.client("ivan"));
        for words in ["a caller says so", "another caller says so"] {
            ines.submit("/danger", &json!({ "words": words })).await.is(303);
        }
        let alarms = texts(&station, "SELECT alarm_id AS said FROM alarm ORDER BY alarm_id").await;
        ivan.submit(&format!("/alarms/{}/acknowledge", alarms[0]), &json!({})).await.is(303);
        let unsaid = ivan.submit(&format!("/alarms/{}/close", alarms[0]), &json!({ "reason": " " })).await;
        unsaid.is(422);
        assert!(unsaid.body.contains("id=\"reason-error\""), "{unsaid:?}");
        let reason = json!({ "reason": "a patrol has seen the child" });
        ivan.submit(&format!("/alarms/{}/close", alarms[0]), &reason).await.is(303);
        let said =
            || texts(&station, "SELECT words || COALESCE(closed_reason, '') AS said FROM alarm ORDER BY alarm_id");
        station.clock.advance(days(364));
        expire(&station).await;
        assert!(said().await.iter().all(|words| !words.is_empty()));
        station.clock.advance(days(2));
        expire(&station).await;
        let left = said().await;
        assert!(left[0].is_empty() && !left[1].is_empty(), "one that is open keeps its words");
        let page = ines.page(&format!("/alarms/{}", alarms[0]), "en").await;
        assert!(page.body.contains("Erased") && page.body.contains("ivan"), "{page:?}");
        // who saw to it is kept as long as an entry of access
        station.clock.advance(days(4 * 365 + 2));
        expire(&station).await;
        assert_eq!(texts(&station, "SELECT alarm_id AS said FROM alarm").await, [alarms[1].as_str()]);
        station.stop().await;
    }

    async fn a_search_is_kept_as_long_as_an_entry_of_access(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let asked = json!({ "purpose": "inquiry", "words": "inquiry 7", "kind": "report", "value": "301" });
        station.inspector().submit("/search", &asked).await.is(200);
        let kept = || texts(&station, "SELECT purpose AS said FROM search");
        station.clock.advance(days(5 * 365));
        expire(&station).await;
        assert_eq!(kept().await, ["inquiry"]);
        // a leap day lies between
        station.clock.advance(days(2));
        expire(&station).await;
        assert_eq!(kept().await, [""; 0]);
        station.stop().await;
    }

    async fn sessions_are_forgotten_thirty_days_after_their_end(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let accounts = [account(&station, "nuria", "registry").await, account(&station, "olalla", "registry").await];
        let hold = json!({ "reason": "an inquiry", "authorization": "3/2021" });
        station.inspector().post(&format!("/api/reviews/staff_account/{}/hold", accounts[1]), &hold).await.is(201);
        let began = model::Clock::now(&*station.clock).as_microsecond();
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        for account_id in &accounts {
            sqlx::query("INSERT INTO staff_session (session_id, token_sha256, account_id, client, began_at, seen_at, verified_at)
                         VALUES ($1, $1, $1, '', $2, $2, $2)")
                .bind(account_id).bind(began).execute(tx.conn()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let left = || texts(&station, "SELECT account_id AS said FROM staff_session ORDER BY account_id");
        station.clock.advance(days(30) + SignedDuration::from_hours(12) - SignedDuration::from_secs(1));
        expire(&station).await;
        assert_eq!(left().await.len(), 2);
        station.clock.advance(SignedDuration::from_secs(1));
        expire(&station).await;
        expire(&station).await;
        assert_eq!(left().await, [accounts[1].as_str()], "a hold on the account holds its sessions");
        assert_eq!(texts(&station, ENTRIES).await, ["forget-sessions"]);
        station.stop().await;
    }
}
