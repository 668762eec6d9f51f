//! The life of a report: open, then finished, ready and referred, or retracted, or expired; ready ones may be informational instead.

use jiff::{SignedDuration, Timestamp};

/// Where a report stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// Opened by `/submit`; files and details may be added.
    Open,
    /// Closed by `/finish`; being enriched.
    Finished,
    /// Enriched; waits to be referred.
    Ready,
    /// Ready, and in a referral that its agency has not refused. Told from the referrals; stored as ready.
    Referred,
    /// Enriched; a person says that there is too little to act on. Not referred, but searched and found like any other; that person or another
    /// undoes it. Stored as ready.
    Informational,
    /// Cancelled by `/retract` before it was finished.
    Retracted,
    /// Never finished in time.
    Expired,
}

impl ReportState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::Finished,
        Self::Ready,
        Self::Referred,
        Self::Informational,
        Self::Retracted,
        Self::Expired,
    ];

    /// The state as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Finished => "finished",
            Self::Ready => "ready",
            Self::Referred => "referred",
            Self::Informational => "informational",
            Self::Retracted => "retracted",
            Self::Expired => "expired",
        }
    }

    /// Whether the reporting party closed it and stands by it: before and otherwise its files are nobody's to open.
    pub(crate) fn is_filed(self) -> bool {
        matches!(self, Self::Finished) || self.is_enriched()
    }

    /// Whether its addresses and files have been looked at.
    pub(crate) fn is_enriched(self) -> bool {
        matches!(self, Self::Ready | Self::Referred | Self::Informational)
    }

    /// The state that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// When an unfinished report expires: 24 hours after opening or one hour after the last change, the later
/// (CyberTipline API documentation).
pub(crate) fn expires_at(received_at: Timestamp, changed_at: Timestamp) -> Timestamp {
    let after = |instant: Timestamp, hours| {
        instant.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX)
    };
    after(received_at, 24).max(after(changed_at, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_written_as_they_parse() {
        for state in ReportState::ALL {
            assert_eq!(ReportState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        assert_eq!(ReportState::parse("closed"), None);
    }

    #[test]
    fn the_later_of_both_deadlines_counts() {
        let check = |received: &str, changed: &str, expires: &str| {
            let at = |text: &str| text.parse::<Timestamp>().unwrap();
            assert_eq!(expires_at(at(received), at(changed)), at(expires));
        };
        check("2020-12-20T10:00:00Z", "2020-12-20T10:00:00Z", "2020-12-21T10:00:00Z");
        check("2020-12-20T10:00:00Z", "2020-12-21T09:00:00Z", "2020-12-21T10:00:00Z");
        check("2020-12-20T10:00:00Z", "2020-12-21T09:30:00Z", "2020-12-21T10:30:00Z");
    }
}
