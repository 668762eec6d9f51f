//! A witness that was put back to what it was: it cosigns nothing before its operator has said what others hold of it.

use service::Engine;
use service::witness::{self, Confirmation};

use super::*;

/// The node while it does not run.
pub(super) async fn stopped(config: &NodeConfig) -> service::Node {
    service::keys::open_stopped("board", config, &Env { rng: Arc::new(SystemRng), ..crate::edge::env() })
        .await
        .unwrap()
}

/// As a restoration leaves a node: with the cosigned state of before, and nobody's word for it.
pub(super) async fn put_back_to(config: &NodeConfig, log: &Log, size: usize) {
    let (node, checkpoint) = (stopped(config).await, log.checkpoint(size));
    let mut tx = node.db().begin_write("put-back").await.unwrap();
    sqlx::query("UPDATE witnessed_log SET size = $1, root_hash = $2, note = $3")
        .bind(i64::try_from(size).unwrap())
        .bind(checkpoint.root.to_string())
        .bind(checkpoint.sign(&log.signer).unwrap())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    node.db().close().await;
    std::fs::write(config.data_dir.join("witness.unconfirmed"), b"").unwrap();
}

/// What an operator brings of a log: its checkpoint with this node's cosignature.
pub(super) fn cosigned(log: &Log, size: usize, line: &str) -> Confirmation {
    let note = log.checkpoint(size).sign(&log.signer).unwrap();
    Confirmation::Checkpoint(format!("{note}{line}").into_bytes())
}

