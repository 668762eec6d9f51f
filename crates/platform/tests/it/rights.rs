//! Holds, review lists and erasure of what a platform preserves.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::testing::{TestDb, is_on_disk};
use service::{Engine, both_engines};

use crate::fake::Fault;
use crate::harness::{As, BLOBS, OTHER_BLOBS, Platform, statement, text};

/// What an erasure empties.
pub(crate) const SEALED: &str = "SELECT statement_sealed || account_blind || url_blind AS said FROM upload
    UNION ALL SELECT reason_sealed FROM decision UNION ALL SELECT COALESCE(policy_sealed, '') FROM decision
    UNION ALL SELECT wrapped_key FROM evidence_item
    UNION ALL SELECT wrapped_key FROM case_key UNION ALL SELECT reason FROM opening
    UNION ALL SELECT reason || authorization_number || COALESCE(lifted_reason, '') FROM legal_hold
    UNION ALL SELECT COALESCE(words_sealed, '') FROM filing_step UNION ALL SELECT words_sealed FROM report_recipient
    UNION ALL SELECT facts_sealed FROM report_facts UNION ALL SELECT text_sealed || COALESCE(reason_sealed, '') || COALESCE(policy_sealed, '') FROM appeal
    UNION ALL SELECT notice_sealed || COALESCE(words_sealed, '') FROM notice_order
    UNION ALL SELECT words_sealed || COALESCE(answer_sealed, '') FROM legal_process
    UNION ALL SELECT answer_sealed || reason_sealed FROM legal_process_end
    UNION ALL SELECT reason_sealed || COALESCE(receipt_sealed, '') FROM evidence_package";

