//! What this node has cosigned of other logs, what it refused, and what others have cosigned of its own.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};

/// The newest checkpoint of a log that this node has cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WitnessedRow {
    pub(crate) origin: String,
    pub(crate) size: i64,
    pub(crate) root_hash: String,
    /// As the log signed it.
    pub(crate) note: String,
    pub(crate) cosigned_at: Timestamp,
}

/// A refused checkpoint that has the size of what was cosigned, and another root.
pub(crate) const FORK: &str = "fork";
/// A refused checkpoint to which no proof led.
pub(crate) const UNPROVEN: &str = "unproven";

/// A signed checkpoint that this node refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefusalRow {
    pub(crate) origin: String,
    pub(crate) size: i64,
    pub(crate) root_hash: String,
    /// [`FORK`] or [`UNPROVEN`].
    pub(crate) kind: String,
    pub(crate) note: String,
    pub(crate) kept_size: i64,
    pub(crate) kept_note: String,
    pub(crate) refused_at: Timestamp,
}

pub(crate) async fn find_witnessed(tx: &mut Tx, origin: &str) -> Result<Option<WitnessedRow>, DbError> {
    let sql = "SELECT origin, size, root_hash, note, cosigned_at FROM witnessed_log WHERE origin = $1";
    let row = sqlx::query(sql).bind(origin).fetch_optional(tx.conn()).await?;
    row.as_ref().map(witnessed_row).transpose()
}

pub(crate) async fn list_witnessed(tx: &mut Tx) -> Result<Vec<WitnessedRow>, DbError> {
    let sql = "SELECT origin, size, root_hash, note, cosigned_at FROM witnessed_log ORDER BY origin";
    sqlx::query(sql).fetch_all(tx.conn()).await?.iter().map(witnessed_row).collect()
}

fn witnessed_row(row: &AnyRow) -> Result<WitnessedRow, DbError> {
    Ok(WitnessedRow {
        origin: row.try_get("origin")?,
        size: row.try_get("size")?,
        root_hash: row.try_get("root_hash")?,
        note: row.try_get("note")?,
        cosigned_at: from_micros("cosigned_at", row.try_get("cosigned_at")?)?,
    })
}

