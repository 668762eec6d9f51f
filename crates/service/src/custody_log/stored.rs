//! Roots, proofs and tiles out of what is stored: a few hundred hashes each, however long the log.

use std::ops::Range;

use custody::{
    Entry, Hash, Salt, StoredSpan, Subtree, TILE_WIDTH, Tile, TileKind, consistency_ranges, inclusion_ranges,
    root_of, root_of_stored, stored_hashes, write_bundle, write_hashes,
};

use crate::db::checkpoints::{self as table, CommittedRow};
use crate::db::{DbError, Tx};

/// The root over a range of leaves as it stands in a proof, or over the first leaves.
pub(super) async fn root_over(tx: &mut Tx, range: Range<u64>) -> Result<Hash, DbError> {
    let mut hashes = Vec::new();
    for subtree in Subtree::cover(range) {
        hashes.push(read(tx, subtree.stored()).await?);
    }
    Ok(root_of_stored(&hashes))
}

/// The proof that entry `index` is in the tree of `size` entries; `None` when there is no such entry.
pub async fn inclusion(tx: &mut Tx, size: u64, index: u64) -> Result<Option<Vec<Hash>>, DbError> {
    match inclusion_ranges(size, index) {
        Some(ranges) => roots(tx, ranges).await.map(Some),
        None => Ok(None),
    }
}

/// The proof that the tree of `older` entries is a prefix of that of `newer`; `None` when it is the larger one.
pub async fn consistency(tx: &mut Tx, older: u64, newer: u64) -> Result<Option<Vec<Hash>>, DbError> {
    match consistency_ranges(older, newer) {
        Some(ranges) => roots(tx, ranges).await.map(Some),
        None => Ok(None),
    }
}

async fn roots(tx: &mut Tx, ranges: Vec<Range<u64>>) -> Result<Vec<Hash>, DbError> {
    let mut path = Vec::new();
    for range in ranges {
        path.push(root_over(tx, range).await?);
    }
    Ok(path)
}

/// The bytes of a tile of a log of `size` published entries; `None` when it is not in it, or an entry was erased before its commitment
/// was kept.
pub(crate) async fn tile(tx: &mut Tx, tile: Tile, size: u64) -> Result<Option<Vec<u8>>, DbError> {
    if !tile.is_in(size) {
        return Ok(None);
    }
    match tile.kind {
        TileKind::Hashes { level } => {
            let span = StoredSpan { level, first: tile.first(), count: tile.width };
            Ok(Some(write_hashes(&read(tx, span).await?)))
        }
        TileKind::Entries => {
            let rows = table::list_committed(tx, tile.first(), tile.width).await?;
            let commitments: Option<Vec<_>> = rows.iter().map(commitment).collect();
            Ok(commitments.filter(|all| all.len() as u64 == tile.width).map(|all| write_bundle(&all)))
        }
    }
}

fn commitment(row: &CommittedRow) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if !row.commitment.is_empty() {
        hex::decode_to_slice(&row.commitment, &mut bytes).ok()?;
        return Some(bytes);
    }
    hex::decode_to_slice(&row.salt, &mut bytes).ok()?;
    Some(Entry::commitment(row.body.as_bytes(), &Salt(bytes)))
}

/// Stores the roots of complete subtrees that a tree of `size` entries has and the database has not yet; says whether there were any.
pub(super) async fn complete(tx: &mut Tx, size: u64) -> Result<bool, DbError> {
    let mut added = false;
    let mut level = 1;
    while stored_hashes(size, level) > 0 {
        for place in table::count_subtrees(tx, level).await?..stored_hashes(size, level) {
            let below = StoredSpan { level: level - 1, first: place * TILE_WIDTH, count: TILE_WIDTH };
            let root = root_of(&read(tx, below).await?);
            table::insert_subtree(tx, level, place, &root.to_string()).await?;
            added = true;
        }
        level += 1;
    }
    Ok(added)
}

/// All hashes of a span; an error when one is not there.
async fn read(tx: &mut Tx, span: StoredSpan) -> Result<Vec<Hash>, DbError> {
    let wrong = || DbError::Value { column: "leaf_hash" };
    let texts = table::list_hashes(tx, span).await?;
    if texts.len() as u64 != span.count {
        return Err(wrong());
    }
    texts.iter().map(|text| text.parse().map_err(|_| wrong())).collect()
}
