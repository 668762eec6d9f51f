//! The custody log: complete under concurrency, and every tampering is named.

use std::collections::BTreeMap;

use custody::{Entry, Salt};
use service::custody_log::{self, Finding, Verdict};
use service::testing::{TestNode, test_node};
use service::{Acting, Action, Actor, Done, EntryDraft, Failure, Permission, Scope, Shutdown, both_engines};
use sqlx::Row;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Anyone;

impl Permission for Anyone {
    fn allows(self, _: &Actor) -> Scope {
        Scope::All
    }
}

pub(crate) struct Note(pub(crate) u32);

impl Action for Note {
    type Permission = Anyone;
    type Output = ();
    const NAME: &'static str = "note";

    fn permission(&self) -> Anyone {
        Anyone
    }

    async fn run(&self, _: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        Ok(Done::new((), EntryDraft::on("note", self.0).with("sha256", "00")))
    }
}

pub(crate) fn inspector() -> Actor {
    Actor::Staff { name: "alba".into(), role: "inspector".into(), unit: None }
}

/// Two batches: entries 0 to 2 and 3 to 5.
pub(crate) async fn six_entries(node: &TestNode) -> Vec<String> {
    for number in 0..6 {
        node.act(&inspector(), &Note(number)).await.unwrap();
        if number % 3 == 2 {
            custody_log::sequence(node.db()).await.unwrap();
        }
    }
    let mut tx = node.db().begin_read("ids").await.unwrap();
    let rows = sqlx::query("SELECT entry_id FROM custody_entry ORDER BY leaf_index")
        .fetch_all(tx.conn())
        .await
        .unwrap();
    rows.iter().map(|row| row.get("entry_id")).collect()
}

