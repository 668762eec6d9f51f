//! Imports of many reports from one file.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::near_files::{HASHES_AT_ONCE, places};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, id, instant, micros, optional_instant};
use crate::kinds::ReportImport;

/// An import as it is stored.
pub(crate) struct ImportRow {
    pub(crate) import_id: Id<ReportImport>,
    pub(crate) source: String,
    pub(crate) reporting_party: String,
    pub(crate) file_name: Sealed,
    pub(crate) file_sha256: String,
    pub(crate) mapping: String,
    /// Of a CSV file.
    pub(crate) columns: Vec<String>,
    pub(crate) begun_by: String,
    pub(crate) begun_at: Timestamp,
    /// Up to which line all were looked at.
    pub(crate) last_line: i64,
    pub(crate) kept: i64,
    pub(crate) known: i64,
    pub(crate) refused: i64,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) undone_at: Option<Timestamp>,
    pub(crate) undone_by: Option<String>,
    /// Why; empty while it stands, and once erased.
    pub(crate) undone_reason: Sealed,
}

/// Keeps a new import.
pub(crate) async fn insert(tx: &mut Tx, import: &ImportRow) -> Result<(), DbError> {
    let columns =
        serde_json::to_string(&import.columns).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "INSERT INTO report_import (import_id, source, reporting_party, file_name, file_sha256, mapping, columns, begun_by, begun_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(import.import_id.to_string())
    .bind(&import.source)
    .bind(&import.reporting_party)
    .bind(import.file_name.as_column())
    .bind(&import.file_sha256)
    .bind(&import.mapping)
    .bind(columns)
    .bind(&import.begun_by)
    .bind(micros(import.begun_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The import with this id.
pub(crate) async fn find(tx: &mut Tx, import_id: &str) -> Result<Option<ImportRow>, DbError> {
    let row = sqlx::query("SELECT * FROM report_import WHERE import_id = $1")
        .bind(import_id)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// The newest import of this very file by this actor that was not undone.
pub(crate) async fn find_of_file(
    tx: &mut Tx,
    source: &str,
    file_sha256: &str,
    begun_by: &str,
) -> Result<Option<ImportRow>, DbError> {
    let row = sqlx::query(
        "SELECT * FROM report_import WHERE source = $1 AND file_sha256 = $2 AND begun_by = $3 AND undone_at IS NULL
         ORDER BY import_id DESC LIMIT 1",
    )
    .bind(source)
    .bind(file_sha256)
    .bind(begun_by)
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(read).transpose()
}

/// What came of some lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) last_line: i64,
    pub(crate) kept: i64,
    pub(crate) known: i64,
    pub(crate) refused: i64,
    /// Whether these were the last ones, and when.
    pub(crate) finished_at: Option<Timestamp>,
}

/// Adds what came of some lines.
pub(crate) async fn count(tx: &mut Tx, import_id: Id<ReportImport>, counted: Counted) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE report_import SET last_line = $2, kept = kept + $3, known = known + $4, refused = refused + $5,
             finished_at = COALESCE($6, finished_at) WHERE import_id = $1",
    )
    .bind(import_id.to_string())
    .bind(counted.last_line)
    .bind(counted.kept)
    .bind(counted.known)
    .bind(counted.refused)
    .bind(counted.finished_at.map(micros))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which of these keyed digests of lines are known.
pub(crate) async fn list_known(tx: &mut Tx, keys: &[String]) -> Result<BTreeSet<String>, DbError> {
    let mut known = BTreeSet::new();
    for some in keys.chunks(HASHES_AT_ONCE) {
        let sql = format!(
            // the second condition is that of the index
            "SELECT key_blind FROM report_origin WHERE key_blind IN ({}) AND key_blind <> ''",
            places(1, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for key in some {
            query = query.bind(key.as_str());
        }
        for row in query.fetch_all(tx.conn()).await? {
            known.insert(row.try_get("key_blind")?);
        }
    }
    Ok(known)
}

/// One page of imports, newest first.
pub(crate) async fn list_page(tx: &mut Tx, (limit, offset): (i64, i64)) -> Result<Vec<ImportRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM report_import ORDER BY import_id DESC LIMIT $1 OFFSET $2")
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// One page of those that one actor began, newest first.
pub(crate) async fn list_begun_by(
    tx: &mut Tx,
    begun_by: &str,
    (limit, offset): (i64, i64),
) -> Result<Vec<ImportRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM report_import WHERE begun_by = $1 ORDER BY import_id DESC LIMIT $2 OFFSET $3",
    )
    .bind(begun_by)
    .bind(limit)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// How many imports there are.
pub(crate) async fn count_all(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS imports FROM report_import";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("imports")?)
}

/// How many reports of an import stand in a referral.
pub(crate) async fn count_referred(tx: &mut Tx, import_id: Id<ReportImport>) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM report_origin o WHERE o.import_id = $1
             AND EXISTS (SELECT 1 FROM referral_report x WHERE x.report_id = o.report_id)",
    )
    .bind(import_id.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("reports")?)
}

/// An open alarm under which a report of an import stands.
pub(crate) async fn find_open_alarm(
    tx: &mut Tx,
    import_id: Id<ReportImport>,
) -> Result<Option<String>, DbError> {
    let row = sqlx::query(
        "SELECT a.alarm_id FROM alarm a JOIN band_alarm_report b ON b.alarm_id = a.alarm_id
             JOIN report_origin o ON o.report_id = b.report_id WHERE a.closed_at IS NULL AND o.import_id = $1
         UNION SELECT a.alarm_id FROM alarm a JOIN report_origin o ON o.report_id = a.object_id
             WHERE a.closed_at IS NULL AND a.object_kind = 'report' AND o.import_id = $1
         ORDER BY 1 LIMIT 1",
    )
    .bind(import_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Ok(row.try_get("alarm_id")?)).transpose()
}

/// Reports of an import on which somebody placed a hold that nobody lifted; it may have ended.
pub(crate) async fn list_held(tx: &mut Tx, import_id: Id<ReportImport>) -> Result<Vec<Id<Report>>, DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT o.report_id FROM legal_hold h JOIN report_origin o ON o.report_id = h.object_id
         WHERE h.object_kind = 'report' AND h.lifted_at IS NULL AND o.import_id = $1 ORDER BY o.report_id",
    )
    .bind(import_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| id(row, "report_id")).collect()
}

