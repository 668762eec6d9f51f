//! What the application's own store is asked to preserve: the account, its files and its log-ins, from the confirmation on. The node keeps the
//! reported file by itself; the rest is with the application.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};
use model::Id;
use model::retention::{Category, SCHEDULE, find_rule};
use serde::{Deserialize, Serialize};
use service::Tone;

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
    /// The first day on which it may be let go, as far as the law is known that begins with the report.
    at_least_until: Option<String>,
    law: Option<String>,
    /// Until when an order of a court or of the police holds it beside the law: a day, or `released` where that names none.
    ordered_until: Option<String>,
    wanted_at: Timestamp,
}

impl HoldBody {
    /// What a message says.
    pub(crate) fn of(
        (report_id, upload_id): (Id<Report>, Id<Upload>),
        (wanted, order_no, wanted_at): (Wanted, i64, Timestamp),
        statement: &UploadStatement,
        (today, ordered_until): (Date, Option<String>),
    ) -> Self {
        let term = Some(today).filter(|_| wanted == Wanted::Hold).and_then(term);
        let (until, law) = term.unzip();
        Self {
            message_id: format!("{report_id}/{order_no}"),
            action: wanted,
            report_id: report_id.to_string(),
            upload_id: upload_id.to_string(),
            account: statement.account.esp_identifier.clone(),
            url: statement.url.clone(),
            items: HoldItem::ALL,
            at_least_until: until.map(|until| until.to_string()),
            law,
            ordered_until: ordered_until.filter(|_| wanted == Wanted::Hold),
            wanted_at,
        }
    }
}

/// Until when orders hold what a report is about: the latest of their days, or `released` where one names none; none without an order.
pub(crate) fn ordered_until(days: impl Iterator<Item = Option<Date>>) -> Option<String> {
    // no day is later than any
    let latest = days.max_by_key(|day| (day.is_none(), *day))?;
    Some(latest.map_or_else(|| "released".to_owned(), |day| day.to_string()))
}

/// The last day of preservation of a report, by the law of the day on which it was filed, counted in UTC; none where none is known.
pub(crate) fn preserve_until(filed_at: Timestamp) -> Option<Date> {
    term(filed_at.to_zoned_datetime(TimeZone::UTC).date()).map(|(until, _)| until)
}

/// The law by which that is so, as it was cited on the day; empty where none is known.
pub(crate) fn preserving_law(filed_at: Timestamp) -> String {
    let day = filed_at.to_zoned_datetime(TimeZone::UTC).date();
    term(day).map(|(_, law)| law).unwrap_or_default()
}

/// Until when what is reported on a day is preserved at least, and by which law; none where none is known for that day.
fn term(reported_on: Date) -> Option<(Date, String)> {
    let rule = find_rule(SCHEDULE, Category::PreservedContent, reported_on)?;
    let period: Span = i64::from(rule.period.years).years().days(i64::from(rule.period.days));
    let until = reported_on.checked_add(period).ok()?;
    Some((until, format!("{} {}", rule.source, rule.article)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_term_is_that_of_the_law_on_the_day() {
        let of = |day: &str| term(day.parse().unwrap()).map(|(until, law)| (until.to_string(), law)).unwrap();
        assert_eq!(of("2026-11-28"), ("2027-11-28".to_owned(), "18 U.S.C. 2258A (h)(1)".to_owned()));
        assert_eq!(of("2020-12-28").0, "2021-03-28", "ninety days before 7 May 2024");
        for state in HoldState::ALL {
            assert_eq!(state.name().parse::<HoldState>().unwrap(), state);
        }
        assert!("keep".parse::<Wanted>().is_err());
    }

    #[test]
    fn a_report_is_preserved_by_the_law_of_the_day_on_which_it_was_filed() {
        let until = |filed_at: &str| preserve_until(filed_at.parse().unwrap()).unwrap().to_string();
        assert_eq!(until("2020-12-28T23:30:00Z"), "2021-03-28");
        assert_eq!(until("2024-05-06T23:59:59Z"), "2024-08-04");
        assert_eq!(until("2024-05-07T00:00:00Z"), "2025-05-07");
        assert_eq!(until("2028-02-29T00:00:00Z"), "2029-02-28");
        assert_eq!(until("2026-12-31T23:59:59Z"), "2027-12-31");
        let law = |filed_at: &str| preserving_law(filed_at.parse().unwrap());
        assert_eq!(law("2024-05-06T23:59:59Z"), "18 U.S.C. 2258A (h)(1) before 7 May 2024");
        assert_eq!(law("2024-05-07T00:00:00Z"), "18 U.S.C. 2258A (h)(1)");
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
