//! The operator table: which network an address belonged to on a day, as the operator of this node supplies it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use jiff::civil::Date;

const HEADER: &str = "cidr,country,operator,kind,from,to,source";

/// What a network is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NetworkKind {
    /// Lines to households and offices.
    Access,
    /// Mobile subscribers.
    Mobile,
    /// Machines that are let.
    Hosting,
    /// Virtual private networks and the like.
    Relay,
    /// Addresses that many subscribers share (carrier-grade NAT).
    Shared,
}

impl NetworkKind {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "access" => Some(Self::Access),
            "mobile" => Some(Self::Mobile),
            "hosting" => Some(Self::Hosting),
            "relay" => Some(Self::Relay),
            "shared" => Some(Self::Shared),
            _ => None,
        }
    }
}

/// A network, as a row of the table states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Network {
    /// ISO 3166-1, two letters.
    pub(crate) country: String,
    pub(crate) operator: String,
    pub(crate) kind: NetworkKind,
    /// Who says so.
    pub(crate) source: String,
    /// The day for which it was asked.
    pub(crate) valid_on: Date,
}

/// Why the table was refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OperatorError {
    /// The file could not be read.
    #[error("the operator table {} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line that must not stand.
    #[error("the operator table, line {line}: {message}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

#[derive(Debug, Clone)]
struct Row {
    network: Network,
    from: Date,
    to: Date,
}

/// All networks, by range.
#[derive(Debug, Default)]
pub(crate) struct OperatorTable {
    by_range: HashMap<IpNet, Vec<Row>>,
}

impl OperatorTable {
    /// Reads a table from a file.
    pub(crate) fn load(path: &Path) -> Result<Self, OperatorError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| OperatorError::Read { path: path.to_owned(), source })?;
        Self::parse(&text)
    }

    /// Reads a table: CSV under the head `cidr,country,operator,kind,from,to,source`, no field with a comma or quotes in it. `from` and `to` are days,
    /// both included; an open end is left empty.
    pub(crate) fn parse(text: &str) -> Result<Self, OperatorError> {
        let mut lines = (1..).zip(text.lines());
        if lines.next().map(|(_, head)| head.trim_start_matches('\u{feff}').trim()) != Some(HEADER) {
            return Err(OperatorError::Line { line: 1, message: format!("the head must be {HEADER}") });
        }
        let mut by_range: HashMap<IpNet, Vec<Row>> = HashMap::new();
        for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
            let (range, row) = read(row).map_err(|message| OperatorError::Line { line, message })?;
            by_range.entry(range).or_default().push(row);
        }
        Ok(Self { by_range })
    }

    /// The narrowest network of the address on that day; of two rows for one range the first.
    pub(crate) fn find(&self, address: IpAddr, on: Date) -> Option<Network> {
        let row = std::iter::successors(Some(IpNet::from(address)), IpNet::supernet)
            .filter_map(|range| self.by_range.get(&range))
            .flatten()
            .find(|row| row.from <= on && on <= row.to)?;
        Some(Network { valid_on: on, ..row.network.clone() })
    }
}

fn read(row: &str) -> Result<(IpNet, Row), String> {
    if row.contains('"') {
        return Err("no field may stand in quotes".to_owned());
    }
    let fields: Vec<&str> = row.split(',').map(str::trim).collect();
    let [cidr, country, operator, kind, from, to, source] = fields[..] else {
        return Err(format!("has {} fields instead of 7", fields.len()));
    };
    let range: IpNet = cidr.parse().map_err(|_| format!("`{cidr}` is no range such as 192.0.2.0/24"))?;
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("`{country}` is not a country code of two capital letters"));
    }
    if operator.is_empty() || source.is_empty() {
        return Err("operator and source must not be empty".to_owned());
    }
    let kind = NetworkKind::parse(kind)
        .ok_or_else(|| format!("`{kind}` is none of access, mobile, hosting, relay and shared"))?;
    let day = |text: &str, open: Date| match text {
        "" => Ok(open),
        text => text.parse().map_err(|_| format!("`{text}` is no day such as 2026-03-01")),
    };
    let (from, to) = (day(from, Date::MIN)?, day(to, Date::MAX)?);
    if to < from {
        return Err("`to` lies before `from`".to_owned());
    }
    let network = Network {
        country: country.to_owned(),
        operator: operator.to_owned(),
        kind,
        source: source.to_owned(),
        valid_on: from,
    };
    Ok((range.trunc(), Row { network, from, to }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> Result<OperatorTable, OperatorError> {
        OperatorTable::parse(&format!("{HEADER}\n{rows}"))
    }

    #[test]
    fn the_narrowest_network_of_the_day_counts() {
        let rows = "203.0.113.0/24,ES,Operador,access,2020-01-01,2024-12-31,list of 2026\n\
                    203.0.113.128/25,ES,Granja,hosting,,,list of 2026\n";
        let table = table(rows).unwrap();
        let find = |address: &str, on: &str| {
            let found = table.find(address.parse().unwrap(), on.parse().unwrap());
            found.map(|network| (network.operator, network.kind))
        };
        assert_eq!(find("203.0.113.1", "2024-05-01"), Some(("Operador".to_owned(), NetworkKind::Access)));
        assert_eq!(find("203.0.113.200", "2024-05-01"), Some(("Granja".to_owned(), NetworkKind::Hosting)));
        assert_eq!(find("203.0.113.1", "2025-01-01"), None);
        assert_eq!(find("198.51.100.1", "2024-05-01"), None);
    }

    #[test]
    fn what_must_not_stand_is_named_by_line() {
        for (row, says) in [
            ("203.0.113.0/24,ES,Operador,access,,", "line 2: has 6 fields"),
            ("203.0.113/24,ES,Operador,access,,,x", "line 2: `203.0.113/24` is no range"),
            ("203.0.113.0/24,es,Operador,access,,,x", "line 2: `es`"),
            ("203.0.113.0/24,ES,,access,,,x", "line 2: operator"),
            ("203.0.113.0/24,ES,Operador,farm,,,x", "line 2: `farm`"),
            ("203.0.113.0/24,ES,Operador,access,2020-02-30,,x", "line 2: `2020-02-30`"),
            ("203.0.113.0/24,ES,Operador,access,2020-02-02,2020-02-01,x", "line 2: `to`"),
            ("203.0.113.0/24,ES,\"A, B\",access,,,x", "line 2: no field"),
        ] {
            let error = table(row).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        assert!(OperatorTable::parse("cidr,country\n").unwrap_err().to_string().contains("line 1"));
    }
}
