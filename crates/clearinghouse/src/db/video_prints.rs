//! The frames of videos and animations, by their content.

use futures::TryStreamExt as _;
use service::near_files::{HASHES_AT_ONCE, places};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::corrupt;
use crate::near_videos::VideoPrint;

/// Keeps the frames of a content; it has the same ones every time.
pub(crate) async fn keep(tx: &mut Tx, sha256: &str, print: &VideoPrint) -> Result<(), DbError> {
    sqlx::query("INSERT INTO video_print (sha256, hashes) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(sha256)
        .bind(print.to_hex())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The frames of a content; none of a still picture, and of what was never decoded.
pub(crate) async fn find(tx: &mut Tx, sha256: &str) -> Result<Option<VideoPrint>, DbError> {
    let row = sqlx::query("SELECT sha256, hashes FROM video_print WHERE sha256 = $1")
        .bind(sha256)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read).transpose()?.map(|(_, print)| print))
}

/// The frames of some contents.
pub(crate) async fn list(tx: &mut Tx, sha256s: &[String]) -> Result<Vec<(String, VideoPrint)>, DbError> {
    let mut prints = Vec::new();
    for some in sha256s.chunks(HASHES_AT_ONCE) {
        let sql =
            format!("SELECT sha256, hashes FROM video_print WHERE sha256 IN ({})", places(1, some.len()));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for sha256 in some {
            query = query.bind(sha256.as_str());
        }
        for row in query.fetch_all(tx.conn()).await? {
            prints.push(read(&row)?);
        }
    }
    Ok(prints)
}

/// Tells the frames of every content, one after the other: all at once would take many times the memory of what is held of them.
pub(crate) async fn tell_all(
    tx: &mut Tx,
    mut tell: impl FnMut(&str, &VideoPrint) + Send,
) -> Result<(), DbError> {
    let mut rows = sqlx::query("SELECT sha256, hashes FROM video_print").fetch(tx.conn());
    while let Some(row) = rows.try_next().await? {
        let (sha256, print) = read(&row)?;
        tell(&sha256, &print);
    }
    Ok(())
}

fn read(row: &AnyRow) -> Result<(String, VideoPrint), DbError> {
    let hashes: String = row.try_get("hashes")?;
    Ok((row.try_get("sha256")?, VideoPrint::parse(&hashes).ok_or_else(|| corrupt("hashes"))?))
}
