//! Raises the alarm of a Band A report, or lets the one of its sender and cluster sound again.

use model::triage::Trigger;
use model::{Id, kind::Report};
use serde::{Deserialize, Serialize};
use service::{Job, JobError};

use crate::State;
use crate::actions::sound_alarm::SoundAlarm;
use crate::db;
use crate::near_reports;
use crate::near_videos;

/// Raises the alarm of a Band A report. Here, not in the action that scores it, because the cluster is told from the prints in memory.
#[derive(Serialize, Deserialize)]
pub(crate) struct SoundAlarmJob {
    pub(crate) report_id: Id<Report>,
    pub(crate) triggers: Vec<Trigger>,
}

impl Job for SoundAlarmJob {
    type State = State;
    const KIND: &'static str = "sound-alarm";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("list-files").await?;
        let files = db::files::list(&mut tx, self.report_id).await?;
        let mut sha256s = Vec::new();
        for file in &files {
            sha256s.extend(near_videos::near_kept(state, &mut tx, &file.sha256).await?);
            sha256s.push(file.sha256.clone());
        }
        drop(tx);
        let action = SoundAlarm {
            report_id: self.report_id,
            triggers: self.triggers.clone(),
            pdq_hashes: files.iter().flat_map(|file| near_reports::hashes_near(state, file)).collect(),
            sha256s,
        };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}
