//! Witnesses over HTTP: each answer of C2SP `tlog-witness`, what is kept before it goes out, and two nodes that witness each other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use custody::{Checkpoint, Hash, consistency_proof, root_of};
use model::ManualClock;
use note::{CosignerVerifier, Note, NoteSigner, SignatureLine};
use serde_json::{Value, json};
use service::check::{staff, test_config};
use service::testing::TestDb;
use service::witness::{self, Confirmation, WitnessConfig, WitnessedLogConfig};
use service::{Engine, Env, NodeConfig, SystemRng, both_engines, custody_log, make_keys};

use super::Board;

const ORIGIN: &str = "log.example/a";

/// A log of somebody else, whose entries are told apart by a letter.
struct Log {
    signer: NoteSigner,
    leaves: Vec<Hash>,
}

impl Log {
    fn new() -> Self {
        let leaves = (0..9_u8).map(|number| Hash::of_leaf(&[number])).collect();
        Self { signer: NoteSigner::new(ORIGIN, &[7; 32]).unwrap(), leaves }
    }

    /// The same key over another history from this entry on.
    fn rewritten_from(mut self, index: usize) -> Self {
        self.leaves.iter_mut().skip(index).for_each(|leaf| leaf.0[0] ^= 1);
        self
    }

    fn with_key(self, secret: u8) -> Self {
        Self { signer: NoteSigner::new(ORIGIN, &[secret; 32]).unwrap(), ..self }
    }

    fn checkpoint(&self, size: usize) -> Checkpoint {
        Checkpoint { origin: ORIGIN.into(), size: size as u64, root: root_of(&self.leaves[..size]) }
    }

    fn body(&self, old: usize, size: usize) -> String {
        let proof = consistency_proof(&self.leaves[..size], old.min(size)).unwrap();
        body(old, &proof, &self.checkpoint(size).sign(&self.signer).unwrap())
    }
}

fn body(old: usize, proof: &[Hash], note: &str) -> String {
    let proof: String = proof.iter().map(|hash| STANDARD.encode(hash.0) + "\n").collect();
    format!("old {old}\n{proof}\n{note}")
}

fn config(db: &TestDb) -> NodeConfig {
    let mut config = test_config(db, vec![staff("ana", "clerk", Some("08"))]);
    config.witnessed_log =
        vec![WitnessedLogConfig { verifier_key: Log::new().signer.verifier().to_string() }];
    config
}

/// The node while it does not run.
async fn stopped(config: &NodeConfig) -> service::Node {
    service::keys::open_stopped("board", config, &Env { rng: Arc::new(SystemRng), ..super::env() })
        .await
        .unwrap()
}

