//! Sandbox, test and production: shown on every page, opened by a named person, and never for what is invented.

use std::time::Duration;

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::fake::{Fake, Fault, PASSWORD};
use crate::harness::{As, BLOBS, OTHER_BLOBS, Platform, statement, text};

/// Nothing of it is reserved for examples, nor anybody's.
fn real() -> Value {
    let mut real = statement();
    real["ip"] = json!("10.1.2.3");
    real["url"] = json!("https://social.internal/p/1");
    real["account"]["emails"] = json!(["luna@mail.internal"]);
    real
}

/// A picture that nobody ships: what is shipped for tests is never reported in earnest.
fn real_file() -> Vec<u8> {
    [BLOBS, b"x"].concat()
}

/// Confirms the one hit of a new upload: the report's id.
async fn confirm(platform: &Platform, statement: &Value, bytes: &[u8]) -> String {
    let stored = platform.upload(statement, bytes, StatusCode::CREATED).await;
    let hit_id = text(&stored["hits"][0]["hit_id"]);
    text(&platform.decide(&hit_id, "confirm", "not_viewed", StatusCode::OK).await["report_id"])
}

async fn send(platform: &Platform, who: As, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let address = format!("http://{}/", platform.fake.addr);
    let fields: Vec<_> = [("address", address.as_str())].into_iter().chain(fields.iter().copied()).collect();
    let sent = platform.request(who, Method::POST, path).form(&fields).send().await.unwrap();
    (sent.status(), sent.text().await.unwrap())
}

/// Lets time pass until a report is held back for this reason.
async fn until_held(platform: &Platform, why: &str) {
    let held = "SELECT COALESCE(held_because, '') AS said FROM report";
    for _ in 0..400 {
        if platform.texts(held).await.iter().any(|held| held == why) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
        // past every lease
        platform.clock.advance(SignedDuration::from_secs(70));
    }
    panic!("nothing is held back: {why}");
}

async fn send_again(platform: &Platform, report_id: &str, status: StatusCode) {
    let retry = platform.request(As::Moderator, Method::POST, &format!("/reports/{report_id}/retry"));
    assert_eq!(retry.send().await.unwrap().status(), status);
}

