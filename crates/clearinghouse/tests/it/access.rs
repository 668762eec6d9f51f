//! The access matrix: every route as every role, on reports of one party and of another.

use reqwest::Method;
use reqwest::multipart::{Form as Parts, Part};
use serde_json::{Value, json};
use service::Actor;
use service::check::{AccessMatrix, Caller, Objects, Sample, account_samples, alarm_samples};
use service::testing::TestDb;
use service::{Engine, both_engines};
use sha2::{Digest as _, Sha256};
use wire::tip::{Door, Step};

use crate::harness::{
    ADMINISTRATOR, AGENCY, ANALYST, HOTLINE, Inbox, OFFICER, OPERATOR, OTHER_AGENCY, OTHER_PARTY, PARTY,
    RIGHTS_OFFICER, TIP_FORM, TestClearinghouse, details_xml, picture, report_xml, secret,
};
use crate::tips::{Form, mailbox};

/// Fewest forged requests: five for each route that changes something.
const FORGED: usize = 100;
/// The walk on SQLite as it was agreed.
const AGREED: &str = include_str!("snapshots/it__access__access_matrix.snap");
/// Of the right form, and never there.
const NEVER: &str = "0190163d8694739b8e3b2c7d3a0f5e11";

fn callers() -> Vec<Caller> {
    let machine = |name: &str, role: &str| Actor::Machine { name: name.into(), role: role.into() };
    let staff = |name: &str, role: &str| Actor::Staff { name: name.into(), role: role.into(), unit: None };
    let actors = [
        machine(PARTY, "reporting_party"),
        machine(OTHER_PARTY, "reporting_party"),
        machine(AGENCY, "agency"),
        machine(OTHER_AGENCY, "agency"),
        staff(ANALYST, "analyst"),
        staff(ADMINISTRATOR, "administrator"),
        staff(OFFICER, "data_protection_officer"),
        staff(RIGHTS_OFFICER, "rights_officer"),
        machine(OPERATOR, "operator"),
        machine(TIP_FORM, "tip_form"),
        machine(HOTLINE, "hash_member"),
    ];
    actors.into_iter().map(|actor| Caller::with_secret(actor.clone(), secret(actor.name()))).collect()
}

/// What the CyberTipline API takes, about a report that is filed already: nothing changes it any more.
fn ispws_samples() -> Vec<(&'static str, Sample)> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let upload = "--b\r\ncontent-disposition: form-data; name=\"id\"\r\n\r\n«reports»\r\n\
                  --b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.bmp\"\r\n\r\nx\r\n--b--\r\n";
    let details = details_xml(7, NEVER, "203.0.113.7").replace(">7<", ">«reports»<");
    vec![
        ("POST /ispws/submit", Sample::Raw("text/xml", "<report>".into())),
        ("POST /ispws/upload", Sample::Raw("multipart/form-data; boundary=b", upload.into())),
        ("POST /ispws/fileinfo", Sample::Raw("text/xml", details)),
        ("POST /ispws/finish", Sample::Raw(FORM, "id=«reports»".into())),
        ("POST /ispws/retract", Sample::Raw(FORM, "id=«reports»".into())),
    ]
}

