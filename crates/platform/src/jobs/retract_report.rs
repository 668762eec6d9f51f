//! Takes back at the clearinghouse what was begun there and will not be finished, so that it does not keep a report and its files until they expire.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Job, JobError};

use crate::State;
use crate::actions::NoteRetraction;
use crate::destination::Destination;
use crate::filing::answer::Retraction;
use crate::filing::client::Client;
use crate::ids::Report;

const SENDER: Actor = Actor::Job { name: "retract-report" };
/// Tries without an answer; after that it is left to expire, as it does within a day.
const MOST_TRIES: u32 = 8;

/// What was begun. Taken back twice, it is taken back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RetractReport {
    pub(crate) report_id: Id<Report>,
    /// The clearinghouse's number of what was begun.
    pub(crate) report_number: i64,
    /// Where: only that one can take it back, and at another nobody is asked.
    pub(crate) destination: Destination,
    /// Its address; none of what was queued before it was kept.
    #[serde(default)]
    pub(crate) address: Option<String>,
}

impl RetractReport {
    fn was_begun_at(&self, client: &Client) -> bool {
        let at = client.clearinghouse();
        let is_there = self.address.as_ref().is_none_or(|address| *address == at.address);
        is_there && self.destination == at.destination
    }
}

impl Job for RetractReport {
    type State = State;
    const KIND: &'static str = "retract-report";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let became = if let Some(client) = state.client.as_ref().filter(|client| self.was_begun_at(client)) {
            let answer = client.retract(self.report_number).await;
            let became = answer.retraction();
            if became == Retraction::Unknown && attempt < MOST_TRIES {
                let what = format!("retract: HTTP {:?}, code {:?}", answer.http_status, answer.code);
                return Err(JobError::Retry(what));
            }
            became
        } else {
            // whoever is at the other end now knows nothing of it, if anybody is
            Retraction::Refused
        };
        let (report_id, report_number) = (self.report_id, self.report_number);
        state.node.act(&SENDER, &NoteRetraction { report_id, report_number, became }).await?;
        Ok(())
    }
}
