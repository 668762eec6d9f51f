//! The accounts that links connect with some, and how much each link weighs. Computed whenever it is asked: points that were kept would be wrong
//! as soon as another account states a key.

use std::collections::{BTreeMap, BTreeSet};

use linkage::{Connection, Holder, MOST_HOLDERS, Pair, Subjects, Weighed, count_contradicting, pairs};
use model::Id;
use model::kind::Link;
use service::{ColumnKeys, Failure, Tx};

use crate::db::Reader;
use crate::db::accounts;
use crate::db::links::{self, LinkRow, VetoRow};
use crate::ids::{Account, Veto};
use crate::seals;

/// Accounts, and what links them or keeps them apart.
pub(crate) struct Around {
    /// Those asked about, and all that standing links on keys that are not crowded connect with them, strong enough or not.
    pub(crate) accounts: BTreeSet<Id<Account>>,
    /// Every link that touches one of them, standing or not.
    pub(crate) links: BTreeMap<Id<Link>, LinkRow>,
    /// Every veto that touches one of them, standing or not.
    pub(crate) vetoes: BTreeMap<Id<Veto>, VetoRow>,
    /// By key: how many of all that state it contradict each other. Of a crowded key nobody is asked.
    holders: BTreeMap<String, u32>,
    /// Of the keys of these links: those that more accounts state than links are made for.
    crowded: BTreeSet<String>,
}

impl Around {
    /// Everything around some accounts, whoever asks: what comes of it says which accounts are one subject, and nothing else of what is closed to
    /// the reader.
    pub(crate) async fn load(tx: &mut Tx, keys: &ColumnKeys, seeds: &[Id<Account>]) -> Result<Self, Failure> {
        Self::gather(tx, keys, seeds, true).await
    }

    /// As [`Self::load`], without following links any further: enough to weigh every pair of which one of the accounts is a part, and not to say
    /// what is one subject.
    pub(crate) async fn load_beside(
        tx: &mut Tx,
        keys: &ColumnKeys,
        accounts: &[Id<Account>],
    ) -> Result<Self, Failure> {
        Self::gather(tx, keys, accounts, false).await
    }

    async fn gather(
        tx: &mut Tx,
        keys: &ColumnKeys,
        seeds: &[Id<Account>],
        follows: bool,
    ) -> Result<Self, Failure> {
        let mut accounts: BTreeSet<_> = seeds.iter().copied().collect();
        let mut open: Vec<_> = accounts.iter().copied().collect();
        let (mut links, mut vetoes) = (BTreeMap::new(), BTreeMap::new());
        let mut crowded = BTreeMap::new();
        while let Some(account_id) = open.pop() {
            for veto in links::list_vetoes_of_account(tx, &Reader::node(), account_id).await? {
                vetoes.insert(veto.veto_id, veto);
            }
            for link in links::list_links_of_account(tx, &Reader::node(), account_id).await? {
                if !crowded.contains_key(&link.key_blind) {
                    let is_crowded = accounts::is_crowded(tx, &link.key_blind).await?;
                    crowded.insert(link.key_blind.clone(), is_crowded);
                }
                // what a crowded key once linked it joins no more: those accounts are not looked at for it
                if follows && link.standing && crowded.get(&link.key_blind) == Some(&false) {
                    let ends = [link.account_a, link.account_b];
                    open.extend(ends.into_iter().filter(|next| accounts.insert(*next)));
                }
                links.insert(link.link_id, link);
            }
        }
        let (crowded, asked): (BTreeMap<_, _>, BTreeMap<_, _>) =
            crowded.into_iter().partition(|(_, is_crowded)| *is_crowded);
        let holders = count_holders(tx, keys, asked.into_keys().collect()).await?;
        Ok(Self { accounts, links, vetoes, holders, crowded: crowded.into_keys().collect() })
    }

    /// How many holders of a link's key contradict each other; at least 1, also once the key was erased. A crowded key has many.
    pub(crate) fn holders(&self, link: &LinkRow) -> u32 {
        if self.is_crowded(link) {
            return MOST_HOLDERS;
        }
        self.holders.get(&link.key_blind).copied().unwrap_or(1)
    }

    /// Whether more accounts state a link's key than links are made for: it joins nothing, whatever its kind.
    pub(crate) fn is_crowded(&self, link: &LinkRow) -> bool {
        self.crowded.contains(&link.key_blind)
    }

    /// A link with its points, whether it stands or not.
    pub(crate) fn weigh(&self, link: &LinkRow) -> Weighed<Id<Account>, Id<Link>> {
        let connection = Connection { a: link.account_a, b: link.account_b, kind: link.kind };
        Weighed { link: link.link_id, connection, holders: self.holders(link) }
    }

    /// What the standing links of each pair add up to. Which links there are on a crowded key depends on who came first: they are left out.
    pub(crate) fn pairs(&self) -> Vec<Pair<Id<Account>, Id<Link>>> {
        let standing = self.links.values().filter(|link| link.standing && !self.is_crowded(link));
        pairs(&standing.map(|link| self.weigh(link)).collect::<Vec<_>>())
    }

    /// The standing links of pairs that weigh too little to join, and those on crowded keys.
    pub(crate) fn weakened(&self) -> BTreeSet<Id<Link>> {
        let crowded = self.links.values().filter(|link| link.standing && self.is_crowded(link));
        let weak = self.pairs().into_iter().filter(|pair| !pair.is_strong()).flat_map(|pair| pair.links);
        crowded.map(|link| link.link_id).chain(weak).collect()
    }

    /// What follows: which accounts are one subject.
    pub(crate) fn subjects(&self) -> Subjects<Id<Account>, Id<Link>> {
        let weakened = self.weakened();
        let joining = self.links.values().filter(|link| link.standing && !weakened.contains(&link.link_id));
        let vetoes = self.vetoes.values().filter(|veto| veto.standing);
        Subjects::of(
            self.accounts.iter().copied(),
            joining.map(|link| (link.link_id, self.weigh(link).connection)),
            vetoes.map(|veto| (veto.account_a, veto.account_b)),
        )
    }
}

/// How many of all that state a key contradict each other, by key.
async fn count_holders(
    tx: &mut Tx,
    keys: &ColumnKeys,
    key_blinds: Vec<String>,
) -> Result<BTreeMap<String, u32>, Failure> {
    let mut known: BTreeMap<Id<Account>, Holder> = BTreeMap::new();
    let mut counts = BTreeMap::new();
    for key_blind in key_blinds {
        let (mut of_key, mut unknown) = (BTreeSet::new(), BTreeMap::new());
        for row in accounts::list_statements_of_key(tx, &key_blind).await? {
            let account_id = row.account.account_id;
            of_key.insert(account_id);
            if known.contains_key(&account_id) {
                continue;
            }
            let stated = seals::STATED.open_kept(keys, row.statement_id, &row.stated)?;
            let holder: &mut Holder = unknown.entry(account_id).or_default();
            for name in [&stated.first_name, &stated.last_name].into_iter().flatten() {
                holder.add_name(name);
            }
            stated.date_of_birth.iter().for_each(|birth| holder.add_birth(birth));
        }
        known.append(&mut unknown);
        let holders = of_key.iter().filter_map(|account_id| known.get(account_id));
        let count = count_contradicting(holders);
        counts.insert(key_blind, count);
    }
    Ok(counts)
}
