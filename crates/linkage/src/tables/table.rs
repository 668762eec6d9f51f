//! A table with a first line of names.

use std::collections::HashSet;
use std::io::BufRead;

use jiff::Timestamp;

use super::Wrong;
use super::lines::{Lines, each_cell};

/// Most records of a table: they are linked in memory.
pub const MOST_RECORDS: usize = 10_000_000;

/// The records of a table, one after the other; spaces around a cell do not count.
pub(super) struct Table<R> {
    lines: Lines<R>,
    header: Vec<String>,
    cells: Vec<String>,
    /// Names of the records so far.
    known: HashSet<String>,
    most_records: usize,
}

impl<R: BufRead> Table<R> {
    pub(super) fn open(reader: R) -> Result<Self, Wrong> {
        let mut table = Self {
            lines: Lines::new(reader),
            header: Vec::new(),
            cells: Vec::new(),
            known: HashSet::new(),
            most_records: MOST_RECORDS,
        };
        if !table.read_cells()? {
            return Err(table.lines.wrong(None, "the table is empty"));
        }
        table.header = std::mem::take(&mut table.cells);
        Ok(table)
    }

    /// Where a column stands that the map names at `key`; asked before the first record.
    pub(super) fn place(&self, key: &str, name: &str) -> Result<usize, Wrong> {
        let found = self.header.iter().enumerate().filter(|(_, column)| *column == name);
        let mut places = found.map(|(place, _)| place);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => {
                Err(self.lines.wrong(None, &format!("`{key}`: column {name:?} stands twice")))
            }
            (None, _) => {
                let columns = self.header.join(", ");
                let problem = format!("`{key}`: no column {name:?}; the columns are {columns}");
                Err(self.lines.wrong(None, &problem))
            }
        }
    }

    /// On to the next line that is not blank; whether there is one.
    pub(super) fn advance(&mut self) -> Result<bool, Wrong> {
        if !self.read_cells()? {
            return Ok(false);
        }
        if self.cells.len() != self.header.len() {
            let (cells, columns) = (self.cells.len(), self.header.len());
            return Err(self.lines.wrong(None, &format!("{cells} cells, and {columns} columns")));
        }
        Ok(true)
    }

    fn read_cells(&mut self) -> Result<bool, Wrong> {
        while self.lines.advance()? {
            let text = self.lines.text();
            if text.trim().is_empty() {
                continue;
            }
            self.cells.clear();
            let cells = &mut self.cells;
            let read = each_cell(text, |cell| cells.push(cell.trim().to_owned()));
            return read.map(|()| true).map_err(|problem| self.lines.wrong(None, problem));
        }
        Ok(false)
    }

    /// The name of this record, which no other has; asked once.
    pub(super) fn name(&mut self, place: usize, column: &str) -> Result<String, Wrong> {
        let name = self.cell(place).to_owned();
        if name.is_empty() {
            return Err(self.wrong(column, "each record needs a name of its own"));
        }
        if self.known.len() == self.most_records {
            let problem = format!("a table holds at most {} records", self.most_records);
            return Err(self.wrong(column, &problem));
        }
        if !self.known.insert(name.clone()) {
            return Err(self.wrong(column, &format!("{name:?} stands twice")));
        }
        Ok(name)
    }

    pub(super) fn cell(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", String::as_str)
    }

    /// What these columns say; several that count together say nothing where one is empty, and are told from others by their names.
    pub(super) fn values(&self, all: &[Vec<usize>]) -> Vec<String> {
        let value = |places: &Vec<usize>| match places.as_slice() {
            [] => None,
            [one] => Some(self.cell(*one).to_owned()).filter(|cell| !cell.is_empty()),
            several => {
                let part = |place: &usize| {
                    let (name, cell) = (self.header.get(*place)?, self.cell(*place));
                    (!cell.is_empty()).then(|| format!("{name}={}", cell.to_lowercase()))
                };
                several.iter().map(part).collect::<Option<Vec<_>>>().map(|parts| parts.join("|"))
            }
        };
        all.iter().filter_map(value).collect()
    }

    pub(super) fn seconds(&self, column: &str, at: &str) -> Result<i64, Wrong> {
        let instant: Result<Timestamp, _> = at.parse();
        let said = |_| self.wrong(column, &format!("{at:?} is no instant such as 2024-05-01T10:00:00Z"));
        instant.map(Timestamp::as_second).map_err(said)
    }

    fn wrong(&self, column: &str, problem: &str) -> Wrong {
        self.lines.wrong(Some(column), problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_is_asked_for_stands_once() {
        let table = Table::open("id,name,name\n".as_bytes()).unwrap();
        assert_eq!(table.place("report_id", "id"), Ok(0));
        let wrong = table.place("full_name", "name").unwrap_err();
        assert_eq!(wrong.to_string(), "line 1: `full_name`: column \"name\" stands twice");
    }

    #[test]
    fn a_table_holds_so_many_records_and_no_more() {
        let mut table = Table::open("id\nA\nB\nC\n".as_bytes()).unwrap();
        table.most_records = 2;
        for _ in 0..2 {
            assert_eq!(table.advance(), Ok(true));
            table.name(0, "id").unwrap();
        }
        assert_eq!(table.advance(), Ok(true));
        let wrong = table.name(0, "id").unwrap_err();
        assert_eq!(wrong.to_string(), "line 4, column id: a table holds at most 2 records");
    }

    #[test]
    fn what_is_wrong_is_told_briefly() {
        let long = "x".repeat(100_000);
        let table = Table::open(long.as_bytes()).unwrap();
        assert!(table.place("report_id", "id").unwrap_err().to_string().len() < 2000);
        assert!(table.wrong(&long, &long).to_string().len() < 2000);
    }
}
