//! The states of a request for approval, and what each event makes of them.

use std::fmt::Write as _;

/// How a request for approval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Waits for a second person.
    Pending,
    /// A second person approved, and the action is done.
    Approved,
    /// A second person refused.
    Refused,
    /// The requester took it back.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
}

/// What can happen to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// Somebody wants it done.
    Approve,
    /// Somebody wants it not done.
    Refuse,
    /// Somebody takes it back.
    Withdraw,
}

/// Whether who acts is the person who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The person who asked.
    Requester,
    /// Another person.
    Other,
}

/// Why an event is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Not {
    /// The requester cannot be the second person.
    SamePerson,
    /// Only the requester takes it back.
    AnothersRequest,
    /// It was decided before.
    Decided,
    /// Its time is over.
    TooLate,
}

impl State {
    const ALL: [Self; 5] = [Self::Pending, Self::Approved, Self::Refused, Self::Withdrawn, Self::Expired];

    /// As the database, the API and the keys of the texts write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    pub(crate) fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What an event makes of it.
    pub(crate) fn after(self, event: Event, who: Who) -> Result<Self, Not> {
        match (self, event, who) {
            (Self::Expired, _, _) => Err(Not::TooLate),
            (Self::Approved | Self::Refused | Self::Withdrawn, _, _) => Err(Not::Decided),
            (Self::Pending, Event::Approve | Event::Refuse, Who::Requester) => Err(Not::SamePerson),
            (Self::Pending, Event::Withdraw, Who::Other) => Err(Not::AnothersRequest),
            (Self::Pending, Event::Approve, Who::Other) => Ok(Self::Approved),
            (Self::Pending, Event::Refuse, Who::Other) => Ok(Self::Refused),
            (Self::Pending, Event::Withdraw, Who::Requester) => Ok(Self::Withdrawn),
        }
    }
}

/// The table of states and events as `docs/data-model.md` prints it.
#[cfg_attr(not(test), allow(dead_code, reason = "for the document"))]
pub(crate) fn table() -> String {
    let mut table = String::from(
        "| state | approve, another | approve, requester | refuse, another | refuse, requester | withdraw, another | withdraw, requester |\n|---|---|---|---|---|---|---|\n",
    );
    for state in State::ALL {
        let _ = write!(table, "| {} |", state.as_str());
        for event in [Event::Approve, Event::Refuse, Event::Withdraw] {
            for who in [Who::Other, Who::Requester] {
                let _ = match state.after(event, who) {
                    Ok(next) => write!(table, " **{}** |", next.as_str()),
                    Err(Not::SamePerson) => write!(table, " same person |"),
                    Err(Not::AnothersRequest) => write!(table, " not yours |"),
                    Err(Not::Decided) => write!(table, " decided |"),
                    Err(Not::TooLate) => write!(table, " too late |"),
                };
            }
        }
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_prints_the_table() {
        let document = include_str!("../../../../../docs/data-model.md");
        assert!(document.contains(&table()), "docs/data-model.md must print:\n{}", table());
    }

    /// What three persons do, or the time that passes.
    #[derive(Debug, Clone, Copy)]
    enum Step {
        By(usize, Event),
        TimePasses,
    }

    /// Plays one sequence from the request of person 0; counts how often the action ran.
    fn play(steps: &[Step]) -> (State, usize) {
        let (mut state, mut done, mut expired) = (State::Pending, 0, false);
        for step in steps {
            let Step::By(person, event) = *step else {
                expired = true;
                if state == State::Pending {
                    state = State::Expired;
                }
                continue;
            };
            let who = if person == 0 { Who::Requester } else { Who::Other };
            let before = state;
            if let Ok(next) = state.after(event, who) {
                if next == State::Approved {
                    assert!(person != 0 && !expired && before == State::Pending, "{steps:?}");
                    done += 1;
                }
                assert!(event != Event::Withdraw || person == 0, "{steps:?}");
                state = next;
            }
        }
        (state, done)
    }

    /// Every sequence of up to five steps of the requester, two others and time: 111,110 of them.
    #[test]
    fn no_interleaving_does_it_twice_or_without_a_second_person() {
        let mut steps = vec![Step::TimePasses];
        for person in 0..3 {
            steps.extend(
                [Event::Approve, Event::Refuse, Event::Withdraw].map(|event| Step::By(person, event)),
            );
        }
        let (mut played, mut approved) = (0, 0);
        let mut sequences: Vec<Vec<Step>> = vec![Vec::new()];
        for _ in 0..5 {
            let longer = |sequence: &Vec<Step>| {
                let sequence = sequence.clone();
                steps.iter().map(move |step| [sequence.as_slice(), &[*step]].concat()).collect::<Vec<_>>()
            };
            sequences = sequences.iter().flat_map(longer).collect();
            for sequence in &sequences {
                let (state, done) = play(sequence);
                assert!(done <= 1 && (done == 1) == (state == State::Approved), "{sequence:?}");
                played += 1;
                approved += done;
            }
        }
        assert_eq!(played, 111_110);
        assert!(approved > 10_000, "{approved}");
    }
}
