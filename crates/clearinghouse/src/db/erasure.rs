//! What of reports may be due, and overwriting what was erased.

use jiff::Timestamp;
use model::retention::{Category, Start};
use service::rights::{Kept, ObjectRef, Overwritten};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{instant, micros, optional_instant};
use crate::country::Grounds;

/// Most reports in one page of what is due.
const MOST: i64 = 500;

/// One report, or with an empty `id` those after this arrival and identifier that were received by `received`, oldest first.
pub(crate) async fn list_kept(
    tx: &mut Tx,
    id: &str,
    received: Timestamp,
    (after, after_id): (Timestamp, &str),
) -> Result<Vec<Kept>, DbError> {
    // each by its own index: an engine that is asked for both at once reads all
    let rows = if id.is_empty() {
        sqlx::query(
            "SELECT report_id, state, received_at, changed_at, finished_at FROM report
             WHERE erased_at IS NULL AND received_at <= $1 AND received_at >= $2 AND (received_at > $2 OR report_id > $3)
             ORDER BY received_at, report_id LIMIT $4",
        )
        .bind(micros(received))
        .bind(micros(after))
        .bind(after_id)
        .bind(MOST)
        .fetch_all(tx.conn())
        .await?
    } else {
        sqlx::query(
            "SELECT report_id, state, received_at, changed_at, finished_at FROM report
             WHERE erased_at IS NULL AND report_id = $1",
        )
        .bind(id)
        .fetch_all(tx.conn())
        .await?
    };
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Kept, DbError> {
    let start = match (optional_instant(row, "finished_at")?, row.try_get::<String, _>("state")?.as_str()) {
        (Some(finished_at), _) => Start::At(finished_at),
        (None, "open") => Start::NotYet,
        // retracted or expired: its content is discarded already
        (None, _) => Start::At(instant(row, "changed_at")?),
    };
    Ok(Kept {
        object: ObjectRef::new("report", row.try_get::<String, _>("report_id")?),
        category: Category::ClearinghouseReport,
        start,
        recorded_at: instant(row, "received_at")?,
    })
}

/// The other reports in the packages that carry this one.
pub(crate) async fn list_sharing(tx: &mut Tx, report_id: &str) -> Result<Vec<ObjectRef>, DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT other.report_id FROM referral_report own
         JOIN referral_report other ON other.referral_id = own.referral_id
         WHERE own.report_id = $1 AND other.report_id <> $1",
    )
    .bind(report_id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok(ObjectRef::new("report", row.try_get::<String, _>("report_id")?))).collect()
}

/// A referral of the report that is still on its way.
pub(crate) async fn find_undelivered(tx: &mut Tx, report_id: &str) -> Result<Option<String>, DbError> {
    let row = sqlx::query(
        "SELECT y.referral_id FROM referral_report x JOIN referral y ON y.referral_id = x.referral_id
         WHERE x.report_id = $1 AND x.withdrawn_at IS NULL AND y.state IN ('requested', 'made') ORDER BY y.referral_id LIMIT 1",
    )
    .bind(report_id)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Ok(row.try_get("referral_id")?)).transpose()
}

