//! What was found of destinations, and who opened or closed them.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::instant;
use crate::destination::{Clearinghouse, Destination, Held};
use crate::ids::Report;

/// The table, for sealing.
pub(crate) const TABLE: &str = "destination_entry";
/// The sealed column.
pub(crate) const WORDS: &str = "words_sealed";

/// One entry.
pub(crate) struct DestinationRow {
    pub(crate) entry_no: i64,
    /// `answered`, `silent`, `unlock` or `lock`.
    pub(crate) kind: String,
    pub(crate) address: String,
    /// What the other side answered, or why somebody opened or closed it.
    pub(crate) words: Sealed<String>,
    pub(crate) noted_by: String,
    pub(crate) noted_at: Timestamp,
}

/// The number that the next entry gets.
pub(crate) async fn next_no(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COALESCE(MAX(entry_no), 0) + 1 AS next FROM destination_entry";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("next")?)
}

/// Adds an entry.
pub(crate) async fn insert(tx: &mut Tx, row: &DestinationRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO destination_entry (entry_no, kind, address, words_sealed, noted_by, noted_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.entry_no)
    .bind(&row.kind)
    .bind(&row.address)
    .bind(row.words.as_column())
    .bind(&row.noted_by)
    .bind(row.noted_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The newest entries of an address, at most so many.
pub(crate) async fn list_of(
    tx: &mut Tx,
    address: &str,
    at_most: i64,
) -> Result<Vec<DestinationRow>, DbError> {
    let sql = "SELECT * FROM destination_entry WHERE address = $1 ORDER BY entry_no DESC LIMIT $2";
    let rows = sqlx::query(sql).bind(address).bind(at_most).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// Whether the newest opening or closing of an address is an opening.
pub(crate) async fn is_unlocked(tx: &mut Tx, address: &str) -> Result<bool, DbError> {
    let sql = "SELECT kind FROM destination_entry WHERE address = $1 AND kind IN ('unlock', 'lock')
         ORDER BY entry_no DESC LIMIT 1";
    let row = sqlx::query(sql).bind(address).fetch_optional(tx.conn()).await?;
    let kind: Option<String> = row.map(|row| row.try_get("kind")).transpose()?;
    Ok(kind.as_deref() == Some("unlock"))
}

/// Remembers credentials that answered in production.
pub(crate) async fn keep_credential(
    tx: &mut Tx,
    credential_blind: &str,
    address: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO destination_credential (credential_blind, address, noted_at) VALUES ($1, $2, $3)
         ON CONFLICT (credential_blind) DO NOTHING",
    )
    .bind(credential_blind)
    .bind(address)
    .bind(at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Where these credentials answered in production; none where they never did.
pub(crate) async fn find_credential(tx: &mut Tx, credential_blind: &str) -> Result<Option<String>, DbError> {
    let sql = "SELECT address FROM destination_credential WHERE credential_blind = $1";
    let row = sqlx::query(sql).bind(credential_blind).fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| row.try_get("address")).transpose()?)
}

/// When an address answered last, if its newest look found it there.
pub(crate) async fn answered_at(tx: &mut Tx, address: &str) -> Result<Option<Timestamp>, DbError> {
    let sql =
        "SELECT kind, noted_at FROM destination_entry WHERE address = $1 AND kind IN ('answered', 'silent')
         ORDER BY entry_no DESC LIMIT 1";
    let Some(row) = sqlx::query(sql).bind(address).fetch_optional(tx.conn()).await? else { return Ok(None) };
    let kind: String = row.try_get("kind")?;
    if kind == "answered" { instant(&row, "noted_at").map(Some) } else { Ok(None) }
}

/// How many reports a destination has accepted.
pub(crate) async fn count_filed(tx: &mut Tx, destination: Destination) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM report WHERE state = 'filed' AND destination = $1";
    Ok(sqlx::query(sql).bind(destination.name()).fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Holds a report back.
pub(crate) async fn hold(tx: &mut Tx, report_id: Id<Report>, held: Held) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET held_because = $1 WHERE report_id = $2")
        .bind(held.name())
        .bind(report_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Nothing holds a report back.
pub(crate) async fn release(tx: &mut Tx, report_id: Id<Report>) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET held_because = NULL WHERE report_id = $1")
        .bind(report_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Says where a report's requests go: what is there, unless they went somewhere already, and the address; and that nothing holds it back.
pub(crate) async fn go(tx: &mut Tx, report_id: Id<Report>, to: &Clearinghouse) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE report SET destination = COALESCE(destination, $1), address = $2, held_because = NULL
         WHERE report_id = $3",
    )
    .bind(to.destination.name())
    .bind(&to.address)
    .bind(report_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets a report that was begun elsewhere begin anew.
pub(crate) async fn begin_anew(tx: &mut Tx, report_id: Id<Report>) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE report SET destination = NULL, address = NULL, held_because = NULL WHERE report_id = $1",
    )
    .bind(report_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Reports that are being filed, with why they are held back, oldest first.
pub(crate) async fn list_filing(tx: &mut Tx) -> Result<Vec<(Id<Report>, Option<Held>)>, DbError> {
    let sql = "SELECT report_id, held_because FROM report WHERE state = 'filing' ORDER BY report_id";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    let read =
        |row: &AnyRow| Ok((super::parsed(row, "report_id")?, super::parsed_if_any(row, "held_because")?));
    rows.iter().map(read).collect()
}

/// Reports that wait for somebody to open the way, oldest first.
pub(crate) async fn list_locked(tx: &mut Tx) -> Result<Vec<Id<Report>>, DbError> {
    let sql =
        "SELECT report_id FROM report WHERE state = 'filing' AND held_because = 'locked' ORDER BY report_id";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| super::parsed(row, "report_id")).collect()
}

fn read(row: &AnyRow) -> Result<DestinationRow, DbError> {
    Ok(DestinationRow {
        entry_no: row.try_get("entry_no")?,
        kind: row.try_get("kind")?,
        address: row.try_get("address")?,
        words: Sealed::from_column(row.try_get(WORDS)?),
        noted_by: row.try_get("noted_by")?,
        noted_at: instant(row, "noted_at")?,
    })
}
