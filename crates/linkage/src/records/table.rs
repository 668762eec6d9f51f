//! The records as they were stated: a number for each cell's text.

use std::collections::HashMap;

use model::without_accent;
use serde::Deserialize;

/// What a column states. Columns of one kind may have been exchanged when they were written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A given name or a surname.
    Name,
    /// An address, a place, any other words.
    Text,
    /// A date, a number, a postcode.
    Digits,
}

/// A table of persons, a record a line.
pub struct Records {
    kinds: Vec<Kind>,
    /// Each text once, whatever its column.
    texts: Texts,
    /// By column and text: how many records state it there.
    holders: HashMap<(usize, u32), u32>,
    /// By record, then by column: the number of its text.
    cells: Vec<Option<u32>>,
}

#[derive(Default)]
struct Texts {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Records {
    /// An empty table with these columns.
    pub fn new(kinds: &[Kind]) -> Self {
        let texts = Texts::default();
        Self { kinds: kinds.to_vec(), texts, holders: HashMap::new(), cells: Vec::new() }
    }

    /// Takes in a record, a cell for each column; case, accents, spaces and punctuation do not count, and an empty cell states nothing.
    pub fn add(&mut self, cells: &[&str]) {
        for column in 0..self.columns() {
            let folded = folded(cells.get(column).copied().unwrap_or_default());
            let number = (!folded.is_empty()).then(|| self.texts.number(folded));
            if let Some(number) = number {
                *self.holders.entry((column, number)).or_default() += 1;
            }
            self.cells.push(number);
        }
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.cells.len() / self.kinds.len().max(1)).unwrap_or(u32::MAX)
    }

    pub(super) fn columns(&self) -> usize {
        self.kinds.len()
    }

    pub(super) fn cell(&self, record: u32, column: usize) -> Option<u32> {
        self.cells[record as usize * self.kinds.len() + column]
    }

    pub(super) fn text(&self, record: u32, column: usize) -> Option<&str> {
        self.cell(record, column).map(|number| self.texts.texts[number as usize].as_str())
    }

    /// All that a record states.
    pub(super) fn stated(&self, record: u32) -> Vec<Option<String>> {
        (0..self.columns()).map(|column| self.text(record, column).map(str::to_owned)).collect()
    }

    /// Whether two columns are of one kind, so that what stands in the one may belong into the other.
    pub(super) fn are_alike(&self, one: usize, other: usize) -> bool {
        self.kinds[one] == self.kinds[other]
    }

    /// Other columns of the same kind.
    pub(super) fn alike(&self, column: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.columns()).filter(move |other| *other != column && self.are_alike(*other, column))
    }

    /// Share of the records that state what this one does.
    pub(super) fn share(&self, record: u32, column: usize) -> f64 {
        let holders = self.cell(record, column).and_then(|number| self.holders.get(&(column, number)));
        f64::from(*holders.unwrap_or(&1)) / f64::from(self.len().max(1))
    }
}

impl Texts {
    fn number(&mut self, text: String) -> u32 {
        let next = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            next
        })
    }
}

/// Letters and digits in lower case, without accents.
fn folded(cell: &str) -> String {
    let letters = cell.chars().flat_map(char::to_lowercase).filter_map(without_accent);
    letters.filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_accents_nor_hyphens_tell_two_cells_apart() {
        let mut records = Records::new(&[Kind::Name]);
        for cell in ["Pérez-Gil", "PEREZ GIL", "pe\u{301}rezgil"] {
            records.add(&[cell]);
        }
        assert_eq!(records.text(0, 0), Some("perezgil"));
        assert_eq!([records.cell(1, 0), records.cell(2, 0)], [records.cell(0, 0); 2]);
    }
}
