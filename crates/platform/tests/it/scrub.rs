//! The scrubber finds one flipped byte among whole items, says which, and removes nothing.

use std::path::PathBuf;

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, BLOBS, FLAT, OTHER_BLOBS, Platform, statement, text};

/// The state of the vault once it is like this.
async fn until(platform: &Platform, reached: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..400 {
        let vault = platform.get(As::Administrator, "/api/vault").await;
        if reached(&vault) {
            return vault;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("it never came: {}", platform.get(As::Administrator, "/api/vault").await);
}

/// Measured at the end of a page of items, a moment after the database knows.
async fn until_measured(platform: &Platform, line: &str) {
    let mut metrics = String::new();
    for _ in 0..200 {
        let request = platform.request(As::Operator, Method::GET, "/metrics");
        metrics = request.send().await.unwrap().text().await.unwrap();
        if metrics.contains(line) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{line}: {metrics}");
}

/// A month later, after a restart, so that everything is due at once.
async fn next_round(platform: &mut Platform) {
    platform.clock.advance(SignedDuration::from_hours(24 * 31));
    platform.kill().await;
    platform.restart().await;
}

fn flip(path: &PathBuf) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = bytes.len() * 2 / 3;
    bytes[at] ^= 0x10;
    std::fs::write(path, bytes).unwrap();
}

both_engines! {
    async fn a_flipped_byte_is_found_within_one_round_and_an_intact_vault_stays_clean(db: TestDb) {
        db.may_leave_jobs();
        let mut platform = Platform::start(&db).await;
        for file in [BLOBS, OTHER_BLOBS, FLAT] {
            platform.upload(&statement(), file, StatusCode::CREATED).await;
        }
        let before = platform.get(As::Administrator, "/api/vault").await;
        assert_eq!((&before["items"], &before["damaged"]), (&json!(3), &json!(0)), "{before}");
        for _ in 0..2 {
            next_round(&mut platform).await;
            let now = model::Clock::now(&*platform.clock).to_string();
            let clean = until(&platform, |vault| vault["unchecked"] == 0 && vault["oldest_check_at"] == now.as_str()).await;
            assert_eq!((&clean["damaged"], &clean["damage"]), (&json!(0), &json!([])), "{clean}");
        }
        let files = platform.vault_items();
        let damaged = platform.item_files().remove(1);
        flip(&damaged);
        next_round(&mut platform).await;
        let found = until(&platform, |vault| vault["damaged"] == 1).await;
        let name = damaged.file_name().unwrap().to_str().unwrap();
        assert_eq!(text(&found["damage"][0]["name"]), name, "{found}");
        assert!(text(&found["damage"][0]["damage"]).contains("chunk"), "{found}");
        let told = [
            ("en", "One item is damaged", "The file is not as it was sealed"),
            ("es", "Hay un elemento dañado", "El archivo no está como se selló"),
        ];
        for (lang, said, why) in told {
            let page = platform.page(As::Administrator, &format!("/vault?lang={lang}")).await;
            assert!(page.contains(said) && page.contains(why) && page.contains(name), "{page}");
        }
        for line in ["amparo_vault_items_damaged{role=\"platform\"} 1", "amparo_vault_items_checked_total{role=\"platform\"} ",
            "amparo_vault_items_unchecked{role=\"platform\"} 0", "amparo_vault_oldest_check_age_seconds{role=\"platform\"} "] {
            until_measured(&platform, line).await;
        }
        // once more finds the same, and says nothing new
        next_round(&mut platform).await;
        let now = model::Clock::now(&*platform.clock).to_string();
        until(&platform, |vault| vault["oldest_check_at"] == now.as_str() && vault["damaged"] == 1).await;
        let reported = "SELECT action AS said FROM custody_entry WHERE action = 'report-item'";
        assert_eq!(platform.texts(reported).await.len(), 1);
        // nothing was removed; the whole file from a backup heals it
        assert_eq!(platform.vault_items(), files);
        flip(&damaged);
        next_round(&mut platform).await;
        until(&platform, |vault| vault["damaged"] == 0).await;
        assert_eq!(platform.texts(reported).await.len(), 2);
        std::fs::remove_file(&damaged).unwrap();
        next_round(&mut platform).await;
        let missing = until(&platform, |vault| vault["damaged"] == 1).await;
        assert!(text(&missing["damage"][0]["damage"]).contains("not in the vault"), "{missing}");
        let csv = platform.page(As::Administrator, "/vault?format=csv").await;
        assert!(csv.contains("not in the vault"), "{csv}");
        for who in [As::Moderator, As::Application] {
            let refused = platform.request(who, Method::GET, "/vault").send().await.unwrap();
            assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{who:?}");
        }
        platform.stop().await;
    }
}
