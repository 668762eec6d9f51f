//! Why something of an answer was withdrawn goes with what it answered, whatever was erased first.

use serde_json::{Value, json};
use service::testing::TestDb;
use sqlx::Row as _;

use crate::answers_by_file::{ANA, HEADER, NOBODY, ask, import, row};
use crate::operation::package;
use crate::support::{Station, text};

service::both_engines! {
    async fn why_a_file_was_undone_goes_with_what_it_answered(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (adult, year) = (ask(&inspector, "adult").await, ask(&inspector, "year").await);
        let both = import(&inspector, &[HEADER.to_owned(), row(&adult, 0, ANA), row(&year, 0, ANA)].concat()).await;
        let both = format!("/api/disclosure-answers/{}", text(&both.ok(), "import_id"));
        let under = ask(&inspector, "under").await;
        let lines = (0..under["lines"].as_array().unwrap().len()).map(|line| row(&under, line, NOBODY));
        let alone = import(&inspector, &[HEADER.to_owned()].into_iter().chain(lines).collect::<String>()).await.ok();
        assert_eq!(alone["recorded"], json!([under["request_id"]]), "{alone}");
        let alone = format!("/api/disclosure-answers/{}", text(&alone, "import_id"));
        station.clock.advance(jiff::SignedDuration::from_hours(4 * 366 * 24));
        let erase = async |request: &Value| {
            let path = format!("/api/reviews/disclosure_request/{}", text(request, "request_id"));
            inspector.erase(&path, &json!({ "reason": "its period is over" })).await
        };
        let undo = async |import: &str| {
            inspector.post(&format!("{import}/undo"), &json!({ "reason": "Ramona Secreta wrote" })).await.ok();
            let kept = inspector.get(import).await.ok();
            assert_eq!(kept["withdrawn_by"], "ines", "{kept}");
            kept["withdrawn_reason"].clone()
        };
        // the file is gone, and the other request is still to be erased
        erase(&adult).await;
        assert_eq!(undo(&both).await, "Ramona Secreta wrote");
        let receipt = erase(&year).await;
        assert_eq!(receipt["counts"]["disclosure_answer"], 1, "{receipt}");
        assert_eq!(inspector.get(&both).await.ok()["withdrawn_reason"], json!(null));
        // no erasure comes any more
        erase(&under).await;
        assert_eq!(undo(&alone).await, json!(null));
        let mut tx = station.running.node.db().begin_read("test").await.unwrap();
        let sql = "SELECT (SELECT COUNT(*) FROM answer_import WHERE withdrawn_reason <> '')
            + (SELECT COUNT(*) FROM disclosure_answer WHERE withdrawn_reason <> '') AS reasons";
        let left = sqlx::query(sql).fetch_one(tx.conn()).await.unwrap();
        assert_eq!(left.get::<i64, _>("reasons"), 0);
        drop(tx);
        station.stop().await;
    }

    async fn an_update_forgets_why_something_was_withdrawn_of_what_is_erased_already(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start(&db).await;
        let inspector = station.inspector();
        station.receive(&package()).await.is(201);
        let (adult, year) = (ask(&inspector, "adult").await, ask(&inspector, "year").await);
        for asked in [&adult, &year] {
            import(&inspector, &[HEADER.to_owned(), row(asked, 0, ANA)].concat()).await.is(201);
        }
        station.clock.advance(jiff::SignedDuration::from_hours(4 * 366 * 24));
        let path = format!("/api/reviews/disclosure_request/{}", text(&adult, "request_id"));
        inspector.erase(&path, &json!({ "reason": "its period is over" })).await;
        // as a version left them that erased requests and not these reasons
        let tables = ["disclosure_request", "disclosure_answer", "answer_import"];
        let mut tx = station.running.node.db().begin_write("test").await.unwrap();
        for table in tables {
            let sql = format!("UPDATE {table} SET withdrawn_reason = 'sealed'");
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(tx.conn()).await.unwrap();
        }
        let update = include_str!("../../migrations/0046_late_reasons.sql");
        for sql in update.split_once("UPDATE").map(|(_, rest)| format!("UPDATE{rest}")).unwrap().split(";\n") {
            if !sql.trim().is_empty() {
                sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(tx.conn()).await.unwrap();
            }
        }
        for table in tables {
            let sql = format!("SELECT COUNT(*) AS kept FROM {table} WHERE withdrawn_reason <> ''");
            let kept = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(tx.conn()).await.unwrap();
            assert_eq!(kept.get::<i64, _>("kept"), 1, "{table}: of what is erased none, of the rest all");
        }
        tx.commit().await.unwrap();
        station.stop().await;
    }
}
