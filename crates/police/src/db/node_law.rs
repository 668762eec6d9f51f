//! Whose law counts at this node.

use super::{Columns, DbError, Tx};

/// The country that the node named when it last started; none before that was kept.
pub(crate) async fn find_country(tx: &mut Tx) -> Result<Option<String>, DbError> {
    let row = sqlx::query("SELECT country FROM node_law").fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| row.text("country")).transpose()?)
}

pub(crate) async fn set_country(tx: &mut Tx, country: &str) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO node_law (one, country) VALUES (1, $1)
         ON CONFLICT (one) DO UPDATE SET country = excluded.country",
    )
    .bind(country)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets every day of an act or an event that follows from the law be computed anew.
pub(crate) async fn forget_days(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query("UPDATE act SET erasable_by_law_on = '', limitation_until = ''").execute(tx.conn()).await?;
    sqlx::query("UPDATE ip_event SET erasable_by_law_on = ''").execute(tx.conn()).await?;
    Ok(())
}
