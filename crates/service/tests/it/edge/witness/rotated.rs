//! A witness with another key: what it cosigned under the one before binds it.

use service::keys::{WitnessStep, rotate_witness};
use service::witness::{self, Confirmation};

use super::restored::{cosigned, put_back_to, stopped};
use super::*;

async fn rotate(config: &NodeConfig) -> Vec<WitnessStep> {
    let node = stopped(config).await;
    let (ring, mut steps) = (service::open_key_file(config).unwrap().read().unwrap(), Vec::new());
    rotate_witness(&node, &ring, &config.data_dir, |step| steps.push(step)).await.unwrap();
    node.db().close().await;
    steps
}

both_engines! {
    async fn a_new_witness_key_cosigns_only_what_continues_what_the_old_one_did(db: TestDb) {
        let (log, config) = (Log::new(), config(&db));
        let board = Board::start_with(config.clone()).await;
        let old = board.running.node.witnessing().unwrap().verifier();
        let (_, _, line) = submit(&board, log.body(0, 3)).await;
        board.stop().await;
        let steps = rotate(&config).await;
        let [WitnessStep::Made(new), WitnessStep::Entered, WitnessStep::Changed] = steps.as_slice() else {
            panic!("{steps:?}")
        };
        assert!(*new != old && new.name() == old.name(), "{new}");

        let board = Board::start_with(config.clone()).await;
        assert_eq!(&board.running.node.witnessing().unwrap().verifier(), new);
        let forked = Log::new().rewritten_from(1);
        assert_eq!(status(&board, forked.body(0, 5)).await, 409, "it began nothing anew");
        assert_eq!(status(&board, forked.body(3, 5)).await, 422, "another history");
        let (code, _, lines) = submit(&board, log.body(3, 5)).await;
        assert_eq!(code, 200, "{lines}");
        let by_new = SignatureLine::parse(lines.lines().next().unwrap()).unwrap();
        let text = log.checkpoint(5).to_text();
        assert!(new.check(&text, &by_new).unwrap().is_some() && old.check(&text, &by_new).unwrap().is_none());
        until("the entry names both keys", async || {
            let mut tx = board.running.node.db().begin_read("entries").await.unwrap();
            let sql = "SELECT body FROM custody_entry WHERE action = 'rotate-witness-key'";
            let found = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
            let bodies: Vec<String> = found.iter().map(|row| sqlx::Row::get(row, "body")).collect();
            bodies.len() == 1 && [&old, new].iter().all(|key| bodies[0].contains(&key.fingerprint()))
        }).await;
        board.stop().await;

        // what others hold under the key of before counts after a restoration
        put_back_to(&config, &log, 1).await;
        let node = stopped(&config).await;
        witness::confirm(&node, &config.data_dir, &[cosigned(&log, 3, &line)]).await.unwrap();
        assert_eq!(witness::list_kept(&node).await.unwrap()[0].checkpoint, log.checkpoint(3));
        let forged = Confirmation::Checkpoint(forked.checkpoint(3).sign(&forked.signer).unwrap().into_bytes());
        assert!(witness::confirm(&node, &config.data_dir, &[forged]).await.is_err());
        node.db().close().await;
    }
}
