//! An inspector at the link of two accounts: why it joins, somebody disputes it, somebody else decides, and it is undone with its effect seen first.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::chain::{Chain, Client, on_both_engines, text};
use crate::operation::{UPLOADS, decision, publish_list, refer, until_delivered, upload};

/// What both accounts state.
const SHARED: &str = "buzon@correo.example";

on_both_engines! {
    async fn a_link_is_explained_disputed_decided_and_undone(chain: &Chain) {
        two_accounts_of_one_address(chain).await;
        let (ines, ivan) = (chain.police.client("ines"), chain.police.client("ivan"));
        let subjects = list_subjects(&ines).await;
        let [subject] = subjects.as_slice() else { panic!("one subject: {subjects:?}") };
        let subject_id = text(&subject["subject_id"]);
        let link_id = text(&subject["links"][0]["link_id"]);
        check_explanation(&ines, &subject_id).await;

        let person_id = identify(&ines, subject).await;
        let (link, reason) = (format!("/api/links/{link_id}"), json!({"reason": "el buzón es de una tienda"}));
        ines.post(&format!("{link}/contest"), &reason).await;
        let refused = ines.refused("/api/assignments", &hand_over(&person_id), StatusCode::CONFLICT).await;
        assert!(text(&refused["detail"]).contains(&link_id), "{refused}");
        let why = page(&ines, &format!("/subjects/{subject_id}/explanation?lang=es")).await;
        assert!(why.contains("impugnado") && why.contains(SHARED), "{why}");
        let kept = json!({"decision": "kept", "grounds": "la tienda no comparte su buzón"});
        ines.refused(&format!("{link}/contest/decide"), &kept, StatusCode::CONFLICT).await;
        ivan.post(&format!("{link}/contest/decide"), &kept).await;
        let asked = ines.post("/api/assignments", &hand_over(&person_id)).await;
        ivan.post(&format!("/api/approvals/{}/approve", text(&asked["approval_id"])), &json!({})).await;

        // what would follow is shown, and nothing follows from looking
        let effect = page(&ines, &format!("/subjects/{subject_id}/links/{link_id}/effect?lang=es")).await;
        let form = format!("links/{link_id}/undo");
        for said in ["u-1001", "u-1002", "Barcelona", form.as_str()] {
            assert!(effect.contains(said), "{said}: {effect}");
        }
        assert_eq!(list_subjects(&ines).await.len(), 1);
        // the subject that falls off is younger than the one it leaves
        chain.clock.advance(jiff::SignedDuration::from_secs(1));
        ines.post(&format!("{link}/undo"), &json!({"reason": "la tienda vendió el buzón"})).await;
        assert_eq!(list_subjects(&ines).await.len(), 2, "they fall apart");
        assert_eq!(changes(&ines, &subject_id).await, [true, true], "both decisions relied on the link");
        // the unit that has the person hears that a ground fell away
        for client in [&ines, &chain.police.client("pau")] {
            let lost = client.get("/api/lost-grounds").await;
            assert_eq!((lost.as_array().map(Vec::len), &lost[0]["cause"]), (Some(1), &json!("link")), "{lost}");
        }
        assert_eq!(chain.police.client("guaci").get("/api/lost-grounds").await, json!([]));

        ines.post(&format!("{link}/restore"), &json!({"reason": "no era esa tienda"})).await;
        let again = list_subjects(&ines).await;
        assert_eq!(again.len(), 1);
        assert_eq!((&again[0]["subject_id"], &again[0]["accounts"]), (&subject["subject_id"], &subject["accounts"]));
        assert_eq!(changes(&ines, &subject_id).await, [false, false]);
        let contests = &again[0]["links"][0]["contests"];
        assert_eq!((&contests[0]["decided"]["decision"], &contests[0]["decided"]["decided_by"]), (&json!("kept"), &json!("ivan")), "what was decided stays");
    }
}

/// Files, refers and delivers a report of each of two accounts that state one address.
async fn two_accounts_of_one_address(chain: &Chain) {
    publish_list(chain).await;
    for one in &UPLOADS[..2] {
        let mut statement = one.statement();
        statement["account"]["emails"] = json!([SHARED]);
        let stored = upload(chain, &statement, one.picture.bytes(), StatusCode::CREATED).await;
        for hit in stored["hits"].as_array().expect("hits") {
            let path = format!("/api/hits/{}/decision", text(&hit["hit_id"]));
            chain.platform.client("marta").post(&path, &decision("confirm", "comparada con la lista")).await;
        }
    }
    let referral_id = refer(chain, 2).await;
    until_delivered(chain, &referral_id).await;
}

/// Every line says what both reports say, what that was compared as, and its points; the sums are those of the lines.
async fn check_explanation(ines: &Client, subject_id: &str) {
    let why = ines.get(&format!("/api/subjects/{subject_id}/explanation")).await;
    let [line] = why["lines"].as_array().expect("lines").as_slice() else { panic!("one line: {why:#}") };
    for stated in ["stated_a", "stated_b"] {
        assert_eq!(line[stated][0]["text"], SHARED, "{line}");
    }
    assert_eq!((&line["state"], &line["normalised"]), (&json!("joins"), &json!(SHARED)), "{line}");
    assert_eq!(why["total_millibits"], line["millibits"], "{why:#}");
    let bridge = &why["bridges"][0];
    assert_eq!((&bridge["side_a"], &bridge["side_b"]), (&json!([1]), &json!([2])), "{why:#}");
}

/// An adult behind all acts: the person's id.
async fn identify(ines: &Client, subject: &Value) -> String {
    let body = json!({
        "subject_id": subject["subject_id"], "act_ids": "all", "given_name": "Abril", "family_name": "Soto",
        "birth": {"day": {"date": "1989-04-12"}}, "residence_province": null, "place_of_acts": "unknown",
        "grounds": "dijo que ambas cuentas son suyas"
    });
    text(&ines.post("/api/persons", &body).await["person_id"])
}

fn hand_over(person_id: &str) -> Value {
    json!({"person_id": person_id, "unit": "Barcelona", "release_reason": "vive en la provincia"})
}

/// Every subject with its details.
async fn list_subjects(ines: &Client) -> Vec<Value> {
    let mut subjects = Vec::new();
    for listed in ines.get("/api/subjects").await.as_array().expect("subjects") {
        let detail = ines.get(&format!("/api/subjects/{}", text(&listed["subject_id"]))).await;
        subjects.push(detail);
    }
    subjects
}

/// Whether the links that each decision on a subject relied on stand otherwise by now.
async fn changes(ines: &Client, subject_id: &str) -> Vec<bool> {
    let why = ines.get(&format!("/api/subjects/{subject_id}/explanation")).await;
    let decisions = why["decisions"].as_array().expect("decisions").iter();
    decisions.map(|decision| decision["changed"].as_bool().expect("yes or no")).collect()
}

async fn page(client: &Client, path: &str) -> String {
    let request = client.request(Method::GET, path).header("accept", "text/html");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.text().await.expect("a page")
}
