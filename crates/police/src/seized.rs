//! Hash lists of seized devices: read in whichever format a tool wrote them, for the digests alone.

use std::collections::HashSet;

use service::Failure;
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;
use wire::hash_list::{Format, read};

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
    md5: HashSet<String>,
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
        let (mut sha256, mut md5) = (HashSet::new(), HashSet::new());
        for entry in list.entries.iter().filter(|entry| !entry.withdrawn) {
            match (entry.sha256, entry.md5) {
                (Some(digest), _) => sha256.insert(hex::encode(digest)),
                (None, Some(digest)) => md5.insert(hex::encode(digest)),
                (None, None) => false,
            };
        }
        if sha256.is_empty() && md5.is_empty() && !list.entries.is_empty() {
            return Err(Failure::refused(
                field,
                "no entry states a SHA-256 or an MD5, and files are matched by these alone",
            ));
        }
        Ok(Self {
            format: format.as_str(),
            file_sha256: hex::encode(Sha256::digest(bytes)),
            entries: i64::try_from(list.entries.len()).unwrap_or(i64::MAX),
            sha256,
            md5,
        })
    }

    /// By which digest a file stands in the list.
    pub(crate) fn matched_by(&self, sha256: &str, md5: &str) -> Option<&'static str> {
        if self.sha256.contains(sha256) {
            return Some("sha256");
        }
        self.md5.contains(md5).then_some("md5")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_sha_256_or_by_md5_alone() {
        let (long, short) = ("ab".repeat(32), "cd".repeat(16));
        let list = ReadList::read("file", format!("sha256:{long}\nmd5:{short}\n").as_bytes()).unwrap();
        assert_eq!((list.format, list.entries), ("plain", 2));
        assert_eq!(list.matched_by(&long, "x"), Some("sha256"));
        assert_eq!(list.matched_by("x", &short), Some("md5"));
        assert_eq!(list.matched_by("x", "y"), None);
        assert!(ReadList::read("file", b"hello\n").is_err());
        // no match in such a list would say nothing at all
        assert!(ReadList::read("file", format!("sha1:{}\n", "ef".repeat(20)).as_bytes()).is_err());
    }
}
