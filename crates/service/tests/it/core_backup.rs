//! A backup of a running node comes back whole; what is damaged, taken or older is refused by name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use service::backup::{self, Bucket, Erasures, Items, Looked, Taken};
use service::check::test_config;
use service::testing::{TestDb, lose, lose_and_restore, test_start};
use service::{
    Acting, Action, Actor, Done, EntryDraft, Env, Failure, Migration, Node, NodeConfig, Permission, Scope,
    both_engines, open_node,
};
use sha2::Digest as _;
use sqlx::Row;

const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "items",
    sql: "CREATE TABLE evidence_item (
        name TEXT NOT NULL PRIMARY KEY, case_id TEXT NOT NULL, key_version BIGINT NOT NULL, wrapped_key TEXT NOT NULL,
        size_bytes BIGINT NOT NULL, sha256 TEXT NOT NULL, blake3 TEXT NOT NULL
    );",
}];

#[derive(Debug, Clone, Copy)]
struct Anyone;

impl Permission for Anyone {
    fn allows(self, _: &Actor) -> Scope {
        Scope::All
    }
}

/// Keeps an item of a case of its own.
struct Keep(u32);

impl Action for Keep {
    type Permission = Anyone;
    type Output = ();
    const NAME: &'static str = "keep";

    fn permission(&self) -> Anyone {
        Anyone
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let case_id = format!("rep_{:04}", self.0);
        let key = acting.cases().of(acting.tx, &case_id).await?;
        sqlx::query("INSERT INTO evidence_item VALUES ($1, $2, $3, 'key', 5, '', '')")
            .bind(name(self.0))
            .bind(&case_id)
            .bind(i64::from(key.key_version))
            .execute(acting.tx.conn())
            .await
            .map_err(Failure::broken)?;
        Ok(Done::new((), EntryDraft::on("case", case_id)))
    }
}

const ACTOR: Actor = Actor::Job { name: "test" };

fn name(number: u32) -> String {
    format!("{number:032x}")
}

fn item_path(name: &str) -> Option<PathBuf> {
    Some(Path::new("items").join(name.get(30..)?).join(name))
}

async fn keep(node: &Node, config: &NodeConfig, number: u32) {
    let path = config.data_dir.join("vault").join(item_path(&name(number)).unwrap());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("item {number}")).unwrap();
    node.act(&ACTOR, &Keep(number)).await.unwrap();
}

struct Kept {
    node: Node,
    config: NodeConfig,
    to: PathBuf,
}

impl Kept {
    async fn with_items(db: &TestDb, items: u32) -> Self {
        let config = test_config(db, Vec::new());
        let node = open_node("test", &config, &Env::from_config(&config).unwrap(), MIGRATIONS).await.unwrap();
        for number in 0..items {
            keep(&node, &config, number).await;
        }
        Self { node, config, to: db.folder().join("backup") }
    }

    async fn back_up(&self, second: i64) -> Result<Taken, backup::BackupError> {
        let now = test_start() + jiff::SignedDuration::from_secs(second);
        backup::back_up("test", &self.config, &self.to, now, Items::Files(item_path)).await
    }

    async fn reopen(&self) -> Node {
        let env = Env::from_config(&self.config).unwrap();
        open_node("test", &self.config, &env, MIGRATIONS).await.unwrap()
    }

    async fn refuses(&self, role: &str, generation: &Path, erasures: &Erasures) -> String {
        let restored = backup::restore(role, &self.config, generation, erasures, None).await;
        restored.expect_err("refused").to_string()
    }
}

async fn names(node: &Node) -> Vec<String> {
    let mut tx = node.db().begin_read("look").await.unwrap();
    let rows =
        sqlx::query("SELECT name FROM evidence_item ORDER BY name").fetch_all(tx.conn()).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

fn flip(path: &Path) -> Vec<u8> {
    let before = std::fs::read(path).unwrap();
    let mut bytes = before.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
    before
}

/// A bucket in memory; counts what is read to its end.
#[derive(Default)]
struct Memory {
    objects: Mutex<BTreeMap<String, String>>,
    read: Mutex<usize>,
}

impl Memory {
    fn find(&self, name: &str) -> Option<String> {
        self.objects.lock().unwrap().get(name).cloned()
    }

    fn set(&self, number: u32, content: Option<&str>) {
        let mut objects = self.objects.lock().unwrap();
        match content {
            Some(content) => objects.insert(name(number), content.to_owned()),
            None => objects.remove(&name(number)),
        };
    }
}

impl Bucket for Memory {
    fn place(&self) -> &'static str {
        "bucket `evidence`"
    }

    fn size<'a>(&'a self, name: &'a str) -> Looked<'a, u64> {
        Box::pin(async move { Ok(self.find(name).map(|content| content.len() as u64)) })
    }

    fn digest<'a>(&'a self, name: &'a str) -> Looked<'a, (u64, String)> {
        *self.read.lock().unwrap() += 1;
        let measured = |content: String| (content.len() as u64, hex::encode(sha2::Sha256::digest(&content)));
        Box::pin(async move { Ok(self.find(name).map(measured)) })
    }
}