both_engines! {
    async fn production_opens_after_an_answer_a_test_report_and_a_named_person(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.list(&real_file()).await;
        assert!(platform.page(As::Moderator, "/").await.contains("Platform, sandbox"));
        platform.go_to("production").await;
        assert!(platform.page(As::Moderator, "/reports").await.contains("Platform, production"));
        let report_id = confirm(&platform, &real(), &real_file()).await;
        until_held(&platform, "locked").await;
        assert!(platform.fake.log().iter().all(|step| step == "status"), "{:?}", platform.fake.log());
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("Nobody has opened the destination"), "{page}");
        let page = platform.page(As::Moderator, "/unacknowledged").await;
        assert!(page.contains(">held back</span>"), "{page}");

        let open = [("decision", "open"), ("reason", "the contract is signed")];
        assert_eq!(send(&platform, As::Moderator, "/destination/lock", &open).await.0, StatusCode::NOT_FOUND);
        let (status, said) = send(&platform, As::Administrator, "/destination/lock", &open).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(said.contains("has not answered within a day"), "{said}");
        assert_eq!(send(&platform, As::Administrator, "/destination/status", &[]).await.0, StatusCode::SEE_OTHER);
        let (status, said) = send(&platform, As::Administrator, "/destination/lock", &open).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(said.contains("no test report was accepted yet"), "{said}");

        // a test report, of something invented
        platform.go_to("test").await;
        platform.list(OTHER_BLOBS).await;
        let tested = confirm(&platform, &statement(), OTHER_BLOBS).await;
        platform.until(&tested, "filed").await;
        platform.go_to("production").await;
        assert_eq!(send(&platform, As::Administrator, "/destination/status", &[]).await.0, StatusCode::SEE_OTHER);
        assert_eq!(send(&platform, As::Administrator, "/destination/lock", &open).await.0, StatusCode::SEE_OTHER);
        platform.until(&report_id, "filed").await;
        let page = platform.page(As::Administrator, "/destination?lang=es").await;
        for said in ["Abierto para avisos reales", "the-administrator: the contract is signed", "Remote User"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(send(&platform, As::Administrator, "/destination/lock", &open).await.0, StatusCode::CONFLICT);
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("<dd>production</dd>"), "{page}");
        platform.stop().await;
    }

    async fn cases_are_practised_at_a_sandbox_and_counsel_reads_how_they_ended(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let page = platform.page(As::Officer, "/practice").await;
        assert!(page.contains("Nothing was practised yet") && !page.contains("Practise all cases now"), "{page}");
        assert_eq!(send(&platform, As::Administrator, "/practice", &[]).await.0, StatusCode::SEE_OTHER);
        let page = platform.page(As::Officer, "/practice").await;
        assert!(page.contains("8 of 8 practice cases passed") && page.contains("the-administrator"), "{page}");
        let steps = platform.fake.log();
        assert_eq!(steps.iter().filter(|step| *step == "submit").count(), 6, "{steps:?}");
        assert_eq!(platform.fake.retracted().len(), 6, "what was practised is taken back");
        assert!(platform.fake.finished().is_empty(), "nothing is filed");

        platform.belong_to("PT").await;
        platform.fake.fail("submit", Fault::Code(4100));
        assert_eq!(send(&platform, As::Administrator, "/practice", &[]).await.0, StatusCode::SEE_OTHER);
        let page = platform.page(As::Administrator, "/practice?lang=es").await;
        assert!(page.contains("Superados 7 de 8") && page.contains("19.º-A"), "{page}");
        assert!(page.contains("28 de diciembre de 2020"), "{page}");
        let file = platform.page(As::Officer, "/practice?format=csv").await;
        assert!(file.lines().count() > 8 && file.contains("A file in a private conversation.") && !file.contains("<td"), "{file}");
        platform.go_to("production").await;
        assert_eq!(send(&platform, As::Administrator, "/practice", &[]).await.0, StatusCode::CONFLICT);
        platform.stop().await;
    }

    async fn credentials_of_production_do_not_start_a_sandbox(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.go_to("production").await;
        assert_eq!(send(&platform, As::Administrator, "/destination/status", &[]).await.0, StatusCode::SEE_OTHER);
        let kept = platform.texts("SELECT credential_blind AS said FROM destination_credential").await;
        assert!(kept.len() == 1 && !kept[0].contains(PASSWORD), "{kept:?}");
        platform.stand_before("sandbox").await;
        let why = platform.why_not().await;
        assert!(why.contains("`clearinghouse.password`") && why.contains("credentials of its own"), "{why}");
        // where they belong, they do
        platform.go_to("production").await;
        platform.stop().await;
    }

    async fn what_is_invented_never_goes_out_in_earnest(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        platform.go_to("production").await;
        let report_id = confirm(&platform, &statement(), BLOBS).await;
        until_held(&platform, "invented").await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}?lang=es")).await;
        assert!(page.contains("Lo que trata es inventado"), "{page}");
        assert_eq!(platform.fake.opened(), 0);
        // the same goes to the sandbox
        platform.go_to("sandbox").await;
        send_again(&platform, &report_id, StatusCode::SEE_OTHER).await;
        platform.until(&report_id, "filed").await;
        platform.stop().await;
    }

    async fn a_test_file_never_goes_out_in_earnest_whatever_is_stated_of_it(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.list(BLOBS).await;
        platform.go_to("production").await;
        let report_id = confirm(&platform, &real(), BLOBS).await;
        until_held(&platform, "invented").await;
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("or its file is one of the test files that this program ships"), "{page}");
        assert_eq!(platform.fake.opened(), 0);
        platform.go_to("sandbox").await;
        send_again(&platform, &report_id, StatusCode::SEE_OTHER).await;
        platform.until(&report_id, "filed").await;
        platform.stop().await;
    }

    async fn what_was_begun_elsewhere_waits_for_somebody_and_begins_anew(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::HoldBefore, "upload").await;
        platform.fake.until_held().await;
        platform.go_to("test").await;
        until_held(&platform, "other_destination").await;
        assert_eq!(platform.fake.opened(), 1);
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}")).await;
        assert!(page.contains("It was begun at another destination"), "{page}");
        send_again(&platform, &report_id, StatusCode::SEE_OTHER).await;
        platform.until(&report_id, "filed").await;
        assert_eq!((platform.fake.opened(), platform.fake.finished().len()), (2, 1));
        assert_eq!(platform.texts("SELECT destination AS said FROM report").await, ["test"]);
        platform.stop().await;
    }

    async fn what_may_be_filed_elsewhere_is_not_begun_anew(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::HoldAfter, "finish").await;
        platform.fake.until_held().await;
        platform.go_to("test").await;
        until_held(&platform, "other_destination").await;
        send_again(&platform, &report_id, StatusCode::CONFLICT).await;
        platform.go_to("sandbox").await;
        send_again(&platform, &report_id, StatusCode::SEE_OTHER).await;
        platform.until(&report_id, "filed").await;
        assert_eq!((platform.fake.opened(), platform.fake.finished().len()), (1, 1));
        platform.stop().await;
    }

    async fn a_clearinghouse_that_moves_is_gone_on_with_once_somebody_says_that_it_is_the_same(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::HoldAfter, "finish").await;
        platform.fake.until_held().await;
        let before = format!("http://{}/", platform.fake.addr);
        platform.until_matched().await;
        platform.kill().await;
        platform.fake = platform.fake.moved().await;
        platform.restart().await;
        until_held(&platform, "other_destination").await;
        let sent = platform.fake.log().iter().filter(|step| *step == "finish").count();
        assert_eq!(sent, 1, "nothing goes to the new address under the old number");
        let page = platform.page(As::Moderator, &format!("/reports/{report_id}?lang=es")).await;
        assert!(page.contains(&before) && page.contains("El mismo: seguir allí"), "{page}");
        send_again(&platform, &report_id, StatusCode::CONFLICT).await;
        let now = format!("http://{}/", platform.fake.addr);
        let retry = format!("/reports/{report_id}/retry");
        for (address, status) in [(&before, StatusCode::CONFLICT), (&now, StatusCode::SEE_OTHER)] {
            let said = platform.request(As::Moderator, Method::POST, &retry).form(&[("moved_to", address)]);
            assert_eq!(said.send().await.unwrap().status(), status, "{address}");
        }
        platform.until(&report_id, "filed").await;
        assert_eq!((platform.fake.opened(), platform.fake.finished().len()), (1, 1));
        assert_eq!(platform.texts("SELECT address AS said FROM report").await, [now]);
        platform.stop().await;
    }

    async fn a_report_begins_anew_at_another_clearinghouse_of_the_same_kind(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::HoldBefore, "finish").await;
        platform.fake.until_held().await;
        platform.until_matched().await;
        platform.kill().await;
        platform.fake = Fake::start().await;
        platform.restart().await;
        until_held(&platform, "other_destination").await;
        // as a process leaves it that ends before it writes the last request down
        platform.change("DELETE FROM filing_step WHERE step = 'finish'").await;
        send_again(&platform, &report_id, StatusCode::SEE_OTHER).await;
        platform.until(&report_id, "filed").await;
        assert_eq!((platform.fake.opened(), platform.fake.finished().len()), (1, 1));
        platform.stop().await;
    }
}
