//! Whether a file stands in the hash lists that members keep at this node.

use futures::TryStreamExt as _;
use jiff::Timestamp;
use service::near_files::{HASHES_AT_ONCE, places};
use service::{DbError, Tx};
use sqlx::Row as _;
use wire::hash_list::sharing::FingerprintKind;

use super::files::FileRow;
use super::{corrupt, micros};

/// A PDQ hash.
type Pdq = hashlist::Digest<32>;

/// By which digest a list has a file.
pub(crate) struct ListedDigest {
    pub(crate) list: String,
    pub(crate) kind: FingerprintKind,
    pub(crate) digest: String,
    /// One of those who list it.
    pub(crate) member: String,
}

/// The digests by which the lists of material have an entry for the file: of equal bytes, or one of these prints that are near its own. What its own
/// sender put there says nothing, since who reports a new file may list it first; nor does what came after the report, or was withdrawn. An entry with
/// another SHA-256 is of another file, made to have its SHA-1.
pub(crate) async fn list(
    tx: &mut Tx,
    file: &FileRow,
    prints: &[String],
    (reporting_party, received_at): (&str, Timestamp),
) -> Result<Vec<ListedDigest>, DbError> {
    let mut digests = vec![file.sha256.as_str(), file.md5.as_str()];
    digests.extend(file.sha1.as_deref());
    digests.extend(prints.iter().map(String::as_str));
    let mut listed = Vec::new();
    for some in digests.chunks(HASHES_AT_ONCE) {
        // `CROSS JOIN` keeps SQLite to this order; by its own it begins with all entries of a list
        let sql = format!(
            "SELECT e.list_name, p.kind, p.digest, MIN(m.name) AS member
             FROM hash_fingerprint p CROSS JOIN hash_entry e CROSS JOIN hash_member m
             WHERE p.digest IN ({}) AND e.entry_id = p.entry_id AND m.member_id = e.member_id
                 AND e.withdrawn_by IS NULL AND e.list_name IN ('csam', 'exploitative') AND m.name <> $1 AND e.added_at <= $2
                 AND (p.kind <> 'sha1' OR NOT EXISTS (SELECT 1 FROM hash_fingerprint s
                     WHERE s.entry_id = p.entry_id AND s.kind = 'sha256' AND s.digest <> $3))
             GROUP BY e.list_name, p.kind, p.digest",
            places(4, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(reporting_party)
            .bind(micros(received_at))
            .bind(&file.sha256);
        for digest in some {
            query = query.bind(*digest);
        }
        for row in query.fetch_all(tx.conn()).await? {
            let kind: String = row.try_get("kind")?;
            listed.push(ListedDigest {
                list: row.try_get("list_name")?,
                kind: FingerprintKind::named(&kind).ok_or_else(|| corrupt("kind"))?,
                digest: row.try_get("digest")?,
                member: row.try_get("member")?,
            });
        }
    }
    Ok(listed)
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
