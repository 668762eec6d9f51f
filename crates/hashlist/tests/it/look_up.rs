//! The rules one by one.

use hashlist::{
    Algorithm, Classification, KnownHashes, List, ListEntry, ListHead, Opaque, OpaqueKind, PictureHash, Query,
};

use crate::{TEXTURED, flipped, head, known, list, opened, picture_query};

fn entry() -> ListEntry {
    ListEntry {
        md5: Some([1; 16].into()),
        sha1: Some([2; 20].into()),
        sha256: Some([3; 32].into()),
        ..ListEntry::default()
    }
}

fn picture() -> ListEntry {
    ListEntry { pdq: Some(TEXTURED), ..ListEntry::default() }
}

fn photo_dna(value: &str) -> Vec<Opaque> {
    vec![Opaque { kind: OpaqueKind::PhotoDna, value: value.into() }]
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
        let hit = &hits[0];
        assert_eq!((hit.algorithm, hit.distance_bits, hit.weak), (algorithm, 0, weak));
        let head = hit.list.head();
        assert_eq!((head.name.as_str(), head.version, hit.entry_no), ("known", 3, 1));
        assert_eq!(hit.list.entry(hit.entry_no), Some(entry()));
    }
    assert!(known.look_up(&Query { sha256: Some([9; 32].into()), ..Query::default() }).is_empty());
    assert!(known.look_up(&Query::default()).is_empty());
}

#[test]
fn an_entry_is_hit_once_by_the_most_telling_algorithm() {
    let known = known(vec![ListEntry { pdq: Some(TEXTURED), opaque: photo_dna("AA"), ..entry() }]);
    let all = Query {
        md5: entry().md5,
        sha1: entry().sha1,
        sha256: entry().sha256,
        opaque: photo_dna("AA"),
        ..picture_query(TEXTURED, 90)
    };
    let mut less = all.clone();
    let mut steps = vec![(all, Algorithm::Sha256)];
    less.sha256 = None;
    steps.push((less.clone(), Algorithm::Sha1));
    less.sha1 = None;
    steps.push((less.clone(), Algorithm::Pdq));
    less.pictures.clear();
    steps.push((less.clone(), Algorithm::Opaque));
    less.opaque.clear();
    steps.push((less, Algorithm::Md5));
    for (query, algorithm) in steps {
        let hits = known.look_up(&query);
        assert_eq!(hits.iter().map(|hit| hit.algorithm).collect::<Vec<_>>(), [algorithm]);
        assert_eq!(hits[0].weak, algorithm == Algorithm::Md5);
        assert_eq!(hits[0].quality, (algorithm == Algorithm::Pdq).then_some(90));
    }
}

#[test]
fn a_made_sha1_collision_is_weak() {
    let known = known(vec![entry()]);
    let query = Query { sha1: entry().sha1, sha256: Some([9; 32].into()), ..Query::default() };
    assert!(known.look_up(&query)[0].weak);
}

#[test]
fn opaque_values_match_by_equal_text_of_the_same_kind_only() {
    let known = known(vec![ListEntry { opaque: photo_dna("AAAA"), ..ListEntry::default() }]);
    let look_up = |opaque| known.look_up(&Query { opaque, ..Query::default() }).len();
    assert_eq!(look_up(photo_dna("AAAA")), 1);
    assert_eq!(look_up(photo_dna("AAAB")), 0);
    assert_eq!(look_up(vec![Opaque { kind: OpaqueKind::NetClean, value: "AAAA".into() }]), 0);
}

#[test]
fn pictures_match_up_to_distance_31_and_from_quality_50() {
    let known = known(vec![picture()]);
    let look_up = |bits, quality| {
        let hits = known.look_up(&picture_query(flipped(TEXTURED, bits), quality));
        hits.first().map(|hit| (hit.algorithm, hit.distance_bits, hit.weak))
    };
    assert_eq!(look_up(0, 100), Some((Algorithm::Pdq, 0, false)));
    assert_eq!(look_up(31, 50), Some((Algorithm::Pdq, 31, false)));
    assert_eq!(look_up(32, 100), None);
    assert_eq!(look_up(0, 49), None);
}

#[test]
fn the_radius_is_the_querys_up_to_63() {
    let known = known(vec![picture()]);
    let finds = |bits, radius_bits| {
        let query = Query { radius_bits, ..picture_query(flipped(TEXTURED, bits), 100) };
        !known.look_up(&query).is_empty()
    };
    assert!(finds(0, 0) && !finds(1, 0));
    assert!(finds(63, 63) && !finds(64, 63));
    assert!(!finds(64, 256), "more than 63 is read as 63");
}

#[test]
fn of_all_forms_the_nearest_tells_how_the_picture_was_turned() {
    let known = known(vec![picture()]);
    let form = |form, bits| PictureHash { pdq: flipped(TEXTURED, bits), quality: 70 + form, form, frame: 0 };
    let look_up = |pictures| {
        let hit = known.look_up(&Query { pictures, ..Query::default() }).pop().unwrap();
        (hit.form, hit.distance_bits, hit.quality)
    };
    assert_eq!(look_up(vec![form(0, 20), form(3, 4), form(5, 30)]), (3, 4, Some(73)));
    assert_eq!(look_up(vec![form(6, 4), form(2, 4)]), (2, 4, Some(72)));
}

