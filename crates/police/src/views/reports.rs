//! Reports as readers see them.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::Report;
use model::triage::Band;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::{AccountView, ActView, IpEventView, PersonView};
use crate::db::reports::{self, ReportSummary};
use crate::db::{Reader, Rows, accounts, acts, ip_events};

/// A report in a list.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ReportView {
    #[schema(value_type = String)]
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    pub(crate) sender: String,
    pub(crate) reporting_party: String,
    #[schema(value_type = String)]
    pub(crate) finished_at: Timestamp,
    pub(crate) incident_type: String,
    /// The time of the incident in the report's own words.
    pub(crate) incident_time_text: String,
    #[schema(value_type = String)]
    pub(crate) incident_at: Timestamp,
    pub(crate) country: String,
    pub(crate) country_grounds: String,
    /// On what legal basis its sender detects, as the clearinghouse states it; empty where it states none.
    pub(crate) detection_basis: String,
    pub(crate) act_count: i64,
    /// The last code that the clearinghouse was told.
    pub(crate) feedback: Option<String>,
    /// In which band of urgency it stands, `a` first; none where it was never scored.
    pub(crate) band: Option<&'static str>,
    /// In tenths of a point.
    pub(crate) urgency_tenths: i64,
    /// The earliest day on which an operator may erase a record of it that nobody has asked for.
    #[schema(value_type = Option<String>)]
    pub(crate) evidence_until: Option<Date>,
    /// The first day on which an act of it may have lapsed.
    #[schema(value_type = Option<String>)]
    pub(crate) limitation_until: Option<Date>,
    /// Whether what it states of an account says that its holder was under age.
    pub(crate) maybe_minor: bool,
    /// Who has read it.
    pub(crate) read_by: Option<String>,
    /// When.
    #[schema(value_type = Option<String>)]
    pub(crate) read_at: Option<Timestamp>,
}

model::unprintable!(ReportView);

/// A report with what stands in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReportDetail {
    #[serde(flatten)]
    pub(crate) report: ReportView,
    /// Of the original XML, which stays in the package.
    pub(crate) xml_sha256: String,
    /// Elements that our schema does not know.
    pub(crate) unknown_elements: i64,
    pub(crate) accounts: Vec<AccountView>,
    pub(crate) acts: Vec<ActView>,
    /// Where its accounts were seen of which no act is made, in order of time; without what has no time.
    pub(crate) events: Vec<IpEventView>,
    /// The persons whose acts an officer found among these.
    pub(crate) persons: Vec<PersonView>,
}

impl ReportView {
    fn new(summary: &ReportSummary) -> Self {
        let row = &summary.report;
        Self {
            report_id: row.report_id,
            report_number: row.report_number,
            sender: row.sender.clone(),
            reporting_party: row.reporting_party.clone(),
            finished_at: row.finished_at,
            incident_type: row.incident_type.clone(),
            incident_time_text: row.incident_text.clone(),
            incident_at: row.incident_at,
            country: row.country_code.clone(),
            country_grounds: row.country_grounds.clone(),
            detection_basis: row.detection_basis.clone(),
            act_count: summary.acts,
            feedback: summary.feedback.clone(),
            band: summary.standing.band.map(Band::as_str),
            urgency_tenths: summary.standing.urgency_tenths,
            evidence_until: summary.standing.evidence_until,
            limitation_until: summary.standing.limitation_until,
            maybe_minor: summary.standing.maybe_minor,
            read_by: summary.standing.read.as_ref().map(|(by, _)| by.clone()),
            read_at: summary.standing.read.as_ref().map(|(_, at)| *at),
        }
    }
}

/// By number; of one referral, or all.
pub(crate) async fn list_reports(
    tx: &mut Tx,
    reader: &Reader,
    referral_id: Option<&str>,
) -> Result<Vec<ReportView>, Failure> {
    let rows = reports::list_reports(tx, reader, referral_id).await?;
    Ok(rows.iter().map(ReportView::new).collect())
}

/// One page of them, and how many the whole list holds; `which` names a referral, and whether it is the queue of possible minors.
pub(crate) async fn page_reports(
    tx: &mut Tx,
    reader: &Reader,
    which: (Option<&str>, bool),
    rows: &Rows,
) -> Result<(Vec<ReportView>, i64), Failure> {
    let total = reports::count(tx, reader, which, rows).await?;
    let found = reports::list_page(tx, reader, which, rows).await?;
    Ok((found.iter().map(ReportView::new).collect(), total))
}

/// One report.
pub(crate) async fn load_report(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    report_id: Id<Report>,
) -> Result<ReportDetail, Failure> {
    let summary =
        reports::find_report(tx, reader, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let statements = accounts::list_statements_of_report(tx, reader, report_id).await?;
    let rows = acts::list_acts_of_report(tx, reader, report_id).await?;
    let acts = ActView::open_all(tx, reader, keys, &rows).await?;
    let events = ip_events::list_events_of_report(tx, reader, report_id).await?;
    let events = IpEventView::open_all(tx, reader, keys, events).await?;
    let persons = super::list_authors(tx, reader, keys, &acts).await?;
    let mut accounts = AccountView::fold(tx, keys, &statements).await?;
    AccountView::mark_births(&mut accounts, &acts);
    Ok(ReportDetail {
        report: ReportView::new(&summary),
        xml_sha256: summary.report.xml_sha256,
        unknown_elements: summary.report.unknown_elements,
        accounts,
        acts,
        events,
        persons,
    })
}
