//! The log as others read it over HTTP.

use std::time::{Duration, Instant};

use custody::{Checkpoint, Hash, root_of};
use serde_json::json;
use service::Engine;
use service::testing::TestDb;

use super::Board;

/// The checkpoint once it says so many entries.
async fn checkpoint_of(board: &Board, size: u64) -> Checkpoint {
    let key = board.running.node.publisher().unwrap().verifier();
    let began = Instant::now();
    loop {
        let answer = board.get("rea", "/custody/checkpoint").send().await.unwrap();
        if answer.status().is_success() {
            assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
            let checkpoint = Checkpoint::open(&answer.bytes().await.unwrap(), &key).unwrap();
            if checkpoint.size >= size {
                return checkpoint;
            }
        } else {
            assert_eq!(answer.status(), 404, "no checkpoint yet");
        }
        assert!(began.elapsed() < Duration::from_secs(10), "no checkpoint of {size} entries");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn whoever_is_known_reads_the_checkpoint_and_recomputes_its_root() {
    service::testing::run(Engine::Sqlite, async |db: TestDb| {
        let board = Board::start(&db).await;
        for number in 0..3 {
            let body = json!({ "body": format!("note {number}") });
            assert!(board.post("ana", "/api/notes").json(&body).send().await.unwrap().status().is_success());
        }
        let checkpoint = checkpoint_of(&board, 3).await;
        let host = checkpoint.origin.strip_suffix("/board").unwrap();
        assert!(!host.contains("://") && !host.is_empty(), "{host}");
        let path = format!("/custody/tile/0/000.p/{}", checkpoint.size);
        let answer = board.get("op", &path).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/octet-stream");
        let bytes = answer.bytes().await.unwrap();
        let leaves: Vec<Hash> = bytes.chunks(32).map(|leaf| Hash(leaf.try_into().unwrap())).collect();
        assert_eq!(root_of(&leaves), checkpoint.root);
        let bundle = board.get("rea", &path.replace("/0/", "/entries/")).send().await.unwrap();
        let bundle = bundle.bytes().await.unwrap();
        assert!(!String::from_utf8_lossy(&bundle).contains("note"), "content in the log");
        for absent in ["0/000", "0/001.p/1", "0/0", "1/000.p/1", "64/000", "entries/000.p/200", "x"] {
            let answer = board.get("rea", &format!("/custody/tile/{absent}")).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{absent}");
        }
        let page = board.get("rea", "/custody").header("accept", "text/html").send().await.unwrap();
        let page = page.text().await.unwrap();
        let printed = format!("{}:{}", checkpoint.size, checkpoint.root);
        let fingerprint = board.running.node.publisher().unwrap().verifier().fingerprint();
        assert!(
            page.contains("on-paper") && page.contains(&printed) && page.contains(&fingerprint),
            "{page}"
        );
        let page = board.client.get(board.url("/sign-in")).send().await.unwrap().text().await.unwrap();
        assert!(!page.contains("on-paper"), "strangers are told how busy the node is");
        for path in ["/custody/checkpoint", path.as_str()] {
            let answer = board.client.get(board.url(path)).send().await.unwrap();
            assert_eq!(answer.status(), 401, "{path} tells strangers how busy the node is");
        }
        board.stop().await;
    });
}

#[test]
fn a_lost_log_key_stops_the_start_once_something_was_signed() {
    service::testing::run(Engine::Sqlite, async |db: TestDb| {
        let board = Board::start(&db).await;
        let body = json!({ "body": "a note" });
        assert!(board.post("ana", "/api/notes").json(&body).send().await.unwrap().status().is_success());
        checkpoint_of(&board, 1).await;
        let key = board.running.node.publisher().unwrap().verifier();
        board.stop().await;
        let board = Board::start(&db).await;
        assert_eq!(board.running.node.publisher().unwrap().verifier(), key);
        board.stop().await;
        let path = super::test_config(&db, Vec::new()).data_dir.join("log.key");
        std::fs::remove_file(&path).unwrap();
        let error =
            super::board::start(super::test_config(&db, Vec::new()), super::env()).await.err().unwrap();
        assert!(error.to_string().contains("key of the custody log is missing"), "{error}");
    });
}
