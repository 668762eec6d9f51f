//! The order of requests, and where to go on after a restart.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One request of the CyberTipline API, in the order of filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Step {
    /// `POST /submit`: opens a report.
    Submit,
    /// `POST /upload`: adds the file.
    Upload,
    /// `POST /fileinfo`: describes the file.
    FileInfo,
    /// `POST /finish`: files the report; cannot be taken back.
    Finish,
}

/// What is known of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StepState {
    /// Written down and perhaps sent; no answer known.
    Intended,
    /// Answered with success.
    Done,
    /// No answer that tells whether it was processed.
    Unknown,
    /// The report it belongs to no longer exists there and was not filed.
    Gone,
    /// Refused for a reason that only a human can remove.
    Refused,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// The report is filed.
    Nothing,
    /// Send this request within this attempt.
    Send {
        /// Attempts count the reports opened at the clearinghouse, from 1.
        attempt: i64,
        /// The request.
        step: Step,
    },
}

impl Step {
    /// Every step, in order.
    pub(crate) const ALL: [Step; 4] = [Step::Submit, Step::Upload, Step::FileInfo, Step::Finish];

    fn after(self) -> Option<Step> {
        Self::ALL.into_iter().find(|step| *step > self)
    }

    /// The name in the database, in pages and in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Upload => "upload",
            Self::FileInfo => "fileinfo",
            Self::Finish => "finish",
        }
    }
}

impl StepState {
    /// Every state.
    pub(crate) const ALL: [StepState; 5] =
        [Self::Intended, Self::Done, Self::Unknown, Self::Gone, Self::Refused];

    /// The name in the database, in pages and in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Done => "done",
            Self::Unknown => "unknown",
            Self::Gone => "gone",
            Self::Refused => "refused",
        }
    }
}

/// A name that is none of the known ones.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no known filing step or state")]
pub(crate) struct UnknownName(String);

impl FromStr for Step {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|step| step.name() == text).ok_or_else(|| UnknownName(text.to_owned()))
    }
}

