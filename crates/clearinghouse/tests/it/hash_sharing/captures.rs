//! What the public Python client literally sends, over a bare socket.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{BASE, fetch, list, text};
use crate::harness::{HOTLINE, OTHER_PARTY, PARTY, TestClearinghouse};

/// Status and body.
struct Answer {
    status: u16,
    body: String,
}

/// Sends a capture with these texts replaced, and closes.
async fn send(clearinghouse: &TestClearinghouse, capture: &str, replaced: &[(&str, &str)]) -> Answer {
    let (head, body) = capture.split_once("\n\n").unwrap();
    let with = |text: &str| replaced.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let (head, body) = (with(head), with(body));
    let lines = head.lines().map(|line| match line.split_once(':') {
        Some((name, _)) if name.eq_ignore_ascii_case("host") => format!("Host: {}", clearinghouse.addr()),
        Some((name, _)) if name.eq_ignore_ascii_case("connection") => "Connection: close".to_owned(),
        Some((name, _)) if name.eq_ignore_ascii_case("content-length") => {
            format!("Content-Length: {}", body.len())
        }
        _ => line.to_owned(),
    });
    let head = lines.collect::<Vec<_>>().join("\r\n");
    let mut socket = TcpStream::connect(clearinghouse.addr()).await.unwrap();
    socket.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, body: body.to_owned() }
}