/// Overwrites what a report says of anybody; forgets its documents and files, and the packages that carry it.
pub(crate) async fn wipe_report(
    tx: &mut Tx,
    done: &mut Overwritten,
    report_id: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    let items = super::evidence::list_of_report(tx, report_id).await?;
    let origins = super::origins::forget(tx, report_id).await?;
    if origins > 0 {
        done.add("report_origin", origins);
    }
    done.add("evidence_item", items.len() as u64);
    done.items.extend(items.into_iter().map(|item| item.name));
    super::evidence::forget_of_report(tx, report_id).await?;
    wipe_packages(tx, done, report_id).await?;
    for (table, sql) in [
        ("report_file", "UPDATE report_file SET file_name = '' WHERE report_id = $1"),
        (
            "report_address",
            "UPDATE report_address SET address = '', address_blind = '', port = NULL, stated_time = NULL, operator = NULL
             WHERE report_id = $1",
        ),
        ("country_opinion", "DELETE FROM country_opinion WHERE report_id = $1"),
        ("country_proposal", "DELETE FROM country_proposal WHERE report_id = $1"),
        ("report_warning", "UPDATE report_warning SET message = '' WHERE report_id = $1"),
        // the sentence is its program's and stays in force
        ("standing_text", "UPDATE standing_text SET reason = '', undo_reason = '' WHERE report_id = $1"),
        ("urgent_verdict", "UPDATE urgent_verdict SET reason = '' WHERE report_id = $1"),
        (
            "informational_mark",
            "UPDATE informational_mark SET reason = '',
                 undone_reason = CASE WHEN undone_reason IS NULL THEN NULL ELSE '' END WHERE report_id = $1",
        ),
        ("blind_reading", "UPDATE blind_reading SET reason = '' WHERE report_id = $1 AND reason IS NOT NULL"),
        // the class is the content's, and stays
        (
            "content_class",
            "UPDATE content_class SET reason = '', withdrawn_reason = ''
             WHERE sha256 IN (SELECT own.sha256 FROM report_file own WHERE own.report_id = $1) AND NOT EXISTS (
                 SELECT 1 FROM report_file other JOIN report r ON r.report_id = other.report_id
                 WHERE other.sha256 = content_class.sha256 AND other.report_id <> $1 AND r.erased_at IS NULL)",
        ),
        ("report_score", "UPDATE report_score SET grounds = '' WHERE report_id = $1"),
        ("report_fact", "UPDATE report_fact SET value = '' WHERE report_id = $1"),
        ("band_override", "UPDATE band_override SET reason = '', undo_reason = '' WHERE report_id = $1"),
        (
            "referral_change",
            "UPDATE referral_change SET reason = '' WHERE reason <> '' AND referral_id IN (
                 SELECT x.referral_id FROM referral_report x WHERE x.report_id = $1)",
        ),
    ] {
        let wiped = sqlx::query(sql).bind(report_id).execute(tx.conn()).await?.rows_affected();
        if wiped > 0 {
            done.add(table, wiped);
        }
    }
    wipe_prints(tx, done, report_id).await?;
    let clusters = super::clusters::forget(tx, report_id).await?;
    if clusters > 0 {
        done.add("cluster_report", clusters);
    }
    let forgotten = super::traits::forget(tx, report_id).await?;
    if forgotten > 0 {
        done.add("report_trait", forgotten);
    }
    let forgotten = super::band_alarms::forget_accounts(tx, report_id).await?;
    if forgotten > 0 {
        done.add("band_alarm_fact", forgotten);
    }
    super::import_erasure::forget_emptied(tx, done, report_id).await?;
    blank_grounds(tx, report_id).await?;
    let sql = "UPDATE report SET erased_at = $2 WHERE report_id = $1";
    sqlx::query(sql).bind(report_id).bind(micros(at)).execute(tx.conn()).await?;
    done.add("report", 1);
    Ok(())
}

/// Forgets how files look that no other report has. They are found out anew if such a file comes again.
async fn wipe_prints(tx: &mut Tx, done: &mut Overwritten, report_id: &str) -> Result<(), DbError> {
    for table in ["picture_form", "video_print"] {
        let sql = format!(
            "DELETE FROM {table} WHERE sha256 IN (SELECT own.sha256 FROM report_file own WHERE own.report_id = $1)
             AND NOT EXISTS (
                 SELECT 1 FROM report_file other JOIN report r ON r.report_id = other.report_id
                 WHERE other.sha256 = {table}.sha256 AND other.report_id <> $1 AND r.erased_at IS NULL)"
        );
        // the table is a text of this function
        let wiped = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(report_id).execute(tx.conn()).await?;
        if wiped.rows_affected() > 0 {
            done.add(table, wiped.rows_affected());
        }
    }
    Ok(())
}

/// An analyst's own words may name somebody; what allocations say does not.
async fn blank_grounds(tx: &mut Tx, report_id: &str) -> Result<(), DbError> {
    let blank = serde_json::to_string(&Grounds::Stated { words: String::new() });
    let blank = blank.map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "UPDATE report SET country_grounds = $2
         WHERE report_id = $1 AND country_chosen_by IS NOT NULL AND country_chosen_by NOT LIKE 'job:%'",
    )
    .bind(report_id)
    .bind(&blank)
    .execute(tx.conn())
    .await?;
    let sql = "UPDATE report_country SET grounds = $2 WHERE report_id = $1";
    sqlx::query(sql).bind(report_id).bind(&blank).execute(tx.conn()).await?;
    Ok(())
}

async fn wipe_packages(tx: &mut Tx, done: &mut Overwritten, report_id: &str) -> Result<(), DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT y.referral_id, y.package_item FROM referral_report x JOIN referral y ON y.referral_id = x.referral_id
         JOIN evidence_item e ON e.name = y.package_item AND e.wrapped_key <> '' WHERE x.report_id = $1",
    )
    .bind(report_id)
    .fetch_all(tx.conn())
    .await?;
    for row in rows {
        let name: String = row.try_get("package_item")?;
        let sql = "UPDATE evidence_item SET wrapped_key = '' WHERE name = $1";
        sqlx::query(sql).bind(&name).execute(tx.conn()).await?;
        done.add("package", 1);
        done.cases.push(row.try_get("referral_id")?);
        done.items.push(name);
    }
    Ok(())
}