impl FromStr for StepState {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|state| state.name() == text).ok_or_else(|| UnknownName(text.to_owned()))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for StepState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The request to send after the newest one, `None` before the first.
pub(crate) fn next_move(newest: Option<(i64, Step, StepState)>) -> Move {
    let Some((attempt, step, state)) = newest else {
        return Move::Send { attempt: 1, step: Step::Submit };
    };
    match (step, state) {
        (_, StepState::Done) => step.after().map_or(Move::Nothing, |step| Move::Send { attempt, step }),
        // It may have been processed: only the same report's own answer can tell.
        (Step::Finish, StepState::Intended | StepState::Unknown | StepState::Refused) => {
            Move::Send { attempt, step: Step::Finish }
        }
        (_, StepState::Gone) | (Step::Submit | Step::Upload | Step::FileInfo, _) => {
            Move::Send { attempt: attempt + 1, step: Step::Submit }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::super::answer::{Answer, Meaning};
    use super::*;

    #[test]
    fn every_state_of_every_step_leads_on() {
        let mut table = format!("{:<9} {:<9} -> {:?}\n", "-", "-", next_move(None));
        for step in Step::ALL {
            for state in StepState::ALL {
                let next = match next_move(Some((1, step, state))) {
                    Move::Nothing => "nothing: filed".to_owned(),
                    Move::Send { attempt, step } => format!("attempt {attempt} {step}"),
                };
                let _ = writeln!(table, "{:<9} {:<9} -> {next}", step.name(), state.name());
            }
        }
        insta::assert_snapshot!(table);
    }

    /// What happens around one request.
    #[derive(Debug, Clone, Copy)]
    enum Event {
        Answered,
        LostBefore,
        LostAfter,
        ErrorBefore,
        ErrorAfter,
        WrongCredentials,
        Refused,
        /// Every unfinished report is forgotten before the request arrives.
        Expired,
        DiedBeforeSending,
        DiedBeforeSettling,
        /// A second runner sends the same request while the first still waits, and settles first.
        Doubled,
    }

    /// The rules of the other side: only `finish` files.
    #[derive(Default)]
    struct Clearinghouse {
        opened: i64,
        open: BTreeMap<i64, Vec<Step>>,
        filed: Vec<i64>,
    }

    impl Clearinghouse {
        fn process(&mut self, step: Step, number: i64) -> Answer {
            let coded = |code| Answer { http_status: Some(200), code: Some(code), ..Answer::none("") };
            if step == Step::Submit {
                self.opened += 1;
                self.open.insert(self.opened, Vec::new());
                return Answer { report_number: Some(self.opened), ..coded(0) };
            }
            if self.filed.contains(&number) {
                return coded(5102);
            }
            let Some(report) = self.open.get_mut(&number) else { return coded(5001) };
            report.push(step);
            if step == Step::Finish {
                self.open.remove(&number);
                self.filed.push(number);
            }
            Answer { file_id: Some("f".to_owned()), ..coded(0) }
        }
    }

    fn meet(server: &mut Clearinghouse, event: Event, step: Step, number: i64) -> Option<Answer> {
        let status = |status| Answer { http_status: Some(status), ..Answer::none("") };
        match event {
            Event::DiedBeforeSending => None,
            Event::LostBefore => Some(Answer::none("lost")),
            Event::ErrorBefore => Some(status(500)),
            Event::WrongCredentials => Some(status(401)),
            Event::Refused => Some(Answer { code: Some(4100), ..status(200) }),
            Event::Expired => {
                server.open.clear();
                Some(server.process(step, number))
            }
            Event::DiedBeforeSettling => {
                server.process(step, number);
                None
            }
            Event::LostAfter => {
                server.process(step, number);
                Some(Answer::none("lost"))
            }
            Event::ErrorAfter => {
                server.process(step, number);
                Some(status(502))
            }
            Event::Doubled if step == Step::Finish => {
                server.process(step, number);
                Some(server.process(step, number))
            }
            Event::Answered | Event::Doubled => Some(server.process(step, number)),
        }
    }

    fn any_event() -> impl Strategy<Value = Event> {
        prop::sample::select(vec![
            Event::Answered,
            Event::Answered,
            Event::Answered,
            Event::LostBefore,
            Event::LostAfter,
            Event::ErrorBefore,
            Event::ErrorAfter,
            Event::WrongCredentials,
            Event::Refused,
            Event::Expired,
            Event::DiedBeforeSending,
            Event::DiedBeforeSettling,
            Event::Doubled,
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        /// Whatever happens, at most one report is ever filed; once trouble ends, exactly one is.
        #[test]
        fn exactly_one_report_is_filed(events in prop::collection::vec(any_event(), 0..40)) {
            let mut server = Clearinghouse::default();
            let mut events = events.into_iter().chain(std::iter::repeat(Event::Answered));
            let (mut newest, mut numbers) = (None, BTreeMap::new());
            for _ in 0..100 {
                // A human sets a stuck report going again, so a refusal stops nothing here.
                let Move::Send { attempt, step } = next_move(newest) else { break };
                newest = Some((attempt, step, StepState::Intended));
                let number = numbers.get(&attempt).copied().unwrap_or_default();
                let event = events.next().unwrap_or(Event::Answered);
                let Some(answer) = meet(&mut server, event, step, number) else { continue };
                if let Some(number) = answer.report_number {
                    numbers.insert(attempt, number);
                }
                let state = match answer.meaning(step) {
                    Meaning::Done => StepState::Done,
                    Meaning::Unknown => StepState::Unknown,
                    Meaning::Gone => StepState::Gone,
                    Meaning::Refused => StepState::Refused,
                };
                newest = Some((attempt, step, state));
                prop_assert!(server.filed.len() <= 1);
            }
            prop_assert_eq!(server.filed.len(), 1);
            prop_assert_eq!(newest.map(|(_, step, state)| (step, state)), Some((Step::Finish, StepState::Done)));
        }
    }
}
