//! Files become hashes.

use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{BLOBS, FLAT, Matcher, answer, form};

/// MD5 of `abc` (RFC 1321, A.5).
const MD5_OF_ABC: &str = "900150983cd24fb0d6963f7d28e17f72";

both_engines! {
    async fn a_file_is_hashed_by_the_name_of_its_part(db: TestDb) {
        let matcher = Matcher::start(&db).await;
        let expected = media::digest(BLOBS).pdq;
        let media::PdqOutcome::Hashed(expected) = expected else { panic!("the picture has a hash") };
        let photo = matcher.send_file("/h/hash", "photo", BLOBS, StatusCode::OK).await;
        assert_eq!(photo, json!({ "pdq": expected.hash.to_string() }));
        let video = matcher.send_file("/h/hash?types=video_md5", "video", b"abc", StatusCode::OK).await;
        assert_eq!(video, json!({ "video_md5": MD5_OF_ABC }));
        // what says too little is empty, as with HMA
        assert_eq!(matcher.send_file("/h/hash", "photo", FLAT, StatusCode::OK).await, json!({ "pdq": "" }));
        matcher.stop().await;
    }
}

both_engines! {
    async fn what_cannot_be_hashed_is_refused_with_the_reason(db: TestDb) {
        let matcher = Matcher::start_with(&db, "file_limit_bytes = 100000\n").await;
        for (path, part, bytes, said) in [
            ("/h/hash", "photo", &b"no picture"[..], "cannot be hashed as a picture"),
            ("/h/hash", "sound", BLOBS, "no such content_type: 'sound'"),
            ("/h/hash?types=video_md5", "photo", BLOBS, "signal type 'video_md5' doesn't exist or is disabled"),
            ("/h/hash?types=,", "photo", BLOBS, "empty signal type selection"),
        ] {
            let refusal = matcher.send_file(path, part, bytes, StatusCode::BAD_REQUEST).await;
            assert!(refusal["message"].as_str().unwrap().contains(said), "{refusal}");
        }
        let two = form("photo", BLOBS).part("video", reqwest::multipart::Part::bytes(BLOBS).file_name("b"));
        let refusal = answer(matcher.request(Method::POST, "/h/hash").multipart(two), StatusCode::BAD_REQUEST).await;
        assert_eq!(refusal["message"], "Only one file allowed per request");
        // a text is held in memory, so it is small whatever a file may be
        let long = form("photo", BLOBS).text("note", "n".repeat(128 * 1024 + 1));
        answer(matcher.request(Method::POST, "/h/hash").multipart(long), StatusCode::PAYLOAD_TOO_LARGE).await;
        let none = matcher.send(Method::POST, "/h/hash", None, StatusCode::BAD_REQUEST).await;
        assert_eq!(none["message"], "Missing multipart/form-data file upload");
        let large: &'static [u8] = vec![7_u8; 100_001].leak();
        matcher.send_file("/h/hash", "video", large, StatusCode::PAYLOAD_TOO_LARGE).await;
        let fits: &'static [u8] = vec![7_u8; 100_000].leak();
        matcher.send_file("/h/hash", "video", fits, StatusCode::OK).await;
        matcher.stop().await;
    }
}
