//! Referrals.

use jiff::Timestamp;
use model::{Id, kind::Referral, kind::Report};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, flag, id, instant, micros, optional_instant};
use crate::referral_state::ReferralState;

/// A referral as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct ReferralRow {
    pub(crate) referral_id: Id<Referral>,
    pub(crate) agency_code: String,
    pub(crate) agency_country: String,
    pub(crate) state: ReferralState,
    pub(crate) made_by: String,
    pub(crate) made_at: Timestamp,
    pub(crate) package_item: Option<String>,
    /// The agency's receipt, JSON.
    pub(crate) receipt: Option<String>,
    /// Why the agency refused, in its words.
    pub(crate) refusal: Option<String>,
    pub(crate) closed_at: Option<Timestamp>,
    /// Of a batch: its day, by the clock of UTC.
    pub(crate) batch_day: Option<String>,
    /// Whether it is a batch, or takes the place of one that was corrected.
    pub(crate) is_batch: bool,
    pub(crate) drawn: Drawn,
    /// How many reports it refers; read, and counted anew whenever they change.
    pub(crate) reports: i64,
    /// How many of them the clearinghouse still stands by; the same.
    pub(crate) standing: i64,
}

/// What a referral was drawn out of, if it was.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drawn {
    /// The batch.
    pub(crate) from: Option<String>,
    /// The row for which it was drawn out, if not for all of its report.
    pub(crate) row: Option<String>,
}

