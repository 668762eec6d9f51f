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

/// A request within an attempt: which, and of which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Which request.
    pub(crate) step: Step,
    /// The file's place in the report, from 1; 0 where the request is about the whole.
    pub(crate) file_no: i64,
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
        place: Place,
    },
}

impl Step {
    /// Every step, in order.
    pub(crate) const ALL: [Step; 4] = [Step::Submit, Step::Upload, Step::FileInfo, Step::Finish];

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

impl Place {
    /// The request about a whole report.
    pub(crate) fn whole(step: Step) -> Self {
        Self { step, file_no: 0 }
    }

    /// Where it stands among the requests of an attempt.
    pub(crate) fn order(self) -> (u8, i64, Step) {
        let part = match self.step {
            Step::Submit => 0,
            Step::Upload | Step::FileInfo => 1,
            Step::Finish => 2,
        };
        (part, self.file_no, self.step)
    }

    /// The request that follows in a report of so many files; each is uploaded, then described. A report without any is finished at once.
    fn after(self, files: i64) -> Option<Self> {
        let upload = |file_no: i64| {
            if file_no <= files { Self { step: Step::Upload, file_no } } else { Self::whole(Step::Finish) }
        };
        match self.step {
            Step::Submit => Some(upload(1)),
            Step::Upload => Some(Self { step: Step::FileInfo, file_no: self.file_no }),
            Step::FileInfo => Some(upload(self.file_no + 1)),
            Step::Finish => None,
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

/// The request to send after the newest one, `None` before the first, in a report of so many files.
pub(crate) fn next_move(newest: Option<(i64, Place, StepState)>, files: i64) -> Move {
    let begin = |attempt: i64| Move::Send { attempt, place: Place::whole(Step::Submit) };
    let Some((attempt, place, state)) = newest else { return begin(1) };
    match (place.step, state) {
        (_, StepState::Done) => {
            place.after(files).map_or(Move::Nothing, |place| Move::Send { attempt, place })
        }
        // It may have been processed: only the same report's own answer can tell.
        (Step::Finish, StepState::Intended | StepState::Unknown | StepState::Refused) => {
            Move::Send { attempt, place }
        }
        (_, StepState::Gone) | (Step::Submit | Step::Upload | Step::FileInfo, _) => begin(attempt + 1),
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
        let says = |next: Move| match next {
            Move::Nothing => "nothing: filed".to_owned(),
            Move::Send { attempt, place } => format!("attempt {attempt} {}", place.step),
        };
        let mut table = format!("{:<9} {:<9} -> {}\n", "-", "-", says(next_move(None, 1)));
        for step in Step::ALL {
            let file_no = i64::from(matches!(step, Step::Upload | Step::FileInfo));
            for state in StepState::ALL {
                let next = says(next_move(Some((1, Place { step, file_no }, state)), 1));
                let _ = writeln!(table, "{:<9} {:<9} -> {next}", step.name(), state.name());
            }
        }
        insta::assert_snapshot!(table);
    }

    /// Every request of a report of so many files that nothing goes wrong with.
    fn all_requests(files: i64) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        loop {
            let newest = places.last().map(|place| (1, *place, StepState::Done));
            match next_move(newest, files) {
                Move::Send { place, .. } => places.push(place),
                Move::Nothing => return places,
            }
        }
    }

    #[test]
    fn each_file_is_uploaded_and_described_and_a_text_needs_neither() {
        let said = |files: i64| {
            let place = |place: &Place| format!("{} {}", place.step, place.file_no);
            all_requests(files).iter().map(place).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(said(0), "submit 0, finish 0");
        assert_eq!(said(1), "submit 0, upload 1, fileinfo 1, finish 0");
        assert_eq!(said(2), "submit 0, upload 1, fileinfo 1, upload 2, fileinfo 2, finish 0");
        for files in 0..4 {
            let places = all_requests(files);
            assert!(places.is_sorted_by_key(|place| place.order()), "{places:?}");
        }
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
        open: BTreeMap<i64, Vec<Place>>,
        filed: Vec<i64>,
        /// What the filed reports hold.
        held: Vec<Vec<Place>>,
    }

    impl Clearinghouse {
        fn process(&mut self, place: Place, number: i64) -> Answer {
            let step = place.step;
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
            report.push(place);
            if step == Step::Finish {
                self.held.extend(self.open.remove(&number));
                self.filed.push(number);
            }
            Answer { file_id: Some("f".to_owned()), ..coded(0) }
        }
    }

    fn meet(server: &mut Clearinghouse, event: Event, place: Place, number: i64) -> Option<Answer> {
        let status = |status| Answer { http_status: Some(status), ..Answer::none("") };
        match event {
            Event::DiedBeforeSending => None,
            Event::LostBefore => Some(Answer::none("lost")),
            Event::ErrorBefore => Some(status(500)),
            Event::WrongCredentials => Some(status(401)),
            Event::Refused => Some(Answer { code: Some(4100), ..status(200) }),
            Event::Expired => {
                server.open.clear();
                Some(server.process(place, number))
            }
            Event::DiedBeforeSettling => {
                server.process(place, number);
                None
            }
            Event::LostAfter => {
                server.process(place, number);
                Some(Answer::none("lost"))
            }
            Event::ErrorAfter => {
                server.process(place, number);
                Some(status(502))
            }
            Event::Doubled if place.step == Step::Finish => {
                server.process(place, number);
                Some(server.process(place, number))
            }
            Event::Answered | Event::Doubled => Some(server.process(place, number)),
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

        /// Whatever happens, at most one report is ever filed; once trouble ends, exactly one is, with every file once.
        #[test]
        fn exactly_one_report_is_filed(events in prop::collection::vec(any_event(), 0..40), files in 0_i64..4) {
            let mut server = Clearinghouse::default();
            let mut events = events.into_iter().chain(std::iter::repeat(Event::Answered));
            let (mut newest, mut numbers) = (None, BTreeMap::new());
            for _ in 0..150 {
                // A human sets a stuck report going again, so a refusal stops nothing here.
                let Move::Send { attempt, place } = next_move(newest, files) else { break };
                newest = Some((attempt, place, StepState::Intended));
                let number = numbers.get(&attempt).copied().unwrap_or_default();
                let event = events.next().unwrap_or(Event::Answered);
                let Some(answer) = meet(&mut server, event, place, number) else { continue };
                if let Some(number) = answer.report_number {
                    numbers.insert(attempt, number);
                }
                let state = match answer.meaning(place.step) {
                    Meaning::Done => StepState::Done,
                    Meaning::Unknown => StepState::Unknown,
                    Meaning::Gone => StepState::Gone,
                    Meaning::Refused => StepState::Refused,
                };
                newest = Some((attempt, place, state));
                prop_assert!(server.filed.len() <= 1);
            }
            prop_assert_eq!(server.filed.len(), 1);
            let end = newest.map(|(_, place, state)| (place.step, state));
            prop_assert_eq!(end, Some((Step::Finish, StepState::Done)));
            prop_assert_eq!(&server.held[0][..], &all_requests(files)[1..]);
        }
    }
}
