//! For what one searches, and why.

use std::net::IpAddr;

use model::folded_words;

use crate::{ColumnKeys, Failure};

/// Why somebody searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Whether the same was reported before.
    Duplicates,
    /// A running inquiry.
    Inquiry,
    /// A request of a court or prosecutor.
    Court,
    /// A person's request about their own data.
    Rights,
    /// Something else, in words.
    Other,
}

impl Purpose {
    /// Every purpose, as the form offers them.
    pub const ALL: [Self; 5] = [Self::Duplicates, Self::Inquiry, Self::Court, Self::Rights, Self::Other];

    /// As the database, the custody log and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Duplicates => "duplicates",
            Self::Inquiry => "inquiry",
            Self::Court => "court",
            Self::Rights => "rights",
            Self::Other => "other",
        }
    }

    /// The purpose that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }

    /// Whether it says too little without words.
    pub fn needs_words(self) -> bool {
        matches!(self, Self::Court | Self::Other)
    }
}

/// What kind of thing is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoughtKind {
    /// A report by its number, or by its identifier here.
    Report,
    /// An account at a service.
    Account,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An IP address.
    Address,
    /// A file by a digest.
    Digest,
    /// A person by name.
    Name,
}

impl SoughtKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Report, Self::Account, Self::Email, Self::Phone, Self::Address, Self::Digest, Self::Name];

    /// As the database, the custody log and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Account => "account",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Digest => "digest",
            Self::Name => "name",
        }
    }

    /// The kind that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One exact thing.
#[derive(Clone, PartialEq, Eq)]
pub enum Sought {
    /// Number or identifier of a report.
    Report(String),
    /// An account at a service.
    Account {
        /// The service, by name or domain.
        service: String,
        /// Its identifier, letter for letter.
        identifier: String,
    },
    /// An e-mail address.
    Email(String),
    /// A telephone number with its country.
    Phone(String),
    /// An IP address.
    Address(IpAddr),
    /// MD5 (32 digits), SHA-256 or PDQ (64), in lower-case hex.
    Digest(String),
    /// Given and family names.
    Name {
        /// Given names.
        given: String,
        /// Family names.
        family: String,
    },
}

model::unprintable!(Sought);

