//! How alike two cells of one column are.

use super::table::Records;

/// How many levels there are.
pub(super) const LEVELS: usize = 6;

/// How alike two cells are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// The same.
    Equal,
    /// What the one states here, the other states in another column of the kind.
    Exchanged,
    /// One slip apart: a letter dropped, added, changed, or two neighbours exchanged.
    Slip,
    /// Two slips apart.
    Slips,
    /// Alike for at least two thirds, or one begins the other.
    Alike,
    /// Nothing of the kind.
    Other,
}

/// The level of a column for two records; `None` where one of them states nothing.
pub(super) fn level(records: &Records, (a, b): (u32, u32), column: usize) -> Option<Level> {
    let (one, other) = (records.cell(a, column)?, records.cell(b, column)?);
    if one == other {
        return Some(Level::Equal);
    }
    if records.alike(column).any(|at| records.cell(b, at) == Some(one) || records.cell(a, at) == Some(other))
    {
        return Some(Level::Exchanged);
    }
    Some(apart(records.text(a, column)?, records.text(b, column)?))
}

/// So much of a text is compared, in bytes: the time grows with its square.
const MOST_COMPARED: usize = 256;

/// Two texts that differ.
fn apart(one: &str, other: &str) -> Level {
    let [one, other] = [one, other].map(|text| &text.as_bytes()[..text.len().min(MOST_COMPARED)]);
    let (longer, shorter) = (one.len().max(other.len()), one.len().min(other.len()));
    match slips(one, other) {
        1 if shorter > 1 => Level::Slip,
        2 if longer > 4 => Level::Slips,
        slips if 3 * slips <= longer => Level::Alike,
        _ if shorter > 2 && (one.starts_with(other) || other.starts_with(one)) => Level::Alike,
        _ => Level::Other,
    }
}

/// The fewest letters to drop, add or change, or neighbours to exchange (optimal string alignment), in bytes.
fn slips(one: &[u8], other: &[u8]) -> usize {
    let mut before = vec![0; other.len() + 1];
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, b) in other.iter().enumerate() {
            let changed = above[column] + usize::from(a != b);
            let mut least = changed.min(above[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && (one[row - 1], *a) == (*b, other[column - 1]) {
                least = least.min(before[column - 1] + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Kind;

    #[test]
    fn slips_count_exchanged_neighbours_once() {
        for (one, other, expected) in [
            ("marta", "marta", 0),
            ("marta", "matra", 1),
            ("marta", "mart", 1),
            ("", "mar", 3),
            ("ab", "ba", 1),
            ("marta", "tamar", 4),
        ] {
            assert_eq!(slips(one.as_bytes(), other.as_bytes()), expected, "{one} {other}");
            assert_eq!(slips(other.as_bytes(), one.as_bytes()), expected, "{other} {one}");
        }
    }

    #[test]
    fn the_beginnings_of_long_texts_are_compared() {
        let [one, other] = ["a", "b"].map(|end| format!("{}{end}", "ñ".repeat(1 << 19)));
        assert_eq!(apart(&one, &other), Level::Alike, "in no time, though each is a mebibyte");
        assert_eq!(apart(&one, &"b".repeat(1 << 20)), Level::Other);
    }

    #[test]
    fn two_cells_have_one_level() {
        let mut records = Records::new(&[Kind::Name, Kind::Name]);
        for name in
            [["Marta", "Gil"], ["MARTA ", "G.il"], ["Gil", "Marta"], ["Matra", "Gilabert"], ["", "Ruiz"]]
        {
            records.add(&name);
        }
        let levels = |other| [0, 1].map(|column| level(&records, (0, other), column));
        assert_eq!(levels(1), [Some(Level::Equal); 2]);
        assert_eq!(levels(2), [Some(Level::Exchanged); 2]);
        assert_eq!(levels(3), [Some(Level::Slip), Some(Level::Alike)]);
        assert_eq!(levels(4), [None, Some(Level::Other)]);
    }
}
