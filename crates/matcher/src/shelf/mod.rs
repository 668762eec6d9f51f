//! What is looked up now: the banks and the lists from files. It is swapped as a whole, so that whoever asks goes on with what they began with.

pub(crate) mod bank;
pub(crate) mod lists;
mod merge;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use hashlist::{Algorithm, Hit, KnownHashes, ListIndex, PictureHash, Query, VideoMatch};

use crate::coin::Coin;
use crate::signal::{Signal, SignalType};
use bank::Bank;
use lists::ListInUse;

pub(crate) use merge::spawn as spawn_merging;

/// Numbers of entries of lists lie above those of any content of a bank, so that HMA's clients, who know one kind, can tell them apart.
/// Below 2^53, as JavaScript needs it.
const LIST_STRIDE: i64 = 1 << 40;

/// The present shelf. Cheap to read.
pub(crate) struct Shelves(RwLock<Arc<Shelf>>);

/// Everything that is looked up.
#[derive(Clone)]
pub(crate) struct Shelf {
    known: Arc<KnownHashes>,
    /// Whose an index is, by its address in memory; `known` keeps it there.
    owners: Arc<HashMap<usize, Owner>>,
    banks: BTreeMap<i64, Arc<Bank>>,
    by_name: BTreeMap<String, i64>,
    lists: Vec<Arc<ListInUse>>,
    ratios: BTreeMap<SignalType, f64>,
}

#[derive(Debug, Clone, Copy)]
enum Owner {
    /// By the bank's number.
    Bank(i64),
    /// By the list's place in the configuration.
    List(usize),
}

/// What matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// Content of a bank.
    Bank { bank_id: i64, content_id: i64 },
    /// An entry of a list from a file.
    List { list_no: usize, entry_no: u32 },
}

/// One match.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) place: Place,
    pub(crate) algorithm: Algorithm,
    pub(crate) distance_bits: u32,
    pub(crate) quality: Option<u8>,
    pub(crate) form: u8,
    pub(crate) weak: bool,
    pub(crate) shadow: bool,
    pub(crate) video: Option<VideoMatch>,
}

/// What a look-up of HMA's kind wants of the banks.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Names; all without any.
    pub(crate) banks: Option<BTreeSet<String>>,
    pub(crate) coin: Coin,
    /// Seconds since 1970.
    pub(crate) now_s: i64,
}

impl Shelves {
    pub(crate) fn new(shelf: Shelf) -> Self {
        Self(RwLock::new(Arc::new(shelf)))
    }

    /// The present one.
    pub(crate) fn get(&self) -> Arc<Shelf> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a changed one in its place. Callers hold the desk ([`crate::state::Inner::desk`]), so that no change is lost.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Shelf) -> T) -> T {
        let mut shelf = Shelf::clone(&self.get());
        let told = change(&mut shelf);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shelf);
        told
    }
}

impl Shelf {
    pub(crate) fn new(banks: Vec<Bank>, lists: Vec<ListInUse>, ratios: BTreeMap<SignalType, f64>) -> Self {
        let by_name = banks.iter().map(|bank| (bank.name.clone(), bank.id)).collect();
        let mut shelf = Self {
            known: Arc::new(KnownHashes::new(Vec::new())),
            owners: Arc::default(),
            banks: banks.into_iter().map(|bank| (bank.id, Arc::new(bank))).collect(),
            by_name,
            lists: lists.into_iter().map(Arc::new).collect(),
            ratios,
        };
        shelf.reindex();
        shelf
    }

    /// Takes up the indexes of banks and lists as they are now.
    fn reindex(&mut self) {
        let of_banks = self
            .banks
            .values()
            .flat_map(|bank| bank.parts.iter().map(move |part| (part.index.clone(), Owner::Bank(bank.id))));
        let of_lists = self.lists.iter().enumerate().map(|(no, list)| (list.index.clone(), Owner::List(no)));
        let all: Vec<(Arc<ListIndex>, Owner)> = of_banks.chain(of_lists).collect();
        self.owners = Arc::new(all.iter().map(|(index, owner)| (address(index), *owner)).collect());
        self.known = Arc::new(KnownHashes::new(all.into_iter().map(|(index, _)| index).collect()));
    }

