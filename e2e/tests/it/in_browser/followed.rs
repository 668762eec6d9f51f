//! What follows once reports are filed and persons are identified: appeals, orders and restorations at the platform; letters, answers, claims, files,
//! clearances, lost grounds and vetoes at the police.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::chain::{Chain, Client, answer, text, until};
use crate::operation::{Case, subject_of};

/// All of it; the veto comes last, since it parts a subject.
pub(super) async fn follow(chain: &Chain) {
    contradict(chain).await;
    let inspector = chain.police.client("ines");
    ask_to_preserve(&inspector).await;
    answer_by_file(&inspector).await;
    claim(chain, &inspector).await;
    file_for_prosecutor(&inspector).await;
    clear(&inspector).await;
    lose_ground(&inspector).await;
    find_no_offence(chain, &inspector).await;
    keep_apart(&inspector).await;
}

/// A reported user appeals, and a court orders something of the same report.
async fn contradict(chain: &Chain) {
    let moderator = chain.platform.client("marta");
    let filed = moderator.get("/api/reports?state=filed").await;
    let report = &filed["reports"][0];
    let appeal = json!({"upload_id": report["upload_id"], "text": "es una foto de mi jardín"});
    chain.platform.client("app").post("/api/appeals", &appeal).await;
    let order = json!({
        "kind": "production", "authority": "Juzgado n.º 3 (ejemplo)", "reference": "12/2020",
        "asked": "los datos de la cuenta", "due_on": "2021-01-07", "hold_until": ""
    });
    let path = format!("/api/reports/{}/legal-processes", text(&report["report_id"]));
    moderator.post(&path, &order).await;
}

/// The person behind a case's account.
async fn person_of(inspector: &Client, case: Case) -> String {
    text(&subject_of(inspector, case.esp_identifier()).await["persons"][0]["person_id"])
}

/// Letters to the operators of a subject's addresses, drafted by the form.
async fn ask_to_preserve(inspector: &Client) {
    let subject = subject_of(inspector, Case::Adult.esp_identifier()).await;
    let acts = subject["acts"].as_array().expect("acts").iter();
    let mut fields: Vec<_> = acts.map(|act| ("act_ids", text(&act["act_id"]))).collect();
    fields.push(("legal_basis", "LECrim, art. 588 octies".to_owned()));
    let path = format!("/subjects/{}/preserve", text(&subject["subject_id"]));
    let request = inspector.request(Method::POST, &path).form(&fields);
    assert_eq!(request.send().await.expect("an answer").status(), StatusCode::SEE_OTHER, "{path}");
}

/// A file of answers: a row that is taken with a mark, since its province is none, and a row about which nobody asked.
async fn answer_by_file(inspector: &Client) {
    let subject = subject_of(inspector, Case::Sixteen.esp_identifier()).await;
    let act = &subject["acts"][0];
    let body = json!({"operator": act["operator"], "legal_basis": "Auto 14/2020 (ejemplo)", "act_ids": [act["act_id"]]});
    let request = inspector.post("/api/disclosure-requests", &body).await;
    let line = &request["lines"][0];
    let row = |number: &str| {
        format!(
            "{number},{},{},{},{},L-20,fixed,Candelaria Medina,1960-02-03,Calle del Ejemplo 20,Calle del Ejemplo 20,Telde,Atlantis,\n",
            line["line_no"],
            text(&line["address"]),
            text(&line["at"]),
            text(&act["operator"])
        )
    };
    let header = "request_id,line_no,address,at,operator,line,kind,holder,born_on,billing_address,street,city,province,note\n";
    let file = [header.to_owned(), row(&text(&request["request_id"])), row("dis_nobody")].concat();
    let path = format!("/api/disclosure-answers?answered_at={}", text(&request["issued_at"]));
    let sent = inspector.request(Method::POST, &path).header("Content-Type", "text/csv").body(file);
    let imported = answer(sent, &path, StatusCode::CREATED).await;
    let counts = ["refused", "marked"].map(|kind| imported["problems"][kind].as_array().map(Vec::len));
    assert_eq!(
        (imported["recorded"].as_array().map(Vec::len), counts),
        (Some(1), [Some(1); 2]),
        "{imported}"
    );
}

/// Two units are on one subject.
async fn claim(chain: &Chain, inspector: &Client) {
    let subject = subject_of(inspector, Case::Adult.esp_identifier()).await;
    let path = format!("/api/subjects/{}/claim", text(&subject["subject_id"]));
    inspector.post(&path, &json!({"unit": "35", "reason": "se prepara un registro"})).await;
    let path = format!("/api/persons/{}/claim", person_of(inspector, Case::Adult).await);
    chain.police.client("pau").post(&path, &json!({"reason": "se le oye el lunes"})).await;
}

/// A draft for the juvenile prosecutor.
async fn file_for_prosecutor(inspector: &Client) {
    let path = format!("/api/persons/{}/prosecutor-file", person_of(inspector, Case::Sixteen).await);
    inspector.post(&path, &json!({"officer_number": "12345", "lang": "es"})).await;
}

/// Somebody whose data a court has is cleared.
async fn clear(inspector: &Client) {
    let person = format!("/api/persons/{}", person_of(inspector, Case::Unknown).await);
    let court = json!({"kind": "court", "name": "Juzgado n.º 3 (ejemplo)"});
    inspector.post(&format!("{person}/recipients"), &court).await;
    let identification = text(&inspector.get(&person).await["identifications"][0]["identification_id"]);
    let cleared = json!({"state": "cleared", "reason": "la línea era compartida"});
    inspector.post(&format!("/api/identifications/{identification}/decide"), &cleared).await;
    let waiting = inspector.get("/api/clearances").await;
    assert!(waiting.to_string().contains("court"), "{waiting}");
}

/// An operator takes back to whom it gave an address.
async fn lose_ground(inspector: &Client) {
    let lost = json!({"cause": "allocation", "value": "203.0.113.30", "reason": "el operador rectificó la respuesta"});
    inspector.post("/api/lost-grounds", &lost).await;
}

/// A report by which nobody was identified is no offence: the platform is asked to restore the account.
async fn find_no_offence(chain: &Chain, inspector: &Client) {
    let subject = subject_of(inspector, "u-1005").await;
    let of_account = |key: &str, list: &str, value: &Value| {
        let rows = subject[list].as_array().expect("rows");
        rows.iter().find(|row| row[key] == *value).expect("a row of the account").clone()
    };
    let account = of_account("esp_identifier", "accounts", &json!("u-1005"));
    let act = of_account("account_id", "acts", &account["account_id"]);
    let path = format!("/api/reports/{}/no-offence", text(&act["report_id"]));
    inspector.post(&path, &json!({"reason": "es una foto de la playa"})).await;
    until("the platform is asked to restore the account", async || {
        let open = chain.platform.client("marta").get("/api/restorations").await;
        (open["restorations"].as_array()?.len() == 1).then_some(())
    })
    .await;
}

/// Two accounts of one subject are kept apart.
async fn keep_apart(inspector: &Client) {
    let pair = subject_of(inspector, "u-1006").await;
    assert_eq!(pair["accounts"].as_array().map(Vec::len), Some(2), "{pair}");
    let veto = json!({
        "account_a": pair["accounts"][0]["account_id"], "account_b": pair["accounts"][1]["account_id"],
        "reason": "dos hermanos con un correo"
    });
    inspector.post("/api/vetoes", &veto).await;
}
