//! What was erased is gone: with all keys and every byte that is left, nothing of an erased item is had (20 items; a thousand under
//! `AMPARO_LONG`).

use std::collections::HashSet;
use std::path::Path;

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::json;
use service::testing::TestDb;
use service::{Engine, both_engines};
use sha2::{Digest as _, Sha256};

use crate::harness::{As, Platform, statement, text, vouched};
use crate::rights::SEALED;

/// Items that stay, so that a search that finds nothing and a key that opens nothing are told from a test that looks nowhere.
const KEPT: usize = 5;
/// So many first characters tell a sealed text from every other.
const TOLD: usize = 40;

fn erased() -> usize {
    if std::env::var_os("AMPARO_LONG").is_some() { 1000 } else { 20 }
}

fn content(number: usize) -> Vec<u8> {
    format!("content of item {number}, which nothing else holds").into_bytes()
}

/// Uploads so many files, each with a hit that is confirmed and filed: the uploads.
async fn filed(platform: &Platform, count: usize) -> Vec<String> {
    let entry = |number| json!({ "sha256": hex::encode(Sha256::digest(content(number))) });
    let entries = (0..count).map(entry).collect::<Vec<_>>();
    platform.import("known", &vouched(json!(entries))).await;
    let (mut uploads, mut reports) = (Vec::new(), Vec::new());
    for number in 0..count {
        let stored = platform.upload(&statement(), &content(number), StatusCode::CREATED).await;
        let hit_id = text(&stored["hits"][0]["hit_id"]);
        let decided = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        reports.push(text(&decided["report_id"]));
        uploads.push(text(&stored["upload_id"]));
    }
    for report_id in &reports {
        platform.until(report_id, "filed").await;
    }
    uploads
}

/// Erases by two persons.
pub(crate) async fn erase(platform: &Platform, upload_id: &str) {
    let path = format!("/api/reviews/upload/{upload_id}/erase");
    let why = json!({ "reason": "the period is over" });
    let asked = platform.post(As::Moderator, &path, &why, StatusCode::ACCEPTED).await;
    let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
    platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await;
}

/// The first characters of sealed texts.
fn told(texts: &[String]) -> HashSet<Vec<u8>> {
    texts.iter().filter_map(|text| text.as_bytes().get(..TOLD)).map(<[u8]>::to_vec).collect()
}

/// Those that stand anywhere in the files below a folder, in one pass.
fn find(dir: &Path, wanted: &HashSet<Vec<u8>>) -> HashSet<Vec<u8>> {
    let mut found = HashSet::new();
    for path in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(find(&path, wanted));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.extend(bytes.windows(TOLD).filter(|window| wanted.contains(*window)).map(<[u8]>::to_vec));
        }
    }
    found
}

both_engines! {
    async fn nothing_of_an_erased_item_is_had_with_all_keys_and_all_bytes(db: TestDb) {
        // the files of a PostgreSQL server are out of reach here
        if db.engine() == Engine::Postgres {
            return;
        }
        db.may_leave_jobs();
        let mut platform = Platform::start(&db).await;
        let uploads = filed(&platform, erased() + KEPT).await;
        let (kept, gone) = uploads.split_at(KEPT);
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        let before = platform.texts(SEALED).await;
        assert_eq!(find(db.folder(), &told(&before)), told(&before), "the search finds what is there");
        let files = platform.vault_items();
        for upload_id in gone {
            erase(&platform, upload_id).await;
        }
        platform.until_items(files - gone.len()).await;
        let left = told(&platform.texts(SEALED).await);
        let secrets: HashSet<_> = told(&before).difference(&left).cloned().collect();
        assert!(secrets.len() >= 4 * gone.len(), "{} of {} items", secrets.len(), gone.len());
        // the node key opens the cases that are kept, and no other
        let node = platform.running.as_ref().unwrap().node.clone();
        let mut tx = node.db().begin_read("test").await.unwrap();
        for (uploads, is_kept) in [(kept, true), (gone, false)] {
            for upload_id in uploads {
                assert_eq!(node.cases().open(&mut tx, upload_id).await.is_ok(), is_kept, "{upload_id}");
            }
        }
        drop(tx);
        for upload_id in kept {
            assert!(platform.open_file(As::Moderator, upload_id).await.starts_with(b"content of item"));
        }
        drop(node);
        platform.kill().await;
        assert_eq!(find(db.folder(), &secrets), HashSet::new(), "keys and sealed texts of erased items");
        assert_eq!(find(db.folder(), &left), left, "the search still finds the others");
        println!("{} erased items, {} sealed texts and keys of them, 0 found", gone.len(), secrets.len());
        platform.restart().await;
        platform.stop().await;
    }
}
