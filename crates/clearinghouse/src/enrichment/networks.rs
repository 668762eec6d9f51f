//! What an address is: of a household, shared by many, of machines that are let, of a relay, or of no public network.

use std::net::IpAddr;

use jiff::civil::Date;

use super::{FactKind, Finding, NetworkKind};
use crate::addresses::StatedAddress;
use crate::country::Answer;

/// The marks of each address.
pub(super) fn find(addresses: &[(StatedAddress, Answer)], today: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (stated, answer) in addresses {
        let mut push = |kind, value: &str, source: &str, valid_on| {
            findings.push(Finding {
                element: stated.element.clone(),
                kind,
                value: value.to_owned(),
                source: source.to_owned(),
                valid_on,
            });
        };
        if let Some(network) = &answer.network {
            push(FactKind::AddressOperator, &network.operator, &network.source, network.valid_on);
            let kind = match network.kind {
                NetworkKind::Access | NetworkKind::Mobile => None,
                NetworkKind::Hosting => Some(FactKind::AddressHosting),
                NetworkKind::Relay => Some(FactKind::AddressRelay),
                NetworkKind::Shared => Some(FactKind::AddressShared),
            };
            if let Some(kind) = kind {
                push(kind, &network.operator, &network.source, network.valid_on);
            }
        }
        let address = stated.address.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical());
        if let Some((value, source)) = address.and_then(special) {
            let kind =
                if value == "100.64.0.0/10" { FactKind::AddressShared } else { FactKind::AddressNotPublic };
            push(kind, value, source, today);
        }
    }
    findings
}

/// The special range that an address lies in, and the document that sets it aside. Those for documentation are left to practice reports.
fn special(address: IpAddr) -> Option<(&'static str, &'static str)> {
    match address {
        IpAddr::V4(v4) => match v4.octets() {
            [100, second, ..] if (64..128).contains(&second) => Some(("100.64.0.0/10", "RFC 6598")),
            [10, ..] => Some(("10.0.0.0/8", "RFC 1918")),
            [172, second, ..] if (16..32).contains(&second) => Some(("172.16.0.0/12", "RFC 1918")),
            [192, 168, ..] => Some(("192.168.0.0/16", "RFC 1918")),
            [169, 254, ..] => Some(("169.254.0.0/16", "RFC 3927")),
            [127, ..] => Some(("127.0.0.0/8", "RFC 1122")),
            [224..=255, ..] => Some(("224.0.0.0/3", "RFC 1112")),
            _ => None,
        },
        IpAddr::V6(v6) => match v6.segments() {
            [first, ..] if first & 0xfe00 == 0xfc00 => Some(("fc00::/7", "RFC 4193")),
            [first, ..] if first & 0xffc0 == 0xfe80 => Some(("fe80::/10", "RFC 4291")),
            [0, 0, 0, 0, 0, 0, 0, 1] => Some(("::1", "RFC 4291")),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_ranges_are_told_by_their_documents() {
        for (address, range) in [
            ("100.64.0.1", Some("100.64.0.0/10")),
            ("100.128.0.1", None),
            ("10.1.2.3", Some("10.0.0.0/8")),
            ("172.32.0.1", None),
            ("192.168.1.1", Some("192.168.0.0/16")),
            ("203.0.113.7", None),
            ("fd00::1", Some("fc00::/7")),
            ("2001:db8::1", None),
        ] {
            assert_eq!(special(address.parse().unwrap()).map(|(range, _)| range), range, "{address}");
        }
    }
}
