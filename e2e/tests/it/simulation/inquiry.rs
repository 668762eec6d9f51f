//! From finished reports to what the platform hears of them.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;

use super::chance::Mood;
use super::filing::{Filed, number};
use super::{Tally, disks, settle};
use crate::chain::{AGENCY, Chain, text};

const TURNS: usize = 3;
const TURN: Duration = Duration::from_millis(300);

/// Refers everything and waits for the police's receipt.
pub(super) async fn refer(chain: &mut Chain, mood: &mut Mood, happened: &mut Tally, filed: &Filed) {
    happened.reports += filed.len() as u64;
    if filed.is_empty() {
        return;
    }
    mood.turn(chain);
    let damaged = filed.values().next().copied().filter(|_| mood.chance.once_in(3));
    if let Some(report_number) = damaged {
        disks::damage_report(chain, report_number, &mut mood.chance).await;
        mood.damaged_items += 1;
    }
    let body = json!({"agency": AGENCY, "reports": "all_ready"});
    let made = chain.clearinghouse.client("noor").post("/api/referrals", &body).await;
    assert_eq!(made["reports"], filed.len(), "{made}");
    happened.referrals += 1;
    pass(chain, mood, happened).await;
    let path = format!("/api/referrals/{}", text(&made["referral_id"]));
    if damaged.is_some() {
        let referral = chain.clearinghouse.client("noor").get(&path).await;
        assert!(referral["package"].is_null(), "of what is damaged no package is made: {referral:#}");
    }
    settle::until(chain, "the package is delivered", async || {
        let referral = chain.clearinghouse.client("noor").get(&path).await;
        assert!(referral["refusal"].is_null(), "{referral:#}");
        (referral["state"] == "delivered").then_some(())
    })
    .await;
}

/// Turns of luck, with time for the roles between them.
async fn pass(chain: &mut Chain, mood: &mut Mood, happened: &mut Tally) {
    for _ in 0..TURNS {
        tokio::time::sleep(TURN).await;
        mood.crash(chain, happened).await;
        mood.turn(chain);
        settle::pass(chain, SignedDuration::from_mins(mood.chance.below(30).cast_signed()));
    }
}

/// The police have each report once, and a subject for each account with its one act.
pub(super) async fn check(chain: &Chain, filed: &Filed) {
    let police = chain.police.client("ines");
    let reports = police.get("/api/reports").await;
    let mut arrived: Vec<_> = reports.as_array().expect("reports").iter().map(number).collect();
    let mut expected: Vec<_> = filed.values().copied().collect();
    arrived.sort_unstable();
    expected.sort_unstable();
    assert_eq!(arrived, expected, "each report arrives once");
    let mut accounts = BTreeMap::new();
    for subject in police.get("/api/subjects").await.as_array().expect("subjects") {
        let detail = police.get(&format!("/api/subjects/{}", text(&subject["subject_id"]))).await;
        for account in detail["accounts"].as_array().expect("accounts") {
            accounts.insert(text(&account["esp_identifier"]), detail["acts"].as_array().map(Vec::len));
        }
    }
    let expected: BTreeMap<_, _> = filed.keys().map(|account| (account.clone(), Some(1))).collect();
    assert_eq!(accounts, expected, "one act of each account");
}

/// The police take everything up, and the platform hears of each report once.
pub(super) async fn hear(chain: &mut Chain, mood: &mut Mood, happened: &mut Tally, filed: &Filed) {
    if filed.is_empty() {
        return;
    }
    mood.turn(chain);
    let inspector = chain.police.client("ines");
    let opened = inspector.post("/api/operations", &json!({"name": "Operación Ejemplo"})).await;
    let path = format!("/api/operations/{}/subjects", text(&opened["operation_id"]));
    inspector.post(&path, &json!({"subject_ids": "all"})).await;
    pass(chain, mood, happened).await;
    let moderator = chain.platform.client("marta");
    let listed = moderator.get("/api/reports?state=filed").await;
    for report in listed["reports"].as_array().expect("reports") {
        let path = format!("/api/reports/{}", text(&report["report_id"]));
        let codes = settle::until(chain, "the platform hears the outcome", async || {
            let detail = moderator.get(&path).await;
            let outcomes = detail["outcomes"].as_array().expect("outcomes");
            let codes: Vec<_> = outcomes.iter().map(|outcome| text(&outcome["code"])).collect();
            (!codes.is_empty()).then_some(codes)
        })
        .await;
        assert_eq!(codes, ["in_inquiry"], "{report}");
    }
}
