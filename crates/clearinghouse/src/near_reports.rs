//! Which reports share a file or a near-duplicate.

use service::near_files::Print;
use service::{DbError, Failure, Tx};

use crate::State;
use crate::db;
use crate::db::files::{Digest, FileRow};
use crate::jobs::cluster_report::ClusterReportJob;

/// A digest as a print, when it is good enough to compare.
pub(crate) fn print(digest: &Digest) -> Option<Print> {
    match digest {
        Digest::Hashed { hash, quality } => Print::find(hash, i64::from(*quality)),
        Digest::Pending | Digest::NotHashed { .. } => None,
    }
}

/// At start: tells the memory of prints what is kept.
pub(crate) async fn fill(state: &State) -> Result<(), Failure> {
    let mut tx = state.node().db().begin_read("list-prints").await?;
    let kept = db::files::list_hashed(&mut tx).await?;
    learn(state, kept.iter());
    Ok(())
}

/// At start: has what was enriched before there were clusters put into them. It follows from what is kept.
pub(crate) async fn cluster_rest(state: &State) -> Result<(), Failure> {
    /// So many are read at once.
    const PIECE: i64 = 1000;
    let mut after = String::new();
    loop {
        let mut tx = state.node().db().begin_read("list-unclustered").await?;
        let reports = db::clusters::list_unclustered(&mut tx, &after, PIECE).await?;
        drop(tx);
        let Some(last) = reports.last() else { return Ok(()) };
        after = last.to_string();
        for report_id in reports {
            let job = ClusterReportJob { report_id };
            state.node().enqueue_unless_queued(&job, state.node().clock().now()).await?;
        }
    }
}

/// Tells the memory of prints what was kept.
pub(crate) fn learn<'a>(state: &State, kept: impl Iterator<Item = &'a Digest>) {
    for print in kept.filter_map(print) {
        state.near_files().insert(print);
    }
}

/// The hashes of a file's near-duplicates, through others too, and its own; none of a file whose print is not good enough to compare.
pub(crate) fn hashes_near(state: &State, file: &FileRow) -> Vec<String> {
    print(&file.digest).map_or_else(Vec::new, |print| state.near_files().members_of(print))
}

/// How many other reports have this file or a near-duplicate, directly or through others, or one of the `videos` that are near it, and no more than
/// `most`: of a file that may be in tens of thousands of reports the rest is not read. Reports that were erased are not counted.
pub(crate) async fn count_some(
    state: &State,
    tx: &mut Tx,
    file: &FileRow,
    mut videos: Vec<String>,
    most: usize,
) -> Result<usize, DbError> {
    videos.push(file.sha256.clone());
    db::files::count_reports_with(tx, &videos, &hashes_near(state, file), file.report_id, most).await
}
