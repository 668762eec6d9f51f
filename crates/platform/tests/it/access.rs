//! The access matrix: every route as every role. A platform has no units: an object is there for whoever the role admits.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::check::{AccessMatrix, Caller, Objects, Sample, account_samples, alarm_samples};
use service::testing::TestDb;
use service::{Actor, Engine, both_engines};

use sha2::{Digest as _, Sha256};

use crate::authorities;
use crate::deliveries::announced;
use crate::harness::{As, BLOBS, OTHER_BLOBS, Platform, statement, text};
use crate::receiver::Receiver;

/// Fewest forged requests: five for each route that changes something.
const FORGED: usize = 100;
/// The walk on SQLite as it was agreed.
const AGREED: &str = include_str!("snapshots/it__access__access_matrix.snap");
/// Of the right form, and never there.
const NEVER: &str = "0190163d8694739b8e3b2c7d3a0f5e11";

fn callers() -> Vec<Caller> {
    let caller = |(who, kind, role): (As, &str, &str)| {
        let (name, secret) = who.credentials();
        let role = role.to_owned();
        let actor = if kind == "staff" {
            Actor::Staff { name, role, unit: None }
        } else {
            Actor::Machine { name, role }
        };
        Caller::with_secret(actor, secret)
    };
    As::ALL.into_iter().map(caller).collect()
}

/// Well formed, and refused once the object was found.
fn samples() -> Vec<(&'static str, Sample)> {
    let fields = |route, fields: Value| (route, Sample::Fields(fields));
    let decision = json!({ "decision": "confirm", "reason": "x" });
    vec![
        ("PUT /hash-lists/{name}", Sample::Makes),
        ("PUT /surfaces/{name}", Sample::Makes),
        fields(
            "POST /surfaces",
            json!({ "name": "chat", "channel": "private", "basis": "x", "from": "", "reason": "x" }),
        ),
        fields("POST /hash-lists/{name}/withdrawals", json!({ "digest": "unheard-of", "reason": "x" })),
        fields("POST /hash-lists/{name}/withdraw", json!({ "digest": "unheard-of", "reason": "x" })),
        fields("POST /withdrawals/{id}/restore", json!({ "reason": "x" })),
        fields("POST /hits/{id}/decision", decision.clone()),
        fields("POST /user-reports/{id}/decision", decision),
        fields("POST /queue/{id}/decision", json!({ "decision": "confirm", "reason": "x" })),
        fields("POST /appeals/{id}/decision", json!({ "decision": "granted", "reason": "" })),
        fields("POST /clusters/{id}/decision", json!({ "decision": "confirm", "reason": "x" })),
        fields("PUT /uploads/{id}/facts", json!({ "facts": { "events": [{ "at": "2020-10-03" }] } })),
        fields("POST /uploads/{id}/facts", json!({ "events": "2020-10-03" })),
        fields("POST /uploads/{id}/match-results", json!({ "matches": [] })),
        fields("POST /reports/{id}/retry", json!({})),
        fields("POST /reports/{id}/follow-ups", json!({ "text": "", "reason": "x" })),
        fields(
            "POST /reviews/{kind}/{id}/hold",
            json!({ "reason": "x", "authorization": "x", "last_day": "2000-01-01" }),
        ),
        fields("POST /reviews/{kind}/{id}/keep", json!({ "reason": "x", "until": "2099-01-01" })),
        fields("POST /reviews/{kind}/{id}/erase", json!({ "reason": "x" })),
        fields("POST /reviews/{kind}/{id}/lift/{hold}", json!({ "reason": "x" })),
        fields("POST /holds/{id}/lift", json!({ "reason": "x" })),
        fields("POST /rights-requests/{id}/extend", json!({ "until": "2099-01-01", "reason": "x" })),
        fields(
            "POST /rights-requests/{id}/decide",
            json!({ "decision": "full", "ground": "", "reason": "x" }),
        ),
        fields("POST /reports/{id}/hold-confirmation", json!({ "action": "hold" })),
        fields("POST /practice", json!({ "address": "http://elsewhere.example/" })),
        fields("POST /destination/status", json!({ "address": "http://elsewhere.example/" })),
        fields(
            "POST /destination/lock",
            json!({ "address": "http://elsewhere.example/", "decision": "open", "reason": "x" }),
        ),
        fields("POST /reports/{id}/recipients/{duty}", json!({ "decision": "open", "words": "x", "on": "" })),
        fields("POST /reports/{id}/packages", authorities::request("lpr_0190163d8694739b8e3b2c7d3a0f5e11")),
        fields(
            "POST /reports/{id}/legal-processes",
            json!({ "kind": "other", "authority": "x", "reference": "x", "asked": "x", "hold_until": "2000-01-01" }),
        ),
        fields("POST /legal-processes/{id}/answer", json!({ "decision": "open", "words": "x" })),
        fields("POST /legal-processes/{id}/undo", json!({ "reason": "" })),
        fields("POST /packages/{id}/receipt", json!({ "receipt": "x" })),
        fields("POST /reports/{id}/recipients/{duty}/notice", json!({ "decision": "again" })),
        fields("POST /restorations/{id}/decision", json!({ "verdict": "later", "reason": "x" })),
        fields("POST /approvals/{id}/refuse", json!({ "reason": "" })),
        fields("POST /files/{id}/open", json!({ "sha256": "«sha256»", "reason": "" })),
        fields("POST /files/{id}/preview", json!({ "sha256": "«sha256»", "reason": "" })),
        fields("POST /exposure", json!({ "person": "olga" })),
        fields("POST /openings/raise", json!({ "openings": 0, "reason": "x" })),
    ]
}

