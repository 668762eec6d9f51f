//! What the platform knows, and the people behind it.

use std::net::IpAddr;

use jiff::civil::{Date, Time};
use model::StatedTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::shape::{ClockShape, DateShape, TimeShape};

/// An account on the platform, as its holder filled it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Name within the scenario.
    pub key: String,
    /// The platform's own number of the account; what officers see.
    pub esp_identifier: String,
    /// Name shown to others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen_name: Option<String>,
    /// Further names shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub display_names: Vec<String>,
    /// Under `.example` only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// In the form `+34000…`, which no operator gives out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Identifiers of devices seen with the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub device_ids: Vec<String>,
    /// What the holder typed; may be false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateShape>")]
    pub stated_birth_date: Option<Date>,
    /// When it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimeShape>")]
    pub registered_at: Option<StatedTime>,
}

/// One upload of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Name within the scenario.
    pub key: String,
    /// Key of the account.
    pub account: String,
    /// Key of the file.
    pub media: String,
    /// As the platform states it; never after the scenario's now.
    #[schemars(with = "TimeShape")]
    pub at: StatedTime,
    /// Inside an allocation that holds at that time.
    pub ip: IpAddr,
    /// Source port, where the platform logged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Identifier of the device, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Address of the post.
    pub url: String,
    /// Who could see it.
    pub channel: Channel,
}

/// Who can see an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Everybody.
    Public,
    /// The members of a conversation.
    Private,
}

/// A report by a member of the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserReport {
    /// Key of the upload.
    pub upload: String,
    /// Key of the account that reports.
    pub by_account: String,
    /// Neutral words.
    pub text: String,
}

/// People who live together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Household {
    /// Name within the scenario.
    pub key: String,
    /// INE code of the province in which they live.
    pub province: String,
    /// References of their lines, as in the operators' records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

/// A person of the scenario. Roles never read this; the truth is computed from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Name within the scenario.
    pub key: String,
    /// Given name.
    pub given_name: String,
    /// Family names.
    pub family_name: String,
    /// The true date of birth, as precisely as the scenario needs it.
    pub birth: Birth,
    /// Key of the household; absent for people who live abroad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<String>,
}

/// A date of birth as far as it is known; the same JSON as the police's interface takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Birth {
    /// The day, perhaps with the time of birth on the clock of the place where an act is judged.
    Day {
        /// The day.
        #[schemars(with = "DateShape")]
        date: Date,
        /// To the minute.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<ClockShape>")]
        time: Option<Time>,
    },
    /// Some day of a month.
    Month {
        /// Year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// Some day of a year.
    Year(i16),
    /// Some day from `from` to `to`, both included.
    Range {
        /// First possible day.
        #[schemars(with = "DateShape")]
        from: Date,
        /// Last possible day.
        #[schemars(with = "DateShape")]
        to: Date,
    },
}

impl Birth {
    /// A known day without its hour.
    pub fn on(date: Date) -> Self {
        Self::Day { date, time: None }
    }

    /// The first and the last possible day; `None` where the calendar has no such month or the range is reversed.
    pub fn possible_days(self) -> Option<(Date, Date)> {
        match self {
            Self::Day { date, .. } => Some((date, date)),
            Self::Month { year, month } => {
                let first = Date::new(year, month, 1).ok()?;
                Some((first, first.last_of_month()))
            }
            Self::Year(year) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
            Self::Range { from, to } => (from <= to).then_some((from, to)),
        }
    }
}
