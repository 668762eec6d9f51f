//! An operation that is full of secrets.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::secrets::{Kind, Secrets};
use crate::chain::{Chain, Client, text, until};
use crate::operation::{Picture, publish, refer, until_delivered, upload};

const UPLOADS: usize = 10;
const PERSONS: usize = 6;

/// Plays it through all three roles.
pub async fn play(chain: &Chain, secrets: &Secrets) {
    let uploads = file_all(chain, secrets).await;
    user_reports(chain, secrets, &uploads).await;
    hold(&chain.platform.client("marta"), secrets, "platform", "upload", &uploads[0]).await;
    open(&chain.platform.client("marta"), secrets, "platform", &uploads[0]).await;
    let referral_id = refer(chain, UPLOADS).await;
    let analyst = chain.clearinghouse.client("noor");
    let report = analyst.get("/api/reports").await["reports"][0]["report_number"].clone();
    let report_id = text(&analyst.get(&format!("/api/reports/{report}")).await["report_id"]);
    hold(&analyst, secrets, "clearinghouse", "report", &report_id).await;
    authorize(&analyst, secrets, "clearinghouse", &report_id).await;
    open(&analyst, secrets, "clearinghouse", &report_id).await;
    until_delivered(chain, &referral_id).await;
    police(chain, secrets).await;
}

/// Uploads with everything an application can state, each confirmed with a reason; the ids of the uploads once all are filed.
async fn file_all(chain: &Chain, secrets: &Secrets) -> Vec<String> {
    publish(chain, vec![Picture::Spots.entry()]).await;
    let moderator = chain.platform.client("marta");
    let (mut uploads, mut reports) = (Vec::new(), Vec::new());
    for _ in 0..UPLOADS {
        let word = || secrets.word(Kind::Account);
        let device = word();
        let statement = json!({
            "account": {
                "esp_identifier": word(), "screen_name": word(), "display_names": [format!("Ñu {}", word()), word()],
                "emails": [format!("{}@correo.example", word())], "phones": [format!("+34{}", secrets.digits(Kind::Account, 13))],
                "device_ids": [device, word()], "date_of_birth": "1990-02-28"
            },
            "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": secrets.address(), "port": 40_001, "device_id": device,
            "url": format!("https://social.example/p/{}", secrets.part(Kind::Account)), "channel": "private",
            "file_name": format!("{}.png", secrets.word(Kind::FileName))
        });
        let stored = upload(chain, &statement, Picture::Spots.bytes(), StatusCode::CREATED).await;
        let reason = format!("coincide: {}", secrets.word(Kind::DecisionReason));
        let decision = crate::operation::decision("confirm", &reason);
        let path = format!("/api/hits/{}/decision", text(&stored["hits"][0]["hit_id"]));
        reports.push(text(&moderator.post(&path, &decision).await["report_id"]));
        uploads.push(text(&stored["upload_id"]));
    }
    for report_id in reports {
        until("a report is filed", async || {
            let report = moderator.get(&format!("/api/reports/{report_id}")).await;
            (report["state"] == "filed").then_some(())
        })
        .await;
    }
    uploads
}

async fn user_reports(chain: &Chain, secrets: &Secrets, uploads: &[String]) {
    for upload_id in &uploads[..4] {
        let word = || secrets.word(Kind::UserReport);
        let body = json!({ "upload_id": upload_id, "reporter_account": word(), "reason": word() });
        chain.platform.client("app").post("/api/user-reports", &body).await;
    }
}

async fn hold(client: &Client, secrets: &Secrets, role: &'static str, kind: &str, id: &str) {
    let word = || secrets.word(Kind::Hold(role));
    let body = json!({ "reason": format!("motivo {}", word()), "authorization": word() });
    client.post(&format!("/api/reviews/{kind}/{id}/hold"), &body).await;
}

/// Opens the first file of an object to its end.
async fn open(client: &Client, secrets: &Secrets, role: &'static str, id: &str) {
    let files = client.get(&format!("/api/files/{id}")).await;
    let reason = format!("para comparar {}", secrets.word(Kind::Opening(role)));
    let body = json!({ "sha256": files["files"][0]["sha256"], "reason": reason });
    let path = format!("/api/files/{id}/open");
    let opened = client.request(Method::POST, &path).json(&body).send().await.unwrap();
    assert_eq!(opened.status(), StatusCode::OK);
    assert!(!opened.bytes().await.unwrap().is_empty());
}

