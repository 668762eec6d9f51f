//! Holds, decisions to keep, and receipts of erasure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::Id;
use model::kind::LegalHold;
use model::retention::Hold;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::Sealed;
use crate::rights::ObjectRef;

/// A hold as it is stored.
pub(crate) struct HoldRow {
    pub(crate) hold: Hold,
    pub(crate) object: ObjectRef,
    pub(crate) reason: Sealed<String>,
    pub(crate) authorization: Sealed<String>,
    pub(crate) placed_at: Timestamp,
    pub(crate) placed_by: String,
    pub(crate) lifted_by: Option<String>,
    pub(crate) lifted_reason: Option<Sealed<String>>,
}

/// A decision to keep.
pub(crate) struct KeepRow {
    pub(crate) keep_decision_id: String,
    pub(crate) object: ObjectRef,
    pub(crate) reason: Sealed<String>,
    pub(crate) kept_until: Timestamp,
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

/// A receipt of erasure.
pub(crate) struct ErasureRow {
    pub(crate) erasure_id: String,
    pub(crate) object: ObjectRef,
    pub(crate) category: String,
    pub(crate) counts: BTreeMap<String, i64>,
    pub(crate) receipt_sha256: String,
    pub(crate) erased_at: Timestamp,
    pub(crate) erased_by: String,
    /// The decision on everything that was due, of which it is one.
    pub(crate) batch_id: Option<String>,
    /// Who approved; absent in receipts of before two persons erased.
    pub(crate) approved_by: Option<String>,
}

pub(crate) async fn insert_hold(tx: &mut Tx, row: &HoldRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO legal_hold (hold_id, object_kind, object_id, reason, authorization_number, held_from, held_until,
             placed_at, placed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.hold.hold_id.to_string())
    .bind(&row.object.kind)
    .bind(&row.object.id)
    .bind(row.reason.as_column())
    .bind(row.authorization.as_column())
    .bind(to_micros(row.hold.from))
    .bind(row.hold.until.map(to_micros))
    .bind(to_micros(row.placed_at))
    .bind(&row.placed_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lifts a hold that is not lifted; says whether there was one.
pub(crate) async fn lift_hold(
    tx: &mut Tx,
    hold_id: Id<LegalHold>,
    at: Timestamp,
    by: &str,
    reason: &Sealed<String>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE legal_hold SET lifted_at = $1, lifted_by = $2, lifted_reason = $3
         WHERE hold_id = $4 AND lifted_at IS NULL",
    )
    .bind(to_micros(at))
    .bind(by)
    .bind(reason.as_column())
    .bind(hold_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn find_hold(tx: &mut Tx, hold_id: Id<LegalHold>) -> Result<Option<HoldRow>, DbError> {
    let row = sqlx::query("SELECT * FROM legal_hold WHERE hold_id = $1")
        .bind(hold_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read_hold).transpose()
}

/// Every hold ever placed on an object, oldest first.
pub(crate) async fn list_holds_on(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<HoldRow>, DbError> {
    let rows =
        sqlx::query("SELECT * FROM legal_hold WHERE object_kind = $1 AND object_id = $2 ORDER BY hold_id")
            .bind(&object.kind)
            .bind(&object.id)
            .fetch_all(tx.conn())
            .await?;
    rows.iter().map(read_hold).collect()
}

/// Every hold that is not lifted, newest first; some may have ended.
pub(crate) async fn list_unlifted(tx: &mut Tx) -> Result<Vec<HoldRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM legal_hold WHERE lifted_at IS NULL ORDER BY hold_id DESC")
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read_hold).collect()
}

pub(crate) async fn insert_keep(tx: &mut Tx, row: &KeepRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO keep_decision (keep_decision_id, object_kind, object_id, reason, kept_until, decided_at, decided_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&row.keep_decision_id)
    .bind(&row.object.kind)
    .bind(&row.object.id)
    .bind(row.reason.as_column())
    .bind(to_micros(row.kept_until))
    .bind(to_micros(row.decided_at))
    .bind(&row.decided_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The decisions to keep an object, newest first.
pub(crate) async fn list_keeps_on(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<KeepRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM keep_decision WHERE object_kind = $1 AND object_id = $2 ORDER BY keep_decision_id DESC",
    )
    .bind(&object.kind)
    .bind(&object.id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_keep).collect()
}

pub(crate) async fn insert_erasure(tx: &mut Tx, row: &ErasureRow) -> Result<(), DbError> {
    let counts = serde_json::to_string(&row.counts).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "INSERT INTO erasure (erasure_id, object_kind, object_id, category, counts, receipt_sha256, erased_at, erased_by, batch_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&row.erasure_id)
    .bind(&row.object.kind)
    .bind(&row.object.id)
    .bind(&row.category)
    .bind(counts)
    .bind(&row.receipt_sha256)
    .bind(to_micros(row.erased_at))
    .bind(&row.erased_by)
    .bind(&row.batch_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many erasures a decision on everything that was due has come to.
pub(crate) async fn count_of_batch(tx: &mut Tx, batch_id: &str) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS erased FROM erasure WHERE batch_id = $1";
    Ok(sqlx::query(sql).bind(batch_id).fetch_one(tx.conn()).await?.try_get("erased")?)
}

/// An object is erased once, so one approval at most stands behind its receipt: its own, or that of its batch.
macro_rules! erasures {
    () => {
        "SELECT e.*, a.decided_by AS approved_by FROM erasure e LEFT JOIN approval a
             ON a.object_kind = CASE WHEN e.batch_id IS NULL THEN e.object_kind ELSE 'erasure_batch' END
             AND a.object_id = COALESCE(e.batch_id, e.object_id) AND a.state = 'approved'
             AND a.action = CASE WHEN e.batch_id IS NULL THEN 'erase-object' ELSE 'erase-due' END"
    };
}

/// The newest receipts of erasure.
pub(crate) async fn list_erasures(tx: &mut Tx, limit: i64) -> Result<Vec<ErasureRow>, DbError> {
    let rows = sqlx::query(concat!(erasures!(), " ORDER BY e.erased_at DESC, e.erasure_id LIMIT $1"))
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read_erasure).collect()
}

/// The receipt of an object's erasure.
pub(crate) async fn find_erasure(tx: &mut Tx, object: &ObjectRef) -> Result<Option<ErasureRow>, DbError> {
    let row = sqlx::query(concat!(erasures!(), " WHERE e.object_kind = $1 AND e.object_id = $2"))
        .bind(&object.kind)
        .bind(&object.id)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read_erasure).transpose()
}

/// Overwrites what was written of an object in reasons: they may name somebody.
pub(crate) async fn blank_reasons(tx: &mut Tx, object: &ObjectRef) -> Result<(), DbError> {
    for sql in [
        "UPDATE legal_hold SET reason = '', authorization_number = '',
             lifted_reason = CASE WHEN lifted_at IS NULL THEN NULL ELSE '' END WHERE object_kind = $1 AND object_id = $2",
        "UPDATE keep_decision SET reason = '' WHERE object_kind = $1 AND object_id = $2",
    ] {
        sqlx::query(sql).bind(&object.kind).bind(&object.id).execute(tx.conn()).await?;
    }
    Ok(())
}

fn object(row: &AnyRow) -> Result<ObjectRef, DbError> {
    Ok(ObjectRef { kind: row.try_get("object_kind")?, id: row.try_get("object_id")? })
}

fn instant(row: &AnyRow, column: &'static str) -> Result<Timestamp, DbError> {
    from_micros(column, row.try_get(column)?)
}

fn maybe_instant(row: &AnyRow, column: &'static str) -> Result<Option<Timestamp>, DbError> {
    let micros: Option<i64> = row.try_get(column)?;
    micros.map(|micros| from_micros(column, micros)).transpose()
}

fn read_hold(row: &AnyRow) -> Result<HoldRow, DbError> {
    let hold_id: String = row.try_get("hold_id")?;
    let hold = Hold {
        hold_id: hold_id.parse().map_err(|_| DbError::Value { column: "hold_id" })?,
        from: instant(row, "held_from")?,
        until: maybe_instant(row, "held_until")?,
        lifted_at: maybe_instant(row, "lifted_at")?,
    };
    let lifted_reason: Option<String> = row.try_get("lifted_reason")?;
    Ok(HoldRow {
        hold,
        object: object(row)?,
        reason: Sealed::from_column(row.try_get("reason")?),
        authorization: Sealed::from_column(row.try_get("authorization_number")?),
        placed_at: instant(row, "placed_at")?,
        placed_by: row.try_get("placed_by")?,
        lifted_by: row.try_get("lifted_by")?,
        lifted_reason: lifted_reason.map(Sealed::from_column),
    })
}

fn read_keep(row: &AnyRow) -> Result<KeepRow, DbError> {
    Ok(KeepRow {
        keep_decision_id: row.try_get("keep_decision_id")?,
        object: object(row)?,
        reason: Sealed::from_column(row.try_get("reason")?),
        kept_until: instant(row, "kept_until")?,
        decided_at: instant(row, "decided_at")?,
        decided_by: row.try_get("decided_by")?,
    })
}

fn read_erasure(row: &AnyRow) -> Result<ErasureRow, DbError> {
    let counts: String = row.try_get("counts")?;
    Ok(ErasureRow {
        erasure_id: row.try_get("erasure_id")?,
        object: object(row)?,
        category: row.try_get("category")?,
        counts: serde_json::from_str(&counts).map_err(|_| DbError::Value { column: "counts" })?,
        receipt_sha256: row.try_get("receipt_sha256")?,
        erased_at: instant(row, "erased_at")?,
        erased_by: row.try_get("erased_by")?,
        batch_id: row.try_get("batch_id")?,
        approved_by: row.try_get("approved_by")?,
    })
}
