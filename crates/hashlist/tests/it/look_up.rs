//! The rules one by one.

use hashlist::{Algorithm, KnownHashes, ListEntry, Query};

use crate::{TEXTURED, flipped, known, list};

fn entry() -> ListEntry {
    ListEntry {
        md5: Some([1; 16].into()),
        sha1: Some([2; 20].into()),
        sha256: Some([3; 32].into()),
        classification: Some("A".into()),
        ..ListEntry::default()
    }
}

fn picture() -> ListEntry {
    ListEntry { pdq: Some(TEXTURED), ..ListEntry::default() }
}

#[test]
fn each_exact_digest_finds_its_entry_with_its_provenance() {
    let known = known(vec![picture(), entry()]);
    let queries = [
        (Query { sha256: entry().sha256, ..Query::default() }, Algorithm::Sha256, false),
        (Query { sha1: entry().sha1, ..Query::default() }, Algorithm::Sha1, false),
        (Query { md5: entry().md5, ..Query::default() }, Algorithm::Md5, true),
    ];
    for (query, algorithm, weak) in queries {
        let hits = known.look_up(&query);
        assert_eq!(hits.len(), 1, "{algorithm}");
        let hit = hits[0];
        assert_eq!((hit.algorithm, hit.distance_bits, hit.weak), (algorithm, 0, weak));
        assert_eq!((hit.list.name.as_str(), hit.list.version, hit.entry_no), ("known", 3, 1));
        assert_eq!(hit.entry, &entry());
    }
    assert!(known.look_up(&Query { sha256: Some([9; 32].into()), ..Query::default() }).is_empty());
    assert!(known.look_up(&Query::default()).is_empty());
}

#[test]
fn an_entry_is_hit_once_by_the_most_telling_algorithm() {
    let full = ListEntry { pdq: Some(TEXTURED), ..entry() };
    let known = known(vec![full]);
    let all =
        Query { md5: entry().md5, sha1: entry().sha1, sha256: entry().sha256, pdq: Some((TEXTURED, 90)) };
    let steps = [
        (all, Algorithm::Sha256),
        (Query { sha256: None, ..all }, Algorithm::Sha1),
        (Query { sha256: None, sha1: None, ..all }, Algorithm::Pdq),
        (Query { sha256: None, sha1: None, pdq: None, ..all }, Algorithm::Md5),
    ];
    for (query, algorithm) in steps {
        let hits = known.look_up(&query);
        assert_eq!(hits.iter().map(|hit| hit.algorithm).collect::<Vec<_>>(), [algorithm]);
        assert_eq!(hits[0].weak, algorithm == Algorithm::Md5);
    }
}

#[test]
fn a_made_sha1_collision_is_weak() {
    let known = known(vec![entry()]);
    let query = Query { sha1: entry().sha1, sha256: Some([9; 32].into()), ..Query::default() };
    assert!(known.look_up(&query)[0].weak);
}

#[test]
fn pictures_match_up_to_distance_31_and_from_quality_50() {
    let known = known(vec![picture()]);
    let look_up = |bits, quality| {
        let query = Query { pdq: Some((flipped(TEXTURED, bits), quality)), ..Query::default() };
        known.look_up(&query).first().map(|hit| (hit.algorithm, hit.distance_bits, hit.weak))
    };
    assert_eq!(look_up(0, 100), Some((Algorithm::Pdq, 0, false)));
    assert_eq!(look_up(31, 50), Some((Algorithm::Pdq, 31, false)));
    assert_eq!(look_up(32, 100), None);
    assert_eq!(look_up(0, 49), None);
}

#[test]
fn degenerate_and_low_quality_entries_are_kept_but_never_matched_by_pdq() {
    let zero = ListEntry { pdq: Some([0; 32].into()), ..entry() };
    let poor = ListEntry { pdq_quality: Some(49), ..picture() };
    let known = known(vec![zero, poor, ListEntry { pdq_quality: Some(50), ..picture() }]);
    assert_eq!(known.matchable_pictures(), 1);
    assert!(known.look_up(&Query { pdq: Some(([0; 32].into(), 100)), ..Query::default() }).is_empty());
    let hits = known.look_up(&Query { pdq: Some((TEXTURED, 100)), ..Query::default() });
    assert_eq!(hits.iter().map(|hit| hit.entry_no).collect::<Vec<_>>(), [2]);
    assert_eq!(known.look_up(&Query { sha256: entry().sha256, ..Query::default() }).len(), 1);
}

#[test]
fn hits_of_several_lists_come_most_telling_first_and_nearest_first() {
    let far = ListEntry { pdq: Some(flipped(TEXTURED, 20)), ..ListEntry::default() };
    let lists = vec![list("one", vec![far, picture()]), list("two", vec![entry(), picture()])];
    let known = KnownHashes::new(lists);
    let query = Query { md5: entry().md5, pdq: Some((TEXTURED, 80)), ..Query::default() };
    let hits = known.look_up(&query);
    let order: Vec<_> =
        hits.iter().map(|hit| (hit.list.name.as_str(), hit.entry_no, hit.distance_bits)).collect();
    assert_eq!(order, [("one", 1, 0), ("two", 1, 0), ("one", 0, 20), ("two", 0, 0)]);
}
