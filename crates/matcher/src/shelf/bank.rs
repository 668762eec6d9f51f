//! One bank as it is looked up: parts that are built, a young part that is scanned, and what was taken away since.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hashlist::{Algorithm, Digest, List, ListEntry, ListError, ListHead, ListIndex, Query};

use super::{Match, Place};
use crate::signal::{Signal, SignalType, Signals, distance_bits};

/// What may be pending in the young part before it is built into an index.
pub(super) const YOUNG_MOST: usize = 1024;

/// A bank. Cheap to clone: the young part is small, and the rest is shared.
#[derive(Clone)]
pub(crate) struct Bank {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) enabled_ratio: f64,
    pub(super) parts: Vec<Part>,
    pub(super) young: Vec<Young>,
    /// Taken away since the parts were built.
    pub(super) gone: HashSet<i64>,
    /// Content that does not simply match: 0 for never, else from when on, in seconds since 1970.
    disabled: Arc<HashMap<i64, i64>>,
    /// How many hashes of each type, in the order of [`SignalType::ALL`].
    sizes: [u64; 2],
    /// When the newest content came, in seconds since 1970.
    pub(super) newest_s: Option<i64>,
}

/// Content up to a number, built.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) index: Arc<ListIndex>,
    pub(super) upto: i64,
    pub(super) entries: usize,
}

/// Content that no part holds yet.
#[derive(Clone)]
pub(super) struct Young {
    pub(super) content_id: i64,
    pdq: Option<Digest<32>>,
    md5: Option<Digest<16>>,
}

/// Content with its hashes, as the database has it.
pub(crate) type Content = (i64, Signals);

impl Bank {
    /// A bank without content.
    pub(crate) fn new(id: i64, name: String, enabled_ratio: f64) -> Self {
        Self {
            id,
            name,
            enabled_ratio,
            parts: Vec::new(),
            young: Vec::new(),
            gone: HashSet::new(),
            disabled: Arc::default(),
            sizes: [0; 2],
            newest_s: None,
        }
    }

    /// The same with all its content built.
    ///
    /// # Errors
    /// The content cannot be made a list of.
    pub(crate) fn filled(
        mut self,
        contents: Vec<Content>,
        disabled: HashMap<i64, i64>,
        newest_s: Option<i64>,
    ) -> Result<Self, ListError> {
        for (_, signals) in &contents {
            self.count(signals, 1);
        }
        self.parts.extend(Part::build(&self.name, contents)?);
        (self.disabled, self.newest_s) = (Arc::new(disabled), newest_s);
        Ok(self)
    }

    pub(super) fn has_parts_of(&self, other: &Self) -> bool {
        let same = |(one, two): (&Part, &Part)| Arc::ptr_eq(&one.index, &two.index);
        self.parts.len() == other.parts.len() && self.parts.iter().zip(&other.parts).all(same)
    }

    /// Takes in new content; the next look-up finds it.
    pub(crate) fn add(&mut self, content_id: i64, signals: &Signals, at_s: i64) {
        self.count(signals, 1);
        self.young.push(Young::of(content_id, signals));
        self.newest_s = self.newest_s.max(Some(at_s));
    }

    /// Takes content away; no later look-up finds it.
    pub(crate) fn remove(&mut self, content_id: i64, signals: &Signals) {
        self.count(signals, -1);
        self.young.retain(|young| young.content_id != content_id);
        // a part that holds it may be under way, even where none does yet
        self.gone.insert(content_id);
        self.disable(content_id, 1);
    }

    /// Sets from when on content matches: 0 never, 1 always.
    pub(crate) fn disable(&mut self, content_id: i64, disable_until_s: i64) {
        if disable_until_s != 1 || self.disabled.contains_key(&content_id) {
            let mut disabled = HashMap::clone(&self.disabled);
            match disable_until_s {
                1 => disabled.remove(&content_id),
                _ => disabled.insert(content_id, disable_until_s),
            };
            self.disabled = Arc::new(disabled);
        }
    }

    /// Whether content matches at this second since 1970.
    pub(crate) fn is_enabled(&self, content_id: i64, now_s: i64) -> bool {
        match self.disabled.get(&content_id) {
            None | Some(1) => true,
            Some(0) => false,
            Some(until_s) => *until_s <= now_s,
        }
    }

    /// How many hashes of a type.
    pub(super) fn size(&self, signal_type: SignalType) -> u64 {
        self.sizes[place(signal_type)]
    }

    /// How many hashes in all.
    pub(crate) fn hashes(&self) -> u64 {
        self.sizes.iter().sum()
    }

    fn count(&mut self, signals: &Signals, by: i64) {
        for signal_type in signals.keys() {
            let size = &mut self.sizes[place(*signal_type)];
            *size = size.saturating_add_signed(by);
        }
    }

    /// Whether the young part is to be built, or the parts without what is gone.
    pub(super) fn needs_merge(&self) -> bool {
        let built: usize = self.parts.iter().map(|part| part.entries).sum();
        self.young.len() >= YOUNG_MOST || (self.gone.len() >= YOUNG_MOST && self.gone.len() * 4 > built)
    }

