//! Case keys: made once, closed for good, gone from the disk, and gone from a database that is put back.

use service::check::test_config;
use service::testing::{TestDb, TestNode, is_on_disk};
use service::{
    Acting, Action, Actor, Done, Engine, EntryDraft, Env, Failure, Permission, Scope, both_engines,
    custody_log, open_node,
};
use sqlx::Row;

#[derive(Debug, Clone, Copy)]
struct Anyone;

impl Permission for Anyone {
    fn allows(self, _: &Actor) -> Scope {
        Scope::All
    }
}

/// Makes cases, or erases them.
enum Cases<'a> {
    Make(&'a [String]),
    Erase(&'a [String]),
}

impl Action for Cases<'_> {
    type Permission = Anyone;
    type Output = ();
    const NAME: &'static str = "cases";

    fn permission(&self) -> Anyone {
        Anyone
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let case_ids = match self {
            Self::Make(case_ids) | Self::Erase(case_ids) => case_ids,
        };
        for case_id in *case_ids {
            match self {
                Self::Make(_) => drop(acting.cases().of(acting.tx, case_id).await?),
                Self::Erase(_) => acting.shred(case_id).await?,
            }
        }
        let first = case_ids.first().map(String::as_str).unwrap_or_default();
        Ok(Done::new((), EntryDraft::on("case", first).with("sha256", "f00d")))
    }
}

const ACTOR: Actor = Actor::Job { name: "test" };

fn ids(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|number| format!("rep_{number:04}")).collect()
}

async fn column(node: &service::Node, sql: &'static str) -> Vec<String> {
    let mut tx = node.db().begin_read("look").await.unwrap();
    sqlx::query(sql).fetch_all(tx.conn()).await.unwrap().iter().map(|row| row.get(0)).collect()
}

