//! The entries on an object as a chain, and the bundle that an outsider checks.

use std::path::{Path, PathBuf};
use std::process::Command;

use custody::{Entry, Hash, Tree};
use jiff::{SignedDuration, Timestamp};
use model::SeededRng;
use note::{CosignerVerifier, NoteSigner, cosign};
use service::both_engines;
use service::custody_log::{
    BundleFile, Export, Shown, WitnessedError, export, find_witnessed, history, newest_checkpoint, publish,
    sequence,
};
use service::keys::{Ring, rotate_log};
use service::testing::{TestDb, TestNode, publishing_node};
use sqlx::Row as _;

use crate::core_custody::{Note, broken, change, inspector, verdict};

async fn note(node: &TestNode, numbers: &[u32]) {
    for number in numbers {
        node.act(&inspector(), &Note(*number)).await.unwrap();
        node.clock.advance(SignedDuration::from_secs(1));
    }
}

async fn published(node: &TestNode) {
    sequence(node.db()).await.unwrap();
    publish(node).await.unwrap();
}

async fn cosign_newest(node: &TestNode, witness: &NoteSigner, at: &str) {
    let newest = newest_checkpoint(node.db()).await.unwrap().unwrap().checkpoint;
    let at: Timestamp = at.parse().unwrap();
    let line = cosign(&newest.to_text(), witness, at.as_second()).unwrap();
    let mut tx = node.db().begin_write("cosign").await.unwrap();
    sqlx::query("INSERT INTO custody_cosignature (size, witness, line, cosigned_at) VALUES ($1, $2, $3, $4)")
        .bind(i64::try_from(newest.size).unwrap())
        .bind(witness.name())
        .bind(line.to_string())
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn texts(node: &TestNode, sql: &'static str) -> Vec<String> {
    let mut tx = node.db().begin_read("texts").await.unwrap();
    sqlx::query(sql).fetch_all(tx.conn()).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// The numbers on object 7 as its bodies say them.
async fn numbers(node: &TestNode) -> Vec<Option<u64>> {
    let bodies =
        texts(node, "SELECT body FROM custody_entry WHERE object_id = '7' ORDER BY leaf_index").await;
    bodies
        .iter()
        .map(|body| serde_json::from_str::<Entry>(body).ok().and_then(|entry| entry.counter))
        .collect()
}

/// Places what waits as before entries were numbered.
async fn place_unnumbered(node: &TestNode) {
    let mut tree = Tree::default();
    let waiting = texts(
        node,
        "SELECT entry_id FROM custody_entry WHERE leaf_index IS NULL ORDER BY recorded_at, entry_id",
    )
    .await;
    let mut tx = node.db().begin_write("place").await.unwrap();
    for entry_id in &waiting {
        let row = sqlx::query("SELECT leaf_hash FROM custody_entry WHERE entry_id = $1")
            .bind(entry_id)
            .fetch_one(tx.conn())
            .await
            .unwrap();
        let index = tree.append(row.get::<String, _>(0).parse().unwrap());
        sqlx::query("UPDATE custody_entry SET leaf_index = $1, commitment = '' WHERE entry_id = $2")
            .bind(i64::try_from(index).unwrap())
            .bind(entry_id)
            .execute(tx.conn())
            .await
            .unwrap();
    }
    let peaks = tree.peaks().iter().map(Hash::to_string).collect::<Vec<_>>().join(" ");
    sqlx::query("INSERT INTO custody_tree (size, root_hash, peaks) VALUES ($1, $2, $3)")
        .bind(i64::try_from(tree.size()).unwrap())
        .bind(tree.root().to_string())
        .bind(peaks)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// What a role keeps of its items, as far as a bundle reads it.
async fn make_items(node: &TestNode) {
    change(node, "CREATE TABLE evidence_item (name TEXT PRIMARY KEY, case_id TEXT NOT NULL, size_bytes BIGINT NOT NULL,
                      sha256 TEXT NOT NULL, blake3 TEXT NOT NULL);
                  INSERT INTO evidence_item VALUES ('item-a', 'x', 4, '00', 'b3');
                  INSERT INTO evidence_item VALUES ('item-b', '7', 5, 'ff', 'b4');
                  INSERT INTO evidence_item VALUES ('item-c', '8', 6, 'ee', 'b5')").await;
}

/// Gives the node's log a new key, as it stands still.
async fn rotate(node: &TestNode, db: &TestDb) {
    rotate_log(node, &Ring::make(&SeededRng::new(7)), db.folder(), |_| {}).await.unwrap();
}

fn of(object_id: &str) -> Export {
    Export { object_id: object_id.to_owned(), ..Export::default() }
}

fn text<'a>(files: &'a [BundleFile], name: &str) -> &'a str {
    std::str::from_utf8(&files.iter().find(|file| file.name == name).unwrap().bytes).unwrap()
}

fn judge(folder: &Path, files: &[BundleFile], args: &[&str]) -> (Option<i32>, String) {
    let folder: PathBuf = folder.join("bundle");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir(&folder).unwrap();
    for file in files {
        std::fs::write(folder.join(file.name), &file.bytes).unwrap();
    }
    let python = std::env::var_os("AMPARO_PYTHON").unwrap_or_else(|| "python3".into());
    let verifier = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/verify_custody.py");
    let output = Command::new(python)
        .arg(verifier)
        .arg(&folder)
        .args(["--lang", "en"])
        .args(args)
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(told).unwrap())
}

