//! A scenario's allocation table, for addresses that belong to nobody.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use jiff::civil::Date;
use serde::Deserialize;

/// Ranges that a table may speak of: documentation (RFC 5737, RFC 3849, RFC 9637) and shared (RFC 6598).
const ALLOWED: [&str; 6] =
    ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "100.64.0.0/10", "2001:db8::/32", "3fff::/20"];

/// One allocation: a range, to an operator in a country, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allocation {
    /// The range.
    pub(crate) cidr: IpNet,
    /// ISO 3166-1, two letters.
    pub(crate) country: String,
    /// Whom to ask for a subscriber.
    pub(crate) operator: String,
    /// First day.
    pub(crate) from: Date,
    /// Last day; still allocated without one.
    #[serde(default)]
    pub(crate) to: Option<Date>,
    /// Whether the operator shares each address among many subscribers.
    #[serde(default)]
    pub(crate) cgnat: bool,
}

/// Why a table was refused.
#[derive(Debug, thiserror::Error)]
pub enum AllocationError {
    /// The file could not be read.
    #[error("the allocation table {} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not JSON of the expected shape.
    #[error("the allocation table: {0}")]
    Json(#[from] serde_json::Error),
    /// An entry that must not stand.
    #[error("the allocation table, entry {index}, {field}: {message}")]
    Entry {
        /// Number of the entry, from 0.
        index: usize,
        /// The field.
        field: &'static str,
        /// What is wrong.
        message: String,
    },
}

/// All allocations, by range.
#[derive(Debug, Default)]
pub(crate) struct AllocationTable {
    by_range: HashMap<IpNet, Vec<Allocation>>,
}

impl AllocationTable {
    /// Reads a table from a file.
    pub(crate) fn load(path: &Path) -> Result<Self, AllocationError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| AllocationError::Read { path: path.to_owned(), source })?;
        Self::parse(&text)
    }

    /// Reads a table: a JSON array of allocations. Two that overlap in range and days are refused when one
    /// range equals the other; else the narrower range counts.
    pub(crate) fn parse(text: &str) -> Result<Self, AllocationError> {
        let allocations: Vec<Allocation> = serde_json::from_str(text)?;
        let mut by_range: HashMap<IpNet, Vec<Allocation>> = HashMap::new();
        for (index, allocation) in allocations.into_iter().enumerate() {
            let known = by_range.entry(allocation.cidr.trunc()).or_default();
            check(&allocation, known).map_err(|(field, message)| AllocationError::Entry {
                index,
                field,
                message,
            })?;
            known.push(allocation);
        }
        Ok(Self { by_range })
    }

    /// The narrowest allocation of the address on that day.
    pub(crate) fn find(&self, address: IpAddr, on: Date) -> Option<&Allocation> {
        let host = IpNet::from(address);
        std::iter::successors(Some(host), IpNet::supernet)
            .filter_map(|range| self.by_range.get(&range))
            .flatten()
            .find(|allocation| allocation.from <= on && allocation.to.is_none_or(|to| on <= to))
    }
}

fn check(allocation: &Allocation, known: &[Allocation]) -> Result<(), (&'static str, String)> {
    let allowed = ALLOWED.iter().filter_map(|range| range.parse::<IpNet>().ok());
    if !allowed.into_iter().any(|range| range.contains(&allocation.cidr)) {
        let message = format!("{} lies outside the documentation and shared ranges", allocation.cidr);
        return Err(("cidr", message));
    }
    if allocation.country.len() != 2 || !allocation.country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(("country", "must be two capital letters".into()));
    }
    if allocation.operator.trim().is_empty() {
        return Err(("operator", "must not be blank".into()));
    }
    if allocation.to.is_some_and(|to| to < allocation.from) {
        return Err(("to", "lies before `from`".into()));
    }
    let ends = |allocation: &Allocation| allocation.to.unwrap_or(Date::MAX);
    if known.iter().any(|other| other.from <= ends(allocation) && allocation.from <= ends(other)) {
        return Err(("from", format!("{} is allocated twice on a day", allocation.cidr)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(entries: &str) -> Result<AllocationTable, AllocationError> {
        AllocationTable::parse(&format!("[{entries}]"))
    }

    #[test]
    fn the_narrowest_range_of_the_day_counts() {
        let table = table(
            r#"{"cidr":"203.0.113.0/24","country":"ES","operator":"A","from":"2020-01-01","to":"2020-06-30"},
               {"cidr":"203.0.113.0/24","country":"FR","operator":"B","from":"2020-07-01"},
               {"cidr":"203.0.113.128/25","country":"PT","operator":"C","from":"2020-10-01"}"#,
        )
        .unwrap();
        let find = |address: &str, on: &str| {
            let found = table.find(address.parse().unwrap(), on.parse().unwrap());
            found.map_or("none", |allocation| allocation.operator.as_str())
        };
        assert_eq!(find("203.0.113.200", "2019-12-31"), "none");
        assert_eq!(find("203.0.113.200", "2020-06-30"), "A");
        assert_eq!(find("203.0.113.200", "2020-07-01"), "B");
        assert_eq!(find("203.0.113.200", "2020-10-01"), "C");
        assert_eq!(find("203.0.113.100", "2020-10-01"), "B");
        assert_eq!(find("203.0.114.1", "2020-10-01"), "none");
        assert_eq!(find("2001:db8::1", "2020-10-01"), "none");
    }

    #[test]
    fn entries_that_must_not_stand_are_named() {
        let good = r#"{"cidr":"100.64.0.0/16","country":"ES","operator":"A","from":"2020-01-01"}"#;
        assert!(table(good).is_ok());
        for (change, field) in [
            (("100.64.0.0/16", "8.8.8.0/24"), "cidr"),
            (("100.64.0.0/16", "100.0.0.0/8"), "cidr"),
            (("\"ES\"", "\"es\""), "country"),
            (("\"A\"", "\" \""), "operator"),
            (("\"from\":\"2020-01-01\"", "\"from\":\"2020-01-02\",\"to\":\"2020-01-01\""), "to"),
        ] {
            let error = table(&good.replace(change.0, change.1)).unwrap_err().to_string();
            assert!(error.contains(&format!("entry 0, {field}")), "{error}");
        }
        let twice = table(&format!("{good},{good}")).unwrap_err().to_string();
        assert!(twice.contains("entry 1, from"), "{twice}");
        assert!(table(&good.replace("operator", "owner")).is_err());
    }
}
