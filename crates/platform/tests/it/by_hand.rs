//! A platform without credentials at any clearinghouse: reports are carried by hand in the order of the web form, and a receipt files them.

use std::time::Duration;

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, Platform, text};

/// From the story's beginning at the end of 2020 to the end of 2026.
const SIX_YEARS: SignedDuration = SignedDuration::from_hours(24 * 365 * 6);
const PAST_EVERY_LEASE: SignedDuration = SignedDuration::from_secs(70);
const TOLD: [(&str, &str); 3] = [("decision", "told"), ("words", "their number 7"), ("on", "2026-12-20")];

/// A node of a Spanish company that no clearinghouse has given credentials.
async fn start(db: &TestDb, wants_two: bool) -> Platform {
    let mut platform = Platform::start(db).await;
    platform.clock.advance(SIX_YEARS);
    platform.stand_before("none").await;
    platform.belong_to("ES").await;
    if wants_two {
        platform.want_two_here().await;
    }
    platform
}

async fn send(platform: &Platform, who: As, path: &str, fields: &[(&str, &str)]) -> StatusCode {
    platform.request(who, Method::POST, path).form(fields).send().await.unwrap().status()
}

/// Lets time pass until a report is in this trouble.
async fn until_trouble(platform: &Platform, report_id: &str, trouble: &str) {
    for _ in 0..400 {
        if platform.report(report_id).await["trouble"] == trouble {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
        platform.clock.advance(PAST_EVERY_LEASE);
    }
    panic!("not {trouble}: {:#}", platform.report(report_id).await);
}

async fn until_no_job_files(platform: &Platform) {
    for _ in 0..400 {
        if platform.texts("SELECT kind AS said FROM job WHERE kind = 'file-report'").await.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("a job that files a report is left");
}

both_engines! {
    async fn a_foreign_receipt_files_what_no_program_sends(db: TestDb) {
        let platform = start(&db, false).await;
        assert!(platform.page(As::Moderator, "/reports").await.contains("Platform, by hand"));
        let report_id = platform.confirmed().await;
        let report = platform.report(&report_id).await;
        assert_eq!((&report["state"], &report["trouble"]), (&json!("filing"), &json!("hand")));
        let waiting = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(waiting.contains(">to be carried by hand</span>") && waiting.contains(&report_id), "{waiting}");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("No program sends it") && !page.contains(&format!("/reports/{report_id}/retry")), "{page}");
        let retry = format!("/reports/{report_id}/retry");
        assert_eq!(send(&platform, As::Moderator, &retry, &[]).await, StatusCode::CONFLICT);

        let path = format!("/reports/{report_id}/recipients");
        let form = platform.page(As::Moderator, &format!("{path}/es-lo8-19")).await;
        let places = ["Address of the content", "When, with its zone", "Names of the account", "203.0.113.7", "Person to ask"];
        let places: Vec<_> = places.iter().map(|text| form.find(text).unwrap_or_else(|| panic!("{text}: {form}"))).collect();
        assert!(places.is_sorted(), "in the order of the form: {places:?}");
        assert_eq!(send(&platform, As::Moderator, &format!("{path}/es-lo8-19"), &TOLD).await, StatusCode::SEE_OTHER);
        let report = platform.report(&report_id).await;
        assert_eq!((&report["state"], &report["report_number"], &report["trouble"]), (&json!("filed"), &Value::Null, &Value::Null));
        assert!(!report["preserve_until"].is_null() && !report["filed_at"].is_null(), "{report}");
        let list = platform.page(As::Moderator, &path).await;
        assert_eq!(list.matches(">told</span>").count(), 1, "what else is owed stays open: {list}");
        let waiting = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(!waiting.contains(">to be carried by hand</span>"), "{waiting}");
        // the web form of the CyberTipline is told by a receipt of its own
        let tipline = format!("{path}/any-cybertipline");
        let page = platform.page(As::Moderator, &tipline).await;
        assert!(page.contains("No program sends reports here") && !page.contains("where it reaches nobody"), "{page}");
        assert_eq!(send(&platform, As::Moderator, &tipline, &TOLD).await, StatusCode::SEE_OTHER);
        let list = platform.page(As::Moderator, &path).await;
        assert_eq!(list.matches(">told</span>").count(), 2, "{list}");
        // more becomes known
        let more = json!({ "text": "the account wrote again", "reason": "learnt since" });
        let later = platform.post(As::Moderator, &format!("/api/reports/{report_id}/follow-ups"), &more, StatusCode::CREATED).await;
        assert_eq!(platform.report(&text(&later["report_id"])).await["trouble"], "hand");
        assert_eq!(platform.fake.opened(), 0, "nothing was sent");
        platform.stop().await;
    }

    async fn what_is_carried_by_hand_can_be_withdrawn_before_and_waits_for_a_second_person(db: TestDb) {
        let platform = start(&db, true).await;
        let (_, hit_id) = platform.hit().await;
        let report_id = text(&platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await["report_id"]);
        let told = format!("/reports/{report_id}/recipients/es-lo8-19");
        assert_eq!(send(&platform, As::Moderator, &told, &TOLD).await, StatusCode::CONFLICT);
        assert_eq!(platform.report(&report_id).await["state"], "filing");
        until_trouble(&platform, &report_id, "held").await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("wants two people") && !page.contains("/retry"), "no program sends it: {page}");
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        assert_eq!(platform.report(&report_id).await["state"], "withdrawn");
        assert_eq!(send(&platform, As::Moderator, &told, &TOLD).await, StatusCode::CONFLICT);
        let confirm = json!({ "decision": "confirm", "reason": "looked at it as well", "policy": "a rule" });
        let path = format!("/api/hits/{hit_id}/decision");
        for who in [As::Moderator, As::OtherModerator] {
            platform.post(who, &path, &confirm, StatusCode::OK).await;
        }
        assert_eq!(send(&platform, As::Moderator, &told, &TOLD).await, StatusCode::SEE_OTHER);
        assert_eq!(platform.report(&report_id).await["state"], "filed");
        platform.stop().await;
    }

    async fn the_report_that_a_law_commands_stays_open_until_somebody_carried_it(db: TestDb) {
        let mut platform = start(&db, false).await;
        platform.belong_to("US").await;
        let report_id = platform.confirmed().await;
        let line = format!("/reports/{report_id}/recipients?lang=en\">18 U.S.C.");
        let waiting = platform.page(As::Moderator, "/unacknowledged?lang=en").await;
        assert!(waiting.contains(&line), "{waiting}");
        // by whatever receipt it is filed, this one is still owed
        let spanish = format!("/reports/{report_id}/recipients/es-lo8-19");
        assert_eq!(send(&platform, As::Moderator, &spanish, &TOLD).await, StatusCode::SEE_OTHER);
        assert_eq!(platform.report(&report_id).await["state"], "filed");
        let waiting = platform.page(As::Moderator, "/unacknowledged?lang=en").await;
        assert!(waiting.contains(&line), "{waiting}");
        let tipline = format!("/reports/{report_id}/recipients/us-2258a");
        assert_eq!(send(&platform, As::Moderator, &tipline, &TOLD).await, StatusCode::SEE_OTHER);
        let waiting = platform.page(As::Moderator, "/unacknowledged?lang=en").await;
        assert!(!waiting.contains(&line), "{waiting}");
        platform.stop().await;
    }

    async fn a_node_without_a_destination_knows_whom_to_tell_and_practises_all_the_same(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.stand_before("none").await;
        let why = platform.why_not().await;
        assert!(why.contains("`platform.company`") && why.contains("carried by hand"), "{why}");
        platform.belong_to("ES").await;
        let page = platform.page(As::Administrator, "/destination?lang=es").await;
        assert!(page.contains("No hay ningún centro receptor configurado") && !page.contains("/destination/status"), "{page}");
        let ask = [("address", "")];
        assert_eq!(send(&platform, As::Administrator, "/destination/status", &ask).await, StatusCode::CONFLICT);
        assert_eq!(send(&platform, As::Administrator, "/practice", &ask).await, StatusCode::SEE_OTHER);
        let page = platform.page(As::Officer, "/practice").await;
        assert!(page.contains("8 of 8 practice cases passed") && page.contains("nothing was sent"), "{page}");
        assert_eq!(platform.fake.opened(), 0);
        platform.stop().await;
    }

    async fn what_waits_for_a_hand_waits_for_a_person_once_a_program_sends(db: TestDb) {
        let mut platform = start(&db, false).await;
        let report_id = platform.confirmed().await;
        until_no_job_files(&platform).await;
        platform.go_to("sandbox").await;
        until_trouble(&platform, &report_id, "held").await;
        let path = format!("/reports/{report_id}");
        let page = platform.page(As::Moderator, &path).await;
        assert!(page.contains("It was begun at another destination"), "{page}");
        assert_eq!(platform.fake.opened(), 0, "perhaps somebody has carried it already");
        assert_eq!(send(&platform, As::Moderator, &format!("{path}/retry"), &[]).await, StatusCode::SEE_OTHER);
        platform.until(&report_id, "filed").await;
        platform.stop().await;
    }

    async fn what_was_held_back_waits_for_a_hand_once_no_program_sends(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.go_to("production").await;
        let report_id = platform.confirmed().await;
        until_trouble(&platform, &report_id, "held").await;
        platform.stand_before("none").await;
        platform.belong_to("ES").await;
        until_trouble(&platform, &report_id, "hand").await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("No program sends it"), "{page}");
        platform.stop().await;
    }

    async fn what_was_begun_somewhere_and_carried_by_hand_was_accepted_by_no_clearinghouse(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.clock.advance(SIX_YEARS);
        platform.go_to("test").await;
        let report_id = platform.confirmed_with(Fault::HoldBefore, "upload").await;
        platform.fake.until_held().await;
        platform.stand_before("none").await;
        platform.belong_to("ES").await;
        let told = format!("/reports/{report_id}/recipients/es-lo8-19");
        assert_eq!(send(&platform, As::Moderator, &told, &TOLD).await, StatusCode::SEE_OTHER);
        assert_eq!(platform.report(&report_id).await["state"], "filed");
        // a report that the test side accepted would let somebody open the way in earnest
        assert_eq!(platform.texts("SELECT COALESCE(destination, 'none') AS said FROM report").await, ["none"]);
        // on PostgreSQL the node that was stopped in the middle keeps its lease; who tries again finds nothing to do
        platform.clock.advance(PAST_EVERY_LEASE);
        until_no_job_files(&platform).await;
        assert_eq!(platform.report(&report_id).await["state"], "filed");
        platform.stop().await;
    }
}
