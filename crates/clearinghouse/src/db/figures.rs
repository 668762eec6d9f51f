//! Counts of reports for the page of figures.

use jiff::Timestamp;
use jiff::civil::Date;
use service::{DbError, Tx};
use sqlx::Row as _;

use super::{corrupt, micros};

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// How many reports have each country, by ISO 3166-1 alpha-2 code; without a code those that have none.
pub(crate) async fn count_by_country(tx: &mut Tx) -> Result<Vec<(Option<String>, i64)>, DbError> {
    let rows = sqlx::query(
        // by the expression that an index holds
        "SELECT COALESCE(country_code, '') AS country, CAST(COUNT(*) AS BIGINT) AS reports FROM report
         GROUP BY COALESCE(country_code, '') ORDER BY COALESCE(country_code, '')",
    )
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            let country: String = row.try_get("country")?;
            Ok(((!country.is_empty()).then_some(country), row.try_get("reports")?))
        })
        .collect()
}

/// How many reports came on each day since an instant, by UTC; days without any are left out.
pub(crate) async fn count_by_day(tx: &mut Tx, since: Timestamp) -> Result<Vec<(Date, i64)>, DbError> {
    // whole numbers are divided without a rest on both engines; no report is older than 1970
    let rows = sqlx::query(
        "SELECT received_at / 86400000000 AS day, CAST(COUNT(*) AS BIGINT) AS reports FROM report
         WHERE received_at >= $1 GROUP BY received_at / 86400000000 ORDER BY day",
    )
    .bind(micros(since))
    .fetch_all(tx.conn())
    .await?;
    let mut days = Vec::new();
    for row in &rows {
        let start = row.try_get::<i64, _>("day")?.checked_mul(DAY).map(Timestamp::from_microsecond);
        let start = start.and_then(Result::ok).ok_or_else(|| corrupt("received_at"))?;
        days.push((jiff::tz::TimeZone::UTC.to_datetime(start).date(), row.try_get("reports")?));
    }
    Ok(days)
}
