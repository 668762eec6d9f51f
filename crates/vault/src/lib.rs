//! Evidence at rest: a key per item, sealed in streams, on the local disk or in a bucket.
//!
//! A [`Vault`] is a folder, or a bucket with a folder for what is being written. [`Vault::put`] gives a [`Sealing`] that takes bytes as they arrive; [`Sealing::finish`] returns only after
//! file and directory are on the disk, or the bucket holds the item, and gives the [`SealedItem`] that the caller keeps in its database. [`Vault::open_item`] gives
//! an [`Opening`] that yields authenticated bytes only. No plaintext ever reaches the disk, and memory stays at a few chunks.
//!
//! # Format, version 2
//!
//! | part | bytes | content |
//! | --- | --- | --- |
//! | header | 68 | `amparo-vault`, version as a big-endian u32, the 16 bytes of the item's name, the key version as a big-endian u32, SHA-256 of the case's id |
//! | chunks | 65 536 + 16 each | AES-256-GCM (NIST SP 800-38D) of the next 64 KiB, tag last; the last chunk may be shorter, even empty |
//!
//! The nonce of a chunk is its number as 11 big-endian bytes and a byte that is 1 in the last chunk only (STREAM, Hoang et al. 2015);
//! the header is associated data of every chunk. The key is drawn for the item alone and stored wrapped: 12 bytes of nonce, then
//! AES-256-GCM of the key under HKDF-SHA256 (RFC 5869) of the [`CaseKey`] and the name, with size, key version, case, SHA-256 and
//! BLAKE3 of the item as associated data. So an item opens only under its own name, in its own case, with its own size and digests;
//! and destroying the case's key ends all its items. SHA-256 and BLAKE3 are computed as the bytes arrive. MD5 and SHA-1, which some
//! parties still state, are look-up keys in the roles and prove nothing here.
#![forbid(unsafe_code)]

#[cfg(any(test, feature = "s3"))]
mod bucket;
mod check;
mod chunks;
mod config;
mod error;
mod flush;
mod folder;
mod item;
mod items;
mod keys;
mod objects;
mod open;
mod seal;
mod source;
mod spool;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod vault;

pub use config::VaultConfig;
pub use error::{Damage, VaultError};
pub use item::{SealedItem, item_path};
pub use keys::CaseKey;
pub use objects::Objects;
pub use open::Opening;
pub use seal::Sealing;
pub use source::{BucketConfig, Reading, Source, SourceError};
pub use vault::{ORPHAN_AGE, Vault};
