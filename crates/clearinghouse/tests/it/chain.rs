//! A report becomes a referral, reaches an agency, and its outcome comes back.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;
use wire::document::Document as _;
use wire::feedback::{BatchOutcome, FeedbackBatch, OutcomeCode, OutcomePage, Receipt};
use wire::note::NoteVerifier;
use wire::package::{self, Limits, Opened};

use crate::harness::{
    AGENCY, ANALYST, Inbox, OTHER_AGENCY, OTHER_PARTY, PARTY, TestClearinghouse, details_xml, picture,
    plant_orphan, report_xml, unseal,
};

pub(crate) async fn refer(clearinghouse: &TestClearinghouse, agency: &str) -> String {
    let body = json!({"agency": agency, "reports": "all_ready"});
    let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &body).await;
    assert_eq!(status, 201, "{made}");
    made["referral_id"].as_str().unwrap().to_owned()
}

pub(crate) async fn verifier(clearinghouse: &TestClearinghouse) -> NoteVerifier {
    let key = clearinghouse.get_json(ANALYST, "/api/verifier-key").await;
    NoteVerifier::parse(key["verifier_key"].as_str().unwrap()).unwrap()
}

pub(crate) fn open(sealed: &[u8], verifier: NoteVerifier) -> (Opened, Vec<(String, Vec<u8>)>) {
    let mut payload = Vec::new();
    let opened = package::read(&unseal(sealed)[..], &[verifier], &Limits::default(), |entry, content| {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        payload.push((entry.path.clone(), bytes));
        Ok(())
    });
    (opened.unwrap(), payload)
}

async fn send_feedback(
    clearinghouse: &TestClearinghouse,
    actor: &str,
    batch: &FeedbackBatch,
) -> (u16, Vec<u8>) {
    let request = clearinghouse
        .call(actor, Method::POST, "/feedback")
        .header("content-type", "application/json")
        .header("idempotency-key", "batch-1")
        .body(batch.write().unwrap());
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.bytes().await.unwrap().to_vec())
}

async fn outcomes(clearinghouse: &TestClearinghouse, party: &str, after: i64) -> OutcomePage {
    let path = format!("/feedback/outcomes?after={after}");
    let response = clearinghouse.call(party, Method::GET, &path).send().await.unwrap();
    OutcomePage::read(&response.bytes().await.unwrap()).unwrap()
}