/// A filed report with its hit, a user report on nothing known, and a lifted hold.
async fn objects(platform: &Platform) -> Objects {
    let (upload_id, hit_id) = platform.hit().await;
    let made = platform.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await;
    let report_id = text(&made["report_id"]);
    platform.until(&report_id, "filed").await;
    let (process_id, package_id) = handed_over(platform, &report_id).await;
    let told = json!({ "url": "https://social.example/p/2", "reporter_account": "user-9", "reason": "look" });
    let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
    let hold = json!({ "reason": "x", "authorization": "1/2020" });
    let path = format!("/api/reviews/upload/{upload_id}/hold");
    let hold_id = text(&platform.post(As::Moderator, &path, &hold, StatusCode::CREATED).await["hold_id"]);
    let lift = format!("/api/holds/{hold_id}/lift");
    platform.post(As::Moderator, &lift, &json!({ "reason": "x" }), StatusCode::OK).await;
    let sha256 = hex::encode(Sha256::digest(BLOBS));
    let preview = json!({ "sha256": sha256, "reason": "x" });
    let withdraw = json!({ "digest": sha256, "reason": "x" });
    let path = "/api/hash-lists/known/withdrawals";
    let withdrawn = platform.post(As::Administrator, path, &withdraw, StatusCode::CREATED).await;
    let withdrawal_id = text(&withdrawn["withdrawal_id"]);
    let path = format!("/api/withdrawals/{withdrawal_id}/restore");
    platform.post(As::Administrator, &path, &json!({ "reason": "x" }), StatusCode::OK).await;
    let path = format!("/api/files/{upload_id}/preview");
    let preview = platform.post(As::Moderator, &path, &preview, StatusCode::CREATED).await;
    let appeal = json!({ "upload_id": upload_id, "text": "why" });
    let appeal = platform.post(As::Application, "/api/appeals", &appeal, StatusCode::CREATED).await;
    Objects::new("there")
        .with("appeals", text(&appeal["appeal_id"]))
        .with("hash-lists", "known")
        .with("surfaces", "public")
        .with("withdrawals", withdrawal_id)
        .with("hits", hit_id)
        .with("history", &report_id)
        .with("user-reports", text(&told["user_report_id"]))
        .with("history", &report_id)
        .with("reports", report_id)
        .with("recipients", "any-cybertipline")
        .with("legal-processes", process_id)
        .with("packages", package_id)
        .with("reviews", "upload")
        .with("files", &upload_id)
        .with("queue", &upload_id)
        .with("clusters", &upload_id)
        .with("uploads", &upload_id)
        .with("previews", text(&preview["opening_id"]))
        .with("sha256", sha256)
        .with("{kind}", upload_id)
        .with("holds", &hold_id)
        .with("lift", hold_id)
}

