//! How much a member of the staff was exposed to.

use jiff::civil::Date;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};

fn read_day(row: &AnyRow) -> Result<(Date, i64), Error> {
    Ok((row.parsed("revealed_on")?, row.number("reveals")?))
}

/// How many masked fields one person was shown on each day from `first` on; days without one are left out. Never of several persons at
/// once, so that nothing can rank them.
pub(crate) async fn list_days(tx: &mut Tx, person: &str, first: Date) -> Result<Vec<(Date, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT revealed_on, COUNT(*) AS reveals FROM reveal
         WHERE revealed_by = $1 AND revealed_on >= $2 GROUP BY revealed_on ORDER BY revealed_on DESC",
    )
    .bind(person)
    .bind(first.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_day)
}
