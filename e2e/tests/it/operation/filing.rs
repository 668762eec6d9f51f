//! From the upload to the police's receipt.

use std::collections::BTreeMap;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Picture, UPLOADS, Upload};
use crate::chain::{AGENCY, Chain, answer, text, until};

/// Of which uploads a moderator opens the file before deciding; of the others the report must say that only a hash matched.
pub const VIEWED: std::ops::Range<usize> = 0..3;

/// States on what legal basis both surfaces of the platform are compared with lists.
pub async fn state_bases(chain: &Chain) {
    for channel in ["public", "private"] {
        let basis = json!({"channel": channel, "basis": "a law of the tests", "from": "2020-01-01", "reason": "to compare"});
        let path = format!("/api/surfaces/{channel}");
        let request = chain.platform.client("alba").request(Method::PUT, &path).json(&basis);
        answer(request, &path, StatusCode::OK).await;
    }
}

/// Puts these entries on the platform's list.
pub async fn publish(chain: &Chain, entries: Vec<Value>) {
    state_bases(chain).await;
    let list = json!({
        "source": "a hotline of the tests", "members": ["a hotline of the tests"], "classification": "generated",
        "entries": entries
    });
    let path = "/api/hash-lists/known";
    let request = chain.platform.client("alba").request(Method::PUT, path).json(&list);
    answer(request, path, StatusCode::OK).await;
}

/// Puts the listed pictures on the platform's list.
pub async fn publish_list(chain: &Chain) {
    publish(chain, vec![Picture::Spots.entry(), Picture::Tiles.entry()]).await;
}

/// Hands over one file.
pub async fn upload(chain: &Chain, statement: &Value, file: Vec<u8>, status: StatusCode) -> Value {
    let file = Part::bytes(file).file_name("file").mime_str("image/png").expect("a type");
    let form = Form::new().text("upload", statement.to_string()).part("file", file);
    let path = "/api/uploads";
    answer(chain.platform.client("app").request(Method::POST, path).multipart(form), path, status).await
}

/// Uploads everything, decides every hit, and waits until everything confirmed is filed: CyberTipline number by index in [`UPLOADS`].
pub async fn file_all(chain: &Chain) -> BTreeMap<usize, i64> {
    publish_list(chain).await;
    let mut reports = BTreeMap::new();
    for (index, one) in UPLOADS.iter().enumerate() {
        let stored = upload(chain, &one.statement(), one.picture.bytes(), StatusCode::CREATED).await;
        let is_confirmed = index + 1 < UPLOADS.len();
        if is_confirmed && VIEWED.contains(&index) {
            open(chain, &stored).await;
        }
        for hit in stored["hits"].as_array().expect("hits") {
            let decided = decide(chain, &text(&hit["hit_id"]), is_confirmed).await;
            if is_confirmed {
                reports.insert(index, text(&decided["report_id"]));
            } else {
                assert!(decided["report_id"].is_null(), "{decided}");
            }
        }
        check_hits(one, &stored);
    }
    let mut numbers = BTreeMap::new();
    for (index, report_id) in reports {
        numbers.insert(index, until_filed(chain, &report_id).await);
    }
    numbers
}

/// An exact match for the files on the list, a near one for the re-encoded.
fn check_hits(upload: &Upload, stored: &Value) {
    let hits = stored["hits"].as_array().expect("hits");
    let is_near = hits.iter().all(|hit| hit["algorithm"] == "pdq" && hit["distance"].as_i64() <= Some(31));
    assert_eq!(is_near, upload.picture == Picture::SpotsAgain, "{:?}: {stored}", upload.picture);
    assert!(!hits.is_empty(), "{:?} is on the list: {stored}", upload.picture);
}

/// A decision on a hit.
pub fn decision(word: &str, reason: &str) -> Value {
    json!({"decision": word, "reason": reason})
}

/// A moderator opens the file of an upload to its end.
async fn open(chain: &Chain, stored: &Value) {
    let upload_id = text(&stored["upload_id"]);
    let moderator = chain.platform.client("marta");
    let files = moderator.get(&format!("/api/files/{upload_id}")).await;
    let body =
        json!({"sha256": files["files"][0]["sha256"], "reason": "para compararla con la ficha de la lista"});
    let path = format!("/api/files/{upload_id}/open");
    let opened = moderator.request(Method::POST, &path).json(&body).send().await.expect("an answer");
    assert_eq!(opened.status(), StatusCode::OK);
    assert!(!opened.bytes().await.expect("the file").is_empty());
}

async fn decide(chain: &Chain, hit_id: &str, is_confirmed: bool) -> Value {
    let word = if is_confirmed { "confirm" } else { "dismiss" };
    let body = decision(word, "comparada con la ficha de la lista");
    chain.platform.client("marta").post(&format!("/api/hits/{hit_id}/decision"), &body).await
}

/// A moderator confirms every hit of an upload.
pub async fn confirm(chain: &Chain, stored: &Value) {
    for hit in stored["hits"].as_array().expect("hits") {
        decide(chain, &text(&hit["hit_id"]), true).await;
    }
}

async fn until_filed(chain: &Chain, report_id: &str) -> i64 {
    let path = format!("/api/reports/{report_id}");
    until("a report is filed", async || {
        let report = chain.platform.client("marta").get(&path).await;
        assert_ne!(report["state"], "stuck", "{report:#}");
        report["report_number"].as_i64().filter(|_| report["state"] == "filed")
    })
    .await
}

/// Waits until every report is enriched, refers them all, and waits for the package: the referral's id.
pub async fn refer(chain: &Chain, reports: usize) -> String {
    let analyst = chain.clearinghouse.client("noor");
    until("every report is ready", async || {
        let ready = analyst.get("/api/reports?state=ready").await;
        (ready["reports"].as_array()?.len() == reports).then_some(())
    })
    .await;
    let made = analyst.post("/api/referrals", &json!({"agency": AGENCY, "reports": "all_ready"})).await;
    assert_eq!(made["reports"], reports, "{made}");
    let referral_id = text(&made["referral_id"]);
    let path = format!("/api/referrals/{referral_id}");
    until("the package is made", async || {
        let referral = analyst.get(&path).await;
        referral["package"].is_object().then_some(())
    })
    .await;
    referral_id
}

/// The police's receipt, as the clearinghouse keeps it.
pub async fn until_delivered(chain: &Chain, referral_id: &str) -> Value {
    let path = format!("/api/referrals/{referral_id}");
    until("the package is delivered", async || {
        let referral = chain.clearinghouse.client("noor").get(&path).await;
        assert!(referral["refusal"].is_null(), "{referral:#}");
        (referral["state"] == "delivered").then(|| referral["receipt"].clone())
    })
    .await
}
