//! Who held which address when, and what an operator answers.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::Timestamp;
use model::StatedTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Scenario;
use crate::shape::{RangeShape, TimeShape};

/// A range of addresses given to an operator of a country, for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// Inside the documentation ranges or 100.64.0.0/10.
    #[schemars(with = "RangeShape")]
    pub range: IpNet,
    /// ISO 3166-1 alpha-2, capital letters.
    pub country: String,
    /// Name of the operator.
    pub operator: String,
    /// First instant.
    #[schemars(with = "TimeShape")]
    pub from: StatedTime,
    /// First instant no more; open without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimeShape>")]
    pub to: Option<StatedTime>,
    /// Whether one address serves one line or many.
    pub sharing: Sharing,
}

impl Allocation {
    /// Whether it held this address at this instant.
    pub fn covers(&self, address: IpAddr, at: Timestamp) -> bool {
        self.range.contains(&address) && holds(&self.from, self.to.as_ref(), at)
    }
}

/// How many lines share an address at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// One.
    OneLine,
    /// Many, told apart by port (RFC 6888).
    CarrierGradeNat,
}

/// An operator of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Name, the same everywhere.
    pub name: String,
    /// What it mainly sells.
    pub kind: LineKind,
}

/// Kinds of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// With a place of installation.
    Fixed,
    /// Without one.
    Mobile,
}

/// One line of an operator's records: who had an address (and ports of it) during a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriberRecord {
    /// Name of the operator that answers.
    pub operator: String,
    /// The operator's own reference of the line.
    pub line: String,
    /// One address (`/32`), or the prefix of an IPv6 line.
    #[schemars(with = "RangeShape")]
    pub range: IpNet,
    /// The ports, where the address is shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ports: Option<PortRange>,
    /// First instant.
    #[schemars(with = "TimeShape")]
    pub from: StatedTime,
    /// First instant no more; open without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimeShape>")]
    pub to: Option<StatedTime>,
    /// Kind of line.
    pub kind: LineKind,
    /// Who signed the contract; seldom the person sought.
    pub holder: String,
    /// Where the bill goes, in one line of text.
    pub billing_address: String,
    /// Where a fixed line ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installation: Option<Installation>,
}

/// Where a line is installed, as the operator writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Installation {
    /// Street and number.
    pub street: String,
    /// Town.
    pub city: String,
    /// Province by any name that it goes by.
    pub province: String,
}

/// Ports from `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PortRange {
    /// First port.
    pub from: u16,
    /// Last port.
    pub to: u16,
}

impl SubscriberRecord {
    fn answers(&self, operator: &str, address: IpAddr, port: Option<u16>, at: Timestamp) -> bool {
        let ports = match (self.ports, port) {
            (Some(ports), Some(port)) => (ports.from..=ports.to).contains(&port),
            _ => true,
        };
        ports
            && self.operator == operator
            && self.range.contains(&address)
            && holds(&self.from, self.to.as_ref(), at)
    }
}

/// What an operator answers when asked who had an address at an instant: none, one, or several, in the order of the records.
///
/// Without a port every line that shared the address answers.
pub fn answer<'a>(
    scenario: &'a Scenario,
    operator: &str,
    address: IpAddr,
    port: Option<u16>,
    at: Timestamp,
) -> Vec<&'a SubscriberRecord> {
    let records = scenario.subscriber_records.iter();
    records.filter(|record| record.answers(operator, address, port, at)).collect()
}

fn holds(from: &StatedTime, to: Option<&StatedTime>, at: Timestamp) -> bool {
    from.instant() <= at && to.is_none_or(|to| at < to.instant())
}
