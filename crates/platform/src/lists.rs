//! What the hash lists in use say of a file.

use hashlist::{Algorithm, KnownHashes, Query};

use crate::digests::Digests;

/// One list entry that a file matches, to be reviewed by a human.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) list_name: String,
    pub(crate) list_version: i64,
    pub(crate) entry_no: i64,
    pub(crate) algorithm: Algorithm,
    pub(crate) distance_bits: u32,
    /// MD5 alone, or a stronger digest speaks against it.
    pub(crate) weak: bool,
}

/// Every entry that the file matches, most telling first.
pub(crate) fn look_up(known: &KnownHashes, digests: &Digests) -> Vec<Found> {
    let query = Query {
        md5: digests.md5.parse().ok(),
        sha1: digests.sha1.parse().ok(),
        sha256: digests.sha256.parse().ok(),
        pdq: digests.pdq.map(|pdq| ((*pdq.hash.as_bytes()).into(), pdq.quality)),
    };
    let found = |hit: hashlist::Hit<'_>| Found {
        list_name: hit.list.name.clone(),
        list_version: i64::try_from(hit.list.version).unwrap_or(i64::MAX),
        entry_no: i64::from(hit.entry_no),
        algorithm: hit.algorithm,
        distance_bits: hit.distance_bits,
        weak: hit.weak,
    };
    known.look_up(&query).into_iter().map(found).collect()
}
