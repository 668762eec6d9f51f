//! An analyst refers reports to an agency.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use model::{Id, kind::Referral};
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::Permission;
use crate::db;
use crate::db::referrals::{Drawn, ReferralRow};
use crate::db::reports::ReportRow;
use crate::db::to_refer::Waiting;
use crate::jobs::build_package::BuildPackageJob;
use crate::referral_state::ReferralState;
use crate::report_state::ReportState;

/// Largest number of reports in one referral.
pub(crate) const MAX_REPORTS: usize = 10_000;

/// Most bytes of evidence in one referral, unless a single report holds more: an agency's node takes packages of 4 GiB.
const MAX_BYTES: u64 = 3 << 30;

/// Which reports are referred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Selection {
    /// Every ready report of the agency's country that it has not got yet, but for those that go in a batch.
    AllReady,
    /// The batch of today: those among them that rest on files which are known everywhere. None of the first band of urgency.
    Batch,
    /// These CyberTipline numbers.
    Numbers(Vec<i64>),
    /// The same as all that are ready, of one cluster, without what holds more than the shared file.
    Cluster(String),
}

/// Refers reports to an agency: decides it, and has the package written.
pub(crate) struct MakeReferral {
    pub(crate) agency_code: String,
    pub(crate) agency_country: String,
    pub(crate) selection: Selection,
}

/// A referral that was decided.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct MadeReferral {
    /// Its id.
    #[schema(value_type = String)]
    pub(crate) referral_id: Id<Referral>,
    /// How many reports it refers.
    pub(crate) reports: usize,
}

impl Action for MakeReferral {
    type Permission = Permission;
    type Output = MadeReferral;
    const NAME: &'static str = "make-referral";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::MakeReferrals
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<MadeReferral>, Failure> {
        let batch_day = self.batch_day(acting).await?;
        let reports = self.select(acting).await?;
        let referral = ReferralRow {
            referral_id: acting.new_id(),
            agency_code: self.agency_code.clone(),
            agency_country: self.agency_country.clone(),
            state: ReferralState::Requested,
            made_by: acting.actor.role().to_owned(),
            made_at: acting.now,
            package_item: None,
            receipt: None,
            refusal: None,
            closed_at: None,
            is_batch: batch_day.is_some(),
            batch_day,
            drawn: Drawn::default(),
            reports: 0,
            standing: 0,
        };
        let referral_id = referral.referral_id;
        db::referrals::insert(acting.tx, &referral).await?;
        let ids: Vec<_> = reports.iter().map(|report| report.report_id).collect();
        db::referrals::add_reports(acting.tx, referral_id, &ids).await?;
        acting.enqueue(&BuildPackageJob { referral_id }).await?;
        let numbers: Vec<String> = reports.iter().map(|report| report.report_number.to_string()).collect();
        let entry = EntryDraft::on("referral", referral_id)
            .disclosed_to(&self.agency_code)
            .with("reports", numbers.join(" "));
        Ok(Done::new(MadeReferral { referral_id, reports: reports.len() }, entry))
    }
}

impl MakeReferral {
    /// The day of the batch, if it is one: an agency gets one a day.
    async fn batch_day(&self, acting: &mut Acting<'_>) -> Result<Option<String>, Failure> {
        if self.selection != Selection::Batch {
            return Ok(None);
        }
        let day = acting.now.to_zoned_datetime(TimeZone::UTC).date().to_string();
        match db::referrals::find_batch(acting.tx, &self.agency_code, &day).await? {
            None => Ok(Some(day)),
            Some(made) => {
                let message = format!("the batch of {day} was made already: {}", made.referral_id);
                Err(Failure::refused("reports", message))
            }
        }
    }

    async fn list(&self, acting: &mut Acting<'_>, waiting: Waiting) -> Result<Vec<ReportRow>, Failure> {
        let limit = i64::try_from(MAX_REPORTS).map_err(Failure::broken)?;
        let to = (self.agency_code.as_str(), self.agency_country.as_str());
        Ok(db::to_refer::list(acting.tx, to, waiting, limit).await?)
    }

    async fn select(&self, acting: &mut Acting<'_>) -> Result<Vec<ReportRow>, Failure> {
        let reports = match &self.selection {
            Selection::AllReady => self.list(acting, Waiting::Single).await?,
            Selection::Batch => self.list(acting, Waiting::Viral).await?,
            Selection::Numbers(numbers) => self.select_numbers(acting, numbers).await?,
            Selection::Cluster(cluster) => {
                let limit = i64::try_from(MAX_REPORTS).map_err(Failure::broken)?;
                let agency = (self.agency_code.as_str(), self.agency_country.as_str());
                db::to_refer::list_of_cluster(acting.tx, agency, cluster, limit).await?
            }
        };
        if reports.is_empty() {
            return Err(self.nothing_waits(acting).await?);
        }
        self.bound(acting, reports).await
    }

