//! Rows of a comma-separated table (RFC 4180, one record a line), named by the reports that they belong to.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// Where a row stands, for errors.
pub(super) struct Place<'a> {
    path: &'a Path,
    line: u64,
}

impl Place<'_> {
    /// An error that names file, line and column.
    pub(super) fn wrong(&self, column: &str, problem: &str) -> anyhow::Error {
        anyhow::anyhow!("{}, line {}, column {column}: {problem}", self.path.display(), self.line)
    }
}

/// A table that is read once, from top to bottom.
pub(super) struct Rows<const N: usize> {
    path: PathBuf,
    reader: BufReader<File>,
    columns: [usize; N],
    width: usize,
    line: u64,
    /// The row that was read and not taken yet: report and cells.
    next: Option<[String; N]>,
    text: String,
}

impl<const N: usize> Rows<N> {
    /// Opens a table with these columns, in any order and among others; the first names the report.
    pub(super) fn open(folder: &Path, name: &str, columns: [&str; N]) -> Result<Self> {
        let path = folder.join(name);
        let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut text = String::new();
        reader.read_line(&mut text).with_context(|| format!("cannot read {}, line 1", path.display()))?;
        let header = cells(text.trim_start_matches('\u{feff}'))
            .map_err(|problem| anyhow::anyhow!("{}, line 1: {problem}", path.display()))?;
        let mut places = [0; N];
        for (place, column) in places.iter_mut().zip(columns) {
            let Some(found) = header.iter().position(|name| name == column) else {
                bail!(
                    "{}, line 1: no column {column:?}; the columns are {}",
                    path.display(),
                    header.join(", ")
                );
            };
            *place = found;
        }
        let mut rows = Self {
            path,
            reader,
            columns: places,
            width: header.len(),
            line: 1,
            next: None,
            text: String::new(),
        };
        rows.advance()?;
        Ok(rows)
    }

    /// The next row, if it belongs to the report, with its place.
    pub(super) fn of_report(&mut self, report: &str) -> Result<Option<([String; N], u64)>> {
        if self.next.as_ref().is_none_or(|row| row[0] != report) {
            return Ok(None);
        }
        let line = self.line;
        let row = self.next.take();
        self.advance()?;
        Ok(row.map(|row| (row, line)))
    }

    /// The next row, whatever its report.
    pub(super) fn any(&mut self) -> Result<Option<([String; N], u64)>> {
        let line = self.line;
        let row = self.next.take();
        if row.is_some() {
            self.advance()?;
        }
        Ok(row.map(|row| (row, line)))
    }

    pub(super) fn place(&self, line: u64) -> Place<'_> {
        Place { path: &self.path, line }
    }

    /// Refuses a row that no report took.
    pub(super) fn check_end(&self) -> Result<()> {
        match &self.next {
            None => Ok(()),
            Some(row) => bail!(
                "{}, line {}: report {:?} does not follow the order of reports.csv; sort both by report",
                self.path.display(),
                self.line,
                row[0]
            ),
        }
    }

    fn advance(&mut self) -> Result<()> {
        loop {
            self.text.clear();
            self.line += 1;
            let read = self.reader.read_line(&mut self.text);
            if read.with_context(|| format!("cannot read {}, line {}", self.path.display(), self.line))? == 0
            {
                self.next = None;
                return Ok(());
            }
            if self.text.trim().is_empty() {
                continue;
            }
            let wrong =
                |problem: String| anyhow::anyhow!("{}, line {}: {problem}", self.path.display(), self.line);
            let mut cells = cells(&self.text).map_err(|problem| wrong(problem.to_owned()))?;
            if cells.len() != self.width {
                return Err(wrong(format!("{} cells, and {} columns", cells.len(), self.width)));
            }
            self.next = Some(self.columns.map(|column| std::mem::take(&mut cells[column])));
            return Ok(());
        }
    }
}

/// The cells of a line.
fn cells(line: &str) -> Result<Vec<String>, &'static str> {
    let mut rest = line.trim_end_matches(['\r', '\n']);
    let mut cells = Vec::new();
    loop {
        let (cell, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        cells.push(cell);
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None if behind.is_empty() => return Ok(cells),
            None => return Err("something stands behind a closing quotation mark"),
        }
    }
}

fn quoted_cell(mut rest: &str) -> Result<(String, &str), &'static str> {
    let mut cell = String::new();
    loop {
        let end = rest.find('"').ok_or("a quotation mark is not closed on its line")?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => return Ok((cell, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_rfc_4180_says() {
        assert_eq!(cells("a,\"b, \"\"c\"\"\",\r\n"), Ok(vec!["a".into(), "b, \"c\"".into(), String::new()]));
        assert!(cells("\"a\"b").is_err() && cells("\"a").is_err());
    }
}
