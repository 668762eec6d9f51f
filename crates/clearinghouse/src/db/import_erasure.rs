//! What of imports may be due, and overwriting what is kept of them beside their reports.

use jiff::Timestamp;
use model::retention::{Category, Start};
use service::db::wipe;
use service::rights::{Kept, ObjectRef, Overwritten};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{instant, micros, optional_instant};

/// Most imports in one page of what is due.
const MOST: i64 = 500;
/// SQL: of the import `i` something is kept, and of its reports nothing. The last two conditions are those of the index.
const WITHOUT_REPORT: &str = "i.file_name <> '' AND NOT EXISTS (
    SELECT 1 FROM report_origin kept WHERE kept.import_id = i.import_id AND kept.import_id IS NOT NULL AND kept.original <> '')";

/// One import of which no report is kept, or with an empty `id` those after this beginning and identifier that were begun by `begun`, oldest first.
pub(crate) async fn list_kept(
    tx: &mut Tx,
    id: &str,
    begun: Timestamp,
    (after, after_id): (Timestamp, &str),
) -> Result<Vec<Kept>, DbError> {
    let rows = if id.is_empty() {
        let sql = format!(
            "SELECT * FROM report_import i WHERE i.begun_at <= $1 AND i.begun_at >= $2 AND (i.begun_at > $2 OR i.import_id > $3)
                 AND {WITHOUT_REPORT} ORDER BY i.begun_at, i.import_id LIMIT $4"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(micros(begun)).bind(micros(after));
        query.bind(after_id).bind(MOST).fetch_all(tx.conn()).await?
    } else {
        let sql = format!("SELECT * FROM report_import i WHERE i.import_id = $1 AND {WITHOUT_REPORT}");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_all(tx.conn()).await?
    };
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Kept, DbError> {
    let begun_at = instant(row, "begun_at")?;
    let ended_at = optional_instant(row, "undone_at")?.or(optional_instant(row, "finished_at")?);
    Ok(Kept {
        object: ObjectRef::new("import", row.try_get::<String, _>("import_id")?),
        category: Category::ImportWithoutReport,
        // one that broke off and never went on ended there
        start: Start::At(ended_at.unwrap_or(begun_at)),
        recorded_at: begun_at,
    })
}

/// Overwrites what an import says beside its reports; how many lines it had, and who began and undid it, stays.
pub(crate) async fn wipe_import(tx: &mut Tx, done: &mut Overwritten, import_id: &str) -> Result<(), DbError> {
    for (table, sql) in [
        ("refused_line", "DELETE FROM refused_line WHERE import_id = $1"),
        (
            "report_import",
            "UPDATE report_import SET file_name = '', undone_reason = ''
             WHERE (file_name <> '' OR undone_reason <> '') AND import_id = $1",
        ),
    ] {
        wipe(tx, done, table, sql, import_id).await?;
    }
    Ok(())
}

/// Overwrites what the import of an erased report says, if nothing of it is kept any more. One that people held, or decided on together, waits for
/// its own period: what they wrote of it goes with that.
pub(crate) async fn forget_emptied(
    tx: &mut Tx,
    done: &mut Overwritten,
    report_id: &str,
) -> Result<(), DbError> {
    let sql = format!(
        "SELECT i.import_id FROM report_origin own JOIN report_import i ON i.import_id = own.import_id
         WHERE own.report_id = $1 AND {WITHOUT_REPORT} AND NOT EXISTS (
             SELECT 1 FROM legal_hold h WHERE h.object_kind = 'import' AND h.object_id = i.import_id)
         AND NOT EXISTS (SELECT 1 FROM keep_decision k WHERE k.object_kind = 'import' AND k.object_id = i.import_id)
         AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.object_kind = 'import' AND a.object_id = i.import_id)"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(report_id);
    match query.fetch_optional(tx.conn()).await? {
        Some(row) => wipe_import(tx, done, &row.try_get::<String, _>("import_id")?).await,
        None => Ok(()),
    }
}
