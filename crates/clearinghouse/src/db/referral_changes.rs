//! What became of referrals after they were made, what agencies were told of it, and every receipt that came.

use jiff::Timestamp;
use model::{Id, kind::Referral};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{flag, id, instant, micros, optional_instant};
use crate::kinds::{ReferralChange, ReferralNotice};

/// A change.
pub(crate) struct ChangeRow {
    pub(crate) change_id: Id<ReferralChange>,
    pub(crate) referral_id: Id<Referral>,
    /// `delivered_again`, `withdrawn`, `corrected` or `drawn_out`.
    pub(crate) kind: String,
    /// What agencies are told.
    pub(crate) reason_code: Option<String>,
    pub(crate) reason: Sealed,
    pub(crate) replaced_by: Option<String>,
    pub(crate) made_by: String,
    pub(crate) made_at: Timestamp,
}

/// A notice, with how it stands.
pub(crate) struct NoticeRow {
    pub(crate) notice_id: Id<ReferralNotice>,
    pub(crate) change_id: Id<ReferralChange>,
    pub(crate) referral_id: Id<Referral>,
    pub(crate) agency_code: String,
    pub(crate) signed: String,
    pub(crate) digest_sha256: String,
    pub(crate) acknowledged_at: Option<Timestamp>,
}

/// A receipt as it came.
pub(crate) struct NewReceipt<'a> {
    /// `push`, `pull` or `typed`.
    pub(crate) way: &'static str,
    /// JSON.
    pub(crate) receipt: &'a str,
    pub(crate) taken_at: Timestamp,
    pub(crate) taken_by: &'a str,
}

/// Keeps a change.
pub(crate) async fn insert(tx: &mut Tx, change: &ChangeRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO referral_change (change_id, referral_id, kind, reason_code, reason, replaced_by, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(change.change_id.to_string())
    .bind(change.referral_id.to_string())
    .bind(&change.kind)
    .bind(&change.reason_code)
    .bind(change.reason.as_column())
    .bind(&change.replaced_by)
    .bind(&change.made_by)
    .bind(micros(change.made_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The changes of a referral, oldest first.
pub(crate) async fn list(tx: &mut Tx, referral: Id<Referral>) -> Result<Vec<ChangeRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM referral_change WHERE referral_id = $1 ORDER BY change_id")
        .bind(referral.to_string())
        .fetch_all(tx.conn())
        .await?;
    let read = |row: &AnyRow| {
        Ok(ChangeRow {
            change_id: id(row, "change_id")?,
            referral_id: id(row, "referral_id")?,
            kind: row.try_get("kind")?,
            reason_code: row.try_get("reason_code")?,
            reason: Sealed::from_column(row.try_get("reason")?),
            replaced_by: row.try_get("replaced_by")?,
            made_by: row.try_get("made_by")?,
            made_at: instant(row, "made_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Keeps a notice that waits for its receipt.
pub(crate) async fn insert_notice(tx: &mut Tx, notice: &NoticeRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO referral_notice (notice_id, change_id, referral_id, agency_code, signed, digest_sha256)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(notice.notice_id.to_string())
    .bind(notice.change_id.to_string())
    .bind(notice.referral_id.to_string())
    .bind(&notice.agency_code)
    .bind(&notice.signed)
    .bind(&notice.digest_sha256)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The notice with this id.
pub(crate) async fn find_notice(
    tx: &mut Tx,
    notice_id: Id<ReferralNotice>,
) -> Result<Option<NoticeRow>, DbError> {
    let row = sqlx::query("SELECT * FROM referral_notice WHERE notice_id = $1")
        .bind(notice_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read_notice).transpose()
}

/// The notices about a referral, oldest first.
pub(crate) async fn list_notices(tx: &mut Tx, referral: Id<Referral>) -> Result<Vec<NoticeRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM referral_notice WHERE referral_id = $1 ORDER BY notice_id")
        .bind(referral.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read_notice).collect()
}

/// The notices that an agency has not acknowledged, oldest first.
pub(crate) async fn list_unacknowledged(tx: &mut Tx, agency_code: &str) -> Result<Vec<NoticeRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM referral_notice WHERE agency_code = $1 AND acknowledged_at IS NULL
         ORDER BY notice_id LIMIT 1000",
    )
    .bind(agency_code)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_notice).collect()
}

/// A package or a notice that its agency has not acknowledged.
pub(crate) struct Unacknowledged {
    pub(crate) referral_id: String,
    pub(crate) agency_code: String,
    pub(crate) since: Timestamp,
    pub(crate) is_notice: bool,
}

/// What is older than `before` and not acknowledged, whichever way it went: packages that stand, and notices; oldest first.
pub(crate) async fn list_overdue(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Unacknowledged>, DbError> {
    let rows = sqlx::query(
        "SELECT f.referral_id, f.agency_code, f.made_at AS since, CAST(0 AS BIGINT) AS is_notice FROM referral f
         WHERE f.state = 'made' AND f.made_at < $1 AND EXISTS (
             SELECT 1 FROM referral_report y WHERE y.referral_id = f.referral_id AND y.withdrawn_at IS NULL)
         UNION ALL
         SELECT n.referral_id, n.agency_code, c.made_at AS since, CAST(1 AS BIGINT) AS is_notice FROM referral_notice n
         JOIN referral_change c ON c.change_id = n.change_id WHERE n.acknowledged_at IS NULL AND c.made_at < $1
         ORDER BY 3, 1, 4 LIMIT $2",
    )
    .bind(micros(before))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    let read = |row: &AnyRow| {
        Ok(Unacknowledged {
            referral_id: row.try_get("referral_id")?,
            agency_code: row.try_get("agency_code")?,
            since: instant(row, "since")?,
            is_notice: flag(row, "is_notice")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Keeps the receipt of a notice.
pub(crate) async fn acknowledge(
    tx: &mut Tx,
    notice_id: Id<ReferralNotice>,
    receipt: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("UPDATE referral_notice SET receipt = $2, acknowledged_at = $3 WHERE notice_id = $1")
        .bind(notice_id.to_string())
        .bind(receipt)
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a receipt beside those that came before.
pub(crate) async fn insert_receipt(
    tx: &mut Tx,
    referral: Id<Referral>,
    new: &NewReceipt<'_>,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO referral_receipt (referral_id, receipt_no, way, receipt, taken_at, taken_by)
         SELECT $1, CAST(COUNT(*) AS BIGINT) + 1, $2, $3, $4, $5 FROM referral_receipt WHERE referral_id = $1",
    )
    .bind(referral.to_string())
    .bind(new.way)
    .bind(new.receipt)
    .bind(micros(new.taken_at))
    .bind(new.taken_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn read_notice(row: &AnyRow) -> Result<NoticeRow, DbError> {
    Ok(NoticeRow {
        notice_id: id(row, "notice_id")?,
        change_id: id(row, "change_id")?,
        referral_id: id(row, "referral_id")?,
        agency_code: row.try_get("agency_code")?,
        signed: row.try_get("signed")?,
        digest_sha256: row.try_get("digest_sha256")?,
        acknowledged_at: optional_instant(row, "acknowledged_at")?,
    })
}
