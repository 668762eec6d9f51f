//! How urgent and how complete reports are, by every version of the weights under which they were scored.

use jiff::Timestamp;
use model::triage::Band;
use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, id, instant, micros, optional_instant};
use crate::scoring::Grounds;

/// The rank of a report that has no score yet.
const UNSCORED: i64 = 9;

/// One score of a report.
#[derive(Debug, Clone)]
pub(crate) struct StoredScore {
    pub(crate) weights_version: String,
    pub(crate) scored_at: Timestamp,
    pub(crate) band: Band,
    pub(crate) urgency_tenths: i32,
    pub(crate) completeness_tenths: i32,
    /// Empty once the report is erased.
    pub(crate) grounds: Sealed<Grounds>,
}

/// Where a report stands in the order of work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    /// None before it is scored.
    pub(crate) band: Option<Band>,
    pub(crate) urgency_tenths: i32,
    pub(crate) completeness_tenths: i32,
    /// Who has read it, and when.
    pub(crate) read: Option<ReadMark>,
}

/// That a person has read a report.
#[derive(Debug, Clone)]
pub(crate) struct ReadMark {
    pub(crate) by: String,
    pub(crate) at: Timestamp,
}

/// Keeps a score; another under the same weights takes its place.
pub(crate) async fn keep(tx: &mut Tx, report_id: Id<Report>, score: &StoredScore) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_score (report_id, weights_version, scored_at, band, urgency_tenths, completeness_tenths, grounds)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (report_id, weights_version) DO UPDATE SET scored_at = excluded.scored_at, band = excluded.band,
             urgency_tenths = excluded.urgency_tenths, completeness_tenths = excluded.completeness_tenths,
             grounds = excluded.grounds",
    )
    .bind(report_id.to_string())
    .bind(&score.weights_version)
    .bind(micros(score.scored_at))
    .bind(score.band.as_str())
    .bind(i64::from(score.urgency_tenths))
    .bind(i64::from(score.completeness_tenths))
    .bind(score.grounds.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The newest score of a report.
pub(crate) async fn latest(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<StoredScore>, DbError> {
    let row = sqlx::query(
        "SELECT * FROM report_score WHERE report_id = $1 ORDER BY scored_at DESC, weights_version DESC LIMIT 1",
    )
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(read).transpose()
}

/// Sets where a report stands: its band, the place of the band in lists, and since when it is in it.
pub(crate) async fn set_standing(
    tx: &mut Tx,
    report_id: Id<Report>,
    (band, rank): (Band, u8),
    (urgency_tenths, completeness_tenths): (i32, i32),
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE report SET band_since = CASE WHEN band = $2 THEN band_since ELSE $6 END, band = $2, band_rank = $3,
             urgency_tenths = $4, completeness_tenths = $5
         WHERE report_id = $1",
    )
    .bind(report_id.to_string())
    .bind(band.as_str())
    .bind(i64::from(rank))
    .bind(i64::from(urgency_tenths))
    .bind(i64::from(completeness_tenths))
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes who has read a report, or that nobody has.
pub(crate) async fn set_read(
    tx: &mut Tx,
    report_id: Id<Report>,
    mark: Option<&ReadMark>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET read_by = $2, read_at = $3 WHERE report_id = $1")
        .bind(report_id.to_string())
        .bind(mark.map(|mark| mark.by.as_str()))
        .bind(mark.map(|mark| micros(mark.at)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The reports that were scored, with their numbers; those that came last first.
pub(crate) async fn list_newest_scored(tx: &mut Tx, limit: i64) -> Result<Vec<(Id<Report>, i64)>, DbError> {
    // from the newest on; by the state, which nearly all share, an engine would sort them all
    let sql = "SELECT report_id, report_number FROM report
               WHERE COALESCE(state, '') = 'ready' AND erased_at IS NULL AND band <> '' ORDER BY report_id DESC LIMIT $1";
    let rows = sqlx::query(sql).bind(limit).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((id(row, "report_id")?, row.try_get("report_number")?))).collect()
}

/// Whether a report that could be scored is not.
pub(crate) async fn has_unscored(tx: &mut Tx) -> Result<bool, DbError> {
    // by the rank, not by the state, which nearly all share
    let sql = "SELECT report_id FROM report
               WHERE band_rank = $1 AND COALESCE(state, '') = 'ready' AND erased_at IS NULL LIMIT 1";
    Ok(sqlx::query(sql).bind(UNSCORED).fetch_optional(tx.conn()).await?.is_some())
}

/// Where the report of this row stands.
pub(super) fn read_standing(row: &AnyRow) -> Result<Standing, DbError> {
    let by: Option<String> = row.try_get("read_by")?;
    let at = optional_instant(row, "read_at")?;
    Ok(Standing {
        band: read_band(row)?,
        urgency_tenths: tenths(row, "urgency_tenths")?,
        completeness_tenths: tenths(row, "completeness_tenths")?,
        read: by.zip(at).map(|(by, at)| ReadMark { by, at }),
    })
}

fn read(row: &AnyRow) -> Result<StoredScore, DbError> {
    Ok(StoredScore {
        weights_version: row.try_get("weights_version")?,
        scored_at: instant(row, "scored_at")?,
        band: read_band(row)?.ok_or_else(|| corrupt("band"))?,
        urgency_tenths: tenths(row, "urgency_tenths")?,
        completeness_tenths: tenths(row, "completeness_tenths")?,
        grounds: Sealed::from_column(row.try_get("grounds")?),
    })
}

fn read_band(row: &AnyRow) -> Result<Option<Band>, DbError> {
    match row.try_get::<String, _>("band")?.as_str() {
        "" => Ok(None),
        band => band.parse().map(Some).map_err(|_| corrupt("band")),
    }
}

fn tenths(row: &AnyRow, column: &str) -> Result<i32, DbError> {
    i32::try_from(row.try_get::<i64, _>(column)?).map_err(|_| corrupt(column))
}
