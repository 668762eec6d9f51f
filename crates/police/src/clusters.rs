//! Which files are the same or near-duplicates.

use service::db::Tx;
use service::near_files::{NearFiles, Print};
use service::{DbError, Failure};

use crate::Police;
use crate::db::media;

/// At start: tells the memory of prints what is kept.
pub(crate) async fn fill(police: &Police) -> Result<(), Failure> {
    let mut tx = police.node.db().begin_read("list-prints").await?;
    for known in media::list_prints(&mut tx).await? {
        if let Some(print) = Print::find(&known.hash, known.quality) {
            police.near_files.insert(print);
        }
    }
    Ok(())
}

/// The cluster of a file not seen before. When it is near files of several clusters, these become one, whatever the order of arrival.
pub(crate) async fn join_clusters(
    tx: &mut Tx,
    near_files: &NearFiles,
    sha256: &str,
    print: Option<Print>,
) -> Result<String, DbError> {
    let Some(print) = print else { return Ok(sha256.to_owned()) };
    let mut near = media::list_clusters_of(tx, &near_files.insert_beside(print)).await?;
    near.sort_unstable();
    near.dedup();
    let Some((first, others)) = near.split_first() else { return Ok(sha256.to_owned()) };
    for other in others {
        media::merge_cluster(tx, other, first).await?;
    }
    Ok(first.clone())
}
