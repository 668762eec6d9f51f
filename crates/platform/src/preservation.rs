//! What the application's own store is asked to preserve: the account, its files and its log-ins, from the confirmation on. The node keeps the
//! reported file by itself; the rest is with the application.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use serde::{Deserialize, Serialize};
use service::Tone;

use crate::hold_basis::{HoldBasis, StatedPolicy};
use crate::ids::{Report, Upload};
use crate::statement::UploadStatement;

/// What is asked of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wanted {
    /// To keep everything until a day at least.
    Hold,
    /// To keep it no longer for this report's sake: it was withdrawn before it was filed.
    Release,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HoldState {
    /// To be sent.
    Waiting,
    /// The store has it, and has not said that it is done.
    Asked,
    /// It could not be sent.
    Failed,
    /// The store says that it is done.
    Done,
}

/// What is asked to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HoldItem {
    /// The account and what it says of its holder.
    Account,
    /// Its files.
    Files,
    /// When and from where it was used.
    LogIns,
}

/// Not a name of these.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no order to the store, or no state of one")]
pub(crate) struct UnknownHold(String);

impl Wanted {
    /// The name in the database, in messages and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Release => "release",
        }
    }
}

impl HoldItem {
    /// Everything that is asked.
    pub(crate) const ALL: [Self; 3] = [Self::Account, Self::Files, Self::LogIns];

    /// The name in the database, in messages and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Files => "files",
            Self::LogIns => "log_ins",
        }
    }
}

impl HoldState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Asked, Self::Failed, Self::Done];

    /// The name in the database and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Asked => "asked",
            Self::Failed => "failed",
            Self::Done => "done",
        }
    }

    /// Whether the store may be asked once more.
    pub(crate) fn can_be_ordered_again(self) -> bool {
        matches!(self, Self::Asked | Self::Failed)
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Waiting => Tone::Info,
            Self::Asked => Tone::Warn,
            Self::Failed => Tone::Bad,
            Self::Done => Tone::Good,
        }
    }

    /// The same as the style sheet calls it.
    pub(crate) fn badge(self) -> &'static str {
        self.tone().class()
    }
}

impl FromStr for Wanted {
    type Err = UnknownHold;

    fn from_str(text: &str) -> Result<Self, UnknownHold> {
        let found = [Self::Hold, Self::Release].into_iter().find(|wanted| wanted.name() == text);
        found.ok_or_else(|| UnknownHold(text.to_owned()))
    }
}

impl FromStr for HoldItem {
    type Err = UnknownHold;

    fn from_str(text: &str) -> Result<Self, UnknownHold> {
        let found = Self::ALL.into_iter().find(|item| item.name() == text);
        found.ok_or_else(|| UnknownHold(text.to_owned()))
    }
}

impl FromStr for HoldState {
    type Err = UnknownHold;

    fn from_str(text: &str) -> Result<Self, UnknownHold> {
        let found = Self::ALL.into_iter().find(|state| state.name() == text);
        found.ok_or_else(|| UnknownHold(text.to_owned()))
    }
}

/// The body of a message to the store.
#[derive(Serialize)]
pub(crate) struct HoldBody {
    message_id: String,
    action: Wanted,
    report_id: String,
    upload_id: String,
    /// The application's own key of the account.
    account: String,
    url: String,
    items: [HoldItem; 3],
    /// The first day on which it may be let go, by statute or policy.
    at_least_until: Option<String>,
    /// The statute that says so, where one is known.
    law: Option<String>,
    /// Whether somebody has read its text beside the period.
    law_verified: Option<bool>,
    /// The company's policy, where it holds longer than a statute.
    policy: Option<StatedPolicy>,
    /// The countries that bind the company of whose law no period is known.
    no_period_known: Vec<String>,
    /// Until when an order of a court or of the police holds it beside the law: a day, or `released` where that names none.
    ordered_until: Option<String>,
    wanted_at: Timestamp,
    /// What the store shows when it confirms.
    proof: String,
}

impl HoldBody {
    /// What a message says.
    pub(crate) fn of(
        (report_id, upload_id): (Id<Report>, Id<Upload>),
        (wanted, order_no, wanted_at): (Wanted, i64, Timestamp),
        statement: &UploadStatement,
        (basis, ordered_until, proof): (Option<HoldBasis>, Option<String>, String),
    ) -> Self {
        let basis = basis.filter(|_| wanted == Wanted::Hold);
        Self {
            message_id: format!("{report_id}/{order_no}"),
            action: wanted,
            report_id: report_id.to_string(),
            upload_id: upload_id.to_string(),
            account: statement.account.esp_identifier.clone(),
            url: statement.url.clone(),
            items: HoldItem::ALL,
            at_least_until: basis.as_ref().map(|basis| basis.until.to_string()),
            law_verified: basis.as_ref().and_then(|basis| basis.law_verified),
            law: basis.as_ref().and_then(|basis| basis.law.clone()),
            no_period_known: basis.as_ref().map(|basis| basis.no_period_known.clone()).unwrap_or_default(),
            policy: basis.and_then(|basis| basis.policy),
            ordered_until: ordered_until.filter(|_| wanted == Wanted::Hold),
            wanted_at,
            proof,
        }
    }
}

/// Until when orders hold what a report is about: the latest of their days, or `released` where one names none; none without an order.
pub(crate) fn ordered_until(days: impl Iterator<Item = Option<Date>>) -> Option<String> {
    // no day is later than any
    let latest = days.max_by_key(|day| (day.is_none(), *day))?;
    Some(latest.map_or_else(|| "released".to_owned(), |day| day.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_read_back() {
        for state in HoldState::ALL {
            assert_eq!(state.name().parse::<HoldState>().unwrap(), state);
        }
        assert!("keep".parse::<Wanted>().is_err());
    }

    #[test]
    fn the_longest_order_holds() {
        let until = |days: &[&str]| {
            let day = |text: &&str| (!text.is_empty()).then(|| text.parse().unwrap());
            ordered_until(days.iter().map(day))
        };
        assert_eq!(until(&[]), None);
        assert_eq!(until(&["2027-03-01", "2027-01-01"]).as_deref(), Some("2027-03-01"));
        assert_eq!(until(&["2027-03-01", ""]).as_deref(), Some("released"));
    }
}
