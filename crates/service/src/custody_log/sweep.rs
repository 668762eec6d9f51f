//! Every byte of a log of 64 KiB, changed to another value, one at a time: what `verify` recomputes must not fit any more. Under `AMPARO_LONG` to
//! every other value of ASCII. Beside it what needs no new byte: swapped, moved, repeated and missing entries, and another history.

use std::collections::{BTreeMap, BTreeSet};

use custody::{Checkpoint, Entry, Hash, Salt, Tree};
use note::NoteSigner;

use super::check::Check;
use super::sequencer::write_peaks;
use super::{ACTOR_BLIND, ENTRY_ID};
use crate::db::custody::{EntryRow, TreeRow};

/// Entries, of which every tenth is on an erased case; every seventh ends a batch, every fourteenth a checkpoint.
const ENTRIES: i64 = 98;
const NO_SIZES: &BTreeSet<u64> = &BTreeSet::new();

struct Log {
    rows: Vec<EntryRow>,
    newest: TreeRow,
    signed: i64,
}

/// A log whose entries are told apart by `word`.
fn log(word: &str) -> Log {
    let mut tree = Tree::default();
    let rows: Vec<_> = (0..ENTRIES)
        .map(|index| {
            let mut row = entry_row(index, word);
            tree.append(row.leaf_hash.parse().unwrap());
            let size = index + 1;
            row.root_after = (size % 7 == 0).then(|| tree.root().to_string());
            row.signed_root = row.root_after.clone().filter(|_| size % 14 == 0);
            row
        })
        .collect();
    let newest = TreeRow { size: ENTRIES, root_hash: tree.root().to_string(), peaks: write_peaks(&tree) };
    Log { rows, newest, signed: ENTRIES }
}

fn entry_row(index: i64, word: &str) -> EntryRow {
    let (entry_id, blind) = (format!("cus_{index:032x}"), format!("{index:064x}"));
    let details = BTreeMap::from([
        (ENTRY_ID.to_owned(), entry_id.clone()),
        (ACTOR_BLIND.to_owned(), blind.clone()),
        ("note".to_owned(), format!("{word} {index:0100}")),
    ]);
    let entry = Entry {
        recorded_at_us: 1_614_589_200_000_000 + index,
        actor: "staff:inspector".into(),
        action: "write-note".into(),
        object_kind: "note".into(),
        object_id: format!("not_{index:032x}"),
        operation: "alteration".into(),
        grounds: "own_unit".into(),
        details,
        counter: Some(1),
        previous: None,
    };
    let body = serde_json::to_string(&entry).unwrap();
    let salt = Salt([u8::try_from(index).unwrap() ^ 0xa5; 32]);
    let commitment = Entry::commitment(body.as_bytes(), &salt);
    let is_erased = index % 10 == 9;
    let kept = |text: String| if is_erased { String::new() } else { text };
    EntryRow {
        entry_id,
        recorded_at: entry.recorded_at_us,
        actor: entry.actor,
        actor_blind: blind,
        action: entry.action,
        object_kind: entry.object_kind,
        object_id: entry.object_id,
        operation: entry.operation,
        grounds: entry.grounds,
        body: kept(body),
        salt: kept(hex::encode(salt.0)),
        commitment: hex::encode(commitment),
        leaf_hash: Hash::of_leaf(&commitment).to_string(),
        leaf_index: Some(index),
        object_counter: Some(1),
        root_after: None,
        signed_root: None,
        is_erased,
    }
}

impl Log {
    /// What does not fit from the state of `check` on, if anything.
    fn fault(&self, mut check: Check<'_>, from: usize) -> Option<String> {
        let fault = self.rows[from..].iter().find_map(|row| check.placed(row));
        fault.or_else(|| check.end(Some(&self.newest), self.signed)).map(|fault| fault.reason)
    }

    fn fault_from_the_start(&self) -> Option<String> {
        self.fault(Check::of(NO_SIZES), 0)
    }
}

/// The columns of text, by name; those that an erased entry still binds first.
fn texts(row: &mut EntryRow) -> Vec<(&'static str, &mut String)> {
    let mut texts = vec![("commitment", &mut row.commitment), ("leaf_hash", &mut row.leaf_hash)];
    texts.extend(
        [("root_after", &mut row.root_after), ("signed_root", &mut row.signed_root)]
            .into_iter()
            .filter_map(|(name, text)| text.as_mut().map(|text| (name, text))),
    );
    if !row.is_erased {
        texts.extend([
            ("entry_id", &mut row.entry_id),
            ("actor", &mut row.actor),
            ("actor_blind", &mut row.actor_blind),
            ("action", &mut row.action),
            ("object_kind", &mut row.object_kind),
            ("object_id", &mut row.object_id),
            ("operation", &mut row.operation),
            ("grounds", &mut row.grounds),
            ("body", &mut row.body),
            ("salt", &mut row.salt),
        ]);
    }
    texts
}

/// The values that a byte is changed to: one, or every other of ASCII.
fn others(byte: u8) -> Vec<u8> {
    if std::env::var_os("AMPARO_LONG").is_some() {
        (0..128).filter(|value| *value != byte).collect()
    } else {
        vec![byte ^ 1]
    }
}

/// The text with each byte changed to each other value.
fn changes(text: &str) -> impl Iterator<Item = String> {
    assert!(text.is_ascii());
    (0..text.len()).flat_map(move |at| {
        others(text.as_bytes()[at]).into_iter().map(move |value| {
            let mut changed = text.as_bytes().to_vec();
            changed[at] = value;
            String::from_utf8(changed).unwrap()
        })
    })
}

