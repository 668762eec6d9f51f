//! Reports that share a picture or a near-duplicate say so.

use reqwest::Method;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ANALYST, Inbox, TestClearinghouse, picture};

async fn page(clearinghouse: &TestClearinghouse, report: i64) -> String {
    let request = clearinghouse.call(ANALYST, Method::GET, &format!("/reports/{report}?lang=en"));
    request.header("accept", "text/html").send().await.unwrap().text().await.unwrap()
}

/// A picture of 64 blocks without a pattern: on regular ones, as [`picture`] makes them, coefficients tie and a single pixel turns many bits.
pub(crate) fn blocks(seed: u64) -> Vec<u8> {
    let mut bytes = picture(1);
    let pixels = bytes.len() - 96 * 96 * 3;
    for (at, byte) in (0_u64..).zip(&mut bytes[pixels..]) {
        let (x, y) = (at / 3 % 96, at / 3 / 96);
        let block = (seed << 8 | (y / 12) << 4 | (x / 12)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        *byte = (block ^ block >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_be_bytes()[0];
    }
    bytes
}

/// An animation of such pictures.
fn film(seeds: impl IntoIterator<Item = u64>) -> Vec<u8> {
    const SIDE: [u8; 2] = 96_u16.to_le_bytes();
    let mut bytes = Vec::from(*b"GIF89a");
    bytes.extend([SIDE, SIDE].as_flattened());
    bytes.extend([0xf7, 0, 0]);
    bytes.extend((0..=255_u8).flat_map(|grey| [grey; 3]));
    for seed in seeds {
        bytes.extend([0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0]);
        bytes.extend([SIDE, SIDE].as_flattened());
        bytes.extend([0, 8]);
        let greys: Vec<u8> = blocks(seed)[54..].iter().step_by(3).copied().collect();
        for part in nine_bits(&greys).chunks(255) {
            bytes.push(u8::try_from(part.len()).unwrap());
            bytes.extend(part);
        }
        bytes.push(0);
    }
    bytes.push(0x3b);
    bytes
}

/// Codes of nine bits, the table of which is cleared before it grows: a compression that compresses nothing.
fn nine_bits(greys: &[u8]) -> Vec<u8> {
    let (clear, end) = (256_u16, 257);
    let literals = |some: &[u8]| {
        std::iter::once(clear).chain(some.iter().map(|grey| u16::from(*grey))).collect::<Vec<_>>()
    };
    let codes = greys.chunks(200).flat_map(literals).chain([end]);
    let bits: Vec<bool> = codes.flat_map(|code| (0..9).map(move |bit| code >> bit & 1 == 1)).collect();
    bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |all, bit| all << 1 | u8::from(*bit))).collect()
}

const SHARED: &str = "One other report has this file or a near-duplicate.";

both_engines! {
    async fn a_report_says_how_many_others_have_its_picture(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        // other bytes, the same picture to the eye
        let mut touched = blocks(1);
        *touched.last_mut().unwrap() ^= 4;
        let first = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        let near = clearinghouse.file("203.0.113.7", None, touched).await;
        let far = clearinghouse.file("203.0.113.7", None, blocks(7)).await;
        for report in [first, near] {
            clearinghouse
                .until(SHARED, async || page(&clearinghouse, report).await.contains(SHARED).then_some(()))
                .await;
        }
        assert!(!page(&clearinghouse, far).await.contains("this file or a near-duplicate"));
        // what was learnt before is known after the next start
        let clearinghouse = clearinghouse.restart(Some(addr)).await;
        assert!(page(&clearinghouse, first).await.contains(SHARED));
        let again = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        let says = "2 other reports have this file or a near-duplicate.";
        assert!(page(&clearinghouse, again).await.contains(says), "one with the same bytes, one near");
        clearinghouse.finish().await;
    }

    async fn a_film_with_another_beginning_is_a_near_duplicate_and_one_frame_in_common_makes_none(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let begins_with = |seed: u64| film(std::iter::once(seed).chain(11..20));
        let first = clearinghouse.file("203.0.113.7", None, begins_with(1)).await;
        let near = clearinghouse.file("203.0.113.7", None, begins_with(2)).await;
        let far = clearinghouse.file("203.0.113.7", None, film([3, 11].into_iter().chain(21..29))).await;
        let cluster = async |report: i64| {
            clearinghouse
                .until("clustered", async || {
                    let found = clearinghouse.get_json(ANALYST, &format!("/api/reports/{report}")).await;
                    found["clusters"][0]["cluster_id"].as_str().map(str::to_owned)
                })
                .await
        };
        for report in [first, near] {
            clearinghouse
                .until(SHARED, async || page(&clearinghouse, report).await.contains(SHARED).then_some(()))
                .await;
        }
        assert!(!page(&clearinghouse, far).await.contains("this file or a near-duplicate"));
        let (of_near, of_far) = (cluster(near).await, cluster(far).await);
        clearinghouse
            .until("one cluster", async || (cluster(first).await == of_near).then_some(()))
            .await;
        assert_ne!(of_far, of_near);
        // what was learnt before is known after the next start
        let clearinghouse = clearinghouse.restart(Some(addr)).await;
        let again = clearinghouse.file("203.0.113.7", None, begins_with(4)).await;
        let says = "2 other reports have this file or a near-duplicate.";
        assert!(page(&clearinghouse, again).await.contains(says));
        clearinghouse.finish().await;
    }
}
