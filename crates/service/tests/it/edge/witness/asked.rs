//! Two nodes, of which one asks the other to cosign: it waits for nobody, and another history under its key is found out.

use note::{CosignerVerifier, Note};
use service::witness::WitnessConfig;
use service::{Engine, make_keys};

use super::*;

both_engines! {
    async fn a_node_asks_its_witnesses_and_waits_for_none(db: TestDb) {
        let others = TestDb::create(Engine::Sqlite).await;
        let mut log_config = test_config(&db, vec![staff("ana", "clerk", Some("08"))]);
        let (log_key, _) = make_keys("board", &log_config, &SystemRng).unwrap();
        let mut witness_config = config(&others);
        witness_config.public_url = "http://witness.localhost".into();
        witness_config.witnessed_log.push(WitnessedLogConfig { verifier_key: log_key.to_string() });
        let witness = Board::start_with(witness_config).await;
        let key = witness.running.node.witnessing().unwrap().verifier();
        let nobody = CosignerVerifier::of(&NoteSigner::new("down.example/witness", &[9; 32]).unwrap());
        log_config.witness = vec![
            WitnessConfig { url: "http://127.0.0.1:9/custody".into(), verifier_key: nobody.to_string() },
            WitnessConfig { url: witness.url("/custody"), verifier_key: key.to_string() },
        ];
        let board = Board::start_with(log_config.clone()).await;
        note_on(&board, "first").await;
        until("the checkpoint is cosigned", async || is_cosigned(&board, &key, &log_key).await).await;
        let shown = view(&board).await;
        let (down, up) = (&shown["witnesses"][0], &shown["witnesses"][1]);
        assert!(down["trouble"].as_str().is_some_and(|text| text.contains("cannot be reached")), "{shown}");
        assert!(!down["waiting_since"].is_null() && up["waiting_since"].is_null(), "{shown}");
        assert!(up["trouble"].is_null() && up["size"] == shown["size"], "{shown}");
        board.stop().await;
        // the log forgets what was cosigned: the witness says it, and the proof starts there
        let board = Board::start_with(log_config.clone()).await;
        forget_cosignatures(&board).await;
        note_on(&board, "second").await;
        until("the next is cosigned", async || is_cosigned(&board, &key, &log_key).await).await;
        board.stop().await;
        witness.stop().await;
    }

    async fn a_cosignature_of_another_day_is_not_kept(db: TestDb) {
        let others = TestDb::create(Engine::Sqlite).await;
        let mut log_config = test_config(&db, vec![staff("ana", "clerk", Some("08"))]);
        let (log_key, _) = make_keys("board", &log_config, &SystemRng).unwrap();
        let mut witness_config = config(&others);
        witness_config.witnessed_log = vec![WitnessedLogConfig { verifier_key: log_key.to_string() }];
        // two hours before the log's clock
        let witness = Board::start_in(env_at("2020-12-28T07:00:00Z"), witness_config).await;
        let key = witness.running.node.witnessing().unwrap().verifier();
        log_config.witness = vec![WitnessConfig { url: witness.url("/custody"), verifier_key: key.to_string() }];
        let board = Board::start_with(log_config).await;
        note_on(&board, "whenever it was").await;
        until("the log's own page says so", async || {
            let shown = view(&board).await;
            shown["witnesses"][0]["trouble"].as_str().is_some_and(|text| text.contains("differ by more than an hour"))
        }).await;
        assert!(view(&board).await["witnesses"][0]["size"].is_null(), "nothing is kept of it");
        let file = board.get("ana", "/custody?list=witnesses&format=csv").send().await.unwrap().text().await.unwrap();
        assert!(file.contains(key.name()) && file.contains("differ by more than an hour"), "{file}");
        let page = board.get("ana", "/custody?lang=es").header("accept", "text/html").send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains("Los relojes de ambos lados difieren") && page.contains("lang=\"en\">its answer"), "{page}");
        board.stop().await;
        witness.stop().await;
    }

    async fn whoever_signs_another_history_with_the_log_s_key_is_found_out(db: TestDb) {
        let others = TestDb::create(Engine::Sqlite).await;
        let mut log_config = test_config(&db, vec![staff("ana", "clerk", Some("08"))]);
        let (log_key, _) = make_keys("board", &log_config, &SystemRng).unwrap();
        let mut witness_config = config(&others);
        witness_config.witnessed_log = vec![WitnessedLogConfig { verifier_key: log_key.to_string() }];
        let witness = Board::start_with(witness_config).await;
        let key = witness.running.node.witnessing().unwrap().verifier();
        log_config.witness = vec![WitnessConfig { url: witness.url("/custody"), verifier_key: key.to_string() }];
        let board = Board::start_with(log_config.clone()).await;
        note_on(&board, "as it was").await;
        until("the checkpoint is cosigned", async || is_cosigned(&board, &key, &log_key).await).await;
        board.stop().await;
        // an administrator's other history: the same keys over an empty database, nothing that remembers what was signed
        let rewritten = TestDb::create(Engine::Sqlite).await;
        let mut forged_config = test_config(&rewritten, vec![staff("ana", "clerk", Some("08"))]);
        forged_config.witness = log_config.witness.clone();
        std::fs::create_dir(&forged_config.data_dir).unwrap();
        for name in ["node.key", "log.key", "witness.key"] {
            std::fs::copy(log_config.data_dir.join(name), forged_config.data_dir.join(name)).unwrap();
        }
        let forged = Board::start_with(forged_config).await;
        // more than the true history had, as whoever hides something takes care of
        for number in 0..12 {
            note_on(&forged, &format!("as he would have it {number}")).await;
        }
        until("the witness has refused it", async || view(&witness).await["refusals"][0]["origin"] == log_key.name()).await;
        until("the forger's own page says so", async || {
            let shown = view(&forged).await;
            shown["witnesses"][0]["trouble"].as_str().is_some_and(|text| text.contains("another history"))
        }).await;
        forged.stop().await;
        witness.stop().await;
    }
}

/// Whether the checkpoint as others read it is signed by the log and cosigned by the witness, and is the newest.
async fn is_cosigned(board: &Board, witness: &CosignerVerifier, log: &note::NoteVerifier) -> bool {
    let answer = board.get("ana", "/custody/checkpoint").send().await.unwrap();
    if !answer.status().is_success() {
        return false;
    }
    let bytes = answer.bytes().await.unwrap();
    let checkpoint = Checkpoint::open(&bytes, log).unwrap();
    let read = Note::parse(&bytes).unwrap();
    let says = |line| witness.check(&read.text, line).unwrap().is_some();
    read.lines.iter().any(says) && view(board).await["size"] == checkpoint.size
}

async fn forget_cosignatures(board: &Board) {
    let mut tx = board.running.node.db().begin_write("forget").await.unwrap();
    sqlx::query("DELETE FROM custody_cosignature").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}
