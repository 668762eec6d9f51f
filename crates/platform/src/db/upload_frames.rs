//! The hashes of a file's forms and frames, and the uploads that a new version of a list is compared with.

use media::Pdq;
use media::vpdq::Frame;
use model::Id;
use serde::de::DeserializeOwned;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::uploads::read_digests;
use super::{parsed, unreadable};
use crate::digests::Digests;
use crate::ids::Upload;

/// An upload that was compared with the lists of its time.
pub(crate) struct Compared {
    pub(crate) upload_id: Id<Upload>,
    /// Where it was seen.
    pub(crate) surface: String,
    pub(crate) channel: String,
    pub(crate) digests: Digests,
}

/// Keeps the hashes of an upload's forms and frames, where it has any.
pub(crate) async fn insert_frames(tx: &mut Tx, id: Id<Upload>, digests: &Digests) -> Result<(), DbError> {
    if digests.forms.is_empty() && digests.frames.is_empty() {
        return Ok(());
    }
    let json = |what: serde_json::Result<String>| what.map_err(|error| unreadable("frames", error));
    sqlx::query("INSERT INTO upload_frame (upload_id, forms, frames) VALUES ($1, $2, $3)")
        .bind(id.to_string())
        .bind(json(serde_json::to_string(&digests.forms))?)
        .bind(json(serde_json::to_string(&digests.frames))?)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Uploads after one, oldest first, that were compared, are not erased, and whose report is not filed, so that a hit can still be decided on.
pub(crate) async fn list_compared(
    tx: &mut Tx,
    after: Option<Id<Upload>>,
    limit: i64,
) -> Result<Vec<Compared>, DbError> {
    let rows = sqlx::query(
        "SELECT u.upload_id, u.surface, u.channel, u.kind, u.md5, u.sha1, u.sha256, u.pdq, u.pdq_quality, u.pdq_absent_because,
             e.size_bytes, f.forms, f.frames
         FROM upload u JOIN evidence_item e ON e.evidence_item_id = u.evidence_item_id
         LEFT JOIN upload_frame f ON f.upload_id = u.upload_id
         WHERE u.upload_id > $1 AND u.compared = 1 AND u.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM report_file rf JOIN report r ON r.report_id = rf.report_id
                 WHERE rf.upload_id = u.upload_id AND r.state = 'filed')
         ORDER BY u.upload_id LIMIT $2",
    )
    .bind(after.map(|id| id.to_string()).unwrap_or_default())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Compared, DbError> {
    let mut digests = read_digests(row)?;
    digests.forms = list::<Pdq>(row, "forms")?;
    digests.frames = list::<Frame>(row, "frames")?;
    Ok(Compared {
        upload_id: parsed(row, "upload_id")?,
        surface: row.try_get("surface")?,
        channel: row.try_get("channel")?,
        digests,
    })
}

/// A list kept as JSON; nothing where there is no row.
fn list<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<Vec<T>, DbError> {
    let text: Option<String> = row.try_get(column)?;
    let text = text.unwrap_or_else(|| "[]".to_owned());
    serde_json::from_str(&text).map_err(|error| unreadable(column, error))
}