/// Keeps a new referral.
pub(crate) async fn insert(tx: &mut Tx, referral: &ReferralRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO referral (referral_id, agency_code, agency_country, state, made_by, made_at, batch_day, is_batch, drawn_from,
             drawn_row)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(referral.referral_id.to_string())
    .bind(&referral.agency_code)
    .bind(&referral.agency_country)
    .bind(referral.state.as_str())
    .bind(&referral.made_by)
    .bind(micros(referral.made_at))
    .bind(&referral.batch_day)
    .bind(i64::from(referral.is_batch))
    .bind(&referral.drawn.from)
    .bind(&referral.drawn.row)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts reports into a new referral: they are referred.
pub(crate) async fn add_reports(
    tx: &mut Tx,
    referral: Id<Referral>,
    reports: &[Id<Report>],
) -> Result<(), DbError> {
    for report in reports {
        sqlx::query("INSERT INTO referral_report (referral_id, report_id) VALUES ($1, $2)")
            .bind(referral.to_string())
            .bind(report.to_string())
            .execute(tx.conn())
            .await?;
    }
    count_reports(tx, referral).await?;
    mark_referred(tx, referral).await
}

/// Counts the reports of a referral anew; its row keeps how many they are.
async fn count_reports(tx: &mut Tx, referral: Id<Referral>) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE referral SET
             reports = (SELECT CAST(COUNT(*) AS BIGINT) FROM referral_report x WHERE x.referral_id = $1),
             standing = (SELECT CAST(COUNT(*) AS BIGINT) FROM referral_report x
                         WHERE x.referral_id = $1 AND x.withdrawn_at IS NULL)
         WHERE referral_id = $1",
    )
    .bind(referral.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether an agency has a report, and which one if one alone has it, as its referrals say now.
macro_rules! set_holders {
    ($rest:literal) => {
        concat!(
            "UPDATE report SET
                 referred = CASE WHEN EXISTS (
                     SELECT 1 FROM referral_report h JOIN referral y ON y.referral_id = h.referral_id
                     WHERE h.report_id = report.report_id AND h.withdrawn_at IS NULL AND y.state <> 'refused')
                     THEN 1 ELSE 0 END,
                 only_holder = COALESCE((
                     SELECT CASE WHEN MIN(y.agency_code) = MAX(y.agency_code) THEN MIN(y.agency_code) ELSE '' END
                     FROM referral_report h JOIN referral y ON y.referral_id = h.referral_id
                     WHERE h.report_id = report.report_id AND h.withdrawn_at IS NULL AND y.state <> 'refused'), '')
             WHERE report_id IN (SELECT x.report_id FROM referral_report x WHERE x.referral_id = $1)",
            $rest
        )
    };
}

/// Notes that the reports of a referral are referred: its agency has not refused it, or no longer does. What is noted already is not written again.
async fn mark_referred(tx: &mut Tx, referral: Id<Referral>) -> Result<(), DbError> {
    sqlx::query(set_holders!(
        " AND only_holder <> (SELECT f.agency_code FROM referral f WHERE f.referral_id = $1)"
    ))
    .bind(referral.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the reports of a referral, which was refused or taken back, are not referred, but for those that another referral holds.
async fn mark_unreferred(tx: &mut Tx, referral: Id<Referral>) -> Result<(), DbError> {
    sqlx::query(set_holders!("")).bind(referral.to_string()).execute(tx.conn()).await?;
    Ok(())
}

/// The referral with this id.
pub(crate) async fn find(tx: &mut Tx, referral_id: Id<Referral>) -> Result<Option<ReferralRow>, DbError> {
    let row = sqlx::query("SELECT * FROM referral WHERE referral_id = $1")
        .bind(referral_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// All referrals, newest first.
pub(crate) async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<ReferralRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM referral ORDER BY referral_id DESC LIMIT $1")
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// In what order a list of referrals stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReferralOrder {
    /// By the decision.
    Made,
    /// By agency, then the decision.
    Agency,
}

/// One page of referrals: those in `state` if one is given.
pub(crate) async fn list_page(
    tx: &mut Tx,
    state: Option<ReferralState>,
    (order, descending): (ReferralOrder, bool),
    (limit, offset): (i64, i64),
) -> Result<Vec<ReferralRow>, DbError> {
    let order = match (order, descending) {
        (ReferralOrder::Made, false) => "f.referral_id",
        (ReferralOrder::Made, true) => "f.referral_id DESC",
        (ReferralOrder::Agency, false) => "f.agency_code, f.referral_id",
        (ReferralOrder::Agency, true) => "f.agency_code DESC, f.referral_id DESC",
    };
    // by the index of the state where one is given; the order is one of the four texts above
    let in_state = if state.is_some() { "f.state = $1" } else { "$1 = ''" };
    let sql = format!("SELECT f.* FROM referral f WHERE {in_state} ORDER BY {order} LIMIT $2 OFFSET $3");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(state.map_or("", ReferralState::as_str))
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// How many referrals stand in each state.
pub(crate) async fn count_by_state(tx: &mut Tx) -> Result<Vec<(ReferralState, i64)>, DbError> {
    let rows =
        sqlx::query("SELECT state, CAST(COUNT(*) AS BIGINT) AS referrals FROM referral GROUP BY state")
            .fetch_all(tx.conn())
            .await?;
    let mut counts = Vec::new();
    for row in &rows {
        let state: String = row.try_get("state")?;
        let state = ReferralState::parse(&state).ok_or_else(|| corrupt("state"))?;
        counts.push((state, row.try_get("referrals")?));
    }
    counts.sort_by_key(|(state, _)| ReferralState::ALL.iter().position(|known| known == state));
    Ok(counts)
}

/// The referrals that hold a report, oldest first: id and agency.
pub(crate) async fn list_of_report(tx: &mut Tx, report: Id<Report>) -> Result<Vec<ReferralRow>, DbError> {
    let rows = sqlx::query(
        "SELECT f.* FROM referral f JOIN referral_report y ON y.referral_id = f.referral_id
         WHERE y.report_id = $1 ORDER BY f.referral_id",
    )
    .bind(report.to_string())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// The referrals that hold a report and stand, oldest first: not refused, and the report not taken back there.
pub(crate) async fn list_standing_of_report(
    tx: &mut Tx,
    report: Id<Report>,
) -> Result<Vec<ReferralRow>, DbError> {
    let rows = sqlx::query(
        "SELECT f.* FROM referral f JOIN referral_report y ON y.referral_id = f.referral_id
         WHERE y.report_id = $1 AND y.withdrawn_at IS NULL AND f.state <> 'refused' ORDER BY f.referral_id",
    )
    .bind(report.to_string())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// The batch of an agency on a day.
pub(crate) async fn find_batch(
    tx: &mut Tx,
    agency_code: &str,
    day: &str,
) -> Result<Option<ReferralRow>, DbError> {
    let row = sqlx::query("SELECT * FROM referral WHERE agency_code = $1 AND batch_day = $2")
        .bind(agency_code)
        .bind(day)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// What an agency may fetch: packages that wait for its receipt and stand, oldest first.
pub(crate) async fn list_waiting(tx: &mut Tx, agency_code: &str) -> Result<Vec<ReferralRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM referral WHERE agency_code = $1 AND state = 'made' AND standing > 0
         ORDER BY referral_id LIMIT 1000",
    )
    .bind(agency_code)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// Notes that the clearinghouse does not stand by these reports in a referral any more; those that no agency has then wait again.
pub(crate) async fn withdraw_reports(
    tx: &mut Tx,
    referral: Id<Referral>,
    reports: &[Id<Report>],
    at: Timestamp,
) -> Result<(), DbError> {
    for report in reports {
        sqlx::query(
            "UPDATE referral_report SET withdrawn_at = $3
             WHERE referral_id = $1 AND report_id = $2 AND withdrawn_at IS NULL",
        )
        .bind(referral.to_string())
        .bind(report.to_string())
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    }
    count_reports(tx, referral).await?;
    mark_unreferred(tx, referral).await
}

/// Whether a report of this referral went another way since: it stands in another one to the same agency that was not refused, or its country is
/// another one now. A batch and what was drawn out of it go one way.
pub(crate) async fn is_overtaken(tx: &mut Tx, referral: &ReferralRow) -> Result<bool, DbError> {
    let batch = referral.drawn.from.clone().unwrap_or_else(|| referral.referral_id.to_string());
    let row = sqlx::query(
        // asked report by report: an engine that began with the agency would read all its referrals for each
        "SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM referral_report x JOIN report r ON r.report_id = x.report_id
         WHERE x.referral_id = $1 AND x.withdrawn_at IS NULL AND ((r.country_code <> $3 AND NOT EXISTS (
                 SELECT 1 FROM report_country c WHERE c.report_id = r.report_id AND c.country_code = $3)) OR EXISTS (
             SELECT 1 FROM referral_report z WHERE z.report_id = x.report_id AND z.referral_id <> x.referral_id
                 AND z.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM referral y WHERE y.referral_id = z.referral_id
                     AND y.agency_code = $2 AND y.state <> 'refused' AND y.referral_id <> $4 AND COALESCE(y.drawn_from, '') <> $4)))",
    )
    .bind(referral.referral_id.to_string())
    .bind(&referral.agency_code)
    .bind(&referral.agency_country)
    .bind(&batch)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get::<i64, _>("reports")? > 0)
}

/// Keeps the package of a referral.
pub(crate) async fn set_made(tx: &mut Tx, referral: Id<Referral>, package_item: &str) -> Result<(), DbError> {
    sqlx::query("UPDATE referral SET state = 'made', package_item = $2 WHERE referral_id = $1")
        .bind(referral.to_string())
        .bind(package_item)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps the agency's receipt.
pub(crate) async fn set_delivered(
    tx: &mut Tx,
    referral: Id<Referral>,
    receipt: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE referral SET state = 'delivered', receipt = $2, refusal = NULL, closed_at = $3 WHERE referral_id = $1",
    )
    .bind(referral.to_string())
    .bind(receipt)
    .bind(micros(at))
    .execute(tx.conn())
    .await?;
    mark_referred(tx, referral).await
}

/// Keeps why the agency refused.
pub(crate) async fn set_refused(
    tx: &mut Tx,
    referral: Id<Referral>,
    refusal: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("UPDATE referral SET state = 'refused', refusal = $2, closed_at = $3 WHERE referral_id = $1")
        .bind(referral.to_string())
        .bind(refusal)
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    mark_unreferred(tx, referral).await
}

/// Opens a referral for delivery again that was refused or delivered; an earlier receipt stands among its receipts.
pub(crate) async fn set_to_send_again(tx: &mut Tx, referral: Id<Referral>) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE referral SET state = 'made', refusal = NULL, receipt = NULL, closed_at = NULL WHERE referral_id = $1",
    )
    .bind(referral.to_string())
    .execute(tx.conn())
    .await?;
    mark_referred(tx, referral).await
}

fn read(row: &AnyRow) -> Result<ReferralRow, DbError> {
    let state: String = row.try_get("state")?;
    Ok(ReferralRow {
        referral_id: id(row, "referral_id")?,
        agency_code: row.try_get("agency_code")?,
        agency_country: row.try_get("agency_country")?,
        state: ReferralState::parse(&state).ok_or_else(|| corrupt("state"))?,
        made_by: row.try_get("made_by")?,
        made_at: instant(row, "made_at")?,
        package_item: row.try_get("package_item")?,
        receipt: row.try_get("receipt")?,
        refusal: row.try_get("refusal")?,
        closed_at: optional_instant(row, "closed_at")?,
        batch_day: row.try_get("batch_day")?,
        is_batch: flag(row, "is_batch")?,
        drawn: Drawn { from: row.try_get("drawn_from")?, row: row.try_get("drawn_row")? },
        reports: row.try_get("reports")?,
        standing: row.try_get("standing")?,
    })
}