#[test]
fn no_byte_of_a_log_is_changed_unseen() {
    let mut log = log("as it was");
    assert_eq!(log.fault_from_the_start(), None);
    let (mut check, mut bytes, mut accepted) = (Check::of(NO_SIZES), 0, Vec::new());
    for place in 0..log.rows.len() {
        let whole = log.rows[place].clone();
        for column in 0..texts(&mut log.rows[place]).len() {
            let text = texts(&mut log.rows[place])[column].1.clone();
            bytes += text.len();
            for changed in changes(&text) {
                texts(&mut log.rows[place])[column].1.clone_from(&changed);
                if log.fault(check.clone(), place).is_none() {
                    accepted.push((place, texts(&mut log.rows[place])[column].0, changed));
                }
            }
            log.rows[place] = whole.clone();
        }
        for number in 0..3 {
            let row = &mut log.rows[place];
            match number {
                0 if !row.is_erased => row.recorded_at ^= 1,
                1 if !row.is_erased => row.object_counter = row.object_counter.map(|counter| counter + 1),
                _ => row.leaf_index = row.leaf_index.map(|index| index ^ 1),
            }
            assert!(log.fault(check.clone(), place).is_some(), "number {number} of row {place}");
            log.rows[place] = whole.clone();
        }
        assert!(check.placed(&whole).is_none());
    }
    assert_eq!(accepted, [], "changes that are not seen");
    assert!(bytes >= 64 << 10, "{bytes} bytes are less than 64 KiB");
    for text in [0, 1] {
        let whole = log.newest.clone();
        let column = |newest: &TreeRow| [newest.root_hash.clone(), newest.peaks.clone()][text].clone();
        for changed in changes(&column(&whole)) {
            *[&mut log.newest.root_hash, &mut log.newest.peaks][text] = changed;
            assert!(log.fault(check.clone(), log.rows.len()).is_some(), "the newest tree");
        }
        log.newest = whole;
    }
}

#[test]
fn no_byte_of_a_checkpoint_is_changed_unseen() {
    let signer = NoteSigner::new("log.example/a", &[7; 32]).unwrap();
    let log = log("as it was");
    let root = log.newest.root_hash.parse().unwrap();
    let checkpoint = Checkpoint { origin: "log.example/a".into(), size: ENTRIES.unsigned_abs(), root };
    let note = checkpoint.sign(&signer).unwrap();
    for at in 0..note.len() {
        for value in others(note.as_bytes()[at]) {
            let mut changed = note.as_bytes().to_vec();
            changed[at] = value;
            assert!(Checkpoint::open(&changed, &signer.verifier()).is_err(), "byte {at} to {value}");
        }
    }
}

#[test]
fn swapped_moved_repeated_and_missing_entries_are_seen() {
    for place in 0..usize::try_from(ENTRIES).unwrap() - 1 {
        let mut swapped = log("as it was");
        swapped.rows.swap(place, place + 1);
        assert!(swapped.fault_from_the_start().is_some(), "{place} swapped with the next");
        let (index, next) = (swapped.rows[place].leaf_index, swapped.rows[place + 1].leaf_index);
        (swapped.rows[place].leaf_index, swapped.rows[place + 1].leaf_index) = (next, index);
        assert!(swapped.fault_from_the_start().is_some(), "{place} swapped with the next, index and all");
        let mut repeated = log("as it was");
        repeated.rows[place + 1] = repeated.rows[place].clone();
        repeated.rows[place + 1].leaf_index = index_of(place + 1);
        assert!(repeated.fault_from_the_start().is_some(), "{place} in the place of the next");
        let mut without = log("as it was");
        without.rows.remove(place);
        for (place, row) in without.rows.iter_mut().enumerate() {
            row.leaf_index = index_of(place);
        }
        assert!(without.fault_from_the_start().is_some(), "{place} taken out, the others moved up");
    }
}

fn index_of(place: usize) -> Option<i64> {
    i64::try_from(place).ok()
}

#[test]
fn a_log_that_was_cut_back_or_replaced_contradicts_what_was_signed() {
    let whole = log("as it was");
    for size in (7..ENTRIES).step_by(7) {
        let mut cut = log("as it was");
        cut.rows.truncate(usize::try_from(size).unwrap());
        let mut tree = Tree::default();
        cut.rows.iter().for_each(|row| {
            tree.append(row.leaf_hash.parse().unwrap());
        });
        cut.newest = TreeRow { size, root_hash: tree.root().to_string(), peaks: write_peaks(&tree) };
        let reason = cut.fault_from_the_start().unwrap();
        assert!(reason.contains("was cut back"), "{reason}");
        // with the checkpoints cut off as well, the log alone cannot know: who holds one of them can
        cut.signed = size;
        assert_eq!(cut.fault_from_the_start(), None);
        let sizes = BTreeSet::from([ENTRIES.unsigned_abs()]);
        let mut check = Check::of(&sizes);
        assert!(cut.rows.iter().all(|row| check.placed(row).is_none()) && check.roots.is_empty());
    }
    let mut forked = log("as he would have it");
    for (row, signed) in forked.rows.iter_mut().zip(&whole.rows) {
        row.signed_root.clone_from(&signed.signed_root);
    }
    let reason = forked.fault_from_the_start().unwrap();
    assert!(reason.contains("another root was signed at 14 entries"), "{reason}");
}
