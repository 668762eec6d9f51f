//! Rows of a comma-separated table (RFC 4180, one record a line), named by the reports that they belong to.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

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
    reader: BufReader<File>,
    /// By column of the table: its place in a row, if it was asked for.
    places: Vec<Option<usize>>,
    taken: [String; N],
    /// The row that was read and not taken yet.
    next: [String; N],
    /// Its line; nothing at the end.
    next_line: Option<u64>,
    lines: u64,
    text: String,
}

impl<const N: usize> Rows<N> {
    /// Opens a table with these columns, in any order and among others; the first names the report.
    pub(super) fn open(path: PathBuf, columns: [&str; N]) -> Result<Self> {
        let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut rows = Self {
            path,
            reader: BufReader::with_capacity(1 << 16, file),
            places: Vec::new(),
            taken: std::array::from_fn(|_| String::new()),
            next: std::array::from_fn(|_| String::new()),
            next_line: None,
            lines: 0,
            text: String::new(),
        };
        rows.read_header(columns)?;
        rows.advance()?;
        Ok(rows)
    }

    fn read_header(&mut self, columns: [&str; N]) -> Result<()> {
        self.read_line()?;
        let mut header: Vec<String> = Vec::new();
        let read = each_cell(self.text.trim_start_matches('\u{feff}'), |cell| header.push(cell.into_owned()));
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
            if !self.text.trim().is_empty() {
                self.split()?;
                self.next_line = Some(self.lines);
                return Ok(());
            }
        }
        Ok(())
    }

    fn read_line(&mut self) -> Result<bool> {
        self.text.clear();
        self.lines += 1;
        let read = self.reader.read_line(&mut self.text);
        let read =
            read.with_context(|| format!("cannot read {}, line {}", self.path.display(), self.lines))?;
        Ok(read > 0)
    }

    fn split(&mut self) -> Result<()> {
        let (mut count, places, next) = (0, &self.places, &mut self.next);
        let read = each_cell(&self.text, |cell| {
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
        anyhow::anyhow!("{}, line {}: {problem}", self.path.display(), self.lines)
    }
}

/// Tells of the cells of a line, from left to right.
pub(super) fn each_cell(line: &str, mut tell: impl FnMut(Cow<'_, str>)) -> Result<(), &'static str> {
    let mut rest = line.trim_end_matches(['\r', '\n']);
    loop {
        let (cell, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let (cell, behind) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
                (Cow::Borrowed(cell), behind)
            }
        };
        tell(cell);
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None if behind.is_empty() => return Ok(()),
            None => return Err("something stands behind a closing quotation mark"),
        }
    }
}

fn quoted_cell(mut rest: &str) -> Result<(Cow<'_, str>, &str), &'static str> {
    let mut cell = String::new();
    loop {
        let (before, behind) = rest.split_once('"').ok_or("a quotation mark is not closed on its line")?;
        cell.push_str(before);
        match behind.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => return Ok((Cow::Owned(cell), behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Result<Vec<String>, &'static str> {
        let mut cells = Vec::new();
        each_cell(line, |cell| cells.push(cell.into_owned())).map(|()| cells)
    }

    #[test]
    fn cells_are_read_as_rfc_4180_says() {
        assert_eq!(cells("a,\"b, \"\"c\"\"\",\r\n"), Ok(vec!["a".into(), "b, \"c\"".into(), String::new()]));
        assert!(cells("\"a\"b").is_err() && cells("\"a").is_err());
    }
}
