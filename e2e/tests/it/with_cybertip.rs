//! A public client from PyPI, which types every answer, against our clearinghouse.

use serde_json::{Value, json};

use crate::chain::{Chain, text, until, with_chain};
use crate::outside;

#[test]
fn ncmec_cybertip_files_and_retracts_with_cybertip_client() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let secret = chain.clearinghouse.secret("forum");
        let input = json!({
            "url": format!("{}/ispws", chain.clearinghouse.url()), "username": "forum", "password": secret
        });
        let answers = outside::ask(outside::newer_python("cybertipline_client.py"), &input).await;
        check_answers(&answers);
        check_refusals(&answers);
        let analyst = chain.clearinghouse.client("noor");
        let path = format!("/api/reports/{}", answers["submit"]["report_id"]);
        let report = until("the report is ready", async || {
            let report = analyst.get(&path).await;
            (report["state"] == "ready").then_some(report)
        })
        .await;
        assert_eq!((&report["files"], &report["warnings"]), (&json!(1), &json!([])), "{report:#}");
        assert_eq!(report["file_list"][0]["md5"], answers["md5"], "{report:#}");
        assert_eq!(report["file_list"][0]["viewing"], "in_full", "{report:#}");
        let retracted = analyst.get(&format!("/api/reports/{}", answers["submit_second"]["report_id"])).await;
        assert_eq!(retracted["state"], "retracted", "{retracted:#}");
    });
}

fn check_answers(answers: &Value) {
    for name in ["status", "submit", "upload", "fileinfo", "finish", "submit_second", "retract"] {
        assert_eq!(answers[name]["response_code"], 0, "{name}: {answers:#}");
    }
    let status = text(&answers["status"]["response_description"]);
    assert!(status.starts_with("Remote User : forum, Remote Ip : "), "{status}");
    assert!(text(&answers["xsd"]).contains("<xs:schema"));
    assert_eq!(answers["upload"]["hash"], answers["md5"]);
    assert_eq!(answers["finish"]["report_id"], answers["submit"]["report_id"]);
    assert_eq!(answers["finish"]["files"]["file_id"], json!([answers["upload"]["file_id"]]));
}

fn check_refusals(answers: &Value) {
    for (name, code, says) in [
        ("strange_file", 5002, "File does not exist"),
        ("upload_late", 5102, "Report already finished"),
        ("retract_again", 5101, "Report already retracted"),
        ("stranger", 401, ""),
    ] {
        let refused = &answers[name]["refused"];
        assert_eq!(refused["code"], code, "{name}: {answers:#}");
        assert!(text(&refused["description"]).contains(says), "{name}: {answers:#}");
        assert!(!text(&refused["request_id"]).is_empty(), "{name}: {answers:#}");
    }
    // of /finish this client reads the document of success alone, so that any refusal is no answer to it
    for name in ["finish_again", "unknown"] {
        assert!(text(&answers[name]["unread"]).contains("actual: reportResponse"), "{name}: {answers:#}");
    }
}