    /// What matches in the young part.
    pub(super) fn look_up_young(&self, query: &Query) -> Vec<Match> {
        self.young.iter().filter_map(|young| young.compare(self.id, query)).collect()
    }
}

fn place(signal_type: SignalType) -> usize {
    match signal_type {
        SignalType::Pdq => 0,
        SignalType::VideoMd5 => 1,
    }
}

impl Young {
    fn of(content_id: i64, signals: &Signals) -> Self {
        let mut young = Self { content_id, pdq: None, md5: None };
        for signal in signals.values() {
            match signal {
                Signal::Pdq(pdq) => young.pdq = Some(*pdq),
                Signal::VideoMd5(md5) => young.md5 = Some(*md5),
            }
        }
        young
    }

    fn compare(&self, bank_id: i64, query: &Query) -> Option<Match> {
        let place = Place::Bank { bank_id, content_id: self.content_id };
        let nearest = self.pdq.and_then(|pdq| {
            let judged = query.pictures.iter().filter(|picture| picture.quality >= hashlist::MIN_QUALITY);
            let near = judged.map(|picture| (distance_bits(&picture.pdq, &pdq), picture));
            near.filter(|(bits, _)| *bits <= query.radius_bits).min_by_key(|(bits, _)| *bits)
        });
        let by = |algorithm, distance_bits, quality, form, weak| Match {
            place,
            algorithm,
            distance_bits,
            quality,
            form,
            weak,
            // of a bank no class is stated
            shadow: true,
            video: None,
        };
        match nearest {
            Some((bits, picture)) => {
                Some(by(Algorithm::Pdq, bits, Some(picture.quality), picture.form, false))
            }
            None if self.md5.is_some() && self.md5 == query.md5 => Some(by(Algorithm::Md5, 0, None, 0, true)),
            None => None,
        }
    }
}

impl Part {
    /// Builds content into a part; none where there is none. It takes a while: call it where that stops nobody.
    ///
    /// # Errors
    /// The content cannot be made a list of.
    pub(super) fn build(bank: &str, contents: Vec<Content>) -> Result<Option<Self>, ListError> {
        let Some(upto) = contents.iter().map(|(content_id, _)| *content_id).max() else { return Ok(None) };
        let head = ListHead {
            name: bank.to_owned(),
            version: u64::try_from(upto).unwrap_or_default(),
            source: "bank".to_owned(),
            ..ListHead::default()
        };
        let entries: Vec<ListEntry> = contents.into_iter().map(entry).collect();
        let count = entries.len();
        let index = ListIndex::of(&List::new(head, entries)?);
        Ok(Some(Self { index: Arc::new(index), upto, entries: count }))
    }
}

fn entry((content_id, signals): Content) -> ListEntry {
    let young = Young::of(content_id, &signals);
    ListEntry {
        pdq: young.pdq,
        md5: young.md5,
        source_id: Some(content_id.to_string()),
        ..ListEntry::default()
    }
}

/// The number of the content that an entry of a part stands for.
pub(super) fn content_id(index: &ListIndex, entry_no: u32) -> Option<i64> {
    index.entry(entry_no)?.source_id?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::query_of;

    fn pdq(byte: u8) -> Signal {
        let mut pdq = [0x0f; 32];
        pdq[0] = byte;
        Signal::Pdq(Digest(pdq))
    }

    fn bank() -> Bank {
        let mut bank = Bank::new(1, "A".into(), 1.0);
        bank.add(7, &Signals::from([(SignalType::Pdq, pdq(0xf0))]), 100);
        bank
    }

    #[test]
    fn the_young_part_is_found_at_once_and_within_the_radius() {
        let bank = bank();
        let found = bank.look_up_young(&query_of(&pdq(0x0f)));
        assert!(found.len() == 1 && found[0].distance_bits == 8 && !found[0].weak);
        let narrow = Query { radius_bits: 7, ..query_of(&pdq(0x0f)) };
        assert!(bank.look_up_young(&narrow).is_empty());
        assert!(bank.size(SignalType::Pdq) == 1 && bank.size(SignalType::VideoMd5) == 0);
    }

    #[test]
    fn content_is_disabled_for_good_or_until_an_instant() {
        let mut bank = bank();
        assert!(bank.is_enabled(7, 5));
        bank.disable(7, 0);
        assert!(!bank.is_enabled(7, i64::MAX));
        bank.disable(7, 50);
        assert!(!bank.is_enabled(7, 49) && bank.is_enabled(7, 50));
        bank.disable(7, 1);
        assert!(bank.is_enabled(7, 5));
    }

    #[test]
    fn what_is_taken_away_is_found_no_more() {
        let mut bank = bank();
        bank.remove(7, &Signals::from([(SignalType::Pdq, pdq(0xf0))]));
        assert!(bank.look_up_young(&query_of(&pdq(0xf0))).is_empty() && bank.hashes() == 0);
        assert!(bank.gone.contains(&7), "a part may be under way that holds it");
    }
}
