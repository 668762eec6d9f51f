//! Search with a stated purpose: one exact thing, on record before the answer, and never in clear on record.

use reqwest::{Method, Response};
use service::both_engines;
use service::testing::TestDb;
use sha2::{Digest as _, Sha256};

use crate::harness::{ADMINISTRATOR, ANALYST, Inbox, OFFICER, TestClearinghouse, picture};

async fn search(clearinghouse: &TestClearinghouse, actor: &str, fields: &[(&str, &str)]) -> Response {
    let request = clearinghouse.call(actor, Method::POST, "/search").header("accept", "text/html");
    request.form(fields).send().await.unwrap()
}

both_engines! {
    async fn a_search_finds_by_every_kind_and_is_on_record_without_the_thing_itself(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let (link, number) = (format!("href=\"/reports/{report}\""), report.to_string());
        let sha256 = hex::encode(Sha256::digest(picture(1)));
        let sought: [(&str, &str, bool); 8] = [
            ("report", &number, true),
            ("account", "account-1", true),
            ("account", "account-2", false),
            ("address", "203.0.113.7", true),
            ("address", "203.0.113.8", false),
            ("digest", &sha256, true),
            ("digest", &"0".repeat(64), false),
            ("email", "nobody@mail.example", false),
        ];
        for (kind, value, is_found) in sought {
            let fields = [
                ("purpose", "inquiry"), ("words", "inquiry 7"), ("kind", kind), ("value", value), ("service", "Example"),
            ];
            let answer = search(&clearinghouse, ANALYST, &fields).await;
            assert_eq!(answer.status(), 200, "{kind} {value}");
            let url = answer.url().to_string();
            assert!(url.ends_with("/search"), "nothing sought is in an address: {url}");
            let html = answer.text().await.unwrap();
            assert_eq!(html.contains(&link), is_found, "{kind} {value}: {html}");
        }
        let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
        let bodies: Vec<String> = sqlx::query_scalar("SELECT body FROM custody_entry WHERE action = 'search'")
            .fetch_all(tx.conn()).await.unwrap();
        let hits: i64 = sqlx::query_scalar("SELECT CAST(SUM(hits) AS BIGINT) FROM search").fetch_one(tx.conn()).await.unwrap();
        drop(tx);
        assert_eq!((bodies.len(), hits), (sought.len(), 4));
        for body in &bodies {
            assert!(body.contains("\"purpose\":\"inquiry\"") && body.contains("value_blind"), "{body}");
            for told in ["account-1", "203.0.113", "nobody", "inquiry 7", &sha256] {
                assert!(!body.contains(told), "{body}");
            }
        }
        let request = clearinghouse.call(OFFICER, Method::GET, "/searches").header("accept", "text/html");
        let register = request.send().await.unwrap().text().await.unwrap();
        assert!(register.contains("inquiry 7") && !register.contains("203.0.113.7"), "{register}");
        clearinghouse.finish().await;
    }

    async fn what_was_kept_before_addresses_had_digests_is_found_after_the_next_start(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let report = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let link = format!("href=\"/reports/{report}\"");
        let mut tx = clearinghouse.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE report_address SET address_blind = ''").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let fields = [("purpose", "inquiry"), ("words", "inquiry 7"), ("kind", "address"), ("value", "203.0.113.7")];
        let before = search(&clearinghouse, ANALYST, &fields).await.text().await.unwrap();
        assert!(!before.contains(&link), "{before}");
        let clearinghouse = clearinghouse.restart(Some(addr)).await;
        let after = search(&clearinghouse, ANALYST, &fields).await.text().await.unwrap();
        assert!(after.contains(&link), "{after}");
        clearinghouse.finish().await;
    }

    async fn without_a_purpose_or_the_permission_nothing_is_searched(db: TestDb) {
        let (_inbox, addr) = Inbox::open(vec![]).await;
        let clearinghouse = TestClearinghouse::start(&db, Some(addr)).await;
        let refused: [[(&str, &str); 4]; 4] = [
            [("purpose", ""), ("words", "x"), ("kind", "report"), ("value", "7000001")],
            [("purpose", "court"), ("words", " "), ("kind", "report"), ("value", "7000001")],
            [("purpose", "inquiry"), ("words", ""), ("kind", "name"), ("value", "Abril")],
            [("purpose", "inquiry"), ("words", ""), ("kind", "address"), ("value", "203.0.113.0/24")],
        ];
        for fields in refused {
            assert_eq!(search(&clearinghouse, ANALYST, &fields).await.status(), 422, "{fields:?}");
        }
        let fields = [("purpose", "inquiry"), ("words", ""), ("kind", "report"), ("value", "7000001")];
        assert_eq!(search(&clearinghouse, ADMINISTRATOR, &fields).await.status(), 404);
        let mut tx = clearinghouse.running.node.db().begin_read("test").await.unwrap();
        let recorded: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM search").fetch_one(tx.conn()).await.unwrap();
        drop(tx);
        assert_eq!(recorded, 0);
        clearinghouse.finish().await;
    }
}
