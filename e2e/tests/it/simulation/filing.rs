//! From uploads, each by an account of its own, to finished reports.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::chance::Mood;
use super::{Tally, disks, settle};
use crate::chain::{Chain, Relay, text};
use crate::operation::{Picture, decision, publish_list};

const ROUNDS: usize = 5;
const MOST_UPLOADS: u64 = 3;
/// How long the roles work in real time between two turns of luck.
const TURN: Duration = Duration::from_millis(120);
/// Tries of an application before its line is calm.
const MOST_TRIES: usize = 60;
/// Uploads that a full disk refuses before somebody makes room.
const MOST_REFUSED: u64 = 3;

/// CyberTipline number by account.
pub(super) type Filed = BTreeMap<String, i64>;

/// Uploads, decides and crashes in turns, then waits until everything confirmed is filed.
pub(super) async fn file(chain: &mut Chain, mood: &mut Mood, happened: &mut Tally) -> Filed {
    publish_list(chain).await;
    let app_line = Relay::bind().await;
    let mut reports = BTreeMap::new();
    for _ in 0..ROUNDS {
        mood.turn(chain);
        mood.trouble(&app_line);
        let mut confirmed = None;
        for _ in 0..=mood.chance.below(MOST_UPLOADS) {
            app_line.open(chain.platform.running().addr);
            let account = format!("u-{}", happened.uploads);
            happened.uploads += 1;
            let stored = upload(chain, &account, happened.uploads, &app_line).await;
            // the last word: a quarter is dismissed
            let word = if mood.chance.once_in(4) { "dismiss" } else { "confirm" };
            if let Some(report_id) = decide(chain, &stored, word).await {
                reports.insert(account, report_id);
                confirmed = Some(stored);
            }
        }
        if let Some(stored) = confirmed.filter(|_| mood.chance.once_in(2)) {
            disks::damage_upload(chain, &stored, &mut mood.chance).await;
            mood.damaged_items += 1;
        }
        tokio::time::sleep(TURN).await;
        mood.crash(chain, happened).await;
        settle::pass(chain, SignedDuration::from_mins(mood.chance.below(180).cast_signed()));
    }
    until_filed(chain, reports).await
}

/// Sends the same until there is an answer, as applications do.
pub(super) async fn upload(chain: &Chain, account: &str, place: u64, line: &Relay) -> Value {
    let app = chain.platform.client_over(line, "app");
    let refused_before = disks::refused_by(&chain.platform);
    let statement = json!({
        "account": {"esp_identifier": account}, "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": format!("203.0.113.{place}"),
        "url": format!("https://social.example/p/{account}"), "channel": "public", "file_name": "pattern.png"
    });
    for tries in 0.. {
        if tries == MOST_TRIES {
            line.calm();
        }
        let file =
            Part::bytes(Picture::Spots.bytes()).file_name("file").mime_str("image/png").expect("a type");
        let form = Form::new().text("upload", statement.to_string()).part("file", file);
        let request = app.request(Method::POST, "/api/uploads").header("Idempotency-Key", account);
        let Ok(response) = request.multipart(form).send().await else { continue };
        let status = response.status();
        let refused = disks::refused_by(&chain.platform) - refused_before;
        if refused >= MOST_REFUSED {
            disks::make_room(chain);
        }
        let Ok(answer) = response.json::<Value>().await else { continue };
        if refused > 0 && status.is_server_error() {
            continue;
        }
        assert!(status.is_success(), "{status}: {answer}");
        return answer;
    }
    unreachable!("a calm line brings an answer")
}

/// The report, where the hits of the upload are confirmed.
pub(super) async fn decide(chain: &Chain, stored: &Value, word: &str) -> Option<String> {
    let mut report_id = None;
    let hits = stored["hits"].as_array().expect("hits");
    assert!(!hits.is_empty(), "the picture is on the list: {stored}");
    for hit in hits {
        let path = format!("/api/hits/{}/decision", text(&hit["hit_id"]));
        let decided =
            chain.platform.client("marta").post(&path, &decision(word, "comparada con la ficha")).await;
        report_id = report_id.or_else(|| decided["report_id"].as_str().map(str::to_owned));
    }
    assert_eq!(report_id.is_some(), word == "confirm", "{stored}");
    report_id
}

pub(super) async fn until_filed(chain: &Chain, reports: BTreeMap<String, String>) -> Filed {
    let mut filed = Filed::new();
    for (account, report_id) in reports {
        let path = format!("/api/reports/{report_id}");
        let number = settle::until(chain, &format!("the report on {account} is filed"), async || {
            let report = chain.platform.client("marta").get(&path).await;
            assert_ne!(report["state"], "stuck", "{report:#}");
            report["report_number"].as_i64().filter(|_| report["state"] == "filed")
        })
        .await;
        filed.insert(account, number);
    }
    filed
}

/// The clearinghouse has finished exactly what was filed.
pub(super) async fn check(chain: &Chain, filed: &Filed) {
    let analyst = chain.clearinghouse.client("noor");
    settle::until(chain, "every finished report is ready", async || {
        let finished = analyst.get("/api/reports?state=finished").await;
        finished["reports"].as_array().expect("reports").is_empty().then_some(())
    })
    .await;
    let ready = analyst.get("/api/reports?state=ready").await;
    let ready: Vec<_> = ready["reports"].as_array().expect("reports").iter().map(number).collect();
    let numbers: BTreeSet<_> = filed.values().copied().collect();
    assert_eq!(numbers.len(), filed.len(), "each upload has a report of its own: {filed:?}");
    assert_eq!(ready.len(), numbers.len(), "one report each: {ready:?} of {filed:?}");
    assert_eq!(ready.into_iter().collect::<BTreeSet<_>>(), numbers);
}

/// A report's CyberTipline number.
pub(super) fn number(report: &Value) -> i64 {
    report["report_number"].as_i64().unwrap_or_else(|| panic!("no number: {report}"))
}
