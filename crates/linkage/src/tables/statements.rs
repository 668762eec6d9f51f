//! A map without `[compare]`: any table of persons, read as if each record were a report.

use std::io::BufRead;

use jiff::civil::Date;
use serde::Deserialize;

use super::Wrong;
use super::table::Table;
use crate::resolve::{Resolver, Statement};

/// Which columns of a table state what; the words are those of the set of tables.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
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
    email: Vec<Stating>,
    #[serde(default)]
    phone: Vec<Stating>,
    #[serde(default)]
    device: Vec<Stating>,
    #[serde(default)]
    hash: Vec<Stating>,
}

/// One column, or several that say something only together.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stating {
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

impl Statements {
    /// Reads a table: the names of its records, and what they state.
    ///
    /// # Errors
    /// What is wrong with a cell, or with a column that the map names.
    pub fn read<R: BufRead>(&self, reader: R) -> Result<(Vec<String>, Resolver), Wrong> {
        let mut table = Table::open(reader)?;
        let places = Places::of(self, &table)?;
        let (mut names, mut resolver) = (Vec::new(), Resolver::default());
        while table.advance()? {
            names.push(table.name(places.report_id, &self.report_id)?);
            add(&mut resolver, &table, &places, self)?;
        }
        Ok((names, resolver))
    }
}

/// Hands a record to the resolver.
fn add<R: BufRead>(
    resolver: &mut Resolver,
    records: &Table<R>,
    places: &Places,
    map: &Statements,
) -> Result<(), Wrong> {
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
    fn of<R: BufRead>(map: &Statements, table: &Table<R>) -> Result<Self, Wrong> {
        let maybe = |key, name: Option<&String>| name.map(|name| table.place(key, name)).transpose();
        let each = |key: &str, all: &[Stating]| {
            let places = |columns: &Stating| -> Result<Vec<usize>, Wrong> {
                match columns {
                    Stating::One(name) => Ok(vec![table.place(key, name)?]),
                    Stating::Together(names) => names.iter().map(|name| table.place(key, name)).collect(),
                }
            };
            all.iter().map(places).collect::<Result<Vec<Vec<usize>>, Wrong>>()
        };
        let full_name = map.full_name.iter().map(|name| table.place("full_name", name));
        Ok(Self {
            report_id: table.place("report_id", &map.report_id)?,
            esp: maybe("esp", map.esp.as_ref())?,
            esp_user_id: maybe("esp_user_id", map.esp_user_id.as_ref())?,
            incident_utc: maybe("incident_utc", map.incident_utc.as_ref())?,
            user_name: maybe("user_name", map.user_name.as_ref())?,
            display_name: maybe("display_name", map.display_name.as_ref())?,
            full_name: full_name.collect::<Result<_, _>>()?,
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
