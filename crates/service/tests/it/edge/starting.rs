//! Starting, stopping, and what stands in the way.

use service::check::{staff, test_config};
use service::testing::TestDb;
use service::{Engine, StartError};

use super::{Board, board, env};

#[tokio::test]
async fn a_busy_port_is_named() {
    let db = TestDb::create(Engine::Sqlite).await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = test_config(&db, Vec::new());
    config.listen = taken.local_addr().unwrap();
    let error = board::start(config.clone(), env()).await.err().unwrap();
    assert!(
        matches!(error, StartError::PortBusy { role: "board", addr } if addr == config.listen),
        "{error}"
    );
}

#[tokio::test]
async fn configurations_that_must_not_run_do_not_start() {
    let db = TestDb::create(Engine::Sqlite).await;
    let good = test_config(&db, vec![staff("ana", "clerk", None)]);
    let mut public = good.clone();
    public.listen = "0.0.0.0:0".parse().unwrap();
    let mut clock = good.clone();
    clock.actor.clear();
    (clock.simulation, clock.test_clock) = (false, Some("2020-12-28T09:00:00Z@1764000000".into()));
    let mut stranger = good.clone();
    stranger.actor.push(staff("eve", "nobody", None));
    let mut earnest = good.clone();
    earnest.simulation = false;
    for (config, said) in [
        (public, "`node.listen`"),
        (clock, "`node.test_clock`"),
        (stranger, "`node.actor.role`"),
        (earnest, "`node.actor.kind`"),
    ] {
        let error = board::start(config, env()).await.err().unwrap().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[tokio::test]
async fn a_node_stops_in_good_order_and_starts_again_on_its_data() {
    let db = TestDb::create(Engine::Sqlite).await;
    let first = Board::start(&db).await;
    first.post("ana", "/api/notes").json(&serde_json::json!({ "body": "kept" })).send().await.unwrap();
    let addr = first.running.addr;
    first.stop().await;
    assert!(tokio::net::TcpStream::connect(addr).await.is_err());
    let second = Board::start(&db).await;
    let count: i64 = second.get("ana", "/api/notes").send().await.unwrap().json().await.unwrap();
    assert_eq!(count, 1);
    second.stop().await;
}

#[tokio::test]
async fn a_lost_key_is_not_replaced_beside_data() {
    let db = TestDb::create(Engine::Sqlite).await;
    let config = test_config(&db, vec![staff("ana", "clerk", None)]);
    let key = config.data_dir.join("node.key");
    let made = |key: &std::path::Path| std::fs::read_to_string(key).unwrap();
    Board::start(&db).await.stop().await;
    let first = made(&key);
    std::fs::remove_file(&key).unwrap();
    let board = Board::start(&db).await; // nothing was done yet: a new key does no harm
    assert_eq!(made(&key).len(), first.len());
    board.post("ana", "/api/notes").json(&serde_json::json!({ "body": "kept" })).send().await.unwrap();
    board.stop().await;
    std::fs::remove_file(&key).unwrap();
    let error = board::start(config, env()).await.err().unwrap().to_string();
    assert!(error.contains("node.key") && error.contains("restore the key from its backup"), "{error}");
    assert!(!key.exists(), "a second key was made");
}
