//! Requests on paper, in both languages, and as the fields of a European order.

use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;

use crate::support::{Account, Client, Media, Package, Station, Upload, at, print, subject_of, text};

/// Two uploads of one account: one with a port, one whose offset is of the other half of the year.
fn package() -> Package {
    let media = Media { bytes: b"pattern one", print: print('3', 80) };
    let upload = |at, address, port| Upload {
        media: media.clone(),
        at,
        address,
        port,
        operator: "Operador Uno",
        viewed: None,
    };
    let uploads = vec![
        upload("2020-10-03T18:00:00+02:00", "192.0.2.1", Some(40_001)),
        upload("2020-11-03T18:00:00+02:00", "2001:db8::7", None),
    ];
    let account = Account { identifier: "paper", email: None };
    Package {
        agency: "es-police",
        referral_id: "ref_paper".to_owned(),
        reports: vec![(401, account, uploads)],
    }
}

async fn issue(inspector: &Client, basis: &str) -> String {
    let subject = subject_of(inspector, "paper").await;
    let acts: Vec<_> = subject["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")).collect();
    let body = json!({
        "operator": "Operador Uno", "legal_basis": "Diligencias 17/2020", "basis": basis, "act_ids": acts,
        "despite": "the sender's clock was not put back", "also_read_in": "Europe/Madrid"
    });
    text(&inspector.post("/api/disclosure-requests", &body).await.ok(), "request_id")
}

/// The document alone, without what changes from run to run.
async fn paper(inspector: &Client, request_id: &str, lang: &str) -> String {
    let page = inspector.page(&format!("/disclosure-requests/{request_id}/document"), lang).await;
    page.is(200);
    let start = page.body.find("<article").unwrap();
    let end = page.body.find("</article>").unwrap();
    page.body[start..end].replace(request_id, "dis_NUMBER")
}

async fn authorize(inspector: &Client, request_id: &str, order: &Value) {
    inspector.post(&format!("/api/disclosure-requests/{request_id}/authorize"), order).await.ok();
}

service::both_engines! {
    async fn a_request_is_drafted_in_spanish_and_english(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let request_id = issue(&inspector, "es_588_ter_k").await;
        let order = json!({ "basis": "es_588_ter_k", "addressee": "court", "court": "Juzgado de Instrucción (Madrid)" });
        authorize(&inspector, &request_id, &order).await;
        insta::assert_snapshot!("application_es", paper(&inspector, &request_id, "es").await);
        insta::assert_snapshot!("application_en", paper(&inspector, &request_id, "en").await);
        let order = json!({
            "basis": "es_588_ter_k", "addressee": "court", "court": "Juzgado de Instrucción (Madrid)",
            "procedure_number": "DP 17/2020", "authorization_number": "auto 3/2020"
        });
        authorize(&inspector, &request_id, &order).await;
        insta::assert_snapshot!("request_es", paper(&inspector, &request_id, "es").await);
        insta::assert_snapshot!("request_en", paper(&inspector, &request_id, "en").await);
        let path = format!("/api/disclosure-requests/{request_id}/european-order");
        inspector.get(&path).await.is(409);
        let document = format!("/disclosure-requests/{request_id}/document");
        let shown = inspector.page(&document, "es").await.body;
        assert_eq!(shown.contains("format=pdf"), cfg!(feature = "pdf"), "{shown}");
        let path = format!("{document}?format=pdf");
        let request = inspector.request(Method::GET, &path).header("Accept-Language", "es").send().await.unwrap();
        if !cfg!(feature = "pdf") {
            assert_eq!(request.status().as_u16(), 422);
            station.stop().await;
            return;
        }
        assert_eq!(request.headers()["content-type"], "application/pdf");
        let pdf = request.bytes().await.unwrap();
        let holds = |text: &str| pdf.windows(text.len()).any(|window| window == text.as_bytes());
        // an i with an accent is \\355 in the encoding of the font
        for says in ["Requerimiento de datos", "192.0.2.1", "40001", "2020-10-03T16:00:00Z", "DP 17/2020", "d\\355as naturales"] {
            assert!(holds(says), "{says}");
        }
        assert!(pdf.starts_with(b"%PDF-1.4") && holds(&request_id) && !holds("Imprim"), "the paper alone");
        station.stop().await;
    }

    async fn a_european_order_has_its_fields_and_its_hours(db: TestDb) {
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        station.clock.set(at("2026-09-01T09:00:00Z"));
        let request_id = issue(&inspector, "eu_epoc").await;
        let path = format!("/api/disclosure-requests/{request_id}/european-order");
        let order = inspector.get(&path).await.ok();
        assert_eq!((&order["form"], &order["deadline_hours"], &order["verified"]), (&json!("EPOC"), &json!(240), &json!(false)));
        assert_eq!((&order["validating_authority"], &order["due_at"]), (&Value::Null, &Value::Null));
        let mut validated = json!({
            "basis": "eu_epoc", "addressee": "prosecutor", "court": "Fiscalía Provincial (Madrid)",
            "procedure_number": "DI 3/2026", "authorization_number": "decreto 9/2026",
            "emergency_reason": "a child is in danger now"
        });
        authorize(&inspector, &request_id, &validated).await;
        inspector.post(&format!("/api/disclosure-requests/{request_id}/sent"), &json!({})).await.ok();
        let order = inspector.get(&path).await.ok();
        assert_eq!((&order["emergency"], &order["deadline_hours"]), (&json!(true), &json!(8)));
        assert_eq!((&order["due_at"], &order["validation_number"]), (&json!("2026-09-01T17:00:00Z"), &json!("decreto 9/2026")));
        assert_eq!(order["lines"].as_array().unwrap().len(), 3, "the second act is asked about in both readings");
        insta::assert_snapshot!("european_order_es", paper(&inspector, &request_id, "es").await);
        insta::assert_snapshot!("european_order_en", paper(&inspector, &request_id, "en").await);

        let other = issue(&inspector, "eu_epoc_pr").await;
        let preserved = inspector.get(&format!("/api/disclosure-requests/{other}/european-order")).await.ok();
        assert_eq!((&preserved["form"], &preserved["preserved_for_days"]), (&json!("EPOC-PR"), &json!(60)));
        let shown = inspector.page(&format!("/disclosure-requests/{other}"), "es").await.body;
        assert!(shown.contains("Sin plazo de respuesta"), "{shown}");
        validated["basis"] = json!("eu_epoc_pr");
        let path = format!("/api/disclosure-requests/{other}/authorize");
        inspector.post(&path, &validated).await.refused(422, "emergency_reason");
        // it is past due by its own term, not by the seven days of national law
        let overdue = async || inspector.get("/disclosure-requests?state=overdue&format=json").await.body.contains(&request_id);
        assert!(!overdue().await);
        station.clock.set(at("2026-09-01T17:00:00Z"));
        assert!(overdue().await);
        let shown = inspector.page(&format!("/disclosure-requests/{request_id}"), "es").await.body;
        assert!(shown.contains("Ocho horas desde") && shown.contains("fuera de plazo"), "{shown}");
        station.stop().await;
    }
}
