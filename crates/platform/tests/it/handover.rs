//! The hand-over of a shift: what is left over, as far as each may read it.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::json;
use service::both_engines;
use service::testing::TestDb;

use crate::fake::Fault;
use crate::harness::{As, Platform};
use crate::receiver::Receiver;

/// The number in the line of this text.
fn number(html: &str, line: &str) -> String {
    let (_, rest) = html.split_once(&format!(">{line}</a>")).unwrap_or_else(|| panic!("no {line} in {html}"));
    let cell = rest.split_once("<td class=\"number\">").unwrap().1;
    cell.split_once("</td>").unwrap().0.to_owned()
}

both_engines! {
    async fn the_sheet_counts_what_each_may_read(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.hit().await;
        let sheet = platform.page(As::Moderator, "/handover?lang=en").await;
        for (line, count) in [
            ("Hits to review", "1"),
            ("Hits found since", "1"),
            ("User reports to review", "0"),
            ("Reports that are stuck and not filed", "0"),
            ("Open alarms", "0"),
        ] {
            assert_eq!(number(&sheet, line), count, "{line}");
        }
        assert!(sheet.contains("href=\"/handover?lang=en\""), "the way there: {sheet}");
        assert!(platform.page(As::Moderator, "/handover?lang=es").await.contains("Coincidencias por revisar"));
        let administrator = platform.page(As::Administrator, "/handover?lang=en").await;
        assert!(administrator.contains("stuck") && !administrator.contains("Hits to review"), "{administrator}");

        let given = [("to", "the-other-moderator"), ("since", "2020-12-28T08:00:00Z"), ("note", "a note of the shift")];
        let sent = platform.request(As::Moderator, Method::POST, "/handover").form(&given).send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::SEE_OTHER);
        assert!(platform.page(As::OtherModerator, "/handover").await.contains("a note of the shift"));
        assert!(!platform.page(As::Administrator, "/handover").await.contains("a note of the shift"));
        platform.stop().await;
    }

    async fn a_key_that_is_held_is_left_over_for_who_administers_keys(db: TestDb) {
        let platform = Platform::start(&db).await;
        let send = async |path: &str, fields: &[(&str, &str)]| {
            platform.request(As::Administrator, Method::POST, path).form(fields).send().await.unwrap().status()
        };
        let fields = [("name", "social"), ("role", "uploader"), ("quota_per_minute", "600")];
        assert_eq!(send("/api-keys", &fields[..]).await, StatusCode::OK);
        let keys = platform.page(As::Administrator, "/api-keys?lang=en").await;
        assert!(keys.contains("try out which files your lists know"), "what each may do: {keys}");
        let (_, rest) = keys.split_once("/api-keys/key_").unwrap();
        let hold = format!("/api-keys/key_{}/hold", &rest[..32]);
        assert_eq!(send(&hold, &[("cause", "suspected")][..]).await, StatusCode::SEE_OTHER);
        let sheet = platform.page(As::Administrator, "/handover?lang=en").await;
        assert_eq!(number(&sheet, "API keys to be looked into"), "1");
        let moderator = platform.page(As::Moderator, "/handover?lang=en").await;
        assert!(!moderator.contains("API keys to be looked into"), "{moderator}");
        platform.stop().await;
    }

    async fn appeals_and_orders_that_are_open_are_left_over(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed().await;
        let report = platform.until(&report_id, "filed").await;
        let appeal = json!({ "upload_id": report["upload_id"], "text": "why" });
        platform.post(As::Application, "/api/appeals", &appeal, StatusCode::CREATED).await;
        let order = json!({ "kind": "production", "authority": "Juzgado n.º 3", "reference": "12/2020", "asked": "x" });
        let path = format!("/api/reports/{report_id}/legal-processes");
        platform.post(As::Moderator, &path, &order, StatusCode::CREATED).await;
        let sheet = platform.page(As::Moderator, "/handover?lang=en").await;
        for line in ["Appeals that wait for a decision", "Orders of courts and of the police that are open"] {
            assert_eq!(number(&sheet, line), "1", "{line}");
        }
        let administrator = platform.page(As::Administrator, "/handover?lang=en").await;
        assert!(administrator.contains("Orders of courts") && !administrator.contains("Appeals"), "{administrator}");
        platform.stop().await;
    }

    async fn a_filing_that_is_stuck_is_left_over(db: TestDb) {
        let platform = Platform::start(&db).await;
        let report_id = platform.confirmed_with(Fault::Code(4100), "submit").await;
        platform.until(&report_id, "stuck").await;
        let sheet = platform.page(As::Moderator, "/handover?lang=en").await;
        assert_eq!(number(&sheet, "Reports that are stuck and not filed"), "1");
        assert!(sheet.contains("look at it first"), "{sheet}");
        let retry = platform.request(As::Administrator, Method::POST, &format!("/reports/{report_id}/retry"));
        assert_eq!(retry.send().await.unwrap().status(), StatusCode::SEE_OTHER);
        platform.until(&report_id, "filed").await;
        let sheet = platform.page(As::Moderator, "/handover?lang=en&since=2020-12-28T08:00:00Z").await;
        assert_eq!(number(&sheet, "Reports that are stuck and not filed"), "0");
        platform.stop().await;
    }

    async fn what_nobody_acknowledged_is_left_over(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        // the end of 2026, when both laws are in force
        platform.clock.advance(SignedDuration::from_hours(24 * 365 * 6));
        let store = Receiver::start().await;
        platform.preserve_at(store.addr).await;
        platform.belong_here("ES").await;
        let report_id = platform.confirmed().await;
        platform.until(&report_id, "filed").await;
        store.until(1).await;
        let sheet = platform.page(As::Moderator, "/handover?lang=en").await;
        for (line, count) in [
            ("Orders to preserve that the store has not confirmed", "1"),
            ("Notices without a receipt", "0"),
            ("Duties of which nobody has noted what became of them", "2"),
        ] {
            assert_eq!(number(&sheet, line), count, "{line}");
        }
        let told = [("decision", "told"), ("words", "number 7")];
        let path = format!("/reports/{report_id}/recipients/es-lo8-19");
        let noted = platform.request(As::Moderator, Method::POST, &path).form(&told).send().await.unwrap();
        assert_eq!(noted.status(), StatusCode::SEE_OTHER);
        let sheet = platform.page(As::Administrator, "/handover?lang=en").await;
        assert_eq!(number(&sheet, "Duties of which nobody has noted what became of them"), "1");
        platform.stop().await;
    }
}
