//! Legal process received: what a court or the police ordered of a report, until when, and what was answered.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use service::{Failure, Tone};

use crate::api::prose;

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProcessKind {
    /// To hand something over.
    Production,
    /// To keep something.
    Preservation,
    /// To remove something, or to make it unreachable.
    Removal,
    /// Anything else.
    Other,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProcessState {
    /// Not answered yet.
    Open,
    /// What was asked was done.
    Answered,
    /// It was not done; the answer says why.
    Declined,
    /// The authority took it back, or it expired.
    Lapsed,
}

/// Not a kind or state of an order.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no kind or state of a legal process")]
pub(crate) struct UnknownProcess(String);

impl ProcessKind {
    /// Every kind, in the order of forms.
    pub(crate) const ALL: [Self; 4] = [Self::Production, Self::Preservation, Self::Removal, Self::Other];

    /// The name in the database, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Preservation => "preservation",
            Self::Removal => "removal",
            Self::Other => "other",
        }
    }
}

impl ProcessState {
    /// Every state.
    pub(crate) const ALL: [Self; 4] = [Self::Open, Self::Answered, Self::Declined, Self::Lapsed];
    /// For refusals.
    pub(crate) const EXPECTED: &'static str = "open, answered, declined, lapsed";

    /// The name in the database, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Warn,
            Self::Answered => Tone::Good,
            Self::Declined | Self::Lapsed => Tone::Info,
        }
    }
}

impl FromStr for ProcessKind {
    type Err = UnknownProcess;

    fn from_str(text: &str) -> Result<Self, UnknownProcess> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| UnknownProcess(text.to_owned()))
    }
}

impl FromStr for ProcessState {
    type Err = UnknownProcess;

    fn from_str(text: &str) -> Result<Self, UnknownProcess> {
        let found = Self::ALL.into_iter().find(|state| state.name() == text);
        found.ok_or_else(|| UnknownProcess(text.to_owned()))
    }
}

/// What an order says of itself. At rest only sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProcessWords {
    /// Who ordered it.
    pub(crate) authority: String,
    /// Its number there.
    pub(crate) reference: String,
    /// What is asked, in their words.
    pub(crate) asked: String,
}

model::unprintable!(ProcessWords);

/// An order as somebody records it.
pub(crate) struct NewProcess {
    pub(crate) kind: ProcessKind,
    pub(crate) words: ProcessWords,
    pub(crate) received_on: Date,
    /// The day by which an answer is due, where one is named.
    pub(crate) due_on: Option<Date>,
    /// The last day on which it holds what is kept; none until somebody lifts the hold.
    pub(crate) hold_until: Option<Date>,
}

/// The fields of an order as a form or a request has them.
pub(crate) struct ProcessFields<'a> {
    pub(crate) kind: ProcessKind,
    pub(crate) authority: &'a str,
    pub(crate) reference: &'a str,
    pub(crate) asked: &'a str,
    pub(crate) received_on: &'a str,
    pub(crate) due_on: &'a str,
    pub(crate) hold_until: &'a str,
}

impl NewProcess {
    /// Reads the fields; a refusal names the one at fault. An empty day is none, but for that of receipt, which then is today.
    pub(crate) fn read(fields: &ProcessFields<'_>, today: Date) -> Result<Self, Failure> {
        let received_on = day("received_on", fields.received_on)?.unwrap_or(today);
        if received_on > today {
            return Err(Failure::refused("received_on", "lies in the future"));
        }
        let due_on = day("due_on", fields.due_on)?;
        if due_on.is_some_and(|due_on| due_on < received_on) {
            return Err(Failure::refused("due_on", "lies before the day of receipt"));
        }
        let hold_until = day("hold_until", fields.hold_until)?;
        if hold_until.is_some_and(|until| until < today) {
            return Err(Failure::refused("hold_until", "lies in the past; leave it empty for an open hold"));
        }
        Ok(Self {
            kind: fields.kind,
            words: ProcessWords {
                authority: prose("authority", fields.authority)?,
                reference: prose("reference", fields.reference)?,
                asked: prose("asked", fields.asked)?,
            },
            received_on,
            due_on,
            hold_until,
        })
    }
}

fn day(field: &str, text: &str) -> Result<Option<Date>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Failure::refused(field, "must be a date as YYYY-MM-DD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_names_the_field_that_cannot_be() {
        let read = |received_on: &str, due_on: &str, hold_until: &str, authority: &str| {
            let fields = ProcessFields {
                kind: ProcessKind::Production,
                authority,
                reference: "12/2026",
                asked: "everything of the account",
                received_on,
                due_on,
                hold_until,
            };
            NewProcess::read(&fields, "2026-11-28".parse().unwrap())
        };
        let good = read("", "2026-12-05", "", "Court 3").unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!((good.received_on.to_string().as_str(), good.hold_until), ("2026-11-28", None));
        for (refused, field) in [
            (read("2026-11-29", "", "", "Court 3"), "received_on"),
            (read("2026-11-20", "2026-11-19", "", "Court 3"), "due_on"),
            (read("2026-11-20", "tomorrow", "", "Court 3"), "due_on"),
            (read("2026-11-20", "", "2026-11-27", "Court 3"), "hold_until"),
            (read("2026-11-20", "", "", " "), "authority"),
        ] {
            let Err(Failure::Refused(refused)) = refused else { panic!("{field}") };
            assert_eq!(refused.field.as_deref(), Some(field));
        }
    }

    #[test]
    fn kinds_and_states_read_as_they_are_written() {
        for kind in ProcessKind::ALL {
            assert_eq!(kind.name().parse::<ProcessKind>().unwrap(), kind);
        }
        for state in ProcessState::ALL {
            assert_eq!(state.name().parse::<ProcessState>().unwrap(), state);
        }
        assert!("closed".parse::<ProcessState>().is_err());
    }
}
