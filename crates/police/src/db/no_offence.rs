//! Reports that an officer found to be no offence, where nobody was identified.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, keep};
use crate::ids::NoOffence;

/// A finding that stands.
pub(crate) struct NoOffenceRow {
    pub(crate) finding_id: Id<NoOffence>,
    pub(crate) report_id: Id<Report>,
    pub(crate) reason: Sealed<String>,
    pub(crate) found_at: Timestamp,
    pub(crate) found_by: String,
}

fn read(row: &AnyRow) -> Result<NoOffenceRow, Error> {
    Ok(NoOffenceRow {
        finding_id: row.id("finding_id")?,
        report_id: row.id("report_id")?,
        reason: Sealed::from_column(row.text("reason")?),
        found_at: row.instant("found_at")?,
        found_by: row.text("found_by")?,
    })
}

/// Keeps a finding; raced, when another came at the same time.
pub(crate) async fn insert(tx: &mut Tx, row: &NoOffenceRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO no_offence (finding_id, report_id, reason, found_at, found_by, standing)
         VALUES ($1, $2, $3, $4, $5, 1)",
    )
    .bind(row.finding_id.to_string())
    .bind(row.report_id.to_string())
    .bind(row.reason.as_column())
    .bind(row.found_at.as_microsecond())
    .bind(&row.found_by);
    keep(tx, insert).await
}

/// The standing finding on a report.
pub(crate) async fn find(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<NoOffenceRow>, DbError> {
    let row = sqlx::query("SELECT * FROM no_offence WHERE report_id = $1 AND standing = 1")
        .bind(report_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read).transpose()?)
}