/// Well formed, and refused once the object was found.
fn samples() -> Vec<(&'static str, Sample)> {
    let fields = |route, fields: Value| (route, Sample::Fields(fields));
    let hold = json!({ "reason": "x", "authorization": "x", "last_day": "2000-01-01" });
    let receipt = json!({
        "schema": "amparo-receipt/1", "receipt_id": "x", "referral_id": "«referrals»",
        "received_at": "2024-06-01T09:00:00Z", "digest_sha256": "0".repeat(64),
    });
    let notice_receipt = json!({
        "schema": "amparo-referral-notice-receipt/1", "receipt_id": "x", "notice_id": "x",
        "received_at": "2024-06-01T09:00:00Z", "digest_sha256": "0".repeat(64),
    });
    let mut samples = ispws_samples();
    samples.extend([
        fields("POST /reports/{number}/informational", json!({ "reason": "" })),
        fields("POST /reports/{number}/informational/undo", json!({ "reason": "" })),
        fields("POST /reports/{number}/urgent-mark", json!({ "verdict": "", "verdict_reason": "" })),
        fields("POST /blind-readings/{number}", json!({ "verdict": "", "reason": "" })),
        fields("PUT /reports/{number}/country", json!({ "country": "ES", "grounds": "x" })),
        fields("POST /reports/{number}/country", json!({ "country": "ES", "grounds": "x" })),
        fields("POST /reports/{number}/read", json!({ "read": "x" })),
        fields("POST /reports/{number}/band", json!({ "band": "x", "reason": "" })),
        fields("POST /reports/{number}/band/undo", json!({ "reason": "" })),
        fields(
            "POST /senders/{party}/standing-texts",
            json!({ "sentence": "x", "report_number": 1, "reason": "" }),
        ),
        fields("POST /senders/{party}/standing-texts/undo", json!({ "standing_text_id": "x", "reason": "" })),
        fields("POST /weights", json!({ "version": "x" })),
        fields("POST /reviews/{kind}/{id}/hold", hold),
        fields("POST /reviews/{kind}/{id}/keep", json!({ "reason": "x", "until": "2099-01-01" })),
        fields("POST /reviews/{kind}/{id}/erase", json!({ "reason": "x" })),
        fields("POST /reviews/{kind}/{id}/lift/{hold}", json!({ "reason": "x" })),
        fields("POST /holds/{id}/lift", json!({ "reason": "x" })),
        fields("POST /rights-requests/{id}/extend", json!({ "until": "2099-01-01", "reason": "x" })),
        fields(
            "POST /rights-requests/{id}/decide",
            json!({ "decision": "full", "ground": "", "reason": "x" }),
        ),
        fields("POST /files/{id}/open", json!({ "sha256": "«sha256»", "reason": "" })),
        fields("POST /files/{id}/preview", json!({ "sha256": "«sha256»", "reason": "" })),
        fields(
            "POST /files/{id}/authorize",
            json!({ "number": "", "authority": "x", "granted_on": "2024-05-01", "terms": "x" }),
        ),
        fields(
            "POST /files/{id}/authorize/undo",
            json!({ "authorization_id": "«authorizations»", "reason": "" }),
        ),
        fields("POST /openings/raise", json!({ "openings": 0, "reason": "x" })),
        fields(
            "POST /referrals/{id}/changes",
            json!({ "kind": "withdrawn", "reason_code": "ordered", "reason": "" }),
        ),
        fields(
            "POST /referrals/{id}/receipt",
            json!({ "receipt_id": "x", "package_sha256": "0".repeat(64), "received_on": "2024-06-01" }),
        ),
        fields("POST /agency/referrals/{id}/receipt", receipt),
        fields("POST /agency/notice-receipts", notice_receipt),
        fields("POST /approvals/{id}/refuse", json!({ "reason": "" })),
        fields("POST /clusters/{id}/country", json!({ "country": "ES", "grounds": "" })),
        fields("POST /clusters/{id}/informational", json!({ "informational_reason": "" })),
        fields("POST /clusters/{id}/refer", json!({ "agency": "x" })),
        fields(
            "POST /clusters/{id}/class",
            json!({ "sha256": "«sha256»", "class": "x", "class_reason": "" }),
        ),
        fields("POST /clusters/{id}/class/withdraw", json!({ "sha256": "«sha256»", "reason": "" })),
        fields("POST /imports/{id}/undo", json!({ "reason": "" })),
        fields("POST /imports/{id}/lines", json!({ "lines": [], "end": false })),
        fields("POST /tips/steps", json!({ "steps": [] })),
        fields("POST /tips/{id}/answer", json!({ "words": "" })),
        fields("POST /tips/{id}/note", json!({ "note": "" })),
        fields("POST /tips/{id}/close", json!({ "reason": "" })),
        fields("POST /tips/{id}/protect", json!({ "reason": "" })),
        fields("POST /tips/{id}/reopen", json!({ "reason": "" })),
        fields("POST /tips/{id}/release", json!({ "protection_reason": "" })),
        fields(
            "POST /tips/{id}/pass-on",
            json!({ "incident_type": "x", "incident_on": "x", "happened": "x", "pass_on_reason": "" }),
        ),
    ]);
    samples.extend(hash_samples());
    samples
}

/// What members of hash sharing send.
fn hash_samples() -> Vec<(&'static str, Sample)> {
    let said = || Sample::Raw("application/xml", "<feedbackSubmission/>".into());
    let fields = |route, fields: Value| (route, Sample::Fields(fields));
    vec![
        ("PUT /hashsharing/v2/entries/{member}/{entry}/{fingerprint}/feedback", said()),
        ("PUT /exploitative-hashsharing/v2/entries/{member}/{entry}/{fingerprint}/feedback", said()),
        fields("POST /hash-lists/{name}/entries", json!({ "entries": [] })),
        fields("POST /hash-lists/{name}/withdrawals", json!({ "source_id": "unheard-of", "reason": "x" })),
        fields("POST /hash-entries/{id}/withdraw", json!({ "reason": "" })),
        fields("POST /hash-entries/{id}/restore", json!({ "reason": "" })),
        fields("POST /v1/SubmitHashes", json!({ "hashRecords": "none" })),
        fields("POST /v1/SubmitFeedback", json!({ "hashFeedbacks": "none" })),
    ]
}

