//! A public client from npm against our clearinghouse.

use std::sync::Arc;

use clearinghouse::sandbox::{self, Settings};
use serde_json::{Value, json};
use service::check::machine;
use service::{ActorConfig, Env, Sandbox, SystemClock, SystemRng};
use sha2::{Digest as _, Sha256};
use wire::cybertipline::{FileDetails, Report};

use crate::chain::{AGENCY, Chain, text, until, with_chain};
use crate::operation::open_package;
use crate::outside;

/// What the script uploads.
const FILE: [u8; 7] = [0x89, 0x50, 0x4e, 0x47, 1, 2, 3];

#[test]
fn cybertipline_tools_files_and_retracts_with_node() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let secret = chain.clearinghouse.secret("forum");
        let input = json!({
            "url": format!("{}/ispws", chain.clearinghouse.url()), "username": "forum", "password": secret
        });
        let answers = outside::ask(outside::node("cybertipline_client.mjs"), &input).await;
        let number = number_of(&answers["submit"]["reportId"]);
        check_answers(&answers, number);
        let referral_id = refer_one(chain, number).await;
        check_stored(chain, &referral_id, number).await;
        let retracted = number_of(&answers["submit_second"]["reportId"]);
        let second = chain.clearinghouse.client("noor").get(&format!("/api/reports/{retracted}")).await;
        assert_eq!(second["state"], "retracted", "{second:#}");
    });
}

/// As an engineer would try the client: every step is explained, and nothing that it sends is unknown to the schema.
#[tokio::test]
async fn cybertipline_tools_runs_its_cycle_against_a_sandbox_with_node() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let folder = tempfile::tempdir().unwrap();
    let party = ActorConfig {
        secret_sha256: hex::encode(Sha256::digest("between us")),
        ..machine("forum", "reporting_party")
    };
    let settings = Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        folder: folder.path().join("kept"),
        credentials: vec![party],
        record: None,
        tell: Arc::new(|line: &str| println!("{line}")),
    };
    let env = Env { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng), sandbox: Sandbox::in_process() };
    let running = sandbox::start(settings, env).await.unwrap();
    let base = format!("http://{}", running.addr);
    let input = json!({ "url": format!("{base}/ispws"), "username": "forum", "password": "between us" });
    let answers = outside::ask(outside::node("cybertipline_client.mjs"), &input).await;
    check_answers(&answers, number_of(&answers["submit"]["reportId"]));
    let all = reqwest::get(format!("{base}/sandbox/exchanges")).await.unwrap().json::<Value>().await.unwrap();
    let exchanges = all["exchanges"].as_array().unwrap();
    let codes: Vec<_> = exchanges.iter().rev().map(|exchange| exchange["code"].as_i64()).collect();
    let done = Some(0);
    let expected = [done, done, done, done, done, Some(5102), done, done, Some(5101), None];
    assert_eq!(codes, expected, "{all:#}");
    let filed = exchanges
        .iter()
        .find(|exchange| text(&exchange["target"]).ends_with("/finish") && exchange["code"] == 0);
    assert!(!filed.unwrap()["warnings"].as_array().unwrap().is_empty());
    running.stop().await;
}

/// The client gives numbers as it likes.
fn number_of(value: &Value) -> i64 {
    value.as_i64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_else(|| panic!("no number: {value}"))
}

fn check_answers(answers: &Value, number: i64) {
    for name in ["status", "submit", "upload", "fileinfo", "finish", "submit_second", "retract"] {
        assert_eq!(number_of(&answers[name]["responseCode"]), 0, "{name}: {answers:#}");
    }
    let status = text(&answers["status"]["responseDescription"]);
    assert!(status.starts_with("Remote User : forum, Remote Ip : "), "{status}");
    assert_eq!(number_of(&answers["finish"]["reportId"]), number);
    let files = &answers["finish"]["files"];
    assert!(files.to_string().contains(&text(&answers["upload"]["fileId"])), "{answers:#}");
    assert!(text(&answers["finish_again"]["heard"]).contains("<responseCode>5102<"), "{answers:#}");
    assert!(text(&answers["retract_again"]["heard"]).contains("<responseCode>5101<"), "{answers:#}");
    assert!(text(&answers["stranger"]["error"]).contains("401"), "{answers:#}");
}

async fn refer_one(chain: &Chain, number: i64) -> String {
    let analyst = chain.clearinghouse.client("noor");
    let path = format!("/api/reports/{number}");
    until("the report is ready", async || {
        let report = analyst.get(&path).await;
        (report["state"] == "ready").then_some(())
    })
    .await;
    let made = analyst.post("/api/referrals", &json!({"agency": AGENCY, "reports": [number]})).await;
    let referral_id = text(&made["referral_id"]);
    let path = format!("/api/referrals/{referral_id}");
    until("the package is made", async || {
        let referral = analyst.get(&path).await;
        referral["package"].is_object().then_some(())
    })
    .await;
    referral_id
}

/// Report, file and file details lie in the package as the client sent them.
async fn check_stored(chain: &Chain, referral_id: &str, number: i64) {
    let (referral, files) = open_package(chain, referral_id).await;
    let [referred] = referral.reports.as_slice() else { panic!("{referral:?}") };
    assert_eq!((referred.report_number, referred.reporting_party.as_str()), (number, "forum"));
    let [file] = referred.files.as_slice() else { panic!("{referred:?}") };
    assert_eq!(file.file_name, "imagen ñ.png");
    assert_eq!(file.sha256, hex::encode(Sha256::digest(FILE)));
    assert_eq!(files[&file.path], FILE);
    let original = &files[&referred.report_path];
    assert!(
        original.starts_with(b"<?xml") && original.windows(4).any(|window| window == b"xsi:"),
        "original bytes are kept"
    );
    let read = Report::read(original).unwrap();
    assert_eq!(read.unknown, []);
    let [account] = read.value.person_or_user_reported.as_slice() else { panic!("{read:?}") };
    assert_eq!(account.esp_identifier.as_deref(), Some("n-77"));
    assert_eq!(account.display_name, ["Níspero «Ñ»"]);
    assert_eq!(account.ip_capture_event[0].port, Some(51_111));
    let details = FileDetails::read(&files[&referred.file_details_paths[0]]).unwrap().value;
    assert_eq!((details.report_id, details.file_id.as_str()), (number, file.file_id.as_str()));
    assert_eq!((details.file_viewed_by_esp, details.publicly_available), (Some(true), Some(true)));
}
