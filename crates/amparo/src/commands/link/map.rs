//! `--map`: any table of persons, a record a line, read as if each were a report. A file says which columns state what.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use linkage::resolve::{Resolver, Statement};
use serde::Deserialize;

use super::set::Set;
use super::table::Table;

/// Which columns of a table state what; the words are those of the set of tables.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Map {
    report_id: String,
    esp: Option<String>,
    esp_user_id: Option<String>,
    incident_utc: Option<String>,
    user_name: Option<String>,
    display_name: Option<String>,
    /// In the order in which a name is said, with spaces between.
    #[serde(default)]
    full_name: Vec<String>,
    dob: Option<String>,
    /// As `strptime` has it; without it the cell is taken as it is.
    dob_format: Option<String>,
    #[serde(default)]
    email: Vec<Columns>,
    #[serde(default)]
    phone: Vec<Columns>,
    #[serde(default)]
    device: Vec<Columns>,
    #[serde(default)]
    hash: Vec<Columns>,
}

/// One column, or several that say something only together.
#[derive(Deserialize)]
#[serde(untagged)]
enum Columns {
    One(String),
    Together(Vec<String>),
}

/// The same as places in a line.
struct Places {
    report_id: usize,
    esp: Option<usize>,
    esp_user_id: Option<usize>,
    incident_utc: Option<usize>,
    user_name: Option<usize>,
    display_name: Option<usize>,
    full_name: Vec<usize>,
    dob: Option<usize>,
    email: Vec<Vec<usize>>,
    phone: Vec<Vec<usize>>,
    device: Vec<Vec<usize>>,
    hash: Vec<Vec<usize>>,
}

/// Reads a table by a map.
///
/// # Errors
/// What is wrong with the map, or with a cell of the table: named by file, line and column.
pub(super) fn read(table: &Path, map: &Path) -> Result<Set> {
    let text = fs::read_to_string(map).with_context(|| format!("cannot read {}", map.display()))?;
    let stated: Map = toml::from_str(&text).with_context(|| map.display().to_string())?;
    let mut records = Table::open(table)?;
    let places = Places::of(&stated, &records).with_context(|| map.display().to_string())?;
    let mut set = Set { reports: Vec::new(), resolver: Resolver::default() };
    let mut known = HashSet::new();
    while records.advance()? {
        set.reports.push(records.name(places.report_id, &stated.report_id, &mut known)?);
        add(&mut set.resolver, &records, &places, &stated)?;
    }
    Ok(set)
}

/// Hands a record to the resolver.
fn add(resolver: &mut Resolver, records: &Table, places: &Places, map: &Map) -> Result<()> {
    let maybe = |place: Option<usize>| place.map(|place| records.cell(place)).filter(|cell| !cell.is_empty());
    let at_s = match (maybe(places.incident_utc), &map.incident_utc) {
        (Some(at), Some(column)) => records.seconds(column, at)?,
        _ => 0,
    };
    let names: Vec<&str> =
        places.full_name.iter().map(|place| records.cell(*place)).filter(|name| !name.is_empty()).collect();
    let full_name = names.join(" ");
    let birth_date = maybe(places.dob).map(|cell| date(map.dob_format.as_deref(), cell));
    let [emails, phones, devices, files] =
        [&places.email, &places.phone, &places.device, &places.hash].map(|all| records.values(all));
    resolver.add(&Statement {
        report: records.cell(places.report_id),
        account: maybe(places.esp_user_id).map(|account| (maybe(places.esp).unwrap_or_default(), account)),
        at_s,
        user_name: maybe(places.user_name),
        display_name: maybe(places.display_name),
        full_name: (!full_name.is_empty()).then_some(full_name.as_str()),
        birth_date: birth_date.as_deref(),
        emails: &texts(&emails),
        phones: &texts(&phones),
        devices: &texts(&devices),
        lines: &[],
        files: &texts(&files),
    });
    Ok(())
}

/// A birth date as the set writes it; one of another form stays as it is, and is compared letter for letter.
fn date(format: Option<&str>, cell: &str) -> String {
    let read = format.and_then(|format| Date::strptime(format, cell).ok());
    read.map_or_else(|| cell.to_owned(), |date| date.to_string())
}

fn texts(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

impl Places {
    fn of(map: &Map, records: &Table) -> Result<Self> {
        let one = |key: &str, name: &String| records.place(name).with_context(|| format!("`{key}`"));
        let maybe = |key: &str, name: Option<&String>| name.map(|name| one(key, name)).transpose();
        let each = |key: &str, all: &[Columns]| {
            let places = |columns: &Columns| -> Result<Vec<usize>> {
                match columns {
                    Columns::One(name) => Ok(vec![one(key, name)?]),
                    Columns::Together(names) => names.iter().map(|name| one(key, name)).collect(),
                }
            };
            all.iter().map(places).collect::<Result<Vec<Vec<usize>>>>()
        };
        Ok(Self {
            report_id: one("report_id", &map.report_id)?,
            esp: maybe("esp", map.esp.as_ref())?,
            esp_user_id: maybe("esp_user_id", map.esp_user_id.as_ref())?,
            incident_utc: maybe("incident_utc", map.incident_utc.as_ref())?,
            user_name: maybe("user_name", map.user_name.as_ref())?,
            display_name: maybe("display_name", map.display_name.as_ref())?,
            full_name: map.full_name.iter().map(|name| one("full_name", name)).collect::<Result<_>>()?,
            dob: maybe("dob", map.dob.as_ref())?,
            email: each("email", &map.email)?,
            phone: each("phone", &map.phone)?,
            device: each("device", &map.device)?,
            hash: each("hash", &map.hash)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_its_form_or_kept_as_it_is() {
        assert_eq!(date(Some("%Y%m%d"), "19560409"), "1956-04-09");
        assert_eq!(date(Some("%d/%m/%Y"), "09/04/1956"), "1956-04-09");
        assert_eq!(date(Some("%Y%m%d"), "19561309"), "19561309");
        assert_eq!(date(None, "1956"), "1956");
    }
}
