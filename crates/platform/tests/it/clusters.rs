//! One file that many accounts shared: one decision, one report for each, and none for who has anything beside it.

use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, BLOBS, OTHER_BLOBS, Platform, statement, text, vouched};

both_engines! {
    async fn who_shared_the_file_alone_is_reported_and_who_has_more_is_left_out(db: TestDb) {
        let platform = Platform::start(&db).await;
        let entry = |file| json!({ "sha256": media::digest(file).file.sha256 });
        platform.import("known", &vouched(json!([entry(BLOBS), entry(OTHER_BLOBS)]))).await;
        let mut uploads = Vec::new();
        for account in ["user-1", "user-2", "user-3", "user-4"] {
            platform.clock.advance(jiff::SignedDuration::from_secs(1));
            let mut told = statement();
            told["account"] = json!({ "esp_identifier": account });
            uploads.push(text(&platform.upload(&told, BLOBS, StatusCode::CREATED).await["upload_id"]));
            if account == "user-3" {
                platform.upload(&told, OTHER_BLOBS, StatusCode::CREATED).await;
            }
        }
        let told = json!({ "upload_id": uploads[3], "reporter_account": "user-9", "reason": "look" });
        platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let list = platform.page(As::Moderator, "/clusters").await;
        assert!(list.contains(&format!("/clusters/{}", uploads[0])), "{list}");
        let path = format!("/clusters/{}", uploads[0]);
        let page = platform.page(As::Moderator, &path).await;
        for left_out in [&uploads[2], &uploads[3]] {
            assert!(page.contains(&format!("/queue/{left_out}")), "{page}");
        }
        assert!(page.contains("2 uploads"), "{page}");
        let form = [("decision", "confirm"), ("reason", "one known file"), ("viral", "yes")];
        let post = platform.request(As::Moderator, Method::POST, &format!("{path}/decision"));
        assert_eq!(post.form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let reports = platform.get(As::Moderator, "/api/reports").await["reports"].clone();
        assert_eq!(reports.as_array().unwrap().len(), 2, "{reports}");
        for report in reports.as_array().unwrap() {
            platform.until(&text(&report["report_id"]), "filed").await;
        }
        let filed = platform.fake.finished();
        for (account, filed) in ["user-1", "user-2"].into_iter().zip(filed.values()) {
            assert!(filed.submit.contains("<espIdentifier>user-"), "{account}: {}", filed.submit);
            assert!(filed.files[0].info.as_ref().unwrap().contains("viral"), "{account}");
        }
        let both = filed.values().map(|filed| filed.submit.clone()).collect::<String>();
        assert!(both.contains("user-1") && both.contains("user-2") && !both.contains("user-3"), "{both}");
        let page = platform.page(As::Moderator, &path).await;
        assert!(page.contains("value=\"2\" max=\"2\""), "{page}");
        // nobody is left who shared it alone
        let post = platform.request(As::Moderator, Method::POST, &format!("{path}/decision"));
        let again = post.header("accept", "text/html").form(&form).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::CONFLICT);
        platform.stop().await;
    }

    async fn who_shared_a_meme_several_times_is_one_report_that_says_so(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        let mut first = String::new();
        for (account, page) in [("user-1", 1), ("user-2", 2), ("user-1", 3)] {
            platform.clock.advance(jiff::SignedDuration::from_secs(1));
            let mut told = statement();
            told["account"] = json!({ "esp_identifier": account });
            told["url"] = json!(format!("https://social.example/p/{page}"));
            first = text(&platform.upload(&told, BLOBS, StatusCode::CREATED).await["upload_id"]);
        }
        let form = [("decision", "confirm"), ("reason", "one known file"), ("meme", "yes"), ("policy", "our rule 7")];
        let post = platform.request(As::Moderator, Method::POST, &format!("/clusters/{first}/decision"));
        assert_eq!(post.form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let reports = platform.get(As::Moderator, "/api/reports").await["reports"].clone();
        assert_eq!(reports.as_array().unwrap().len(), 2, "{reports}");
        for report in reports.as_array().unwrap() {
            let report = platform.until(&text(&report["report_id"]), "filed").await;
            assert_eq!(report["decisions"][0]["policy"], "our rule 7", "{report}");
        }
        let filed = platform.fake.finished();
        for filed in filed.values() {
            let is_of_several = filed.submit.contains("<espIdentifier>user-1<");
            let says_so = filed.submit.contains("<batchedReport reason=\"VIRAL_POTENTIAL_MEME\"");
            assert_eq!((filed.files.len() == 2, says_so), (is_of_several, is_of_several), "{}", filed.submit);
            let info = filed.files[0].info.as_ref().unwrap();
            assert!(info.contains("potentialMeme") && !info.contains("viral"), "{info}");
            assert_eq!(filed.submit.matches("<personOrUserReported>").count(), 1, "{}", filed.submit);
        }
        platform.stop().await;
    }

    async fn a_file_that_no_list_has_and_users_reported_is_decided_for_all_who_shared_it(db: TestDb) {
        let platform = Platform::start(&db).await;
        let mut uploads = Vec::new();
        for (account, in_danger) in [("user-1", false), ("user-2", false), ("user-3", true)] {
            platform.clock.advance(jiff::SignedDuration::from_secs(1));
            let mut told = statement();
            told["account"] = json!({ "esp_identifier": account });
            let upload_id = text(&platform.upload(&told, BLOBS, StatusCode::CREATED).await["upload_id"]);
            let told = json!({ "upload_id": upload_id, "reporter_account": "user-9", "reason": "look", "in_danger": in_danger });
            platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
            uploads.push(upload_id);
        }
        let list = platform.page(As::Moderator, "/clusters").await;
        assert!(list.contains(&format!("/clusters/{}", uploads[0])), "{list}");
        let path = format!("/clusters/{}", uploads[0]);
        let page = platform.page(As::Moderator, &path).await;
        for said in ["2 uploads", "No list of yours has this file", "somebody reported it"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let form = [("decision", "confirm"), ("reason", "one file of many"), ("viral", "yes")];
        let post = platform.request(As::Moderator, Method::POST, &format!("{path}/decision"));
        assert_eq!(post.form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let reports = platform.get(As::Moderator, "/api/reports").await["reports"].clone();
        assert_eq!(reports.as_array().unwrap().len(), 2, "who may be in danger is decided alone: {reports}");
        for report in reports.as_array().unwrap() {
            platform.until(&text(&report["report_id"]), "filed").await;
        }
        let both = platform.fake.finished().into_values().map(|filed| filed.submit).collect::<String>();
        assert!(both.contains("user-1") && both.contains("user-2") && !both.contains("user-3"), "{both}");
        platform.stop().await;
    }
}
