//! Results on standard output, as lines for people, JSON or CSV.

use std::io::{self, BufWriter, Stdout, Write as _};

use anyhow::{Context as _, Result};
use serde_json::Value;
use service::ui::csv_line;

use super::finding::{COLUMNS, Finding};

/// What stands before all results.
const FIRST_LINE: &str =
    "A hit is a reason for a human look, never a finding by itself. No picture is shown here.";

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
    /// CSV that no spreadsheet takes for formulas.
    Csv,
}

/// Where results go. A reader that has gone away ends the scan: nobody would see the rest.
pub(super) struct Output {
    form: Form,
    to: BufWriter<Stdout>,
}

impl Output {
    /// Writes what comes first.
    pub(super) fn begin(form: Form) -> Result<Self> {
        let mut output = Self { form, to: BufWriter::new(io::stdout()) };
        match form {
            Form::Text => output.write(&format!("{FIRST_LINE}\n"))?,
            Form::Json => eprintln!("amparo: {FIRST_LINE}"),
            Form::Csv => {
                eprintln!("amparo: {FIRST_LINE}");
                // the mark tells spreadsheets that it is UTF-8, as in the files that pages hand out
                output.write(&format!("\u{feff}{}", csv_line(COLUMNS)))?;
            }
        }
        Ok(output)
    }

    /// Writes a result at once, since whoever reads may wait for it.
    pub(super) fn finding(&mut self, finding: &Finding) -> Result<()> {
        let line = match self.form {
            Form::Text => format!("{}\n", finding.line()),
            Form::Json => format!("{}\n", serde_json::to_string(finding)?),
            Form::Csv => csv(&serde_json::to_value(finding)?),
        };
        self.write(&line)
    }

    /// All results are written.
    pub(super) fn end(&mut self) -> Result<()> {
        self.to.flush().context("writing the results")
    }

    fn write(&mut self, line: &str) -> Result<()> {
        self.to.write_all(line.as_bytes()).context("writing the results")?;
        self.end()
    }
}

fn csv(finding: &Value) -> String {
    let cells = COLUMNS.map(|column| match &finding[column] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    });
    csv_line(cells.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_path_that_would_be_a_formula_is_text() {
        let finding = Finding::not_read(Path::new("=1+1,\"x\""), "worn out");
        let line = csv(&serde_json::to_value(finding).unwrap());
        assert!(line.starts_with("\"not_read\",\"'=1+1,\"\"x\"\"\",\"\",\"\","), "{line}");
        assert!(line.ends_with(",\"false\",\"false\",\"\",\"\",\"worn out\"\r\n"), "{line}");
    }
}
