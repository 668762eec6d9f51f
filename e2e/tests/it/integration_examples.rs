//! The examples for whoever connects an application to a platform run as they stand: a file is handed over, twice under one key, and a message is known
//! by its signature.

use model::Clock as _;
use serde_json::{Value, json};
use service::{SystemClock, webhook};
use tokio::process::Command;

use crate::chain::{Chain, text, with_chain};
use crate::operation::{Picture, publish_list};
use crate::outside;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn the_python_example_hands_over_and_knows_the_node_with_python() {
    let program = || outside::python("../../examples/integration/amparo_platform.py");
    with_chain(service::Engine::Sqlite, async move |chain: &Chain| {
        hand_over(chain, |arguments| with(program(), &[&["upload"][..], arguments].concat())).await;
        follows(chain, |arguments| with(program(), arguments)).await;
    });
    knows_the_node(program);
}

#[test]
fn the_javascript_example_hands_over_and_knows_the_node_with_node() {
    let program = || outside::node("../../examples/integration/amparo_platform.mjs");
    with_chain(service::Engine::Sqlite, async move |chain: &Chain| {
        hand_over(chain, |arguments| with(program(), &[&["upload"][..], arguments].concat())).await;
        follows(chain, |arguments| with(program(), arguments)).await;
    });
    knows_the_node(program);
}

#[test]
fn the_shell_example_hands_over_with_curl() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        // the script finds curl by the path; without it, say so here
        outside::program("curl");
        let program = || Command::new(outside::here("../examples/integration/upload.sh"));
        hand_over(chain, |arguments| with(program(), arguments)).await;
    });
}

fn with(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// A file goes to the platform with its statement on standard input; the same key again gets the same answer.
async fn hand_over(chain: &Chain, program: impl Fn(&[&str]) -> Command) {
    publish_list(chain).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spots.png");
    std::fs::write(&file, Picture::Spots.bytes()).unwrap();
    let statement = json!({
        "account": { "esp_identifier": "u-77", "emails": ["u77@mail.example"] },
        "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7", "port": 51_111,
        "url": "https://social.example/p/77", "channel": "public", "file_name": "spots.png"
    });
    let command = |key: &str| {
        let mut command = program(&[key, file.to_str().unwrap()]);
        command
            .env("AMPARO_URL", chain.platform.url())
            .env("AMPARO_NAME", "app")
            .env("AMPARO_SECRET", chain.platform.secret("app"));
        command
    };
    let mut zoneless = statement.clone();
    zoneless["uploaded_at"] = json!("2020-10-03T21:14:05");
    let words = outside::refusal(command("upload-76"), &zoneless).await;
    assert!(words.contains("upload.uploaded_at") && words.contains("names no zone"), "{words}");
    let send = async || -> Value { outside::ask(command("upload-77"), &statement).await };
    let stored = send().await;
    assert!(!stored["hits"].as_array().unwrap().is_empty(), "the picture is on the list: {stored}");
    assert_eq!(send().await["upload_id"], stored["upload_id"], "the same key");
    let hits = chain.platform.client("marta").get("/api/hits").await;
    let upload_id = text(&stored["upload_id"]);
    assert!(hits["hits"].as_array().unwrap().iter().any(|hit| hit["upload_id"] == upload_id), "{hits}");
}

/// Who follows what was filed reads its receipt, and who confirms a hold that nobody asked for is told so. The application reads no receipt.
async fn follows(chain: &Chain, program: impl Fn(&[&str]) -> Command) {
    let command = |who: &str, arguments: &[&str]| {
        let mut command = program(arguments);
        command.env("AMPARO_URL", chain.platform.url()).env("AMPARO_NAME", who);
        command.env("AMPARO_SECRET", chain.platform.secret(who));
        command
    };
    let moderator = chain.platform.client("marta");
    let hits = moderator.get("/api/hits").await;
    let hit_id = text(&hits["hits"][0]["hit_id"]);
    let decision = json!({ "decision": "confirm", "reason": "it is the one of the list" });
    let made = moderator.post(&format!("/api/hits/{hit_id}/decision"), &decision).await;
    let receipts = outside::ask(command("marta", &["receipts"]), &json!([])).await;
    assert_eq!(receipts[0]["report_id"], made["report_id"], "{receipts}");
    assert_eq!(receipts[0]["upload_ids"], json!([hits["hits"][0]["upload_id"]]), "{receipts}");
    let words = outside::refusal(command("app", &["receipts"]), &json!([])).await;
    assert!(words.contains("404"), "{words}");
    let words = outside::refusal(command("app", &["held", "rep_none"]), &json!([])).await;
    assert!(words.contains("404"), "{words}");
}

/// Its own check takes what the node signs, and nothing else.
fn knows_the_node(program: impl Fn() -> Command) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let body = json!({ "message_id": "vms_1", "verdict": "hit" });
        let now = SystemClock.now();
        let signed = webhook::sign(&SECRET.into(), now, body.to_string().as_bytes());
        let other = webhook::sign(&SECRET.into(), now, b"{}");
        let old = webhook::sign(
            &SECRET.into(),
            now - jiff::SignedDuration::from_mins(6),
            body.to_string().as_bytes(),
        );
        for (header, wanted) in [(signed, true), (other, false), (old, false), ("v1=00".to_owned(), false)] {
            let mut command = with(program(), &["check", &header]);
            command.env("AMPARO_WEBHOOK_SECRET", SECRET);
            assert_eq!(outside::ask(command, &body).await, json!(wanted), "{header}");
        }
    });
}
