//! Raises the alarm of a Band A report, or puts the report under the alarm of its sender and cluster, which sounds again on a new fact.

use model::triage::Trigger;
use model::{Id, kind::Report};
use service::alarm::band::{Arrival, Found};
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::alarms::words;
use crate::db;
use crate::db::reports::ReportRow;
use crate::jobs::call_rota::CallRotaJob;

/// Raises the alarm of a Band A report.
pub(crate) struct SoundAlarm {
    pub(crate) report_id: Id<Report>,
    /// Why it is Band A.
    pub(crate) triggers: Vec<Trigger>,
    /// Of its files.
    pub(crate) sha256s: Vec<String>,
    /// Of its files and of their near-duplicates.
    pub(crate) pdq_hashes: Vec<String>,
}

impl Action for SoundAlarm {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "sound-alarm";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = db::reports::find(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let accounts = db::band_alarms::list_accounts_of(acting.tx, self.report_id).await?;
        let arrival = Arrival {
            report_id: self.report_id,
            party: &report.reporting_party,
            triggers: &self.triggers,
            accounts: &accounts,
        };
        let words = |triggers: &[Trigger]| words(report.report_number, triggers);
        let (alarm_id, sounding) = match self.find_standing(acting, &report).await? {
            Some(found) => (found.row.alarm_id, arrival.join(acting, &found, words).await?),
            None => (arrival.raise(acting, &words(&self.triggers)).await?, Some(1)),
        };
        if let Some(sounding) = sounding {
            acting.enqueue(&CallRotaJob::first(alarm_id, sounding)).await?;
        }
        let entry = EntryDraft::on("report", self.report_id)
            .with("alarm_id", alarm_id.to_string())
            .with("sounds", if sounding.is_some() { "yes" } else { "no" });
        Ok(Done::new((), entry))
    }
}

impl SoundAlarm {
    /// The alarm that the report is under, else that of its sender and cluster.
    async fn find_standing(
        &self,
        acting: &mut Acting<'_>,
        report: &ReportRow,
    ) -> Result<Option<Found>, Failure> {
        let mut row = db::band_alarms::find_of_report(acting.tx, self.report_id).await?;
        let is_new = row.is_none();
        if is_new {
            let party = &report.reporting_party;
            row = db::band_alarms::find_of_cluster(acting.tx, party, &self.sha256s, &self.pdq_hashes).await?;
        }
        match row {
            Some(row) => Found::of(acting.tx, row, is_new).await,
            None => Ok(None),
        }
    }
}
