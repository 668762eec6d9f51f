//! Reports.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::triage::{self, Standing};
use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, may_read, read_all};

/// One report.
pub(crate) struct ReportRow {
    pub(crate) report_id: Id<Report>,
    pub(crate) sender: String,
    /// CyberTipline number.
    pub(crate) report_number: i64,
    pub(crate) reporting_party: String,
    pub(crate) finished_at: Timestamp,
    pub(crate) incident_type: String,
    pub(crate) incident_text: String,
    pub(crate) incident_at: Timestamp,
    pub(crate) country_code: String,
    pub(crate) country_grounds: String,
    /// On what legal basis its sender detects; empty where the clearinghouse states none.
    pub(crate) detection_basis: String,
    pub(crate) xml_sha256: String,
    /// Elements of the XML that our schema does not know; they are kept in the original.
    pub(crate) unknown_elements: i64,
}

/// In a list.
pub(crate) struct ReportSummary {
    pub(crate) report: ReportRow,
    pub(crate) acts: i64,
    /// The last code that was given to the clearinghouse.
    pub(crate) feedback: Option<String>,
    pub(crate) standing: Standing,
}

const SUMMARY: &str = "SELECT report.*,
    (SELECT COUNT(*) FROM act WHERE act.report_id = report.report_id) AS acts,
    (SELECT code FROM feedback WHERE feedback.report_id = report.report_id
        ORDER BY sequence DESC LIMIT 1) AS feedback
    FROM report";

pub(super) fn read_row(row: &AnyRow) -> Result<ReportRow, Error> {
    Ok(ReportRow {
        report_id: row.id("report_id")?,
        sender: row.text("sender")?,
        report_number: row.number("report_number")?,
        reporting_party: row.text("reporting_party")?,
        finished_at: row.instant("finished_at")?,
        incident_type: row.text("incident_type")?,
        incident_text: row.text("incident_text")?,
        incident_at: row.instant("incident_at")?,
        country_code: row.text("country_code")?,
        country_grounds: row.text("country_grounds")?,
        detection_basis: row.text("detection_basis")?,
        xml_sha256: row.text("xml_sha256")?,
        unknown_elements: row.number("unknown_elements")?,
    })
}

fn read_summary(row: &AnyRow) -> Result<ReportSummary, Error> {
    Ok(ReportSummary {
        report: read_row(row)?,
        acts: row.number("acts")?,
        feedback: row.maybe_text("feedback")?,
        standing: triage::read_standing(row)?,
    })
}

pub(crate) async fn insert_report(tx: &mut Tx, row: &ReportRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report (report_id, sender, report_number, reporting_party, finished_at, incident_type,
             incident_text, incident_at, country_code, country_grounds, detection_basis, xml_sha256, unknown_elements)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(row.report_id.to_string())
    .bind(&row.sender)
    .bind(row.report_number)
    .bind(&row.reporting_party)
    .bind(row.finished_at.as_microsecond())
    .bind(&row.incident_type)
    .bind(&row.incident_text)
    .bind(row.incident_at.as_microsecond())
    .bind(&row.country_code)
    .bind(&row.country_grounds)
    .bind(&row.detection_basis)
    .bind(&row.xml_sha256)
    .bind(row.unknown_elements)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn add_to_referral(
    tx: &mut Tx,
    referral_id: &str,
    report_id: Id<Report>,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO referral_report (referral_id, report_id) VALUES ($1, $2)")
        .bind(referral_id)
        .bind(report_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A report that came before, under its sender's number.
pub(crate) async fn find_by_number(
    tx: &mut Tx,
    sender: &str,
    report_number: i64,
) -> Result<Option<ReportRow>, DbError> {
    let row = sqlx::query("SELECT * FROM report WHERE sender = $1 AND report_number = $2")
        .bind(sender)
        .bind(report_number)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

pub(crate) async fn find_report(
    tx: &mut Tx,
    reader: &Reader,
    report_id: Id<Report>,
) -> Result<Option<ReportSummary>, DbError> {
    let may_read = may_read(Closed::Report, "report.report_id", 2);
    let sql = format!("{SUMMARY} WHERE report_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(report_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_summary).transpose()?)
}

/// By number; of one referral, or all.
pub(crate) async fn list_reports(
    tx: &mut Tx,
    reader: &Reader,
    referral_id: Option<&str>,
) -> Result<Vec<ReportSummary>, DbError> {
    let may_read = may_read(Closed::Report, "report.report_id", 1);
    let sql = format!(
        "{SUMMARY} WHERE {may_read} AND ($2 = '' OR EXISTS (
             SELECT 1 FROM referral_report
             WHERE referral_report.report_id = report.report_id AND referral_report.referral_id = $2))
         ORDER BY report_number, sender"
    );
    let query =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(referral_id.unwrap_or_default());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_summary)
}

/// What a page of reports must meet: binds reader, referral, pattern and what was typed.
fn condition(referral_id: Option<&str>, only_minors: bool) -> String {
    let of_referral = match referral_id {
        Some(_) => {
            "report.report_id IN (SELECT referral_report.report_id FROM referral_report WHERE referral_report.referral_id = $2)"
        }
        None => "$2 = ''",
    };
    let queue = if only_minors { " AND report.maybe_minor = 1" } else { "" };
    format!(
        "{} AND {of_referral}{queue} AND ($3 = '' OR CAST(report.report_number AS TEXT) = $4
             OR LOWER(report.reporting_party) LIKE $3 ESCAPE '!' OR LOWER(report.incident_type) LIKE $3 ESCAPE '!')",
        may_list(Closed::Report, "report.report_id", 1)
    )
}

/// By band, points with those for waiting, the first of the clocks of evidence and limitation, then the oldest; each with an index.
fn order(rows: &Rows) -> String {
    const WORK: [(&str, bool); 4] =
        [("band_rank", false), ("work_tenths", true), ("first_until", false), ("report_id", false)];
    let Some(is_reversed) = rows.direction_of("band") else { return rows.order_by("report", "report_id") };
    let part = |(column, is_down): (&str, bool)| {
        format!("report.{column} {}", if is_down == is_reversed { "ASC" } else { "DESC" })
    };
    format!("ORDER BY {}", WORK.map(part).join(", "))
}

/// One page of the list; of one referral, or all, or the queue of possible minors.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    (referral_id, only_minors): (Option<&str>, bool),
    rows: &Rows,
) -> Result<Vec<ReportSummary>, DbError> {
    let (condition, order) = (condition(referral_id, only_minors), order(rows));
    let sql = format!("{SUMMARY} WHERE {condition} {order} LIMIT $5 OFFSET $6");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    let query = query.bind(referral_id.unwrap_or_default()).bind(&rows.pattern).bind(&rows.exact);
    let found = query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?;
    read_all(&found, read_summary)
}

/// How many the whole list holds.
pub(crate) async fn count(
    tx: &mut Tx,
    reader: &Reader,
    (referral_id, only_minors): (Option<&str>, bool),
    rows: &Rows,
) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total FROM report WHERE {}", condition(referral_id, only_minors));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    let query = query.bind(referral_id.unwrap_or_default()).bind(&rows.pattern).bind(&rows.exact);
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}