both_engines! {
    async fn entries_on_an_object_are_numbered_across_batches(db: TestDb) {
        let node = publishing_node(&db).await;
        note(&node, &[7, 8, 7]).await;
        sequence(node.db()).await.unwrap();
        note(&node, &[7, 8]).await;
        published(&node).await;
        assert_eq!(numbers(&node).await, [Some(1), Some(2), Some(3)]);
        assert!(verdict(&node).await.is_intact());
        let mut tx = node.db().begin_read("history").await.unwrap();
        let found = history(&mut tx, "7").await.unwrap();
        let counters: Vec<_> = found.entries.iter().map(|entry| entry.counter).collect();
        assert_eq!(counters, [Some(1), Some(2), Some(3)]);
        assert!(found.entries.iter().all(|entry| matches!(entry.shown, Shown::Opened { .. })));
        assert_eq!(history(&mut tx, "9").await.unwrap_err().status(), 404);
    }

    async fn older_entries_are_counted_though_they_do_not_say_so(db: TestDb) {
        let node = publishing_node(&db).await;
        note(&node, &[7, 8, 7]).await;
        place_unnumbered(&node).await;
        assert!(verdict(&node).await.is_intact());
        note(&node, &[7, 9]).await;
        published(&node).await;
        assert_eq!(numbers(&node).await, [None, None, Some(3)]);
        assert!(verdict(&node).await.is_intact());
        let mut tx = node.db().begin_read("history").await.unwrap();
        let found = history(&mut tx, "7").await.unwrap();
        assert_eq!(found.entries.last().unwrap().counter, Some(3));
    }

    async fn an_entry_taken_from_a_chain_is_missed(db: TestDb) {
        db.may_break_custody();
        let node = publishing_node(&db).await;
        note(&node, &[7, 7, 7]).await;
        published(&node).await;
        change(&node, "UPDATE custody_entry SET object_id = '8' WHERE leaf_index = 1").await;
        let mut tx = node.db().begin_read("history").await.unwrap();
        assert_eq!(history(&mut tx, "7").await.unwrap_err().status(), 500, "a gap was proven");
        drop(tx);
        assert!(broken(&verdict(&node).await).1.contains("a column beside its body"));
    }

    async fn what_is_erased_before_its_place_is_counted_and_stays_erased(db: TestDb) {
        let node = publishing_node(&db).await;
        note(&node, &[7, 7]).await;
        sequence(node.db()).await.unwrap();
        note(&node, &[7]).await;
        let mut tx = node.db().begin_write("erase").await.unwrap();
        node.cases().shred(&mut tx, "7").await.unwrap();
        tx.commit().await.unwrap();
        note(&node, &[7]).await;
        published(&node).await;
        assert_eq!(numbers(&node).await, [None, None, None, Some(4)]);
        assert!(verdict(&node).await.is_intact());
        let mut tx = node.db().begin_read("history").await.unwrap();
        let found = history(&mut tx, "7").await.unwrap();
        let erased = found.entries.iter().filter(|entry| matches!(entry.shown, Shown::Erased { .. })).count();
        assert_eq!((found.entries.len(), erased), (4, 3));
    }

    async fn what_was_altered_before_its_place_is_not_made_good(db: TestDb) {
        db.may_break_custody();
        let node = publishing_node(&db).await;
        note(&node, &[7]).await;
        change(&node, "UPDATE custody_entry SET body = REPLACE(body, '00', '01')").await;
        sequence(node.db()).await.unwrap();
        assert!(broken(&verdict(&node).await).0.is_some_and(|id| id.starts_with("cus_")), "an altered entry was numbered");
    }

    async fn a_bundle_is_accepted_by_who_never_saw_this_program_with_python(db: TestDb) {
        let node = publishing_node(&db).await;
        make_items(&node).await;
        note(&node, &[7, 8]).await;
        published(&node).await;
        note(&node, &[7, 8, 7, 9]).await;
        let files = export(&node, &of("7")).await.unwrap();
        let names: Vec<_> = files.iter().map(|file| file.name).collect();
        assert_eq!(names, ["README.txt", "bundle.json", "checkpoint.note", "key.txt", "statement.note"]);
        let json: serde_json::Value = serde_json::from_str(text(&files, "bundle.json")).unwrap();
        assert_eq!((json["size"].as_u64(), json["consistency"][0]["size"].as_u64()), (Some(6), Some(2)));
        let exhibits: Vec<_> = json["exhibits"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
        assert_eq!(exhibits, ["item-b", "item-a"], "of the case, and by a declared digest");
        let (code, said) = judge(db.folder(), &files, &[]);
        assert!(code == Some(3) && said.contains("number 3") && said.contains("CONSISTENT, NOT PROVEN"), "{said}");
        let (size, root) = (json["consistency"][0]["size"].as_u64().unwrap(), json["consistency"][0]["root"].as_str().unwrap());
        let (code, said) = judge(db.folder(), &files, &["--checkpoint", &format!("{size}:{root}")]);
        assert!(code == Some(0) && said.contains("PROVEN up to 2 entries"), "{said}");
        // that it was handed out is on the object, behind what was handed out
        let last = texts(&node, "SELECT body FROM custody_entry WHERE object_id = '7' ORDER BY leaf_index DESC").await.remove(0);
        assert!(last.contains(r#""action":"export-case""#) && last.contains(r#""operation":"disclosure""#), "{last}");
        let files = export(&node, &Export { anchors: [3].into(), ..of("7") }).await.unwrap();
        let json: serde_json::Value = serde_json::from_str(text(&files, "bundle.json")).unwrap();
        let sizes: Vec<_> = json["consistency"].as_array().unwrap().iter().map(|proof| proof["size"].as_u64().unwrap()).collect();
        assert_eq!(sizes, [2, 3, 6], "first to hold the entries, and asked for");
        let (code, said) = judge(db.folder(), &files, &[]);
        assert!(code == Some(3) && said.contains("number 4"), "{said}");
    }

    async fn what_witnesses_cosigned_is_an_anchor_with_python(db: TestDb) {
        let node = publishing_node(&db).await;
        make_items(&node).await;
        let witness = NoteSigner::new("police.example/witness", &[9; 32]).unwrap();
        let key = CosignerVerifier::of(&witness);
        note(&node, &[7, 8]).await;
        published(&node).await;
        cosign_newest(&node, &witness, "2021-02-01T10:00:00Z").await;
        note(&node, &[7, 9]).await;
        published(&node).await;
        cosign_newest(&node, &witness, "2021-03-01T10:00:00Z").await;
        note(&node, &[7]).await;
        let files = export(&node, &of("7")).await.unwrap();
        let json: serde_json::Value = serde_json::from_str(text(&files, "bundle.json")).unwrap();
        let notes = json["consistency"].as_array().unwrap();
        assert!(notes.len() == 2 && notes.iter().all(|proof| proof["note"].is_string()), "{json}");
        let key = key.to_string();
        let judged = |args: &[&str]| judge(db.folder(), &files, &[&["--witness", &key], args].concat());
        for (args, code, says) in [
            (&[][..], 0, "PROVEN up to 4 entries"),
            (&["--dispute", "2021-03-02"], 0, "agrees with the checkpoint 4 · police.example/witness · 2021-03-01 10:00:00Z"),
            (&["--dispute", "2021-03-01"], 0, "PROVEN up to 2 entries"),
            (&["--dispute", "2021-02-01"], 3, "not known to have been held before the dispute: 4 ·"),
        ] {
            let (found, said) = judged(args);
            assert!(found == Some(code) && said.contains(says), "{args:?}: {said}");
        }
        // the same key under another name, and a key that is none of cosignatures
        let stranger = CosignerVerifier::of(&NoteSigner::new("other.example/witness", &[9; 32]).unwrap());
        let (code, said) = judge(db.folder(), &files, &["--witness", &stranger.to_string()]);
        assert!(code == Some(3) && said.contains("nothing in the bundle is cosigned by other.example/witness"), "{said}");
        let (code, said) = judge(db.folder(), &files, &["--witness", &witness.verifier().to_string()]);
        assert!(code == Some(1) && said.contains("REFUSED"), "{said}");
        // the fingerprint of the log's key, typed from paper
        let typed = node.publisher().unwrap().verifier().fingerprint().to_uppercase();
        let (code, said) = judge(db.folder(), &files, &["--key", &format!("{} {}", &typed[..32], &typed[32..])]);
        assert!(code == Some(3) && said.contains(&typed.to_lowercase()), "{said}");
        let (code, _) = judge(db.folder(), &files, &["--key", &"ab".repeat(32)]);
        assert_eq!(code, Some(1));
        // a cosignature that names no time would be before every dispute
        let timeless = NoteSigner::new("timeless.example/witness", &[11; 32]).unwrap();
        cosign_newest(&node, &timeless, "1970-01-01T00:00:00Z").await;
        let with_timeless = export(&node, &of("7")).await.unwrap();
        let timeless = CosignerVerifier::of(&timeless);
        let (code, said) = judge(db.folder(), &with_timeless, &["--witness", &timeless.to_string()]);
        assert!(code == Some(1) && said.contains("the signature is not of timeless.example/witness"), "{said}");
        let found = find_witnessed(node.db(), &timeless, None).await;
        assert!(matches!(found, Err(WitnessedError::Invalid { .. })), "{found:?}");
        change(&node, "DELETE FROM custody_cosignature WHERE witness = 'timeless.example/witness'").await;
        let sought = async |before: Option<&str>| {
            let before = before.map(|at| at.parse().unwrap());
            find_witnessed(node.db(), &CosignerVerifier::of(&witness), before).await
        };
        assert_eq!(sought(None).await.unwrap().unwrap().checkpoint.size, 4);
        assert_eq!(sought(Some("2021-03-01T00:00:00Z")).await.unwrap().unwrap().checkpoint.size, 2);
        assert_eq!(sought(Some("2021-02-01T00:00:00Z")).await.unwrap(), None);
        // the witness changes its key and keeps its name: each key finds its own
        let renewed = NoteSigner::new("police.example/witness", &[10; 32]).unwrap();
        note(&node, &[8]).await;
        published(&node).await;
        cosign_newest(&node, &renewed, "2021-04-01T10:00:00Z").await;
        assert_eq!(sought(None).await.unwrap().unwrap().checkpoint.size, 4, "the newer line is another key's");
        let newest = newest_checkpoint(node.db()).await.unwrap().unwrap().checkpoint;
        let found = find_witnessed(node.db(), &CosignerVerifier::of(&renewed), None).await.unwrap().unwrap();
        assert_eq!(found.checkpoint, newest);
        change(&node, "DELETE FROM custody_cosignature WHERE size > 4").await;
        // a line moved to another checkpoint
        change(&node, "DELETE FROM custody_cosignature WHERE size = 2; UPDATE custody_cosignature SET size = 2").await;
        assert!(matches!(sought(None).await, Err(WitnessedError::Invalid { size: 2, .. })));
    }

    async fn a_log_that_changed_its_key_is_checked_under_any_of_them_with_python(db: TestDb) {
        let node = publishing_node(&db).await;
        make_items(&node).await;
        let witness = NoteSigner::new("police.example/witness", &[9; 32]).unwrap();
        let (witness_key, first) = (CosignerVerifier::of(&witness).to_string(), node.publisher().unwrap().verifier());
        note(&node, &[7, 8]).await;
        published(&node).await;
        cosign_newest(&node, &witness, "2021-02-01T10:00:00Z").await;
        rotate(&node, &db).await;
        drop(node);
        let node = publishing_node(&db).await;
        let second = node.publisher().unwrap().verifier();
        assert!(second != first && second.name() == first.name());
        assert_eq!(node.publisher().unwrap().mark().key_fingerprint, first.fingerprint(), "the key of that size");
        // the newest checkpoint is still of the first key, then of the second, then of a third
        let judged = async |node: &TestNode, keys: &[&note::NoteVerifier]| {
            let files = export(node, &of("7")).await.unwrap();
            for key in keys {
                for typed in [key.to_string(), key.fingerprint()] {
                    let (code, said) = judge(db.folder(), &files, &["--key", &typed, "--witness", &witness_key]);
                    assert!(code == Some(0) && said.contains("PROVEN up to 2 entries"), "{typed}: {said}");
                    assert!(said.contains(&format!("up to 3 entries another key signed, of fingerprint {}", first.fingerprint())), "{said}");
                }
            }
            let (code, said) = judge(db.folder(), &files, &["--key", &"ab".repeat(32)]);
            assert!(code == Some(1) && said.contains("nor was that one its key before"), "{said}");
        };
        judged(&node, &[&first, &second]).await;
        note(&node, &[7]).await;
        judged(&node, &[&first, &second]).await;
        rotate(&node, &db).await;
        drop(node);
        let node = publishing_node(&db).await;
        let third = node.publisher().unwrap().verifier();
        note(&node, &[8]).await;
        judged(&node, &[&first, &second, &third]).await;
        assert_eq!(node.publisher().unwrap().mark().key_fingerprint, third.fingerprint());
        let entries = texts(&node, "SELECT body FROM custody_entry WHERE action = 'rotate-log-key' ORDER BY leaf_index").await;
        let names = |entry: &str, from: &note::NoteVerifier, to: &note::NoteVerifier| {
            entry.contains(&format!(r#""from_fingerprint":"{}""#, from.fingerprint())) && entry.contains(&format!(r#""to_fingerprint":"{}""#, to.fingerprint()))
        };
        assert!(entries.len() == 2 && names(&entries[0], &first, &second) && names(&entries[1], &second, &third), "{entries:?}");
    }

    async fn withheld_and_erased_entries_are_named_with_python(db: TestDb) {
        let node = publishing_node(&db).await;
        make_items(&node).await;
        note(&node, &[7, 7, 7]).await;
        published(&node).await;
        let ids = texts(&node, "SELECT entry_id FROM custody_entry ORDER BY leaf_index").await;
        let withheld = |why: &str| [(ids[1].clone(), why.to_owned())].into();
        for (wrong, field) in [
            (Export { withheld: withheld("an inquiry"), ..of("7") }, "by"),
            (Export { withheld: withheld(" "), withheld_by: "court".into(), ..of("7") }, "withhold"),
            (Export { withheld: [("cus_x".into(), "y".into())].into(), withheld_by: "court".into(), ..of("7") }, "withhold"),
        ] {
            let failure = export(&node, &wrong).await.unwrap_err();
            assert!(failure.status() == 422 && failure.to_string().starts_with(field), "{failure}");
        }
        let wanted = Export { withheld: withheld("an inquiry"), withheld_by: "Court 3".into(), ..of("7") };
        let files = export(&node, &wanted).await.unwrap();
        assert!(!text(&files, "bundle.json").contains(&ids[1]), "a withheld entry names itself");
        let (code, said) = judge(db.folder(), &files, &[]);
        assert!(code == Some(3) && said.contains("number 2: WITHHELD by Court 3: an inquiry"), "{said}");
        let mut tx = node.db().begin_write("erase").await.unwrap();
        node.cases().shred(&mut tx, "7").await.unwrap();
        tx.commit().await.unwrap();
        let files = export(&node, &of("7")).await.unwrap();
        let (code, said) = judge(db.folder(), &files, &[]);
        assert!(code == Some(3) && said.matches("ERASED").count() == 4, "{said}");
        assert_eq!(export(&node, &of("nothing")).await.unwrap_err().status(), 404);
    }
}
