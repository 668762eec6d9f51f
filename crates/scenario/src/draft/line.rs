//! Lines, the addresses that they get, and the operators' records of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use jiff::Timestamp;

use super::time::{Clock, minutes_after, stated};
use super::words::{PLACES, Place, STREETS};
use super::{Draft, Home};
use crate::network::{Allocation, Installation, LineKind, Operator, PortRange, Sharing, SubscriberRecord};

const ALBA: &str = "Telefonía Alba";
const PONIENTE: &str = "Fibra Poniente";
const CIERZO: &str = "Móviles Cierzo";
const LOINTAIN: &str = "Réseau Lointain";

/// Ports that one line gets of a shared address.
const PORTS_PER_LINE: u16 = 512;

/// A line as its operator knows it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) operator: &'static str,
    pub(crate) reference: String,
    kind: LineKind,
    pub(crate) holder: String,
    billing_address: String,
    installation: Option<Installation>,
    /// The address that it always has.
    address: Option<IpAddr>,
}

/// How an upload reaches the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// From the address that the line always has.
    Fixed,
    /// From an address that other lines had an hour before and after.
    Leased,
    /// From an address in the line's IPv6 prefix.
    Prefix,
    /// From an address shared with other lines, port known.
    SharedWithPort,
    /// The same, port unknown: the operator names them all.
    SharedWithoutPort,
}

pub(super) fn operators() -> Vec<Operator> {
    let of = |name: &str, kind| Operator { name: name.to_owned(), kind };
    vec![
        of(ALBA, LineKind::Fixed),
        of(PONIENTE, LineKind::Fixed),
        of(CIERZO, LineKind::Mobile),
        of(LOINTAIN, LineKind::Fixed),
    ]
}

pub(super) fn allocations(from: Timestamp) -> Vec<Allocation> {
    use Sharing::{CarrierGradeNat, OneLine};
    let rows = [
        (net([192, 0, 2, 0], 24), "ES", ALBA, OneLine),
        (net([198, 51, 100, 0], 24), "ES", PONIENTE, OneLine),
        (net([203, 0, 113, 0], 25), "ES", CIERZO, CarrierGradeNat),
        (net([203, 0, 113, 128], 25), "FR", LOINTAIN, OneLine),
        (net([100, 64, 0, 0], 10), "ES", CIERZO, CarrierGradeNat),
        (prefix6(0xa000, 36), "ES", PONIENTE, OneLine),
    ];
    let rows = rows.into_iter().map(|(range, country, operator, sharing)| Allocation {
        range,
        country: country.to_owned(),
        operator: operator.to_owned(),
        from: stated(from, Clock::Utc),
        to: None,
        sharing,
    });
    rows.collect()
}

impl Draft {
    /// A fixed line of a household, with an address of its own.
    pub(super) fn fixed_line(&mut self, place: &'static Place, holder: String) -> Line {
        let operator = if self.lines.is_multiple_of(2) { ALBA } else { PONIENTE };
        let street = format!("{} {}", self.dice.pick(&STREETS), self.dice.between(1, 60));
        let installation = Installation {
            street: street.clone(),
            city: place.city.to_owned(),
            province: place.operators.to_owned(),
        };
        let billing_address = format!("{street}, {}", place.city);
        let address = Some(self.next_address(operator));
        let line = Line {
            operator,
            reference: self.next_reference(operator),
            kind: LineKind::Fixed,
            holder,
            billing_address,
            installation: Some(installation),
            address,
        };
        if let Some(address) = address {
            self.record(&line, address.into(), None, (self.opened_at, None));
        }
        line
    }

    /// A mobile line of a household.
    pub(crate) fn mobile_line(&mut self, home: &Home) -> Line {
        let line = Line {
            operator: CIERZO,
            reference: self.next_reference(CIERZO),
            kind: LineKind::Mobile,
            holder: home.line.holder.clone(),
            billing_address: home.line.billing_address.clone(),
            installation: None,
            address: None,
        };
        if let Some(household) = self.scenario.households.iter_mut().find(|one| one.key == home.household) {
            household.lines.push(line.reference.clone());
        }
        line
    }

    /// The address and port from which a line is seen at an instant, with the records that say so.
    pub(super) fn connect(&mut self, line: &Line, via: Via, at: Timestamp) -> (IpAddr, Option<u16>) {
        match (via, line.address) {
            (Via::Fixed, Some(address)) => (address, None),
            (Via::Prefix, _) if line.operator == PONIENTE => (self.prefix(line), None),
            (Via::SharedWithPort, _) => self.shared(line, at),
            (Via::SharedWithoutPort, _) => (self.shared(line, at).0, None),
            _ => (self.leased(line, at), None),
        }
    }

    fn leased(&mut self, line: &Line, at: Timestamp) -> IpAddr {
        let address = self.next_address(line.operator);
        let (from, to) =
            (minutes_after(at, -self.dice.between(5, 50)), minutes_after(at, self.dice.between(5, 50)));
        let (before, after) =
            (self.stranger(line.operator, line.kind), self.stranger(line.operator, line.kind));
        self.record(&before, address.into(), None, (minutes_after(from, -600), Some(from)));
        self.record(line, address.into(), None, (from, Some(to)));
        self.record(&after, address.into(), None, (to, Some(minutes_after(to, 600))));
        address
    }

