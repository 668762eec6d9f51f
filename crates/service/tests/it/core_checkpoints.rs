//! Checkpoints: signed once per size, never of another history, and enough for anybody to recompute roots and proofs.

use custody::{
    Checkpoint, Hash, Tile, TileKind, consistency_proof, root_of, verify_consistency, verify_inclusion,
};
use model::SeededRng;
use service::both_engines;
use service::custody_log::{self, PublishError, publish, sequence};
use service::keys::{Ring, find_log_keys, rotate_log};
use service::testing::{TestDb, TestNode, publishing_node};

use crate::core_custody::{Note, broken, change, inspector, six_entries, verdict};

async fn note(node: &TestNode, numbers: std::ops::Range<u32>) {
    for number in numbers {
        node.act(&inspector(), &Note(number)).await.unwrap();
    }
    sequence(node.db()).await.unwrap();
}

async fn leaves(node: &TestNode) -> Vec<Hash> {
    use sqlx::Row as _;
    let mut tx = node.db().begin_read("leaves").await.unwrap();
    let rows = sqlx::query("SELECT leaf_hash FROM custody_entry ORDER BY leaf_index")
        .fetch_all(tx.conn())
        .await
        .unwrap();
    rows.iter().map(|row| row.get::<String, _>(0).parse().unwrap()).collect()
}

