//! A set of tables about reports, read into a resolver.

use std::collections::HashSet;
use std::net::IpAddr;
use std::path::Path;

use anyhow::Result;
use jiff::Timestamp;
use linkage::resolve::{LineUse, Resolver, Statement};

use super::rows::{Row, Rows};

/// Reports, and all that they state.
pub(super) struct Set {
    /// Their names, in order.
    pub(super) reports: Vec<String>,
    pub(super) resolver: Resolver,
}

/// Tables beside reports.csv and subjects.csv.
struct Tables {
    identifiers: Option<Rows<3>>,
    lines: Option<Rows<4>>,
    files: Option<Rows<2>>,
}

/// What the tables state of one report.
#[derive(Default)]
struct Stated {
    emails: Vec<String>,
    phones: Vec<String>,
    devices: Vec<String>,
    lines: Vec<LineUse>,
    files: Vec<String>,
}

impl Set {
    /// Reads a folder of tables.
    ///
    /// # Errors
    /// A file that is not there, a row that cannot be read, does not follow the order of reports.csv or names a report anew: named by file, line
    /// and column.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut reports = Rows::open(folder.join("reports.csv"), ["report_id", "incident_utc", "esp"])?;
        let columns = ["report_id", "esp_user_id", "user_name", "display_name", "full_name", "dob"];
        let mut subjects = Rows::open(folder.join("subjects.csv"), columns)?;
        let mut tables = Tables::open(folder)?;
        let mut set = Self { reports: Vec::new(), resolver: Resolver::default() };
        let (nothing, mut known): ([String; 6], _) = (Default::default(), HashSet::new());
        while let Some(row) = reports.any()? {
            let [report, at, service] = row.cells;
            if !known.insert(report.clone()) {
                return Err(row.wrong("report_id", &format!("{report:?} stands twice")));
            }
            let at_s = seconds(&row, "incident_utc", at)?;
            let subject = subjects.of_report(report)?;
            let [_, account, user_name, display_name, full_name, birth_date] =
                subject.as_ref().map_or(&nothing, |row| row.cells);
            let stated = tables.of_report(report)?;
            set.resolver.add(&Statement {
                report,
                account: given(account).map(|account| (service.as_str(), account)),
                at_s,
                user_name: given(user_name),
                display_name: given(display_name),
                full_name: given(full_name),
                birth_date: given(birth_date),
                emails: &texts(&stated.emails),
                phones: &texts(&stated.phones),
                devices: &texts(&stated.devices),
                lines: &stated.lines,
                files: &texts(&stated.files),
            });
            set.reports.push(report.clone());
        }
        subjects.check_end()?;
        tables.check_end()?;
        Ok(set)
    }
}

impl Tables {
    fn open(folder: &Path) -> Result<Self> {
        Ok(Self {
            identifiers: open_if_there(folder, "idents.csv", ["report_id", "type", "value"])?,
            lines: open_if_there(folder, "ips.csv", ["report_id", "ip", "port", "at_utc"])?,
            files: open_if_there(folder, "files.csv", ["report_id", "hash"])?,
        })
    }

    fn of_report(&mut self, report: &str) -> Result<Stated> {
        let mut stated = Stated::default();
        if let Some(rows) = &mut self.identifiers {
            while let Some(row) = rows.of_report(report)? {
                let [_, kind, value] = row.cells;
                match kind.as_str() {
                    "email" => stated.emails.push(value.clone()),
                    "phone" => stated.phones.push(value.clone()),
                    "device" => stated.devices.push(value.clone()),
                    _ => return Err(row.wrong("type", "write email, phone or device")),
                }
            }
        }
        if let Some(rows) = &mut self.lines {
            while let Some(row) = rows.of_report(report)? {
                stated.lines.push(line_use(&row)?);
            }
        }
        if let Some(rows) = &mut self.files {
            while let Some(row) = rows.of_report(report)? {
                let [_, digest] = row.cells;
                stated.files.push(digest.clone());
            }
        }
        Ok(stated)
    }

    fn check_end(&self) -> Result<()> {
        self.identifiers.iter().try_for_each(Rows::check_end)?;
        self.lines.iter().try_for_each(Rows::check_end)?;
        self.files.iter().try_for_each(Rows::check_end)
    }
}

fn open_if_there<const N: usize>(folder: &Path, name: &str, columns: [&str; N]) -> Result<Option<Rows<N>>> {
    let path = folder.join(name);
    path.exists().then(|| Rows::open(path, columns)).transpose()
}

fn line_use(row: &Row<'_, 4>) -> Result<LineUse> {
    let [_, address, port, at] = row.cells;
    let address: IpAddr =
        address.parse().map_err(|_| row.wrong("ip", &format!("{address:?} is no IP address")))?;
    let port = given(port).map(str::parse).transpose();
    let port = port.map_err(|_| row.wrong("port", "write a number up to 65535, or nothing"))?;
    Ok(LineUse { address, port, at_s: seconds(row, "at_utc", at)? })
}

fn seconds<const N: usize>(row: &Row<'_, N>, column: &str, at: &str) -> Result<i64> {
    let instant: Result<Timestamp, _> = at.parse();
    let said = |_| row.wrong(column, &format!("{at:?} is no instant such as 2024-05-01T10:00:00Z"));
    instant.map(Timestamp::as_second).map_err(said)
}

fn given(cell: &str) -> Option<&str> {
    (!cell.trim().is_empty()).then_some(cell)
}

fn texts(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}