both_engines! {
    async fn a_restored_witness_cosigns_nothing_before_its_operator_has_confirmed(db: TestDb) {
        let (log, config) = (Log::new(), config(&db));
        let board = Board::start_with(config.clone()).await;
        assert_eq!(status(&board, log.body(0, 3)).await, 200);
        let (_, _, line) = submit(&board, log.body(3, 5)).await;
        let latest = cosigned(&log, 5, &line);
        board.stop().await;
        // yesterday's state, as a restoration leaves it
        put_back_to(&config, &log, 3).await;
        let board = Board::start_with(config.clone()).await;
        let forked = Log::new().rewritten_from(3);
        let (status_, _, said) = submit(&board, forked.body(3, 5)).await;
        assert!(status_ == 503 && said.contains("restored"), "{status_}: {said}");
        assert_eq!(view(&board).await["confirmed"], false);
        for (lang, says) in [("en", "This node was restored"), ("es", "Este nodo se restauró")] {
            let page = board.get("ana", &format!("/custody?lang={lang}")).header("accept", "text/html");
            let page = page.send().await.unwrap().text().await.unwrap();
            assert!(page.contains(says), "{page}");
        }
        board.stop().await;
        let node = stopped(&config).await;
        let refused = async |said: &[Confirmation], why: &str| {
            let failure = witness::confirm(&node, &config.data_dir, said).await.unwrap_err();
            assert!(failure.status() == 422 && failure.to_string().contains(why), "{failure}");
        };
        let as_kept = || Confirmation::AsKept(ORIGIN.into());
        refused(&[], "nothing is said of the log log.example/a").await;
        refused(&[as_kept(), Confirmation::AsKept("log.example/b".into())], "nothing is kept of the log log.example/b").await;
        refused(&[cosigned(&log, 5, "")], "this node has not cosigned it").await;
        refused(&[cosigned(&forked, 5, &line)], "this node has not cosigned it").await;
        refused(&[cosigned(&Log::new().with_key(9), 5, &line)], "no trusted key").await;
        witness::confirm(&node, &config.data_dir, &[latest]).await.unwrap();
        let kept = witness::list_kept(&node).await.unwrap();
        assert!(kept.len() == 1 && kept[0].checkpoint == log.checkpoint(5), "{kept:?}");
        node.db().close().await;
        let board = Board::start_with(config.clone()).await;
        assert_eq!(view(&board).await["confirmed"], true);
        assert_eq!(submit(&board, forked.body(5, 5)).await, stale(5), "what it had refused");
        assert_eq!(status(&board, log.body(5, 8)).await, 200);
        board.stop().await;
        // a history that is lost and explained
        let node = stopped(&config).await;
        assert_eq!(witness::forget(&node, ORIGIN).await.unwrap().checkpoint.size, 8);
        assert_eq!(witness::forget(&node, ORIGIN).await.unwrap_err().status(), 404);
        node.db().close().await;
        let board = Board::start_with(config).await;
        assert_eq!(status(&board, forked.body(0, 5)).await, 200);
        let refusals = view(&board).await["refusals"].clone();
        assert_eq!(refusals[0]["kind"], "fork", "what was refused stays on record");
        until("what the operator did is on record", async || {
            let mut tx = board.running.node.db().begin_read("entries").await.unwrap();
            custody_log::history(&mut tx, ORIGIN).await.is_ok_and(|history| history.entries.len() == 3)
        }).await;
        board.stop().await;
    }

    async fn a_log_first_cosigned_after_the_backup_must_be_named_too(db: TestDb) {
        let (log, config) = (Log::new(), config(&db));
        let board = Board::start_with(config.clone()).await;
        let (_, _, early) = submit(&board, log.body(0, 3)).await;
        let (_, _, late) = submit(&board, log.body(3, 5)).await;
        board.stop().await;
        let node = stopped(&config).await;
        let mut tx = node.db().begin_write("put-back").await.unwrap();
        sqlx::query("DELETE FROM witnessed_log").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let failure = witness::confirm(&node, &config.data_dir, &[]).await.unwrap_err();
        assert!(failure.to_string().contains("nothing is said of the log log.example/a"), "{failure}");
        witness::confirm(&node, &config.data_dir, &[Confirmation::AsKept(ORIGIN.into())]).await.unwrap();
        assert!(witness::list_kept(&node).await.unwrap().is_empty());
        // all files that anybody holds, in any order
        let (early, late) = (cosigned(&log, 3, &early), cosigned(&log, 5, &late));
        for said in [[late.clone(), early.clone()], [early, late]] {
            witness::confirm(&node, &config.data_dir, &said).await.unwrap();
            let kept = witness::list_kept(&node).await.unwrap();
            assert!(kept.len() == 1 && kept[0].checkpoint == log.checkpoint(5), "{kept:?}");
        }
        node.db().close().await;
    }

    async fn a_witness_whose_clock_was_put_back_cosigns_nothing(db: TestDb) {
        let log = Log::new();
        let board = Board::start_in(env_at("2020-12-28T10:00:00Z"), config(&db)).await;
        assert_eq!(status(&board, log.body(0, 3)).await, 200);
        board.stop().await;
        let board = Board::start_in(env_at("2020-12-28T11:00:00Z"), config(&db)).await;
        assert_eq!(status(&board, log.body(3, 3)).await, 200);
        assert_eq!(view(&board).await["logs"][0]["cosigned_at"], "2020-12-28T11:00:00Z", "the last time that was signed");
        board.stop().await;
        let board = Board::start_in(env_at("2020-12-28T10:30:00Z"), config(&db)).await;
        for size in [3, 5] {
            let (status, _, said) = submit(&board, log.body(3, size)).await;
            assert!(status == 503 && said.contains("clock"), "{status}: {said}");
        }
        board.stop().await;
    }

    async fn a_node_whose_database_was_put_back_cosigns_nothing_from_the_first_request_on(db: TestDb) {
        let (log, before) = (Log::new(), config(&db));
        let board = Board::start_with(before.clone()).await;
        note_on(&board, "what the old database does not have").await;
        board.stop().await;
        // an empty database beside the files of the newer one
        let emptied = TestDb::create(Engine::Sqlite).await;
        let after = config(&emptied);
        std::fs::create_dir(&after.data_dir).unwrap();
        for name in ["node.key", "log.key", "witness.key", "custody.checkpoint"] {
            std::fs::copy(before.data_dir.join(name), after.data_dir.join(name)).unwrap();
        }
        let board = Board::start_with(after).await;
        let (status, _, said) = submit(&board, log.body(0, 3)).await;
        assert!(status == 503 && said.contains("not in order"), "{status}: {said}");
        board.stop().await;
    }
}
