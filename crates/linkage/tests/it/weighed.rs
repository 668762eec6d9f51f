//! Reports linked by weighed evidence: what makes a subject, what a relation, and what nothing.

use std::collections::BTreeSet;

use linkage::resolve::{Evidence, Millibits, RelationKind, Resolution, Resolver, Settings};
use proptest::prelude::*;

use crate::world::{Found, Report, line, on_day, people, resolved};

const PEOPLE: u64 = 150;

/// An account of its own, stating nothing.
fn account(name: &str) -> Report {
    Report { name: name.to_owned(), account: Some(name.to_owned()), at_s: on_day(10), ..Report::default() }
}

fn found_among_people(reports: impl IntoIterator<Item = Report>) -> Found {
    let all: Vec<Report> = people(PEOPLE).into_iter().chain(reports).collect();
    Found::of(&all)
}

#[test]
fn most_accounts_of_one_person_are_found_again_and_no_strangers() {
    let reports = people(PEOPLE);
    let found = Found::of(&reports);
    let person = |name: &str| name.split(' ').next().unwrap().to_owned();
    let (mut shared, mut joined) = (0, 0);
    for (number, one) in reports.iter().enumerate() {
        for other in &reports[number + 1..] {
            let same = person(&one.name) == person(&other.name);
            if found.are_one(&one.name, &other.name) {
                assert!(same, "{} and {} are strangers", one.name, other.name);
            }
            let both_named = one.full_name.is_some() && other.full_name.is_some();
            if same && both_named && one.emails.iter().any(|address| other.emails.contains(address)) {
                shared += 1;
                joined += i32::from(found.are_one(&one.name, &other.name));
            }
        }
    }
    assert!(shared > 30 && joined * 5 > shared * 4, "{joined} of {shared} who share a name and an address");
}

/// Two strangers for each number, one account each, made alike by `alike`.
fn pairs_of_strangers(alike: impl Fn(&mut Report, u64)) -> Vec<Report> {
    let of = |number: u64, side: char| {
        let mut report = account(&format!("X{number} {side}"));
        alike(&mut report, number);
        report
    };
    (0..40).flat_map(|number| [of(number, 'a'), of(number, 'b')]).collect()
}

#[test]
fn a_file_alone_never_links() {
    let found = found_among_people(pairs_of_strangers(|report, number| {
        report.files = vec![format!("rare{number}"), format!("rarer{number}"), format!("rarest{number}")];
    }));
    for number in 0..40 {
        let (one, other) = (format!("X{number} a"), format!("X{number} b"));
        assert!(!found.are_one(&one, &other) && found.relation(&one, &other).is_none(), "{number}");
    }
}

#[test]
fn a_line_alone_is_a_relation_and_never_links() {
    let found = found_among_people(pairs_of_strangers(|report, number| {
        report.lines = (10..20).map(|day| line(60_000 + number, day)).collect();
    }));
    for number in 0..40 {
        let (one, other) = (format!("X{number} a"), format!("X{number} b"));
        assert!(!found.are_one(&one, &other), "{number}");
        assert!(found.relation(&one, &other).is_some(), "{number}");
    }
}

/// Two of one home for each number: a device and lines in common, another given name.
fn siblings() -> impl Iterator<Item = Report> {
    let sibling = |number: u64, given: &str| Report {
        full_name: Some(format!("{given} hermanos{number}")),
        birth_date: Some(format!("19{:02}-05-{:02}", 60 + number % 30, 1 + given.len())),
        devices: vec![format!("at-home-{number:06}")],
        lines: (10..14).map(|day| line(70_000 + number, day)).collect(),
        ..account(&format!("H{number} {given}"))
    };
    (0..20).flat_map(move |number| [sibling(number, "marta"), sibling(number, "jorge")])
}

#[test]
fn a_device_of_two_given_names_is_a_household() {
    let found = found_among_people(siblings());
    for number in 0..20 {
        let (one, other) = (format!("H{number} marta"), format!("H{number} jorge"));
        assert!(!found.are_one(&one, &other), "{number}");
        assert_eq!(found.relation(&one, &other), Some(RelationKind::SameHousehold), "{number}");
    }
}

