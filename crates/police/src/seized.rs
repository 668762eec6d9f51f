//! Hash lists of seized devices: read in whichever format a tool wrote them, for the digests alone.

use std::collections::HashSet;

use service::Failure;
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;
use wire::hash_list::{Format, ListedFile, read};

/// Largest list that a form or call takes, in bytes.
pub(crate) const MAX_SEIZED_LIST_BYTES: usize = 64 << 20;

/// A list that was read: its digests, in hex.
pub(crate) struct ReadList {
    pub(crate) format: &'static str,
    /// Of the list itself.
    pub(crate) file_sha256: String,
    pub(crate) entries: i64,
    sha256: HashSet<String>,
    /// Of entries that state no SHA-256: an entry that states one is judged by it.
    sha1: HashSet<String>,
    /// Of entries that state neither.
    md5: HashSet<String>,
    /// Of entries that state a SHA-1 too: they count for files whose SHA-1 nobody told.
    md5_beside_sha1: HashSet<String>,
}

impl ReadList {
    /// Reads a list as [`Self::read`] does, beside what answers requests: a large one takes seconds.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn read_aside(
        field: &'static str,
        bytes: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<Self, Failure> {
        spawn_blocking(move || Self::read(field, bytes.as_ref())).await.map_err(Failure::broken)?
    }

    /// Reads a list whole or not at all.
    ///
    /// # Errors
    /// Refused, with line and column, when it is not as its format asks, or when nothing says which format it has; and when it could match nothing.
    fn read(field: &str, bytes: &[u8]) -> Result<Self, Failure> {
        let format = Format::sniff(bytes).ok_or_else(|| {
            Failure::refused(
                field,
                "nothing says which format the list has; give VICS, ICSE, CSV or plain digests",
            )
        })?;
        let list = read(format, bytes).map_err(|error| Failure::refused(field, error.to_string()))?;
        let mut taken = Self {
            format: format.as_str(),
            file_sha256: hex::encode(Sha256::digest(bytes)),
            entries: i64::try_from(list.entries.len()).unwrap_or(i64::MAX),
            sha256: HashSet::new(),
            sha1: HashSet::new(),
            md5: HashSet::new(),
            md5_beside_sha1: HashSet::new(),
        };
        for entry in list.entries.iter().filter(|entry| !entry.withdrawn) {
            taken.take(entry);
        }
        if taken.is_without_digests() && !list.entries.is_empty() {
            return Err(Failure::refused(
                field,
                "no entry states a SHA-256, a SHA-1 or an MD5, and files are matched by these alone",
            ));
        }
        Ok(taken)
    }

    fn take(&mut self, entry: &ListedFile) {
        if let Some(digest) = entry.sha256 {
            self.sha256.insert(hex::encode(digest));
            return;
        }
        if let Some(digest) = entry.sha1 {
            self.sha1.insert(hex::encode(digest));
        }
        if let Some(digest) = entry.md5 {
            let of_these = if entry.sha1.is_some() { &mut self.md5_beside_sha1 } else { &mut self.md5 };
            of_these.insert(hex::encode(digest));
        }
    }

    fn is_without_digests(&self) -> bool {
        [&self.sha256, &self.sha1, &self.md5].into_iter().all(HashSet::is_empty)
    }

    /// By which digest a file stands in the list: by the strongest that the entry states and that is known of the file.
    pub(crate) fn matched_by(&self, sha256: &str, sha1: Option<&str>, md5: &str) -> Option<&'static str> {
        if self.sha256.contains(sha256) {
            return Some("sha256");
        }
        if sha1.is_some_and(|sha1| self.sha1.contains(sha1)) {
            return Some("sha1");
        }
        let is_in = self.md5.contains(md5) || (sha1.is_none() && self.md5_beside_sha1.contains(md5));
        is_in.then_some("md5")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_the_strongest_digest_that_is_stated() {
        let (long, short) = ("ab".repeat(32), "cd".repeat(16));
        let list = ReadList::read("file", format!("sha256:{long}\nmd5:{short}\n").as_bytes()).unwrap();
        assert_eq!((list.format, list.entries), ("plain", 2));
        assert_eq!(list.matched_by(&long, None, "x"), Some("sha256"));
        assert_eq!(list.matched_by("x", None, &short), Some("md5"));
        assert_eq!(list.matched_by("x", Some("z"), &short), Some("md5"));
        assert_eq!(list.matched_by("x", Some("z"), "y"), None);
        assert!(ReadList::read("file", b"hello\n").is_err());
    }

    #[test]
    fn a_file_is_found_by_sha_1_and_by_the_md5_beside_it_only_while_nobody_told_its_own() {
        let (middle, short) = ("ef".repeat(20), "cd".repeat(16));
        let list = ReadList::read("file", format!("sha1:{middle}\n").as_bytes()).unwrap();
        assert_eq!(list.matched_by("x", Some(&middle), "y"), Some("sha1"));
        assert_eq!(list.matched_by("x", Some("z"), "y"), None);
        assert_eq!(list.matched_by("x", None, "y"), None);
        let mut both = list;
        both.take(&ListedFile { sha1: Some([1; 20]), md5: Some([0xcd; 16]), ..ListedFile::default() });
        assert_eq!(both.matched_by("x", None, &short), Some("md5"));
        assert_eq!(both.matched_by("x", Some("z"), &short), None, "its own SHA-1 is another");
    }
}
