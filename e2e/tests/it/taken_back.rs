//! A report is referred, taken back, and the police are told: over the line, and on a stick.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::chain::{Chain, on_both_engines, text, until};
use crate::operation::{file_all, refer, until_delivered};

on_both_engines! {
    async fn the_police_see_what_is_taken_back(chain: &Chain) {
        let numbers = file_all(chain).await;
        let referral_id = refer(chain, 5).await;
        until_delivered(chain, &referral_id).await;
        let analyst = chain.clearinghouse.client("noor");
        let inspector = chain.police.client("ines");
        let number = *numbers.values().next().expect("a report");
        let path = format!("/api/referrals/{referral_id}");
        let body = json!({
            "kind": "withdrawn", "reason_code": "false_match", "reason": "la lista retiró la entrada", "reports": [number]
        });
        let made = analyst.post(&format!("{path}/changes"), &body).await;
        assert_eq!(made["notices"], 1, "{made}");
        until("the police have acknowledged it", async || {
            let referral = analyst.get(&path).await;
            referral["notices"][0]["acknowledged_at"].is_string().then_some(())
        })
        .await;
        let notices = inspector.get("/api/notices").await;
        let notice_id = text(&notices[0]["notice_id"]);
        assert_eq!((&notices[0]["kind"], &notices[0]["referral_id"]), (&json!("withdrawn"), &json!(referral_id)));
        assert!(!notices.to_string().contains("la lista"), "an analyst's words stay at the clearinghouse");

        // every report is still there, and only the one concerned says so
        let reports = inspector.get("/api/reports").await;
        let reports = reports.as_array().expect("reports");
        assert_eq!(reports.len(), 5);
        for report in reports {
            let page = format!("/reports/{}", text(&report["report_id"]));
            let request = inspector.request(Method::GET, &page).header("accept", "text/html");
            let shown = request.send().await.expect("an answer").text().await.expect("a page");
            let is_told = shown.contains(&format!("/notices/{notice_id}"));
            assert_eq!(is_told, report["report_number"] == number, "{page}");
        }
        let decision = json!({"decision": "stopped", "reason": "solo se basaba en esa coincidencia"});
        inspector.post(&format!("/api/notices/{notice_id}/decide"), &decision).await;

        // the same notice on a stick is the same notice
        let signed = analyst.bytes(&format!("{path}/notice")).await;
        let form = Form::new().part("notice", Part::bytes(signed).file_name("one.notice"));
        let request = chain.police.client("rosa").request(Method::POST, "/referrals/upload").multipart(form);
        assert_eq!(request.send().await.expect("an answer").status(), StatusCode::SEE_OTHER);
        assert_eq!(inspector.get("/api/notices").await.as_array().map(Vec::len), Some(1));
    }
}
