//! A court orders evidence of a platform: it is handed over as one sealed file, which the police open like any package, and the receipt comes back.

use platform::{CompanyConfig, ServiceKind};
use police::SenderConfig;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::Engine;
use wire::package::sealed::SEALED_MEDIA_TYPE;

use crate::chain::{AGENCY, Chain, Skews, answer, text, until, with_skewed_chain};
use crate::operation::{Picture, decision, publish_list, upload};

#[test]
fn what_a_platform_seals_for_the_police_they_open_and_acknowledge() {
    with_skewed_chain(Engine::Sqlite, Skews::default(), async |chain: &mut Chain| {
        trust_each_other(chain).await;
        let report = filed(chain).await;
        let report_id = text(&report["report_id"]);
        let moderator = chain.platform.client("marta");
        let order = json!({
            "kind": "production", "authority": "Juzgado de Instrucción n.º 3", "reference": "12/2020", "asked": "todo lo de la cuenta"
        });
        let recorded = moderator.post(&format!("/api/reports/{report_id}/legal-processes"), &order).await;
        let package = json!({
            "recipient": chain.recipient.recipient().to_string(), "agency": AGENCY, "country": "ES",
            "reason": "orden 12/2020", "process": recorded["process_id"]
        });
        let path = format!("/api/reports/{report_id}/packages");
        let made = moderator.request(Method::POST, &path).json(&package).send().await.unwrap();
        assert_eq!(made.status(), StatusCode::OK);
        let sealed = made.bytes().await.unwrap().to_vec();

        let receipt = hand_in(chain, sealed.clone()).await;
        let kept = chain.police.client("ines").get("/api/referrals").await;
        assert_eq!(kept.as_array().unwrap().len(), 1, "{kept}");
        assert_eq!(kept[0]["receipt_id"], receipt["receipt_id"], "{kept}");
        let reports = chain.police.client("ines").get("/api/reports").await;
        assert_eq!(
            reports[0]["report_number"], report["report_number"],
            "the number of the clearinghouse: {reports}"
        );

        let package_id = text(&receipt["referral_id"]);
        let words =
            format!("receipt {} for {}", text(&receipt["receipt_id"]), text(&receipt["digest_sha256"]));
        let request = moderator.request(Method::POST, &format!("/packages/{package_id}/receipt"));
        let noted = request.form(&[("receipt", words.as_str())]).send().await.unwrap();
        assert_eq!(noted.status(), StatusCode::SEE_OTHER);
        // what the police got is what the platform has on record
        let page = moderator.bytes(&format!("/reports/{report_id}/authorities")).await;
        let page = String::from_utf8(page).unwrap();
        assert!(page.matches(&text(&receipt["digest_sha256"])).count() >= 2, "{page}");

        // for somebody else, or changed on the way, it does not open
        let mut changed = sealed;
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        let path = "/referrals";
        let request = chain.police.client("rosa").request(Method::POST, path);
        let request = request.header("content-type", SEALED_MEDIA_TYPE).body(changed);
        let refused = answer(request, path, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "package", "{refused}");
    });
}

/// The platform says where its company is established; the police name it as a sender.
async fn trust_each_other(chain: &mut Chain) {
    chain
        .change_platform(|config| {
            config.platform.company = Some(CompanyConfig {
                countries: vec!["ES".to_owned()],
                established_in: "ES".to_owned(),
                service: ServiceKind::Hosting,
            });
        })
        .await;
    let verifier_key = text(&chain.platform.client("marta").get("/api/verifier-key").await["verifier_key"]);
    let sender = SenderConfig { verifier_key, accepts_unsealed: false, feedback: None };
    chain.change_police(|config| config.sender.push(sender)).await;
}

/// One report, filed.
async fn filed(chain: &Chain) -> Value {
    publish_list(chain).await;
    let statement = json!({
        "account": { "esp_identifier": "u-12", "emails": ["u12@correo.example"] },
        "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.12", "port": 51_112,
        "url": "https://social.example/p/12", "channel": "public", "file_name": "pattern.png"
    });
    let stored = upload(chain, &statement, Picture::Spots.bytes(), StatusCode::CREATED).await;
    let moderator = chain.platform.client("marta");
    let mut report_id = None;
    for hit in stored["hits"].as_array().unwrap() {
        let path = format!("/api/hits/{}/decision", text(&hit["hit_id"]));
        let decided = moderator.post(&path, &decision("confirm", "comparada con la ficha")).await;
        report_id = report_id.or_else(|| decided["report_id"].as_str().map(str::to_owned));
    }
    let path = format!("/api/reports/{}", report_id.expect("a report"));
    until("the report is filed", async || {
        let report = moderator.get(&path).await;
        (report["state"] == "filed").then_some(report)
    })
    .await
}

/// The registry hands in what came.
async fn hand_in(chain: &Chain, sealed: Vec<u8>) -> Value {
    let request = chain.police.client("rosa").request(Method::POST, "/referrals");
    let taken = request.header("content-type", SEALED_MEDIA_TYPE).body(sealed).send().await.unwrap();
    assert!(taken.status().is_success(), "{}", taken.status());
    taken.json().await.unwrap()
}
