//! Which pairs of accounts are worth weighing, and what each pair shares.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::accounts::Population;
use super::folding::Stated;
use super::keys::{self, Kind};
use super::level::{Level, Levels};

/// Two accounts, the lower number first, in one number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pair(u64);

impl Pair {
    fn new(one: u32, other: u32) -> Self {
        Self(u64::from(one.min(other)) << 32 | u64::from(one.max(other)))
    }

    pub(super) fn accounts(self) -> (u32, u32) {
        let half = |number: u64| u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default();
        (half(self.0 >> 32), half(self.0))
    }
}

/// Most days between two uses of a number or device by which they still belong together.
const GAP_DAYS: i32 = 90;

/// What a pair shares of one kind of key.
#[derive(Clone, Copy, Default)]
pub(super) struct Shared {
    /// Fewest holders of any of the shared keys; 0 where none is shared.
    pub(super) holders: u8,
    /// How many keys are shared.
    pub(super) keys: u8,
    /// Whether more than [`GAP_DAYS`] lie between the uses of the key with fewest holders.
    pub(super) apart: bool,
    /// Of keys that have kin: the fewest accounts that ever stated the shared key or one of its kin.
    pub(super) crowd: u8,
}

impl Shared {
    fn add(&mut self, Held { holders, crowd, apart, .. }: Held) {
        let [holders, crowd] = [holders, crowd].map(|count| u8::try_from(count).unwrap_or(u8::MAX));
        self.crowd = if self.any() { crowd.min(self.crowd) } else { crowd };
        if self.holders == 0 || holders < self.holders {
            self.holders = holders;
            self.apart = apart;
        }
        self.keys = self.keys.saturating_add(1);
    }

    pub(super) fn any(self) -> bool {
        self.holders > 0
    }
}

/// What a pair shares, by kind.
#[derive(Clone, Copy, Default)]
pub(super) struct SharedKeys {
    by_kind: [Shared; Kind::ALL.len()],
    /// Whether a shared handle or stem only repeats the holder's name.
    pub(super) repeats_name: bool,
    /// Whether a shared e-mail address is made of the holder's name.
    pub(super) address_repeats_name: bool,
}

impl SharedKeys {
    pub(super) fn of(&self, kind: Kind) -> Shared {
        self.by_kind[kind as usize]
    }
}

type PairMap = HashMap<Pair, SharedKeys, BuildHasherDefault<PairHasher>>;

/// Pairs are numbers of ours, not of a stranger: a fast hash will do.
#[derive(Default)]
struct PairHasher(u64);

impl std::hash::Hasher for PairHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
        self.0 ^= self.0 >> 29;
    }
}

/// All pairs that a key proposes, in order, with what they share.
pub(super) fn pairs(population: &Population) -> Vec<(Pair, Levels)> {
    let mut shared = PairMap::default();
    for kind in Kind::ALL {
        each_pair(&population.keys[kind as usize], kind, kind.most_proposing(), |pair, _| {
            shared.entry(pair).or_default();
        });
    }
    for kind in Kind::ALL {
        let names = matches!(kind, Kind::Handle | Kind::HandleStem | Kind::Stem);
        let marked = |key| population.repeat_names.contains(&key);
        each_pair(&population.keys[kind as usize], kind, kind.most_holders(), |pair, held| {
            let Some(shared) = shared.get_mut(&pair) else { return };
            shared.by_kind[kind as usize].add(held);
            shared.repeats_name |= names && marked(held.key);
            shared.address_repeats_name |= kind == Kind::Email && marked(keys::kin_of(held.key));
        });
    }
    let levels = |(pair, shared): (Pair, SharedKeys)| {
        let (one, other) = pair.accounts();
        let (one, other) = (&population.accounts[one as usize], &population.accounts[other as usize]);
        (pair, Level::of_pair(&shared, one, other))
    };
    let mut pairs: Vec<_> = shared.into_iter().map(levels).collect();
    pairs.sort_unstable_by_key(|(pair, _)| *pair);
    pairs
}

/// A key that two accounts share.
#[derive(Clone, Copy)]
struct Held {
    key: u64,
    /// How many accounts hold it.
    holders: usize,
    /// How many hold it or one of its kin. A line at home is used by few, the exit of a network by a crowd, even where no two of them meet on
    /// one day; and where many have addresses of the same letters, two people may have one by chance.
    crowd: usize,
    /// Whether the two used it far apart.
    apart: bool,
}

/// Tells of each two holders of each key with two to `most` of them.
fn each_pair(stated: &[Stated], kind: Kind, most: usize, mut tell: impl FnMut(Pair, Held)) {
    let are_kin =
        |one: &Stated, next: &Stated| !kind.has_kin() || keys::kin_of(one.key) == keys::kin_of(next.key);
    for kin in stated.chunk_by(are_kin) {
        let crowd = if kind.has_kin() { accounts_in(kin) } else { 0 };
        for held in kin.chunk_by(|one, next| one.key == next.key) {
            if !(2..=most).contains(&held.len()) {
                continue;
            }
            for (position, one) in held.iter().enumerate() {
                for other in &held[position + 1..] {
                    let gap = (one.first_day - other.last_day).max(other.first_day - one.last_day);
                    let (key, holders, apart) = (one.key, held.len(), gap > GAP_DAYS);
                    tell(Pair::new(one.account, other.account), Held { key, holders, crowd, apart });
                }
            }
        }
    }
}

fn accounts_in(stated: &[Stated]) -> usize {
    let mut accounts: Vec<u32> = stated.iter().map(|stated| stated.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts.len()
}