both_engines! {
    async fn yesterdays_backup_keeps_the_erased_erased(db: TestDb) {
        db.may_leave_jobs();
        let mut platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        let upload = format!("/api/reviews/upload/{}", text(&report["upload_id"]));
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        let secrets = platform.texts(SEALED).await;
        let secrets: Vec<&String> = secrets.iter().filter(|text| !text.is_empty()).collect();
        assert!(secrets.len() >= 4);
        let (yesterday, files) = (platform.back_up().await, platform.vault_items());
        let why = json!({ "reason": "the period is over" });
        let asked = platform.post(As::Moderator, &format!("{upload}/erase"), &why, StatusCode::ACCEPTED).await;
        let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
        platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await;
        platform.return_from(&yesterday).await;
        let restored = db.folder().join("platform");
        if db.engine() == Engine::Sqlite {
            let is_back = |text: &&&String| is_on_disk(db.folder(), &text[..40.min(text.len())]);
            assert!(secrets.iter().all(|text| is_back(&text)), "the backup brings it back");
        }
        assert_eq!(platform.item_files().len(), files);
        platform.restart().await;
        let sealed = platform.texts(SEALED).await;
        assert!(sealed.iter().all(String::is_empty), "{sealed:?}");
        platform.until_items(files - 1).await;
        let now = platform.get(As::Moderator, "/api/reviews").await;
        assert_eq!((&now["due"], &now["erasures"][0]["object_id"]), (&json!([]), &report["upload_id"]), "{now}");
        let entries = platform.texts("SELECT action AS said FROM custody_entry").await;
        assert_eq!(entries.iter().filter(|action| *action == "erase-object-again").count(), 1, "{entries:?}");
        // with the key and every byte of the restored node there is nothing left to open
        platform.kill().await;
        if db.engine() == Engine::Sqlite {
            let own = [restored.as_path(), &db.folder().join("database")];
            std::fs::create_dir(own[1]).unwrap();
            for ending in ["", "-wal", "-shm"] {
                let file = format!("test.db{ending}");
                let _ = std::fs::copy(db.folder().join(&file), own[1].join(file));
            }
            let left = secrets.iter().filter(|text| own.iter().any(|dir| is_on_disk(dir, text))).count();
            assert_eq!(left, 0);
        }
        // and it happens once
        platform.restart().await;
        assert_eq!(platform.texts("SELECT action AS said FROM custody_entry WHERE action = 'erase-object-again'").await.len(), 1);
        platform.stop().await;
    }

    async fn preserved_content_goes_after_its_period_unless_it_is_held(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        let upload = format!("/api/reviews/upload/{}", text(&report["upload_id"]));
        let why = json!({ "reason": "the period is over" });
        let early = platform.post(As::Moderator, &format!("{upload}/erase"), &why, StatusCode::CONFLICT).await;
        assert!(text(&early["detail"]).contains("its period runs"), "{early}");
        // filed in 2020: ninety days
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        let due = platform.get(As::Moderator, "/api/reviews").await;
        assert_eq!((&due["due"][0]["verdict"], &due["due"][0]["period_days"]), (&json!("erasable"), &json!(90)));

        let hold = json!({ "reason": "a court asks", "authorization": "order 7", "last_day": "2030-12-31" });
        let hold = platform.post(As::Moderator, &format!("{upload}/hold"), &hold, StatusCode::CREATED).await;
        platform.post(As::Moderator, &format!("{upload}/erase"), &why, StatusCode::CONFLICT).await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("A hold forbids the erasure of this."), "{page}");
        let lift = format!("/api/holds/{}/lift", text(&hold["hold_id"]));
        platform.post(As::Moderator, &lift, &json!({ "reason": "withdrawn" }), StatusCode::OK).await;
        platform.post(As::Administrator, &format!("{upload}/erase"), &why, StatusCode::NOT_FOUND).await;

        let files = platform.vault_items();
        let asked = platform.post(As::Moderator, &format!("{upload}/erase"), &why, StatusCode::ACCEPTED).await;
        let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
        platform.post(As::Moderator, &approve, &json!({}), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(platform.vault_items(), files, "nothing is done yet");
        let page = platform.page(As::OtherModerator, "/approvals").await;
        assert!(page.contains("18 U.S.C. 2258A") && page.contains("Preserved content"), "{page}");
        let receipt = platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await["output"].clone();
        for table in ["upload", "decision", "evidence_item"] {
            assert_eq!(receipt["counts"][table], 1, "{receipt}");
        }
        let sealed = platform.texts(SEALED).await;
        assert!(sealed.iter().all(String::is_empty), "{sealed:?}");
        platform.until_items(files - 1).await;
        // the report, its steps and outcomes are numbers, and stay
        assert_eq!(platform.report(&report_id).await["state"], "filed");
        for lang in ["en", "es"] {
            platform.page(As::Moderator, &format!("/reports/{report_id}?lang={lang}")).await;
            platform.page(As::Moderator, &format!("/reviews?lang={lang}")).await;
        }
        // nor does the desk say any more what was reported of whom
        let hits = platform.get(As::Moderator, "/api/hits").await;
        let item = platform.page(As::Moderator, &format!("/hits/{}", text(&hits["hits"][0]["hit_id"]))).await;
        assert!(item.contains("What was stated of this upload is erased"), "{item}");
        let said = platform.page(As::Moderator, &format!("/reports/{report_id}/content")).await;
        assert!(said.contains("What this report said is erased"), "{said}");
        assert!(!item.contains("user-1") && !said.contains("user-1"), "{item}{said}");
        platform.stop().await;
    }
}

both_engines! {
    async fn what_was_added_and_what_was_appealed_is_erased_with_the_upload(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let facts = json!({ "facts": { "narrative": "what happened" } });
        platform.put(As::Application, &format!("/api/uploads/{upload_id}/facts"), &facts, StatusCode::OK).await;
        let made = platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "filed").await;
        let appeal = json!({ "upload_id": upload_id, "text": "why" });
        platform.post(As::Application, "/api/appeals", &appeal, StatusCode::CREATED).await;
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        let upload = format!("/api/reviews/upload/{upload_id}/erase");
        let why = json!({ "reason": "the period is over" });
        let asked = platform.post(As::Moderator, &upload, &why, StatusCode::ACCEPTED).await;
        let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
        let receipt = platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await["output"].clone();
        for table in ["report_facts", "appeal"] {
            assert_eq!(receipt["counts"][table], 1, "{receipt}");
        }
        let sealed = platform.texts(SEALED).await;
        assert!(sealed.iter().all(String::is_empty), "{sealed:?}");
        // nothing is added any more, and what was erased would not be told of
        platform.put(As::Application, &format!("/api/uploads/{upload_id}/facts"), &facts, StatusCode::CONFLICT).await;
        platform.post(As::Application, "/api/appeals", &appeal, StatusCode::CONFLICT).await;
        platform.page(As::Moderator, &format!("/queue/{upload_id}")).await;
        platform.stop().await;
    }
}

