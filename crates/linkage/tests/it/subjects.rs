//! Subjects form, fall apart and are kept apart.

use linkage::{Connection, Subjects, TraitKind};

fn connection(a: u32, b: u32, kind: TraitKind) -> Connection<u32> {
    Connection { a, b, kind }
}

/// A line of accounts 1 - 2 - 3 - 4 by links 10, 20, 30.
fn line() -> Subjects<u32, u32> {
    let mut subjects = Subjects::new();
    for (link, a) in [(10, 1), (20, 2), (30, 3)] {
        subjects.add_link(link, connection(a, a + 1, TraitKind::Email));
    }
    subjects
}

fn parts(subjects: &Subjects<u32, u32>) -> Vec<Vec<u32>> {
    subjects.subjects().into_values().collect()
}

#[test]
fn links_join_and_withdrawing_one_splits() {
    let mut subjects = line();
    subjects.add_account(5);
    assert_eq!(parts(&subjects), [vec![1, 2, 3, 4], vec![5]]);
    subjects.withdraw_link(20);
    assert_eq!(parts(&subjects), [vec![1, 2], vec![3, 4], vec![5]]);
    assert_eq!((subjects.subject_of(4), subjects.subject_of(6)), (Some(3), None));
}

#[test]
fn a_second_link_holds_what_the_first_no_longer_does() {
    let mut subjects = line();
    subjects.add_link(21, connection(2, 3, TraitKind::Phone));
    subjects.withdraw_link(20);
    assert_eq!(parts(&subjects), [vec![1, 2, 3, 4]]);
    assert_eq!(subjects.chain(1, 4), Some(vec![10, 21, 30]));
    subjects.withdraw_link(21);
    assert_eq!(parts(&subjects), [vec![1, 2], vec![3, 4]]);
    assert_eq!(subjects.chain(1, 4), None);
    assert_eq!(subjects.chain(1, 1), Some(vec![]));
}

#[test]
fn a_veto_keeps_two_apart_and_the_weaker_link_gives_way() {
    let mut subjects = Subjects::new();
    subjects.add_link(1, connection(1, 2, TraitKind::DeviceId));
    subjects.add_link(2, connection(2, 3, TraitKind::EspIdentifier));
    subjects.add_veto(3, 1);
    assert_eq!(parts(&subjects), [vec![1], vec![2, 3]]);
    assert_eq!(subjects.refused_links().iter().copied().collect::<Vec<_>>(), [1]);
    subjects.withdraw_veto(1, 3);
    assert_eq!(parts(&subjects), [vec![1, 2, 3]]);
    assert!(subjects.refused_links().is_empty());
}

#[test]
fn a_veto_outlives_links_that_come_later() {
    let mut subjects = Subjects::new();
    subjects.add_veto(1, 2);
    subjects.add_link(1, connection(1, 2, TraitKind::EspIdentifier));
    assert_eq!(parts(&subjects), [vec![1], vec![2]]);
}

#[test]
fn withdrawing_what_does_not_stand_changes_nothing() {
    let mut subjects = line();
    subjects.withdraw_link(99);
    subjects.withdraw_veto(1, 4);
    subjects.withdraw_veto(7, 8);
    subjects.add_veto(1, 1);
    assert_eq!(subjects, line());
}
