//! Rows of a comma-separated table (RFC 4180, one record a line), named by the reports that they belong to.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use linkage::tables::{Lines, each_cell};

/// A row: the cells of the columns that were asked for, and where it stands.
pub(super) struct Row<'a, const N: usize> {
    pub(super) cells: &'a [String; N],
    path: &'a Path,
    line: u64,
}

impl<const N: usize> Row<'_, N> {
    /// An error that names file, line and column.
    pub(super) fn wrong(&self, column: &str, problem: &str) -> anyhow::Error {
        anyhow::anyhow!("{}, line {}, column {column}: {problem}", self.path.display(), self.line)
    }
}

/// A table that is read once, from top to bottom, a row ahead.
pub(super) struct Rows<const N: usize> {
    path: PathBuf,
    lines: Lines<BufReader<File>>,
    /// By column of the table: its place in a row, if it was asked for.
    places: Vec<Option<usize>>,
    taken: [String; N],
    /// The row that was read and not taken yet.
    next: [String; N],
    /// Its line; nothing at the end.
    next_line: Option<u64>,
}

impl<const N: usize> Rows<N> {
    /// Opens a table with these columns, in any order and among others; the first names the report.
    pub(super) fn open(path: PathBuf, columns: [&str; N]) -> Result<Self> {
        let lines = Lines::new(super::read_table(&path)?);
        let mut rows = Self {
            path,
            lines,
            places: Vec::new(),
            taken: std::array::from_fn(|_| String::new()),
            next: std::array::from_fn(|_| String::new()),
            next_line: None,
        };
        rows.read_header(columns)?;
        rows.advance()?;
        Ok(rows)
    }

    fn read_header(&mut self, columns: [&str; N]) -> Result<()> {
        self.read_line()?;
        let mut header: Vec<String> = Vec::new();
        let read = each_cell(self.lines.text(), |cell| header.push(cell.into_owned()));
        read.map_err(|problem| self.wrong(problem))?;
        self.places = vec![None; header.len()];
        for (place, column) in columns.into_iter().enumerate() {
            let Some(found) = header.iter().position(|name| name == column) else {
                return Err(
                    self.wrong(&format!("no column {column:?}; the columns are {}", header.join(", ")))
                );
            };
            self.places[found] = Some(place);
        }
        Ok(())
    }

    /// The next row, if it belongs to the report.
    pub(super) fn of_report(&mut self, report: &str) -> Result<Option<Row<'_, N>>> {
        if self.next_line.is_some() && self.next[0] == report { self.any() } else { Ok(None) }
    }

    /// The next row, whatever its report.
    pub(super) fn any(&mut self) -> Result<Option<Row<'_, N>>> {
        let Some(line) = self.next_line else { return Ok(None) };
        std::mem::swap(&mut self.taken, &mut self.next);
        self.advance()?;
        Ok(Some(Row { cells: &self.taken, path: &self.path, line }))
    }

    /// Refuses a row that no report took.
    pub(super) fn check_end(&self) -> Result<()> {
        let Some(line) = self.next_line else { return Ok(()) };
        bail!(
            "{}, line {line}: report {:?} does not follow the order of reports.csv; sort both by report",
            self.path.display(),
            self.next[0]
        )
    }

    fn advance(&mut self) -> Result<()> {
        self.next_line = None;
        while self.read_line()? {
            if !self.lines.text().trim().is_empty() {
                self.split()?;
                self.next_line = Some(self.lines.number());
                return Ok(());
            }
        }
        Ok(())
    }

    fn read_line(&mut self) -> Result<bool> {
        self.lines.advance().map_err(|wrong| super::named(&self.path, &wrong))
    }

    fn split(&mut self) -> Result<()> {
        let (mut count, places, next) = (0, &self.places, &mut self.next);
        let read = each_cell(self.lines.text(), |cell| {
            if let Some(place) = places.get(count).copied().flatten() {
                next[place].clear();
                next[place].push_str(&cell);
            }
            count += 1;
        });
        read.map_err(|problem| self.wrong(problem))?;
        if count == self.places.len() {
            return Ok(());
        }
        Err(self.wrong(&format!("{count} cells, and {} columns", self.places.len())))
    }

    fn wrong(&self, problem: &str) -> anyhow::Error {
        super::named(&self.path, &self.lines.wrong(None, problem))
    }
}
