//! Allocations of real addresses, as the five regional registries publish them (crate `iptocc`).

use std::net::IpAddr;

use jiff::civil::{Date, date};

use super::{Opinion, Source};

/// The day on which the release of the data that we build with was published.
const PUBLISHED_ON: Date = date(2026, 11, 1);

/// The country to which the address is allocated; documentation and private ranges have none.
pub(super) fn ask(address: IpAddr) -> Option<Opinion> {
    let country = iptocc::country_code(address)?;
    let plain = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    plain.then(|| Opinion { source: Source::Registries, country: country.to_owned(), valid_on: PUBLISHED_ON })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_allocations_are_found() {
        // Networks whose holders are known by name.
        for (address, country) in [
            ("80.58.0.1", "ES"),    // Telefónica
            ("213.97.0.1", "ES"),   // Telefónica
            ("2a02:9000::1", "ES"), // Telefónica
            ("130.206.1.1", "ES"),  // RedIRIS
            ("8.8.8.8", "US"),      // Google
            ("2001:4860:4860::8888", "US"),
            ("193.0.6.139", "NL"), // RIPE NCC
            ("202.12.29.1", "AU"), // APNIC
            ("200.3.14.10", "UY"), // LACNIC
            ("41.0.0.1", "ZA"),    // Vodacom
            ("133.11.0.1", "JP"),  // University of Tokyo
        ] {
            let found = ask(address.parse().unwrap()).map(|opinion| opinion.country);
            assert_eq!(found.as_deref(), Some(country), "{address}");
        }
    }

    #[test]
    fn special_ranges_have_no_country() {
        for address in [
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "100.64.0.1",
            "10.0.0.1",
            "127.0.0.1",
            "2001:db8::1",
            "fe80::1",
        ] {
            assert_eq!(ask(address.parse().unwrap()), None, "{address}");
        }
    }

    #[test]
    fn the_date_belongs_to_the_release_that_is_built_in() {
        let lock = include_str!("../../../../Cargo.lock");
        assert!(
            lock.contains("name = \"iptocc\"\nversion = \"1.4.175\"\n"),
            "iptocc was updated: set PUBLISHED_ON to the day of its release, and the version here"
        );
    }
}
