//! Orders of courts and of the police, and evidence handed over as one sealed file.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use wire::note::NoteVerifier;
use wire::package::sealed::{Opener, RecipientSecret};
use wire::package::{self, Limits, Opened};

use crate::harness::{As, BLOBS, Platform, text};
use crate::receiver::Receiver;

/// The key of the police in these tests.
pub(crate) fn police() -> RecipientSecret {
    RecipientSecret::derive(&[9; 32])
}

/// A request for a package that is sealed to them.
pub(crate) fn request(process: &str) -> Value {
    json!({
        "recipient": police().recipient().to_string(), "agency": "es-police", "country": "ES",
        "reason": "asked for by order 12/2020", "process": process
    })
}

async fn record(platform: &Platform, report_id: &str, hold_until: &str) -> String {
    let order = json!({
        "kind": "production", "authority": "Juzgado n.º 3", "reference": "12/2020", "asked": "all of user-1",
        "due_on": "2021-01-07", "hold_until": hold_until
    });
    let path = format!("/api/reports/{report_id}/legal-processes");
    text(&platform.post(As::Moderator, &path, &order, StatusCode::CREATED).await["process_id"])
}

pub(crate) async fn hand_over(platform: &Platform, report_id: &str, body: &Value) -> (StatusCode, Vec<u8>) {
    let path = format!("/api/reports/{report_id}/packages");
    let response = platform.request(As::Moderator, Method::POST, &path).json(body).send().await.unwrap();
    (response.status(), response.bytes().await.unwrap().to_vec())
}

/// What the police find in a sealed file: the package, and its files by path.
pub(crate) async fn opened(platform: &Platform, sealed: &[u8]) -> (Opened, Vec<(String, Vec<u8>)>) {
    let mut archive = Vec::new();
    let mut opener = Opener::new(police());
    opener.push(sealed, &mut archive).unwrap();
    opener.finish(&mut archive).unwrap();
    let key = text(&platform.get(As::Moderator, "/api/verifier-key").await["verifier_key"]);
    let mut files = Vec::new();
    let opened = package::read(
        archive.as_slice(),
        &[NoteVerifier::parse(&key).unwrap()],
        &Limits::default(),
        |entry, source| {
            let mut bytes = Vec::new();
            source.read_to_end(&mut bytes)?;
            files.push((entry.path.clone(), bytes));
            Ok(())
        },
    );
    (opened.unwrap(), files)
}

