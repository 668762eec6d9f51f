//! Banks.

use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// A bank as stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BankRow {
    pub(crate) bank_id: i64,
    pub(crate) name: String,
    pub(crate) enabled_ratio: f64,
}

/// Every bank, by number.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<BankRow>, DbError> {
    let rows = sqlx::query("SELECT bank_id, name, enabled_ratio FROM bank ORDER BY bank_id")
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// The bank of this name.
pub(crate) async fn find(tx: &mut Tx, name: &str) -> Result<Option<BankRow>, DbError> {
    let row = sqlx::query("SELECT bank_id, name, enabled_ratio FROM bank WHERE name = $1")
        .bind(name)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// Keeps a new bank.
pub(crate) async fn insert(tx: &mut Tx, bank: &BankRow) -> Result<(), DbError> {
    sqlx::query("INSERT INTO bank (bank_id, name, enabled_ratio) VALUES ($1, $2, $3)")
        .bind(bank.bank_id)
        .bind(&bank.name)
        .bind(bank.enabled_ratio)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Sets name and ratio of a bank.
pub(crate) async fn update(tx: &mut Tx, bank: &BankRow) -> Result<(), DbError> {
    sqlx::query("UPDATE bank SET name = $2, enabled_ratio = $3 WHERE bank_id = $1")
        .bind(bank.bank_id)
        .bind(&bank.name)
        .bind(bank.enabled_ratio)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Deletes a bank with all that stands in it.
pub(crate) async fn delete(tx: &mut Tx, bank_id: i64) -> Result<(), DbError> {
    for sql in [
        "DELETE FROM bank_signal WHERE bank_id = $1",
        "DELETE FROM bank_content_said WHERE content_id IN (SELECT content_id FROM bank_content WHERE bank_id = $1)",
        "DELETE FROM bank_content WHERE bank_id = $1",
        "DELETE FROM bank WHERE bank_id = $1",
    ] {
        sqlx::query(sql).bind(bank_id).execute(tx.conn()).await?;
    }
    Ok(())
}

fn read(row: &AnyRow) -> Result<BankRow, DbError> {
    Ok(BankRow {
        bank_id: row.try_get("bank_id")?,
        name: row.try_get("name")?,
        enabled_ratio: row.try_get("enabled_ratio")?,
    })
}
