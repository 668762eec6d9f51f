//! Looks whether an unfinished report's time has come.

use model::{Id, kind::Report};
use serde::{Deserialize, Serialize};
use service::{Job, JobError};

use crate::State;
use crate::actions::expire_report::ExpireReportNow;

/// Looks whether an unfinished report's time has come. Every change that puts it off enqueues another.
#[derive(Serialize, Deserialize)]
pub(crate) struct ExpireReport {
    pub(crate) report_id: Id<Report>,
}

impl Job for ExpireReport {
    type State = State;
    const KIND: &'static str = "expire-report";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let action = ExpireReportNow { report_id: self.report_id };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}
