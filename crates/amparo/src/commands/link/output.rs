//! Result tables.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use service::ui::csv_line;

/// A table that is being written.
pub(super) struct Output<'a> {
    path: &'a Path,
    file: BufWriter<File>,
}

impl<'a> Output<'a> {
    /// Writes the first line.
    pub(super) fn create(path: &'a Path, header: &[&str]) -> Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut output = Self { path, file: BufWriter::new(file) };
        output.line(header.iter().copied(), &[])?;
        Ok(output)
    }

    /// Texts, so that no spreadsheet computes them, and behind them numbers with their signs.
    pub(super) fn line<'b>(
        &mut self,
        texts: impl IntoIterator<Item = &'b str>,
        numbers: &[i64],
    ) -> Result<()> {
        let mut line = csv_line(texts);
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        for number in numbers {
            // into a text, which cannot fail
            _ = write!(line, ",{number}");
        }
        line.push_str("\r\n");
        self.file.write_all(line.as_bytes()).with_context(|| self.failed())
    }

    pub(super) fn finish(mut self) -> Result<()> {
        self.file.flush().with_context(|| self.failed())
    }

    fn failed(&self) -> String {
        format!("cannot write {}", self.path.display())
    }
}