fn captures(client: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures").join(client);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

both_engines! {
    async fn what_the_public_client_sends_is_taken(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let entry = json!({ "source_id": "img1", "classification": "A1", "md5": "1".repeat(32), "pdq": "2".repeat(64) });
        list(&clearinghouse, HOTLINE, "csam", vec![entry]).await;
        let status = text(&clearinghouse, HOTLINE, &format!("{BASE}/v2/status")).await;
        let owner = status.split_once("<member id=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        let reasons = text(&clearinghouse, HOTLINE, &format!("{BASE}/v2/feedback/MD5/reasons")).await;
        let guid = reasons.split_once("guid=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        let place = format!("/entries/{owner}/");
        let replaced = [
            ("/entries/42/", place.as_str()),
            ("01234567-abcd-0123-4567-012345678900", guid.as_str()),
            ("Ocp-Apim-Subscription-Key: subkey", "Ocp-Apim-Subscription-Key: usr123"),
            ("x-functions-key: fetchkey", "x-functions-key: pswd123"),
            ("x-functions-key: shkey", "x-functions-key: pswd123"),
            ("x-functions-key: sfkey", "x-functions-key: pswd123"),
            ("nextPageToken=tok2", "nextPageToken=1717232400-1"),
        ];
        let sent = captures("py-threatexchange");
        assert_eq!(sent.len(), 12);
        for (name, capture) in &sent {
            let answer = send(&clearinghouse, capture, &replaced).await;
            assert_eq!(answer.status, 200, "{name}: {}", answer.body);
            match name.get(..2).unwrap() {
                "01" => assert!(answer.body.contains("<username>usr123</username>"), "{}", answer.body),
                "02" => assert!(answer.body.contains(">hotline</member>"), "{}", answer.body),
                "03" | "04" => assert!(answer.body.contains("<queryResult "), "{}", answer.body),
                "05" => assert!(answer.body.contains("<availableFeedbackReasons"), "{}", answer.body),
                "06" | "07" | "08" => assert!(answer.body.contains("<submissionResult"), "{}", answer.body),
                "09" | "10" => assert!(json_of(&answer)["hashRecords"].is_array(), "{}", answer.body),
                _ => assert_eq!(json_of(&answer)["count"], 1, "{}", answer.body),
            }
        }
        let fetched = captures("py-threatexchange-fetch");
        assert_eq!(fetched.len(), 8);
        for (name, capture) in &fetched {
            let answer = send(&clearinghouse, capture, &[]).await;
            assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        }
        // the objection of 07 took the place of the affirmation of 06, and 08 stands on another fingerprint
        let told = clearinghouse.get_json(HOTLINE, "/api/hash-lists/csam/feedback").await;
        let mut verdicts: Vec<_> = told["feedback"].as_array().unwrap().iter()
            .map(|said| (said["fingerprint"].as_str().unwrap(), said["verdict"].as_str().unwrap())).collect();
        verdicts.sort_unstable();
        assert_eq!(verdicts, [("md5", "negative"), ("pdq", "affirmative")]);
        clearinghouse.finish().await;
    }

    async fn hashes_of_intimate_pictures_go_in_and_out(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let hash = "ab".repeat(32);
        let record = |signal: &str, value: &str| json!({ "lastModtimestamp": 7, "signalType": signal, "hashValue": value, "CSPFeedbacks": [] });
        let send = async |actor: &str, function: &str, body: Value| clearinghouse.send_json(actor, Method::POST, &format!("/v1/{function}"), &body).await;
        let records = json!({ "count": 2, "hashRecords": [record("StopNCIISignalType.ImagePDQ", &hash), record("Text", "x")] });
        let (status, answer) = send(PARTY, "SubmitHashes", records).await;
        assert_eq!((status, &answer["count"], &answer["refused"][0]["field"]), (200, &json!(1), &json!("signalType")), "{answer}");
        let (status, answer) = send(PARTY, "SubmitHashes", json!({ "hashRecords": [record("ImagePDQ", "x")] })).await;
        assert_eq!((status, &answer["field"]), (422, &json!("hashRecords[0].hashValue")));
        // a second member lists the same hash: one record, two cases
        assert_eq!(send(HOTLINE, "SubmitHashes", json!({ "hashRecords": [record("ImagePDQ", &hash)] })).await.0, 200);
        let said = json!({ "count": 1, "hashFeedbacks": [{ "tags": ["t"], "feedbackValue": "NotBlocked", "hashValue": hash }] });
        assert_eq!(send(OTHER_PARTY, "SubmitFeedback", said).await.0, 200);
        let unknown = json!({ "hashFeedbacks": [{ "feedbackValue": "Blocked", "hashValue": "cd".repeat(32) }] });
        assert_eq!(send(OTHER_PARTY, "SubmitFeedback", unknown).await.0, 422);

        clearinghouse.clock.advance(jiff::SignedDuration::from_mins(5));
        let fetched = clearinghouse.get_json(OTHER_PARTY, "/v1/FetchHashes?startTimestamp=10&pageSize=1").await;
        assert_eq!((&fetched["count"], &fetched["hasMoreRecords"]), (&json!(1), &json!(true)), "{fetched}");
        let found = &fetched["hashRecords"][0];
        assert_eq!((&found["signalType"], &found["hashValue"], &found["hashStatus"]), (&json!("ImagePDQ"), &json!(hash), &json!("Active")));
        assert_eq!(found["caseNumbers"].as_object().unwrap().len(), 2);
        assert_eq!(found["CSPFeedbacks"][0]["feedbackValue"], "NotBlocked");
        let token = fetched["nextPageToken"].as_str().unwrap();
        let last = clearinghouse.get_json(OTHER_PARTY, &format!("/v1/FetchHashes?startTimestamp=10&pageSize=1&nextPageToken={token}")).await;
        assert_eq!((&last["hasMoreRecords"], &last["nextPageToken"]), (&json!(false), &Value::Null));

        // one of the two takes it back: the hash is active still, until the other does
        let source = format!("pdq-{hash}");
        for (actor, status) in [(PARTY, "Active"), (HOTLINE, "Withdrawn")] {
            let body = json!({ "source_id": source, "reason": "its owner asked" });
            assert_eq!(clearinghouse.send_json(actor, Method::POST, "/api/hash-lists/ncii/withdrawals", &body).await.0, 200);
            clearinghouse.clock.advance(jiff::SignedDuration::from_mins(5));
            let fetched = clearinghouse.get_json(OTHER_PARTY, "/v1/FetchHashes?startTimestamp=10").await;
            assert_eq!(fetched["hashRecords"][0]["hashStatus"], status);
        }
        assert_eq!(fetch(&clearinghouse, super::EVERYTHING).await[0].entries.len(), 0, "no other list holds it");
        clearinghouse.finish().await;
    }
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}