/// As a restoration leaves a node: with the cosigned state of before, and nobody's word for it.
async fn put_back_to(config: &NodeConfig, log: &Log, size: usize) {
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

/// Chance of its own, and a clock that stands there.
fn env_at(instant: &str) -> Env {
    Env {
        clock: Arc::new(ManualClock::new(instant.parse().unwrap())),
        rng: Arc::new(SystemRng),
        ..super::env()
    }
}

/// Status, media type and text of an answer.
async fn submit(board: &Board, body: String) -> (u16, String, String) {
    let answer = board.client.post(board.url("/custody/add-checkpoint")).body(body).send().await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    (answer.status().as_u16(), kind, answer.text().await.unwrap())
}

async fn status(board: &Board, body: String) -> u16 {
    submit(board, body).await.0
}

fn stale(size: u64) -> (u16, String, String) {
    (409, "text/x.tlog.size".into(), format!("{size}\n"))
}

async fn view(board: &Board) -> Value {
    let answer = board.get("ana", "/api/custody/witnesses").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// Whether each line fits the checkpoint by the witness's key.
fn check(board: &Board, checkpoint: &Checkpoint, lines: &str) {
    let key = board.running.node.witnessing().unwrap().verifier();
    let mut lines = lines.lines();
    let line = SignatureLine::parse(lines.next().unwrap()).unwrap();
    let said = key.check(&checkpoint.to_text(), &line).unwrap().unwrap();
    assert_eq!((said.witness.as_str(), said.at_seconds), ("test.localhost/board/witness", 1_609_146_000));
    assert_eq!(lines.next(), None);
}

/// Looks until it is so.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while !is_so().await {
        assert!(began.elapsed() < Duration::from_secs(40), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

both_engines! {
    async fn each_answer_is_as_specified(db: TestDb) {
        let (board, log) = (Board::start_with(config(&db)).await, Log::new());
        let text = |size: usize| log.checkpoint(size).to_text();
        let signed_by = |name: &str, secret: u8, text: &str| {
            note::sign(text, &NoteSigner::new(name, &[secret; 32]).unwrap()).unwrap()
        };
        // 404: an origin that is not known, whoever has signed
        let unknown = text(3).replace(ORIGIN, "log.example/b");
        assert_eq!(status(&board, body(0, &[], &signed_by("log.example/b", 7, &unknown))).await, 404);
        // 403: no signature of the known key, or one that does not fit
        assert_eq!(status(&board, body(0, &[], &signed_by(ORIGIN, 8, &text(3)))).await, 403);
        let (good, other) = (log.body(0, 3), log.body(0, 4));
        let forged = good.replace("\n3\n", "\n4\n");
        assert_eq!(status(&board, forged).await, 403);
        // 400: not in its form, or from more entries than there are
        assert_eq!(status(&board, "old 0\n".into()).await, 400);
        assert_eq!(status(&board, good.replace("old 0", "old 00")).await, 400);
        assert_eq!(status(&board, log.body(4, 3)).await, 400);
        // 409 with what was cosigned last: nothing, as yet
        assert_eq!(submit(&board, log.body(2, 3)).await, stale(0));
        // 422: a proof from nothing is empty
        assert_eq!(status(&board, body(0, &log.leaves[..1], good.split_once("\n\n").unwrap().1)).await, 422);
        // 200, and the same once more
        for _ in 0..2 {
            let (status, _, lines) = submit(&board, if view(&board).await["logs"][0]["size"].is_null() {
                good.clone()
            } else {
                log.body(3, 3)
            }).await;
            assert_eq!(status, 200, "{lines}");
            check(&board, &log.checkpoint(3), &lines);
        }
        assert_eq!(submit(&board, other).await, stale(3));
        let (status_of_growth, _, lines) = submit(&board, log.body(3, 7)).await;
        assert_eq!(status_of_growth, 200, "{lines}");
        check(&board, &log.checkpoint(7), &lines);
        assert_eq!(view(&board).await["refusals"], json!([]), "nothing was wrong with the log");
        // 422: a proof that does not hold is kept, and settled by a good one
        let good = log.body(7, 9);
        let mut bytes = STANDARD.decode(good.lines().nth(1).unwrap()).unwrap();
        bytes[0] ^= 1;
        let bad = good.replacen(good.lines().nth(1).unwrap(), &STANDARD.encode(&bytes), 1);
        assert_eq!(status(&board, bad).await, 422);
        assert_eq!(view(&board).await["refusals"][0]["kind"], "unproven");
        assert_eq!(status(&board, good).await, 200);
        assert_eq!(view(&board).await["refusals"], json!([]));
        board.stop().await;
    }

    async fn a_rewritten_log_is_refused_and_the_evidence_kept(db: TestDb) {
        let (board, log) = (Board::start_with(config(&db)).await, Log::new());
        assert_eq!(status(&board, log.body(0, 5)).await, 200);
        let forked = Log::new().rewritten_from(4);
        for _ in 0..2 {
            assert_eq!(submit(&board, forked.body(5, 5)).await, stale(5), "the same size with another root");
            assert_eq!(status(&board, forked.body(5, 8)).await, 422, "a longer other history");
        }
        let shown = view(&board).await;
        let refusals = shown["refusals"].as_array().unwrap();
        assert_eq!(refusals.len(), 2, "each is kept once: {shown}");
        assert_eq!((&refusals[0]["kind"], &refusals[0]["size"]), (&json!("fork"), &json!(5)));
        assert_eq!((&refusals[1]["kind"], &refusals[1]["size"]), (&json!("unproven"), &json!(8)));
        // both notes are the log's: nobody needs to believe the witness
        let roots = ["note", "kept_note"].map(|note| {
            Checkpoint::open(refusals[0][note].as_str().unwrap().as_bytes(), &log.signer.verifier()).unwrap()
        });
        assert!(roots[0].size == roots[1].size && roots[0].root != roots[1].root);
        let page = board.get("ana", "/custody").header("accept", "text/html").send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains("two histories") && page.contains("log.example/a"), "{page}");
        // each has one entry, and the true log goes on
        custody_log::sequence(board.running.node.db()).await.unwrap();
        until("the entries are published", async || {
            let mut tx = board.running.node.db().begin_read("entries").await.unwrap();
            custody_log::history(&mut tx, ORIGIN).await.is_ok_and(|history| history.entries.len() == 2)
        }).await;
        assert_eq!(status(&board, log.body(5, 9)).await, 200);
        let refusals = view(&board).await["refusals"].clone();
        assert_eq!(refusals.as_array().unwrap().len(), 1, "what is unproven is settled by growth past it: {refusals}");
        assert_eq!(refusals[0]["kind"], "fork", "a fork is never settled");
        board.stop().await;
    }

    async fn copies_with_a_wrong_proof_accuse_nobody_and_displace_no_fork(db: TestDb) {
        let (board, log) = (Board::start_with(config(&db)).await, Log::new());
        assert_eq!(status(&board, log.body(0, 3)).await, 200);
        let with_wrong_proof = |old: usize, note: &str| body(old, &[Hash::of_leaf(b"wrong")], note);
        let signed = |log: &Log, size: usize| log.checkpoint(size).sign(&log.signer).unwrap();
        // what was cosigned last, with a proof that it does not need
        assert_eq!(status(&board, with_wrong_proof(3, &signed(&log, 3))).await, 422);
        assert_eq!(view(&board).await["refusals"], json!([]), "it is the very checkpoint that was cosigned");
        // one that the log then passes over
        assert_eq!(status(&board, with_wrong_proof(3, &signed(&log, 4))).await, 422);
        assert_eq!(view(&board).await["refusals"][0]["kind"], "unproven");
        assert_eq!(status(&board, log.body(3, 5)).await, 200);
        assert_eq!(view(&board).await["refusals"], json!([]), "the log went on from what was cosigned");
        // more unproven ones than are kept: the fork is kept all the same
        let mut tx = board.running.node.db().begin_write("fill").await.unwrap();
        for number in 0..100_i64 {
            sqlx::query(
                "INSERT INTO witness_refusal (origin, size, root_hash, kind, note, kept_size, kept_note, refused_at)
                 VALUES ($1, $2, '00', 'unproven', '-', 5, '-', 0)",
            )
            .bind(ORIGIN)
            .bind(1000 + number)
            .execute(tx.conn())
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(status(&board, with_wrong_proof(5, &signed(&log, 6))).await, 422);
        assert_eq!(view(&board).await["refusals"].as_array().unwrap().len(), 100);
        assert_eq!(submit(&board, Log::new().rewritten_from(4).body(5, 5)).await, stale(5));
        let refusals = view(&board).await["refusals"].clone();
        assert_eq!((refusals.as_array().unwrap().len(), &refusals[0]["kind"]), (101, &json!("fork")));
        board.stop().await;
    }

    async fn a_fork_that_was_sent_unproven_first_is_kept_as_a_fork(db: TestDb) {
        let (board, log, forked) =
            (Board::start_with(config(&db)).await, Log::new(), Log::new().rewritten_from(4));
        assert_eq!(status(&board, log.body(0, 3)).await, 200);
        let note = forked.checkpoint(6).sign(&forked.signer).unwrap();
        assert_eq!(status(&board, body(3, &[Hash::of_leaf(b"wrong")], &note)).await, 422);
        assert_eq!(status(&board, log.body(3, 6)).await, 200);
        assert_eq!(view(&board).await["refusals"][0]["kind"], "unproven", "another root at the size is not settled");
        assert_eq!(submit(&board, forked.body(6, 6)).await, stale(6));
        assert_eq!(status(&board, log.body(6, 8)).await, 200);
        let refusals = view(&board).await["refusals"].clone();
        assert_eq!((refusals.as_array().unwrap().len(), &refusals[0]["kind"]), (1, &json!("fork")), "{refusals}");
        let roots = ["note", "kept_note"].map(|note| {
            Checkpoint::open(refusals[0][note].as_str().unwrap().as_bytes(), &log.signer.verifier()).unwrap()
        });
        assert!(roots[0].size == 6 && roots[1].size == 6 && roots[0].root != roots[1].root);
        board.stop().await;
    }

    async fn what_was_cosigned_survives_a_restart(db: TestDb) {
        let log = Log::new();
        let board = Board::start_with(config(&db)).await;
        let key = board.running.node.witnessing().unwrap().verifier();
        assert_eq!(status(&board, log.body(0, 6)).await, 200);
        board.stop().await;
        let board = Board::start_with(config(&db)).await;
        assert_eq!(board.running.node.witnessing().unwrap().verifier(), key, "the key is made once");
        assert_eq!(submit(&board, log.body(0, 4)).await, stale(6));
        assert_eq!(status(&board, Log::new().rewritten_from(2).body(6, 8)).await, 422);
        assert_eq!(status(&board, log.body(6, 8)).await, 200);
        board.stop().await;
        let path = test_config(&db, Vec::new()).data_dir.join("witness.key");
        std::fs::remove_file(&path).unwrap();
        let error = crate::edge::board::start(config(&db), crate::edge::env()).await.err().unwrap();
        assert!(error.to_string().contains("key of cosignatures is missing"), "{error}");
    }

    async fn a_log_that_changes_its_key_is_cosigned_under_both_while_both_stand(db: TestDb) {
        let (log, renewed) = (Log::new(), Log::new().with_key(8));
        let part = |log: &Log| WitnessedLogConfig { verifier_key: log.signer.verifier().to_string() };
        let mut both = config(&db);
        both.witnessed_log.push(part(&renewed));
        let board = Board::start_with(both).await;
        assert_eq!(status(&board, log.body(0, 3)).await, 200);
        assert_eq!(status(&board, renewed.body(3, 5)).await, 200);
        assert_eq!(status(&board, log.body(5, 6)).await, 200, "a checkpoint of before comes late");
        assert_eq!(status(&board, Log::new().rewritten_from(4).with_key(8).body(6, 8)).await, 422);
        assert_eq!(status(&board, Log::new().with_key(9).body(6, 8)).await, 403);
        board.stop().await;
        let mut alone = config(&db);
        alone.witnessed_log = vec![part(&renewed)];
        let board = Board::start_with(alone).await;
        assert_eq!(status(&board, log.body(6, 8)).await, 403, "the old key was taken out");
        assert_eq!(status(&board, renewed.body(6, 8)).await, 200);
        board.stop().await;
    }

    async fn a_restored_witness_cosigns_nothing_before_its_operator_has_confirmed(db: TestDb) {
        let (log, config) = (Log::new(), config(&db));
        let board = Board::start_with(config.clone()).await;
        assert_eq!(status(&board, log.body(0, 3)).await, 200);
        let (_, _, line) = submit(&board, log.body(3, 5)).await;
        let cosigned = |log: &Log, size: usize, line: &str| {
            Confirmation::Checkpoint(format!("{}{line}", log.checkpoint(size).sign(&log.signer).unwrap()).into_bytes())
        };
        let latest = cosigned(&log, 5, &line);
        board.stop().await;
        // yesterday's state, as a restoration leaves it
        put_back_to(&config, &log, 3).await;
        let board = Board::start_with(config.clone()).await;
        let forked = Log::new().rewritten_from(3);
        let (status_, _, said) = submit(&board, forked.body(3, 5)).await;
        assert!(status_ == 503 && said.contains("restored"), "{status_}: {said}");
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

    async fn of_requests_at_once_one_wins_and_nothing_goes_back(db: TestDb) {
        let (board, log) = (Board::start_with(config(&db)).await, Log::new());
        assert_eq!(status(&board, log.body(0, 2)).await, 200);
        // each size from two, several times, all at once: only one may follow two
        let sizes = (0..24).map(|number| 3 + number % 6);
        let answers = futures::future::join_all(sizes.map(async |size| (size, submit(&board, log.body(2, size)).await))).await;
        let won: Vec<_> = answers.iter().filter(|(_, (status, ..))| *status == 200).collect();
        assert_eq!(won.len(), 1, "{answers:?}");
        let winner = won[0].0;
        for (size, answer) in &answers {
            assert!(answer.0 == 200 || *answer == stale(winner as u64), "{size}: {answer:?}");
        }
        // a fork and the truth at once: whichever was first, the other is never cosigned
        let forked = Log::new().rewritten_from(winner);
        let both = [log.body(winner, 9), forked.body(winner, 9)];
        let answers = futures::future::join_all(both.map(|body| status(&board, body))).await;
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        board.stop().await;
    }

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

async fn note_on(board: &Board, text: &str) {
    let answer = board.post("ana", "/api/notes").json(&json!({ "body": text })).send().await.unwrap();
    assert!(answer.status().is_success(), "a witness holds up the node");
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
