//! Which hash lists are in use, and what they say of a file.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hashlist::{Algorithm, KnownHashes, ListEntry, ListIndex, OpaqueKind, PictureHash, Query, VideoMatch};

use crate::digests::Digests;

/// The versions in use, ready for look-up, and what was taken back of them.
#[derive(Default)]
pub(crate) struct InUse {
    known: KnownHashes,
    /// By list: digests and identifiers of entries that a human withdrew.
    withdrawn: HashMap<String, HashSet<String>>,
}

/// One list entry that a file matches, to be reviewed by a human unless its list runs in shadow.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) list_name: String,
    pub(crate) list_version: i64,
    pub(crate) entry_no: i64,
    pub(crate) entry: ListEntry,
    pub(crate) algorithm: Algorithm,
    pub(crate) distance_bits: u32,
    /// Quality of the hash that was looked up, 0 to 100.
    pub(crate) quality: Option<u8>,
    /// 0 as stored, 1 to 7 turned or mirrored.
    pub(crate) form: u8,
    pub(crate) video: Option<VideoMatch>,
    /// MD5 alone, or a stronger digest speaks against it.
    pub(crate) weak: bool,
    /// Nobody vouches for the entry, or no class is stated: counted, never acted on.
    pub(crate) shadow: bool,
}

impl InUse {
    /// These lists, without what was withdrawn: list name and digest or identifier.
    pub(crate) fn new(lists: Vec<Arc<ListIndex>>, withdrawn: Vec<(String, String)>) -> Self {
        let mut by_list: HashMap<String, HashSet<String>> = HashMap::new();
        for (list_name, name) in withdrawn {
            by_list.entry(list_name).or_default().insert(name);
        }
        Self { known: KnownHashes::new(lists), withdrawn: by_list }
    }

    /// Every entry that the file matches, most telling first.
    pub(crate) fn look_up(&self, digests: &Digests) -> Vec<Found> {
        let hits = self.known.look_up(&digests.query());
        hits.into_iter().filter_map(|hit| self.found(&hit)).collect()
    }

    fn found(&self, hit: &hashlist::Hit) -> Option<Found> {
        let head = hit.list.head();
        let entry = hit.list.entry(hit.entry_no)?;
        let withdrawn = self.withdrawn.get(&head.name);
        if withdrawn.is_some_and(|withdrawn| names_of(&entry).iter().any(|name| withdrawn.contains(name))) {
            return None;
        }
        Some(Found {
            list_name: head.name.clone(),
            list_version: i64::try_from(head.version).unwrap_or(i64::MAX),
            entry_no: i64::from(hit.entry_no),
            entry,
            algorithm: hit.algorithm,
            distance_bits: hit.distance_bits,
            quality: hit.quality,
            form: hit.form,
            video: hit.video,
            weak: hit.weak,
            shadow: hit.shadow,
        })
    }

    /// Whether an entry of the list in use carries this digest and can give a hit.
    pub(crate) fn carries(&self, list_name: &str, digest: &str) -> bool {
        let of_list = |hit: &hashlist::Hit| {
            let is_carried = |entry: ListEntry| names_of(&entry).iter().any(|name| name == digest);
            hit.list.head().name == list_name && hit.list.entry(hit.entry_no).is_some_and(is_carried)
        };
        self.known.look_up(&exactly(digest)).iter().any(of_list)
    }

    /// The index of a list in use.
    pub(crate) fn find(&self, list_name: &str) -> Option<&Arc<ListIndex>> {
        self.known.lists().iter().find(|index| index.head().name == list_name)
    }
}

/// What finds the entries that carry a digest, whatever it is a digest of.
fn exactly(digest: &str) -> Query {
    let pdq = digest.parse::<hashlist::Digest<32>>().ok();
    let opaque = OpaqueKind::ALL.map(|kind| hashlist::Opaque { kind, value: digest.to_owned() });
    Query {
        md5: digest.parse().ok(),
        sha1: digest.parse().ok(),
        sha256: digest.parse().ok(),
        pictures: pdq.map(|pdq| PictureHash { pdq, quality: 100, form: 0, frame: 0 }).into_iter().collect(),
        opaque: opaque.into(),
        radius_bits: 0,
        ..Query::default()
    }
}

