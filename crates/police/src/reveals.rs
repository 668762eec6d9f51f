//! What can be revealed, and how often a day.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A field of a person that pages mask or leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MaskedField {
    /// Given and family name.
    Name,
    /// Birth date.
    Birth,
}

impl MaskedField {
    const ALL: [Self; 2] = [Self::Name, Self::Birth];

    /// As the database, the API and the keys of the texts write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Birth => "birth",
        }
    }

    /// The field that is written so.
    pub(crate) fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

/// What a second person says of a reveal that chance drew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReviewVerdict {
    /// Reason and legal basis bear it.
    Justified,
    /// They do not, or it is open.
    Questioned,
}

impl ReviewVerdict {
    const ALL: [Self; 2] = [Self::Justified, Self::Questioned];

    /// As the database, the API and the keys of the texts write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Justified => "justified",
            Self::Questioned => "questioned",
        }
    }

    /// The verdict that is written so.
    pub(crate) fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }
}

/// Whether chance draws a reveal for review, at `percent` of a hundred.
pub(crate) fn is_drawn(random: [u8; 4], percent: u32) -> bool {
    u32::from_le_bytes(random) % 100 < percent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_draws_the_stated_share() {
        use model::Rng as _;
        let rng = model::SeededRng::new(1);
        let drawn = |percent| {
            let draw = |_: &u32| {
                let mut random = [0; 4];
                rng.fill(&mut random);
                is_drawn(random, percent)
            };
            (0..10_000_u32).filter(draw).count()
        };
        assert_eq!((drawn(0), drawn(100)), (0, 10_000));
        let tenth = drawn(10);
        assert!((850..1150).contains(&tenth), "{tenth} of 10,000");
    }

    #[test]
    fn every_verdict_is_found_by_its_word() {
        for verdict in ReviewVerdict::ALL {
            assert_eq!(ReviewVerdict::find(verdict.as_str()), Some(verdict));
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.as_str());
        }
        assert_eq!(ReviewVerdict::find("open"), None);
    }

    #[test]
    fn every_field_is_found_by_its_word() {
        for field in MaskedField::ALL {
            assert_eq!(MaskedField::find(field.as_str()), Some(field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
        }
        assert_eq!(MaskedField::find("address"), None);
    }
}
