//! What of uploads may be due, and overwriting what was erased.

use jiff::Timestamp;
use model::retention::{Category, Start};
use service::rights::{Kept, ObjectRef, Overwritten};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed_if_any};
use crate::hold_basis::kept_from;
use crate::report_state::ReportState;

/// Most uploads in one page of what is due.
const MOST: i64 = 500;

/// One upload, or with an empty `id` those after `after` whose report was filed by `filed`, or of which none is and nothing was found, said or
/// decided since `quiet`; oldest first. One whose report is under way is in none of both.
pub(crate) async fn list_kept(
    tx: &mut Tx,
    id: &str,
    (filed, quiet): (Timestamp, Timestamp),
    after: &str,
) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query(
        "SELECT u.upload_id, u.received_at, r.filed_at, r.preserve_until_on, r.state,
             (SELECT MAX(h.found_at) FROM hit h WHERE h.upload_id = u.upload_id AND h.shadow = 0) AS found_at,
             (SELECT MAX(s.received_at) FROM user_report s WHERE s.upload_id = u.upload_id) AS told_at,
             (SELECT MAX(d.decided_at) FROM decision d WHERE d.upload_id = u.upload_id) AS decided_at
         FROM upload u
         LEFT JOIN report_file rf ON rf.upload_id = u.upload_id LEFT JOIN report r ON r.report_id = rf.report_id
         WHERE u.erased_at IS NULL AND u.upload_id > $4 AND (u.upload_id = $1 OR ($1 = '' AND (r.filed_at <= $2
             OR (u.received_at <= $3 AND COALESCE(r.state, 'withdrawn') = 'withdrawn'
                 AND NOT EXISTS (SELECT 1 FROM hit h WHERE h.upload_id = u.upload_id AND h.shadow = 0 AND h.found_at > $3)
                 AND NOT EXISTS (SELECT 1 FROM user_report s WHERE s.upload_id = u.upload_id AND s.received_at > $3)
                 AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.upload_id = u.upload_id AND d.decided_at > $3)))))
         ORDER BY u.upload_id LIMIT $5",
    )
    .bind(id)
    .bind(filed.as_microsecond())
    .bind(quiet.as_microsecond())
    .bind(after)
    .bind(MOST)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Kept, DbError> {
    let recorded_at = instant(row, "received_at")?;
    let (category, start) = match (instant_if_any(row, "filed_at")?, parsed_if_any(row, "state")?) {
        (Some(filed_at), _) => {
            let until = parsed_if_any(row, "preserve_until_on")?;
            (Category::PreservedContent, Start::At(kept_from(filed_at, until)))
        }
        (None, Some(ReportState::Filing | ReportState::Stuck)) => (Category::PreservedContent, Start::NotYet),
        (None, _) => {
            let mut last = recorded_at;
            for column in ["found_at", "told_at", "decided_at"] {
                last = last.max(instant_if_any(row, column)?.unwrap_or(last));
            }
            (Category::UnreportedUpload, Start::At(last))
        }
    };
    let object = ObjectRef::new("upload", row.try_get::<String, _>("upload_id")?);
    Ok(Kept { object, category, start, recorded_at })
}

/// What is overwritten of an upload, by table; the identifier is bound first.
const WIPED: &[(&str, &str)] = &[
    // the name goes too: the sweep at start then finds a file that nothing speaks of
    (
        "evidence_item",
        "UPDATE evidence_item SET wrapped_key = '', name = evidence_item_id
         WHERE evidence_item_id IN (SELECT evidence_item_id FROM upload WHERE upload_id = $1)",
    ),
    (
        "upload",
        "UPDATE upload SET statement_sealed = '', account_blind = '', url_blind = '' WHERE upload_id = $1",
    ),
    (
        "appeal",
        "UPDATE appeal SET text_sealed = '', reason_sealed = '', policy_sealed = NULL WHERE upload_id = $1",
    ),
    ("report_facts", "UPDATE report_facts SET facts_sealed = '' WHERE upload_id = $1"),
    ("object_event", "UPDATE object_event SET object_sealed = '', words_sealed = NULL WHERE upload_id = $1"),
    ("decision", "UPDATE decision SET reason_sealed = '', policy_sealed = NULL WHERE upload_id = $1"),
    (
        "restoration_decision",
        "UPDATE restoration_decision SET reason_sealed = '' WHERE restoration_id IN (
             SELECT t.restoration_id FROM restoration t JOIN report r ON r.report_id = t.report_id
             WHERE r.upload_id = $1)",
    ),
    (
        "report_recipient",
        "UPDATE report_recipient SET words_sealed = ''
         WHERE report_id IN (SELECT report_id FROM report_file WHERE upload_id = $1)",
    ),
    (
        "notice_order",
        "UPDATE notice_order SET notice_sealed = '', words_sealed = NULL
         WHERE report_id IN (SELECT report_id FROM report_file WHERE upload_id = $1)",
    ),
    (
        "legal_process",
        "UPDATE legal_process SET words_sealed = '', answer_sealed = NULL
         WHERE report_id IN (SELECT report_id FROM report_file WHERE upload_id = $1)",
    ),
    (
        "legal_process_end",
        "UPDATE legal_process_end SET answer_sealed = '', reason_sealed = '' WHERE process_id IN (
             SELECT p.process_id FROM legal_process p JOIN report_file f ON f.report_id = p.report_id
             WHERE f.upload_id = $1)",
    ),
    (
        "evidence_package",
        "UPDATE evidence_package SET reason_sealed = '', receipt_sealed = NULL
         WHERE report_id IN (SELECT report_id FROM report_file WHERE upload_id = $1)",
    ),
    (
        "filing_step",
        "UPDATE filing_step SET words_sealed = NULL
         WHERE report_id IN (SELECT report_id FROM report_file WHERE upload_id = $1)",
    ),
];

/// Overwrites what an upload, its user reports, its decisions and its filing say of anybody, and the key of its file. The digests stay:
/// they are of a file, not of a person.
pub(crate) async fn wipe_upload(
    tx: &mut Tx,
    done: &mut Overwritten,
    upload_id: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    let sql = "SELECT e.name FROM evidence_item e JOIN upload u ON u.evidence_item_id = e.evidence_item_id
         WHERE u.upload_id = $1";
    let item = sqlx::query(sql).bind(upload_id).fetch_one(tx.conn()).await?;
    done.items.push(item.try_get("name")?);
    for &(table, sql) in WIPED {
        let wiped = sqlx::query(sql).bind(upload_id).execute(tx.conn()).await?.rows_affected();
        if wiped > 0 {
            done.add(table, wiped);
        }
    }
    let sql = "UPDATE user_report SET statement_sealed = '', erased_at = $2 WHERE upload_id = $1 AND erased_at IS NULL";
    let told = sqlx::query(sql).bind(upload_id).bind(at.as_microsecond()).execute(tx.conn()).await?;
    if told.rows_affected() > 0 {
        done.add("user_report", told.rows_affected());
    }
    let sql = "UPDATE upload SET erased_at = $2 WHERE upload_id = $1";
    sqlx::query(sql).bind(upload_id).bind(at.as_microsecond()).execute(tx.conn()).await?;
    Ok(())
}
