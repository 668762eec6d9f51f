//! In which order reports are worked on: their scores, the bands that officers decided, who has read them.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::{Report, Subject};
use model::triage::Band;
use service::Sealed;
use service::triage::OverrideRow;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::limitation::maybe_day;
use super::{Closed, Columns, DbError, Reader, Tx, may_list, may_read, read_all, undecodable};
use crate::scoring::Grounds;

/// Up to how many reports are counted: more say no more.
const MOST_COUNTED: i64 = 100;

/// Where a report stands in the order of work.
pub(crate) struct Standing {
    /// None for a report that came before reports were scored.
    pub(crate) band: Option<Band>,
    pub(crate) urgency_tenths: i64,
    /// The earliest day on which an operator may erase a record of it that nobody has asked for.
    pub(crate) evidence_until: Option<Date>,
    /// The first day on which an act of it may have lapsed.
    pub(crate) limitation_until: Option<Date>,
    /// Whether what it states of an account says that its holder was under age.
    pub(crate) maybe_minor: bool,
    /// Who has read it, and when.
    pub(crate) read: Option<(String, Timestamp)>,
}

/// One score of a report.
pub(crate) struct ScoreRow {
    pub(crate) weights_version: String,
    pub(crate) scored_at: Timestamp,
    pub(crate) band: Band,
    pub(crate) urgency_tenths: i64,
    /// Empty once the report is erased.
    pub(crate) grounds: Sealed<Grounds>,
}

/// That an officer moved a report to another band than its score.
pub(crate) struct MovedRow {
    /// What the score said then.
    pub(crate) scored_band: Band,
    pub(crate) band: Band,
    pub(crate) made_at: Timestamp,
    pub(crate) is_undone: bool,
}

/// Where the report of this row stands.
pub(super) fn read_standing(row: &AnyRow) -> Result<Standing, Error> {
    let until: Date = row.parsed("evidence_until")?;
    let by = row.maybe_text("read_by")?;
    Ok(Standing {
        band: if row.text("band")?.is_empty() { None } else { Some(row.parsed("band")?) },
        urgency_tenths: row.number("urgency_tenths")?,
        evidence_until: (until != Date::MAX).then_some(until),
        limitation_until: maybe_day(row, "limitation_until")?,
        maybe_minor: row.flag("maybe_minor")?,
        read: by.zip(row.maybe_instant("read_at")?),
    })
}

/// Sets where a report stands.
pub(crate) async fn set_standing(
    tx: &mut Tx,
    report_id: Id<Report>,
    (band, rank): (Band, u8),
    (urgency_tenths, work_tenths): (i64, i64),
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE report SET band = $2, band_rank = $3, urgency_tenths = $4, work_tenths = $5 WHERE report_id = $1",
    )
    .bind(report_id.to_string())
    .bind(band.as_str())
    .bind(i64::from(rank))
    .bind(urgency_tenths)
    .bind(work_tenths)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts a report into the queue of possible minors.
