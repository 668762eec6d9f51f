//! `/submit`: opens a report.

use jiff::Timestamp;
use model::{Id, kind::Report};
use serde::{Deserialize, Serialize};
use service::{Acting, Action, CaseKey, Done, EntryDraft, Failure, Operation};
use vault::SealedItem;

use crate::Permission;
use crate::db;
use crate::db::reports::ReportRow;
use crate::db::scores::Standing;
use crate::db::warnings::Warning;
use crate::jobs::enrich_report::EnrichReportJob;
use crate::jobs::expire_report::ExpireReport;
use crate::report_state::{ReportState, expires_at};

/// Numbers of ten digits: room for chance, and the same length for all.
const NUMBERS: std::ops::Range<u64> = 1_000_000_000..10_000_000_000;

/// Opens a report whose XML lies in the vault.
pub(crate) struct OpenReport {
    pub(crate) report_id: Id<Report>,
    /// The report's key, under which its XML was sealed.
    pub(crate) case: CaseKey,
    pub(crate) xml: SealedItem,
    pub(crate) incident_type: &'static str,
    pub(crate) incident_at: Timestamp,
    pub(crate) escalated: bool,
    pub(crate) warnings: Vec<Warning>,
}

/// An open report.
#[derive(Serialize, Deserialize)]
pub(crate) struct Opened {
    pub(crate) report_number: i64,
}

impl Action for OpenReport {
    type Permission = Permission;
    type Output = Opened;
    const NAME: &'static str = "open-report";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::SubmitReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Opened>, Failure> {
        let party = acting.actor.name().to_owned();
        let report_number = self.keep(acting, &party).await?;
        let entry = EntryDraft::on("report", self.report_id)
            .with("report_number", report_number.to_string())
            .with("xml_sha256", &self.xml.sha256);
        Ok(Done::new(Opened { report_number }, entry))
    }
}

impl OpenReport {
    /// Keeps the report as one that this party opened; gives its CyberTipline number.
    pub(super) async fn keep(&self, acting: &mut Acting<'_>, party: &str) -> Result<i64, Failure> {
        let report_number = self.insert(acting, party).await?;
        let job = ExpireReport { report_id: self.report_id };
        acting.enqueue_at(&job, expires_at(acting.now, acting.now)).await?;
        Ok(report_number)
    }

    /// Keeps the report as one that this party filed: it is whole as it is. Gives its CyberTipline number.
    pub(super) async fn file(&self, acting: &mut Acting<'_>, party: &str) -> Result<i64, Failure> {
        let report_number = self.insert(acting, party).await?;
        let (report_id, now) = (self.report_id, acting.now);
        db::reports::set_state(acting.tx, report_id, ReportState::Finished, Some(now)).await?;
        acting.enqueue(&EnrichReportJob { report_id }).await?;
        Ok(report_number)
    }

    async fn insert(&self, acting: &mut Acting<'_>, party: &str) -> Result<i64, Failure> {
        let report = ReportRow {
            report_id: self.report_id,
            report_number: unused_number(acting).await?,
            reporting_party: party.to_owned(),
            state: ReportState::Open,
            received_at: acting.now,
            changed_at: acting.now,
            finished_at: None,
            incident_type: self.incident_type.to_owned(),
            incident_at: self.incident_at,
            escalated: self.escalated,
            xml_item: Some(self.xml.name.clone()),
            country: None,
            countries_disagree: false,
            files: 0,
            standing: Standing::default(),
        };
        acting.cases().keep(acting.tx, &self.case).await?;
        db::evidence::insert(acting.tx, &self.xml, acting.now).await?;
        db::reports::insert(acting.tx, &report).await?;
        db::warnings::append(acting.tx, report.report_id, &self.warnings).await?;
        Ok(report.report_number)
    }
}

/// A CyberTipline number by chance: no two reports wait for a counter, and a number tells nobody how many came before.
async fn unused_number(acting: &mut Acting<'_>) -> Result<i64, Failure> {
    for _ in 0..16 {
        let chance = u64::from_le_bytes(acting.random());
        let number = NUMBERS.start + chance % (NUMBERS.end - NUMBERS.start);
        let number = i64::try_from(number).map_err(Failure::broken)?;
        if db::reports::find_by_number(acting.tx, number).await?.is_none() {
            return Ok(number);
        }
    }
    Err(Failure::broken(std::io::Error::other("no report number is free")))
}
