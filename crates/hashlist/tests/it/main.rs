//! The crate from outside: the rules one by one, a naive oracle, and the file.
#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod file;
mod look_up;
mod made;
mod oracle;
mod videos;

use std::sync::Arc;

use hashlist::{
    Classification, Digest, KnownHashes, List, ListEntry, ListHead, ListIndex, PictureHash, Query,
};

fn head(name: &str) -> ListHead {
    ListHead {
        name: name.into(),
        version: 3,
        source: "a hotline".into(),
        members: vec!["a hotline".into()],
        classification: Some(Classification::A1),
        ..ListHead::default()
    }
}

fn list(name: &str, entries: Vec<ListEntry>) -> List {
    List::new(head(name), entries).unwrap()
}

/// Through the file, as in use.
fn opened(list: &List) -> Arc<ListIndex> {
    Arc::new(ListIndex::open(ListIndex::build(list)).unwrap())
}

fn known(entries: Vec<ListEntry>) -> KnownHashes {
    KnownHashes::new(vec![opened(&list("known", entries))])
}

/// A query for one picture as it is stored.
fn picture_query(pdq: Digest<32>, quality: u8) -> Query {
    Query { pictures: vec![PictureHash { pdq, quality, form: 0, frame: 0 }], ..Query::default() }
}

/// A PDQ hash with 128 bits set, as a picture with texture has.
const TEXTURED: Digest<32> = Digest([0x6a; 32]);

/// `pdq` with its first `bits` bits flipped.
fn flipped(pdq: Digest<32>, bits: usize) -> Digest<32> {
    let mut bytes = pdq.0;
    (0..bits).for_each(|bit| bytes[bit / 8] ^= 1 << (bit % 8));
    Digest(bytes)
}

/// Bit by bit.
fn distance(a: &Digest<32>, b: &Digest<32>) -> u32 {
    ones(&std::array::from_fn(|at| a.0[at] ^ b.0[at]))
}

fn ones(pdq: &[u8; 32]) -> u32 {
    (0..256).map(|bit| u32::from(pdq[bit / 8] >> (bit % 8) & 1)).sum()
}
