//! Identity traits and the keys that make them comparable.

use std::fmt;
use std::net::IpAddr;

use model::StatedTime;
use serde::{Deserialize, Serialize};

use crate::normalise;

/// One identity fact that a report states of an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum IdentityTrait {
    /// The service's own identifier of the account.
    EspIdentifier {
        /// The service, by name or domain.
        service: String,
        /// Its identifier, letter for letter.
        identifier: String,
    },
    /// An e-mail address.
    Email {
        /// The address.
        address: String,
        /// Whether the service says that it verified it.
        verified: bool,
    },
    /// A telephone number.
    Phone {
        /// The number as stated; it links only with its country.
        number: String,
        /// The country calling code, where the report states it apart from the number.
        calling_code: Option<String>,
        /// Whether the service says that it verified it.
        verified: bool,
    },
    /// The identifier of a device.
    DeviceId {
        /// The identifier.
        identifier: String,
    },
    /// The name that an account shows on a service; others may take it later.
    ScreenName {
        /// The service, by name or domain.
        service: String,
        /// The name.
        name: String,
    },
    /// An address from which the account was used. The same line is not the same person.
    Address {
        /// The address.
        address: IpAddr,
        /// When, as the report states it.
        at: Option<StatedTime>,
    },
}

model::unprintable!(IdentityTrait);

/// The kinds of trait, most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TraitKind {
    /// [`IdentityTrait::EspIdentifier`].
    EspIdentifier,
    /// [`IdentityTrait::Email`].
    Email,
    /// [`IdentityTrait::Phone`] with its country.
    Phone,
    /// [`IdentityTrait::DeviceId`].
    DeviceId,
    /// [`IdentityTrait::Phone`] without a country: the same digits may be another's abroad.
    NationalPhone,
    /// [`IdentityTrait::ScreenName`].
    ScreenName,
    /// [`IdentityTrait::Address`].
    Address,
}

impl TraitKind {
    /// Whether the same key of this kind suffices for a link.
    pub fn links_alone(self) -> bool {
        match self {
            Self::EspIdentifier | Self::Email | Self::Phone | Self::DeviceId => true,
            Self::NationalPhone | Self::ScreenName | Self::Address => false,
        }
    }

    /// The name in JSON, SQL and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EspIdentifier => "esp_identifier",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::DeviceId => "device_id",
            Self::NationalPhone => "national_phone",
            Self::ScreenName => "screen_name",
            Self::Address => "address",
        }
    }

    /// The name in the grounds of a link.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::EspIdentifier => "account identifier",
            Self::Email => "e-mail address",
            Self::Phone => "telephone number",
            Self::DeviceId => "device identifier",
            Self::NationalPhone => "telephone number without country",
            Self::ScreenName => "screen name",
            Self::Address => "IP address",
        }
    }
}

/// A normalised trait: equal keys are the same identifier.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraitKey {
    /// Kind of the trait.
    pub kind: TraitKind,
    /// The service within which the value means something; `None` where it means the same everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The normalised value.
    pub value: String,
}

model::unprintable!(TraitKey);

impl TraitKey {
    /// One text per key, another for every other key: input of a keyed digest for look-up.
    pub fn canonical_text(&self) -> String {
        let service = self.service.as_deref().unwrap_or_default();
        format!("{}\n{}:{service}\n{}", self.kind.as_str(), service.len(), self.value)
    }
}

impl fmt::Display for TraitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.words(), self.value)?;
        self.service.iter().try_for_each(|service| write!(f, " on {service}"))
    }
}

impl IdentityTrait {
    /// The key to compare by; `None` for what identifies nobody: empty or malformed values and placeholders.
    pub fn key(&self) -> Option<TraitKey> {
        let (kind, service, value) = match self {
            Self::EspIdentifier { service, identifier } => {
                let identifier = normalise::trimmed(identifier)?;
                (TraitKind::EspIdentifier, Some(normalise::service(service)?), identifier)
            }
            Self::Email { address, .. } => (TraitKind::Email, None, normalise::email(address)?),
            Self::Phone { number, calling_code, .. } => {
                let number = normalise::phone(number, calling_code.as_deref())?;
                let international = number.starts_with('+');
                (if international { TraitKind::Phone } else { TraitKind::NationalPhone }, None, number)
            }
            Self::DeviceId { identifier } => (TraitKind::DeviceId, None, normalise::device_id(identifier)?),
            Self::ScreenName { service, name } => {
                (TraitKind::ScreenName, Some(normalise::service(service)?), normalise::screen_name(name)?)
            }
            Self::Address { address, .. } => (TraitKind::Address, None, address.to_canonical().to_string()),
        };
        Some(TraitKey { kind, service, value })
    }

    /// Whether the service says that it verified this trait.
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Email { verified: true, .. } | Self::Phone { verified: true, .. })
    }
}