/// Takes every report of an import back, with what was found out about them; their lines may come again. Gives how many reports.
pub(crate) async fn undo(
    tx: &mut Tx,
    import_id: Id<ReportImport>,
    (by, at): (&str, Timestamp),
    reason: &Sealed,
) -> Result<u64, DbError> {
    const OF_IMPORT: &str = "report_id IN (SELECT o.report_id FROM report_origin o WHERE o.import_id = $1)";
    let import = import_id.to_string();
    let sql = format!(
        "UPDATE report SET state = 'retracted', finished_at = NULL, changed_at = $2
         WHERE {OF_IMPORT} AND state IN ('finished', 'ready')"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&import).bind(micros(at));
    let reports = query.execute(tx.conn()).await?.rows_affected();
    for sql in [
        format!("DELETE FROM report_trait WHERE {OF_IMPORT}"),
        format!(
            "UPDATE report_address SET address = '', address_blind = '', port = NULL, stated_time = NULL, operator = NULL
             WHERE {OF_IMPORT}"
        ),
        format!("DELETE FROM country_opinion WHERE {OF_IMPORT}"),
        format!("DELETE FROM country_proposal WHERE {OF_IMPORT}"),
        format!("UPDATE report_warning SET message = '' WHERE {OF_IMPORT}"),
        format!("UPDATE report_score SET grounds = '' WHERE {OF_IMPORT}"),
        format!("UPDATE report_fact SET value = '' WHERE {OF_IMPORT}"),
        format!("DELETE FROM band_alarm_fact WHERE kind = 'account' AND {OF_IMPORT}"),
        "UPDATE report_origin SET key_blind = '' WHERE import_id = $1".to_owned(),
        "DELETE FROM refused_line WHERE import_id = $1".to_owned(),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&import).execute(tx.conn()).await?;
    }
    sqlx::query(
        "UPDATE report_import SET undone_at = $2, undone_by = $3, undone_reason = $4 WHERE import_id = $1",
    )
    .bind(&import)
    .bind(micros(at))
    .bind(by)
    .bind(reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(reports)
}

/// Reports of an import that was undone whose content is not discarded yet, but for those of [`list_held`].
pub(crate) async fn list_to_discard(
    tx: &mut Tx,
    import_id: Id<ReportImport>,
    limit: i64,
) -> Result<Vec<Id<Report>>, DbError> {
    let rows = sqlx::query(
        "SELECT r.report_id FROM report_origin o JOIN report r ON r.report_id = o.report_id
         WHERE o.import_id = $1 AND r.state = 'retracted' AND r.xml_item IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM legal_hold h
             WHERE h.object_kind = 'report' AND h.object_id = r.report_id AND h.lifted_at IS NULL)
         ORDER BY o.line LIMIT $2",
    )
    .bind(import_id.to_string())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| id(row, "report_id")).collect()
}

fn read(row: &AnyRow) -> Result<ImportRow, DbError> {
    Ok(ImportRow {
        import_id: id(row, "import_id")?,
        source: row.try_get("source")?,
        reporting_party: row.try_get("reporting_party")?,
        file_name: Sealed::from_column(row.try_get("file_name")?),
        file_sha256: row.try_get("file_sha256")?,
        mapping: row.try_get("mapping")?,
        columns: serde_json::from_str(&row.try_get::<String, _>("columns")?)
            .map_err(|_| corrupt("columns"))?,
        begun_by: row.try_get("begun_by")?,
        begun_at: instant(row, "begun_at")?,
        last_line: row.try_get("last_line")?,
        kept: row.try_get("kept")?,
        known: row.try_get("known")?,
        refused: row.try_get("refused")?,
        finished_at: optional_instant(row, "finished_at")?,
        undone_at: optional_instant(row, "undone_at")?,
        undone_by: row.try_get("undone_by")?,
        undone_reason: Sealed::from_column(row.try_get("undone_reason")?),
    })
}
