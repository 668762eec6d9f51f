//! What one report states of the account that it is about.

use std::net::IpAddr;

/// What one report states of the reported account, as written. Empty texts and placeholders are taken as they come: what many
/// contradicting accounts share loses its weight by itself.
#[derive(Clone, Copy, Default)]
pub struct Statement<'a> {
    /// The report's own name. A report that states no account is told from others by it; statements of one name are one.
    pub report: &'a str,
    /// Service and its identifier of the account; reports of one account are folded.
    pub account: Option<(&'a str, &'a str)>,
    /// When the act happened, seconds since 1970 (UTC).
    pub at_s: i64,
    /// The account's handle.
    pub user_name: Option<&'a str>,
    /// The name that it shows.
    pub display_name: Option<&'a str>,
    /// The full name that it states.
    pub full_name: Option<&'a str>,
    /// The birth date that it states, `YYYY-MM-DD`; anything else is compared letter for letter.
    pub birth_date: Option<&'a str>,
    /// E-mail addresses.
    pub emails: &'a [&'a str],
    /// Telephone numbers.
    pub phones: &'a [&'a str],
    /// Identifiers of devices.
    pub devices: &'a [&'a str],
    /// Lines that it was used from.
    pub lines: &'a [LineUse],
    /// Digests of files, in any one notation.
    pub files: &'a [&'a str],
}

/// One use of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineUse {
    /// The address.
    pub address: IpAddr,
    /// The source port, where it is stated.
    pub port: Option<u16>,
    /// When, seconds since 1970 (UTC).
    pub at_s: i64,
}