both_engines! {
    async fn a_case_has_one_key_until_it_is_erased_and_none_after(node: TestNode) {
        let cases = node.cases();
        let mut tx = node.db().begin_write("keys").await.unwrap();
        let drawn = cases.draw("rep_1");
        cases.keep(&mut tx, &drawn).await.unwrap();
        cases.keep(&mut tx, &drawn).await.unwrap();
        let other = cases.draw("rep_1");
        assert_eq!(cases.keep(&mut tx, &other).await.unwrap_err().status(), 409);
        assert_eq!(cases.of(&mut tx, "rep_1").await.unwrap().secret(), drawn.secret());
        let made = cases.of(&mut tx, "rep_2").await.unwrap();
        assert_eq!(cases.open(&mut tx, "rep_2").await.unwrap().secret(), made.secret());
        assert_ne!(made.secret(), drawn.secret());
        assert_eq!(cases.open(&mut tx, "rep_3").await.unwrap_err().status(), 404);
        for case_id in ["rep_1", "rep_1", "rep_3"] {
            cases.shred(&mut tx, case_id).await.unwrap();
            assert!(cases.is_shredded(&mut tx, case_id).await.unwrap());
            for refused in [cases.open(&mut tx, case_id).await, cases.of(&mut tx, case_id).await] {
                assert_eq!(refused.unwrap_err().status(), 410);
            }
        }
        assert_eq!(cases.keep(&mut tx, &drawn).await.unwrap_err().status(), 410);
        tx.commit().await.unwrap();
    }

    async fn a_key_moved_to_another_case_does_not_open(node: TestNode) {
        node.act(&ACTOR, &Cases::Make(&ids(0..2))).await.unwrap();
        let mut tx = node.db().begin_write("swap").await.unwrap();
        let sql = "UPDATE case_key SET wrapped_key = (SELECT wrapped_key FROM case_key WHERE case_id = 'rep_0001')";
        sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap();
        assert_eq!(node.cases().open(&mut tx, "rep_0000").await.unwrap_err().status(), 500);
        node.cases().open(&mut tx, "rep_0001").await.unwrap();
    }

    async fn entries_on_an_erased_case_keep_their_leaf_and_the_log_verifies(node: TestNode) {
        for case_id in ids(0..4) {
            node.act(&ACTOR, &Cases::Make(&[case_id])).await.unwrap();
        }
        custody_log::sequence(node.db()).await.unwrap();
        node.act(&ACTOR, &Cases::Erase(&ids(1..2))).await.unwrap();
        custody_log::sequence(node.db()).await.unwrap();
        let verdict = custody_log::verify(node.db()).await.unwrap();
        assert!(verdict.is_intact() && verdict.size == 5, "{verdict:?}");
        let salts = column(&node, "SELECT salt FROM custody_entry WHERE object_id = 'rep_0001' ORDER BY salt").await;
        assert!(salts[0].is_empty() && !salts[1].is_empty(), "the erasure's own entry stays whole: {salts:?}");
        // without an erasure, an entry without salt is a forgery; and an erased one's leaf still counts
        for (sql, object) in [
            ("UPDATE custody_entry SET leaf_hash = (SELECT leaf_hash FROM custody_entry WHERE object_id = 'rep_0002')
              WHERE object_id = 'rep_0001' AND salt = ''", "an erased entry's leaf"),
            ("UPDATE custody_entry SET salt = '', body = '' WHERE object_id = 'rep_0000'", "a standing entry's salt"),
        ] {
            let mut tx = node.db().begin_write("tamper").await.unwrap();
            sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
            assert!(!custody_log::verify(node.db()).await.unwrap().is_intact(), "{object} was changed unseen");
        }
        node.db.may_break_custody();
    }

    async fn nothing_of_an_erased_key_or_salt_stays_on_the_disk(db: TestDb) {
        let config = test_config(&db, Vec::new());
        let env = Env::from_config(&config).unwrap();
        let node = open_node("test", &config, &env, &[]).await.unwrap();
        for case_id in ids(0..50) {
            node.act(&ACTOR, &Cases::Make(&[case_id])).await.unwrap();
        }
        let erased = "SELECT wrapped_key FROM case_key WHERE case_id < 'rep_0040'
                      UNION ALL SELECT salt FROM custody_entry WHERE object_id < 'rep_0040'";
        let secrets = column(&node, erased).await;
        let kept = column(&node, "SELECT wrapped_key FROM case_key WHERE case_id >= 'rep_0040'").await;
        assert_eq!((secrets.len(), kept.len()), (80, 10));
        let sqlite = db.engine() == Engine::Sqlite;
        if sqlite {
            assert!(secrets.iter().chain(&kept).all(|text| is_on_disk(db.folder(), text)), "the search finds");
        }
        node.act(&ACTOR, &Cases::Erase(&ids(0..40))).await.unwrap();
        // On PostgreSQL the server's files are out of reach here: its log and replicas keep what they keep.
        if sqlite {
            let left: Vec<&String> = secrets.iter().filter(|text| is_on_disk(db.folder(), text)).collect();
            assert!(left.is_empty(), "{} secrets are left", left.len());
            assert!(kept.iter().all(|text| is_on_disk(db.folder(), text)));
        }
        let mut tx = node.db().begin_read("look").await.unwrap();
        for (number, case_id) in ids(0..50).iter().enumerate() {
            assert_eq!(node.cases().open(&mut tx, case_id).await.is_ok(), number >= 40);
        }
    }

    async fn a_database_put_back_is_erased_again_before_the_node_runs(db: TestDb) {
        let config = test_config(&db, Vec::new());
        let env = Env::from_config(&config).unwrap();
        let node = open_node("test", &config, &env, &[]).await.unwrap();
        node.act(&ACTOR, &Cases::Make(&ids(0..4))).await.unwrap();
        let yesterday = column(&node, "SELECT wrapped_key FROM case_key WHERE case_id = 'rep_0002'").await;
        node.act(&ACTOR, &Cases::Erase(&ids(2..3))).await.unwrap();
        let mut tx = node.db().begin_write("restore").await.unwrap();
        sqlx::query("UPDATE case_key SET wrapped_key = $1, shredded_at = NULL WHERE case_id = 'rep_0002'")
            .bind(&yesterday[0]).execute(tx.conn()).await.unwrap();
        // and one whose note a crash took
        sqlx::raw_sql("UPDATE case_key SET wrapped_key = '', shredded_at = 1 WHERE case_id = 'rep_0003'")
            .execute(tx.conn()).await.unwrap();
        node.cases().open(&mut tx, "rep_0002").await.unwrap();
        tx.commit().await.unwrap();
        node.db().close().await;
        let again = open_node("test", &config, &env, &[]).await.unwrap();
        // the role overwrites the rest: also after a crash, when the key is destroyed already
        let due = "SELECT case_id FROM erase_again";
        assert_eq!(column(&again, due).await, ["rep_0002"]);
        let mut tx = again.db().begin_read("look").await.unwrap();
        for (case_id, status) in [("rep_0002", 410), ("rep_0003", 410)] {
            assert_eq!(again.cases().open(&mut tx, case_id).await.unwrap_err().status(), status);
        }
        again.cases().open(&mut tx, "rep_0001").await.unwrap();
        drop(tx);
        let noted = std::fs::read_to_string(config.data_dir.join("erased.log")).unwrap();
        assert_eq!(noted.lines().count(), 2, "{noted}");
        let entries = column(&again, "SELECT action FROM custody_entry WHERE object_id = 'rep_0002'").await;
        assert!(entries.contains(&"erase-again".to_owned()), "{entries:?}");
        let third = open_node("test", &config, &env, &[]).await.unwrap();
        assert_eq!(column(&third, due).await, ["rep_0002"]);
        let entries = column(&third, "SELECT action FROM custody_entry WHERE action = 'erase-again'").await;
        assert_eq!(entries.len(), 1);
    }
}
