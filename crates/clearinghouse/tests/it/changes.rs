//! What becomes of a referral after it was made: fetched, delivered again, taken back, corrected, drawn out of a batch.

use jiff::SignedDuration;
use model::{Id, kind::Referral};
use reqwest::Method;
use serde_json::{Value, json};
use service::testing::TestDb;
use service::{SystemRng, both_engines};
use sha2::{Digest as _, Sha256};
use wire::document::Document as _;
use wire::feedback::{KnownReports, Receipt};
use wire::referral_notice::{NoticeKind, NoticeReason, NoticeReceipt, ReferralNotice};

use crate::chain::{open, refer, verifier};
use crate::harness::{
    AGENCY, ANALYST, Inbox, OTHER_AGENCY, PARTY, TestClearinghouse, details_xml, picture, report_xml, unseal,
};

pub(crate) async fn change(clearinghouse: &TestClearinghouse, referral: &str, body: Value) -> (u16, Value) {
    let path = format!("/api/referrals/{referral}/changes");
    clearinghouse.send_json(ANALYST, Method::POST, &path, &body).await
}

/// Files a report on a picture that its sender marks as known everywhere, on this account and with these words about it.
pub(crate) async fn file_viral(clearinghouse: &TestClearinghouse, account: &str, words: &str) -> i64 {
    let xml = report_xml("203.0.113.7").replace("account-1", account);
    let report = clearinghouse.ispws("/ispws/submit", xml).await.report_id.unwrap();
    let uploaded = clearinghouse.upload(report, "pattern.bmp", picture(1)).await;
    let details = details_xml(report, uploaded.file_id.unwrap().as_str(), "203.0.113.7");
    let marked = "<fileAnnotations><viral/></fileAnnotations><ipCaptureEvent>";
    let details = details.replace("<ipCaptureEvent>", marked);
    let details = details.replace("</fileDetails>", &format!("{words}</fileDetails>"));
    assert_eq!(clearinghouse.ispws("/ispws/fileinfo", details).await.response_code.number(), 0);
    assert_eq!(clearinghouse.finish_report(report).await.response_code.number(), 0);
    clearinghouse
        .until("clustered", async || {
            let found = clearinghouse.get_json(ANALYST, &format!("/api/reports/{report}")).await;
            found["clusters"][0]["cluster_id"].is_string().then_some(())
        })
        .await;
    report
}