/// Keeps `new` as what was cosigned last, if that is still `old`; whether it was.
pub(crate) async fn swap_witnessed(
    tx: &mut Tx,
    old: Option<&WitnessedRow>,
    new: &WitnessedRow,
) -> Result<bool, DbError> {
    let sql = match old {
        None => {
            "INSERT INTO witnessed_log (origin, size, root_hash, note, cosigned_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING"
        }
        Some(_) => {
            "UPDATE witnessed_log SET size = $2, root_hash = $3, note = $4, cosigned_at = $5
             WHERE origin = $1 AND size = $6 AND root_hash = $7"
        }
    };
    let mut query = sqlx::query(sql)
        .bind(&new.origin)
        .bind(new.size)
        .bind(&new.root_hash)
        .bind(&new.note)
        .bind(to_micros(new.cosigned_at));
    if let Some(old) = old {
        query = query.bind(old.size).bind(&old.root_hash);
    }
    Ok(query.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Forgets what was cosigned of a log, if that is still this; whether it was.
pub(crate) async fn remove_witnessed(tx: &mut Tx, row: &WitnessedRow) -> Result<bool, DbError> {
    let sql = "DELETE FROM witnessed_log WHERE origin = $1 AND size = $2 AND root_hash = $3";
    let query = sqlx::query(sql).bind(&row.origin).bind(row.size).bind(&row.root_hash);
    Ok(query.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Keeps when the checkpoint that was cosigned last is cosigned once more, if it is still the last; whether it was. The time never goes back.
pub(crate) async fn renew_witnessed(tx: &mut Tx, same: &WitnessedRow) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE witnessed_log SET cosigned_at = CASE WHEN cosigned_at < $4 THEN $4 ELSE cosigned_at END
         WHERE origin = $1 AND size = $2 AND root_hash = $3",
    )
    .bind(&same.origin)
    .bind(same.size)
    .bind(&same.root_hash)
    .bind(to_micros(same.cosigned_at))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps a refused checkpoint; false when it is kept already. A fork takes the place of the same checkpoint unproven, with the note that
/// contradicts it: else whoever sends it with a wrong proof first would keep the fork from the record.
pub(crate) async fn insert_refusal(tx: &mut Tx, row: &RefusalRow) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO witness_refusal (origin, size, root_hash, kind, note, kept_size, kept_note, refused_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (origin, size, root_hash) DO UPDATE SET kind = excluded.kind, note = excluded.note,
             kept_size = excluded.kept_size, kept_note = excluded.kept_note, refused_at = excluded.refused_at,
             settled_at = NULL
         WHERE witness_refusal.kind = 'unproven' AND excluded.kind = 'fork'",
    )
    .bind(&row.origin)
    .bind(row.size)
    .bind(&row.root_hash)
    .bind(&row.kind)
    .bind(&row.note)
    .bind(row.kept_size)
    .bind(&row.kept_note)
    .bind(to_micros(row.refused_at))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A good proof has led to this checkpoint: what was unproven up to it accuses nobody any more, but for another root at its size.
pub(crate) async fn settle_refusals(tx: &mut Tx, cosigned: &WitnessedRow) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE witness_refusal SET settled_at = $4
         WHERE origin = $1 AND (size < $2 OR (size = $2 AND root_hash = $3)) AND kind = 'unproven'
             AND settled_at IS NULL",
    )
    .bind(&cosigned.origin)
    .bind(cosigned.size)
    .bind(&cosigned.root_hash)
    .bind(to_micros(cosigned.cosigned_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether this checkpoint is kept as refused, of the same kind or as a fork.
pub(crate) async fn is_refused(tx: &mut Tx, row: &RefusalRow) -> Result<bool, DbError> {
    let sql = "SELECT 1 AS found FROM witness_refusal
               WHERE origin = $1 AND size = $2 AND root_hash = $3 AND kind IN ($4, 'fork')";
    let query = sqlx::query(sql).bind(&row.origin).bind(row.size).bind(&row.root_hash).bind(&row.kind);
    Ok(query.fetch_optional(tx.conn()).await?.is_some())
}

/// How many unproven checkpoints of a log are kept that nothing has settled.
pub(crate) async fn count_open_unproven(tx: &mut Tx, origin: &str) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS refusals FROM witness_refusal
               WHERE origin = $1 AND kind = 'unproven' AND settled_at IS NULL";
    Ok(sqlx::query(sql).bind(origin).fetch_one(tx.conn()).await?.try_get("refusals")?)
}

/// The refusals that nothing has settled, forks first, then the newest first.
pub(crate) async fn list_open_refusals(tx: &mut Tx) -> Result<Vec<RefusalRow>, DbError> {
    let rows = sqlx::query(
        "SELECT origin, size, root_hash, kind, note, kept_size, kept_note, refused_at FROM witness_refusal
         WHERE settled_at IS NULL ORDER BY kind, refused_at DESC, size DESC",
    )
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(RefusalRow {
                origin: row.try_get("origin")?,
                size: row.try_get("size")?,
                root_hash: row.try_get("root_hash")?,
                kind: row.try_get("kind")?,
                note: row.try_get("note")?,
                kept_size: row.try_get("kept_size")?,
                kept_note: row.try_get("kept_note")?,
                refused_at: from_micros("refused_at", row.try_get("refused_at")?)?,
            })
        })
        .collect()
}

/// What a witness said of one of this node's checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CosignatureRow {
    pub(crate) size: i64,
    pub(crate) witness: String,
    /// The line of the signed note, without its newline.
    pub(crate) line: String,
    pub(crate) cosigned_at: Timestamp,
}

