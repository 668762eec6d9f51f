//! Notices under article 18 of the Digital Services Act that are sent by a program: where each stands, and what an answer means.
//!
//! A notice is written down before it is sent, with the key under which the other side knows it again. So what is sent twice acts once: the other
//! side gives its first receipt again.

pub(crate) mod client;

use std::str::FromStr;

use model::Id;
use service::Tone;

use crate::ids::Report;

/// Longest text of the other side that is kept, in characters.
const MOST_WORDS: usize = 2000;

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeState {
    /// It is being sent, and tried again by itself.
    Waiting,
    /// The other side gave a receipt.
    Sent,
    /// The way is broken: credentials, address, network. The same goes through once it is repaired.
    Repair,
    /// What was sent is refused: it must become another.
    Refused,
    /// It was not sent: the report was withdrawn or erased before.
    Void,
}

/// Not a state of a notice.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is none of waiting, sent, repair, refused, void")]
pub(crate) struct UnknownNoticeState(String);

impl NoticeState {
    const ALL: [Self; 5] = [Self::Waiting, Self::Sent, Self::Repair, Self::Refused, Self::Void];

    /// The name in the database, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Repair => "repair",
            Self::Refused => "refused",
            Self::Void => "void",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Waiting | Self::Void => Tone::Info,
            Self::Sent => Tone::Good,
            Self::Repair | Self::Refused => Tone::Bad,
        }
    }

    /// The same as the style sheet calls it.
    pub(crate) fn badge(self) -> &'static str {
        self.tone().class()
    }

    /// Whether another notice may follow it.
    pub(crate) fn may_be_followed(self) -> bool {
        matches!(self, Self::Refused | Self::Void)
    }

    /// Whether the same may be sent again. One that waits may be, should its job have been lost: two senders do no harm.
    pub(crate) fn may_be_sent_again(self) -> bool {
        matches!(self, Self::Waiting | Self::Repair)
    }
}

impl FromStr for NoticeState {
    type Err = UnknownNoticeState;

    fn from_str(text: &str) -> Result<Self, UnknownNoticeState> {
        let found = Self::ALL.into_iter().find(|state| state.name() == text);
        found.ok_or_else(|| UnknownNoticeState(text.to_owned()))
    }
}

/// What came back for a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoticeAnswer {
    /// HTTP status; `None` when no answer came.
    pub(crate) http_status: Option<u16>,
    /// The number that the receipt states; `None` without a receipt for just this notice.
    pub(crate) report_number: Option<i64>,
    /// The other side's words, or what went wrong on the way. May quote what was sent: sealed at rest, never logged.
    pub(crate) words: String,
}

impl NoticeAnswer {
    /// No answer came, for this reason.
    pub(crate) fn none(why: impl Into<String>) -> Self {
        let why: String = why.into();
        Self { http_status: None, report_number: None, words: kept(&why) }
    }

    /// Where the notice stands after this; `None` where it is tried again by itself.
    pub(crate) fn state(&self, is_last_try: bool) -> Option<NoticeState> {
        let later = is_last_try.then_some(NoticeState::Repair);
        match (self.http_status, self.report_number) {
            (Some(200..=299), Some(_)) => Some(NoticeState::Sent),
            // without a receipt nobody knows whether it is kept: the same key gets the receipt
            (None | Some(200..=299 | 408 | 429 | 500..), _) => later,
            (Some(400 | 409 | 410 | 413 | 415 | 422), _) => Some(NoticeState::Refused),
            (Some(_), _) => Some(NoticeState::Repair),
        }
    }
}

/// As much of a text as is kept.
fn kept(text: &str) -> String {
    text.trim().chars().take(MOST_WORDS).collect()
}

/// Under which key the other side knows a notice again.
pub(crate) fn idempotency_key(report_id: Id<Report>, duty: &str, order_no: i64) -> String {
    format!("{report_id}/{duty}/{order_no}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_has_one_of_three_kinds_of_remedy() {
        let state = |http_status, report_number, is_last_try| {
            NoticeAnswer { http_status, report_number, words: String::new() }.state(is_last_try)
        };
        for status in [None, Some(200), Some(408), Some(429), Some(500), Some(503)] {
            assert_eq!(state(status, None, false), None, "{status:?}: goes on by itself");
            assert_eq!(state(status, None, true), Some(NoticeState::Repair), "{status:?}");
        }
        for status in [301, 401, 403, 404] {
            assert_eq!(state(Some(status), None, false), Some(NoticeState::Repair), "{status}");
        }
        for status in [400, 413, 422] {
            assert_eq!(state(Some(status), None, false), Some(NoticeState::Refused), "{status}");
        }
        assert_eq!(state(Some(201), Some(7), false), Some(NoticeState::Sent));
        assert_eq!(state(Some(503), Some(7), false), None, "a number without success is none");
    }

    #[test]
    fn states_read_as_they_are_written() {
        for state in NoticeState::ALL {
            assert_eq!(state.name().parse::<NoticeState>().unwrap(), state);
            assert!(!(state.may_be_followed() && state.may_be_sent_again()), "{state:?}");
        }
        assert!("lost".parse::<NoticeState>().is_err());
    }
}
