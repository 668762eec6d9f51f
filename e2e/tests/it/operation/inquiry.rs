//! From the received package to what came of each person.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Case;
use crate::chain::{Chain, Client, text};

/// The operator whose addresses many subscribers share.
const OPERATOR_MOBILE: &str = "Móvil Ejemplo";

/// What the inspector has of the operation: its id, and subject and acts of each case.
pub struct Found {
    pub operation_id: String,
    pub subjects: BTreeMap<Case, Value>,
}

/// Opens the operation over all subjects and asks the operators.
pub async fn investigate(chain: &Chain) -> Found {
    let inspector = chain.police.client("ines");
    let opened = inspector.post("/api/operations", &json!({"name": "Operación Ejemplo"})).await;
    let operation_id = text(&opened["operation_id"]);
    let path = format!("/api/operations/{operation_id}/subjects");
    let added = inspector.post(&path, &json!({"subject_ids": "all"})).await;
    assert_eq!(added["subjects"], Case::ALL.len(), "{added}");
    let subjects = load_subjects(&inspector).await;
    ask_operators(&inspector, &subjects).await;
    Found { operation_id, subjects: load_subjects(&inspector).await }
}

/// Every subject with its details, by the account that it is.
async fn load_subjects(inspector: &Client) -> BTreeMap<Case, Value> {
    let mut subjects = BTreeMap::new();
    for subject in inspector.get("/api/subjects").await.as_array().expect("subjects") {
        let detail = inspector.get(&format!("/api/subjects/{}", text(&subject["subject_id"]))).await;
        assert_eq!(detail["accounts"].as_array().map(Vec::len), Some(1), "{detail:#}");
        let identifier = text(&detail["accounts"][0]["esp_identifier"]);
        let case = Case::ALL.into_iter().find(|case| case.esp_identifier() == identifier);
        subjects.insert(case.expect("an account of the operation"), detail);
    }
    subjects
}

/// The subject that this account belongs to.
pub async fn subject_of(inspector: &Client, esp_identifier: &str) -> Value {
    for listed in inspector.get("/api/subjects").await.as_array().expect("subjects") {
        let subject = inspector.get(&format!("/api/subjects/{}", text(&listed["subject_id"]))).await;
        let mut accounts = subject["accounts"].as_array().expect("accounts").iter();
        if accounts.any(|account| account["esp_identifier"] == esp_identifier) {
            return subject;
        }
    }
    panic!("no subject has the account {esp_identifier}")
}

/// One request to each operator about every act, answered as the operator keeps it.
async fn ask_operators(inspector: &Client, subjects: &BTreeMap<Case, Value>) {
    let mut acts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for subject in subjects.values() {
        for act in subject["acts"].as_array().expect("acts") {
            let operator = text(&act["operator"]);
            assert_eq!(act["shared_by_many"], operator == OPERATOR_MOBILE, "{act}");
            acts.entry(operator).or_default().push(act["act_id"].as_str().expect("an id"));
        }
    }
    assert_eq!(acts.keys().collect::<Vec<_>>(), ["Fibra Ejemplo", OPERATOR_MOBILE]);
    for (operator, act_ids) in acts {
        let basis = "Auto 12/2020 del Juzgado de Instrucción (ejemplo)";
        let body = json!({"operator": operator, "legal_basis": basis, "act_ids": act_ids});
        let request = inspector.post("/api/disclosure-requests", &body).await;
        let lines = request["lines"].as_array().expect("lines").iter().map(answer_line).collect::<Vec<_>>();
        let id = text(&request["request_id"]);
        let answered = json!({
            "schema": "amparo-disclosure-answer/1", "request_id": id, "answered_at": request["issued_at"], "lines": lines
        });
        let recorded = inspector.post(&format!("/api/disclosure-requests/{id}/answer"), &answered).await;
        assert_eq!(recorded["unanswered_lines"], json!([]), "{recorded}");
        assert_eq!(recorded["unknown_province_lines"], json!([]), "{recorded}");
    }
}

