//! Points follow what is known of a key's holders, whenever it became known.

use std::collections::{BTreeMap, BTreeSet};

use linkage::{
    Account, Bridge, Connection, Holder, IdentityTrait, Join, Subjects, TraitKey, Weighed, bridges,
    candidate_links, count_contradicting, pairs, strongest_tree, weakest_between,
};
use proptest::prelude::*;

/// An account as it arrives: at most an address, a telephone and a device, and who it says that it belongs to.
#[derive(Debug, Clone)]
struct Arrival {
    node: u8,
    mailbox: Option<u8>,
    line: Option<u8>,
    device: Option<u8>,
    person: Option<(u8, u8)>,
}

impl Arrival {
    fn account(&self) -> Account<u8> {
        let email = self.mailbox.map(|number| IdentityTrait::Email {
            address: format!("box{number}@mail.example"),
            verified: false,
        });
        let phone = self.line.map(|number| IdentityTrait::Phone {
            number: format!("+34 600 000 00{number}"),
            calling_code: None,
            verified: false,
        });
        let device = self
            .device
            .map(|number| IdentityTrait::DeviceId { identifier: format!("device-{number}-abcdef") });
        Account { node: self.node, traits: [email, phone, device].into_iter().flatten().collect() }
    }

    fn holder(&self) -> Holder {
        let mut holder = Holder::default();
        if let Some((name, birth)) = self.person {
            holder.add_name(&format!("name{name}"));
            holder.add_birth(&format!("1990-01-0{birth}"));
        }
        holder
    }
}

type LinkName = (u8, u8, TraitKey);

/// A station that takes one account at a time.
#[derive(Default)]
struct Station {
    accounts: Vec<Account<u8>>,
    holders: BTreeMap<u8, Holder>,
    links: BTreeMap<LinkName, Connection<u8>>,
    withdrawn: BTreeSet<LinkName>,
    subjects: Subjects<u8, u32>,
    numbers: BTreeMap<LinkName, u32>,
}

impl Station {
    fn take(&mut self, arrival: &Arrival) {
        let account = arrival.account();
        self.subjects.add_account(account.node);
        self.holders.insert(account.node, arrival.holder());
        for link in candidate_links(std::slice::from_ref(&account), &self.accounts) {
            let connection = Connection { a: link.a, b: link.b, kind: link.key.kind };
            self.links.insert((link.a, link.b, link.key), connection);
        }
        self.accounts.push(account);
        self.weigh();
    }

    fn weighed(&self) -> Vec<Weighed<u8, LinkName>> {
        let mut by_key: BTreeMap<TraitKey, u32> = BTreeMap::new();
        for (_, _, key) in self.links.keys() {
            by_key.entry(key.clone()).or_insert_with(|| {
                let of_key = self.accounts.iter().filter(|account| account.keys().contains_key(key));
                count_contradicting(of_key.map(|account| &self.holders[&account.node]))
            });
        }
        let standing = self.links.iter().filter(|(name, _)| !self.withdrawn.contains(*name));
        standing
            .map(|(name, &connection)| Weighed { link: name.clone(), connection, holders: by_key[&name.2] })
            .collect()
    }

    /// Adds what has become strong, and takes away what has become weak.
    fn weigh(&mut self) {
        for name in self.links.keys() {
            let next = u32::try_from(self.numbers.len()).unwrap();
            self.numbers.entry(name.clone()).or_insert(next);
        }
        let numbered: Vec<_> = self
            .weighed()
            .iter()
            .map(|link| Weighed {
                link: self.numbers[&link.link],
                connection: link.connection,
                holders: link.holders,
            })
            .collect();
        let strong: BTreeSet<u32> = pairs(&numbered)
            .into_iter()
            .filter(linkage::Pair::is_strong)
            .flat_map(|pair| pair.links)
            .collect();
        for (name, number) in &self.numbers {
            if strong.contains(number) {
                self.subjects.add_link(*number, self.links[name]);
            } else {
                self.subjects.withdraw_link(*number);
            }
        }
    }

    fn parts(&self) -> BTreeMap<u8, Vec<u8>> {
        self.subjects.subjects()
    }
}

fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    let some = |count: u8| prop::option::weighted(0.7, 0..count);
    let one = (some(3), some(3), some(3), prop::option::weighted(0.8, (0..6_u8, 1..7_u8)));
    prop::collection::vec(one, 1..10).prop_map(|all| {
        let arrival =
            |(node, (mailbox, line, device, person))| Arrival { node, mailbox, line, device, person };
        (0_u8..).zip(all).map(arrival).collect()
    })
}

fn taken<'a>(arrivals: impl IntoIterator<Item = &'a Arrival>) -> Station {
    let mut station = Station::default();
    arrivals.into_iter().for_each(|arrival| station.take(arrival));
    station
}

