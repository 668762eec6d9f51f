//! A copy that somebody turned or mirrored is known by a list that has the picture as it was.

use clearinghouse::HashListConfig;
use media::PdqOutcome;
use reqwest::Method;
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ANALYST, HOTLINE, TestClearinghouse, test_config_of};
use crate::near_reports::blocks;

/// Side of these pictures in pixels.
const SIDE: usize = 96;
const PIXELS: usize = 54;

/// The picture whose pixel at column and row is that of another place.
fn moved(bytes: &[u8], from: impl Fn(usize, usize) -> (usize, usize)) -> Vec<u8> {
    let (head, pixels) = bytes.split_at(PIXELS);
    let places = (0..SIDE).flat_map(|row| (0..SIDE).map(move |column| (column, row)));
    let moved = places.flat_map(|(column, row)| {
        let (column, row) = from(column, row);
        let at = 3 * (row * SIDE + column);
        pixels[at..at + 3].to_vec()
    });
    head.iter().copied().chain(moved).collect()
}

fn mirrored(bytes: &[u8]) -> Vec<u8> {
    moved(bytes, |column, row| (SIDE - 1 - column, row))
}

fn turned_around(bytes: &[u8]) -> Vec<u8> {
    moved(bytes, |column, row| (SIDE - 1 - column, SIDE - 1 - row))
}

/// Turned by a quarter and mirrored.
fn transposed(bytes: &[u8]) -> Vec<u8> {
    moved(bytes, |column, row| (row, column))
}

/// The PDQ hash of a picture as it is stored.
fn pdq(bytes: &[u8]) -> String {
    match media::digest(bytes).pdq {
        PdqOutcome::Hashed(pdq) => pdq.hash.to_string(),
        PdqOutcome::NotHashed { reason } => panic!("{reason}"),
    }
}

/// The lists that have the file of a report, each with where we know it from.
async fn listed(clearinghouse: &TestClearinghouse, number: i64) -> Vec<(String, String)> {
    let json = clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
    let facts = json["facts"].as_array().unwrap().iter().filter(|fact| fact["kind"] == "file_listed");
    let word = |fact: &serde_json::Value, field: &str| fact[field].as_str().unwrap().to_owned();
    facts.map(|fact| (word(fact, "value"), word(fact, "source"))).collect()
}

both_engines! {
    async fn turned_and_mirrored_copies_of_listed_pictures_are_known(db: TestDb) {
        let path = db.folder().join("list.txt");
        std::fs::write(&path, format!("{}\n", pdq(&blocks(11)))).unwrap();
        let mut config = test_config_of(&db);
        config.clearinghouse.hash_list.push(HashListConfig {
            path,
            format: Some("plain-pdq".into()),
            name: "known".into(),
            source: "a hotline".into(),
            members: vec!["a hotline".into()],
            classification: Some("csam".into()),
        });
        let clearinghouse = TestClearinghouse::start_with(&db, config).await;
        let entry = json!({ "source_id": "img1", "classification": "A1", "pdq": pdq(&blocks(12)) });
        let path = "/api/hash-lists/csam/entries";
        let (status, kept) = clearinghouse.send_json(HOTLINE, Method::POST, path, &json!({ "entries": [entry] })).await;
        assert_eq!(status, 200, "{kept}");
        // the second time the forms are those that were kept
        for _ in 0..2 {
            for (copy, list) in [
                (mirrored(&blocks(11)), "known"),
                (turned_around(&blocks(11)), "known"),
                (mirrored(&blocks(12)), "csam"),
                (transposed(&blocks(12)), "csam"),
            ] {
                let number = clearinghouse.file("203.0.113.7", None, copy).await;
                let lists = listed(&clearinghouse, number).await;
                assert!(lists.len() == 1 && lists[0].0 == list, "{lists:?}");
                assert!(lists[0].1.contains("pdq") && lists[0].1.contains(", turned or mirrored; "), "{lists:?}");
            }
        }
        let stored = clearinghouse.file("203.0.113.7", None, blocks(11)).await;
        let lists = listed(&clearinghouse, stored).await;
        assert!(lists.len() == 1 && !lists[0].1.contains("turned"), "{lists:?}");
        let other = clearinghouse.file("203.0.113.7", None, turned_around(&blocks(7))).await;
        assert!(listed(&clearinghouse, other).await.is_empty(), "another picture");
        clearinghouse.finish().await;
    }
}
