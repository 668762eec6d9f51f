//! What we found out beside a report, each with its source and day.

use jiff::civil::Date;
use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;

use super::corrupt;
use crate::enrichment::FactKind;

/// A fact as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct FactRow {
    pub(crate) position: i64,
    /// Path in the report's documents.
    pub(crate) element: String,
    pub(crate) kind: FactKind,
    pub(crate) value: Sealed,
    /// Who says so.
    pub(crate) source: String,
    /// The day for which the source says so.
    pub(crate) valid_on: Date,
}

/// Keeps a fact.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, fact: &FactRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_fact (report_id, position, element, kind, value, source, valid_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(report_id.to_string())
    .bind(fact.position)
    .bind(&fact.element)
    .bind(fact.kind.as_str())
    .bind(fact.value.as_column())
    .bind(&fact.source)
    .bind(fact.valid_on.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The facts of a report, in order.
pub(crate) async fn list(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<FactRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM report_fact WHERE report_id = $1 ORDER BY position")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(FactRow {
                position: row.try_get("position")?,
                element: row.try_get("element")?,
                kind: FactKind::parse(&row.try_get::<String, _>("kind")?).ok_or_else(|| corrupt("kind"))?,
                value: Sealed::from_column(row.try_get("value")?),
                source: row.try_get("source")?,
                valid_on: row.try_get::<String, _>("valid_on")?.parse().map_err(|_| corrupt("valid_on"))?,
            })
        })
        .collect()
}
