//! What stands in banks: files by their hashes.

use std::collections::HashMap;

use jiff::Timestamp;
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::said::Said;
use crate::signal::{Signal, SignalType, Signals};

/// Rows that are read at a time: a bank may hold millions.
const PAGE: i64 = 50_000;

/// A file of a bank as stored.
pub(crate) struct ContentRow {
    pub(crate) content_id: i64,
    pub(crate) bank_id: i64,
    pub(crate) disable_until_s: i64,
    pub(crate) added_at: Timestamp,
    pub(crate) said: Option<Sealed<Said>>,
}

/// Keeps new content with its hashes.
pub(crate) async fn insert(tx: &mut Tx, content: &ContentRow, signals: &Signals) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO bank_content (content_id, bank_id, disable_until_s, added_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(content.content_id)
    .bind(content.bank_id)
    .bind(content.disable_until_s)
    .bind(service::db::to_micros(content.added_at))
    .execute(tx.conn())
    .await?;
    for signal in signals.values() {
        sqlx::query(
            "INSERT INTO bank_signal (content_id, signal_type, bank_id, value) VALUES ($1, $2, $3, $4)",
        )
        .bind(content.content_id)
        .bind(signal.signal_type().as_str())
        .bind(content.bank_id)
        .bind(signal.to_string())
        .execute(tx.conn())
        .await?;
    }
    if let Some(said) = &content.said {
        set_said(tx, content.content_id, said).await?;
    }
    Ok(())
}

/// Keeps what is said of content, in the place of what was.
pub(crate) async fn set_said(tx: &mut Tx, content_id: i64, said: &Sealed<Said>) -> Result<(), DbError> {
    sqlx::query("DELETE FROM bank_content_said WHERE content_id = $1")
        .bind(content_id)
        .execute(tx.conn())
        .await?;
    sqlx::query("INSERT INTO bank_content_said (content_id, said) VALUES ($1, $2)")
        .bind(content_id)
        .bind(said.as_column())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Content of a bank by its number.
pub(crate) async fn find(tx: &mut Tx, bank_id: i64, content_id: i64) -> Result<Option<ContentRow>, DbError> {
    let row = sqlx::query(
        "SELECT c.content_id, c.bank_id, c.disable_until_s, c.added_at, s.said FROM bank_content c
         LEFT JOIN bank_content_said s ON s.content_id = c.content_id WHERE c.bank_id = $1 AND c.content_id = $2",
    )
    .bind(bank_id)
    .bind(content_id)
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(read).transpose()
}

/// Sets from when on content matches.
pub(crate) async fn set_disabled(tx: &mut Tx, content_id: i64, disable_until_s: i64) -> Result<(), DbError> {
    sqlx::query("UPDATE bank_content SET disable_until_s = $2 WHERE content_id = $1")
        .bind(content_id)
        .bind(disable_until_s)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Deletes content.
pub(crate) async fn delete(tx: &mut Tx, content_id: i64) -> Result<(), DbError> {
    for sql in [
        "DELETE FROM bank_signal WHERE content_id = $1",
        "DELETE FROM bank_content_said WHERE content_id = $1",
        "DELETE FROM bank_content WHERE content_id = $1",
    ] {
        sqlx::query(sql).bind(content_id).execute(tx.conn()).await?;
    }
    Ok(())
}

/// The hashes of content.
pub(crate) async fn signals_of(tx: &mut Tx, content_id: i64) -> Result<Signals, DbError> {
    let rows = sqlx::query("SELECT signal_type, value FROM bank_signal WHERE content_id = $1")
        .bind(content_id)
        .fetch_all(tx.conn())
        .await?;
    let mut signals = Signals::new();
    for row in &rows {
        let signal = read_signal(row)?;
        signals.insert(signal.signal_type(), signal);
    }
    Ok(signals)
}

/// All content of a bank with a number above `after`, in order, with its hashes.
pub(crate) async fn list_signals(
    tx: &mut Tx,
    bank_id: i64,
    after: i64,
) -> Result<Vec<(i64, Signals)>, DbError> {
    let (mut all, mut after) = (Vec::<(i64, Signals)>::new(), after);
    loop {
        let rows = sqlx::query(
            "SELECT content_id, signal_type, value FROM bank_signal
             WHERE bank_id = $1 AND content_id > $2 ORDER BY content_id LIMIT $3",
        )
        .bind(bank_id)
        .bind(after)
        .bind(PAGE)
        .fetch_all(tx.conn())
        .await?;
        for row in &rows {
            let (content_id, signal): (i64, _) = (row.try_get("content_id")?, read_signal(row)?);
            if all.last().is_none_or(|(id, _)| *id != content_id) {
                all.push((content_id, Signals::new()));
            }
            if let Some((_, signals)) = all.last_mut() {
                signals.insert(signal.signal_type(), signal);
            }
        }
        if i64::try_from(rows.len()).is_ok_and(|rows| rows < PAGE) {
            return Ok(all);
        }
        // the last of a page may go on in the next one: it is read again, whole
        if let Some((content_id, _)) = all.pop() {
            after = content_id - 1;
        }
    }
}

/// The content of a bank that does not simply match, with from when on it does.
pub(crate) async fn list_disabled(tx: &mut Tx, bank_id: i64) -> Result<HashMap<i64, i64>, DbError> {
    let rows = sqlx::query(
        "SELECT content_id, disable_until_s FROM bank_content WHERE bank_id = $1 AND disable_until_s <> 1",
    )
    .bind(bank_id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("content_id")?, row.try_get("disable_until_s")?))).collect()
}

/// When the newest content of a bank came.
pub(crate) async fn find_newest(tx: &mut Tx, bank_id: i64) -> Result<Option<Timestamp>, DbError> {
    let row =
        sqlx::query("SELECT added_at FROM bank_content WHERE bank_id = $1 ORDER BY content_id DESC LIMIT 1")
            .bind(bank_id)
            .fetch_optional(tx.conn())
            .await?;
    row.map(|row| service::db::from_micros("added_at", row.try_get("added_at")?)).transpose()
}

fn read(row: &AnyRow) -> Result<ContentRow, DbError> {
    let said: Option<String> = row.try_get("said")?;
    Ok(ContentRow {
        content_id: row.try_get("content_id")?,
        bank_id: row.try_get("bank_id")?,
        disable_until_s: row.try_get("disable_until_s")?,
        added_at: service::db::from_micros("added_at", row.try_get("added_at")?)?,
        said: said.map(Sealed::from_column),
    })
}

fn read_signal(row: &AnyRow) -> Result<Signal, DbError> {
    let (name, value): (String, String) = (row.try_get("signal_type")?, row.try_get("value")?);
    let signal_type = SignalType::find(&name).ok_or(DbError::Value { column: "signal_type" })?;
    signal_type.read(&value).map_err(|_| DbError::Value { column: "value" })
}