    /// Says so, and where the rest of them goes.
    async fn nothing_waits(&self, acting: &mut Acting<'_>) -> Result<Failure, Failure> {
        let to = (self.agency_code.as_str(), self.agency_country.as_str());
        let in_batch = match self.selection {
            Selection::AllReady => db::to_refer::count(acting.tx, to, Waiting::Viral).await?,
            _ => 0,
        };
        let message = if in_batch > 0 {
            format!(
                "no report waits by itself for {}; {in_batch} wait for the batch of today",
                self.agency_code
            )
        } else {
            format!("no report waits to be referred to {}", self.agency_code)
        };
        Ok(Failure::refused("reports", message))
    }

    /// As many of the reports as one package carries, in their order; the rest stays ready. A list of numbers is never cut.
    async fn bound(
        &self,
        acting: &mut Acting<'_>,
        mut reports: Vec<ReportRow>,
    ) -> Result<Vec<ReportRow>, Failure> {
        let mut sizes_bytes = Vec::new();
        for report in &reports {
            let items = db::evidence::list_of_report(acting.tx, &report.report_id.to_string()).await?;
            sizes_bytes.push(items.iter().map(|item| item.size_bytes).sum());
        }
        let fitting = count_fitting(&sizes_bytes);
        if fitting < reports.len() && matches!(self.selection, Selection::Numbers(_)) {
            let message = format!("together they hold more than {MAX_BYTES} bytes; refer fewer at a time");
            return Err(Failure::refused("reports", message));
        }
        reports.truncate(fitting);
        Ok(reports)
    }

    /// Whether the agency's country is one of the report's.
    async fn is_for_agency(&self, acting: &mut Acting<'_>, report: &ReportRow) -> Result<bool, Failure> {
        if report.country.as_ref().is_some_and(|country| country.code == self.agency_country) {
            return Ok(true);
        }
        let further = db::countries::list_further(acting.tx, report.report_id).await?;
        Ok(further.iter().any(|country| country.code == self.agency_country))
    }

    async fn select_numbers(
        &self,
        acting: &mut Acting<'_>,
        numbers: &[i64],
    ) -> Result<Vec<ReportRow>, Failure> {
        if numbers.len() > MAX_REPORTS {
            return Err(Failure::refused(
                "reports",
                format!("refer at most {MAX_REPORTS} reports at a time"),
            ));
        }
        let mut reports = Vec::new();
        for number in numbers.iter().collect::<BTreeSet<_>>() {
            let report = db::reports::find_by_number(acting.tx, *number).await?;
            let unknown = || Failure::refused("reports", format!("report {number} does not exist"));
            let report = report.ok_or_else(unknown)?;
            if !report.state.is_enriched() || report.state == ReportState::Informational {
                return Err(Failure::refused(
                    "reports",
                    format!("report {number} is {}, not ready", report.state.as_str()),
                ));
            }
            if !self.is_for_agency(acting, &report).await? {
                return Err(Failure::refused(
                    "reports",
                    format!(
                        "report {number} does not belong to {}; choose its country first",
                        self.agency_country
                    ),
                ));
            }
            let referrals = db::referrals::list_standing_of_report(acting.tx, report.report_id).await?;
            if let Some(earlier) = referrals.iter().find(|earlier| earlier.agency_code == self.agency_code) {
                return Err(Failure::refused(
                    "reports",
                    format!(
                        "report {number} was referred to {} in {}",
                        self.agency_code, earlier.referral_id
                    ),
                ));
            }
            reports.push(report);
        }
        Ok(reports)
    }
}

/// How many reports, from the first on, fit into one referral. The first always does.
fn count_fitting(sizes_bytes: &[u64]) -> usize {
    let mut total_bytes = 0_u64;
    let fits = |size_bytes: &&u64| {
        total_bytes = total_bytes.saturating_add(**size_bytes);
        total_bytes <= MAX_BYTES
    };
    sizes_bytes.iter().take_while(fits).count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_referral_is_bounded_by_bytes_and_never_empty() {
        const HALF: u64 = MAX_BYTES / 2;
        assert_eq!(count_fitting(&[HALF, HALF, 1]), 2);
        assert_eq!(count_fitting(&[HALF, HALF + 1, 1]), 1);
        assert_eq!(count_fitting(&[2 * MAX_BYTES, 1]), 1);
        assert_eq!(count_fitting(&[1, 2, 3]), 3);
        assert_eq!(count_fitting(&[u64::MAX, u64::MAX]), 1);
    }
}
