//! Whether a file stands in the hash lists that members keep at this node.

use jiff::Timestamp;
use service::near_files::MIN_QUALITY;
use service::{DbError, Tx};
use sqlx::Row as _;

use super::files::{Digest, FileRow};
use super::micros;

/// The lists of material with an entry for the file: of equal bytes, or of the same print. What its own sender put there says nothing, since who
/// reports a new file may list it first; nor does what came after the report, or was withdrawn.
pub(crate) async fn list_names(
    tx: &mut Tx,
    file: &FileRow,
    reporting_party: &str,
    received_at: Timestamp,
) -> Result<Vec<String>, DbError> {
    let print = match &file.digest {
        Digest::Hashed { hash, quality } if *quality >= MIN_QUALITY => hash.as_str(),
        _ => "",
    };
    // `CROSS JOIN` keeps SQLite to this order; by its own it begins with all entries of a list
    let rows = sqlx::query(
        "SELECT DISTINCT e.list_name FROM hash_fingerprint p CROSS JOIN hash_entry e CROSS JOIN hash_member m
         WHERE p.digest IN ($1, $2, $3) AND e.entry_id = p.entry_id AND m.member_id = e.member_id
             AND e.withdrawn_by IS NULL AND e.list_name IN ('csam', 'exploitative') AND m.name <> $4 AND e.added_at <= $5
         ORDER BY e.list_name",
    )
    .bind(&file.sha256)
    .bind(&file.md5)
    .bind(print)
    .bind(reporting_party)
    .bind(micros(received_at))
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok(row.try_get("list_name")?)).collect()
}
