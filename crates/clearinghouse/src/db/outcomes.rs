//! What came of reports, and the feed of each reporting party.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Id, kind::Referral, kind::Report};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::feedback::{FeedOutcome, OutcomeCode};

use super::{corrupt, instant, micros};

/// An outcome of one report, before it has its place in the feed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewOutcome {
    pub(crate) report_id: Id<Report>,
    pub(crate) referral_id: Id<Referral>,
    pub(crate) code: OutcomeCode,
    pub(crate) decided_at: Timestamp,
}

/// Keeps an outcome at the end of the party's feed; one that is known already changes nothing.
pub(crate) async fn append(
    tx: &mut Tx,
    reporting_party: &str,
    outcome: &NewOutcome,
    now: Timestamp,
) -> Result<bool, DbError> {
    let known = sqlx::query(
        "SELECT sequence FROM outcome WHERE report_id = $1 AND referral_id = $2 AND code = $3 AND decided_at = $4",
    )
    .bind(outcome.report_id.to_string())
    .bind(outcome.referral_id.to_string())
    .bind(outcome.code.as_str())
    .bind(micros(outcome.decided_at))
    .fetch_optional(tx.conn())
    .await?;
    if known.is_some() {
        return Ok(false);
    }
    let sequence: i64 = sqlx::query(
        "INSERT INTO outcome_feed (reporting_party, last_sequence) VALUES ($1, 1)
         ON CONFLICT (reporting_party) DO UPDATE SET last_sequence = outcome_feed.last_sequence + 1
         RETURNING last_sequence",
    )
    .bind(reporting_party)
    .fetch_one(tx.conn())
    .await?
    .try_get("last_sequence")?;
    sqlx::query(
        "INSERT INTO outcome (reporting_party, sequence, report_id, referral_id, code, decided_at, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(reporting_party)
    .bind(sequence)
    .bind(outcome.report_id.to_string())
    .bind(outcome.referral_id.to_string())
    .bind(outcome.code.as_str())
    .bind(micros(outcome.decided_at))
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// The party's outcomes after `after`, in order.
pub(crate) async fn list_after(
    tx: &mut Tx,
    reporting_party: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<FeedOutcome>, DbError> {
    let rows = sqlx::query(
        "SELECT o.sequence, r.report_number, o.code, o.decided_at FROM outcome o
         JOIN report r ON r.report_id = o.report_id
         WHERE o.reporting_party = $1 AND o.sequence > $2 ORDER BY o.sequence LIMIT $3",
    )
    .bind(reporting_party)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// The newest outcome that the agency of a referral told of each of its reports, in this referral or in another: by the report's number.
pub(crate) async fn list_newest_of_referral(
    tx: &mut Tx,
    referral: Id<Referral>,
) -> Result<BTreeMap<i64, OutcomeCode>, DbError> {
    // every id sorts between these two, in each collation
    list_newest_between(tx, referral, "", "zz").await
}

/// As [`list_newest_of_referral`], of the reports whose ids lie between these two, both of them included.
pub(crate) async fn list_newest_between(
    tx: &mut Tx,
    referral: Id<Referral>,
    first: &str,
    last: &str,
) -> Result<BTreeMap<i64, OutcomeCode>, DbError> {
    let rows = sqlx::query(
        "SELECT r.report_number, o.code FROM referral f JOIN referral_report x ON x.referral_id = f.referral_id
         JOIN report r ON r.report_id = x.report_id JOIN outcome o ON o.report_id = x.report_id
         JOIN referral y ON y.referral_id = o.referral_id AND y.agency_code = f.agency_code
         WHERE f.referral_id = $1 AND x.report_id BETWEEN $2 AND $3 ORDER BY o.sequence",
    )
    .bind(referral.to_string())
    .bind(first)
    .bind(last)
    .fetch_all(tx.conn())
    .await?;
    let code = |row: &AnyRow| {
        let code: String = row.try_get("code")?;
        let code = OutcomeCode::parse(&code).ok_or_else(|| corrupt("code"))?;
        Ok((row.try_get("report_number")?, code))
    };
    rows.iter().map(code).collect()
}

/// What came of one report, in the order in which it was told.
pub(crate) async fn list_of_report(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<FeedOutcome>, DbError> {
    let rows = sqlx::query(
        "SELECT o.sequence, r.report_number, o.code, o.decided_at FROM outcome o
         JOIN report r ON r.report_id = o.report_id WHERE o.report_id = $1 ORDER BY o.sequence",
    )
    .bind(report_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<FeedOutcome, DbError> {
    let code: String = row.try_get("code")?;
    Ok(FeedOutcome {
        sequence: row.try_get("sequence")?,
        report_number: row.try_get("report_number")?,
        code: OutcomeCode::parse(&code).ok_or_else(|| corrupt("code"))?,
        decided_at: instant(row, "decided_at")?,
    })
}
