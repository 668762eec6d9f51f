//! The hashes of a picture's eight turned and mirrored forms, from one transform.
//!
//! A mirrored picture has the same coefficients but for the sign of the odd frequencies along the mirrored axis; a picture whose rows
//! and columns change places has them transposed. The reference does the same; the hash of a file that somebody turned and saved again
//! may differ by a few bits, since the 64 x 64 pixels are not picked symmetrically.

use serde::{Deserialize, Serialize};

use super::hash::Ranks;

/// A turned or mirrored form of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// As stored.
    AsStored,
    /// A quarter turn anticlockwise.
    TurnedLeft,
    /// A half turn.
    TurnedAround,
    /// A quarter turn clockwise.
    TurnedRight,
    /// Top and bottom change places.
    MirroredTopBottom,
    /// Left and right change places.
    MirroredLeftRight,
    /// Mirrored on the diagonal from the top left: rows become columns.
    Transposed,
    /// Mirrored on the other diagonal.
    Transversed,
}

impl Orientation {
    /// All eight.
    pub const ALL: [Self; 8] = [
        Self::AsStored,
        Self::TurnedLeft,
        Self::TurnedAround,
        Self::TurnedRight,
        Self::MirroredTopBottom,
        Self::MirroredLeftRight,
        Self::Transposed,
        Self::Transversed,
    ];

    /// The ranks of the picture's coefficients in this form, from those of the picture as stored.
    pub(super) fn apply(self, stored: &Ranks) -> Ranks {
        let (transposed, top_bottom, left_right) = self.steps();
        let mut ranks = *stored;
        if transposed {
            ranks = std::array::from_fn(|row| std::array::from_fn(|column| stored[column][row]));
        }
        // Position 0 is frequency 1: even positions are odd frequencies.
        if top_bottom {
            ranks.iter_mut().step_by(2).flatten().for_each(|rank| *rank = -*rank);
        }
        if left_right {
            ranks.iter_mut().flat_map(|row| row.iter_mut().step_by(2)).for_each(|rank| *rank = -*rank);
        }
        ranks
    }

    /// Whether rows and columns change places, and then top and bottom, and left and right.
    fn steps(self) -> (bool, bool, bool) {
        match self {
            Self::AsStored => (false, false, false),
            Self::TurnedLeft => (true, true, false),
            Self::TurnedAround => (false, true, true),
            Self::TurnedRight => (true, false, true),
            Self::MirroredTopBottom => (false, true, false),
            Self::MirroredLeftRight => (false, false, true),
            Self::Transposed => (true, false, false),
            Self::Transversed => (true, true, true),
        }
    }
}
