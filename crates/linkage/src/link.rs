//! Links between accounts, with their grounds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Bound::{Excluded, Unbounded};

use serde::{Deserialize, Serialize};

use crate::{IdentityTrait, TraitKey, TraitKind};

/// What is stated of one account. `N` is the caller's own name for it.
///
/// Reports of one account (same service, same identifier) are best folded into one `Account` first: links grow with the square of
/// the accounts that share a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account<N> {
    /// The account, or a report that states no identifier.
    pub node: N,
    /// All that is stated of it.
    pub traits: Vec<IdentityTrait>,
}

impl<N> Account<N> {
    /// The keys of all traits that identify somebody, with whether a service verified them.
    pub fn keys(&self) -> BTreeMap<TraitKey, bool> {
        let mut keys = BTreeMap::new();
        for stated in &self.traits {
            if let Some(key) = stated.key() {
                *keys.entry(key).or_default() |= stated.is_verified();
            }
        }
        keys
    }
}

/// The record that two accounts concern one subject. Of two accounts and a key there is one link; `a` is the lower node.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link<N> {
    /// One account.
    pub a: N,
    /// The other.
    pub b: N,
    /// What both state; personal data.
    pub key: TraitKey,
    /// Why, in words.
    pub grounds: String,
}

/// Which accounts, and not by what: the key and the grounds are personal data.
impl<N: fmt::Debug> fmt::Debug for Link<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("a", &self.a).field("b", &self.b).finish_non_exhaustive()
    }
}

/// Who states a key, and whether a service verified it.
type Holders<N> = BTreeMap<N, bool>;

/// The links of two accounts, most telling first.
pub fn links_between<N: Copy + Ord>(one: &Account<N>, other: &Account<N>) -> Vec<Link<N>> {
    by_key([one, other]).iter().flat_map(|(key, holders)| links_of(key, holders, |_| true)).collect()
}

/// The links of new accounts with each other and with those known already, each once, in order. The known ones are those that hold a
/// key of a new one; any others do no harm.
pub fn candidate_links<N: Copy + Ord>(new: &[Account<N>], known: &[Account<N>]) -> Vec<Link<N>> {
    let is_new: BTreeSet<N> = new.iter().map(|account| account.node).collect();
    let holders = by_key(new.iter().chain(known));
    let mut links: Vec<Link<N>> = holders
        .iter()
        .flat_map(|(key, holders)| {
            links_of(key, holders, |pair| pair.iter().any(|node| is_new.contains(node)))
        })
        .collect();
    links.sort_by(|one, other| (one.a, one.b, &one.key).cmp(&(other.a, other.b, &other.key)));
    links
}

/// Everything that two accounts share, most telling first; what does not link alone is for a human to weigh.
pub fn shared_keys<N>(one: &Account<N>, other: &Account<N>) -> Vec<TraitKey> {
    let others = other.keys();
    one.keys().into_keys().filter(|key| others.contains_key(key)).collect()
}

/// The keys that link alone, with their holders.
fn by_key<'a, N: Copy + Ord + 'a>(
    accounts: impl IntoIterator<Item = &'a Account<N>>,
) -> BTreeMap<TraitKey, Holders<N>> {
    let mut by_key: BTreeMap<TraitKey, Holders<N>> = BTreeMap::new();
    for account in accounts {
        for (key, verified) in account.keys() {
            if key.kind.links_alone() {
                *by_key.entry(key).or_default().entry(account.node).or_default() |= verified;
            }
        }
    }
    by_key
}

fn links_of<N: Copy + Ord>(
    key: &TraitKey,
    holders: &Holders<N>,
    wanted: impl Fn([N; 2]) -> bool,
) -> Vec<Link<N>> {
    let pairs = holders
        .iter()
        .flat_map(|one| holders.range((Excluded(one.0), Unbounded)).map(move |other| (one, other)));
    pairs
        .filter(|((a, _), (b, _))| wanted([**a, **b]))
        .map(|((&a, &in_a), (&b, &in_b))| Link { a, b, key: key.clone(), grounds: grounds(key, in_a, in_b) })
        .collect()
}

const SAME: &str = "both state the same ";
/// By how many of the two accounts' services the key was verified, and what says so; none last, which ends every text.
const VERIFIED: [(usize, &str); 3] = [(2, ", verified in both"), (1, ", verified in one"), (0, "")];
/// The kinds that link alone.
const LINKING: [TraitKind; 4] =
    [TraitKind::EspIdentifier, TraitKind::Email, TraitKind::Phone, TraitKind::DeviceId];

fn grounds(key: &TraitKey, verified_in_one: bool, verified_in_other: bool) -> String {
    let count = usize::from(verified_in_one) + usize::from(verified_in_other);
    let verified = VERIFIED.iter().find(|(by, _)| *by == count).map_or("", |(_, words)| *words);
    format!("{SAME}{key}{verified}")
}

/// The key of a link, and by how many of the two accounts' services it was verified, from the link's grounds; none of other words.
pub fn read_grounds(grounds: &str) -> Option<(TraitKey, usize)> {
    let rest = grounds.strip_prefix(SAME)?;
    let (verified, rest) = VERIFIED.iter().find_map(|(by, words)| Some((*by, rest.strip_suffix(*words)?)))?;
    let value = |kind: TraitKind| Some((kind, rest.strip_prefix(kind.words())?.strip_prefix(' ')?));
    let (kind, value) = LINKING.into_iter().find_map(value)?;
    let (value, service) = match value.rsplit_once(" on ") {
        Some((value, service)) if kind == TraitKind::EspIdentifier => (value, Some(service.to_owned())),
        _ => (value, None),
    };
    Some((TraitKey { kind, service, value: value.to_owned() }, verified))
}
