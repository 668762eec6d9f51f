//! Lists of known hashes between roles, and to a public client.

use jiff::SignedDuration;
use model::Clock as _;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::chain::{Chain, answer, with_chain};
use crate::outside;

/// The public client's NCMEC exchange runs to its end, and again from where it stopped, while a member changes the list between the pages;
/// its StopNCII client sends and fetches.
#[test]
fn threatexchange_fetches_and_answers_with_python() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let secret = |name: &str| chain.clearinghouse.secret(name).to_owned();
        let ask = async |step: &str| {
            let input = json!({
                "step": step, "url": chain.clearinghouse.url(), "username": "forum", "password": secret("forum"),
                "owner": ["social", secret("social")], "now": chain.clock.now().as_second(),
            });
            outside::ask(outside::python("hash_sharing.py"), &input).await
        };
        check_exchange(&ask("ncmec").await);
        chain.clock.advance(SignedDuration::from_mins(5));
        ask("submit").await;
        chain.clock.advance(SignedDuration::from_mins(5));
        let record = json!({
            "signal": "ImagePDQ", "hash": "ab".repeat(32), "status": "Active", "cases": 1,
            "feedback": [["forum", "NotBlocked"]],
        });
        assert_eq!(ask("fetch").await, json!([record]));
    });
}

fn check_exchange(told: &Value) {
    assert_eq!(told["me"], "forum");
    // 2,500 entries of one second; ranges of the client meet in a second, which is then fetched twice
    assert!(told["pages"].as_u64().unwrap() >= 3, "{}", told["pages"]);
    // two that changed between the pages, before their page came, had left the range, and came with the next
    assert_eq!(told["after_first"], 2498);
    assert!(told["again"].as_u64().unwrap() >= 5, "{}", told["again"]);
    let held = told["held"].as_object().unwrap();
    assert_eq!(held.len(), 2501);
    for number in 1..=2501_u32 {
        let expected = match number {
            3 | 2400 => json!("B2"),
            4 | 2300 => Value::Null,
            _ => json!("A1"),
        };
        assert_eq!(held[&format!("img{number}")], expected, "img{number}");
    }
    assert_eq!(told["reasons"].as_object().unwrap().len(), 4);
    let said = json!({
        "Md5": [["downvote", "forum", told["reason"]]], "Pdq": [["upvote", "forum", ""]],
    });
    assert_eq!(told["said"], said);
}

/// What the clearinghouse serves is a list at the platform, as it is.
#[test]
fn a_platform_looks_up_what_the_clearinghouse_serves() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let entry = json!({ "source_id": "img1", "classification": "A1", "md5": "1a".repeat(16), "pdq": "1b2c".repeat(16) });
        let member = chain.clearinghouse.client("social");
        let kept = member.post("/api/hash-lists/csam/entries", &json!({ "entries": [entry] })).await;
        assert_eq!(kept["entries"][0]["result"], "added");
        chain.clock.advance(SignedDuration::from_mins(1));
        let xml = member.bytes("/hashsharing/v2/entries?from=1970-01-01T00:00:00Z").await;
        let path =
            "/api/hash-lists/shared?format=ncmec&source=clearinghouse&members=social&classification=csam";
        let request = chain.platform.client("alba").request(Method::PUT, path).body(xml);
        answer(request, path, StatusCode::OK).await;
        let lists = chain.platform.client("alba").get("/api/hash-lists").await;
        let list = lists["hash_lists"].as_array().unwrap().iter().find(|list| list["list"] == "shared");
        let list = list.expect("the list is in use");
        assert_eq!(
            (&list["entries"], &list["shadow"], &list["is_open"]),
            (&json!(1), &json!(false), &json!(true))
        );
    });
}