    /// The bank of this name.
    pub(crate) fn bank(&self, name: &str) -> Option<&Arc<Bank>> {
        self.by_name.get(name).and_then(|id| self.banks.get(id))
    }

    /// The bank of this number.
    pub(crate) fn bank_no(&self, id: i64) -> Option<&Arc<Bank>> {
        self.banks.get(&id)
    }

    /// The banks by their names.
    pub(crate) fn banks(&self) -> impl Iterator<Item = &Arc<Bank>> {
        self.by_name.values().filter_map(|id| self.banks.get(id))
    }

    /// The lists from files, as configured.
    pub(crate) fn lists(&self) -> &[Arc<ListInUse>] {
        &self.lists
    }

    /// The list of this name.
    pub(crate) fn list(&self, name: &str) -> Option<&Arc<ListInUse>> {
        self.lists.iter().find(|list| list.name == name)
    }

    /// How far a type of hashes is enabled; 0 is not at all.
    pub(crate) fn ratio(&self, signal_type: SignalType) -> f64 {
        self.ratios.get(&signal_type).copied().unwrap_or(1.0)
    }

    /// Sets how far a type of hashes is enabled.
    pub(crate) fn set_ratio(&mut self, signal_type: SignalType, enabled_ratio: f64) {
        self.ratios.insert(signal_type, enabled_ratio);
    }

    /// Puts a bank in the place of the one of its number, or beside the others. Its indexes are taken up again where they changed.
    pub(crate) fn put_bank(&mut self, bank: Bank) {
        let same_parts = self.banks.get(&bank.id).is_some_and(|before| before.has_parts_of(&bank));
        self.by_name.retain(|_, id| *id != bank.id);
        self.by_name.insert(bank.name.clone(), bank.id);
        self.banks.insert(bank.id, Arc::new(bank));
        if !same_parts {
            self.reindex();
        }
    }

    /// Changes a bank, if it is there; whether it now has something to build.
    pub(crate) fn change_bank(&mut self, id: i64, change: impl FnOnce(&mut Bank)) -> bool {
        let Some(before) = self.banks.get(&id) else { return false };
        let mut bank = Bank::clone(before);
        change(&mut bank);
        let is_due = bank.needs_merge();
        self.put_bank(bank);
        is_due
    }

    /// Takes a bank away.
    pub(crate) fn remove_bank(&mut self, id: i64) {
        self.by_name.retain(|_, known| *known != id);
        self.banks.remove(&id);
        self.reindex();
    }

    /// Puts a newer version in the place of a list.
    pub(crate) fn put_list(&mut self, list_no: usize, list: ListInUse) {
        if let Some(place) = self.lists.get_mut(list_no) {
            *place = Arc::new(list);
            self.reindex();
        }
    }

    /// Everything that matches, each file once by its most telling match: parts that are built, and what came since.
    pub(crate) fn look_up(&self, query: &Query) -> Vec<Match> {
        let mut found = BTreeMap::<Place, Match>::new();
        let built = self.known.look_up(query).into_iter().filter_map(|hit| self.place(hit));
        let young = self.banks.values().flat_map(|bank| bank.look_up_young(query));
        for one in built.chain(young) {
            let rank = |one: &Match| (one.algorithm, one.distance_bits);
            let before = found.get(&one.place);
            if before.is_none_or(|before| rank(&one) < rank(before)) {
                found.insert(one.place, one);
            }
        }
        let mut found: Vec<Match> = found.into_values().collect();
        found.sort_by_key(|one| (one.algorithm, one.distance_bits, one.place));
        found
    }

    fn place(&self, hit: Hit) -> Option<Match> {
        let place = match *self.owners.get(&address(&hit.list))? {
            Owner::List(list_no) => Place::List { list_no, entry_no: hit.entry_no },
            Owner::Bank(bank_id) => {
                let content_id = bank::content_id(&hit.list, hit.entry_no)?;
                let is_gone = self.banks.get(&bank_id)?.gone.contains(&content_id);
                (!is_gone).then_some(Place::Bank { bank_id, content_id })?
            }
        };
        Some(Match {
            place,
            algorithm: hit.algorithm,
            distance_bits: hit.distance_bits,
            quality: hit.quality,
            form: hit.form,
            weak: hit.weak,
            shadow: hit.shadow,
            video: hit.video,
        })
    }