/// Keeps a cosignature; the first one that a witness gave of a size stands.
pub(crate) async fn insert_cosignature(tx: &mut Tx, row: &CosignatureRow) -> Result<(), DbError> {
    let sql = "INSERT INTO custody_cosignature (size, witness, line, cosigned_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT DO NOTHING";
    let query = sqlx::query(sql).bind(row.size).bind(&row.witness).bind(&row.line);
    query.bind(to_micros(row.cosigned_at)).execute(tx.conn()).await?;
    Ok(())
}

/// The cosignatures of the checkpoint of this size, by the name of the witness.
pub(crate) async fn list_cosignatures(tx: &mut Tx, size: i64) -> Result<Vec<CosignatureRow>, DbError> {
    let sql =
        "SELECT size, witness, line, cosigned_at FROM custody_cosignature WHERE size = $1 ORDER BY witness";
    sqlx::query(sql).bind(size).fetch_all(tx.conn()).await?.iter().map(cosignature_row).collect()
}

/// The newest cosignature of a witness.
pub(crate) async fn find_newest_cosignature(
    tx: &mut Tx,
    witness: &str,
) -> Result<Option<CosignatureRow>, DbError> {
    let row = sqlx::query(
        "SELECT size, witness, line, cosigned_at FROM custody_cosignature WHERE witness = $1
         ORDER BY size DESC LIMIT 1",
    )
    .bind(witness)
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(cosignature_row).transpose()
}

/// The first checkpoint that holds the entry at this index and that each witness has cosigned, and the newest of each: their sizes.
pub(crate) async fn list_telling_sizes(tx: &mut Tx, leaf_index: i64) -> Result<Vec<i64>, DbError> {
    let rows = sqlx::query(
        "SELECT MIN(size) AS size FROM custody_cosignature WHERE size > $1 GROUP BY witness
         UNION SELECT MAX(size) AS size FROM custody_cosignature WHERE size > $1 GROUP BY witness",
    )
    .bind(leaf_index)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok(row.try_get("size")?)).collect()
}

/// The newest cosignature that a witness gave before an instant, of fewer entries than `below`.
pub(crate) async fn find_cosignature_before(
    tx: &mut Tx,
    witness: &str,
    below: i64,
    before: Timestamp,
) -> Result<Option<CosignatureRow>, DbError> {
    let row = sqlx::query(
        "SELECT size, witness, line, cosigned_at FROM custody_cosignature
         WHERE witness = $1 AND size < $2 AND cosigned_at < $3 ORDER BY size DESC LIMIT 1",
    )
    .bind(witness)
    .bind(below)
    .bind(to_micros(before))
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(cosignature_row).transpose()
}

fn cosignature_row(row: &AnyRow) -> Result<CosignatureRow, DbError> {
    Ok(CosignatureRow {
        size: row.try_get("size")?,
        witness: row.try_get("witness")?,
        line: row.try_get("line")?,
        cosigned_at: from_micros("cosigned_at", row.try_get("cosigned_at")?)?,
    })
}

/// Among the checkpoints published at `since` or later: the size of the one that most witnesses cosigned, the newest of these.
pub(crate) async fn find_most_cosigned(tx: &mut Tx, since: Timestamp) -> Result<Option<i64>, DbError> {
    let row = sqlx::query(
        "SELECT c.size AS size FROM custody_checkpoint c LEFT JOIN custody_cosignature s ON s.size = c.size
         WHERE c.published_at >= $1 GROUP BY c.size ORDER BY COUNT(s.witness) DESC, c.size DESC LIMIT 1",
    )
    .bind(to_micros(since))
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| row.try_get("size")).transpose()?)
}

/// When the first checkpoint of more entries than `size` was published.
pub(crate) async fn find_published_after(tx: &mut Tx, size: i64) -> Result<Option<Timestamp>, DbError> {
    let sql = "SELECT MIN(published_at) AS published_at FROM custody_checkpoint WHERE size > $1";
    let row = sqlx::query(sql).bind(size).fetch_one(tx.conn()).await?;
    let at: Option<i64> = row.try_get("published_at")?;
    at.map(|at| from_micros("published_at", at)).transpose()
}
