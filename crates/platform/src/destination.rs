//! Where reports go: to a sandbox, to a clearinghouse's test side, or in earnest. In earnest only what is real, and only once a named person has
//! opened the way.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::statement::UploadStatement;

/// How many people confirm a report where the house wants a second one.
pub(crate) const CONFIRMERS: i64 = 2;

/// What stands at the other end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A stand-in that files nothing anywhere.
    #[default]
    Sandbox,
    /// The clearinghouse's own test side.
    Test,
    /// Reports reach the authorities.
    Production,
}

/// A clearinghouse at its address: numbers of reports and sequences of outcomes are its own, and mean nothing at another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clearinghouse {
    /// What stands there.
    pub(crate) destination: Destination,
    /// Its root.
    pub(crate) address: String,
}

/// Why a report is not sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Held {
    /// Nobody has opened the way in earnest.
    Locked,
    /// It was begun at another destination than the one that is configured, or under a number at another address.
    OtherDestination,
    /// What it is about is invented.
    Invented,
    /// A second person has not confirmed it yet, and the house wants two.
    SecondReviewer,
}

/// Not a name of these.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no known destination, or no reason to hold a report back")]
pub struct UnknownDestination(String);

impl Destination {
    const ALL: [Self; 3] = [Self::Sandbox, Self::Test, Self::Production];

    /// The name in the configuration, in the database and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Test => "test",
            Self::Production => "production",
        }
    }

    /// Key of the text that stands on every page.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Sandbox => "destination-mark-sandbox",
            Self::Test => "destination-mark-test",
            Self::Production => "destination-mark-production",
        }
    }

    /// What a known host of a clearinghouse is, so that nobody takes one for the other.
    pub(crate) fn of_host(host: &str) -> Option<Self> {
        match host {
            "report.cybertip.org" => Some(Self::Production),
            "exttest.cybertip.org" => Some(Self::Test),
            _ => None,
        }
    }
}

impl Held {
    const ALL: [Self; 4] = [Self::Locked, Self::OtherDestination, Self::Invented, Self::SecondReviewer];

    /// Whether the page of the destination tells more.
    pub(crate) fn is_of_destination(self) -> bool {
        self != Self::SecondReviewer
    }

    /// The name in the database and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::OtherDestination => "other_destination",
            Self::Invented => "invented",
            Self::SecondReviewer => "second_reviewer",
        }
    }
}

impl FromStr for Destination {
    type Err = UnknownDestination;

    fn from_str(text: &str) -> Result<Self, UnknownDestination> {
        let found = Self::ALL.into_iter().find(|destination| destination.name() == text);
        found.ok_or_else(|| UnknownDestination(text.to_owned()))
    }
}

impl FromStr for Held {
    type Err = UnknownDestination;

