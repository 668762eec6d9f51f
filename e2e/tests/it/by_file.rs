//! Packages that come on a stick, and packages that somebody changed.

use jiff::SignedDuration;
use model::Clock as _;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use wire::package::sealed::SEALED_MEDIA_TYPE;

use crate::chain::{Chain, answer, on_both_engines, text, until};
use crate::operation::{file_all, refer};

on_both_engines! {
    async fn a_package_comes_by_file_and_then_over_the_line(chain: &Chain) {
        chain.line.cut();
        file_all(chain).await;
        let referral_id = refer(chain, 5).await;
        let package = download(chain, &referral_id).await;
        assert_eq!(hand_in(chain, package.clone()).await, StatusCode::SEE_OTHER);
        let kept = the_only_referral(chain).await;
        assert_eq!((&kept["referral_id"], &kept["reports"]), (&json!(referral_id), &json!(5)), "{kept}");
        assert_eq!(kept["received_by"], "rosa", "{kept}");
        let items = chain.police.vault_items();
        // Handed in twice, it changes nothing.
        assert_eq!(hand_in(chain, package).await, StatusCode::SEE_OTHER);
        assert_eq!((the_only_referral(chain).await, chain.police.vault_items()), (kept.clone(), items));
        chain.line.open(chain.police.running().addr);
        let receipt = until_delivered_later(chain, &referral_id).await;
        assert_eq!(receipt["receipt_id"], kept["receipt_id"], "{receipt}");
        assert_eq!(receipt["digest_sha256"], kept["package_sha256"], "{receipt}");
        assert_eq!((the_only_referral(chain).await, chain.police.vault_items()), (kept, items));
        assert_eq!(chain.police.client("ines").get("/api/reports").await.as_array().map(Vec::len), Some(5));
    }

    async fn a_changed_package_leaves_nothing_behind(chain: &Chain) {
        chain.line.cut();
        file_all(chain).await;
        let package = download(chain, &refer(chain, 5).await).await;
        let mut changed: Vec<Vec<u8>> = changed_places(&package).into_iter().map(|at| flipped(&package, at)).collect();
        changed.push(package[..package.len() - 512].to_vec());
        changed.push([package.as_slice(), &[0; 512]].concat());
        for (index, bytes) in changed.into_iter().enumerate() {
            let path = "/referrals";
            let request = chain.police.client("clearinghouse").request(Method::POST, path);
            let request = request.header("content-type", SEALED_MEDIA_TYPE).body(bytes);
            let refused = answer(request, path, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert!(refused["field"].is_string(), "change {index}: {refused}");
        }
        assert_eq!(hand_in(chain, flipped(&package, package.len() / 2)).await, StatusCode::UNPROCESSABLE_ENTITY);
        let inspector = chain.police.client("ines");
        for path in ["/api/referrals", "/api/reports", "/api/subjects"] {
            assert_eq!(inspector.get(path).await, json!([]), "{path}");
        }
        assert_eq!(chain.police.vault_items(), 0, "a refused package stays in the vault");
        // The unchanged one is taken all the same.
        assert_eq!(hand_in(chain, package).await, StatusCode::SEE_OTHER);
        the_only_referral(chain).await;
    }
}

/// The file for the stick, as an analyst fetches it.
async fn download(chain: &Chain, referral_id: &str) -> Vec<u8> {
    chain.clearinghouse.client("noor").bytes(&format!("/api/referrals/{referral_id}/package")).await
}

/// The registry hands in the file by the form of the page.
async fn hand_in(chain: &Chain, package: Vec<u8>) -> StatusCode {
    let file = Part::bytes(package).file_name("package.sealed").mime_str(SEALED_MEDIA_TYPE).expect("a type");
    let form = Form::new().part("package", file);
    let request = chain.police.client("rosa").request(Method::POST, "/referrals/upload").multipart(form);
    request.send().await.expect("an answer").status()
}

async fn the_only_referral(chain: &Chain) -> Value {
    let listed = chain.police.client("ines").get("/api/referrals").await;
    let [referral] = listed.as_array().expect("referrals").as_slice() else {
        panic!("one referral: {listed}")
    };
    referral.clone()
}

/// The clearinghouse tries again by itself as time passes.
async fn until_delivered_later(chain: &Chain, referral_id: &str) -> Value {
    let path = format!("/api/referrals/{referral_id}");
    let began = chain.clock.now();
    let receipt = until("the package is delivered once the line is open", async || {
        chain.clock.advance(SignedDuration::from_secs(2));
        let referral = chain.clearinghouse.client("noor").get(&path).await;
        (referral["state"] == "delivered").then(|| referral["receipt"].clone())
    })
    .await;
    assert!(chain.clock.now() > began);
    assert_eq!(text(&receipt["referral_id"]), referral_id);
    receipt
}

/// Places all over the sealed package: some in every part of it.
fn changed_places(package: &[u8]) -> Vec<usize> {
    // magic, key id and encapsulated key; then the chunks
    let mut places = vec![0, 15, 16, 24, 55, 56];
    places.extend((0..16).map(|part| part * package.len() / 16 + 3));
    places.push(package.len() - 1);
    places
}

fn flipped(package: &[u8], at: usize) -> Vec<u8> {
    let mut changed = package.to_vec();
    changed[at] ^= 1;
    changed
}
