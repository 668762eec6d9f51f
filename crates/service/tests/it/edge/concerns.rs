//! A disk that is nearly full, and a clock that is moved: what a node refuses, what it goes on with, what it says.

use std::sync::Arc;

use jiff::SignedDuration;
use model::{Clock as _, ManualClock};
use reqwest::StatusCode;
use serde_json::{Value, json};
use service::check::{machine, staff, test_config};
use service::testing::TestDb;
use service::{Engine, Env, SystemRng, custody_log};

use super::{Board, env};

async fn concerns(board: &Board) -> Value {
    let health = board.client.get(board.url("/healthz")).send().await.unwrap();
    assert_eq!(health.status(), StatusCode::OK);
    health.json::<Value>().await.unwrap()["concerns"].clone()
}

#[tokio::test]
async fn below_its_reserve_a_node_takes_nothing_in_and_goes_on_otherwise() {
    let db = TestDb::create(Engine::Sqlite).await;
    let mut config = test_config(&db, vec![staff("ana", "clerk", Some("08")), machine("op", "operator")]);
    config.reserve_bytes = u64::MAX;
    let board = Board::start_with(config).await;
    let refused =
        board.post("ana", "/api/notes").json(&json!({ "body": "x".repeat(1000) })).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(refused.headers()["retry-after"], "300");
    let problem: Value = refused.json().await.unwrap();
    assert!(problem["detail"].as_str().unwrap().contains("nothing of this was kept"), "{problem}");
    let stranger =
        board.client.post(board.url("/api/notes")).json(&json!({ "body": "x" })).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED, "who is nobody learns nothing of the disk");
    let count: i64 = board.get("ana", "/api/notes").send().await.unwrap().json().await.unwrap();
    assert_eq!(count, 0);
    assert_eq!(concerns(&board).await, json!(["disk_nearly_full"]));
    let metrics = board.get("op", "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("intake_refused_for_space_total") && metrics.contains("disk_free_bytes"));
    board.stop().await;
}

service::both_engines! {
    async fn a_clock_put_back_changes_no_order_and_is_said(db: TestDb) {
        let start = "2020-12-28T09:00:00Z".parse().unwrap();
        let clock = Arc::new(ManualClock::new(start));
        let env = Env { clock: clock.clone(), rng: Arc::new(SystemRng), ..env() };
        let board = Board::start_in(env, test_config(&db, vec![staff("ana", "clerk", Some("08"))])).await;
        assert_eq!(concerns(&board).await, json!([]));
        for hours in [5, -8, 3] {
            clock.advance(SignedDuration::from_hours(hours));
            let told = board.post("ana", "/api/notes").json(&json!({ "body": format!("{hours}") })).send().await.unwrap();
            assert_eq!(told.status(), StatusCode::CREATED);
            custody_log::sequence(board.running.node.db()).await.unwrap();
        }
        assert_eq!(clock.now(), start);
        let mut tx = board.running.node.db().begin_read("test").await.unwrap();
        let sql = "SELECT recorded_at FROM custody_entry WHERE action = 'add-note' ORDER BY leaf_index";
        let times: Vec<i64> = sqlx::query_scalar(sql).fetch_all(tx.conn()).await.unwrap();
        drop(tx);
        assert!(times[1] < times[0] && times[1] < times[2], "in the order of the acts, not of the clock: {times:?}");
        assert!(custody_log::verify(board.running.node.db()).await.unwrap().is_intact());
        assert_eq!(concerns(&board).await, json!([]), "the newest entry is of now");
        clock.advance(SignedDuration::from_hours(-2));
        assert_eq!(concerns(&board).await, json!(["clock_behind_log"]));
        board.stop().await;
    }
}