/// The subscriber behind an address, in the operator's spelling.
fn answer_line(line: &Value) -> Value {
    let fixed = |reference: &str, holder: &str, street: &str, city: &str, province: &str| {
        json!({
            "line": reference, "kind": "fixed", "holder": holder, "billing_address": format!("{street}, {city}"),
            "installation": {"street": street, "city": city, "province": province}
        })
    };
    let subscriber = match line["address"].as_str().expect("an address") {
        "203.0.113.10" => {
            fixed("L-10", "Álvaro Serrano Ibáñez", "Carrer de l'Exemple 10", "Barcelona", "BARCELONA")
        }
        "203.0.113.20" => fixed("L-20", "Candelaria Medina", "Calle del Ejemplo 20", "Telde", "Gran Canaria"),
        "203.0.113.30" => {
            fixed("L-30", "Núria Ferrer Soler", "Carrer de l'Exemple 30", "Terrassa", "Barcelona")
        }
        "100.64.3.7" if line["port"] == 40_112 => json!({
            "line": "M-7", "kind": "mobile", "holder": "Benito Quintana",
            "billing_address": "Calle del Ejemplo 7, Las Palmas de Gran Canaria"
        }),
        other => panic!("nobody asked about {other}: {line}"),
    };
    json!({"line_no": line["line_no"], "subscribers": [subscriber]})
}

/// Identifies the person behind every act of a subject: the person's id.
pub async fn identify(chain: &Chain, found: &Found, case: Case) -> String {
    let (given_name, family_name, birth) = case.person();
    // The mobile line has no installation: that the acts took place in the province is the officer's own finding.
    let place = if case == Case::Unknown { json!({"province": "35"}) } else { json!("installation") };
    let body = json!({
        "subject_id": found.subjects[&case]["subject_id"], "act_ids": "all", "given_name": given_name,
        "family_name": family_name, "birth": birth, "residence_province": case.unit(), "place_of_acts": place,
        "grounds": "línea, domicilio y entrevista con la familia coinciden"
    });
    let identified = chain.police.client("ines").post("/api/persons", &body).await;
    assert_eq!(identified["acts"].as_u64(), Some(if case == Case::Adult { 2 } else { 1 }), "{identified}");
    text(&identified["person_id"])
}

/// Hands a person to its unit, with a second inspector: the assignment as it stands.
pub async fn assign(chain: &Chain, case: Case, person_id: &str) -> Value {
    let body =
        json!({"person_id": person_id, "unit": case.unit(), "release_reason": "vive donde acaba la línea"});
    let inspector = chain.police.client("ines");
    let asked = inspector.post("/api/assignments", &body).await;
    let path = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
    chain.police.client("ivan").post(&path, &json!({})).await;
    inspector.get(&format!("/api/persons/{person_id}")).await["assignment"].clone()
}

/// The unit records what came of it; whoever is to be arrested enters the arrest list first.
pub async fn conclude(chain: &Chain, case: Case, assignment_id: &str) {
    let officer = chain.police.client(case.officer());
    if case.outcome() == "located_and_arrested" {
        let grounds = json!({"grounds": "auto de entrada y registro 3/2020 (ejemplo)"});
        officer.post(&format!("/api/assignments/{assignment_id}/arrest-list"), &grounds).await;
        let listed = officer.get("/api/arrest-list").await;
        assert!(
            listed
                .as_array()
                .is_some_and(|list| list.iter().any(|entry| entry["assignment_id"] == assignment_id)),
            "{listed}"
        );
    }
    let mut outcome = json!({"code": case.outcome(), "at": "2020-12-22T07:00:00Z"});
    if case.outcome() == "located_and_arrested" {
        outcome["arrest_reasons"] = json!("auto de entrada y registro 3/2020 (ejemplo)");
        outcome["why_not_heard"] = json!("una citación habría permitido destruir pruebas (ejemplo)");
    }
    officer.post(&format!("/api/assignments/{assignment_id}/outcome"), &outcome).await;
}