#[test]
fn degenerate_and_low_quality_entries_are_named_and_matched_by_their_other_digests_only() {
    let zero = ListEntry { pdq: Some([0; 32].into()), ..entry() };
    let poor = ListEntry { pdq_quality: Some(49), ..picture() };
    let known = known(vec![zero.clone(), poor, ListEntry { pdq_quality: Some(50), ..picture() }]);
    let list = &known.lists()[0];
    assert_eq!(list.counts().pictures, 1);
    let left_out: Vec<_> =
        list.left_out().iter().map(|left_out| (left_out.entry_no, left_out.reason.as_str())).collect();
    assert_eq!(left_out, [(0, "degenerate"), (1, "low_quality")]);
    assert!(known.look_up(&picture_query([0; 32].into(), 100)).is_empty());
    let hits = known.look_up(&picture_query(TEXTURED, 100));
    assert_eq!(hits.iter().map(|hit| hit.entry_no).collect::<Vec<_>>(), [2]);
    assert_eq!(known.look_up(&Query { sha256: entry().sha256, ..Query::default() }).len(), 1);
    assert_eq!(list.entry(0), Some(zero), "the record keeps what is not matched");
}

#[test]
fn hits_of_several_lists_come_most_telling_first_and_nearest_first() {
    let far = ListEntry { pdq: Some(flipped(TEXTURED, 20)), ..ListEntry::default() };
    let lists = [list("one", vec![far, picture()]), list("two", vec![entry(), picture()])];
    let known = KnownHashes::new(lists.iter().map(opened).collect());
    let query = Query { md5: entry().md5, ..picture_query(TEXTURED, 80) };
    let hits = known.look_up(&query);
    let order: Vec<_> =
        hits.iter().map(|hit| (hit.list.head().name.as_str(), hit.entry_no, hit.distance_bits)).collect();
    assert_eq!(order, [("one", 1, 0), ("two", 1, 0), ("one", 0, 20), ("two", 0, 0)]);
}

#[test]
fn withdrawn_entries_stay_for_the_record_and_give_no_hit() {
    let withdrawn = ListEntry { withdrawn: true, pdq: Some(TEXTURED), ..entry() };
    let known = known(vec![withdrawn.clone(), picture()]);
    let query = Query { sha256: entry().sha256, ..picture_query(TEXTURED, 100) };
    assert_eq!(known.look_up(&query).iter().map(|hit| hit.entry_no).collect::<Vec<_>>(), [1]);
    let list = &known.lists()[0];
    assert_eq!((list.entry(0), list.counts().withdrawn), (Some(withdrawn), 1));
}

#[test]
fn without_a_class_or_anybody_who_vouches_hits_are_in_shadow() {
    let shadows = |head: ListHead, entry: ListEntry| {
        let known = KnownHashes::new(vec![opened(&List::new(head, vec![entry]).unwrap())]);
        let hit = known.look_up(&Query { md5: Some([1; 16].into()), ..Query::default() }).pop().unwrap();
        (hit.shadow, hit.list.is_shadow())
    };
    let nobody = ListHead { members: vec![], ..head("known") };
    let no_class = ListHead { classification: None, ..head("known") };
    let unknown = ListHead { classification: Some(Classification::Unknown), ..head("known") };
    let own_member = ListEntry { members: vec!["police".into()], ..entry() };
    let own_class = ListEntry { classification: Some(Classification::B2), ..entry() };
    assert_eq!(shadows(head("known"), entry()), (false, false));
    assert_eq!(shadows(nobody.clone(), entry()), (true, true));
    assert_eq!(shadows(nobody, own_member), (false, false));
    assert_eq!(shadows(no_class.clone(), entry()), (true, true));
    assert_eq!(shadows(no_class, own_class), (false, false));
    assert_eq!(shadows(unknown, entry()), (true, true));
}

#[test]
fn the_active_share_is_settled_by_content_and_not_by_place() {
    let entries = |turn: u32| -> Vec<ListEntry> {
        let of = |number: u32| {
            let mut sha256 = [0; 32];
            sha256[..4].copy_from_slice(&((number + turn) % 2000).to_le_bytes());
            ListEntry { sha256: Some(sha256.into()), ..ListEntry::default() }
        };
        (0..2000).map(of).collect()
    };
    let active = |name: &str, permille, turn| {
        let head = ListHead { active_permille: permille, ..head(name) };
        let list = List::new(head, entries(turn)).unwrap();
        let known = KnownHashes::new(vec![opened(&list)]);
        let is_hit = |entry: &ListEntry| {
            !known.look_up(&Query { sha256: entry.sha256, ..Query::default() }).is_empty()
        };
        entries(0).iter().map(is_hit).collect::<Vec<_>>()
    };
    let count = |active: &[bool]| active.iter().filter(|active| **active).count();
    assert_eq!(count(&active("one", 0, 0)), 0);
    assert_eq!(count(&active("one", 1000, 0)), 2000);
    let half = active("one", 500, 0);
    assert!((900..1100).contains(&count(&half)), "{}", count(&half));
    assert_eq!(half, active("one", 500, 0));
    assert_eq!(half, active("one", 500, 777), "a later version numbers its entries otherwise");
    assert_ne!(half, active("two", 500, 0));
    let more = active("one", 700, 0);
    assert!(
        half.iter().zip(&more).all(|(half, more)| !half || *more),
        "raising the share takes nothing away"
    );
}
