//! An analyst puts a report into another band than its score, with a reason; or takes that back, with another.

use model::triage::Band;
use service::triage::{OverrideRow, take_back};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::Permission;
use crate::db;
use crate::db::reports::ReportRow;
use crate::scoring;

/// Puts a report into a band; it stays there however it is scored.
pub(crate) struct OverrideBand {
    pub(crate) report_number: i64,
    /// As typed.
    pub(crate) band: String,
    pub(crate) reason: String,
}

impl Action for OverrideBand {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "override-band";

    fn permission(&self) -> Permission {
        Permission::RankReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = load_scored(acting, self.report_number).await?;
        let band: Band =
            self.band.parse().map_err(|_| Failure::refused("band", "choose one of the four bands"))?;
        let reason = required("reason", &self.reason)?;
        let decided = OverrideRow::decide(acting, band, &reason)?;
        db::overrides::insert(acting.tx, report.report_id, &decided).await?;
        settle(acting, &report).await?;
        let before = report.standing.band.map_or("", Band::as_str);
        let entry = EntryDraft::on("report", report.report_id)
            .with("override_id", decided.override_id.to_string())
            .with("band", band.as_str())
            .with("before", before);
        Ok(Done::new((), entry))
    }
}

/// Takes back the decision that stands; the one before it, or the score, counts again.
pub(crate) struct UndoOverride {
    pub(crate) report_number: i64,
    pub(crate) reason: String,
}

impl Action for UndoOverride {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "undo-override";

    fn permission(&self) -> Permission {
        Permission::RankReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = load_scored(acting, self.report_number).await?;
        let reason = required("reason", &self.reason)?;
        let standing = take_back(acting, report.report_id, &reason).await?;
        settle(acting, &report).await?;
        let entry = EntryDraft::on("report", report.report_id)
            .with("override_id", standing.override_id.to_string())
            .with("before", standing.band.as_str());
        Ok(Done::new((), entry))
    }
}

async fn load_scored(acting: &mut Acting<'_>, report_number: i64) -> Result<ReportRow, Failure> {
    let report = db::reports::find_by_number(acting.tx, report_number).await?;
    let report = report.ok_or_else(|| Failure::absent("report"))?;
    if report.standing.band.is_none() {
        return Err(Failure::conflict("only a report that was scored has a band"));
    }
    Ok(report)
}

async fn settle(acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
    let grounds = scoring::load_grounds(acting, report.report_id).await?;
    let grounds = grounds.ok_or_else(|| Failure::conflict("only a report that was scored has a band"))?;
    scoring::settle_band(acting, report.report_id, &grounds).await
}