both_engines! {
    async fn a_question_that_was_erased_with_its_upload_waits_for_nobody(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let upload_id = text(&platform.until(&report_id, "filed").await["upload_id"]);
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        let told = json!({ "upload_id": upload_id, "reporter_account": "user-9", "reason": "once more" });
        platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let open = "/api/user-reports?state=open";
        let waiting = async || {
            let queue = platform.get(As::Moderator, "/api/queue").await;
            let list = platform.get(As::Moderator, open).await;
            [&queue["items"], &list["user_reports"]].map(|rows| rows.as_array().unwrap().len())
        };
        assert_eq!(waiting().await, [1, 1]);
        let upload = format!("/api/reviews/upload/{upload_id}/erase");
        let why = json!({ "reason": "the period is over" });
        let asked = platform.post(As::Moderator, &upload, &why, StatusCode::ACCEPTED).await;
        let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
        platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await;
        assert_eq!(waiting().await, [0, 0]);
        // what somebody tells after that is new, and may be urgent
        platform.clock.advance(SignedDuration::from_hours(1));
        platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        assert_eq!(waiting().await, [1, 1]);
        platform.stop().await;
    }
}

both_engines! {
    async fn a_user_who_asks_learns_nothing_by_comparing_answers(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.confirmed().await;
        let request = |kind: &str, account: &str| json!({
            "right": "access", "token_kind": kind, "email": "a@mail.example", "service": "Example Social", "account": account,
            "requester": "a user", "channel": "email", "identity_check": "code_sent", "age": "unknown", "received_on": "2020-12-27"
        });
        let desk = "/api/rights-requests";
        let refused =
            platform.post(As::RightsOfficer, desk, &request("email", ""), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "token");
        let mut answers = Vec::new();
        for (account, held, decision, ground) in
            [("user-1", 1, "restricted", "prejudices_prevention"), ("nobody", 0, "nothing_held", "")]
        {
            let made = platform.post(As::RightsOfficer, desk, &request("account", account), StatusCode::CREATED).await;
            let path = format!("{desk}/{}", text(&made["rights_request_id"]));
            let shown = platform.post(As::RightsOfficer, &format!("{path}/look-up"), &json!({}), StatusCode::OK).await;
            assert_eq!(shown["found"][0], json!({ "category": "account", "records": held }));
            let decided = json!({ "decision": decision, "ground": ground, "reason": "r" });
            platform.post(As::RightsOfficer, &format!("{path}/decide"), &decided, StatusCode::OK).await;
            answers.push(platform.get(As::RightsOfficer, &format!("{path}/answer?lang=en")).await);
        }
        assert_eq!(answers[0], answers[1]);
        platform.post(As::Moderator, desk, &request("account", "x"), StatusCode::NOT_FOUND).await;
        let page = platform.page(As::RightsOfficer, "/rights-requests?lang=es").await;
        assert!(page.contains("Solicitudes de las personas"), "{page}");
        platform.stop().await;
    }
}

/// Two persons erase what a path of the reviews names: the receipt.
async fn erase_by_two(platform: &Platform, path: &str) -> Value {
    let why = json!({ "reason": "the period is over" });
    let asked = platform.post(As::Moderator, &format!("{path}/erase"), &why, StatusCode::ACCEPTED).await;
    let approve = format!("/api/approvals/{}/approve", text(&asked["approval_id"]));
    platform.post(As::OtherModerator, &approve, &json!({}), StatusCode::OK).await["output"].clone()
}

/// What a user says about an upload or an address: the path of its review, and its identifier.
async fn tell(platform: &Platform, (about, named): (&str, &str)) -> (String, String) {
    let told = json!({ about: named, "reporter_account": "user-9", "reason": "look" });
    let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
    let id = text(&told["user_report_id"]);
    (format!("/api/reviews/user_report/{id}"), id)
}

/// Of user reports: the sealed words and the reasons of what was decided on them.
const TOLD: &str = "SELECT statement_sealed AS said FROM user_report
    UNION ALL SELECT reason_sealed FROM decision WHERE user_report_id IS NOT NULL";