/// As if yesterday's database had been put back, whole.
async fn roll_back_to_three(node: &TestNode) {
    change(
        node,
        "DELETE FROM custody_entry WHERE leaf_index >= 3;
                  DELETE FROM custody_tree WHERE size > 3;
                  DELETE FROM custody_checkpoint WHERE size > 3",
    )
    .await;
    let mut tree = custody::Tree::default();
    leaves(node).await.into_iter().for_each(|leaf| {
        tree.append(leaf);
    });
    let peaks = tree.peaks().iter().map(Hash::to_string).collect::<Vec<_>>().join(" ");
    let mut tx = node.db().begin_write("mend").await.unwrap();
    sqlx::query("UPDATE custody_tree SET peaks = $1 WHERE size = 3")
        .bind(peaks)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

both_engines! {
    async fn each_size_is_signed_once_and_opens_with_the_log_s_key(db: TestDb) {
        let node = publishing_node(&db).await;
        assert_eq!(publish(&node).await.unwrap(), None, "an empty log has no checkpoint");
        assert_eq!(custody_log::newest_checkpoint(node.db()).await.unwrap(), None);
        let printed = node.publisher().unwrap().mark();
        let fingerprint = node.publisher().unwrap().verifier().fingerprint();
        assert!(printed.is_before_first() && printed.key_fingerprint == fingerprint, "a first receipt binds the key");
        assert_eq!(printed.root, Hash::of_empty_tree().to_string());
        let mut tx = node.db().begin_read("mark").await.unwrap();
        assert_eq!(custody_log::mark_before(&node, &mut tx, node.clock().now()).await.unwrap(), Some(printed));
        drop(tx);
        note(&node, 0..3).await;
        assert_eq!(publish(&node).await.unwrap(), Some(3));
        assert_eq!(node.publisher().unwrap().mark().size, 3);
        let first = custody_log::newest_checkpoint(node.db()).await.unwrap().unwrap();
        note(&node, 3..5).await;
        assert_eq!(publish(&node).await.unwrap(), Some(5));
        assert_eq!(publish(&node).await.unwrap(), None, "nothing has grown");
        let second = custody_log::newest_checkpoint(node.db()).await.unwrap().unwrap();
        let key = node.publisher().unwrap().verifier();
        assert_eq!(key.name(), "test.example/test");
        for published in [&first, &second] {
            assert_eq!(Checkpoint::open(published.note.as_bytes(), &key).unwrap(), published.checkpoint);
        }
        let leaves = leaves(&node).await;
        assert_eq!((second.checkpoint.size, second.checkpoint.root), (5, root_of(&leaves)));
        let path = consistency_proof(&leaves, 3).unwrap();
        verify_consistency(3, first.checkpoint.root, 5, second.checkpoint.root, &path).unwrap();
        drop(node);
        let again = publishing_node(&db).await;
        assert_eq!(again.publisher().unwrap().verifier(), key, "the key is made once");
        assert_eq!(publish(&again).await.unwrap(), None);
    }

    async fn publishing_at_once_signs_a_size_once(db: TestDb) {
        let node = publishing_node(&db).await;
        note(&node, 0..4).await;
        let results = futures::future::join_all((0..4).map(|_| publish(&node))).await;
        let published = results.iter().filter(|result| matches!(result, Ok(Some(4)))).count();
        let refused = results.iter().filter(|result| matches!(result, Err(PublishError::Db(error)) if error.is_contended())).count();
        let nothing = results.iter().filter(|result| matches!(result, Ok(None))).count();
        assert_eq!((published, refused + nothing), (1, 3), "{results:?}");
    }

    async fn a_database_of_yesterday_is_not_signed_over(db: TestDb) {
        db.may_break_custody();
        let node = publishing_node(&db).await;
        six_entries(&node).await;
        assert_eq!(publish(&node).await.unwrap(), Some(6));
        roll_back_to_three(&node).await;
        assert!(verdict(&node).await.is_intact(), "the database alone cannot know");
        let error = publish(&node).await.unwrap_err();
        assert!(matches!(error, PublishError::CutBack { entries: 3, signed: 6 }), "{error}");
        note(&node, 10..13).await;
        assert!(matches!(publish(&node).await, Err(PublishError::Stopped)));
        drop(node);
        let again = publishing_node(&db).await;
        let error = publish(&again).await.unwrap_err();
        assert!(matches!(error, PublishError::Forked { size: 6 }), "{error}");
        drop(again);
        let again = publishing_node(&db).await;
        note(&again, 13..15).await;
        let error = publish(&again).await.unwrap_err();
        assert!(matches!(error, PublishError::Forked { size: 6 }), "a longer other history: {error}");
    }

    async fn what_the_key_before_signed_last_is_not_signed_over(db: TestDb) {
        db.may_break_custody();
        let node = publishing_node(&db).await;
        six_entries(&node).await;
        rotate_log(&node, &Ring::make(&SeededRng::new(7)), db.folder(), |_| {}).await.unwrap();
        assert_eq!(custody_log::newest_checkpoint(node.db()).await.unwrap().unwrap().checkpoint.size, 7);
        roll_back_to_three(&node).await;
        drop(node);
        // not even where what was signed last is gone as well
        std::fs::remove_file(db.folder().join("custody.checkpoint")).unwrap();
        let again = publishing_node(&db).await;
        let error = publish(&again).await.unwrap_err();
        assert!(matches!(error, PublishError::CutBack { entries: 3, signed: 7 }), "{error}");
    }

    async fn what_was_signed_is_compared_with_the_entries(db: TestDb) {
        db.may_break_custody();
        let node = publishing_node(&db).await;
        six_entries(&node).await;
        publish(&node).await.unwrap();
        assert!(verdict(&node).await.is_intact());
        change(&node, "UPDATE custody_checkpoint SET root_hash = '00' WHERE size = 6").await;
        assert!(broken(&verdict(&node).await).1.contains("another root was signed at 6 entries"));
        assert!(custody_log::newest_checkpoint(node.db()).await.is_err(), "an altered checkpoint is shown");
        change(&node, "DELETE FROM custody_checkpoint").await;
        note(&node, 6..8).await;
        publish(&node).await.unwrap();
        change(&node, "DELETE FROM custody_entry WHERE leaf_index >= 6; DELETE FROM custody_tree WHERE size > 6").await;
        assert!(broken(&verdict(&node).await).1.contains("was cut back"));
    }

    async fn a_failed_flush_is_fatal_until_the_next_start(db: TestDb) {
        let node = publishing_node(&db).await;
        note(&node, 0..2).await;
        // a folder where the file is to be staged: the write fails for root as well
        let staged = db.folder().join("custody.new");
        std::fs::create_dir(&staged).unwrap();
        assert!(matches!(publish(&node).await, Err(PublishError::File { .. })));
        std::fs::remove_dir(&staged).unwrap();
        assert!(matches!(publish(&node).await, Err(PublishError::Stopped)), "a failed flush was tried again");
        assert_eq!(custody_log::newest_checkpoint(node.db()).await.unwrap(), None);
        drop(node);
        let again = publishing_node(&db).await;
        assert_eq!(publish(&again).await.unwrap(), Some(2));
    }

    async fn proofs_and_tiles_come_from_stored_hashes_alone(db: TestDb) {
        let node = publishing_node(&db).await;
        note(&node, 0..300).await;
        publish(&node).await.unwrap();
        note(&node, 300..530).await;
        publish(&node).await.unwrap();
        assert!(verdict(&node).await.is_intact());
        let leaves = leaves(&node).await;
        let root = root_of(&leaves);
        let mut tx = node.db().begin_read("proofs").await.unwrap();
        for index in [0, 255, 256, 400, 529] {
            let path = custody_log::inclusion(&mut tx, 530, index).await.unwrap().unwrap();
            verify_inclusion(leaves[usize::try_from(index).unwrap()], index, 530, root, &path).unwrap();
        }
        assert_eq!(custody_log::inclusion(&mut tx, 530, 530).await.unwrap(), None);
        for older in [1, 256, 300, 512, 530] {
            let path = custody_log::consistency(&mut tx, older, 530).await.unwrap().unwrap();
            let older_root = root_of(&leaves[..usize::try_from(older).unwrap()]);
            verify_consistency(older, older_root, 530, root, &path).unwrap();
        }
        assert_eq!(custody_log::consistency(&mut tx, 531, 530).await.unwrap(), None);
        drop(tx);
        let tile = |kind, index, width| Tile { kind, index, width };
        let level = |level| TileKind::Hashes { level };
        let read = async |tile| custody_log::read_tile(node.db(), tile).await.unwrap();
        let whole: Vec<u8> = leaves[..256].iter().flat_map(|leaf| leaf.0).collect();
        assert_eq!(read(tile(level(0), 0, 256)).await.unwrap(), whole);
        let above: Vec<u8> = [root_of(&leaves[..256]), root_of(&leaves[256..512])].iter().flat_map(|root| root.0).collect();
        assert_eq!(read(tile(level(1), 0, 2)).await.unwrap(), above);
        let bundle = read(tile(TileKind::Entries, 2, 18)).await.unwrap();
        let commitments = bundle.chunks(34).map(|entry| { assert_eq!(entry[..2], [0, 32]); Hash::of_leaf(&entry[2..]) });
        assert_eq!(commitments.collect::<Vec<_>>(), leaves[512..]);
        for absent in [tile(level(0), 2, 19), tile(level(1), 0, 3), tile(level(2), 0, 1), tile(level(0), 9, 256)] {
            assert_eq!(read(absent).await, None, "{absent:?}");
        }
    }

    async fn a_stored_root_that_was_changed_is_found(db: TestDb) {
        db.may_break_custody();
        let node = publishing_node(&db).await;
        note(&node, 0..600).await;
        publish(&node).await.unwrap();
        assert!(verdict(&node).await.is_intact());
        change(&node, "UPDATE custody_subtree SET root_hash = REPLACE(root_hash, SUBSTR(root_hash, 1, 8), '00000000') WHERE place = 1").await;
        let found = verdict(&node).await;
        assert!(broken(&found).1.contains("the stored root of level 1 at place 1"), "{found:?}");
    }

    async fn an_altered_text_of_an_older_checkpoint_is_found(db: TestDb) {
        let node = publishing_node(&db).await;
        note(&node, 0..3).await;
        publish(&node).await.unwrap();
        note(&node, 3..6).await;
        publish(&node).await.unwrap();
        let keys = find_log_keys(db.folder()).unwrap().unwrap();
        let found = async |keys| custody_log::verify_signed(node.db(), keys).await.unwrap();
        assert_eq!((found(None).await, found(Some(&keys)).await), (None, None));
        change(&node, "UPDATE custody_checkpoint SET note = SUBSTR(note, 1, LENGTH(note) - 6) || 'AAA==' || SUBSTR(note, LENGTH(note), 1) WHERE size = 3").await;
        assert!(found(Some(&keys)).await.unwrap().starts_with("the checkpoint of 3 entries: "), "an altered signature");
        change(&node, "UPDATE custody_checkpoint SET note = (SELECT c.note FROM custody_checkpoint c WHERE c.size = 6) WHERE size = 3").await;
        for keys in [None, Some(&keys)] {
            assert_eq!(found(keys).await.unwrap(), "the checkpoint of 3 entries says another size or root than was published");
        }
    }

    async fn an_erased_entry_keeps_its_place_and_its_commitment(db: TestDb) {
        let node = publishing_node(&db).await;
        note(&node, 0..4).await;
        publish(&node).await.unwrap();
        let bundle = Tile { kind: TileKind::Entries, index: 0, width: 4 };
        let before = custody_log::read_tile(node.db(), bundle).await.unwrap();
        let mut tx = node.db().begin_write("erase").await.unwrap();
        node.cases().shred(&mut tx, "2").await.unwrap();
        tx.commit().await.unwrap();
        assert!(verdict(&node).await.is_intact());
        assert_eq!(custody_log::read_tile(node.db(), bundle).await.unwrap(), before);
    }
}