/// An order on a report, and a package of it whose receipt is noted.
async fn handed_over(platform: &Platform, report_id: &str) -> (String, String) {
    let order = json!({ "kind": "other", "authority": "x", "reference": "1/2020", "asked": "x" });
    let path = format!("/api/reports/{report_id}/legal-processes");
    let recorded = platform.post(As::Moderator, &path, &order, StatusCode::CREATED).await;
    let path = format!("/api/reports/{report_id}/packages");
    let request = platform.request(As::Moderator, Method::POST, &path).json(&authorities::request(""));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.bytes().await.unwrap();
    let package_id = platform.texts("SELECT package_id AS said FROM evidence_package").await.remove(0);
    let path = format!("/packages/{package_id}/receipt");
    let noted = platform.request(As::Moderator, Method::POST, &path).form(&[("receipt", "x")]);
    assert_eq!(noted.send().await.unwrap().status(), StatusCode::SEE_OTHER);
    (text(&recorded["process_id"]), package_id)
}

fn agree(walked: &str) {
    insta::assert_snapshot!("access_matrix", walked);
}

both_engines! {
    async fn every_route_as_everybody(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let receiver = Receiver::start().await;
        platform.deliver(receiver.addr).await;
        platform.belong_here("ES").await;
        let object_event = announced(&platform, "a.png", OTHER_BLOBS, &statement(), "taken").await;
        let told = receiver.until(1).await.remove(0);
        let there = objects(&platform).await;
        let there = there.with("object-events", object_event).with("verdicts", text(&told["message_id"]));
        let (moderator, administrator) = (callers().remove(1), callers().remove(2));
        let about = format!("hit/{}", there.id("hits"));
        let there = there.with_alarm(platform.addr(), &moderator, &about, None).await;
        let relations = vec![there.with_accounts(platform.addr(), &administrator, "application").await];
        let never = |kind: &str| format!("{kind}_{NEVER}");
        let absent = Objects::new("absent")
            .with("hash-lists", "unheard-of")
            .with("surfaces", "unheard-of")
            .with("withdrawals", never("wdr"))
            .with("object-events", never("obe"))
            .with("verdicts", never("vms"))
            .with("hits", never("hit"))
            .with("history", never("rep"))
            .with("user-reports", never("usr"))
            .with("reports", never("rep"))
            .with("history", never("rep"))
            .with("recipients", "unheard-of")
            .with("legal-processes", never("lpr"))
            .with("packages", never("pkg"))
            .with("restorations", never("rsn"))
            .with("reviews", "upload")
            .with("files", never("upl"))
            .with("queue", never("upl"))
            .with("clusters", never("upl"))
            .with("appeals", never("apl"))
            .with("uploads", never("upl"))
            .with("previews", never("opn"))
            .with("sha256", "0".repeat(64))
            .with("{kind}", never("upl"))
            .with("holds", never("hld"))
            .with("lift", never("hld"))
            .with("approvals", never("apr"))
            .with("rights-requests", never("rrq"))
            .with("alarms", never("alm"))
            .with("handover", never("hov"))
            .without_accounts();
        let (rows, callers): (Vec<_>, _) = (platform::routes(1).rows().cloned().collect(), callers());
        let matrix = AccessMatrix {
            addr: platform.addr(), rows: &rows, callers: &callers, absent, relations,
            samples: samples().into_iter().chain(account_samples()).chain(alarm_samples()).collect(),
        };
        if db.engine() == Engine::Sqlite {
            let walked = matrix.walk(0, 1).await;
            assert_eq!(walked.routes, rows.len());
            assert!(walked.cells >= 300, "{}", walked.cells);
            agree(&walked.text);
            let forged = matrix.forge(platform.node()).await;
            assert!(forged >= FORGED, "{forged}");
        } else {
            let walked = matrix.walk(1, 4).await;
            let strange: Vec<_> = walked.text.lines().filter(|line| !AGREED.contains(line)).collect();
            assert!(strange.is_empty() && walked.routes > 5, "{strange:#?}");
        }
        platform.stop().await;
    }
}