both_engines! {
    async fn a_user_report_that_no_upload_keeps_goes_after_its_own_period(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let upload_id = text(&platform.until(&report_id, "filed").await["upload_id"]);
        let (with_upload, _) = tell(&platform, ("upload_id", &upload_id)).await;
        let kept = platform.request(As::Moderator, Method::GET, &with_upload).send().await.unwrap();
        assert_eq!(kept.status(), StatusCode::NOT_FOUND, "it is kept with its upload");
        platform.clock.advance(SignedDuration::from_hours(24 * 91));
        erase_by_two(&platform, &format!("/api/reviews/upload/{upload_id}")).await;
        platform.clock.advance(SignedDuration::from_hours(1));
        let (late, late_id) = tell(&platform, ("upload_id", &upload_id)).await;
        platform.clock.advance(SignedDuration::from_secs(1));
        let (nowhere, id) = tell(&platform, ("url", "https://social.example/unknown")).await;
        let decision = format!("/api/user-reports/{id}/decision");
        let dismiss = json!({ "decision": "dismiss", "reason": "nothing is there" });
        platform.post(As::Moderator, &decision, &dismiss, StatusCode::OK).await;
        for path in [&late, &nowhere] {
            assert_eq!(platform.get(As::Moderator, path).await["verdict"], "keep");
        }
        platform.clock.advance(SignedDuration::from_hours(24 * 366));
        let due = platform.get(As::Moderator, "/api/reviews").await["due"].clone();
        let row = |id: &str| json!(["user_report", id, "user_report", "erasable", format!("/user-reports/{id}")]);
        let fields = ["object_kind", "object_id", "category", "verdict", "page"];
        let listed: Vec<_> = due.as_array().unwrap().iter().map(|due| json!(fields.map(|field| due[field].clone()))).collect();
        assert_eq!(listed, [row(&late_id), row(&id)]);
        for (lang, said) in [("en", "User report that no upload keeps"), ("es", "Denuncia de un usuario")] {
            let page = platform.page(As::Moderator, &format!("/user-reports/{id}?lang={lang}")).await;
            assert!(page.contains(&format!("/reviews/user_report/{id}")), "{page}");
            let page = platform.page(As::Moderator, &format!("/reviews?lang={lang}")).await;
            assert!(page.contains(said), "{page}");
        }
        let counts = erase_by_two(&platform, &nowhere).await["counts"].clone();
        assert_eq!(counts, json!({ "user_report": 1, "decision": 1 }));
        erase_by_two(&platform, &late).await;
        let told = platform.texts(TOLD).await;
        assert!(told.len() == 4 && told.iter().all(String::is_empty), "{told:?}");
        assert_eq!(platform.get(As::Moderator, "/api/reviews").await["due"], json!([]));
        // what nobody had decided waits for nobody, and what is decided again says no more why
        let erased = platform.get(As::Moderator, "/api/user-reports?state=erased").await;
        let erased: Vec<_> = erased["user_reports"].as_array().unwrap().iter().map(|row| text(&row["user_report_id"])).collect();
        assert!(erased.len() == 2 && erased.contains(&late_id), "{erased:?}");
        assert_eq!(platform.get(As::Moderator, "/api/queue").await["items"], json!([]));
        platform.post(As::Moderator, &decision, &dismiss, StatusCode::OK).await;
        let told = platform.texts(TOLD).await;
        assert!(told.len() == 5 && told.iter().all(String::is_empty), "{told:?}");
        platform.stop().await;
    }
}

