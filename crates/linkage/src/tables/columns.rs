//! A map with `[compare]`: a table whose columns are compared one by one.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::Deserialize;

use super::Wrong;
use super::table::Table;
use crate::records::{Kind, Records};

/// The columns to compare, and what each states.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    report_id: String,
    compare: BTreeMap<String, Kind>,
}

impl Columns {
    /// Their names, in the order in which they are compared.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.compare.keys().map(String::as_str)
    }

    /// Reads a table: the names of its records, and the records.
    ///
    /// # Errors
    /// What is wrong with a cell, or with a column that the map names.
    pub fn read<R: BufRead>(&self, reader: R) -> Result<(Vec<String>, Records), Wrong> {
        let mut table = Table::open(reader)?;
        let report_id = table.place("report_id", &self.report_id)?;
        let places: Vec<usize> =
            self.names().map(|name| table.place("compare", name)).collect::<Result<_, _>>()?;
        let kinds: Vec<Kind> = self.compare.values().copied().collect();
        let (mut names, mut records) = (Vec::new(), Records::new(&kinds));
        while table.advance()? {
            names.push(table.name(report_id, &self.report_id)?);
            let cells: Vec<&str> = places.iter().map(|place| table.cell(*place)).collect();
            records.add(&cells);
        }
        Ok((names, records))
    }
}
