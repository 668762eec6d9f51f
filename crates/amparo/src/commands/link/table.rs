//! A table of persons, a record a line.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use jiff::Timestamp;

use super::rows::each_cell;

/// The lines of a table, one after the other; spaces around a cell do not count.
pub(super) struct Table {
    path: PathBuf,
    reader: BufReader<File>,
    header: Vec<String>,
    cells: Vec<String>,
    line: u64,
    text: String,
}

impl Table {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut table = Self {
            path: path.to_owned(),
            reader: BufReader::with_capacity(1 << 16, file),
            header: Vec::new(),
            cells: Vec::new(),
            line: 0,
            text: String::new(),
        };
        if !table.read_cells()? {
            bail!("{} is empty", path.display());
        }
        table.header = std::mem::take(&mut table.cells);
        Ok(table)
    }

    /// Where a column stands.
    pub(super) fn place(&self, name: &str) -> Result<usize> {
        self.header.iter().position(|column| column == name).ok_or_else(|| {
            let columns = self.header.join(", ");
            anyhow!("{} has no column {name:?}; the columns are {columns}", self.path.display())
        })
    }

    /// On to the next line that is not empty; whether there is one.
    pub(super) fn advance(&mut self) -> Result<bool> {
        if !self.read_cells()? {
            return Ok(false);
        }
        if self.cells.len() != self.header.len() {
            let (cells, columns) = (self.cells.len(), self.header.len());
            bail!("{}, line {}: {cells} cells, and {columns} columns", self.path.display(), self.line);
        }
        Ok(true)
    }

    fn read_cells(&mut self) -> Result<bool> {
        loop {
            self.text.clear();
            self.line += 1;
            let place = || format!("{}, line {}", self.path.display(), self.line);
            let read = self.reader.read_line(&mut self.text);
            if read.with_context(|| format!("cannot read {}", place()))? == 0 {
                return Ok(false);
            }
            if self.text.trim().is_empty() {
                continue;
            }
            self.cells.clear();
            let cells = &mut self.cells;
            let text = self.text.trim_start_matches('\u{feff}');
            let read = each_cell(text, |cell| cells.push(cell.trim().to_owned()));
            return read.map(|()| true).map_err(|problem| anyhow!("{}: {problem}", place()));
        }
    }

    /// The name of a record, which no other has.
    pub(super) fn name(&self, place: usize, column: &str, known: &mut HashSet<String>) -> Result<String> {
        let name = self.cell(place);
        if name.is_empty() {
            return Err(self.wrong(column, "each record needs a name of its own"));
        }
        if !known.insert(name.to_owned()) {
            return Err(self.wrong(column, &format!("{name:?} stands twice")));
        }
        Ok(name.to_owned())
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

    pub(super) fn seconds(&self, column: &str, at: &str) -> Result<i64> {
        let instant: Result<Timestamp, _> = at.parse();
        let said = |_| self.wrong(column, &format!("{at:?} is no instant such as 2024-05-01T10:00:00Z"));
        instant.map(Timestamp::as_second).map_err(said)
    }

    /// An error that names file, line and column.
    pub(super) fn wrong(&self, column: &str, problem: &str) -> anyhow::Error {
        anyhow!("{}, line {}, column {column}: {problem}", self.path.display(), self.line)
    }
}
