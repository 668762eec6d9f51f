//! Packages that were received.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::EvidenceItem;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::limitation::maybe_day;
use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, may_read, read_all};
use crate::ids::Receipt;

/// A received package.
pub(crate) struct ReferralRow {
    pub(crate) referral_id: String,
    pub(crate) receipt_id: Id<Receipt>,
    /// Name of the trusted key that signed.
    pub(crate) sender: String,
    pub(crate) from_name: String,
    pub(crate) from_country: String,
    pub(crate) to_agency: String,
    pub(crate) made_at: Timestamp,
    pub(crate) conveyed_by: Option<String>,
    pub(crate) package_sha256: String,
    pub(crate) received_at: Timestamp,
    pub(crate) received_by: String,
    /// The first days of its reports when it came: on which an operator may erase, and on which an act may have lapsed.
    pub(crate) evidence_on_arrival: Option<Date>,
    pub(crate) limitation_on_arrival: Option<Date>,
}

/// In a list.
pub(crate) struct ReferralSummary {
    pub(crate) referral: ReferralRow,
    pub(crate) reports: i64,
    /// What its sender said last of it: `withdrawn` or `corrected`.
    pub(crate) notice: Option<String>,
}

fn read_row(row: &AnyRow) -> Result<ReferralRow, Error> {
    Ok(ReferralRow {
        referral_id: row.text("referral_id")?,
        receipt_id: row.id("receipt_id")?,
        sender: row.text("sender")?,
        from_name: row.text("from_name")?,
        from_country: row.text("from_country")?,
        to_agency: row.text("to_agency")?,
        made_at: row.instant("made_at")?,
        conveyed_by: row.maybe_text("conveyed_by")?,
        package_sha256: row.text("package_sha256")?,
        received_at: row.instant("received_at")?,
        received_by: row.text("received_by")?,
        evidence_on_arrival: maybe_day(row, "evidence_on_arrival")?,
        limitation_on_arrival: maybe_day(row, "limitation_on_arrival")?,
    })
}

fn read_summary(row: &AnyRow) -> Result<ReferralSummary, Error> {
    Ok(ReferralSummary {
        referral: read_row(row)?,
        reports: row.number("reports")?,
        notice: row.maybe_text("notice")?,
    })
}

fn read_known(row: &AnyRow) -> Result<(i64, String), Error> {
    Ok((row.number("report_number")?, row.text("referral_id")?))
}

