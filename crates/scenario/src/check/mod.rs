//! Reading a scenario, and refusing what it may not hold.

mod conduct;
mod network;
mod people;
mod platform;

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;
use jiff::civil::{Date, date};
use model::{Province, StatedTime};

use crate::age::zone_of;
use crate::people::Birth;
use crate::problem::{Problem, ReadError};
use crate::scenario::Scenario;

/// For documentation (RFC 5737, RFC 3849) and for carriers' own use (RFC 6598): nobody can be reached there.
const RANGES: [&str; 5] =
    ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "100.64.0.0/10", "2001:db8::/32"];

/// LO 5/2000 came into force: the first day whose law the truth knows.
const FIRST_DAY: Date = date(2001, 1, 13);

impl Scenario {
    /// Reads a scenario and validates it.
    ///
    /// # Errors
    /// [`ReadError`] names each field that is wrong and says what to do.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let scenario: Self = crate::path::read_json(text)?;
        let problems = validate(&scenario);
        if problems.is_empty() { Ok(scenario) } else { Err(problems.into()) }
    }
}

/// Everything that is wrong with a scenario; empty when it can be played.
///
/// What the decisions lead to is looked at only when every reference holds.
pub fn validate(scenario: &Scenario) -> Vec<Problem> {
    let mut check = Check { scenario, problems: Vec::new() };
    if scenario.country != "ES" {
        check.refuse("country", "only the law of `ES` is known");
    }
    check.platform();
    check.network();
    check.people();
    check.conduct();
    if check.problems.is_empty() {
        check.consequences();
    }
    check.problems
}

struct Check<'a> {
    scenario: &'a Scenario,
    problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    fn refuse(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(path, message));
    }

    /// Refuses empty names and names given twice.
    fn unique(&mut self, list: &str, field: &str, keys: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for (number, key) in keys.enumerate() {
            let path = format!("{list}[{number}].{field}");
            if key.trim().is_empty() {
                self.refuse(path, "is empty");
            } else if !seen.insert(key) {
                self.refuse(path, format!("`{key}` is there already; names are given once"));
            }
        }
    }

    /// Refuses a name that nothing bears.
    fn known(&mut self, path: String, name: &str, list: &str, mut names: impl Iterator<Item = &'a str>) {
        if !names.any(|known| known == name) {
            self.refuse(path, format!("`{name}` is not in {list}"));
        }
    }

    fn past(&mut self, path: String, time: &StatedTime) {
        if time.instant() > self.scenario.now.instant() {
            self.refuse(
                path,
                format!("{} lies after the scenario's now, {}", time.text(), self.scenario.now.text()),
            );
        }
    }

    fn order(&mut self, path: &str, from: Option<&StatedTime>, to: Option<&StatedTime>) {
        if let (Some(from), Some(to)) = (from, to)
            && from.instant() >= to.instant()
        {
            self.refuse(format!("{path}.to"), format!("{} is not after `from`, {}", to.text(), from.text()));
        }
    }

    fn day_of_birth(&mut self, path: String, first: Date) {
        // Madrid's clock: no other of Spain is ahead of it
        let today = zone_of("28").to_datetime(self.scenario.now.instant()).date();
        if first > today {
            self.refuse(path, format!("{first} lies in the future of the scenario's now, {today}"));
        }
    }

    fn birth(&mut self, path: String, birth: Birth) {
        match birth.possible_days() {
            Some((first, _)) => self.day_of_birth(path, first),
            None => self.refuse(path, "is no month of the calendar, or a range that ends before it begins"),
        }
    }

    fn province(&mut self, path: String, code: &str) {
        if Province::find_code(code).is_none() {
            self.refuse(path, format!("`{code}` is not an INE province code (01 to 52)"));
        }
    }

    fn documentation_range(&mut self, path: String, range: IpNet) {
        let inside = |outer: &str| outer.parse::<IpNet>().is_ok_and(|outer| outer.contains(&range));
        if !RANGES.into_iter().any(inside) {
            let message = format!("{range} is not inside {}: real addresses are refused", RANGES.join(", "));
            self.refuse(path, message);
        }
    }

    fn allocated(&mut self, path: String, address: IpAddr, at: &StatedTime) {
        if self.scenario.find_allocation(address, at.instant()).is_none() {
            self.refuse(
                path,
                format!("{address} is in no allocation at {}; add one, or mend the address", at.text()),
            );
        }
    }
}
