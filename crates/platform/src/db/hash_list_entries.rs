//! Entries that were hit: what the list said of the file at the time, whatever its later versions say.

use service::{DbError, Tx};

use super::unreadable;
use crate::lists::{EntryNames, Found};

/// Keeps the entry of a hit, unless an earlier hit did.
pub(crate) async fn keep_entry(tx: &mut Tx, found: &Found) -> Result<(), DbError> {
    let names = EntryNames::of(&found.entry);
    let members =
        serde_json::to_string(&found.entry.members).map_err(|error| unreadable("members", error))?;
    sqlx::query(
        "INSERT INTO hash_list_entry (list_name, version, entry_no, md5, sha1, sha256, pdq, pdq_quality, classification, note,
            members, opaque, source_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
    )
    .bind(&found.list_name)
    .bind(found.list_version)
    .bind(found.entry_no)
    .bind(names.md5)
    .bind(names.sha1)
    .bind(names.sha256)
    .bind(names.pdq)
    .bind(found.entry.pdq_quality.map(i64::from))
    .bind(found.entry.classification.map(|class| class.to_string()))
    .bind(found.entry.note.clone())
    .bind(members)
    .bind(names.opaque)
    .bind(names.source_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether any entry that was hit carries this digest or identifier.
pub(crate) async fn is_known(tx: &mut Tx, list_name: &str, digest: &str) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT 1 FROM hash_list_entry n WHERE n.list_name = $1
             AND (n.md5 = $2 OR n.sha1 = $2 OR n.sha256 = $2 OR n.pdq = $2 OR n.opaque = $2 OR n.source_id = $2) LIMIT 1",
    )
    .bind(list_name)
    .bind(digest)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.is_some())
}
