//! The turned and mirrored forms of pictures, by their content.

use service::{DbError, Tx};
use sqlx::Row as _;

use super::corrupt;
use crate::picture_forms::PictureForms;

/// Keeps the forms of a content; it has the same ones every time.
pub(crate) async fn keep(tx: &mut Tx, sha256: &str, forms: &PictureForms) -> Result<(), DbError> {
    sqlx::query("INSERT INTO picture_form (sha256, hashes) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(sha256)
        .bind(forms.to_hex())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The forms of a content; none of what is no picture, and of what was digested before they were kept.
pub(crate) async fn find(tx: &mut Tx, sha256: &str) -> Result<Option<PictureForms>, DbError> {
    let row = sqlx::query("SELECT hashes FROM picture_form WHERE sha256 = $1")
        .bind(sha256)
        .fetch_optional(tx.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let hashes: String = row.try_get("hashes")?;
    PictureForms::parse(&hashes).ok_or_else(|| corrupt("hashes")).map(Some)
}