/// An entry that `party` lists in both lists of the Hash Sharing API: its id and its owner's number.
async fn hash_entry(clearinghouse: &TestClearinghouse, party: &str) -> (String, String) {
    let mut ids = Vec::new();
    for (list, class) in [("exploitative", "exploitative"), ("csam", "A1")] {
        let entry =
            json!({ "source_id": format!("walk-{party}"), "classification": class, "pdq": "1b".repeat(32) });
        let path = format!("/api/hash-lists/{list}/entries");
        let (status, kept) =
            clearinghouse.send_json(party, Method::POST, &path, &json!({ "entries": [entry] })).await;
        assert_eq!((status, &kept["entries"][0]["result"]), (200, &json!("added")), "{kept}");
        ids.push(kept["entries"][0]["entry_id"].as_str().unwrap().to_owned());
    }
    let status = clearinghouse.call(party, Method::GET, "/hashsharing/v2/status").send().await.unwrap();
    let text = status.text().await.unwrap();
    let (_, rest) = text.split_once("<member id=\"").unwrap();
    (ids.remove(1), rest.split_once('"').unwrap().0.to_owned())
}

/// A tip that an analyst works on, and its mailbox.
async fn tip(clearinghouse: &TestClearinghouse) -> (String, String) {
    let form = Form::open(clearinghouse).await;
    let mailbox = mailbox(form.tip_id.as_str());
    let mailbox_id = mailbox.id.clone();
    let (status, _) = form
        .send(
            clearinghouse,
            vec![form.begun(Door::AboutSomeoneElse), Step::Finished { mailbox: Some(mailbox) }],
        )
        .await;
    assert_eq!(status, 200);
    let claim = clearinghouse.call(ANALYST, Method::POST, &format!("/tips/{}/claim", form.name()));
    assert_eq!(claim.send().await.unwrap().status(), 200);
    (form.name(), mailbox_id)
}

/// A report of `party` that is filed, referred, delivered and answered, with a lifted hold; and a tip.
async fn objects(clearinghouse: &TestClearinghouse, party: &'static str, relation: &'static str) -> Objects {
    let submitted = clearinghouse.ispws_as(party, "/ispws/submit", report_xml("203.0.113.7")).await;
    let number = submitted.report_id.unwrap();
    let file =
        Parts::new().text("id", number.to_string()).part("file", Part::bytes(picture(3)).file_name("a.bmp"));
    let upload =
        clearinghouse.call(party, Method::POST, "/ispws/upload").multipart(file).send().await.unwrap();
    assert_eq!(upload.status(), 200);
    let finish = clearinghouse.call(party, Method::POST, "/ispws/finish").form(&[("id", number)]);
    assert_eq!(finish.send().await.unwrap().status(), 200);
    let report = clearinghouse.until_state(number, "ready").await;
    let report_id = report["report_id"].as_str().unwrap().to_owned();
    let cluster = clearinghouse
        .until("clustered", async || {
            let found = clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await;
            found["clusters"][0]["cluster_id"].as_str().map(str::to_owned)
        })
        .await;
    let mapping = "schema = \"amparo-import/1\"\nsource = \"x\"\nformat = \"json_lines\"\n\
        [columns]\nseen = \"incidentSummary.incidentDateTime\"\n\
        [constants]\n\"incidentSummary.incidentType\" = \"Child Sex Trafficking\"\n";
    let import =
        json!({ "file_name": "a.jsonl", "file_sha256": "0".repeat(64), "mapping": mapping, "columns": [] });
    let (status, import) = clearinghouse.send_json(party, Method::POST, "/api/imports", &import).await;
    assert_eq!(status, 201, "{import}");
    let post = async |path: &str, body: Value| {
        let (status, answer) = clearinghouse.send_json(ANALYST, Method::POST, path, &body).await;
        assert!((200..300).contains(&status), "{path}: {answer}");
        answer
    };
    let made = post("/api/referrals", json!({ "agency": AGENCY, "reports": [number] })).await;
    let referral = made["referral_id"].as_str().unwrap();
    clearinghouse.until_referral(referral, "delivered").await;
    let outcome =
        json!({ "report_number": number, "code": "in_inquiry", "decided_at": "2024-06-01T08:00:00Z" });
    let batch = json!({ "schema": "amparo-feedback/1", "referral_id": referral, "outcomes": [outcome] });
    let (status, told) = clearinghouse.send_json(AGENCY, Method::POST, "/feedback", &batch).await;
    assert_eq!(status, 201, "{told}");
    let why = json!({ "reason": "x", "authorization": "1/2024" });
    let hold = post(&format!("/api/reviews/report/{report_id}/hold"), why).await;
    let hold = hold["hold_id"].as_str().unwrap();
    post(&format!("/api/holds/{hold}/lift"), json!({ "reason": "x" })).await;
    let order =
        json!({ "number": "24-mj-7", "authority": "a court", "granted_on": "2024-05-01", "terms": "all" });
    let order = post(&format!("/api/files/{report_id}/authorize"), order).await;
    let sha256 = hex::encode(Sha256::digest(picture(3)));
    let preview = json!({ "sha256": sha256, "reason": "x" });
    let preview = post(&format!("/api/files/{report_id}/preview"), preview).await;
    let (tip, mailbox) = tip(clearinghouse).await;
    let (entry, member) = hash_entry(clearinghouse, party).await;
    Objects::new(relation)
        .with("hash-lists", "csam")
        .with("hash-entries", entry)
        .with("entries", member)
        .with("{member}", format!("walk-{party}"))
        .with("{entry}", "PDQ")
        .with("feedback", "PDQ")
        .with("tips", tip)
        .with("history", &report_id)
        .with("mailboxes", mailbox)
        .with("files", &report_id)
        .with("previews", preview["opening_id"].as_str().unwrap())
        .with("sha256", sha256)
        .with("authorizations", order["authorization_id"].as_str().unwrap())
        .with("clusters", cluster)
        .with("imports", import["import_id"].as_str().unwrap())
        .with("reports", number.to_string())
        .with("own", number.to_string())
        .with("referrals", referral)
        .with("reviews", "report")
        .with("{kind}", report_id)
        .with("holds", hold)
        .with("lift", hold)
}