pub(crate) async fn insert_referral(
    tx: &mut Tx,
    row: &ReferralRow,
    item: Id<EvidenceItem>,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO referral (referral_id, receipt_id, sender, from_name, from_country, to_agency, made_at,
             conveyed_by, package_sha256, package_item_id, received_at, received_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&row.referral_id)
    .bind(row.receipt_id.to_string())
    .bind(&row.sender)
    .bind(&row.from_name)
    .bind(&row.from_country)
    .bind(&row.to_agency)
    .bind(row.made_at.as_microsecond())
    .bind(&row.conveyed_by)
    .bind(&row.package_sha256)
    .bind(item.to_string())
    .bind(row.received_at.as_microsecond())
    .bind(&row.received_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find_referral(tx: &mut Tx, referral_id: &str) -> Result<Option<ReferralRow>, DbError> {
    let row = sqlx::query("SELECT * FROM referral WHERE referral_id = $1")
        .bind(referral_id)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// The numbers of the reports of a referral that an earlier one had brought, by the first that did.
pub(crate) async fn list_known(
    tx: &mut Tx,
    referral_id: &str,
    received_at: Timestamp,
) -> Result<BTreeMap<String, Vec<i64>>, DbError> {
    let rows = sqlx::query(
        "SELECT report.report_number, earlier.referral_id FROM referral_report
         JOIN report ON report.report_id = referral_report.report_id
         JOIN referral_report other ON other.report_id = referral_report.report_id
         JOIN referral earlier ON earlier.referral_id = other.referral_id
         WHERE referral_report.referral_id = $1 AND earlier.referral_id <> $1 AND earlier.received_at < $2
         ORDER BY report.report_number, earlier.received_at, earlier.referral_id",
    )
    .bind(referral_id)
    .bind(received_at.as_microsecond())
    .fetch_all(tx.conn())
    .await?;
    let mut known = read_all(&rows, read_known)?;
    known.dedup_by_key(|(report_number, _)| *report_number);
    let mut by_first = BTreeMap::<String, Vec<i64>>::new();
    for (report_number, first) in known {
        by_first.entry(first).or_default().push(report_number);
    }
    Ok(by_first)
}

/// SQL: what the sender of a referral said last of it.
const NOTICE: &str = "(SELECT referral_notice.kind FROM referral_notice
     WHERE referral_notice.referral_id = referral.referral_id AND referral_notice.sender = referral.sender
     ORDER BY referral_notice.received_at DESC, referral_notice.notice_id DESC LIMIT 1) AS notice";

/// Newest first, with the number of the reports that the reader may read.
pub(crate) async fn list_referrals(tx: &mut Tx, reader: &Reader) -> Result<Vec<ReferralSummary>, DbError> {
    let sql = format!(
        "SELECT referral.*,
             (SELECT COUNT(*) FROM referral_report WHERE referral_report.referral_id = referral.referral_id AND {})
                 AS reports, {NOTICE}
         FROM referral ORDER BY received_at DESC, referral_id",
        may_read(Closed::Report, "referral_report.report_id", 1)
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_summary)
}

const FILTER: &str = "($1 = '' OR LOWER(referral.referral_id) LIKE $1 ESCAPE '!' OR LOWER(referral.from_name) LIKE $1 ESCAPE '!')";
/// Nobody has begun work on any of its reports: the clearinghouse was told nothing of them.
const UNTOUCHED: &str =
    "NOT EXISTS (SELECT 1 FROM feedback WHERE feedback.referral_id = referral.referral_id)";

/// Its sender took something of it back or corrected it, and nobody has decided what follows.
const WITH_NOTICE: &str = "EXISTS (SELECT 1 FROM referral_notice
     WHERE referral_notice.referral_id = referral.referral_id AND referral_notice.sender = referral.sender AND NOT EXISTS (
         SELECT 1 FROM notice_decision WHERE notice_decision.notice_id = referral_notice.notice_id))";

/// Which of the packages a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    All,
    /// Nobody has begun work on any of its reports.
    Untouched,
    /// A notice about it waits for a decision.
    WithNotice,
}

impl Part {
    fn condition(self) -> &'static str {
        match self {
            Self::All => "1 = 1",
            Self::Untouched => UNTOUCHED,
            Self::WithNotice => WITH_NOTICE,
        }
    }
}

/// One page of a part of the list, with the number of the reports that the reader may read.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    part: Part,
    rows: &Rows,
) -> Result<Vec<ReferralSummary>, DbError> {
    let sql = format!(
        "SELECT referral.*,
             (SELECT COUNT(*) FROM referral_report WHERE referral_report.referral_id = referral.referral_id AND {})
                 AS reports, {NOTICE}
         FROM referral WHERE {FILTER} AND {} {} LIMIT $3 OFFSET $4",
        may_list(Closed::Report, "referral_report.report_id", 2),
        part.condition(),
        rows.order_by("referral", "referral_id")
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&rows.pattern).bind(reader.name());
    let found = query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?;
    read_all(&found, read_summary)
}

/// How many the whole list holds.
pub(crate) async fn count(tx: &mut Tx, part: Part, pattern: &str) -> Result<i64, DbError> {
    let condition = part.condition();
    let sql = format!("SELECT COUNT(*) AS total FROM referral WHERE {FILTER} AND {condition}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(pattern).fetch_one(tx.conn()).await?;
    Ok(row.number("total")?)
}
