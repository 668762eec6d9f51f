//! An analyst puts a report into another band than its score, with a reason; or takes that back, with another.

use model::Id;
use model::triage::Band;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

use super::required;
use crate::Permission;
use crate::db;
use crate::db::overrides::OverrideRow;
use crate::db::reports::ReportRow;
use crate::kinds::BandOverride;
use crate::scoring;

/// Where the reason of a decision is sealed.
pub(crate) fn reason_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "band_override", row, column: "reason" }
}

/// Where the reason is sealed for which a decision was undone.
pub(crate) fn undo_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "band_override", row, column: "undo_reason" }
}

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
        let override_id: Id<BandOverride> = acting.new_id();
        let row = override_id.to_string();
        let decided = OverrideRow {
            override_id,
            band,
            reason: Sealed::seal(acting.columns(), reason_column(&row), &reason, acting.rng())?,
            made_by: acting.actor.name().to_owned(),
            made_at: acting.now,
            undo_reason: Sealed::from_column(String::new()),
            undone: None,
        };
        db::overrides::insert(acting.tx, report.report_id, &decided).await?;
        settle(acting, &report).await?;
        let before = report.standing.band.map_or("", Band::as_str);
        let entry = EntryDraft::on("report", report.report_id)
            .with("override_id", row)
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
        let standing = db::overrides::find_standing(acting.tx, report.report_id).await?;
        let Some(standing) = standing else {
            return Err(Failure::conflict("nobody put this report into another band"));
        };
        let row = standing.override_id.to_string();
        let reason = Sealed::seal(acting.columns(), undo_column(&row), &reason, acting.rng())?;
        let by = (acting.actor.name(), acting.now);
        db::overrides::undo(acting.tx, standing.override_id, by, &reason).await?;
        settle(acting, &report).await?;
        let entry = EntryDraft::on("report", report.report_id)
            .with("override_id", row)
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