both_engines! {
    async fn a_report_travels_to_the_agency_and_its_outcome_back(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![(503, "busy")]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let first = clearinghouse.file("198.51.100.1", Some("203.0.113.7"), picture(1)).await;
        let second = clearinghouse.file("203.0.113.9", None, picture(1)).await;
        let french = clearinghouse.file("198.51.100.2", None, picture(2)).await;
        let referral = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&referral, "made").await;
        // the agency is busy at first; the job tries again when its time has come
        clearinghouse.until("a first try", async || (!inbox.deliveries().is_empty()).then_some(())).await;
        clearinghouse.clock.advance(SignedDuration::from_secs(2));
        let delivered = clearinghouse.until_referral(&referral, "delivered").await;
        let mut numbers: Vec<i64> = serde_json::from_value(delivered["report_numbers"].clone()).unwrap();
        numbers.sort_unstable();
        assert_eq!(numbers, std::collections::BTreeSet::from([first, second]).into_iter().collect::<Vec<_>>());
        assert_eq!(delivered["receipt"]["receipt_id"], "rcp_1");

        let deliveries = inbox.deliveries();
        let (headers, bytes) = deliveries.last().unwrap();
        assert_eq!(deliveries.len(), 2);
        assert_eq!(headers["idempotency-key"], referral.as_str());
        assert_eq!(headers["amparo-reads"], "receipt.known");
        assert_eq!(headers["authorization"], "Basic Y2xlYXJpbmdob3VzZTpiZXR3ZWVuIHVz");
        assert_eq!(headers["content-type"], wire::package::sealed::SEALED_MEDIA_TYPE);
        let (opened, payload) = open(bytes, verifier(&clearinghouse).await);
        assert_eq!((opened.signer.as_str(), opened.digest_sha256.as_str()), ("clearinghouse.example", delivered["package"]["sha256"].as_str().unwrap()));
        assert_eq!(opened.referral.made_by, "analyst");
        assert_eq!(opened.referral.reports.len(), 2);
        let files = payload.iter().filter(|(path, _)| path.starts_with("data/files/")).count();
        assert_eq!(files, 1, "equal files travel once");

        // the original bytes, and what we found out
        let report = opened.referral.reports.iter().find(|report| report.report_number == first).unwrap();
        let original = |path: &str| &payload.iter().find(|(found, _)| found == path).unwrap().1;
        assert_eq!(original(&report.report_path), report_xml("198.51.100.1").as_bytes());
        let details = details_xml(first, &report.files[0].file_id, "203.0.113.7");
        assert_eq!(original(&report.file_details_paths[0]), details.as_bytes());
        assert_eq!(original(&report.files[0].path), &picture(1));
        assert_eq!((report.reporting_party.as_str(), report.files[0].file_name.as_str()), (PARTY, "pattern.bmp"));
        assert!(report.files[0].pdq.as_ref().unwrap().quality > 50);
        assert_eq!((report.country.code.as_str(), report.country.grounds.as_str()), ("ES", "addresses of file uploads: 1 of 1 allocated to ES"));
        let [login, upload] = report.ip_addresses.as_slice() else { panic!("{:?}", report.ip_addresses) };
        assert_eq!((login.time.as_deref(), login.port), (Some("2024-04-30T22:30:00+02:00"), Some(40_001)));
        assert_eq!((login.opinions[0].country.as_str(), login.opinions[0].valid_on.to_string().as_str()), ("FR", "2024-04-30"));
        assert_eq!((upload.operator.as_deref(), upload.shared_by_many), (Some("Operador Ejemplo"), false));
        let shown = clearinghouse.until_state(first, "referred").await;
        assert_eq!(shown["countries_disagree"], true);

        // the same package for a stick, and that it was taken out stands in the custody log
        let response = clearinghouse.call(ANALYST, Method::GET, &format!("/api/referrals/{referral}/package")).send().await.unwrap();
        let fetched = response.bytes().await.unwrap();
        assert_ne!(fetched, bytes, "sealed anew each time");
        assert_eq!(unseal(&fetched), unseal(bytes));

        // outcomes: only of this referral, only from this agency, only to the party that reported
        let decided_at = "2024-06-02T10:00:00Z".parse().unwrap();
        let outcome = |report_number, code| BatchOutcome { report_number, code, decided_at };
        let batch = FeedbackBatch::new(&referral, vec![outcome(first, OutcomeCode::InInquiry), outcome(first, OutcomeCode::PersonIdentified)]);
        let (status, receipt) = send_feedback(&clearinghouse, AGENCY, &batch).await;
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&receipt));
        assert_eq!(Receipt::read(&receipt).unwrap().referral_id, referral);
        assert_eq!(send_feedback(&clearinghouse, AGENCY, &batch).await, (201, receipt), "the first receipt again");
        let page = outcomes(&clearinghouse, PARTY, 0).await;
        assert_eq!(page.outcomes.iter().map(|outcome| outcome.code).collect::<Vec<_>>(), [OutcomeCode::InInquiry, OutcomeCode::PersonIdentified]);
        assert_eq!(outcomes(&clearinghouse, PARTY, page.next).await, OutcomePage::after(page.next, vec![]));
        assert_eq!(outcomes(&clearinghouse, OTHER_PARTY, 0).await.outcomes, vec![]);
        for (actor, batch, says) in [
            (OTHER_AGENCY, batch.clone(), "referral_id"),
            (AGENCY, FeedbackBatch::new("ref_7", batch.outcomes.clone()), "referral_id"),
            (AGENCY, FeedbackBatch::new(&referral, vec![outcome(french, OutcomeCode::InInquiry)]), "outcomes[0].report_number"),
        ] {
            let request = clearinghouse.call(actor, Method::POST, "/feedback").body(batch.write().unwrap());
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 422);
            assert!(response.text().await.unwrap().contains(says));
        }
        assert_eq!(outcomes(&clearinghouse, PARTY, 0).await.outcomes.len(), 2);
        clearinghouse.finish().await;
    }

    async fn a_referral_holds_only_what_belongs_to_the_agency(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let spanish = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let french = clearinghouse.file("198.51.100.1", None, picture(1)).await;
        let unknown = clearinghouse.file("192.0.2.1", None, picture(1)).await;
        let open = clearinghouse.submit("203.0.113.7").await;
        for (agency, reports, field, says) in [
            ("XX", json!("all_ready"), "agency", "none of those"),
            (AGENCY, json!("some"), "reports", "all_ready"),
            (AGENCY, json!([]), "reports", "no report waits"),
            (AGENCY, json!([7]), "reports", "report 7 does not exist"),
            (AGENCY, json!([french]), "reports", "does not belong to ES"),
            (AGENCY, json!([unknown]), "reports", "choose its country first"),
            (AGENCY, json!([spanish, open]), "reports", "is open, not ready"),
        ] {
            let body = json!({"agency": agency, "reports": reports});
            let (status, problem) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &body).await;
            assert_eq!((status, &problem["field"]), (422, &field.into()), "{problem}");
            assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
        }

        // an analyst chooses where the addresses decide nothing
        let path = format!("/api/reports/{unknown}/country");
        for (country, grounds, field) in [("es", "x", "country"), ("ES", " ", "grounds")] {
            let body = json!({"country": country, "grounds": grounds});
            let (status, problem) = clearinghouse.send_json(ANALYST, Method::PUT, &path, &body).await;
            assert_eq!((status, &problem["field"]), (422, &field.into()));
        }
        let body = json!({"country": "ES", "grounds": "the profile names a Spanish town"});
        let chosen = json!({"report_number": unknown, "country": {"code": "ES", "grounds": body["grounds"], "chosen_by": "staff:analyst"}});
        assert_eq!(clearinghouse.send_json(ANALYST, Method::PUT, &path, &body).await, (200, chosen));

        // a retry under its key is the same referral; without new reports there is none
        let ask = || {
            let request = clearinghouse.call(ANALYST, Method::POST, "/api/referrals").header("idempotency-key", "k");
            request.json(&json!({"agency": AGENCY, "reports": [unknown, spanish, spanish]})).send()
        };
        let first: serde_json::Value = ask().await.unwrap().json().await.unwrap();
        assert_eq!(first["reports"], 2);
        let again: serde_json::Value = ask().await.unwrap().json().await.unwrap();
        assert_eq!(again, first);
        clearinghouse.until_referral(first["referral_id"].as_str().unwrap(), "delivered").await;
        let body = json!({"agency": AGENCY, "reports": "all_ready"});
        assert_eq!(clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &body).await.0, 422);
        let body = json!({"agency": AGENCY, "reports": [spanish]});
        let (_, problem) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &body).await;
        assert!(problem["detail"].as_str().unwrap().contains("was referred to ES-CNP in ref_"), "{problem}");
        clearinghouse.finish().await;
    }

    async fn reports_of_a_refused_referral_can_be_referred_anew(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![(413, r#"{"detail":"is too large"}"#), (413, "{}")]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let one = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let other = clearinghouse.file("203.0.113.8", None, picture(2)).await;
        let first = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&first, "refused").await;
        let second = refer(&clearinghouse, AGENCY).await;
        assert_eq!(clearinghouse.until_referral(&second, "refused").await["reports"], 2);

        // one by one, by number
        for number in [one, other] {
            let body = json!({"agency": AGENCY, "reports": [number]});
            let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &body).await;
            assert_eq!(status, 201, "{made}");
            clearinghouse.until_referral(made["referral_id"].as_str().unwrap(), "delivered").await;
        }
        let path = format!("/api/referrals/{first}/delivery");
        let again = clearinghouse.call(ANALYST, Method::POST, &path).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::CONFLICT, "its reports went another way");
        clearinghouse.finish().await;
    }

    async fn a_refused_package_is_not_sent_to_a_country_that_it_no_longer_belongs_to(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![(422, "{}")]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let referral = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&referral, "refused").await;
        let body = json!({"country": "FR", "grounds": "the profile names a French town"});
        let path = format!("/api/reports/{report}/country");
        assert_eq!(clearinghouse.send_json(ANALYST, Method::PUT, &path, &body).await.0, 200);
        let path = format!("/api/referrals/{referral}/delivery");
        let again = clearinghouse.call(ANALYST, Method::POST, &path).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::CONFLICT);
        let french = refer(&clearinghouse, OTHER_AGENCY).await;
        clearinghouse.until_referral(&french, "delivered").await;
        clearinghouse.finish().await;
    }

    async fn a_referred_report_is_told_from_one_that_waits_and_keeps_its_country(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![(422, "{}")]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let spanish = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let french = clearinghouse.file("198.51.100.1", None, picture(1)).await;
        let counts = async || clearinghouse.get_json(ANALYST, "/api/reports").await["counts"].clone();
        assert_eq!(counts().await, json!({"ready": 2}));
        let referral = refer(&clearinghouse, AGENCY).await;
        // what the agency refuses waits again, and its country may be chosen anew
        clearinghouse.until_referral(&referral, "refused").await;
        assert_eq!(counts().await, json!({"ready": 2}));
        let country = format!("/api/reports/{spanish}/country");
        let body = json!({"country": "ES", "grounds": "looked at again"});
        assert_eq!(clearinghouse.send_json(ANALYST, Method::PUT, &country, &body).await.0, 200);
        clearinghouse.call(ANALYST, Method::POST, &format!("/api/referrals/{referral}/delivery")).send().await.unwrap();
        clearinghouse.until_referral(&referral, "delivered").await;
        assert_eq!(counts().await, json!({"ready": 1, "referred": 1}));
        for (state, number) in [("ready", french), ("referred", spanish)] {
            let list = clearinghouse.get_json(ANALYST, &format!("/api/reports?state={state}")).await;
            let found: Vec<_> = list["reports"].as_array().unwrap().iter().collect();
            assert_eq!((found.len(), &found[0]["report_number"], &found[0]["state"]), (1, &json!(number), &json!(state)));
        }
        let (status, problem) = clearinghouse.send_json(ANALYST, Method::PUT, &country, &body).await;
        assert_eq!(status, 409);
        assert!(problem["detail"].as_str().unwrap().contains(&referral), "{problem}");
        clearinghouse.finish().await;
    }

    async fn a_delivery_that_is_tried_again_says_so(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![(503, "busy"), (503, "busy")]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let referral = refer(&clearinghouse, AGENCY).await;
        let path = format!("/api/referrals/{referral}");
        let failed = clearinghouse.until("a failed try", async || {
            let found = clearinghouse.get_json(ANALYST, &path).await;
            found["delivery"]["last_error"].is_string().then_some(found)
        }).await;
        assert_eq!(failed["state"], "made");
        let delivery = &failed["delivery"];
        assert_eq!((&delivery["tries"], &delivery["next_try_at"]), (&json!(1), &json!("2024-06-01T09:00:01Z")), "{delivery}");
        assert_eq!(delivery["last_error"], "the agency answered 503 Service Unavailable");
        let page = clearinghouse.call(ANALYST, Method::GET, &format!("/referrals/{referral}?lang=es")).header("accept", "text/html");
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("Intentos de entrega") && page.contains("El otro lado tiene un fallo propio"), "{page}");
        assert!(page.contains("lang=\"en\">the agency answered 503 Service Unavailable</q>"), "{page}");
        clearinghouse.clock.advance(SignedDuration::from_secs(20));
        clearinghouse.until("a second try", async || (clearinghouse.get_json(ANALYST, &path).await["delivery"]["tries"] == 2).then_some(())).await;
        // an analyst need not wait
        let sent = clearinghouse.send_json(ANALYST, Method::POST, &format!("{path}/delivery"), &json!({})).await;
        assert_eq!(sent, (200, json!({"referral_id": referral, "state": "made"})));
        clearinghouse.until_referral(&referral, "delivered").await;
        clearinghouse.finish().await;
    }

    async fn a_refused_referral_can_be_sent_again(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![(422, r#"{"detail":"the key is not known","field":"package"}"#)]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        clearinghouse.file("100.64.0.9", None, picture(1)).await;
        let referral = refer(&clearinghouse, AGENCY).await;
        let refused = clearinghouse.until_referral(&referral, "refused").await;
        assert_eq!(refused["refusal"], "422 package: the key is not known");
        let path = format!("/api/referrals/{referral}/delivery");
        let send = || clearinghouse.call(ANALYST, Method::POST, &path).send();
        assert_eq!(send().await.unwrap().status(), StatusCode::OK);
        let delivered = clearinghouse.until_referral(&referral, "delivered").await;
        assert_eq!(delivered["refusal"], json!(null));
        assert_eq!(send().await.unwrap().status(), StatusCode::CONFLICT);
        let deliveries = inbox.deliveries();
        assert_eq!(unseal(&deliveries[0].1), unseal(&deliveries[1].1));
        clearinghouse.finish().await;
    }

    async fn a_start_sweeps_what_no_record_speaks_of(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let kept = clearinghouse.vault_files();
        let orphan = plant_orphan(&db.folder().join("data/vault"));
        assert_eq!(clearinghouse.vault_files(), kept + 1);
        let clearinghouse = clearinghouse.restart(Some(addr)).await;
        assert!(!orphan.exists() && clearinghouse.vault_files() == kept);
        let referral = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&referral, "delivered").await;
        clearinghouse.finish().await;
    }

    async fn a_restart_loses_nothing_and_keeps_the_key(db: TestDb) {
        // at first nobody listens at the agency's address
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        clearinghouse.upload(report, "a.bmp", picture(1)).await;
        let key = verifier(&clearinghouse).await;
        let clearinghouse = clearinghouse.restart(None).await;
        assert_eq!(clearinghouse.finish_report(report).await.files.file_id.len(), 1);
        let clearinghouse = clearinghouse.restart(None).await;
        clearinghouse.until_state(report, "ready").await;
        let referral = refer(&clearinghouse, AGENCY).await;
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = clearinghouse.restart(Some(addr)).await;
        clearinghouse.clock.advance(SignedDuration::from_mins(5));
        clearinghouse.until_referral(&referral, "delivered").await;
        let (opened, _) = open(&inbox.deliveries()[0].1, key);
        assert_eq!(opened.referral.reports[0].report_number, report);
        clearinghouse.finish().await;
    }
}
