//! What an answer of the CyberTipline API means for the filing.

use std::str::FromStr;

use serde::Serialize;
use service::Tone;
use wire::cybertipline::Refused;

use super::Step;

/// What came back for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// HTTP status; `None` when no answer came.
    pub(crate) http_status: Option<u16>,
    /// The response code in the body, when it could be read.
    pub(crate) code: Option<i64>,
    /// The server's words, or what went wrong on the way. May quote what was sent: sealed at rest, never logged.
    pub(crate) words: String,
    /// The report's CyberTipline number, when stated.
    pub(crate) report_number: Option<i64>,
    /// The file's id, when stated.
    pub(crate) file_id: Option<String>,
    /// MD5 of the received bytes, when stated.
    pub(crate) md5: Option<String>,
}

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Success.
    Done,
    /// Perhaps processed, perhaps not: try again later.
    Unknown,
    /// The report does not exist there (any more) and was not filed: start anew.
    Gone,
    /// A human has to look.
    Refused,
}

/// What became of a report that was to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Retraction {
    /// It is taken back.
    Retracted,
    /// It had expired.
    Gone,
    /// It was finished before.
    Filed,
    /// Perhaps taken back, perhaps not: try again later.
    Unknown,
    /// It is left to expire.
    Refused,
}

impl Retraction {
    const ALL: [Self; 5] = [Self::Retracted, Self::Gone, Self::Filed, Self::Unknown, Self::Refused];

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Retracted | Self::Gone => Tone::Good,
            Self::Filed => Tone::Bad,
            Self::Unknown | Self::Refused => Tone::Warn,
        }
    }

    /// The name in the database, in the custody log, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Retracted => "retracted",
            Self::Gone => "gone",
            Self::Filed => "filed",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
        }
    }
}

/// Not what became of a report that was to be taken back.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is none of retracted, gone, filed, unknown, refused")]
pub(crate) struct UnknownRetraction(String);

impl FromStr for Retraction {
    type Err = UnknownRetraction;

    fn from_str(text: &str) -> Result<Self, UnknownRetraction> {
        Self::ALL
            .into_iter()
            .find(|became| became.name() == text)
            .ok_or_else(|| UnknownRetraction(text.to_owned()))
    }
}

impl Answer {
    /// No answer came, for this reason.
    pub(crate) fn none(why: impl Into<String>) -> Self {
        Self {
            http_status: None,
            code: None,
            words: why.into(),
            report_number: None,
            file_id: None,
            md5: None,
        }
    }

    /// Nothing was sent: a server would refuse the document, with this code.
    pub(crate) fn unsent(refused: &Refused) -> Self {
        let code = Some(i64::from(refused.code.number()));
        Self { code, ..Self::none(format!("nothing was sent: {refused}")) }
    }

    /// The meaning for the step that was sent. Codes: CyberTipline Reporting API documentation, "Response Codes".
    pub(crate) fn meaning(&self, step: Step) -> Meaning {
        match self.http_status {
            // a code that no server gave is our own
            None if self.code.is_some() => return Meaning::Refused,
            None | Some(408 | 429 | 500..) => return Meaning::Unknown,
            Some(200..=299) => {}
            Some(_) => return Meaning::Refused,
        }
        match (self.code, step) {
            (Some(0), _) if self.is_complete(step) => Meaning::Done,
            (Some(5102), Step::Finish) => Meaning::Done,
            (Some(5001 | 5101), Step::Upload | Step::FileInfo | Step::Finish)
            | (Some(5002), Step::FileInfo) => Meaning::Gone,
            (Some(1210), _) => Meaning::Refused,
            // An unreadable or incomplete answer tells nothing of what was done; 1000 to 1300 are the server's own trouble.
            (None | Some(0 | 1000..=1999), _) => Meaning::Unknown,
            _ => Meaning::Refused,
        }
    }

    /// The meaning for a report that was to be taken back.
    pub(crate) fn retraction(&self) -> Retraction {
        match self.http_status {
            None | Some(408 | 429 | 500..) => return Retraction::Unknown,
            Some(200..=299) => {}
            Some(_) => return Retraction::Refused,
        }
        match self.code {
            Some(0 | 5101) => Retraction::Retracted,
            Some(5001) => Retraction::Gone,
            Some(5102) => Retraction::Filed,
            None | Some(1000..=1999) => Retraction::Unknown,
            Some(_) => Retraction::Refused,
        }
    }

    fn is_complete(&self, step: Step) -> bool {
        match step {
            Step::Submit => self.report_number.is_some(),
            Step::Upload => self.file_id.is_some(),
            Step::FileInfo | Step::Finish => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_mean_what_the_rules_say() {
        let check = |step, http_status, code, meaning| {
            let answer = Answer {
                http_status,
                code,
                report_number: Some(1),
                file_id: Some("f".into()),
                ..Answer::none("words")
            };
            assert_eq!(answer.meaning(step), meaning, "{step} {http_status:?} {code:?}");
        };
        for step in Step::ALL {
            check(step, None, None, Meaning::Unknown);
            check(step, None, Some(4100), Meaning::Refused);
            check(step, Some(500), None, Meaning::Unknown);
            check(step, Some(503), Some(0), Meaning::Unknown);
            check(step, Some(429), None, Meaning::Unknown);
            check(step, Some(200), None, Meaning::Unknown);
            check(step, Some(200), Some(1000), Meaning::Unknown);
            check(step, Some(200), Some(0), Meaning::Done);
            check(step, Some(401), None, Meaning::Refused);
            check(step, Some(404), None, Meaning::Refused);
            check(step, Some(200), Some(4100), Meaning::Refused);
            check(step, Some(200), Some(3100), Meaning::Refused);
            check(step, Some(200), Some(9999), Meaning::Refused);
        }
        check(Step::Submit, Some(200), Some(5001), Meaning::Refused);
        check(Step::Upload, Some(200), Some(5001), Meaning::Gone);
        check(Step::FileInfo, Some(200), Some(5002), Meaning::Gone);
        check(Step::Finish, Some(200), Some(5101), Meaning::Gone);
        check(Step::Finish, Some(200), Some(5102), Meaning::Done);
        // Somebody else finished it: never open a second report on that.
        check(Step::Upload, Some(200), Some(5102), Meaning::Refused);
    }

    #[test]
    fn what_is_taken_back_or_gone_is_not_asked_again() {
        let of = |http_status, code| Answer { http_status, code, ..Answer::none("words") }.retraction();
        assert_eq!(of(Some(200), Some(0)), Retraction::Retracted);
        assert_eq!(of(Some(200), Some(5101)), Retraction::Retracted);
        assert_eq!(of(Some(200), Some(5001)), Retraction::Gone);
        assert_eq!(of(Some(200), Some(5102)), Retraction::Filed);
        assert_eq!(of(Some(200), Some(3000)), Retraction::Refused);
        assert_eq!(of(Some(401), None), Retraction::Refused);
        for unknown in [of(None, None), of(Some(503), None), of(Some(200), None), of(Some(200), Some(1000))] {
            assert_eq!(unknown, Retraction::Unknown);
        }
    }

    #[test]
    fn success_without_its_number_is_no_success() {
        let answer = Answer { http_status: Some(200), code: Some(0), ..Answer::none("Success") };
        assert_eq!(answer.meaning(Step::Submit), Meaning::Unknown);
        assert_eq!(answer.meaning(Step::Upload), Meaning::Unknown);
        assert_eq!(answer.meaning(Step::Finish), Meaning::Done);
    }
}