impl Sought {
    /// Reads what was typed: `value`, and beside it a service or family names.
    ///
    /// # Errors
    /// Refused, by field, what is empty or cannot be one.
    pub fn read(kind: SoughtKind, value: &str, service: &str, family: &str) -> Result<Self, Failure> {
        let value = needed("value", value)?;
        Ok(match kind {
            SoughtKind::Report => Self::Report(value),
            SoughtKind::Account => Self::Account { service: needed("service", service)?, identifier: value },
            SoughtKind::Email => Self::Email(value),
            SoughtKind::Phone => Self::Phone(value),
            SoughtKind::Address => Self::Address(value.parse().map_err(|_| {
                Failure::refused("value", "give one IP address, such as 192.0.2.7 or 2001:db8::7")
            })?),
            SoughtKind::Digest => Self::Digest(read_digest(&value)?),
            SoughtKind::Name => Self::Name { given: value, family: needed("family_name", family)? },
        })
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> SoughtKind {
        match self {
            Self::Report(_) => SoughtKind::Report,
            Self::Account { .. } => SoughtKind::Account,
            Self::Email(_) => SoughtKind::Email,
            Self::Phone(_) => SoughtKind::Phone,
            Self::Address(_) => SoughtKind::Address,
            Self::Digest(_) => SoughtKind::Digest,
            Self::Name { .. } => SoughtKind::Name,
        }
    }

    /// The keyed digest that stands for it on record: equal things have equal ones.
    pub(super) fn blind(&self, keys: &ColumnKeys) -> String {
        let value = match self {
            Self::Report(text) | Self::Digest(text) | Self::Phone(text) => text.clone(),
            Self::Email(text) => text.to_lowercase(),
            Self::Account { service, identifier } => format!("{}\u{0}{identifier}", service.to_lowercase()),
            Self::Address(address) => address.to_canonical().to_string(),
            Self::Name { given, family } => {
                [given, family].map(|name| folded_words(name).join(" ")).join("\u{0}")
            }
        };
        keys.blind("search", &format!("{}\u{0}{value}", self.kind().as_str()))
    }
}

/// The form in which equal addresses have equal letters, for keyed digests: as the standard library writes it, IPv4 within IPv6 as IPv4. What is no
/// address stays as it is, in lower case.
pub fn normal_address(text: &str) -> String {
    let text = text.trim();
    text.parse::<IpAddr>().map_or_else(|_| text.to_lowercase(), |address| address.to_canonical().to_string())
}

fn needed(field: &str, text: &str) -> Result<String, Failure> {
    match text.trim() {
        "" => Err(Failure::refused(field, "must not be empty")),
        text if text.chars().count() > 320 => Err(Failure::refused(field, "is too long")),
        text => Ok(text.to_owned()),
    }
}

fn read_digest(text: &str) -> Result<String, Failure> {
    let is_hex = matches!(text.len(), 32 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex {
        return Ok(text.to_ascii_lowercase());
    }
    Err(Failure::refused("value", "give 32 hexadecimal digits (MD5) or 64 (SHA-256, PDQ)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_what_they_are_written_as() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::find(purpose.as_str()), Some(purpose));
        }
        for kind in SoughtKind::ALL {
            assert_eq!(SoughtKind::find(kind.as_str()), Some(kind));
        }
        assert_eq!((Purpose::find(""), SoughtKind::find("ip")), (None, None));
    }

    #[test]
    fn only_what_can_be_one_is_looked_for() {
        let read = |kind, value: &str| Sought::read(kind, value, "", "").map(|sought| sought.kind());
        let good: [(SoughtKind, &str); 5] = [
            (SoughtKind::Report, "7000001"),
            (SoughtKind::Email, "a@mail.example"),
            (SoughtKind::Address, " 2001:db8::7 "),
            (SoughtKind::Digest, &"AB".repeat(16)),
            (SoughtKind::Digest, &"ab".repeat(32)),
        ];
        for (kind, value) in good {
            assert_eq!(read(kind, value).ok(), Some(kind), "{value}");
        }
        let bad: [(SoughtKind, &str); 6] = [
            (SoughtKind::Report, " "),
            (SoughtKind::Account, "user-1"),
            (SoughtKind::Address, "192.0.2.0/24"),
            (SoughtKind::Digest, "abc"),
            (SoughtKind::Digest, &"zz".repeat(16)),
            (SoughtKind::Name, "Abril"),
        ];
        for (kind, value) in bad {
            assert!(read(kind, value).is_err(), "{value}");
        }
    }

    #[test]
    fn an_address_has_one_form_however_it_is_written() {
        for text in ["2001:db8:0:0::7", "2001:DB8::7", " 2001:db8::7 "] {
            assert_eq!(normal_address(text), "2001:db8::7");
        }
        assert_eq!(normal_address("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(normal_address("Not an address"), "not an address");
    }

    #[test]
    fn equal_things_have_equal_digests_of_their_kind() {
        let keys = ColumnKeys::from_node_secret(&[7; 32]);
        let blind = |kind, value: &str| Sought::read(kind, value, "x", "y").unwrap().blind(&keys);
        assert_eq!(blind(SoughtKind::Email, "A@mail.example"), blind(SoughtKind::Email, "a@mail.example"));
        assert_eq!(blind(SoughtKind::Address, "2001:db8:0::7"), blind(SoughtKind::Address, "2001:db8::7"));
        assert_eq!(blind(SoughtKind::Name, "Ana-Belén"), blind(SoughtKind::Name, "ANA BELEN"));
        assert_ne!(blind(SoughtKind::Report, "7"), blind(SoughtKind::Phone, "7"));
    }
}