/// Everything by which a human can name an entry, as the database keeps it and a withdrawal says it: the digests in lower-case hex, the first
/// frame of a video for its picture, the first value that others computed, and what the source calls it.
pub(crate) fn names_of(entry: &ListEntry) -> Vec<String> {
    let names = EntryNames::of(entry);
    [names.md5, names.sha1, names.sha256, names.pdq, names.opaque, names.source_id]
        .into_iter()
        .flatten()
        .collect()
}

/// The same, each under its name.
pub(crate) struct EntryNames {
    pub(crate) md5: Option<String>,
    pub(crate) sha1: Option<String>,
    pub(crate) sha256: Option<String>,
    pub(crate) pdq: Option<String>,
    pub(crate) opaque: Option<String>,
    pub(crate) source_id: Option<String>,
}

impl EntryNames {
    /// Of this entry.
    pub(crate) fn of(entry: &ListEntry) -> Self {
        let pdq = entry.pdq.or_else(|| entry.video.first().map(|frame| frame.pdq));
        Self {
            md5: entry.md5.map(String::from),
            sha1: entry.sha1.map(String::from),
            sha256: entry.sha256.map(String::from),
            pdq: pdq.map(String::from),
            opaque: entry.opaque.first().map(|opaque| opaque.value.clone()),
            source_id: entry.source_id.clone(),
        }
    }
}

/// Where the index file of a version lies: the digest of its entries in its name, so that two imports at once never share one.
pub(crate) fn index_path(folder: &Path, list_name: &str, version: i64, entries_sha256: &str) -> PathBuf {
    let digest = entries_sha256.get(..16).unwrap_or(entries_sha256);
    folder.join(list_name).join(format!("{version}-{digest}.index"))
}

#[cfg(test)]
mod tests {
    use hashlist::{Classification, List, ListHead};

    use super::*;

    fn index(entries: Vec<ListEntry>, members: Vec<String>) -> Arc<ListIndex> {
        let classification = Some(Classification::Generated);
        let source = "a hotline".to_owned();
        let head = ListHead {
            name: "known".to_owned(),
            version: 3,
            source,
            members,
            classification,
            ..ListHead::default()
        };
        Arc::new(ListIndex::of(&List::new(head, entries).unwrap()))
    }

    fn digests() -> Digests {
        Digests {
            size_bytes: 1,
            kind: "unknown".to_owned(),
            md5: "11".repeat(16),
            sha1: "22".repeat(20),
            sha256: "33".repeat(32),
            pdq: None,
            pdq_absent_because: None,
            forms: Vec::new(),
            frames: Vec::new(),
        }
    }

    fn entries() -> Vec<ListEntry> {
        let sha256 = ListEntry { sha256: "33".repeat(32).parse().ok(), ..ListEntry::default() };
        let source_id = Some("m-7".to_owned());
        let sha1 = ListEntry { sha1: "22".repeat(20).parse().ok(), source_id, ..ListEntry::default() };
        vec![sha256, sha1]
    }

    #[test]
    fn what_is_withdrawn_gives_no_hit_and_the_rest_does() {
        let list = index(entries(), vec!["a hotline".to_owned()]);
        let of = |withdrawn: &[&str]| {
            let withdrawn = withdrawn.iter().map(|name| ("known".to_owned(), (*name).to_owned())).collect();
            let in_use = InUse::new(vec![list.clone()], withdrawn);
            in_use.look_up(&digests()).iter().map(|found| found.entry_no).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), [0, 1]);
        assert_eq!(of(&["33".repeat(32).as_str()]), [1]);
        assert_eq!(of(&["m-7"]), [0]);
        let elsewhere = vec![("other".to_owned(), "m-7".to_owned())];
        assert_eq!(InUse::new(vec![list.clone()], elsewhere).look_up(&digests()).len(), 2);
        let in_use = InUse::new(vec![list.clone()], Vec::new());
        assert!(in_use.carries("known", &"22".repeat(20)) && !in_use.carries("known", &"44".repeat(20)));
        assert!(in_use.find("known").is_some() && in_use.find("other").is_none());
    }

    #[test]
    fn a_list_for_which_nobody_vouches_is_found_in_shadow() {
        let in_use = InUse::new(vec![index(entries(), Vec::new())], Vec::new());
        assert!(in_use.look_up(&digests()).iter().all(|found| found.shadow && found.list_version == 3));
        let vouched = InUse::new(vec![index(entries(), vec!["a hotline".to_owned()])], Vec::new());
        assert!(vouched.look_up(&digests()).iter().all(|found| !found.shadow));
    }
}
