//! What readers hand over, and what they leave out.

use super::{ListedFile, MAX_NOTE_CHARS, digests};
use crate::cybertipline::error::shorten;

/// Most reasons that are told apart; the rest is one.
const MAX_REASONS: usize = 64;
const OTHER_REASONS: &str = "other reasons";

/// What was left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// Line of the first, from 1.
    pub line: u64,
    /// How many records or values.
    pub count: u64,
    /// The reason.
    pub why: String,
}

/// What a list holds beside its entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// The [`ListedFile::source_id`] of entries that the source deleted.
    pub deleted: Vec<String>,
    /// Where the next page is.
    pub next: Option<String>,
    /// What was left out, by reason, in the order of the first of each.
    pub ignored: Vec<Ignored>,
}

/// Takes what a reader reads.
pub(super) struct Taking<'t> {
    take: &'t mut dyn FnMut(ListedFile),
    beside: Beside,
}

impl<'t> Taking<'t> {
    pub(super) fn new(take: &'t mut dyn FnMut(ListedFile)) -> Self {
        Self { take, beside: Beside::default() }
    }

    /// An entry, unless nothing can be recognised by it or every empty file would be. The line is asked for only then.
    pub(super) fn entry(&mut self, file: ListedFile, line: impl FnOnce() -> u64) {
        if digests::is_of_nothing(&file) {
            self.ignore("the digest of an empty file", line);
        } else if has_hash(&file) {
            (self.take)(file);
        } else {
            self.ignore("an entry without a hash of a kind that is compared here", line);
        }
    }

    /// Counts something that is left out.
    pub(super) fn ignore(&mut self, why: &str, line: impl FnOnce() -> u64) {
        let ignored = &mut self.beside.ignored;
        let why = if ignored.len() < MAX_REASONS || ignored.iter().any(|known| known.why == why) {
            why
        } else {
            OTHER_REASONS
        };
        match ignored.iter_mut().find(|known| known.why == why) {
            Some(known) => known.count += 1,
            None => ignored.push(Ignored { line: line(), count: 1, why: why.to_owned() }),
        }
    }

    /// The source deleted an entry.
    pub(super) fn deleted(&mut self, source_id: String) {
        self.beside.deleted.push(source_id);
    }

    /// There is another page.
    pub(super) fn next_page(&mut self, next: String) {
        self.beside.next = Some(next);
    }

    pub(super) fn finish(self) -> Beside {
        self.beside
    }
}

/// Whether something can be recognised by the entry.
pub(super) fn has_hash(file: &ListedFile) -> bool {
    file.md5.is_some()
        || file.sha1.is_some()
        || file.sha256.is_some()
        || file.pdq.is_some()
        || file.photo_dna.is_some()
        || !file.opaque.is_empty()
        || !file.frames.is_empty()
}

/// Adds to the note of an entry.
pub(super) fn add_note(file: &mut ListedFile, text: &str) {
    if text.is_empty() {
        return;
    }
    let note = match file.note.take() {
        Some(note) => format!("{note}; {text}"),
        None => text.to_owned(),
    };
    file.note = Some(shorten(&note, MAX_NOTE_CHARS));
}

/// Adds somebody who vouches, once.
pub(super) fn add_member(file: &mut ListedFile, name: &str) {
    if !file.members.iter().any(|known| known == name) {
        file.members.push(name.to_owned());
    }
}