both_engines! {
    async fn everybody_who_got_a_report_is_told_that_it_is_taken_back(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let one = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let two = clearinghouse.file("203.0.113.8", None, picture(2)).await;
        let referral = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&referral, "delivered").await;

        for (body, status, field) in [
            (json!({"kind": "withdrawn", "reason_code": "ordered", "reason": " "}), 422, "reason"),
            (json!({"kind": "withdrawn", "reason_code": "whim", "reason": "x"}), 422, "reason_code"),
            (json!({"kind": "burnt", "reason": "x"}), 422, "kind"),
            (json!({"kind": "withdrawn", "reason_code": "ordered", "reason": "x", "reports": [7]}), 422, "reports"),
        ] {
            let (answered, problem) = change(&clearinghouse, &referral, body).await;
            assert_eq!((answered, &problem["field"]), (status, &json!(field)), "{problem}");
        }
        let drawn = json!({"kind": "drawn_out", "reason": "x", "reports": [one]});
        assert_eq!(change(&clearinghouse, &referral, drawn).await.0, 409, "it is no batch");

        let why = "the hash list took the entry back";
        let body = json!({"kind": "withdrawn", "reason_code": "false_match", "reason": why, "reports": [one]});
        let (status, made) = change(&clearinghouse, &referral, body).await;
        assert_eq!((status, &made["notices"]), (201, &json!(1)), "{made}");
        let path = format!("/api/referrals/{referral}");
        let told = clearinghouse.until("an acknowledged notice", async || {
            let found = clearinghouse.get_json(ANALYST, &path).await;
            found["notices"][0]["acknowledged_at"].is_string().then_some(found)
        }).await;
        assert_eq!((&told["standing"], &told["reports"], &told["state"]), (&json!(1), &json!(2), &json!("delivered")));
        let [signed]: [_; 1] = inbox.notices().try_into().unwrap();
        let (notice, signer) = ReferralNotice::open(&signed, &[verifier(&clearinghouse).await]).unwrap();
        assert_eq!(signer, "clearinghouse.example");
        assert_eq!((notice.kind, notice.reason), (NoticeKind::Withdrawn, NoticeReason::FalseMatch));
        assert_eq!((notice.report_numbers, notice.referral_id), (vec![one], referral.clone()));
        assert!(!String::from_utf8_lossy(&signed).contains(why), "an analyst's words stay here");
        let page = clearinghouse.call(ANALYST, Method::GET, &format!("/referrals/{referral}")).header("accept", "text/html");
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(page.contains(why) && page.contains("Taken back"), "{page}");

        // what was taken back waits again, and goes to another country, but not to the same agency with all that wait
        clearinghouse.until_state(one, "ready").await;
        clearinghouse.until_state(two, "referred").await;
        let all = json!({"agency": AGENCY, "reports": "all_ready"});
        let (status, problem) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &all).await;
        assert_eq!((status, &problem["field"]), (422, &json!("reports")), "{problem}");
        for (number, is_taken_back) in [(one, true), (two, false)] {
            let shown = clearinghouse.call(ANALYST, Method::GET, &format!("/reports/{number}?lang=en"));
            let html = shown.header("accept", "text/html").send().await.unwrap().text().await.unwrap();
            assert_eq!(html.contains("Taken back"), is_taken_back, "{html}");
        }
        let body = json!({"country": "FR", "grounds": "the profile names a French town"});
        let country = format!("/api/reports/{one}/country");
        assert_eq!(clearinghouse.send_json(ANALYST, Method::PUT, &country, &body).await.0, 200);
        let french = refer(&clearinghouse, OTHER_AGENCY).await;
        clearinghouse.until_referral(&french, "delivered").await;
        let body = json!({"kind": "withdrawn", "reason_code": "duplicate", "reason": "x", "reports": [one]});
        let (status, problem) = change(&clearinghouse, &referral, body).await;
        assert_eq!((status, &problem["field"]), (422, &json!("reports")), "it does not stand there any more");
        clearinghouse.finish().await;
    }

    async fn what_is_taken_back_while_its_package_is_written_is_not_in_it(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let one = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let two = clearinghouse.file("203.0.113.8", None, picture(2)).await;
        // a referral whose package is never written, as when that is stuck
        let referral = Id::<Referral>::new(&*clearinghouse.clock, &SystemRng).to_string();
        let mut tx = clearinghouse.running.node.db().begin_write("test").await.unwrap();
        for sql in [
            "INSERT INTO referral (referral_id, agency_code, agency_country, state, made_by, made_at)
             SELECT $1, 'ES-CNP', 'ES', 'requested', 'analyst', MAX(received_at) FROM report",
            "INSERT INTO referral_report (referral_id, report_id) SELECT $1, report_id FROM report",
            "UPDATE report SET referred = 1 WHERE $1 <> ''",
        ] {
            sqlx::query(sql).bind(&referral).execute(tx.conn()).await.unwrap();
        }
        tx.commit().await.unwrap();
        clearinghouse.until_state(one, "referred").await;

        let take_back = |number: i64| json!({"kind": "withdrawn", "reason_code": "ordered", "reason": "x", "reports": [number]});
        let (status, made) = change(&clearinghouse, &referral, take_back(one)).await;
        assert_eq!((status, &made["notices"]), (201, &json!(0)), "nothing of it left us: {made}");
        clearinghouse.until_referral(&referral, "delivered").await;
        let (opened, payload) = open(&inbox.deliveries().last().unwrap().1, verifier(&clearinghouse).await);
        let numbers: Vec<i64> = opened.referral.reports.iter().map(|report| report.report_number).collect();
        assert_eq!(numbers, [two]);
        assert!(!payload.iter().any(|(path, _)| path.contains(&one.to_string())), "{one}");
        assert!(inbox.notices().is_empty());
        clearinghouse.until_state(one, "ready").await;
        clearinghouse.finish().await;
    }

    async fn a_correction_takes_the_place_of_what_was_sent(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let first = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&first, "delivered").await;
        let body = json!({"kind": "corrected", "reason_code": "enrichment_wrong", "reason": "the operator was wrong"});
        let (status, made) = change(&clearinghouse, &first, body).await;
        assert_eq!(status, 201, "{made}");
        let second = made["new_referral_id"].as_str().unwrap();
        clearinghouse.until_referral(second, "delivered").await;
        clearinghouse.until("the notice", async || (!inbox.notices().is_empty()).then_some(())).await;
        let (notice, _) = ReferralNotice::open(&inbox.notices()[0], &[verifier(&clearinghouse).await]).unwrap();
        assert_eq!((notice.kind, notice.replaced_by.as_deref()), (NoticeKind::Corrected, Some(second)));
        let deliveries = inbox.deliveries();
        let (opened, _) = open(&deliveries.last().unwrap().1, verifier(&clearinghouse).await);
        assert_eq!((opened.referral.referral_id.as_str(), opened.referral.reports[0].report_number), (second, report));
        clearinghouse.until_state(report, "referred").await;
        let listed = clearinghouse.call(ANALYST, Method::GET, "/referrals?lang=en").header("accept", "text/html");
        let html = listed.send().await.unwrap().text().await.unwrap();
        assert_eq!(html.matches("Taken back").count(), 1, "nothing of the first one stands: {html}");
        // the first one is not sent any more
        let (status, _) = change(&clearinghouse, &first, json!({"kind": "delivered_again", "reason": "lost"})).await;
        assert_eq!(status, 409);
        // the second is, to whoever lost it
        let before = inbox.deliveries().len();
        let (status, made) = change(&clearinghouse, second, json!({"kind": "delivered_again", "reason": "lost"})).await;
        assert_eq!((status, &made["notices"]), (201, &json!(0)), "{made}");
        clearinghouse.until("it again", async || (inbox.deliveries().len() > before).then_some(())).await;
        clearinghouse.until_referral(second, "delivered").await;
        let again = inbox.deliveries();
        assert_eq!(unseal(&again.last().unwrap().1), unseal(&deliveries.last().unwrap().1));
        clearinghouse.finish().await;
    }

    async fn an_agency_fetches_what_waits_for_it_and_nothing_of_others(db: TestDb) {
        let clearinghouse = TestClearinghouse::start_pulled(&db).await;
        clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let referral = refer(&clearinghouse, AGENCY).await;
        clearinghouse.until_referral(&referral, "made").await;
        let list = async |who: &str| clearinghouse.get_json(who, "/api/agency/referrals").await;
        let waiting = list(AGENCY).await;
        assert_eq!((&waiting["referrals"][0]["referral_id"], &waiting["notices"]), (&json!(referral), &json!([])));
        assert_eq!(list(OTHER_AGENCY).await["referrals"], json!([]));
        let path = format!("/api/agency/referrals/{referral}");
        let fetch = async |who: &str| clearinghouse.call(who, Method::GET, &format!("{path}/package")).send().await.unwrap();
        assert_eq!(fetch(OTHER_AGENCY).await.status(), 404);
        assert_eq!(fetch(ANALYST).await.status(), 404);
        let sealed = fetch(AGENCY).await.bytes().await.unwrap();
        let digest = hex::encode(Sha256::digest(unseal(&sealed)));
        assert_eq!(waiting["referrals"][0]["package_sha256"], digest);

        let at = "2024-06-01T09:05:00Z".parse().unwrap();
        let tell = async |who: &str, receipt: &Receipt| {
            let request = clearinghouse.call(who, Method::POST, &format!("{path}/receipt")).body(receipt.write().unwrap());
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(tell(AGENCY, &Receipt::new("rcp_9", &referral, at, "0".repeat(64))).await, 422, "another package");
        let known = KnownReports { referral_id: "ref_earlier".into(), report_numbers: vec![7, 8] };
        let receipt = Receipt::new("rcp_9", &referral, at, &digest).with_known(vec![known]);
        assert_eq!(tell(OTHER_AGENCY, &receipt).await, 404);
        assert_eq!(tell(AGENCY, &receipt).await, 200);
        assert_eq!(tell(AGENCY, &receipt).await, 200, "whoever missed the answer tells it again");
        let found = clearinghouse.until_referral(&referral, "delivered").await;
        assert_eq!(found["receipt"]["receipt_id"], "rcp_9");
        let page = clearinghouse.call(ANALYST, Method::GET, &format!("/referrals/{referral}?lang=en"));
        let page = page.header("accept", "text/html").send().await.unwrap().text().await.unwrap();
        assert!(page.contains("2 reports, by") && page.contains("/referrals/ref_earlier"), "{page}");
        assert_eq!(list(AGENCY).await["referrals"], json!([]));

        // a notice waits in the same list, and after a day in that of what nobody acknowledged
        let body = json!({"kind": "withdrawn", "reason_code": "ordered", "reason": "an order"});
        assert_eq!(change(&clearinghouse, &referral, body).await.0, 201);
        let waiting = list(AGENCY).await;
        let overdue = async || {
            let request = clearinghouse.call(ANALYST, Method::GET, "/referrals?lang=en").header("accept", "text/html");
            request.send().await.unwrap().text().await.unwrap().contains("Not acknowledged for a day")
        };
        assert!(!overdue().await);
        clearinghouse.clock.advance(SignedDuration::from_hours(25));
        assert!(overdue().await);
        let file = async |list: &str| {
            let path = format!("/referrals?list={list}&format=csv&lang=en");
            clearinghouse.call(ANALYST, Method::GET, &path).send().await.unwrap().text().await.unwrap()
        };
        let (late, agencies) = (file("overdue").await, file("agencies").await);
        assert!(late.contains(&referral) && late.contains("notice") && !late.contains("<html"), "{late}");
        assert!(agencies.contains("ES-CNP") && !agencies.contains(&referral), "{agencies}");
        let signed = waiting["notices"][0]["signed"].as_str().unwrap().to_owned();
        let notice_id = waiting["notices"][0]["notice_id"].as_str().unwrap();
        let receipt = NoticeReceipt::new("rcp_10", notice_id, at, hex::encode(Sha256::digest(&signed)));
        let tell = async |who: &str| {
            let request = clearinghouse.call(who, Method::POST, "/api/agency/notice-receipts").body(receipt.write().unwrap());
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!((tell(OTHER_AGENCY).await, tell(AGENCY).await, tell(AGENCY).await), (422, 200, 200));
        assert_eq!(list(AGENCY).await["notices"], json!([]));
        assert!(!overdue().await);
        let file = clearinghouse.call(ANALYST, Method::GET, &format!("/api/referrals/{referral}/notice")).send().await.unwrap();
        assert_eq!(file.text().await.unwrap(), signed, "for a stick");
        assert_eq!(fetch(AGENCY).await.status(), 409, "what was taken back is not handed out");
        clearinghouse.finish().await;
    }

    async fn a_receipt_that_was_carried_is_typed_in(db: TestDb) {
        let clearinghouse = TestClearinghouse::start_pulled(&db).await;
        clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let referral = refer(&clearinghouse, AGENCY).await;
        let made = clearinghouse.until_referral(&referral, "made").await;
        let digest = made["package"]["sha256"].as_str().unwrap();
        let send = async |digest: &str, day: &str| {
            let fields = [("receipt_id", "rcp_7"), ("package_sha256", digest), ("received_on", day)];
            let path = format!("/referrals/{referral}/receipt");
            let request = clearinghouse.call(ANALYST, Method::POST, &path).header("accept", "text/html").form(&fields);
            request.send().await.unwrap()
        };
        for (digest, day) in [("00", "2024-06-01"), (&*"0".repeat(64), "2024-06-01"), (digest, "yesterday")] {
            assert_eq!(send(digest, day).await.status(), 422, "{digest} {day}");
        }
        assert!(send(digest, "2024-06-01").await.status().is_success());
        let found = clearinghouse.until_referral(&referral, "delivered").await;
        assert_eq!(found["receipt"]["receipt_id"], "rcp_7");

        // the same form takes the receipt of a notice that was carried, which its digest tells
        let body = json!({"kind": "withdrawn", "reason_code": "ordered", "reason": "an order"});
        assert_eq!(change(&clearinghouse, &referral, body).await.0, 201);
        let path = format!("/api/referrals/{referral}");
        let found = clearinghouse.get_json(ANALYST, &path).await;
        assert!(found["notices"][0]["acknowledged_at"].is_null(), "{found}");
        let signed = found["notices"][0]["signed"].as_str().unwrap();
        assert!(send(&hex::encode(Sha256::digest(signed)), "2024-06-02").await.status().is_success());
        let found = clearinghouse.get_json(ANALYST, &path).await;
        assert!(found["notices"][0]["acknowledged_at"].is_string(), "{found}");
        clearinghouse.finish().await;
    }

    async fn text_that_a_program_writes_by_itself_keeps_no_report_out_of_a_batch_once_it_is_marked(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let words = |text: &str| format!("<additionalInfo>{text}</additionalInfo>");
        let footer = words("Sent by the  reporting program.");
        let read = file_viral(&clearinghouse, "standing-1", &footer).await;
        let page = format!("/senders/{PARTY}");
        let post = async |path: &str, fields: &[(&str, &str)]| {
            let request = clearinghouse.call(ANALYST, Method::POST, path).header("accept", "text/html");
            request.form(fields).send().await.unwrap().status().as_u16()
        };
        let mark = async |sentence: &str| {
            let number = read.to_string();
            let fields = [("part", "mark"), ("sentence", sentence), ("report_number", number.as_str()), ("reason", "a footer")];
            post(&format!("{page}/standing-texts"), &fields).await
        };
        assert_eq!(mark("Sent by the reporting program.").await, 422, "nobody has read it");
        assert_eq!(post(&format!("/reports/{read}/read"), &[("read", "yes")]).await, 200);
        assert_eq!(mark("Sent by quite another program.").await, 422, "it does not stand there");
        assert_eq!(mark("Sent by the reporting program 7.").await, 422, "it has a digit");
        assert_eq!(mark("Sent by the reporting program.").await, 200);
        assert_eq!(mark("Sent by the reporting program.").await, 409);

        let alone = [
            file_viral(&clearinghouse, "standing-2", &footer).await,
            file_viral(&clearinghouse, "standing-3", &words("Sent by the reporting program.")).await,
        ];
        file_viral(&clearinghouse, "standing-4", &words("Sent by the reporting program. She")).await;
        let shown = clearinghouse.call(ANALYST, Method::GET, &page).header("accept", "text/html").send().await.unwrap();
        let html = shown.text().await.unwrap();
        let (_, rest) = html.split_once("name=\"standing_text_id\" value=\"").unwrap();
        let (id, _) = rest.split_once('"').unwrap();
        let undo = format!("{page}/standing-texts/undo");
        assert_eq!(post(&undo, &[("part", id), ("standing_text_id", id), ("reason", " ")]).await, 422);
        assert_eq!(post(&undo, &[("part", id), ("standing_text_id", id), ("reason", "a mistake")]).await, 200);
        file_viral(&clearinghouse, "standing-5", &footer).await;

        let batch = json!({"agency": AGENCY, "reports": "batch"});
        let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &batch).await;
        assert_eq!(status, 201, "{made}");
        let found = clearinghouse.until_referral(made["referral_id"].as_str().unwrap(), "delivered").await;
        let numbers: std::collections::BTreeSet<i64> = serde_json::from_value(found["report_numbers"].clone()).unwrap();
        assert_eq!(numbers, std::collections::BTreeSet::from(alone), "neither what says more nor what came without the mark");
        clearinghouse.finish().await;
    }

    async fn known_files_go_as_one_batch_a_day_and_a_report_can_be_drawn_out(db: TestDb) {
        let (inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let plain = clearinghouse.file("203.0.113.7", None, picture(2)).await;
        let viral = [file_viral(&clearinghouse, "viral-1", "").await, file_viral(&clearinghouse, "viral-2", "").await];
        let more = file_viral(&clearinghouse, "viral-3", "<additionalInfo>a conversation is enclosed</additionalInfo>").await;
        let urgent = file_viral(&clearinghouse, "viral-4", "").await;
        let twice = [file_viral(&clearinghouse, "viral-5", "").await, file_viral(&clearinghouse, "viral-5", "").await];
        let mut tx = clearinghouse.running.node.db().begin_write("test").await.unwrap();
        let sql = "UPDATE report SET band = 'a' WHERE report_number = $1";
        sqlx::query(sql).bind(urgent).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();

        // what says more than the file, what is urgent, and what is one of several on an account, goes at once
        let singles = refer(&clearinghouse, AGENCY).await;
        let found = clearinghouse.until_referral(&singles, "delivered").await;
        let numbers: std::collections::BTreeSet<i64> = serde_json::from_value(found["report_numbers"].clone()).unwrap();
        assert_eq!(numbers, [plain, more, urgent, twice[0], twice[1]].into());

        let batch = json!({"agency": AGENCY, "reports": "batch"});
        let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &batch).await;
        assert_eq!((status, &made["reports"]), (201, &json!(2)), "{made}");
        let batch_id = made["referral_id"].as_str().unwrap().to_owned();
        clearinghouse.until_referral(&batch_id, "delivered").await;
        let (opened, payload) = open(&inbox.deliveries().last().unwrap().1, verifier(&clearinghouse).await);
        let rows: std::collections::BTreeSet<_> = opened.referral.batch.iter().map(|row| row.row_id.clone()).collect();
        assert_eq!(rows, viral.map(|number| format!("{number}.1")).into());
        assert!(opened.referral.batch.iter().all(|row| row.evidence_until == Some("2025-06-01".parse().unwrap())));
        assert_eq!(payload.iter().filter(|(path, _)| path.starts_with("data/files/")).count(), 1, "one file");
        let csv = payload.iter().find(|(path, _)| path == "data/batch.csv").unwrap();
        assert_eq!(String::from_utf8_lossy(&csv.1).lines().count(), 3);

        // one a day
        let later = file_viral(&clearinghouse, "viral-6", "").await;
        let (status, problem) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &batch).await;
        assert_eq!(status, 422);
        assert!(problem["detail"].as_str().unwrap().contains(&batch_id), "{problem}");

        // drawn out, with a reason, once; the batch stands
        let body = json!({"kind": "drawn_out", "reason": "this account is under inquiry", "reports": [viral[0]]});
        let (status, made) = change(&clearinghouse, &batch_id, body.clone()).await;
        assert_eq!((status, &made["notices"]), (201, &json!(0)), "{made}");
        let own = made["new_referral_id"].as_str().unwrap();
        let found = clearinghouse.until_referral(own, "delivered").await;
        assert_eq!((&found["report_numbers"], &found["drawn_from"]), (&json!([viral[0]]), &json!(batch_id)));
        assert_eq!(change(&clearinghouse, &batch_id, body).await.0, 409);
        assert_eq!(clearinghouse.get_json(ANALYST, &format!("/api/referrals/{batch_id}")).await["standing"], 2);

        // a batch that is corrected stays one: its rows, with what its agency told meanwhile
        let outcome = json!({"report_number": viral[1], "code": "in_inquiry", "decided_at": "2024-06-01T08:00:00Z"});
        let told = json!({"schema": "amparo-feedback/1", "referral_id": batch_id, "outcomes": [outcome]});
        let (status, answer) = clearinghouse.send_json(AGENCY, Method::POST, "/feedback", &told).await;
        assert_eq!(status, 201, "{answer}");
        let body = json!({"kind": "corrected", "reason_code": "enrichment_wrong", "reason": "x", "reports": [viral[1]]});
        let (status, made) = change(&clearinghouse, &batch_id, body).await;
        assert_eq!(status, 201, "{made}");
        clearinghouse.until_referral(made["new_referral_id"].as_str().unwrap(), "delivered").await;
        let (opened, _) = open(&inbox.deliveries().last().unwrap().1, verifier(&clearinghouse).await);
        let [row] = opened.referral.batch.as_slice() else { panic!("{:?}", opened.referral.batch) };
        assert_eq!((row.report_number, row.outcome.as_deref()), (viral[1], Some("in_inquiry")));

        clearinghouse.clock.advance(SignedDuration::from_hours(24));
        let (status, made) = clearinghouse.send_json(ANALYST, Method::POST, "/api/referrals", &batch).await;
        assert_eq!((status, &made["reports"]), (201, &json!(1)), "{made}");
        let next = clearinghouse.until_referral(made["referral_id"].as_str().unwrap(), "delivered").await;
        assert_eq!(next["report_numbers"], json!([later]));
        clearinghouse.finish().await;
    }
}