pub(crate) async fn set_maybe_minor(tx: &mut Tx, report_id: Id<Report>) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET maybe_minor = 1 WHERE report_id = $1")
        .bind(report_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes who has read a report, or that nobody has.
pub(crate) async fn set_read(
    tx: &mut Tx,
    report_id: Id<Report>,
    mark: Option<(&str, Timestamp)>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET read_by = $2, read_at = $3 WHERE report_id = $1")
        .bind(report_id.to_string())
        .bind(mark.map(|(by, _)| by))
        .bind(mark.map(|(_, at)| at.as_microsecond()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a score; another under the same weights takes its place.
pub(crate) async fn keep_score(tx: &mut Tx, report_id: Id<Report>, score: &ScoreRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_score (report_id, weights_version, scored_at, band, urgency_tenths, grounds)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (report_id, weights_version) DO UPDATE SET scored_at = excluded.scored_at, band = excluded.band,
             urgency_tenths = excluded.urgency_tenths, grounds = excluded.grounds",
    )
    .bind(report_id.to_string())
    .bind(&score.weights_version)
    .bind(score.scored_at.as_microsecond())
    .bind(score.band.as_str())
    .bind(score.urgency_tenths)
    .bind(score.grounds.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A report that has a score.
pub(crate) struct ScoredReport {
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    pub(crate) finished_at: Timestamp,
    pub(crate) band: Option<Band>,
}

fn read_scored(row: &AnyRow) -> Result<ScoredReport, Error> {
    Ok(ScoredReport {
        report_id: row.id("report_id")?,
        report_number: row.number("report_number")?,
        finished_at: row.instant("finished_at")?,
        band: Some(row.parsed("band")?),
    })
}

/// Some of the reports that have a score, those after one of them, by their ids.
pub(crate) async fn list_scored_after(
    tx: &mut Tx,
    after: &str,
    limit: i64,
) -> Result<Vec<ScoredReport>, DbError> {
    let sql = "SELECT report_id, report_number, finished_at, band FROM report
         WHERE report_id > $1 AND band <> '' AND erased_at IS NULL ORDER BY report_id LIMIT $2";
    let rows = sqlx::query(sql).bind(after).bind(limit).fetch_all(tx.conn()).await?;
    read_all(&rows, read_scored)
}

/// The first reports of a subject that have a score: those with the fewest points first, which more of them would move most.
pub(crate) async fn list_scored_of_subject(
    tx: &mut Tx,
    subject_id: Id<Subject>,
    limit: i64,
) -> Result<Vec<ScoredReport>, DbError> {
    let sql = "SELECT DISTINCT report.report_id, report.report_number, report.finished_at, report.band,
             report.urgency_tenths FROM account
         JOIN report_account ON report_account.account_id = account.account_id
         JOIN report ON report.report_id = report_account.report_id
         WHERE account.subject_id = $1 AND report.band <> '' AND report.erased_at IS NULL
         ORDER BY report.urgency_tenths, report.report_id LIMIT $2";
    let query = sqlx::query(sql).bind(subject_id.to_string()).bind(limit);
    read_all(&query.fetch_all(tx.conn()).await?, read_scored)
}

/// Some of the reports of a subject that have a score, those after one of them, by their ids.
pub(crate) async fn list_scored_of_subject_after(
    tx: &mut Tx,
    subject_id: Id<Subject>,
    after: &str,
    limit: i64,
) -> Result<Vec<ScoredReport>, DbError> {
    let sql = "SELECT DISTINCT report.report_id, report.report_number, report.finished_at, report.band FROM account
         JOIN report_account ON report_account.account_id = account.account_id
         JOIN report ON report.report_id = report_account.report_id
         WHERE account.subject_id = $1 AND report.report_id > $2 AND report.band <> '' AND report.erased_at IS NULL
         ORDER BY report.report_id LIMIT $3";
    let query = sqlx::query(sql).bind(subject_id.to_string()).bind(after).bind(limit);
    read_all(&query.fetch_all(tx.conn()).await?, read_scored)
}

/// The reports with a score that the reader may read, those that came last first.
pub(crate) async fn list_newest_scored(
    tx: &mut Tx,
    reader: &Reader,
    limit: i64,
) -> Result<Vec<ScoredReport>, DbError> {
    let may_list = may_list(Closed::Report, "report.report_id", 1);
    let sql = format!(
        "SELECT report_id, report_number, finished_at, band FROM report
         WHERE band <> '' AND erased_at IS NULL AND {may_list} ORDER BY report_id DESC LIMIT $2"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(limit);
    read_all(&query.fetch_all(tx.conn()).await?, read_scored)
}

/// The report of a band that waits longest for somebody to read it.
pub(crate) async fn find_longest_waiting(
    tx: &mut Tx,
    reader: &Reader,
    band: Band,
) -> Result<Option<ScoredReport>, DbError> {
    let may_list = may_list(Closed::Report, "report.report_id", 1);
    let sql = format!(
        "SELECT report_id, report_number, finished_at, band FROM report
         WHERE band = $2 AND read_by IS NULL AND erased_at IS NULL AND {may_list}
         ORDER BY finished_at, report_id LIMIT 1"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(band.as_str());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_scored).transpose()?)
}

/// How many reports that may be of minors nobody has read.
pub(crate) async fn count_unread_minors(tx: &mut Tx, reader: &Reader) -> Result<i64, DbError> {
    let may_list = may_list(Closed::Report, "report.report_id", 1);
    let sql = format!(
        "SELECT COUNT(*) AS total FROM report
         WHERE maybe_minor = 1 AND read_by IS NULL AND erased_at IS NULL AND {may_list}"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_one(tx.conn()).await?;
    Ok(row.number("total")?)
}

/// The newest score of a report; whoever shows it has found the report for its reader.
pub(crate) async fn find_score(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<ScoreRow>, DbError> {
    let row = sqlx::query(
        "SELECT * FROM report_score WHERE report_id = $1 ORDER BY scored_at DESC, weights_version DESC LIMIT 1",
    )
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.as_ref().map(read_score).transpose()?)
}

fn read_score(row: &AnyRow) -> Result<ScoreRow, Error> {
    Ok(ScoreRow {
        weights_version: row.text("weights_version")?,
        scored_at: row.instant("scored_at")?,
        band: row.parsed("band")?,
        urgency_tenths: row.number("urgency_tenths")?,
        grounds: Sealed::from_column(row.text("grounds")?),
    })
}

/// Keeps a band that an officer decided, and what the score said then.
pub(crate) async fn insert_override(
    tx: &mut Tx,
    report_id: Id<Report>,
    scored_band: Band,
    row: &OverrideRow,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO band_override (override_id, report_id, scored_band, band, reason, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.override_id.to_string())
    .bind(report_id.to_string())
    .bind(scored_band.as_str())
    .bind(row.band.as_str())
    .bind(row.reason.as_column())
    .bind(&row.made_by)
    .bind(row.made_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Decisions from a time on that the reader may see, the newest first.
pub(crate) async fn list_overrides_since(
    tx: &mut Tx,
    reader: &Reader,
    since: Timestamp,
) -> Result<Vec<MovedRow>, DbError> {
    let may_read = may_read(Closed::Report, "band_override.report_id", 2);
    let sql =
        format!("SELECT * FROM band_override WHERE made_at >= $1 AND {may_read} ORDER BY override_id DESC");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(since.as_microsecond()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_moved)
}

fn read_moved(row: &AnyRow) -> Result<MovedRow, Error> {
    Ok(MovedRow {
        scored_band: row.parsed("scored_band")?,
        band: row.parsed("band")?,
        made_at: row.instant("made_at")?,
        is_undone: row.maybe_instant("undone_at")?.is_some(),
    })
}

/// In how many other reports a file or a near-duplicate stands, up to a hundred.
pub(crate) async fn count_elsewhere(
    tx: &mut Tx,
    sha256: &str,
    report_id: Id<Report>,
) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS total FROM (
             SELECT DISTINCT act.report_id FROM media_file one
             JOIN media_file other ON other.cluster_id = one.cluster_id
             JOIN act ON act.file_sha256 = other.sha256
             WHERE one.sha256 = $1 AND act.report_id <> $2 LIMIT $3) known";
    let query = sqlx::query(sql).bind(sha256).bind(report_id.to_string()).bind(MOST_COUNTED);
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// How many other reports speak of the subjects of a report's accounts, up to a hundred.
pub(crate) async fn count_other_reports(tx: &mut Tx, report_id: Id<Report>) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS total FROM (
             SELECT DISTINCT theirs.report_id FROM report_account mine
             JOIN account a ON a.account_id = mine.account_id
             JOIN account b ON b.subject_id = a.subject_id
             JOIN report_account theirs ON theirs.account_id = b.account_id
             WHERE mine.report_id = $1 AND theirs.report_id <> $1 LIMIT $2) known";
    let query = sqlx::query(sql).bind(report_id.to_string()).bind(MOST_COUNTED);
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// The most urgent band among the reports of a subject that the reader may read; none where no report has one.
pub(crate) async fn find_band_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Option<Band>, DbError> {
    let may_read = may_read(Closed::Report, "report.report_id", 2);
    let sql = format!(
        "SELECT report.band FROM account
         JOIN report_account ON report_account.account_id = account.account_id
         JOIN report ON report.report_id = report_account.report_id
         WHERE account.subject_id = $1 AND report.band <> '' AND {may_read}
         ORDER BY report.band_rank LIMIT 1"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    let band = row.map(|row| row.text("band")).transpose()?;
    Ok(band.map(|band| band.parse::<Band>().map_err(|source| undecodable("band", source))).transpose()?)
}
