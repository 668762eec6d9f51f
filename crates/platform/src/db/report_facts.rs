//! What was added to an upload's report before filing.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::instant;
use crate::facts::ReportFacts;
use crate::ids::Upload;

/// The table, for sealing.
pub(crate) const TABLE: &str = "report_facts";
/// The sealed column.
pub(crate) const FACTS: &str = "facts_sealed";

/// The facts of an upload's report as they stand.
pub(crate) struct FactsRow {
    pub(crate) facts: Sealed<ReportFacts>,
    pub(crate) given_by: String,
    pub(crate) given_at: Timestamp,
}

/// The facts of an upload's report, where any were given.
pub(crate) async fn find(tx: &mut Tx, id: Id<Upload>) -> Result<Option<FactsRow>, DbError> {
    sqlx::query("SELECT facts_sealed, given_by, given_at FROM report_facts WHERE upload_id = $1")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// Puts facts in place of those that were given before.
pub(crate) async fn put(tx: &mut Tx, id: Id<Upload>, row: &FactsRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_facts (upload_id, facts_sealed, given_by, given_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (upload_id) DO UPDATE SET facts_sealed = EXCLUDED.facts_sealed, given_by = EXCLUDED.given_by,
             given_at = EXCLUDED.given_at",
    )
    .bind(id.to_string())
    .bind(row.facts.as_column())
    .bind(&row.given_by)
    .bind(row.given_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<FactsRow, DbError> {
    Ok(FactsRow {
        facts: Sealed::from_column(row.try_get(FACTS)?),
        given_by: row.try_get("given_by")?,
        given_at: instant(row, "given_at")?,
    })
}
