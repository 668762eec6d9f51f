//! Internet addresses: one that an operator can answer for has a time, a port and a purpose.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::super::people::IpCaptureEvent;
use super::{Missing, Questions};

/// Asks what an operator must know of each address. `path` leads to the element, its count included.
pub(super) fn ask(questions: &mut Questions, event: &IpCaptureEvent, path: &str) {
    let address: Option<IpAddr> = event.ip_address.trim().parse().ok();
    let is_public = address.is_some_and(is_public);
    questions.ask(Missing::AddressPublic, format!("{path}/ipAddress"), is_public);
    questions.ask(Missing::AddressEvent, format!("{path}/eventName"), event.event_name.is_some());
    questions.ask(Missing::AddressTime, format!("{path}/dateTime"), event.date_time.is_some());
    if matches!(address, Some(IpAddr::V4(_))) {
        questions.ask(Missing::AddressPort, format!("{path}/port"), event.port.is_some());
    }
}

/// Whether an address can be one of the public internet. Ranges for documentation pass: practice reports are made of them.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    let is_local = address.is_private() || address.is_loopback() || address.is_link_local();
    !(is_between_operator_and_subscribers(address.into()) || is_local || first == 0 || first >= 224)
}

/// Whether an address is of 100.64.0.0/10, which lies between an operator and its subscribers (RFC 6598).
pub fn is_between_operator_and_subscribers(address: IpAddr) -> bool {
    let IpAddr::V4(address) = address.to_canonical() else { return false };
    let [first, second, ..] = address.octets();
    first == 100 && (second & 0xC0) == 64
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // global unicast is 2000::/3 (RFC 4291)
    address.segments().first().is_some_and(|first| first & 0xE000 == 0x2000)
}
