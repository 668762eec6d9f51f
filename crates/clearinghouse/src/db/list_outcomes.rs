//! What came of reports that rested on entries of hash lists: a feed for each owner of entries.

use jiff::Timestamp;
use model::{Id, kind::Report};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::feedback::OutcomeCode;

use super::{corrupt, instant, micros};

/// An outcome as the owner of an entry is told it.
pub(crate) struct ListOutcome {
    pub(crate) sequence: i64,
    pub(crate) list: String,
    /// What its owner calls the entry.
    pub(crate) source_id: String,
    pub(crate) code: OutcomeCode,
    pub(crate) decided_at: Timestamp,
}

/// Tells the owners of the entries on which a report rested: those that hold a digest of one of its files, and did when it was received. Gives how
/// many were told.
pub(crate) async fn append(
    tx: &mut Tx,
    report_id: Id<Report>,
    code: OutcomeCode,
    decided_at: Timestamp,
) -> Result<usize, DbError> {
    let entries = list_entries(tx, report_id).await?;
    for (entry_id, owner) in &entries {
        let sequence: i64 = sqlx::query(
            "INSERT INTO list_outcome_feed (owner, last_sequence) VALUES ($1, 1)
             ON CONFLICT (owner) DO UPDATE SET last_sequence = list_outcome_feed.last_sequence + 1
             RETURNING last_sequence",
        )
        .bind(owner)
        .fetch_one(tx.conn())
        .await?
        .try_get("last_sequence")?;
        sqlx::query(
            "INSERT INTO list_outcome (owner, sequence, entry_id, report_id, code, decided_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(owner)
        .bind(sequence)
        .bind(entry_id)
        .bind(report_id.to_string())
        .bind(code.as_str())
        .bind(micros(decided_at))
        .execute(tx.conn())
        .await?;
    }
    Ok(entries.len())
}

/// The entries on which a report rested, and who owns each: members that ask for themselves.
async fn list_entries(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<(String, String)>, DbError> {
    let rows = sqlx::query(
        "SELECT e.entry_id, m.name FROM report r JOIN report_file f ON f.report_id = r.report_id
         JOIN hash_fingerprint p ON p.digest = f.sha256 AND p.kind = 'sha256'
         JOIN hash_entry e ON e.entry_id = p.entry_id JOIN hash_member m ON m.member_id = e.member_id
         WHERE r.report_id = $1 AND m.kind = 'client' AND e.added_at <= r.received_at
         UNION
         SELECT e.entry_id, m.name FROM report r JOIN report_file f ON f.report_id = r.report_id
         JOIN hash_fingerprint p ON p.digest = f.md5 AND p.kind = 'md5'
         JOIN hash_entry e ON e.entry_id = p.entry_id JOIN hash_member m ON m.member_id = e.member_id
         WHERE r.report_id = $1 AND m.kind = 'client' AND e.added_at <= r.received_at
         ORDER BY 1",
    )
    .bind(report_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("entry_id")?, row.try_get("name")?))).collect()
}

/// The owner's outcomes after `after`, in order.
pub(crate) async fn list_after(
    tx: &mut Tx,
    owner: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<ListOutcome>, DbError> {
    let rows = sqlx::query(
        "SELECT o.sequence, e.list_name, e.source_id, o.code, o.decided_at FROM list_outcome o
         JOIN hash_entry e ON e.entry_id = o.entry_id
         WHERE o.owner = $1 AND o.sequence > $2 ORDER BY o.sequence LIMIT $3",
    )
    .bind(owner)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<ListOutcome, DbError> {
    let code: String = row.try_get("code")?;
    Ok(ListOutcome {
        sequence: row.try_get("sequence")?,
        list: row.try_get("list_name")?,
        source_id: row.try_get("source_id")?,
        code: OutcomeCode::parse(&code).ok_or_else(|| corrupt("code"))?,
        decided_at: instant(row, "decided_at")?,
    })
}
