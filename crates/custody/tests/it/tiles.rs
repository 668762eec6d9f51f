//! What whoever reads a log by its tiles recomputes: a changed byte of any tile shows. Sampled by default, every byte under `AMPARO_LONG`.

use std::collections::BTreeMap;

use custody::{Hash, TILE_WIDTH, Tile, TileKind, root_of, tiles_of};

use crate::{commitments, content, leaves};

/// More than 64 KiB of hashes, and as much of entries.
const SIZE: usize = 2125;

fn hashes_in(bytes: &[u8]) -> Vec<Hash> {
    bytes.chunks(32).map(|hash| Hash(hash.try_into().unwrap())).collect()
}

/// The leaves that an entry bundle commits to; `None` when it is not in its form (two bytes of length before each entry).
fn leaves_in(bundle: &[u8]) -> Option<Vec<Hash>> {
    bundle.chunks(34).map(|entry| entry.strip_prefix(&[0, 32]).map(Hash::of_leaf)).collect()
}

/// Whether a tile fits those beside it and the root of the whole.
fn fits(tile: Tile, bytes: &[u8], tiles: &BTreeMap<String, Vec<u8>>, root: Hash) -> bool {
    let at_level = |level: u8, index: u64, width: u64| {
        let tile = Tile { kind: TileKind::Hashes { level }, index, width };
        hashes_in(&tiles[&tile.path()])
    };
    match tile.kind {
        TileKind::Entries => leaves_in(bytes) == Some(at_level(0, tile.index, tile.width)),
        TileKind::Hashes { level: 0 } if tile.width == TILE_WIDTH => {
            let above = at_level(1, 0, SIZE as u64 / TILE_WIDTH);
            above.get(usize::try_from(tile.index).unwrap()) == Some(&root_of(&hashes_in(bytes)))
        }
        // the last, partial tile, and the one above: with the others they give the root
        TileKind::Hashes { level: 0 } => {
            root_of_tiles(&at_level(1, 0, SIZE as u64 / TILE_WIDTH), &hashes_in(bytes)) == root
        }
        TileKind::Hashes { .. } => {
            let last = at_level(0, tile.index + SIZE as u64 / TILE_WIDTH, SIZE as u64 % TILE_WIDTH);
            root_of_tiles(&hashes_in(bytes), &last) == root
        }
    }
}

/// The root over complete subtrees of 256 leaves and what comes after them (RFC 6962 section 2.1: 2048 is the largest power of two below the size).
fn root_of_tiles(complete: &[Hash], rest: &[Hash]) -> Hash {
    Hash::of_children(root_of(complete), root_of(rest))
}

#[test]
fn no_byte_of_a_tile_is_changed_unseen() {
    let (commitments, leaves) = (commitments(SIZE), leaves(SIZE));
    let root = root_of(&leaves);
    let all = tiles_of(SIZE as u64);
    let tiles: BTreeMap<String, Vec<u8>> =
        all.iter().map(|tile| (tile.path(), content(*tile, &commitments, &leaves))).collect();
    let bytes: usize = tiles.values().map(Vec::len).sum();
    assert!(bytes >= 128 << 10, "{bytes} bytes");
    let step = if std::env::var_os("AMPARO_LONG").is_some() { 1 } else { 101 };
    for tile in all {
        let whole = &tiles[&tile.path()];
        assert!(fits(tile, whole, &tiles, root), "{}", tile.path());
        let mut changed = whole.clone();
        for at in (0..whole.len()).step_by(step) {
            changed[at] ^= 1 << (at % 8);
            assert!(!fits(tile, &changed, &tiles, root), "byte {at} of {}", tile.path());
            changed[at] = whole[at];
        }
    }
}
