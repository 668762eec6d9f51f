//! The public form beside a real clearinghouse: a child tells something in a browser without scripts, an analyst answers by the pages, and the
//! receipt alone reads the answer.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::SystemRng;

use crate::chain::{Chain, text, until, with_chain};
use crate::outside;

/// What the analyst answers.
const ANSWER: &str = "Gracias por contarlo. No has hecho nada malo.";

#[test]
fn a_child_tells_and_is_answered_in_browser() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let folder = tempfile::tempdir().expect("a folder");
        let form = start(chain, folder.path()).await;
        let url = format!("http://{}", form.addr);
        let input = json!({
            "chromium": outside::program("chromium"), "screenshots": std::env::var("AMPARO_SCREENSHOTS").ok(), "url": url
        });
        let told = outside::ask(outside::node("walk_tip.mjs"), &input).await;
        println!("{} pages", told["pages"]);
        assert_eq!(told["findings"], json!([]), "{:#}", told["findings"]);
        let receipts = told["receipts"].as_array().expect("receipts");
        assert_eq!(receipts.len(), 3);
        answer_all(chain, receipts.len()).await;
        let mut input = input;
        input["receipt"] = receipts[0].clone();
        let read = outside::ask(outside::node("walk_tip.mjs"), &input).await;
        assert_eq!(read["findings"], json!([]), "{:#}", read["findings"]);
        assert!(text(&read["answers"]).contains(ANSWER), "{read:#}");
        form.stop().await;
    });
}

async fn start(chain: &Chain, folder: &std::path::Path) -> tip::Running {
    let secret = folder.join("clearinghouse.secret");
    std::fs::write(&secret, chain.clearinghouse.secret("form")).expect("a file");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).expect("its mode");
    let key = chain.clearinghouse.client("form").get("/api/tip-key").await;
    let config = format!(
        "[tip]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://tip.localhost\"\ndata_dir = \"{}\"\n\
         [clearinghouse]\nurl = \"{}\"\nusername = \"form\"\nsecret_file = \"{}\"\nrecipient_key = \"{}\"\n",
        folder.join("data").display(),
        chain.clearinghouse.url(),
        secret.display(),
        text(&key["recipient_key"]),
    );
    let config: tip::Config = toml::from_str(&config).expect("the configuration is good");
    tip::start(config, tip::Env { clock: chain.clock.clone(), rng: Arc::new(SystemRng) })
        .await
        .expect("the form starts")
}

/// Each tip is a protection record, since the child told of its own act; each gets the same answer, by the form of its page.
async fn answer_all(chain: &Chain, tips: usize) {
    let analyst = chain.clearinghouse.client("noor");
    let listed = until("the tips are there", async || {
        let listed = analyst.get("/api/tips").await;
        let finished = listed["tips"].as_array()?.iter().filter(|tip| tip["state"] == "finished").count();
        (finished == tips).then_some(listed)
    })
    .await;
    for tip in listed["tips"].as_array().expect("tips") {
        assert_eq!(tip["protection"], true, "{tip:#}");
        let path = format!("/tips/{}", text(&tip["tip_id"]));
        for (act, fields) in [("claim", vec![]), ("answer", vec![("words", ANSWER)])] {
            let request = analyst.request(Method::POST, &format!("{path}/{act}")).form(&fields);
            let answer = request.send().await.expect("an answer");
            assert_eq!(
                answer.status(),
                StatusCode::SEE_OTHER,
                "{act}: {}",
                answer.text().await.unwrap_or_default()
            );
        }
    }
    let nothing: Value = analyst.get("/api/reports").await;
    assert_eq!(nothing["reports"], json!([]), "a tip is no report");
}
