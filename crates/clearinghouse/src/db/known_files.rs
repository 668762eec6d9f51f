//! Whether a file stands in the hash lists that members keep at this node.

use std::collections::BTreeSet;

use futures::TryStreamExt as _;
use jiff::Timestamp;
use service::near_files::{HASHES_AT_ONCE, places};
use service::{DbError, Tx};
use sqlx::Row as _;
use wire::hash_list::sharing::FingerprintKind;

use super::files::FileRow;
use super::micros;

/// A PDQ hash.
type Pdq = hashlist::Digest<32>;

/// The lists of material with an entry for the file: of equal bytes, or of one of these prints that are near its own. What its own sender put
/// there says nothing, since who reports a new file may list it first; nor does what came after the report, or was withdrawn.
pub(crate) async fn list_names(
    tx: &mut Tx,
    file: &FileRow,
    prints: &[String],
    (reporting_party, received_at): (&str, Timestamp),
) -> Result<BTreeSet<String>, DbError> {
    let mut digests = vec![file.sha256.as_str(), file.md5.as_str()];
    digests.extend(prints.iter().map(String::as_str));
    let mut names = BTreeSet::new();
    for some in digests.chunks(HASHES_AT_ONCE) {
        // `CROSS JOIN` keeps SQLite to this order; by its own it begins with all entries of a list
        let sql = format!(
            "SELECT DISTINCT e.list_name FROM hash_fingerprint p CROSS JOIN hash_entry e CROSS JOIN hash_member m
             WHERE p.digest IN ({}) AND e.entry_id = p.entry_id AND m.member_id = e.member_id
                 AND e.withdrawn_by IS NULL AND e.list_name IN ('csam', 'exploitative') AND m.name <> $1 AND e.added_at <= $2",
            places(3, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reporting_party).bind(micros(received_at));
        for digest in some {
            query = query.bind(*digest);
        }
        for row in query.fetch_all(tx.conn()).await? {
            names.insert(row.try_get("list_name")?);
        }
    }
    Ok(names)
}

/// The PDQ hashes of pictures in the lists of material whose entries changed in this second or later, each with its stamp. They are read row by row:
/// of millions, all rows at once would take many times the memory of the hashes. What is no hash is left out.
pub(crate) async fn list_prints(tx: &mut Tx, since: i64) -> Result<Vec<(i64, Pdq)>, DbError> {
    let mut rows = sqlx::query(
        "SELECT e.stamp, p.digest FROM hash_entry e CROSS JOIN hash_fingerprint p
         WHERE e.list_name IN ('csam', 'exploitative') AND e.stamp >= $1 AND e.is_video = 0
             AND p.entry_id = e.entry_id AND p.kind = $2",
    )
    .bind(since)
    .bind(FingerprintKind::Pdq.as_str())
    .fetch(tx.conn());
    let mut prints = Vec::new();
    while let Some(row) = rows.try_next().await? {
        let digest: String = row.try_get("digest")?;
        if let Ok(hash) = digest.parse() {
            prints.push((row.try_get("stamp")?, hash));
        }
    }
    Ok(prints)
}
