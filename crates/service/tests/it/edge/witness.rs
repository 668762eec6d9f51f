//! Witnesses over HTTP: each answer of C2SP `tlog-witness`, what is kept before it goes out, and two nodes that witness each other.

mod asked;
mod restored;
mod rotated;

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use custody::{Checkpoint, Hash, consistency_proof, root_of};
use model::ManualClock;
use note::{NoteSigner, SignatureLine};
use serde_json::{Value, json};
use service::check::{staff, test_config};
use service::testing::TestDb;
use service::witness::WitnessedLogConfig;
use service::{Env, NodeConfig, SystemRng, both_engines, custody_log};

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

    async fn whatever_type_the_body_says_it_has_the_answer_is_the_same(db: TestDb) {
        let (board, log) = (Board::start_with(config(&db)).await, Log::new());
        assert_eq!(status(&board, log.body(0, 3)).await, 200);
        for kind in ["application/x-www-form-urlencoded", "application/octet-stream", "text/plain"] {
            let request = board.client.post(board.url("/custody/add-checkpoint")).header("content-type", kind);
            let answer = request.body(log.body(2, 4)).send().await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (409, "3\n".into()), "{kind}");
        }
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
        let logs = board.get("ana", "/custody?list=logs&format=json").send().await.unwrap();
        let logs: Value = logs.json().await.unwrap();
        assert!(logs.to_string().contains(ORIGIN), "{logs}");
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
}

async fn note_on(board: &Board, text: &str) {
    let answer = board.post("ana", "/api/notes").json(&json!({ "body": text })).send().await.unwrap();
    assert!(answer.status().is_success(), "a witness holds up the node");
}
