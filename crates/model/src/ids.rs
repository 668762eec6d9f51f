//! Typed identifiers: a UUIDv7 whose text carries its kind, so that nobody pastes the wrong one.

use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::{Builder, Uuid, Version};

use crate::clock::{Clock, Rng};

/// What an identifier stands for.
pub trait Kind: Copy + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    /// The letters before the underscore in the text form.
    const PREFIX: &'static str;
}

/// Declares kinds of identifier: one uninhabited type with its text prefix per line.
#[macro_export]
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {}

        impl $crate::Kind for $name {
            const PREFIX: &'static str = $prefix;
        }
    )+};
}

/// The kinds that more than one crate speaks of.
pub mod kind {
    crate::kinds! {
        /// One alleged act of a person.
        Act = "act";
        /// An authority that receives referrals.
        Agency = "agy";
        /// A police dossier.
        Case = "cas";
        /// A preserved file or record.
        EvidenceItem = "evi";
        /// A decision that something must not be erased.
        LegalHold = "hld";
        /// The record that two accounts or reports concern one subject.
        Link = "lnk";
        /// Several cases led together.
        Operation = "ope";
        /// An identified natural person.
        Person = "per";
        /// What the clearinghouse sends to a country's police.
        Referral = "ref";
        /// One notification by a reporting party.
        Report = "rep";
        /// A platform or member of the public that reports.
        ReportingParty = "rpp";
        /// An account or cluster of accounts under inquiry.
        Subject = "sub";
        /// A report by the public through the form.
        Tip = "tip";
        /// A provincial team.
        Unit = "uni";
    }
}

/// An identifier of one kind; ordered by the time it was made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id<K: Kind>(Uuid, PhantomData<K>);

impl<K: Kind> Id<K> {
    /// A new UUIDv7 (RFC 9562 section 5.7). A clock before 1970 counts as 1970.
    pub fn new(clock: &dyn Clock, rng: &dyn Rng) -> Self {
        let mut random = [0; 10];
        rng.fill(&mut random);
        let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or_default();
        Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid(), PhantomData)
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.0.simple())
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not an identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Another kind's prefix, or none.
    #[error("id: expected `{expected}_` at the start of `{text}`")]
    Prefix {
        /// The prefix of the kind asked for.
        expected: &'static str,
        /// What was given.
        text: String,
    },
    /// Not 32 lower-case hexadecimal digits of a UUIDv7.
    #[error("id: `{text}` must be `{expected}_` and the 32 lower-case hexadecimal digits of a UUIDv7")]
    Digits {
        /// The prefix of the kind asked for.
        expected: &'static str,
        /// What was given.
        text: String,
    },
}

impl<K: Kind> FromStr for Id<K> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let digits = text
            .strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .ok_or_else(|| IdError::Prefix { expected: K::PREFIX, text: text.to_owned() })?;
        // One identifier has one text: no hyphens, braces or capitals, which Uuid would accept.
        let plain = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        Uuid::try_parse(digits)
            .ok()
            .filter(|uuid| plain && uuid.get_version() == Some(Version::SortRand))
            .map(|uuid| Self(uuid, PhantomData))
            .ok_or_else(|| IdError::Digits { expected: K::PREFIX, text: text.to_owned() })
    }
}

impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::{ManualClock, SeededRng};

    type ReportId = Id<kind::Report>;

    #[test]
    fn text_round_trips_and_ids_sort_by_time() {
        let (clock, rng) = (ManualClock::new(Timestamp::UNIX_EPOCH), SeededRng::new(7));
        let first = ReportId::new(&clock, &rng);
        clock.advance(SignedDuration::from_millis(1));
        let second = ReportId::new(&clock, &rng);
        assert!(first < second);
        assert_eq!(first.to_string().parse(), Ok(first));
        let json = serde_json::to_string(&first).unwrap();
        assert_eq!(json, format!("\"{first}\""));
        assert_eq!(serde_json::from_str::<ReportId>(&json).unwrap(), first);
    }

    #[test]
    fn other_texts_are_refused() {
        let good = "0190163d8694739b8e3b2c7d3a0f5e11";
        assert!(format!("rep_{good}").parse::<ReportId>().is_ok());
        let check = |text: &str, says: &str| {
            let error = text.parse::<ReportId>().unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        };
        check(&format!("sub_{good}"), "expected `rep_`");
        check(good, "expected `rep_`");
        check("rep_12", "32 lower-case");
        check(&format!("rep_{}", good.to_uppercase()), "32 lower-case");
        check("rep_0190163d8694439b8e3b2c7d3a0f5e11", "UUIDv7");
    }
}
