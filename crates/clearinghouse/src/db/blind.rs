//! The daily blind sample: what was drawn, and what second readers say of it.

use jiff::Timestamp;
use jiff::civil::Date;
use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, id, micros};

pub(crate) const TABLE: &str = "blind_reading";

/// What is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stratum {
    /// Reports of Band D.
    LowestBand,
    /// Reports that a person marked as informational.
    Informational,
}

impl Stratum {
    pub(crate) const ALL: [Self; 2] = [Self::LowestBand, Self::Informational];

    /// The stratum as it is stored, and in the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::LowestBand => "lowest_band",
            Self::Informational => "informational",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stratum| stratum.as_str() == text)
    }
}

/// A report that was drawn.
pub(crate) struct ReadingRow {
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    /// The day of the draw by UTC.
    pub(crate) day: Date,
    pub(crate) stratum: Stratum,
    /// Whether a second reader holds that it should not have been there; nothing until it was read.
    pub(crate) is_missed: Option<bool>,
    pub(crate) read_by: Option<String>,
}

/// How many readings of a stratum there are since a day, and how many of them found a miss.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Misses {
    pub(crate) drawn: i64,
    pub(crate) read: i64,
    pub(crate) missed: i64,
}

/// Whether something was drawn on a day.
pub(crate) async fn is_drawn(tx: &mut Tx, day: Date) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 AS found FROM blind_draw WHERE day = $1 LIMIT 1")
        .bind(day.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// What may be drawn of a stratum, in a fixed order: what came into it between two instants, is still in it, and was never drawn.
pub(crate) async fn list_population(
    tx: &mut Tx,
    stratum: Stratum,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Id<Report>>, DbError> {
    let sql = match stratum {
        Stratum::LowestBand => {
            "SELECT r.report_id FROM report r WHERE r.state = 'ready' AND r.informational = 0 AND r.band = 'd'
                 AND r.band_since >= $1 AND r.band_since < $2 AND r.erased_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM blind_reading b WHERE b.report_id = r.report_id)
             ORDER BY r.report_id"
        }
        Stratum::Informational => {
            "SELECT r.report_id FROM informational_mark m JOIN report r ON r.report_id = m.report_id
             WHERE m.marked_at >= $1 AND m.marked_at < $2 AND m.undone_at IS NULL AND r.informational = 1
                 AND r.erased_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM blind_reading b WHERE b.report_id = r.report_id)
             ORDER BY r.report_id"
        }
    };
    let rows = sqlx::query(sql).bind(micros(from)).bind(micros(until)).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| id(row, "report_id")).collect()
}

/// Keeps what was drawn of a stratum on a day, and from how many.
pub(crate) async fn insert_draw(
    tx: &mut Tx,
    (day, stratum): (Date, Stratum),
    population: i64,
    drawn: &[Id<Report>],
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO blind_draw (day, stratum, population, drawn_at) VALUES ($1, $2, $3, $4)")
        .bind(day.to_string())
        .bind(stratum.as_str())
        .bind(population)
        .bind(micros(now))
        .execute(tx.conn())
        .await?;
    for report_id in drawn {
        sqlx::query("INSERT INTO blind_reading (report_id, day, stratum) VALUES ($1, $2, $3)")
            .bind(report_id.to_string())
            .bind(day.to_string())
            .bind(stratum.as_str())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// The columns of a reading `b` of a report `r`, and where they come from.
const READINGS: &str = "SELECT b.report_id, r.report_number, b.day, b.stratum, b.is_missed, b.read_by
     FROM blind_reading b JOIN report r ON r.report_id = b.report_id";

/// The reading of a report.
pub(crate) async fn find(tx: &mut Tx, report_number: i64) -> Result<Option<ReadingRow>, DbError> {
    let sql = format!("{READINGS} WHERE r.report_number = $1 AND r.erased_at IS NULL");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(report_number).fetch_optional(tx.conn()).await?;
    row.as_ref().map(read).transpose()
}

/// Whether the person `$1` had a hand in where the report of a reading stands: marked it, put it into a band, or says to have read it.
const HAD_A_HAND: &str = "(COALESCE(r.read_by, '') = $1
     OR EXISTS (SELECT 1 FROM informational_mark m WHERE m.report_id = b.report_id AND m.marked_by = $1)
     OR EXISTS (SELECT 1 FROM band_override o WHERE o.report_id = b.report_id AND o.made_by = $1))";

/// What nobody has read yet and this person had no hand in, in an order that does not tell the strata apart.
pub(crate) async fn list_waiting(tx: &mut Tx, reader: &str, limit: i64) -> Result<Vec<ReadingRow>, DbError> {
    let sql = format!(
        "{READINGS} WHERE b.is_missed IS NULL AND r.erased_at IS NULL AND NOT {HAD_A_HAND}
         ORDER BY b.day, r.report_number LIMIT $2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader).bind(limit).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// Whether a person had a hand in where a drawn report stands.
pub(crate) async fn had_a_hand(tx: &mut Tx, reader: &str, report_id: Id<Report>) -> Result<bool, DbError> {
    let sql = format!("{READINGS} WHERE {HAD_A_HAND} AND b.report_id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(reader)
        .bind(report_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// What second readers found to be missed and still stands where it was, the newest on top.
pub(crate) async fn list_missed(tx: &mut Tx, limit: i64) -> Result<Vec<ReadingRow>, DbError> {
    let sql = format!(
        "{READINGS} WHERE b.is_missed = 1 AND r.erased_at IS NULL
             AND (b.stratum = 'lowest_band' AND r.band = 'd' AND r.referred = 0 OR r.informational = 1)
         ORDER BY b.day DESC, r.report_number LIMIT $1"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// How many readings nobody has made yet.
pub(crate) async fn count_waiting(tx: &mut Tx) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS readings FROM blind_reading b JOIN report r ON r.report_id = b.report_id
         WHERE b.is_missed IS NULL AND r.erased_at IS NULL",
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("readings")?)
}

/// What came of the readings of a stratum that were drawn since a day.
pub(crate) async fn count_misses(tx: &mut Tx, stratum: Stratum, since: Date) -> Result<Misses, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS drawn, CAST(COUNT(is_missed) AS BIGINT) AS judged,
             CAST(COALESCE(SUM(is_missed), 0) AS BIGINT) AS missed
         FROM blind_reading WHERE stratum = $1 AND day >= $2",
    )
    .bind(stratum.as_str())
    .bind(since.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok(Misses { drawn: row.try_get("drawn")?, read: row.try_get("judged")?, missed: row.try_get("missed")? })
}

/// Keeps what a second reader says.
pub(crate) async fn set_read(
    tx: &mut Tx,
    report_id: Id<Report>,
    is_missed: bool,
    reason: &Sealed<String>,
    (by, at): (&str, Timestamp),
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE blind_reading SET is_missed = $2, reason = $3, read_by = $4, read_at = $5 WHERE report_id = $1",
    )
    .bind(report_id.to_string())
    .bind(i64::from(is_missed))
    .bind(reason.as_column())
    .bind(by)
    .bind(micros(at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ReadingRow, DbError> {
    let (day, stratum): (String, String) = (row.try_get("day")?, row.try_get("stratum")?);
    Ok(ReadingRow {
        report_id: id(row, "report_id")?,
        report_number: row.try_get("report_number")?,
        day: day.parse().map_err(|_| corrupt("day"))?,
        stratum: Stratum::parse(&stratum).ok_or_else(|| corrupt("stratum"))?,
        is_missed: row.try_get::<Option<i64>, _>("is_missed")?.map(|missed| missed != 0),
        read_by: row.try_get("read_by")?,
    })
}