pub(crate) async fn change(node: &TestNode, sql: &'static str) {
    let mut tx = node.db().begin_write("tamper").await.unwrap();
    sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn verdict(node: &TestNode) -> Verdict {
    custody_log::verify(node.db()).await.unwrap()
}

pub(crate) fn broken(verdict: &Verdict) -> (Option<&str>, &str) {
    match &verdict.verdict {
        Finding::Broken { entry_id, reason, .. } => (entry_id.as_deref(), reason),
        Finding::Intact => panic!("a tampered log verifies"),
    }
}

both_engines! {
    async fn every_action_has_its_entry_and_the_tree_grows_in_batches(node: TestNode) {
        assert!(verdict(&node).await.is_intact());
        let ids = six_entries(&node).await;
        node.act(&Actor::Job { name: "enrich" }, &Note(6)).await.unwrap();
        let found = verdict(&node).await;
        assert!(found.is_intact());
        assert_eq!((found.size, found.pending, ids.len()), (6, 1, 6));

        let mut tx = node.db().begin_read("look").await.unwrap();
        let rows = sqlx::query("SELECT body, salt FROM custody_entry WHERE leaf_index IS NOT NULL ORDER BY leaf_index")
            .fetch_all(tx.conn()).await.unwrap();
        let mut tree = custody::Tree::default();
        for row in &rows {
            let mut salt = [0; 32];
            hex::decode_to_slice(row.get::<String, _>("salt"), &mut salt).unwrap();
            tree.append(Entry::leaf(row.get::<String, _>("body").as_bytes(), &Salt(salt)));
        }
        assert_eq!(tree.root().to_string(), found.root);
        let entry: Entry = serde_json::from_str(&rows[0].get::<String, _>("body")).unwrap();
        assert_eq!((entry.actor.as_str(), entry.action.as_str()), ("staff:inspector", "note"));
        assert!(!rows[0].get::<String, _>("body").contains("alba"), "a name in the custody log");
        let peaks = sqlx::query("SELECT size FROM custody_tree WHERE peaks <> ''").fetch_all(tx.conn()).await.unwrap();
        assert_eq!(peaks.len(), 1, "only the newest tree keeps its peaks");
    }

    async fn concurrent_actions_and_sequencers_leave_no_gap(node: TestNode) {
        let shutdown = Shutdown::new();
        let second = test_node(&node.db, &[]).await;
        let sequencers = [
            custody_log::spawn_sequencer(node.node.clone(), shutdown.clone()),
            custody_log::spawn_sequencer(second.node.clone(), shutdown.clone()),
        ];
        let acts = (0..200).map(|number| {
            let node = if number % 2 == 0 { node.node.clone() } else { second.node.clone() };
            tokio::spawn(async move { node.act(&inspector(), &Note(number)).await.unwrap() })
        });
        futures::future::join_all(acts).await.into_iter().for_each(|done| done.unwrap());
        shutdown.cancel();
        for sequencer in sequencers {
            sequencer.await.unwrap();
        }
        let found = verdict(&node).await;
        assert!(found.is_intact(), "{found:?}");
        assert_eq!((found.size, found.pending), (200, 0));
    }

    async fn four_sequencers_at_once_place_every_entry_once(node: TestNode) {
        for number in 0..60 {
            node.act(&inspector(), &Note(number)).await.unwrap();
        }
        let nodes = [test_node(&node.db, &[]).await, test_node(&node.db, &[]).await, test_node(&node.db, &[]).await];
        let sequencing = nodes.iter().chain([&node]).map(|node| custody_log::sequence(node.db()));
        let placed: u64 = futures::future::join_all(sequencing).await.into_iter().map(Result::unwrap).sum();
        let found = verdict(&node).await;
        assert_eq!((placed, found.size, found.pending), (60, 60, 0));
        assert!(found.is_intact(), "{found:?}");
    }

    async fn a_change_of_any_column_names_the_entry(node: TestNode) {
        node.db.may_break_custody();
        let ids = six_entries(&node).await;
        let before = verdict(&node).await;
        assert!(before.is_intact());
        let tamperings = [
            "UPDATE custody_entry SET entry_id = 'cus_x' WHERE leaf_index = 4",
            "UPDATE custody_entry SET recorded_at = recorded_at + 1 WHERE leaf_index = 4",
            "UPDATE custody_entry SET actor = 'staff:administrator' WHERE leaf_index = 4",
            "UPDATE custody_entry SET action = 'other' WHERE leaf_index = 4",
            "UPDATE custody_entry SET object_kind = 'person' WHERE leaf_index = 4",
            "UPDATE custody_entry SET object_id = '9' WHERE leaf_index = 4",
            "UPDATE custody_entry SET body = REPLACE(body, 'inspector', 'inspectox') WHERE leaf_index = 4",
            "UPDATE custody_entry SET body = body || ' ' WHERE leaf_index = 4",
            "UPDATE custody_entry SET salt = REPLACE(REPLACE(salt, '0', 'x'), '1', '0') WHERE leaf_index = 4",
            "UPDATE custody_entry SET salt = '' WHERE leaf_index = 4",
            "UPDATE custody_entry SET leaf_hash = REPLACE(REPLACE(leaf_hash, '0', 'x'), '1', '0') WHERE leaf_index = 4",
            "UPDATE custody_entry SET commitment = REPLACE(REPLACE(commitment, '0', 'x'), '1', '0') WHERE leaf_index = 4",
            "UPDATE custody_entry SET leaf_index = 77 WHERE leaf_index = 4",
        ];
        let mut tx = node.db().begin_read("copy").await.unwrap();
        let row = sqlx::query("SELECT entry_id, recorded_at, actor, action, object_kind, object_id, body, salt, leaf_hash, commitment
                               FROM custody_entry WHERE leaf_index = 4").fetch_one(tx.conn()).await.unwrap();
        drop(tx);
        for sql in tamperings {
            change(&node, sql).await;
            let found = verdict(&node).await;
            let (entry, reason) = broken(&found);
            let named = if sql.contains("SET entry_id") { "cus_x" } else { ids[4].as_str() };
            assert_eq!(entry, Some(named), "{sql}: {reason}");
            let mut tx = node.db().begin_write("mend").await.unwrap();
            sqlx::query("UPDATE custody_entry SET entry_id = $1, recorded_at = $2, actor = $3, action = $4, object_kind = $5,
                             object_id = $6, body = $7, salt = $8, leaf_hash = $9, commitment = $10, leaf_index = 4
                         WHERE entry_id IN ($1, 'cus_x')")
                .bind(row.get::<String, _>(0)).bind(row.get::<i64, _>(1)).bind(row.get::<String, _>(2))
                .bind(row.get::<String, _>(3)).bind(row.get::<String, _>(4)).bind(row.get::<String, _>(5))
                .bind(row.get::<String, _>(6)).bind(row.get::<String, _>(7)).bind(row.get::<String, _>(8))
                .bind(row.get::<String, _>(9)).execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(verdict(&node).await, before, "mended after {sql}");
        }
    }

    async fn removed_moved_and_forged_entries_are_found(node: TestNode) {
        node.db.may_break_custody();
        let ids = six_entries(&node).await;
        change(&node, "UPDATE custody_entry SET leaf_index = 100 WHERE leaf_index = 0;
                       UPDATE custody_entry SET leaf_index = 0 WHERE leaf_index = 1;
                       UPDATE custody_entry SET leaf_index = 1 WHERE leaf_index = 100").await;
        let found = verdict(&node).await;
        let (entry, reason) = broken(&found);
        assert_eq!(entry, Some(ids[2].as_str()), "the batch that holds the swap ends with entry 2");
        assert!(reason.contains("from index 0 to this one"), "{reason}");
        change(&node, "UPDATE custody_entry SET leaf_index = 100 WHERE leaf_index = 0;
                       UPDATE custody_entry SET leaf_index = 0 WHERE leaf_index = 1;
                       UPDATE custody_entry SET leaf_index = 1 WHERE leaf_index = 100").await;
        assert!(verdict(&node).await.is_intact());

        forge_with_a_fitting_leaf(&node, 4).await;
        let found = verdict(&node).await;
        let (entry, reason) = broken(&found);
        assert_eq!(entry, Some(ids[5].as_str()), "{reason}");
        assert!(reason.contains("from index 3 to this one"), "{reason}");

        change(&node, "DELETE FROM custody_entry WHERE leaf_index = 4").await;
        assert_eq!(broken(&verdict(&node).await).0, Some(ids[5].as_str()));
        change(&node, "DELETE FROM custody_entry WHERE leaf_index >= 4").await;
        assert_eq!(broken(&verdict(&node).await), (None, "the tree says 6 entries, 4 are there"));
    }

    async fn a_forged_root_or_frontier_is_found_and_not_extended(node: TestNode) {
        node.db.may_break_custody();
        six_entries(&node).await;
        change(&node, "UPDATE custody_tree SET peaks = REPLACE(REPLACE(peaks, '0', 'x'), '1', '0') WHERE size = 6").await;
        assert!(broken(&verdict(&node).await).1.contains("newest root"));
        node.act(&inspector(), &Note(6)).await.unwrap();
        assert!(custody_log::sequence(node.db()).await.is_err(), "a forged frontier was extended");
        change(&node, "UPDATE custody_tree SET root_hash = '00' WHERE size = 3").await;
        assert!(broken(&verdict(&node).await).1.contains("from index 0"));
    }

    async fn a_change_before_sequencing_is_named_too(node: TestNode) {
        node.db.may_break_custody();
        node.act(&inspector(), &Note(1)).await.unwrap();
        change(&node, "UPDATE custody_entry SET body = REPLACE(body, '00', '01')").await;
        let found = verdict(&node).await;
        assert!(broken(&found).0.is_some_and(|id| id.starts_with("cus_")), "{found:?}");
    }
}

/// Replaces an entry's body, commitment and leaf hash so that they fit each other.
async fn forge_with_a_fitting_leaf(node: &TestNode, index: i64) {
    let mut tx = node.db().begin_write("forge").await.unwrap();
    let row = sqlx::query("SELECT body, salt FROM custody_entry WHERE leaf_index = $1")
        .bind(index)
        .fetch_one(tx.conn())
        .await
        .unwrap();
    let mut entry: Entry = serde_json::from_str(&row.get::<String, _>("body")).unwrap();
    entry.details.extend(BTreeMap::from([("sha256".to_owned(), "ff".to_owned())]));
    let body = serde_json::to_string(&entry).unwrap();
    let mut salt = [0; 32];
    hex::decode_to_slice(row.get::<String, _>("salt"), &mut salt).unwrap();
    sqlx::query("UPDATE custody_entry SET body = $1, leaf_hash = $2, commitment = $3 WHERE leaf_index = $4")
        .bind(&body)
        .bind(Entry::leaf(body.as_bytes(), &Salt(salt)).to_string())
        .bind(hex::encode(Entry::commitment(body.as_bytes(), &Salt(salt))))
        .bind(index)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