async fn authorize(client: &Client, secrets: &Secrets, role: &'static str, id: &str) {
    let word = || secrets.word(Kind::Opening(role));
    let body = json!({ "number": word(), "authority": word(), "granted_on": "2020-12-01", "terms": word() });
    let made = client.post(&format!("/api/files/{id}/authorize"), &body).await;
    let undo = json!({ "authorization_id": made["authorization_id"], "reason": word() });
    client.post(&format!("/api/files/{id}/authorize/undo"), &undo).await;
    let body = json!({ "number": word(), "authority": word(), "granted_on": "2020-12-01", "terms": word() });
    client.post(&format!("/api/files/{id}/authorize"), &body).await;
}

async fn police(chain: &Chain, secrets: &Secrets) {
    let inspector = chain.police.client("ines");
    let opened = inspector.post("/api/operations", &json!({"name": "Operación Ejemplo"})).await;
    let operation = format!("/api/operations/{}", text(&opened["operation_id"]));
    inspector.post(&format!("{operation}/subjects"), &json!({"subject_ids": "all"})).await;
    let mut subjects = Vec::new();
    for subject in inspector.get("/api/subjects").await.as_array().unwrap() {
        subjects.push(inspector.get(&format!("/api/subjects/{}", text(&subject["subject_id"]))).await);
    }
    assert_eq!(subjects.len(), UPLOADS);
    disclose(&inspector, secrets, &subjects).await;
    let mut minor = None;
    for (index, subject) in subjects.iter().take(PERSONS).enumerate() {
        let (kind, born) = match index % 3 {
            0 => (Kind::AdultName, json!({"day": {"date": "1989-04-12"}})),
            1 => (Kind::MinorName, json!({"day": {"date": "2007-08-01"}})),
            _ => (Kind::MinorName, json!({"year": 2006})),
        };
        let body = json!({
            "subject_id": subject["subject_id"], "act_ids": "all", "given_name": secrets.word(kind),
            "family_name": format!("Íñigo {}", secrets.word(kind)), "birth": born, "residence_province": "Barcelona",
            "place_of_acts": {"province": "08"}, "grounds": format!("entrevista {}", secrets.word(Kind::Grounds))
        });
        let person_id = text(&inspector.post("/api/persons", &body).await["person_id"]);
        if kind == Kind::MinorName {
            minor = Some(person_id);
        }
    }
    let minor = minor.unwrap();
    let word = || secrets.word(Kind::RevealReason);
    let body = json!({ "field": "name", "reason": word(), "legal_basis": word() });
    inspector.post(&format!("/api/persons/{minor}/reveal"), &body).await;
    hold(&inspector, secrets, "police", "person", &minor).await;
    let report_id = text(&subjects[0]["acts"][0]["report_id"]);
    authorize(&inspector, secrets, "police", &report_id).await;
    open(&inspector, secrets, "police", &report_id).await;
}

/// One request about every act, answered with a subscriber of its own each.
async fn disclose(inspector: &Client, secrets: &Secrets, subjects: &[Value]) {
    let acts: Vec<&Value> = subjects.iter().flat_map(|subject| subject["acts"].as_array().unwrap()).collect();
    let ids: Vec<&Value> = acts.iter().map(|act| &act["act_id"]).collect();
    let body =
        json!({"operator": acts[0]["operator"], "legal_basis": "Auto 12/2020 (ejemplo)", "act_ids": ids});
    let request = inspector.post("/api/disclosure-requests", &body).await;
    let word = || secrets.word(Kind::Subscriber);
    let lines = request["lines"].as_array().unwrap().iter().map(|line| {
        let subscriber = json!({
            "line": word(), "kind": "fixed", "holder": format!("Núria {}", word()), "billing_address": format!("Carrer {}", word()),
            "installation": {"street": "Carrer de l'Exemple", "city": "Barcelona", "province": "Barcelona"}
        });
        json!({"line_no": line["line_no"], "subscribers": [subscriber]})
    });
    let id = text(&request["request_id"]);
    let answered = json!({
        "schema": "amparo-disclosure-answer/1", "request_id": id, "answered_at": request["issued_at"], "lines": lines.collect::<Vec<_>>()
    });
    inspector.post(&format!("/api/disclosure-requests/{id}/answer"), &answered).await;
}