both_engines! {
    async fn objects_of_a_bucket_are_listed_and_looked_for(db: TestDb) {
        let kept = Kept::with_items(&db, 3).await;
        std::fs::remove_dir_all(kept.config.data_dir.join("vault")).unwrap();
        let bucket = Memory::default();
        let back_up = async |second| {
            let now = test_start() + jiff::SignedDuration::from_secs(second);
            backup::back_up("test", &kept.config, &kept.to, now, Items::Objects(&bucket)).await
        };
        (0..2).for_each(|number| bucket.set(number, Some("sealed")));
        let error = back_up(0).await.unwrap_err().to_string();
        assert!(error.contains(&name(2)) && error.contains("missing"), "{error}");
        bucket.set(2, Some("sealed"));
        assert_eq!(back_up(1).await.unwrap().new_items, 3);
        let read = *bucket.read.lock().unwrap();
        let taken = back_up(2).await.unwrap();
        assert_eq!((taken.new_items, *bucket.read.lock().unwrap()), (0, read), "objects are read once");
        assert!(!kept.to.join("vault/items").exists(), "and not copied");
        let listed = taken.manifest.bucket.clone().unwrap();
        assert_eq!((listed.place.as_str(), listed.objects.len()), ("bucket `evidence`", 3));
        assert_eq!(backup::keep_newest(&kept.to, 1).unwrap(), (1, 0));
        backup::check(&taken.generation, Some(&bucket)).await.unwrap();
        kept.node.db().close().await;
        let lost = lose(&db, &kept.config.data_dir).await;

        let newest = db.folder().join("newest.log");
        std::fs::copy(lost.join("erased.log"), &newest).unwrap();
        let erasures = Erasures::Known(newest.clone());
        let refused = async |bucket: Option<&dyn Bucket>| {
            let restored = backup::restore("test", &kept.config, &taken.generation, &erasures, bucket).await;
            assert!(!kept.config.data_dir.exists());
            restored.expect_err("refused").to_string()
        };
        assert!(refused(None).await.contains("lie in bucket `evidence`"));
        bucket.set(1, Some("longer than listed"));
        assert!(refused(Some(&bucket)).await.contains("not the one that was listed"));
        bucket.set(1, Some("SEALED"));
        let error = backup::check(&taken.generation, Some(&bucket)).await.unwrap_err().to_string();
        assert!(error.contains(&name(1)), "{error}");
        bucket.set(1, None);
        let error = refused(Some(&bucket)).await;
        assert!(error.contains("1 of 3 listed objects") && error.contains(&name(1)), "{error}");
        // what was erased since may be gone
        let erased = std::fs::read_to_string(&newest).unwrap() + "rep_0001 1 aa\n";
        std::fs::write(&newest, erased).unwrap();
        backup::restore("test", &kept.config, &taken.generation, &erasures, Some(&bucket)).await.unwrap();
    }

    async fn files_are_not_restored_for_a_node_with_a_bucket(db: TestDb) {
        let kept = Kept::with_items(&db, 1).await;
        let taken = kept.back_up(0).await.unwrap();
        kept.node.db().close().await;
        lose(&db, &kept.config.data_dir).await;
        let bucket = Memory::default();
        let restored = backup::restore("test", &kept.config, &taken.generation, &Erasures::Lost, Some(&bucket));
        let error = restored.await.unwrap_err().to_string();
        assert!(error.contains("restore without `[vault]`"), "{error}");
        backup::restore("test", &kept.config, &taken.generation, &Erasures::Lost, None).await.unwrap();
    }

    async fn a_node_is_backed_up_while_it_runs_and_comes_back(db: TestDb) {
        let kept = Kept::with_items(&db, 5).await;
        let first = kept.back_up(0).await.unwrap();
        assert_eq!((first.new_items, first.manifest.files.len()), (5, 9));
        // the node goes on while the second is taken
        let (node, config) = (kept.node.clone(), kept.config.clone());
        let going_on = tokio::spawn(async move {
            for number in 5..60 {
                keep(&node, &config, number).await;
            }
        });
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        let second = kept.back_up(1).await.unwrap();
        going_on.await.unwrap();
        let expected = names(&kept.node).await;
        assert_eq!(second.new_items + 9, second.manifest.files.len(), "old items are not copied again");
        let head = std::fs::read_dir(&second.generation).unwrap().count();
        assert_eq!(head, 6, "database, erased.log, log.key, witness.key, manifest and its digest, and nothing beside");
        kept.node.db().close().await;
        lose_and_restore(&db, "test", &kept.config, &second.generation).await;
        assert!(kept.config.data_dir.join("witness.unconfirmed").exists(), "it would cosign what it had refused");
        let again = kept.reopen().await;
        let found = names(&again).await;
        assert!(found.len() >= 5 && expected.starts_with(&found), "{found:?}");
        for name in &found {
            let path = kept.config.data_dir.join("vault").join(item_path(name).unwrap());
            let number = u32::from_str_radix(name, 16).unwrap();
            assert_eq!(std::fs::read_to_string(path).unwrap(), format!("item {number}"));
        }
        let mut tx = again.db().begin_read("look").await.unwrap();
        again.cases().open(&mut tx, "rep_0004").await.unwrap();
        drop(tx);
        // the restored node goes on
        keep(&again, &kept.config, 100).await;
        again.db().close().await;
    }

    async fn what_is_damaged_is_named_and_nothing_is_restored(db: TestDb) {
        let kept = Kept::with_items(&db, 2).await;
        let taken = kept.back_up(0).await.unwrap();
        kept.node.db().close().await;
        lose(&db, &kept.config.data_dir).await;
        let files = taken.manifest.files.iter().filter(|file| file.bytes > 0).map(|file| file.path.clone());
        let own = format!("{}/manifest.json", taken.generation.file_name().unwrap().to_str().unwrap());
        for file in files.chain([own]) {
            let path = kept.to.join(&file);
            let before = flip(&path);
            let error = kept.refuses("test", &taken.generation, &Erasures::Lost).await;
            assert!(error.contains(&file) && error.contains("damaged"), "{file}: {error}");
            assert!(!kept.config.data_dir.exists(), "{file}");
            std::fs::write(&path, before).unwrap();
        }
        let item = kept.to.join("vault").join(item_path(&name(1)).unwrap());
        std::fs::rename(&item, item.with_extension("away")).unwrap();
        let error = kept.refuses("test", &taken.generation, &Erasures::Lost).await;
        assert!(error.contains(&name(1)), "{error}");
        std::fs::rename(item.with_extension("away"), &item).unwrap();
        assert!(kept.refuses("police", &taken.generation, &Erasures::Lost).await.contains("a backup of test"));
        backup::restore("test", &kept.config, &taken.generation, &Erasures::Lost, None).await.unwrap();
        // and what is there is not overwritten
        let error = kept.refuses("test", &taken.generation, &Erasures::Lost).await;
        assert!(error.contains("not empty"), "{error}");
        std::fs::remove_dir_all(&kept.config.data_dir).unwrap();
        let error = kept.refuses("test", &taken.generation, &Erasures::Lost).await;
        assert!(error.contains("database"), "{error}");
    }

    async fn erasures_only_ever_go_on(db: TestDb) {
        let kept = Kept::with_items(&db, 1).await;
        let log = kept.config.data_dir.join("erased.log");
        std::fs::write(&log, "rep_1 1 aa\nrep_2 2 bb\n").unwrap();
        let taken = kept.back_up(0).await.unwrap();
        kept.node.db().close().await;
        lose(&db, &kept.config.data_dir).await;
        let other = db.folder().join("other.log");
        for older in ["", "rep_1 1 aa\n", "rep_1 1 aa\nrep_3 3 cc\nrep_4 4 dd\n"] {
            std::fs::write(&other, older).unwrap();
            let error = kept.refuses("test", &taken.generation, &Erasures::Known(other.clone())).await;
            assert!(error.contains("does not go on from"), "{error}");
        }
        std::fs::write(&other, "rep_1 1 aa\nrep_2 2 bb\nrep_3 3 cc\n").unwrap();
        backup::restore("test", &kept.config, &taken.generation, &Erasures::Known(other.clone()), None).await.unwrap();
        assert_eq!(std::fs::read(&log).unwrap(), std::fs::read(&other).unwrap());
    }

    async fn a_missing_item_is_no_backup_and_an_unfinished_restoration_no_node(db: TestDb) {
        let kept = Kept::with_items(&db, 3).await;
        std::fs::remove_file(kept.config.data_dir.join("vault").join(item_path(&name(1)).unwrap())).unwrap();
        let error = kept.back_up(0).await.unwrap_err().to_string();
        assert!(error.contains(&name(1)) && error.contains("missing from the vault"), "{error}");
        assert!(!kept.to.join("20210301T090000Z").exists());
        kept.node.db().close().await;
        std::fs::write(kept.config.data_dir.join("restore.incomplete"), "").unwrap();
        let env = Env::from_config(&kept.config).unwrap();
        let error = open_node("test", &kept.config, &env, MIGRATIONS).await.err().unwrap().to_string();
        assert!(error.contains("did not come to its end"), "{error}");
    }

    async fn old_generations_go_with_what_only_they_speak_of(db: TestDb) {
        let kept = Kept::with_items(&db, 3).await;
        kept.back_up(0).await.unwrap();
        let mut tx = kept.node.db().begin_write("erase").await.unwrap();
        sqlx::query("DELETE FROM evidence_item WHERE name = $1").bind(name(1)).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let second = kept.back_up(1).await.unwrap();
        let error = kept.back_up(1).await.unwrap_err().to_string();
        assert!(error.contains("of this second already"), "{error}");
        let erased = kept.to.join("vault").join(item_path(&name(1)).unwrap());
        assert!(erased.exists());
        assert_eq!(backup::keep_newest(&kept.to, 2).unwrap(), (0, 0));
        assert_eq!(backup::keep_newest(&kept.to, 1).unwrap(), (1, 1));
        assert!(!erased.exists());
        backup::check(&second.generation, None).await.unwrap();
        assert!(second.manifest.taken_at > Timestamp::UNIX_EPOCH);
    }
}
