//! The crate from outside: the rules one by one, and a naive oracle.
#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod look_up;
mod oracle;

use hashlist::{Digest, KnownHashes, List, ListEntry, ListHead};

fn list(name: &str, entries: Vec<ListEntry>) -> List {
    let head = ListHead { name: name.into(), version: 3, source: "a hotline".into() };
    List::new(head, entries).unwrap()
}

fn known(entries: Vec<ListEntry>) -> KnownHashes {
    KnownHashes::new(vec![list("known", entries)])
}

/// A PDQ hash with 128 bits set, as a picture with texture has.
const TEXTURED: Digest<32> = Digest([0x6a; 32]);

/// `pdq` with its first `bits` bits flipped.
fn flipped(pdq: Digest<32>, bits: usize) -> Digest<32> {
    let mut bytes = pdq.0;
    (0..bits).for_each(|bit| bytes[bit / 8] ^= 1 << (bit % 8));
    Digest(bytes)
}
