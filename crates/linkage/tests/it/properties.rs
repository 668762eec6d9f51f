//! Whatever happens in whatever order: what stands decides.

use std::collections::{BTreeMap, BTreeSet};

use linkage::{Connection, Subjects, TraitKind};
use proptest::prelude::*;

const ACCOUNTS: std::ops::Range<u8> = 0..12;

#[derive(Debug, Clone)]
enum Change {
    AddAccount(u8),
    AddLink(u8, Connection<u8>),
    WithdrawLink(u8),
    AddVeto(u8, u8),
    WithdrawVeto(u8, u8),
}

/// What stands after some changes, kept without any cleverness.
#[derive(Default)]
struct Standing {
    accounts: BTreeSet<u8>,
    links: BTreeMap<u8, Connection<u8>>,
    vetoes: BTreeSet<(u8, u8)>,
}

impl Standing {
    fn after(changes: &[Change]) -> Self {
        let mut standing = Self::default();
        for change in changes {
            match *change {
                Change::AddAccount(node) => _ = standing.accounts.insert(node),
                Change::AddLink(link, connection) => {
                    standing.accounts.extend([connection.a, connection.b]);
                    standing.links.insert(link, connection);
                }
                Change::WithdrawLink(link) => _ = standing.links.remove(&link),
                Change::AddVeto(a, b) if a != b => _ = standing.vetoes.insert((a.min(b), a.max(b))),
                Change::AddVeto(..) => {}
                Change::WithdrawVeto(a, b) => _ = standing.vetoes.remove(&(a.min(b), a.max(b))),
            }
        }
        standing
    }

    /// The changes that lead straight to it.
    fn changes(&self) -> Vec<Change> {
        let accounts = self.accounts.iter().map(|&node| Change::AddAccount(node));
        let links = self.links.iter().map(|(&link, &connection)| Change::AddLink(link, connection));
        let vetoes = self.vetoes.iter().map(|&(a, b)| Change::AddVeto(a, b));
        accounts.chain(links).chain(vetoes).collect()
    }

    /// Connected components over the links, vetoes left aside, by painting until nothing changes.
    fn components(&self) -> BTreeMap<u8, u8> {
        let mut lead: BTreeMap<u8, u8> = self.accounts.iter().map(|&node| (node, node)).collect();
        loop {
            let before = lead.clone();
            for connection in self.links.values() {
                let lowest = lead[&connection.a].min(lead[&connection.b]);
                lead.extend([(connection.a, lowest), (connection.b, lowest)]);
            }
            if lead == before {
                return lead;
            }
        }
    }
}

fn apply(subjects: &mut Subjects<u8, u8>, changes: &[Change]) {
    for change in changes {
        match *change {
            Change::AddAccount(node) => subjects.add_account(node),
            Change::AddLink(link, connection) => subjects.add_link(link, connection),
            Change::WithdrawLink(link) => subjects.withdraw_link(link),
            Change::AddVeto(a, b) => subjects.add_veto(a, b),
            Change::WithdrawVeto(a, b) => subjects.withdraw_veto(a, b),
        }
    }
}

fn made_by(changes: &[Change]) -> Subjects<u8, u8> {
    let mut subjects = Subjects::new();
    apply(&mut subjects, changes);
    subjects
}

fn connection() -> impl Strategy<Value = Connection<u8>> {
    let kinds = vec![TraitKind::EspIdentifier, TraitKind::Email, TraitKind::Phone, TraitKind::DeviceId];
    (ACCOUNTS, ACCOUNTS, prop::sample::select(kinds)).prop_map(|(a, b, kind)| Connection { a, b, kind })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => ACCOUNTS.prop_map(Change::AddAccount),
        6 => (0..20_u8, connection()).prop_map(|(link, connection)| Change::AddLink(link, connection)),
        2 => (0..20_u8).prop_map(Change::WithdrawLink),
        1 => (ACCOUNTS, ACCOUNTS).prop_map(|(a, b)| Change::AddVeto(a, b)),
        1 => (ACCOUNTS, ACCOUNTS).prop_map(|(a, b)| Change::WithdrawVeto(a, b)),
    ]
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(change(), 0..40)
}

proptest! {
    #[test]
    fn order_and_detours_leave_no_trace(
        (changes, straight) in changes().prop_flat_map(|changes| {
            let straight = Standing::after(&changes).changes();
            (Just(changes), Just(straight).prop_shuffle())
        })
    ) {
        prop_assert_eq!(made_by(&changes), made_by(&straight));
    }

    #[test]
    fn all_at_once_is_one_after_the_other(changes in changes()) {
        let Standing { accounts, links, vetoes } = Standing::after(&changes);
        prop_assert_eq!(Subjects::of(accounts, links, vetoes), made_by(&changes));
    }

    #[test]
    fn a_link_or_veto_added_and_withdrawn_leaves_everything_as_it_was(
        changes in changes(), connection in connection(),
    ) {
        let mut before = made_by(&changes);
        let Connection { a, b, .. } = connection;
        apply(&mut before, &[Change::AddAccount(a), Change::AddAccount(b)]);
        let mut after = before.clone();
        apply(&mut after, &[Change::AddLink(200, connection), Change::WithdrawLink(200)]);
        prop_assert_eq!(&after, &before);
        if !Standing::after(&changes).vetoes.contains(&(a.min(b), a.max(b))) {
            apply(&mut after, &[Change::AddVeto(a, b), Change::WithdrawVeto(b, a)]);
            prop_assert_eq!(&after, &before);
        }
    }

    #[test]
    fn without_vetoes_subjects_are_the_connected_components(changes in changes()) {
        let mut standing = Standing::after(&changes);
        standing.vetoes.clear();
        let subjects = made_by(&standing.changes());
        for (node, lead) in standing.components() {
            prop_assert_eq!(subjects.subject_of(node), Some(lead));
        }
        prop_assert!(subjects.refused_links().is_empty());
    }

    #[test]
    fn vetoes_hold_and_every_link_joins_or_is_refused_with_reason(changes in changes()) {
        let standing = Standing::after(&changes);
        let subjects = made_by(&changes);
        let crossed = |one: Option<u8>, other: Option<u8>| {
            standing.vetoes.iter().any(|&(a, b)| {
                let sides = (subjects.subject_of(a), subjects.subject_of(b));
                sides == (one, other) || sides == (other, one)
            })
        };
        for &(a, b) in &standing.vetoes {
            let known = standing.accounts.contains(&a) && standing.accounts.contains(&b);
            prop_assert!(!known || subjects.subject_of(a) != subjects.subject_of(b));
        }
        for (link, connection) in &standing.links {
            let (one, other) = (subjects.subject_of(connection.a), subjects.subject_of(connection.b));
            prop_assert_eq!(one != other, subjects.refused_links().contains(link));
            prop_assert!(one == other || crossed(one, other), "a refused link crosses a veto");
        }
    }

    #[test]
    fn a_chain_holds_together_exactly_what_is_one_subject(changes in changes(), from in ACCOUNTS, to in ACCOUNTS) {
        let standing = Standing::after(&changes);
        let subjects = made_by(&changes);
        let together = subjects.subject_of(from).is_some() && subjects.subject_of(from) == subjects.subject_of(to);
        let chain = subjects.chain(from, to);
        prop_assert_eq!(chain.is_some(), together);
        let reached = chain.unwrap_or_default().iter().fold(from, |at, link| {
            let Connection { a, b, .. } = standing.links[link];
            assert!(at == a || at == b, "each link goes on from the account before");
            if at == a { b } else { a }
        });
        prop_assert!(!together || reached == to);
    }
}
