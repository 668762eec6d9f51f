//! `--map` with `[compare]`: a table of persons whose columns are compared one by one, each worth what the table itself shows.

use std::path::Path;

use anyhow::Result;
use linkage::records::Linked;
use linkage::tables::Columns;

use super::output::Output;

/// A table, linked.
pub(super) struct Compared {
    /// Names of the records, in order.
    pub(super) records: Vec<String>,
    columns: Vec<String>,
    linked: Linked,
}

impl Compared {
    /// Reads the table and links it; a join takes `bar_millibits`.
    ///
    /// # Errors
    /// The table cannot be read, or what is wrong with it: by file, line and column.
    pub(super) fn of(table: &Path, columns: &Columns, bar_millibits: i64) -> Result<Self> {
        let read = columns.read(super::read_table(table)?);
        let (names, records) = read.map_err(|wrong| super::named(table, &wrong))?;
        let linked = records.link(bar_millibits);
        Ok(Self { records: names, columns: columns.names().map(str::to_owned).collect(), linked })
    }

    /// How many persons there seem to be.
    pub(super) fn subjects(&self) -> usize {
        (0..).zip(&self.linked.subject_of_record).filter(|(record, subject)| record == *subject).count()
    }

    /// Writes `report_id,subject_id`.
    pub(super) fn write_subjects(&self, path: &Path) -> Result<()> {
        let mut out = Output::create(path, &["report_id", "subject_id"])?;
        for (name, subject) in self.records.iter().zip(&self.linked.subject_of_record) {
            out.line([name.as_str(), &super::subject(*subject)], &[])?;
        }
        out.finish()
    }

    /// Writes a line for each join: what each column said, summing to the total.
    pub(super) fn write_explanations(&self, path: &Path) -> Result<()> {
        let mut header = vec!["subject_id", "report_a", "report_b", "prior"];
        header.extend(self.columns.iter().map(String::as_str));
        header.push("total");
        let mut out = Output::create(path, &header)?;
        for join in &self.linked.agreements {
            let subject = super::subject(self.linked.subject_of_record[join.a as usize]);
            let [a, b] = [join.a, join.b].map(|record| self.records[record as usize].as_str());
            let mut points = vec![join.prior_millibits];
            points.extend(&join.column_millibits);
            points.push(join.total_millibits());
            out.line([subject.as_str(), a, b], &points)?;
        }
        out.finish()
    }
}
