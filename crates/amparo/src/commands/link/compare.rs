//! `--map` with `[compare]`: a table of persons whose columns are compared one by one, each worth what the table itself shows.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use linkage::records::{Kind, Linked, Records};
use serde::Deserialize;

use super::output::Output;
use super::table::Table;

/// The columns to compare, and what each states.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    report_id: String,
    compare: BTreeMap<String, Kind>,
}

impl Columns {
    /// Of a map that has `[compare]`; `None` of one that has not.
    ///
    /// # Errors
    /// The map cannot be read, or says something else beside `report_id` and `[compare]`.
    pub(super) fn of(map: &Path) -> Result<Option<Self>> {
        let text = fs::read_to_string(map).with_context(|| format!("cannot read {}", map.display()))?;
        let stated: toml::Table = toml::from_str(&text).with_context(|| map.display().to_string())?;
        if !stated.contains_key("compare") {
            return Ok(None);
        }
        let columns: Self = toml::from_str(&text).with_context(|| map.display().to_string())?;
        if columns.compare.len() < 2 {
            bail!("{}: `[compare]` needs two columns at least", map.display());
        }
        Ok(Some(columns))
    }
}

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
    /// What is wrong with a cell, or with a column that the map names: by file, line and column.
    pub(super) fn of(table: &Path, map: &Path, columns: &Columns, bar_millibits: i64) -> Result<Self> {
        let mut table = Table::open(table)?;
        let place = |name: &String| table.place(name).with_context(|| map.display().to_string());
        let report_id = place(&columns.report_id)?;
        let places: Vec<usize> = columns.compare.keys().map(place).collect::<Result<_>>()?;
        let kinds: Vec<Kind> = columns.compare.values().copied().collect();
        let (mut names, mut known, mut records) = (Vec::new(), HashSet::new(), Records::new(&kinds));
        while table.advance()? {
            let name = table.name(report_id, &columns.report_id, &mut known)?;
            let cells: Vec<&str> = places.iter().map(|place| table.cell(*place)).collect();
            records.add(&cells);
            names.push(name);
        }
        let linked = records.link(bar_millibits);
        Ok(Self { records: names, columns: columns.compare.keys().cloned().collect(), linked })
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
