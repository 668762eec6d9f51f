//! An officer puts a report into another band than its score, with a reason; or takes that back, with another; or has read it.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use model::triage::Band;
use service::triage::{OverrideRow, take_back};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::reports::{self, ReportSummary};
use crate::db::triage;
use crate::db::{Reader, Tx};
use crate::permissions::Permission;
use crate::scoring::{self, Grounds};

/// Puts a report into a band; it stays there however it is scored.
pub(crate) struct OverrideBand {
    pub(crate) report_id: Id<Report>,
    /// As typed.
    pub(crate) band: String,
    pub(crate) reason: String,
    /// With others at once: then it does not leave Band A, where each report is decided on alone.
    pub(crate) among_others: bool,
}

impl Action for OverrideBand {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "override-band";

    fn permission(&self) -> Permission {
        Permission::RankReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let (report, grounds) = load_scored(acting, self.report_id).await?;
        if self.among_others && report.standing.band == Some(Band::A) {
            return Err(Failure::conflict("a report in Band A is decided on alone, on its own page"));
        }
        let band: Band =
            self.band.parse().map_err(|_| Failure::refused("band", "choose one of the four bands"))?;
        let reason = required("reason", &self.reason)?;
        let decided = OverrideRow::decide(acting, band, &reason)?;
        triage::insert_override(acting.tx, self.report_id, grounds.urgency.band, &decided).await?;
        let before = report.standing.band;
        scoring::settle(acting, key(&report), before, &grounds).await?;
        let entry = EntryDraft::on("report", self.report_id)
            .with("override_id", decided.override_id.to_string())
            .with("band", band.as_str())
            .with("before", before.map_or("", Band::as_str));
        Ok(Done::new((), entry))
    }
}

/// Takes back the decision that stands; the one before it, or the score, counts again.
pub(crate) struct UndoOverride {
    pub(crate) report_id: Id<Report>,
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
        let (report, grounds) = load_scored(acting, self.report_id).await?;
        let reason = required("reason", &self.reason)?;
        let standing = take_back(acting, self.report_id, &reason).await?;
        scoring::settle(acting, key(&report), report.standing.band, &grounds).await?;
        let entry = EntryDraft::on("report", self.report_id)
            .with("override_id", standing.override_id.to_string())
            .with("before", standing.band.as_str());
        Ok(Done::new((), entry))
    }
}

/// An officer says that they have read a report: what kept it from the lowest band until then is gone; or that it has to be read again.
pub(crate) struct MarkRead {
    pub(crate) report_id: Id<Report>,
    /// `yes` or `no`, as typed.
    pub(crate) read: String,
}

impl Action for MarkRead {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "mark-read";

    fn permission(&self) -> Permission {
        Permission::RankReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = find(acting.tx, &Reader::of(acting.actor), self.report_id).await?;
        let is_read = match self.read.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(Failure::refused("read", "must be yes or no")),
        };
        let (by, now) = (acting.actor.name().to_owned(), acting.now);
        let mark = is_read.then_some((by.as_str(), now));
        triage::set_read(acting.tx, self.report_id, mark).await?;
        scoring::score_as_read(acting, key(&report), report.standing.band, is_read).await?;
        Ok(Done::new((), EntryDraft::on("report", self.report_id).with("read", &self.read)))
    }
}

/// What [`scoring::settle`] needs of a report.
fn key(report: &ReportSummary) -> (Id<Report>, i64, Timestamp) {
    let row = &report.report;
    (row.report_id, row.report_number, row.finished_at)
}

async fn find(tx: &mut Tx, reader: &Reader, report_id: Id<Report>) -> Result<ReportSummary, Failure> {
    reports::find_report(tx, reader, report_id).await?.ok_or_else(|| Failure::absent("report"))
}

async fn load_scored(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
) -> Result<(ReportSummary, Grounds), Failure> {
    let report = find(acting.tx, &Reader::of(acting.actor), report_id).await?;
    let grounds = scoring::load(acting, report_id).await?;
    let grounds = grounds.ok_or_else(|| Failure::conflict("only a report that was scored has a band"))?;
    Ok((report, grounds))
}