    /// What matches a hash in HMA's sense, whether it is enabled or not: number and distance. Hits in shadow stay out, since this API
    /// cannot say so; of banks, which HMA never classifies, they are what is asked for.
    pub(crate) fn raw(&self, signal: &Signal, banks: Option<&BTreeSet<String>>) -> Vec<(i64, Match)> {
        let found = self.look_up(&query_of(signal)).into_iter();
        found
            .filter(|one| matches!(one.place, Place::Bank { .. }) || !one.shadow)
            .filter(|one| {
                banks.is_none_or(|banks| self.name(one.place).is_some_and(|name| banks.contains(name)))
            })
            .map(|one| (number(one.place), one))
            .collect()
    }

    /// What matches a hash in HMA's sense: by the names of banks that are enabled, enabled content.
    pub(crate) fn by_bank(&self, signal: &Signal, wanted: &Wanted) -> BTreeMap<String, Vec<(i64, Match)>> {
        let mut by_bank = BTreeMap::<String, Vec<_>>::new();
        for (number, one) in self.raw(signal, wanted.banks.as_ref()) {
            let answers = match one.place {
                Place::List { .. } => true,
                Place::Bank { bank_id, content_id } => self.banks.get(&bank_id).is_some_and(|bank| {
                    wanted.coin.lets(bank.enabled_ratio) && bank.is_enabled(content_id, wanted.now_s)
                }),
            };
            if let Some(name) = self.name(one.place).filter(|_| answers) {
                by_bank.entry(name.to_owned()).or_default().push((number, one));
            }
        }
        by_bank
    }

    /// The name of the bank or list.
    pub(crate) fn name(&self, place: Place) -> Option<&str> {
        match place {
            Place::Bank { bank_id, .. } => self.banks.get(&bank_id).map(|bank| bank.name.as_str()),
            Place::List { list_no, .. } => self.lists.get(list_no).map(|list| list.name.as_str()),
        }
    }

    /// How many hashes of a type there are, and when the newest came, in seconds since 1970.
    pub(crate) fn size(&self, signal_type: SignalType) -> (u64, Option<i64>) {
        let of_banks = self.banks.values().map(|bank| (bank.size(signal_type), bank.newest_s));
        let of_lists = self.lists.iter().map(|list| (list.size(signal_type), Some(list.written_s())));
        let all = of_banks.chain(of_lists).filter(|(size, _)| *size > 0);
        all.fold((0, None), |(sum, newest), (size, at)| (sum + size, newest.max(at)))
    }
}

fn address(index: &Arc<ListIndex>) -> usize {
    Arc::as_ptr(index).addr()
}

/// The number under which HMA's clients know a place.
fn number(place: Place) -> i64 {
    match place {
        Place::Bank { content_id, .. } => content_id,
        Place::List { list_no, entry_no } => {
            let list = i64::try_from(list_no).unwrap_or(i64::MAX / LIST_STRIDE - 1);
            (list + 1).saturating_mul(LIST_STRIDE).saturating_add(i64::from(entry_no))
        }
    }
}

/// A query for one hash. Its quality is not said, so it is taken for good.
pub(crate) fn query_of(signal: &Signal) -> Query {
    match signal {
        Signal::Pdq(pdq) => Query {
            pictures: vec![PictureHash { pdq: *pdq, quality: 100, form: 0, frame: 0 }],
            ..Query::default()
        },
        Signal::VideoMd5(md5) => Query { md5: Some(*md5), ..Query::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_entries_lie_apart_from_those_of_content() {
        assert_eq!(number(Place::Bank { bank_id: 9, content_id: 7 }), 7);
        let last = number(Place::List { list_no: 4095, entry_no: u32::MAX });
        assert!(number(Place::List { list_no: 0, entry_no: 0 }) == 1 << 40 && last < 1 << 53);
        assert_ne!(
            number(Place::List { list_no: 0, entry_no: u32::MAX }),
            number(Place::List { list_no: 1, entry_no: 0 })
        );
    }
}