both_engines! {
    async fn an_upload_that_was_never_reported_goes_after_its_own_period(db: TestDb) {
        db.may_leave_jobs();
        let platform = Platform::start(&db).await;
        let upload = async |bytes: &[u8]| {
            let stored = platform.upload(&statement(), bytes, StatusCode::CREATED).await;
            (text(&stored["upload_id"]), stored["hits"][0]["hit_id"].as_str().unwrap_or_default().to_owned())
        };
        let (quiet, _) = upload(OTHER_BLOBS).await;
        let (dismissed, hit_id) = platform.hit().await;
        platform.decide(&hit_id, "dismiss", "not_viewed", StatusCode::OK).await;
        let (open, _) = upload(BLOBS).await;
        // a report that waits for a human was not filed, and may be
        let (stuck, stuck_hit) = upload(BLOBS).await;
        platform.fake.fail("submit", Fault::Code(4100));
        let made = platform.decide(&stuck_hit, "confirm", "not_viewed", StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "stuck").await;
        let due = async || {
            let reviews = platform.get(As::Moderator, "/api/reviews").await;
            let rows = reviews["due"].as_array().unwrap().iter();
            rows.map(|row| (text(&row["object_id"]), text(&row["category"]))).collect::<BTreeSet<_>>()
        };
        let unreported = |ids: &[&String]| {
            ids.iter().map(|id| ((*id).clone(), "unreported_upload".to_owned())).collect::<BTreeSet<_>>()
        };
        assert_eq!(due().await, unreported(&[]));
        platform.clock.advance(SignedDuration::from_hours(24 * 366));
        assert_eq!(due().await, unreported(&[&quiet, &dismissed, &open]));

        // a hold wins, and what is said of one begins its period anew
        let hold = json!({ "reason": "a court asks", "authorization": "order 7", "last_day": "2030-12-31" });
        let review = |id: &str| format!("/api/reviews/upload/{id}");
        platform.post(As::Moderator, &format!("{}/hold", review(&quiet)), &hold, StatusCode::CREATED).await;
        let why = json!({ "reason": "the period is over" });
        platform.post(As::Moderator, &format!("{}/erase", review(&quiet)), &why, StatusCode::CONFLICT).await;
        tell(&platform, ("upload_id", &open)).await;
        platform.decide(&stuck_hit, "dismiss", "not_viewed", StatusCode::OK).await;
        assert_eq!(due().await, unreported(&[&dismissed]));
        let item = platform.page(As::Moderator, &format!("/hits/{hit_id}")).await;
        assert!(item.contains(&format!("/reviews/upload/{dismissed}")), "{item}");
        for (lang, said) in [("en", "Upload that was never reported"), ("es", "Archivo subido del que nunca se avisó")] {
            let page = platform.page(As::Moderator, &format!("/reviews?lang={lang}")).await;
            assert!(page.contains(said), "{page}");
            let page = platform.page(As::Moderator, &format!("/reviews/upload/{dismissed}?lang={lang}")).await;
            assert!(page.contains(&format!("/queue/{dismissed}")), "{page}");
        }
        let files = platform.vault_items();
        let counts = erase_by_two(&platform, &review(&dismissed)).await["counts"].clone();
        for table in ["upload", "decision", "evidence_item"] {
            assert_eq!(counts[table], 1, "{counts}");
        }
        platform.until_items(files - 1).await;
        assert_eq!(due().await, unreported(&[]));
        platform.clock.advance(SignedDuration::from_hours(24 * 366));
        assert_eq!(due().await, unreported(&[&open, &stuck]));
        platform.stop().await;
    }
}

/// User reports of 2019 about addresses at which nothing is known; a hold or a decision keeps all but the last.
const KEPT_REPORTS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 601)
    INSERT INTO user_report (user_report_id, statement_sealed, received_at, received_from)
    SELECT 'usr_0190163d8694739b8e3b2c7d3a0f' || (1000 + i), '', 1546300800000000, 'application' FROM n;
    INSERT INTO keep_decision (keep_decision_id, object_kind, object_id, reason, kept_until, decided_at, decided_by)
    SELECT user_report_id, 'user_report', user_report_id, '', 4102444800000000, 1577836800000000, 'moderator'
    FROM user_report WHERE user_report_id < 'usr_0190163d8694739b8e3b2c7d3a0f1301';
    INSERT INTO legal_hold (hold_id, object_kind, object_id, reason, authorization_number, held_from, placed_at, placed_by)
    SELECT REPLACE(user_report_id, 'usr', 'hld'), 'user_report', user_report_id, '', '', 1577836800000000, 1577836800000000, 'moderator'
    FROM user_report WHERE user_report_id >= 'usr_0190163d8694739b8e3b2c7d3a0f1301'
        AND user_report_id < 'usr_0190163d8694739b8e3b2c7d3a0f1601'";

both_engines! {
    async fn what_is_held_or_kept_longer_takes_no_place_from_what_is_due(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.change(KEPT_REPORTS).await;
        let reviews = platform.get(As::Moderator, "/api/reviews").await;
        let due: Vec<_> = reviews["due"].as_array().unwrap().iter().map(|row| text(&row["object_id"])).collect();
        assert_eq!(due, ["usr_0190163d8694739b8e3b2c7d3a0f1601"]);
        assert_eq!(reviews["holds"].as_array().unwrap().len(), 300);
        platform.stop().await;
    }
}