    fn prefix(&mut self, line: &Line) -> IpAddr {
        // the line's number makes its /56; the low half is the device's own
        let number = u16::try_from(self.line_number(line) % 0x1000).unwrap_or_default();
        let network = Ipv6Addr::new(0x2001, 0xdb8, 0xa000 | (number >> 8), (number & 0xff) << 8, 0, 0, 0, 0);
        let range = ipnet::Ipv6Net::new_assert(network, 56).into();
        if !self.scenario.subscriber_records.iter().any(|record| record.range == range) {
            self.record(line, range, None, (self.opened_at, None));
        }
        let mut part = || u16::try_from(self.dice.between(1, 0xffff)).unwrap_or(1);
        let [a, b, c, d, ..] = network.segments();
        IpAddr::V6(Ipv6Addr::new(a, b, c, d, part(), part(), part(), part()))
    }

    fn shared(&mut self, line: &Line, at: Timestamp) -> (IpAddr, Option<u16>) {
        let address = self.next_address(CIERZO);
        let during =
            (minutes_after(at, -self.dice.between(5, 50)), Some(minutes_after(at, self.dice.between(5, 50))));
        let (lines, mine) = (self.dice.between(3, 4), self.dice.between(0, 2));
        let mut port = None;
        for slot in 0..lines {
            let from = 1024 + PORTS_PER_LINE * u16::try_from(slot).unwrap_or_default();
            let ports = PortRange { from, to: from + PORTS_PER_LINE - 1 };
            if slot == mine {
                self.record(line, address.into(), Some(ports), during);
                port = u16::try_from(self.dice.between(i64::from(ports.from), i64::from(ports.to))).ok();
            } else {
                let stranger = self.stranger(CIERZO, LineKind::Mobile);
                self.record(&stranger, address.into(), Some(ports), during);
            }
        }
        (address, port)
    }

    /// A line of somebody who has nothing to do with it.
    fn stranger(&mut self, operator: &'static str, kind: LineKind) -> Line {
        let place = self.dice.pick(&PLACES);
        let street = format!("{} {}", self.dice.pick(&STREETS), self.dice.between(61, 120));
        let installation = Installation {
            street: street.clone(),
            city: place.city.to_owned(),
            province: place.operators.to_owned(),
        };
        let family = self.family();
        Line {
            operator,
            reference: self.next_reference(operator),
            kind,
            holder: self.full_name(family),
            billing_address: format!("{street}, {}", place.city),
            installation: (kind == LineKind::Fixed).then_some(installation),
            address: None,
        }
    }

    fn record(
        &mut self,
        line: &Line,
        range: IpNet,
        ports: Option<PortRange>,
        (from, to): (Timestamp, Option<Timestamp>),
    ) {
        self.scenario.subscriber_records.push(SubscriberRecord {
            operator: line.operator.to_owned(),
            line: line.reference.clone(),
            range,
            ports,
            from: stated(from, Clock::Utc),
            to: to.map(|to| stated(to, Clock::Utc)),
            kind: line.kind,
            holder: line.holder.clone(),
            billing_address: line.billing_address.clone(),
            installation: line.installation.clone(),
        });
    }

    fn next_reference(&mut self, operator: &str) -> String {
        self.lines += 1;
        let letter = operator.split(' ').next_back().and_then(|word| word.chars().next()).unwrap_or('L');
        format!("{letter}-{:05}", self.lines)
    }

    fn line_number(&self, line: &Line) -> usize {
        line.reference.split('-').next_back().and_then(|digits| digits.parse().ok()).unwrap_or(self.lines)
    }

    /// The next address of an operator that nobody had.
    pub(super) fn next_address(&mut self, operator: &'static str) -> IpAddr {
        let used = self.addresses.entry(operator).or_default();
        *used += 1;
        let (low, high) = (used.to_be_bytes()[1], used.to_be_bytes()[0]);
        IpAddr::V4(match (operator, *used) {
            (ALBA, 1..=254) => Ipv4Addr::new(192, 0, 2, low),
            (PONIENTE, 1..=254) => Ipv4Addr::new(198, 51, 100, low),
            (LOINTAIN, 1..=126) => Ipv4Addr::new(203, 0, 113, 128 + low),
            // every third is seen by its carrier's inner address
            (CIERZO, 1..=126) if !used.is_multiple_of(3) => Ipv4Addr::new(203, 0, 113, low),
            (_, _) => Ipv4Addr::new(100, 64 + high, 7, low),
        })
    }

    /// An address of another country.
    pub(crate) fn foreign_address(&mut self) -> IpAddr {
        self.next_address(LOINTAIN)
    }
}

fn net(octets: [u8; 4], length: u8) -> IpNet {
    ipnet::Ipv4Net::new_assert(Ipv4Addr::from(octets), length).into()
}

fn prefix6(third: u16, length: u8) -> IpNet {
    ipnet::Ipv6Net::new_assert(Ipv6Addr::new(0x2001, 0xdb8, third, 0, 0, 0, 0, 0), length).into()
}
