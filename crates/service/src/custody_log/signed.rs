//! Every checkpoint that was published: what its signed text says, and under which key.

use custody::{Checkpoint, CheckpointError, LogKeys};
use note::Note;

use crate::db::checkpoints::{self as table, CheckpointRow};
use crate::db::{Db, DbError};

const PAGE: i64 = 1000;

/// Compares the signed text of every published checkpoint with its row, and where the log's keys are given, its signature with the key of its
/// size; gives what does not fit first.
///
/// # Errors
/// Of the database.
pub async fn verify_signed(db: &Db, keys: Option<&LogKeys>) -> Result<Option<String>, DbError> {
    let mut after = 0;
    loop {
        let mut tx = db.begin_read("verify-signed").await?;
        let rows = table::list_after(&mut tx, after, PAGE).await?;
        drop(tx);
        let Some(last) = rows.last() else { return Ok(None) };
        after = last.size;
        if let Some(fault) = rows.iter().find_map(|row| find_fault(row, keys)) {
            return Ok(Some(fault));
        }
    }
}

fn find_fault(row: &CheckpointRow, keys: Option<&LogKeys>) -> Option<String> {
    let said = match keys {
        Some(keys) => keys.open(row.note.as_bytes()),
        None => parse(row),
    };
    match said {
        Err(error) => Some(format!("the checkpoint of {} entries: {error}", row.size)),
        Ok(said) if said.size != row.size.unsigned_abs() || said.root.to_string() != row.root_hash => Some(
            format!("the checkpoint of {} entries says another size or root than was published", row.size),
        ),
        Ok(_) => None,
    }
}

fn parse(row: &CheckpointRow) -> Result<Checkpoint, CheckpointError> {
    Checkpoint::parse_text(&Note::parse(row.note.as_bytes())?.text)
}
