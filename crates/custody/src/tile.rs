//! Tiles (C2SP `tlog-tiles`): the tree's hashes in pieces of 256, and the entries in bundles of as many.

use std::fmt::Write as _;

use crate::Hash;
use crate::checkpoint::parse_decimal;

/// Levels of the tree that one tile spans.
pub const TILE_HEIGHT: u8 = 8;
/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;
/// The highest level of a tile that the specification names.
const MAX_LEVEL: u8 = 63;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TileKind {
    /// Hashes: at level 0 of leaves, above of full tiles one level below.
    Hashes {
        /// 0 to 63.
        level: u8,
    },
    /// The entries themselves.
    Entries,
}

/// One tile, full or partial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    /// What it holds.
    pub kind: TileKind,
    /// Its place within the level, counted from zero.
    pub index: u64,
    /// How many hashes or entries, 1 to 256.
    pub width: u64,
}

/// Why the path of a tile was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the path must be LEVEL/INDEX or entries/INDEX with the index in groups of three digits, such as 0/x001/234 or 0/001.p/7"
)]
pub struct TilePathError;

impl Tile {
    /// The level whose stored hashes it covers: entries stand for level 0.
    pub fn level(self) -> u8 {
        match self.kind {
            TileKind::Hashes { level } => level,
            TileKind::Entries => 0,
        }
    }

    /// The first hash or entry, counted from zero within its level.
    pub fn first(self) -> u64 {
        self.index.saturating_mul(TILE_WIDTH)
    }

    /// Whether a tree of `size` leaves has all that this tile holds.
    pub fn is_in(self, size: u64) -> bool {
        let whole = stored_hashes(size, self.level());
        self.first().checked_add(self.width).is_some_and(|end| end <= whole)
    }

    /// The path below the log's address, such as `tile/0/x001/x234/067` or `tile/entries/000.p/7`.
    pub fn path(self) -> String {
        let mut path = match self.kind {
            TileKind::Hashes { level } => format!("tile/{level}"),
            TileKind::Entries => "tile/entries".to_owned(),
        };
        let digits = self.index.to_string();
        let digits = format!("{digits:0>width$}", width = digits.len().next_multiple_of(3));
        let groups = digits.len() / 3;
        for (place, group) in digits.as_bytes().chunks(3).map(String::from_utf8_lossy).enumerate() {
            let mark = if place + 1 < groups { "x" } else { "" };
            // writing to a String cannot fail
            let _ = write!(path, "/{mark}{group}");
        }
        if self.width < TILE_WIDTH {
            let _ = write!(path, ".p/{}", self.width);
        }
        path
    }

    /// Reads what stands after `tile/`. A path has one form.
    ///
    /// # Errors
    /// [`TilePathError`].
    pub fn parse(path: &str) -> Result<Self, TilePathError> {
        Self::read(path).filter(|tile| tile.path().strip_prefix("tile/") == Some(path)).ok_or(TilePathError)
    }

    fn read(path: &str) -> Option<Self> {
        let (kind, rest) = path.split_once('/')?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes { level: parse_decimal(level).filter(|level| *level <= MAX_LEVEL)? },
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => {
                (index, parse_decimal(width).filter(|width| (1..TILE_WIDTH).contains(width))?)
            }
            None => (rest, TILE_WIDTH),
        };
        let digits: String = index.split('/').map(|group| group.strip_prefix('x').unwrap_or(group)).collect();
        let is_decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let index = is_decimal.then(|| digits.parse().ok())??;
        Some(Self { kind, index, width })
    }
}

/// How many hashes a tree of `size` leaves has at a level of tiles: one for each complete subtree of 256^level leaves.
pub fn stored_hashes(size: u64, level: u8) -> u64 {
    size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT)).unwrap_or(0)
}

/// Every tile of a tree of `size` leaves, bundles of entries last; none is empty.
pub fn tiles_of(size: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    for level in 0..=MAX_LEVEL {
        add_tiles(&mut tiles, TileKind::Hashes { level }, stored_hashes(size, level));
    }
    add_tiles(&mut tiles, TileKind::Entries, size);
    tiles
}

fn add_tiles(tiles: &mut Vec<Tile>, kind: TileKind, count: u64) {
    for index in 0..count.div_ceil(TILE_WIDTH) {
        let width = (count - index * TILE_WIDTH).min(TILE_WIDTH);
        tiles.push(Tile { kind, index, width });
    }
}

/// The bytes of a tile of hashes.
pub fn write_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The bytes of a bundle of commitments: each after its length in two bytes, the higher first.
pub fn write_bundle(commitments: &[[u8; 32]]) -> Vec<u8> {
    commitments.iter().flat_map(|commitment| [&[0, 32][..], commitment].concat()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hashes(level: u8, index: u64, width: u64) -> Tile {
        Tile { kind: TileKind::Hashes { level }, index, width }
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        let cases = [
            (hashes(0, 1_234_067, TILE_WIDTH), "0/x001/x234/067"),
            (hashes(0, 0, TILE_WIDTH), "0/000"),
            (hashes(63, 999, 1), "63/999.p/1"),
            (hashes(2, 1000, 255), "2/x001/000.p/255"),
            (Tile { kind: TileKind::Entries, index: 7, width: 3 }, "entries/007.p/3"),
        ];
        for (tile, path) in cases {
            assert_eq!(tile.path(), format!("tile/{path}"));
            assert_eq!(Tile::parse(path), Ok(tile));
        }
    }

    #[test]
    fn every_other_form_of_a_path_is_refused() {
        for path in [
            "",
            "0",
            "0/",
            "00/000",
            "64/000",
            "-1/000",
            "0/0",
            "0/0000",
            "0/x000/001",
            "0/x001",
            "0/001/x002",
            "0/x1/234",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/07",
            "0/000.p/",
            "0/000.p",
            "0/+00",
            "0/000/",
            "entries",
            "entries/x",
            "entry/000",
            "0/x001//067",
            "0/x018/x446/x744/x073/x709/x551/616",
        ] {
            assert_eq!(Tile::parse(path), Err(TilePathError), "{path}");
        }
    }

    /// The example of the specification: 70,000 entries.
    #[test]
    fn a_tree_has_the_tiles_of_the_specification() {
        let tiles = tiles_of(70_000);
        let count = |kind, is_full| {
            tiles.iter().filter(|tile| tile.kind == kind && (tile.width == TILE_WIDTH) == is_full).count()
        };
        let level = |level| TileKind::Hashes { level };
        assert_eq!((count(level(0), true), count(level(1), true), count(level(2), true)), (273, 1, 0));
        for tile in [hashes(0, 273, 112), hashes(1, 1, 17), hashes(2, 0, 1)] {
            assert!(tiles.contains(&tile), "{tile:?}");
        }
        assert_eq!(tiles.len(), 274 + 2 + 1 + 274);
        assert_eq!(tiles_of(256).len(), 3, "a full tile, a partial one above it, a bundle");
        assert_eq!(tiles_of(0), []);
    }

    proptest! {
        #[test]
        fn every_tile_is_in_its_tree_and_reads_back(size in 1_u64..200_000) {
            for tile in tiles_of(size) {
                prop_assert!(tile.is_in(size) && !tile.is_in(tile.first()));
                prop_assert_eq!(Tile::parse(tile.path().strip_prefix("tile/").unwrap()), Ok(tile));
            }
        }

        #[test]
        fn no_path_panics(path in "[0-9x/.p+e]{0,20}") {
            let _ = Tile::parse(&path).map(|tile| tile.is_in(u64::MAX));
        }
    }
}