fn agree(walked: &str) {
    insta::assert_snapshot!("access_matrix", walked);
}

both_engines! {
    async fn every_route_as_everybody_on_every_relation(db: TestDb) {
        let (_inbox, addr) = Inbox::open(Vec::new()).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        clearinghouse.file("203.0.113.9", Some("203.0.113.7"), picture(1)).await;
        let relations = vec![
            objects(&clearinghouse, PARTY, "of the first party").await.with_accounts(clearinghouse.addr(), &callers()[5], "agency").await,
            objects(&clearinghouse, OTHER_PARTY, "of the second").await,
        ];
        let (mut relations, callers) = (relations, callers());
        let about = format!("report/{}", relations[1].id("reports"));
        let second = relations.remove(1).with("senders", OTHER_PARTY).with_alarm(clearinghouse.addr(), &callers[4], &about, None).await;
        relations.push(second);
        let digits = relations[0].id("reports").len();
        let never = |kind: &str| format!("{kind}_{NEVER}");
        let absent = Objects::new("absent")
            .with("hash-lists", "unheard-of")
            .with("hash-entries", never("hen"))
            .with("entries", "999999")
            .with("{member}", "walk-never")
            .with("{entry}", "PDQ")
            .with("feedback", "CRC")
            .with("reports", "9".repeat(digits))
            .with("blind-readings", "9".repeat(digits))
            .with("band-a", never("alm"))
            .with("senders", "nobody")
            .with("own", "9".repeat(digits))
            .with("referrals", never("ref"))
            .with("clusters", never("clu"))
            .with("imports", never("imp"))
            .with("tips", never("tip"))
            .with("history", never("rep"))
            .with("mailboxes", NEVER.repeat(2))
            .with("files", never("rep"))
            .with("previews", never("opn"))
            .with("sha256", "0".repeat(64))
            .with("authorizations", never("aut"))
            .with("reviews", "report")
            .with("{kind}", never("rep"))
            .with("holds", never("hld"))
            .with("lift", never("hld"))
            .with("approvals", never("apr"))
            .with("rights-requests", never("rrq"))
            .with("alarms", never("alm"))
            .with("handover", never("hov"))
            .without_accounts();
        let rows: Vec<_> = clearinghouse::routes().rows().cloned().collect();
        let matrix = AccessMatrix {
            addr: clearinghouse.addr(), rows: &rows, callers: &callers, absent, relations,
            samples: samples().into_iter().chain(account_samples()).chain(alarm_samples()).collect(),
        };
        if db.engine() == Engine::Sqlite {
            let walked = matrix.walk(0, 1).await;
            assert_eq!(walked.routes, rows.len());
            assert!(walked.cells >= 500, "{}", walked.cells);
            agree(&walked.text);
            let forged = matrix.forge(&clearinghouse.running.node).await;
            assert!(forged >= FORGED, "{forged}");
        } else {
            let walked = matrix.walk(1, 4).await;
            let strange: Vec<_> = walked.text.lines().filter(|line| !AGREED.contains(line)).collect();
            assert!(strange.is_empty() && walked.routes > 5, "{strange:#?}");
        }
        clearinghouse.finish().await;
    }
}
