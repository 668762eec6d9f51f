//! Claims: that a unit is on a subject or a person. Two units that meet see of each other who, since when and until when; the central unit decides.

use jiff::{SignedDuration, Timestamp};
use model::Province;
use service::{Actor, Failure};

use crate::db::claims::ClaimRow;

/// The central unit, where a claim names its unit.
pub(crate) const CENTRAL: &str = "central";
const HOURS_A_DAY: i64 = 24;

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClaimState {
    Active,
    /// Its day has passed and nobody renewed it.
    Expired,
    /// The central unit decided that another unit goes on alone.
    Overruled,
    Withdrawn,
}

/// What the central unit decides between two claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The one goes on, the other does not.
    Alone,
    /// Both go on, and know of each other.
    Together,
}

impl ClaimState {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Overruled => "overruled",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Of a claim, at an instant.
    pub(crate) fn of(row: &ClaimRow, now: Timestamp) -> Self {
        Self::from_facts(row.standing, row.is_overruled, row.until_at, now)
    }

    fn from_facts(standing: bool, is_overruled: bool, until_at: Timestamp, now: Timestamp) -> Self {
        match (standing, is_overruled) {
            (false, _) => Self::Withdrawn,
            (true, true) => Self::Overruled,
            (true, false) if until_at <= now => Self::Expired,
            (true, false) => Self::Active,
        }
    }
}

impl Verdict {
    /// Every verdict.
    pub(crate) const ALL: [Self; 2] = [Self::Alone, Self::Together];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Together => "together",
        }
    }

    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// The unit in whose name an actor claims.
pub(crate) fn unit_of(actor: &Actor) -> &str {
    actor.unit().unwrap_or(CENTRAL)
}

/// A unit by `central`, INE code, name or alias.
///
/// # Errors
/// Refused when it is none.
pub(crate) fn read_unit(field: &str, text: &str) -> Result<String, Failure> {
    if text.trim() == CENTRAL {
        return Ok(CENTRAL.to_owned());
    }
    Ok(crate::actions::province(field, text)?.code().to_owned())
}

/// The Castilian name of a provincial unit; none of the central one.
pub(crate) fn province_of(unit: &str) -> Option<&'static str> {
    Province::find_code(unit).map(Province::name)
}

/// Until when a claim holds that is placed or renewed now. The end of the calendar counts as never.
pub(crate) fn until(now: Timestamp, days: u32) -> Timestamp {
    let days = SignedDuration::from_hours(i64::from(days) * HOURS_A_DAY);
    now.checked_add(days).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_expires_with_its_instant_and_a_decision_goes_before() {
        let now: Timestamp = "2020-12-28T09:00:00Z".parse().unwrap();
        let later = until(now, 30);
        assert_eq!(later.to_string(), "2021-01-27T09:00:00Z");
        for (standing, overruled, until_at, state) in [
            (true, false, later, ClaimState::Active),
            (true, false, now, ClaimState::Expired),
            (true, true, now, ClaimState::Overruled),
            (true, true, later, ClaimState::Overruled),
            (false, true, later, ClaimState::Withdrawn),
            (false, false, later, ClaimState::Withdrawn),
        ] {
            assert_eq!(ClaimState::from_facts(standing, overruled, until_at, now), state);
        }
    }

    #[test]
    fn verdicts_and_units_are_read_back() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::find(verdict.code()), Some(verdict));
        }
        assert_eq!(read_unit("unit", " central ").unwrap(), CENTRAL);
        assert_eq!(read_unit("unit", "Vizcaya").unwrap(), "48");
        assert!(read_unit("unit", "Atlantis").is_err());
        assert_eq!((province_of("08"), province_of(CENTRAL)), (Some("Barcelona"), None));
    }
}