both_engines! {
    async fn a_sealed_file_holds_the_original_bytes_and_how_the_report_came_to_be(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.belong_to("ES").await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        let process_id = record(&platform, &report_id, "").await;
        let (status, sealed) = hand_over(&platform, &report_id, &request(&process_id)).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&sealed));
        let (opened, files) = opened(&platform, &sealed).await;
        assert_eq!(opened.signer, "platform.localhost");
        assert_eq!(opened.referral.to.agency, "es-police");
        let [referred] = &opened.referral.reports[..] else { panic!("{:?}", opened.referral) };
        assert_eq!(Some(referred.report_number), report["report_number"].as_i64());
        assert_eq!(referred.ip_addresses[0].port, Some(51111));
        let [basis] = &referred.detection_bases[..] else { panic!("{:?}", referred.detection_bases) };
        assert_eq!((basis.name.as_str(), basis.valid_to), ("a law of the tests", None));
        assert!(basis.source.contains("`private`"), "{basis:?}");
        let of = |end: &str| files.iter().find(|(path, _)| path.ends_with(end)).map(|(_, bytes)| bytes).unwrap();
        assert_eq!(of(&referred.files[0].sha256), BLOBS, "the exhibit, byte for byte");
        let provenance: Value = serde_json::from_slice(of("provenance.json")).unwrap();
        assert_eq!((&provenance["viewing"], &provenance["matches"][0]["confirmed"]), (&json!("in_full"), &json!(true)));
        assert_eq!(provenance["requests"].as_array().unwrap().len(), 4);
        let rests_on = text(&provenance["preservation"]["rests_on"]);
        assert!(rests_on.contains("no statutory period known (ES)") && !rests_on.contains("2258A"), "{rests_on}");
        assert!(!provenance.to_string().contains("the-moderator"), "no person of the company");
        let statement: Value = serde_json::from_slice(of("statement.json")).unwrap();
        assert_eq!(statement["account"]["esp_identifier"], "user-1");
        assert!(String::from_utf8_lossy(of("report.xml")).contains("luna@mail.example"));

        let kept = platform.texts("SELECT archive_sha256 AS said FROM evidence_package").await;
        assert_eq!(kept, [opened.digest_sha256], "what went out is on record by its digest");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}/authorities?lang=es")).await;
        assert!(page.contains("Juzgado n.º 3") && page.contains(&police().recipient().id()), "{page}");
        let package_id = text(&json!(opened.referral.referral_id));
        let path = format!("/packages/{package_id}/receipt");
        let note = || platform.request(As::Moderator, Method::POST, &path).form(&[("receipt", "their 77/2020")]);
        assert_eq!(note().send().await.unwrap().status(), StatusCode::SEE_OTHER);
        assert_eq!(note().send().await.unwrap().status(), StatusCode::CONFLICT);
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}/authorities")).await;
        assert!(page.contains("their 77/2020"), "{page}");
        platform.stop().await;
    }

    async fn a_package_that_cannot_be_made_says_why_and_nothing_goes_out(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.fake.fail("submit", crate::fake::Fault::Code(4100));
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "stuck").await;
        let (status, why) = hand_over(&platform, &report_id, &request("")).await;
        assert_eq!(status, StatusCode::CONFLICT, "no number yet: {}", String::from_utf8_lossy(&why));
        platform.belong_to("ES").await;
        let retry = platform.request(As::Administrator, Method::POST, &format!("/reports/{report_id}/retry"));
        assert_eq!(retry.send().await.unwrap().status(), StatusCode::SEE_OTHER);
        platform.until(&report_id, "filed").await;
        for (field, wrong) in [
            ("recipient", "amparo-recipient/1+00"),
            ("agency", "es police"),
            ("country", "Spain"),
            ("reason", " "),
            ("process", "lpr_0190163d8694739b8e3b2c7d3a0f5e11"),
        ] {
            let mut body = request("");
            body[field] = json!(wrong);
            let (status, problem) = hand_over(&platform, &report_id, &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            let problem: Value = serde_json::from_slice(&problem).unwrap();
            assert_eq!(problem["field"], *field, "{problem}");
        }
        let path = format!("/reports/{report_id}/packages?lang=es");
        let form = [("recipient", "amparo-recipient/1+00"), ("agency", "es-police"), ("country", "ES"), ("reason", "order"), ("process", "")];
        let refused = platform.request(As::Moderator, Method::POST, &path).form(&form).send().await.unwrap();
        let refused = refused.text().await.unwrap();
        assert!(refused.contains("no es una clave de destinatario"), "{refused}");
        assert!(platform.texts("SELECT package_id AS said FROM evidence_package").await.is_empty());
        platform.stop().await;
    }

    async fn an_order_holds_what_it_is_about_and_is_listed_until_it_is_answered(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let store = Receiver::start().await;
        platform.preserve_at(store.addr).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        let first = store.until(1).await.remove(0);
        assert!(first["ordered_until"].is_null(), "{first}");
        let process_id = record(&platform, &report_id, "2023-06-30").await;
        let again = store.until(2).await.remove(1);
        assert_eq!((&again["action"], &again["ordered_until"]), (&json!("hold"), &json!("2023-06-30")));

        let list = platform.page(As::Administrator, "/legal-processes").await;
        assert!(list.contains("12/2020") && !list.contains("user-1") && !list.contains(">overdue</span>"), "{list}");
        platform.clock.advance(SignedDuration::from_hours(24 * 11));
        let list = platform.page(As::Moderator, "/legal-processes").await;
        assert!(list.contains(">overdue</span>"), "{list}");
        let rows = platform.get(As::Moderator, "/legal-processes?format=json").await;
        assert!(rows.to_string().contains("2021-01-07"), "{rows}");

        // past the period of the law, the order still holds it
        platform.clock.advance(SignedDuration::from_hours(24 * 100));
        let path = format!("/api/reviews/upload/{}/erase", text(&report["upload_id"]));
        let why = json!({ "reason": "the period is over" });
        platform.post(As::Moderator, &path, &why, StatusCode::CONFLICT).await;

        let answer = |fields: &'static [(&'static str, &'static str)]| {
            platform.request(As::Moderator, Method::POST, &format!("/legal-processes/{process_id}/answer")).form(fields)
        };
        let open = answer(&[("decision", "open"), ("words", "x")]).send().await.unwrap();
        assert_eq!(open.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let early = answer(&[("decision", "answered"), ("words", "x"), ("on", "2020-12-01")]).send().await.unwrap();
        assert_eq!(early.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let done = answer(&[("decision", "answered"), ("words", "handed over, receipt 5")]).send().await.unwrap();
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        let twice = answer(&[("decision", "lapsed"), ("words", "x")]).send().await.unwrap();
        assert_eq!(twice.status(), StatusCode::CONFLICT);
        let page = platform.page(As::Moderator, &format!("/legal-processes/{process_id}")).await;
        assert!(page.contains("handed over, receipt 5") && page.contains(">answered</span>"), "{page}");

        // taken back by name, with a reason; what was noted stays beside it
        let undo = |reason: &'static str| {
            platform.request(As::Moderator, Method::POST, &format!("/legal-processes/{process_id}/undo")).form(&[("reason", reason)])
        };
        assert_eq!(undo(" ").send().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(undo("the receipt is of another order").send().await.unwrap().status(), StatusCode::SEE_OTHER);
        assert_eq!(undo("again").send().await.unwrap().status(), StatusCode::CONFLICT, "it is open");
        let page = platform.page(As::Moderator, &format!("/legal-processes/{process_id}")).await;
        for said in [">overdue</span>", "handed over, receipt 5", "the receipt is of another order"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains(&format!("/legal-processes/{process_id}/undo")), "nothing is left to take back: {page}");
        let done = answer(&[("decision", "lapsed"), ("words", "they took it back")]).send().await.unwrap();
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        assert_eq!(undo("they did not").send().await.unwrap().status(), StatusCode::SEE_OTHER, "as often as needed");
        let kept = platform.texts("SELECT state AS said FROM legal_process_end ORDER BY end_no").await;
        assert_eq!(kept, ["answered", "lapsed"]);
        platform.stop().await;
    }
}