#[test]
fn an_inbox_of_many_joins_nobody() {
    for holders in [12, 40, 80] {
        let mut reports = people(PEOPLE);
        let mut seen = BTreeSet::new();
        let firsts = reports.iter_mut().filter(|report| {
            report.full_name.is_some() && seen.insert(report.name.split(' ').next().unwrap().to_owned())
        });
        let mut shared = Vec::new();
        for report in firsts.take(holders) {
            report.emails = vec!["info@club.example".to_owned()];
            shared.push(report.name.clone());
        }
        assert_eq!(shared.len(), holders);
        let found = Found::of(&reports);
        for (number, one) in shared.iter().enumerate() {
            for other in &shared[number + 1..] {
                assert!(!found.are_one(one, other), "{one} and {other} of {holders} holders");
            }
        }
    }
}

#[test]
fn reports_without_an_account_are_told_apart_by_their_names() {
    let nobody = |name: &str| Report { account: None, ..account(name) };
    let reports = [nobody("a"), nobody("b"), nobody("a")];
    let resolution = resolved(&reports);
    assert_eq!(resolution.account_of_report, [0, 1, 0]);
}

#[test]
fn nothing_and_one_report_can_be_resolved() {
    let nothing = Resolver::default().resolve(&Settings::default());
    assert!(nothing.account_of_report.is_empty() && nothing.joins.is_empty() && nothing.relations.is_empty());
    let one = resolved(&[account("only")]);
    assert_eq!((one.account_of_report, one.subject_of_account), (vec![0], vec![0]));
}

fn evidence(resolution: &Resolution) -> impl Iterator<Item = &Evidence> {
    let relations = resolution.relations.iter().map(|relation| &relation.evidence);
    resolution.joins.iter().map(|join| &join.evidence).chain(relations)
}

#[test]
fn points_sum_exactly() {
    let reports: Vec<Report> = people(PEOPLE).into_iter().chain(siblings()).collect();
    let resolution = resolved(&reports);
    assert!(resolution.joins.len() > 50 && !resolution.relations.is_empty());
    for evidence in evidence(&resolution) {
        let mut sum = Millibits::default();
        let lines = evidence.lines.iter().map(|(_, points)| *points);
        for points in lines.chain([evidence.prior, evidence.name, evidence.birth_date]) {
            sum += points;
        }
        assert_eq!(sum, evidence.total);
    }
}

#[test]
fn what_is_joined_is_what_the_joins_say() {
    let resolution = resolved(&people(PEOPLE));
    let mut lead: Vec<u32> = (0..).take(resolution.subject_of_account.len()).collect();
    for join in &resolution.joins {
        assert!(join.a < join.b && lead[join.a as usize] == join.a && lead[join.b as usize] == join.b);
        lead.iter_mut().filter(|lead| **lead == join.b).for_each(|lead| *lead = join.a);
    }
    assert_eq!(lead, resolution.subject_of_account);
}

/// People, and reports that state the same to the second: only their names tell which is taken first.
fn with_ties() -> Vec<Report> {
    let of = |at: u64, side: &str| Report {
        account: at.is_multiple_of(2).then(|| format!("tie {at} {side}")),
        full_name: (!at.is_multiple_of(3)).then(|| format!("{side} apellido{at}")),
        emails: vec![format!("tie{}@mail.example", at % 5)],
        devices: vec![format!("tie-device-{:06}", at % 3)],
        ..account(&format!("T{at} {side}"))
    };
    people(40)
        .into_iter()
        .chain((0..20).flat_map(|at| [of(at, "ana"), of(at, "luis"), of(at, "marta")]))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_order_of_reports_decides_nothing(shuffled in Just(with_ties()).prop_shuffle()) {
        let reports = with_ties();
        let (resolution, other) = (resolved(&reports), resolved(&shuffled));
        let (found, again) = (Found::new(&reports, &resolution), Found::new(&shuffled, &other));
        prop_assert_eq!(found.subjects, again.subjects);
        prop_assert_eq!(found.relations, again.relations);
        // the surest first: the same joins for the same reasons
        let reasons = |of: &Resolution| of.joins.iter().map(|join| join.evidence.clone()).collect::<Vec<_>>();
        prop_assert_eq!(reasons(&resolution), reasons(&other));
    }
}
