//! Addresses that nobody on the public internet has: what stands behind them is not for a caller to reach by way of us.
//!
//! Source: the IANA special-purpose address registries (RFC 6890 and its updates), as of 2025; and the one address outside of them at which a
//! large cloud (Azure) answers its own machines alone.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of IPv4 by their first address and the length of their prefix, with what they are for.
const V4: [([u8; 4], u32, &str); 18] = [
    ([0, 0, 0, 0], 8, "of this network"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "shared by a carrier"),
    ([127, 0, 0, 0], 8, "loopback"),
    ([168, 63, 129, 16], 32, "of a cloud for its own machines"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "reserved for protocols"),
    ([192, 0, 2, 0], 24, "for documentation"),
    ([192, 31, 196, 0], 24, "reserved for protocols"),
    ([192, 52, 193, 0], 24, "reserved for protocols"),
    ([192, 88, 99, 0], 24, "of a relay"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "for benchmarks"),
    ([198, 51, 100, 0], 24, "for documentation"),
    ([203, 0, 113, 0], 24, "for documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// What of global unicast IPv6 (2000::/3) is for something else.
const V6: [([u16; 3], u32, &str); 4] = [
    ([0x2001, 0, 0], 23, "reserved for protocols"),
    ([0x2001, 0xdb8, 0], 32, "for documentation"),
    ([0x2002, 0, 0], 16, "of a relay"),
    ([0x3fff, 0, 0], 20, "for documentation"),
];

/// Why an address is not connected to, or none where it is public.
pub(super) fn why_refused(address: IpAddr) -> Option<&'static str> {
    // an IPv4 address in the dress of an IPv6 one (::ffff:0:0/96) leads where the IPv4 one does
    match address.to_canonical() {
        IpAddr::V4(v4) => refused_v4(v4),
        IpAddr::V6(v6) => refused_v6(v6),
    }
}

fn refused_v4(address: Ipv4Addr) -> Option<&'static str> {
    let is_in = |first: [u8; 4], prefix: u32| {
        (address.to_bits() ^ Ipv4Addr::from_octets(first).to_bits()) >> (32 - prefix) == 0
    };
    V4.iter().find(|(first, prefix, _)| is_in(*first, *prefix)).map(|(_, _, what)| *what)
}

fn refused_v6(address: Ipv6Addr) -> Option<&'static str> {
    let shares = |first: Ipv6Addr, prefix: u32| (address.to_bits() ^ first.to_bits()) >> (128 - prefix) == 0;
    // loopback, link-local, unique local, multicast and the translations of IPv4 (64:ff9b::/96, ::/96) lie outside
    if !shares(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3) {
        return Some("not of the public internet");
    }
    let found =
        V6.iter().find(|([a, b, c], prefix, _)| shares(Ipv6Addr::new(*a, *b, *c, 0, 0, 0, 0, 0), *prefix));
    found.map(|(_, _, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_connected_to() {
        for (address, is_refused) in [
            ("0.0.0.0", true),
            ("9.255.255.255", false),
            ("10.0.0.0", true),
            ("10.255.255.255", true),
            ("11.0.0.0", false),
            ("100.63.255.255", false),
            ("100.64.0.1", true),
            ("100.127.255.255", true),
            ("100.128.0.0", false),
            ("127.0.0.1", true),
            ("127.255.255.254", true),
            ("128.0.0.1", false),
            ("168.63.129.15", false),
            ("168.63.129.16", true),
            ("169.254.169.254", true),
            ("172.15.255.255", false),
            ("172.16.0.1", true),
            ("172.31.255.255", true),
            ("172.32.0.0", false),
            ("192.0.0.8", true),
            ("192.0.2.1", true),
            ("192.88.99.1", true),
            ("192.167.255.255", false),
            ("192.168.1.1", true),
            ("198.17.255.255", false),
            ("198.19.0.1", true),
            ("198.51.100.7", true),
            ("203.0.113.7", true),
            ("223.255.255.255", false),
            ("224.0.0.1", true),
            ("239.255.255.255", true),
            ("255.255.255.255", true),
            ("::", true),
            ("::1", true),
            ("::127.0.0.1", true),
            ("::ffff:127.0.0.1", true),
            ("::ffff:10.1.2.3", true),
            ("::ffff:128.0.0.1", false),
            ("64:ff9b::10.0.0.1", true),
            ("100::1", true),
            ("2001::1", true),
            ("2001:1ff::1", true),
            ("2001:200::1", false),
            ("2001:db8::1", true),
            ("2002:7f00:1::", true),
            ("2a00:1450::1", false),
            ("3fff::1", true),
            ("3fff:1000::1", false),
            ("fc00::1", true),
            ("fd12:3456::1", true),
            ("fe80::1", true),
            ("fec0::1", true),
            ("ff02::1", true),
        ] {
            assert_eq!(why_refused(address.parse().unwrap()).is_some(), is_refused, "{address}");
        }
    }
}