proptest! {
    #[test]
    fn the_order_of_arrival_decides_nothing(
        (first, other) in arrivals().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        prop_assert_eq!(taken(&first).parts(), taken(&other).parts());
    }

    #[test]
    fn a_link_withdrawn_and_restored_leaves_everything_as_it_was(all in arrivals(), which in any::<prop::sample::Index>()) {
        let mut station = taken(&all);
        let before = station.subjects.clone();
        let names: Vec<_> = station.links.keys().cloned().collect();
        if !names.is_empty() {
            let name = &names[which.index(names.len())];
            station.withdrawn.insert(name.clone());
            station.weigh();
            station.withdrawn.clear();
            station.weigh();
        }
        prop_assert_eq!(station.subjects, before);
    }

    #[test]
    fn a_veto_outlives_every_later_arrival(all in arrivals(), later in arrivals(), a in 0..10_u8, b in 0..10_u8) {
        let mut station = taken(&all);
        let known = u8::try_from(all.len()).unwrap();
        let (a, b) = (a % known, b % known);
        prop_assume!(a != b);
        station.subjects.add_veto(a, b);
        for arrival in &later {
            station.take(&Arrival { node: arrival.node + known, ..arrival.clone() });
            prop_assert_ne!(station.subjects.subject_of(a), station.subjects.subject_of(b));
        }
    }

    #[test]
    fn without_a_bridge_a_subject_falls_into_its_two_sides_and_without_another_join_it_holds(
        joins in prop::collection::btree_map((0..8_u8, 0..8_u8), 3_000..15_000_i64, 1..16)
    ) {
        let joins: Vec<_> = joins.into_iter().filter(|((a, b), _)| a < b)
            .map(|((a, b), millibits)| Join { a, b, millibits }).collect();
        let parts = |left_out: Option<Join<u8>>| {
            let mut subjects: Subjects<u8, (u8, u8)> = Subjects::new();
            for join in &joins {
                subjects.add_account(join.a);
                subjects.add_account(join.b);
                if Some(*join) != left_out {
                    let kind = linkage::TraitKind::Email;
                    subjects.add_link((join.a, join.b), Connection { a: join.a, b: join.b, kind });
                }
            }
            subjects
        };
        let whole = parts(None);
        let found = bridges(&joins);
        for join in &joins {
            let without = parts(Some(*join));
            let falls = without.subject_of(join.a) != without.subject_of(join.b);
            let bridge = found.iter().find(|bridge| bridge.join == *join);
            prop_assert_eq!(falls, bridge.is_some());
            if let Some(Bridge { side_a, side_b, .. }) = bridge {
                for (side, end) in [(side_a, join.a), (side_b, join.b)] {
                    prop_assert!(side.iter().all(|node| without.subject_of(*node) == without.subject_of(end)));
                }
                prop_assert_eq!(side_a.len() + side_b.len(), whole.subjects()[&whole.subject_of(join.a).unwrap()].len());
            }
        }
    }

    #[test]
    fn no_way_between_two_accounts_has_a_stronger_weakest_join(
        joins in prop::collection::btree_map((0..6_u8, 0..6_u8), 0..20_i64, 1..14), from in 0..6_u8, to in 0..6_u8
    ) {
        let joins: Vec<_> = joins.into_iter().filter(|((a, b), _)| a < b)
            .map(|((a, b), millibits)| Join { a, b, millibits }).collect();
        // by trying: the highest bar at which the two still hang together
        let together = |bar: i64| {
            let kept: Vec<_> = joins.iter().filter(|join| join.millibits >= bar).copied().collect();
            let mut subjects: Subjects<u8, (u8, u8)> = Subjects::new();
            for join in kept {
                let kind = linkage::TraitKind::Email;
                subjects.add_link((join.a, join.b), Connection { a: join.a, b: join.b, kind });
            }
            subjects.subject_of(from).is_some() && subjects.subject_of(from) == subjects.subject_of(to)
        };
        let highest = (0..20).rev().find(|bar| together(*bar));
        let weakest = weakest_between(&strongest_tree(&joins), from, to).map(|join| join.millibits);
        prop_assert_eq!(weakest, highest.filter(|_| from != to));
    }
}

#[test]
fn a_key_that_proves_common_parts_whom_it_joined_and_joins_them_again_when_it_does_not() {
    let arrival = |node: u8, person: Option<(u8, u8)>| Arrival {
        node,
        mailbox: Some(0),
        line: None,
        device: None,
        person,
    };
    let pair = [arrival(0, Some((0, 1))), arrival(1, None)];
    assert_eq!(taken(&pair).parts(), BTreeMap::from([(0, vec![0, 1])]));
    let strangers = [pair.to_vec(), vec![arrival(2, Some((1, 2))), arrival(3, Some((2, 3)))]].concat();
    assert_eq!(taken(&strangers).parts().len(), 4, "three holders contradict each other");
    let fewer: Vec<_> = strangers.iter().filter(|arrival| arrival.node != 3).cloned().collect();
    assert_eq!(taken(&fewer).parts().len(), 1, "two may be one who lies");
}
