//! The policy that a decision names, in the log and in what the user is told.

use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{As, Platform, text};

const POLICIES: &str = "[[platform.policy]]\nid = \"3.2\"\ntitle = \"Child safety\"\nsince = \"2020-01-01\"\n\
    [[platform.policy]]\nid = \"4.1\"\ntitle = \"Not yet\"\nsince = \"2022-01-01\"\n";

both_engines! {
    async fn who_confirms_names_a_policy_of_the_node_and_the_user_reads_it(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.stand_as(POLICIES).await;
        platform.restart().await;
        let (upload_id, hit_id) = platform.hit().await;
        let path = format!("/api/hits/{hit_id}/decision");
        for policy in ["", "4.1", "a rule of mine"] {
            let body = json!({ "decision": "confirm", "reason": "compared", "policy": policy });
            let refused = platform.post(As::Moderator, &path, &body, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(refused["field"], "policy", "{refused}");
        }
        let page = platform.page(As::Moderator, &format!("/hits/{hit_id}")).await;
        assert!(page.contains("3.2 Child safety (2020-01-01)") && !page.contains("Not yet"), "{page}");
        let form = [("decision", "confirm"), ("reason", "compared"), ("policy", "3.2")];
        let post = platform.request(As::Moderator, Method::POST, &format!("/hits/{hit_id}/decision"));
        assert_eq!(post.form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let hits = platform.get(As::Moderator, "/api/hits?limit=500").await;
        let report = platform.until(&text(&hits["hits"][0]["report_id"]), "filed").await;
        assert_eq!(report["decisions"][0]["policy"], "3.2 Child safety (2020-01-01)", "{report}");
        let stored = platform.texts("SELECT COALESCE(policy_sealed, '') AS said FROM decision").await;
        assert!(!stored[0].is_empty() && !stored[0].contains("Child safety"), "{stored:?}");
        for (lang, words) in [("en", "against our own policy"), ("es", "nuestra propia norma")] {
            let told = platform.get(As::Application, &format!("/api/uploads/{upload_id}/reasons?lang={lang}")).await;
            assert!(told.to_string().contains(&format!("{words}: 3.2 Child safety (2020-01-01)")), "{told}");
        }
        platform.stop().await;
    }

    async fn without_policies_of_the_node_it_is_named_in_words_or_not_at_all(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, hit_id) = platform.hit().await;
        let body = json!({ "decision": "confirm", "reason": "compared", "policy": "our rule 7" });
        let made = platform.post(As::Moderator, &format!("/api/hits/{hit_id}/decision"), &body, StatusCode::OK).await;
        let report_id = text(&made["report_id"]);
        platform.until(&report_id, "filed").await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("our rule 7"), "{page}");
        let told = platform.get(As::Application, &format!("/api/uploads/{upload_id}/reasons")).await;
        assert!(told.to_string().contains("against our own policy: our rule 7"), "{told}");
        platform.stop().await;
    }

    async fn appeals_and_follow_ups_name_a_policy_and_decisions_are_counted_by_it(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.stand_as(POLICIES).await;
        platform.restart().await;
        let (upload_id, hit_id) = platform.hit().await;
        let body = json!({ "decision": "confirm", "reason": "compared", "policy": "3.2" });
        let made = platform.post(As::Moderator, &format!("/api/hits/{hit_id}/decision"), &body, StatusCode::OK).await;
        let report_id = text(&made["report_id"]);
        platform.until(&report_id, "filed").await;
        let follow_ups = format!("/reports/{report_id}/follow-ups");
        let more = json!({ "text": "The account came back.", "reason": "seen again" });
        let path = format!("/api{follow_ups}");
        let refused = platform.post(As::Moderator, &path, &more, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "policy", "{refused}");
        let page = platform.page(As::Moderator, &follow_ups).await;
        assert!(page.contains("3.2 Child safety (2020-01-01)") && !page.contains("Not yet"), "{page}");
        let form = [("text", "The account came back."), ("reason", "seen again"), ("policy", "3.2")];
        let post = platform.request(As::Moderator, Method::POST, &follow_ups);
        assert_eq!(post.form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let later = text(&platform.report(&report_id).await["followed_by"][0]["report_id"]);
        let later = platform.until(&later, "filed").await;
        assert_eq!(later["decisions"][0]["policy"], "3.2 Child safety (2020-01-01)", "{later}");

        let appeal = json!({ "upload_id": upload_id, "text": "this is my own garden" });
        let appeal_id = text(&platform.post(As::Application, "/api/appeals", &appeal, StatusCode::CREATED).await["appeal_id"]);
        let path = format!("/api/appeals/{appeal_id}/decision");
        let reject = json!({ "decision": "rejected", "reason": "it is on the list" });
        let refused = platform.post(As::OtherModerator, &path, &reject, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["field"], "policy", "{refused}");
        let form = [("decision", "rejected"), ("reason", "it is on the list"), ("policy", "3.2")];
        let post = platform.request(As::OtherModerator, Method::POST, &format!("/appeals/{appeal_id}/decision"));
        assert_eq!(post.form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let appeals = platform.get(As::Moderator, "/api/appeals").await;
        assert_eq!(appeals["appeals"][0]["policy"], "3.2 Child safety (2020-01-01)", "{appeals}");
        let page = platform.page(As::Moderator, &format!("/appeals/{appeal_id}?lang=es")).await;
        assert!(page.contains("Norma por la que se decide: 3.2 Child safety"), "{page}");
        let stored = platform.texts("SELECT COALESCE(policy_sealed, '') AS said FROM appeal").await;
        assert!(!stored[0].is_empty() && !stored[0].contains("Child safety"), "{stored:?}");

        let figures = platform
            .get(As::Officer, "/transparency?format=json&column=name&column=number&from=2020-01-01")
            .await;
        // the hit alone: what a moderator added later is counted apart
        for (name, number) in [("policy_confirmed.3.2", 1), ("policy_dismissed.3.2", 0), ("policy_appeals_rejected.3.2", 1)] {
            let counted = figures.as_array().unwrap().iter().find(|row| row["name"] == name);
            assert_eq!(counted.unwrap_or_else(|| panic!("{name}: {figures}"))["number"], number, "{figures}");
        }
        let page = platform.page(As::Moderator, "/transparency?lang=es&from=2020-01-01").await;
        assert!(page.contains("Confirmado por la norma") && page.contains("15(1)(d)"), "{page}");
        platform.stop().await;
    }

    async fn files_of_one_account_are_decided_on_by_one_policy(db: TestDb) {
        let platform = Platform::start(&db).await;
        let (upload_id, _) = platform.hit().await;
        let body = json!({ "decision": "confirm", "reason": "compared", "policy": "our rule 7" });
        let path = format!("/api/queue/{upload_id}/decision");
        let made = platform.post(As::Moderator, &path, &body, StatusCode::OK).await;
        let report = platform.until(&text(&made["report_ids"][0]), "filed").await;
        assert_eq!(report["decisions"][0]["policy"], "our rule 7", "{report}");
        platform.stop().await;
    }
}