    fn from_str(text: &str) -> Result<Self, UnknownDestination> {
        let found = Self::ALL.into_iter().find(|held| held.name() == text);
        found.ok_or_else(|| UnknownDestination(text.to_owned()))
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a report may not be sent to a destination now; none where it may. `is_elsewhere`: it was begun at another one. `is_of_vectors`: its files are
/// test files alone.
pub(crate) fn held(
    destination: Destination,
    is_elsewhere: bool,
    is_unlocked: bool,
    statement: &UploadStatement,
    is_of_vectors: bool,
) -> Option<Held> {
    if is_elsewhere {
        return Some(Held::OtherDestination);
    }
    if destination != Destination::Production {
        return None;
    }
    if is_of_vectors || is_invented(statement) {
        Some(Held::Invented)
    } else if is_unlocked {
        None
    } else {
        Some(Held::Locked)
    }
}

/// Whether a statement is of examples and tests: addresses of the internet and names that are reserved for documentation (RFC 5737, RFC 3849,
/// RFC 9637, RFC 2606). An e-mail address is what a user typed, who would go unreported by typing a reserved one: it says so only beside an
/// address of the internet that is nobody's in public.
fn is_invented(statement: &UploadStatement) -> bool {
    let host = reqwest::Url::parse(&statement.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let mut emails = statement.account.emails.iter().filter_map(|email| email.rsplit_once('@'));
    statement.ip.is_some_and(is_documentation)
        || host.is_some_and(|host| is_reserved(&host))
        || (statement.ip.is_some_and(is_private) && emails.any(|(_, domain)| is_reserved(domain)))
}

/// Whether an address is one within a network or a machine (RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291).
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
            address.is_private() || address.is_loopback() || address.is_link_local() || is_shared
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

fn is_documentation(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            matches!(address.octets(), [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _])
        }
        IpAddr::V6(address) => {
            let [first, second, ..] = address.segments();
            (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000)
        }
    }
}

fn is_reserved(domain: &str) -> bool {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let mut labels = domain.rsplit('.');
    let (last, before) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    matches!(last, "example" | "test" | "invalid" | "localhost")
        || (before == "example" && matches!(last, "com" | "net" | "org"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(ip: &str, host: &str, email: &str) -> UploadStatement {
        let text = format!(
            r#"{{"account":{{"esp_identifier":"a-1","emails":["{email}"]}},"uploaded_at":"2020-10-03T21:14:05+02:00","ip":"{ip}",
                "url":"https://{host}/p/1","channel":"public","file_name":"a.png"}}"#
        );
        let now = "2020-12-28T09:00:00Z".parse().unwrap();
        UploadStatement::parse(text.as_bytes(), now).unwrap_or_else(|failure| panic!("{failure}")).statement
    }

    #[test]
    fn only_what_is_real_goes_out_in_earnest_and_only_through_an_open_door() {
        use Destination::{Production, Sandbox, Test};
        let held = |destination, is_elsewhere, is_unlocked, statement: &UploadStatement| {
            super::held(destination, is_elsewhere, is_unlocked, statement, false)
        };
        let real = statement("10.1.2.3", "social.internal", "a@mail.internal");
        assert_eq!(held(Production, false, false, &real), Some(Held::Locked));
        assert_eq!(held(Production, false, true, &real), None);
        assert_eq!(held(Test, false, false, &real), None);
        assert_eq!(super::held(Production, false, true, &real, true), Some(Held::Invented), "a test file");
        assert_eq!(super::held(Test, false, true, &real, true), None);
        assert_eq!(held(Production, true, true, &real), Some(Held::OtherDestination));
        assert_eq!(held(Sandbox, true, true, &real), Some(Held::OtherDestination));
        for (ip, host, email) in [
            ("203.0.113.7", "social.internal", "a@mail.internal"),
            ("2001:db8::1", "social.internal", "a@mail.internal"),
            ("3fff:0fff::1", "social.internal", "a@mail.internal"),
            ("::ffff:192.0.2.1", "social.internal", "a@mail.internal"),
            ("10.1.2.3", "social.example", "a@mail.internal"),
            ("10.1.2.3", "www.Example.COM", "a@mail.internal"),
            ("10.1.2.3", "social.internal", "a@mail.test"),
        ] {
            let invented = statement(ip, host, email);
            assert_eq!(held(Production, false, true, &invented), Some(Held::Invented), "{ip} {host} {email}");
            assert_eq!(held(Sandbox, false, false, &invented), None);
            assert_eq!(held(Test, false, false, &invented), None);
        }
        assert_eq!(
            held(Production, false, true, &statement("10.1.2.3", "example.internal", "a@mail.internal")),
            None
        );
        // who types an address of examples is reported all the same; this one, of a test bed, stands for any in public (RFC 2544)
        for ip in ["198.18.1.2", "2001:2::1"] {
            let typed = statement(ip, "social.internal", "a@example.com");
            assert_eq!(held(Production, false, true, &typed), None, "{ip}");
        }
        for ip in ["100.64.0.1", "127.0.0.1", "169.254.0.1", "fd00::1", "fe80::1", "::1"] {
            let own = statement(ip, "social.internal", "a@example.com");
            assert_eq!(held(Production, false, true, &own), Some(Held::Invented), "{ip}");
        }
    }
}
