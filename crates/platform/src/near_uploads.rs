//! Which uploads show the same picture or a near-duplicate.

use media::Pdq;
use service::near_files::Print;
use service::{DbError, Failure, Tx};

use crate::State;
use crate::db::history::{self, Earlier};
use crate::db::uploads::{self, UploadRow};

fn print(pdq: &Pdq) -> Option<Print> {
    Print::find(&pdq.hash.to_string(), i64::from(pdq.quality))
}

/// At start: tells the memory of prints what is kept.
pub(crate) async fn fill(state: &State) -> Result<(), Failure> {
    let mut tx = state.node.db().begin_read("list-prints").await?;
    for (hash, quality) in uploads::list_prints(&mut tx).await? {
        if let Some(print) = Print::find(&hash, quality) {
            state.near_files.insert(print);
        }
    }
    Ok(())
}

/// Tells the memory of prints what was kept.
pub(crate) fn learn(state: &State, pdq: Option<&Pdq>) {
    if let Some(print) = pdq.and_then(print) {
        state.near_files.insert(print);
    }
}

/// Other uploads with the same picture or a near-duplicate, directly or through others.
pub(crate) async fn count(state: &State, tx: &mut Tx, upload: &UploadRow) -> Result<Earlier, DbError> {
    let mut earlier = Earlier::default();
    let Some(print) = upload.digests.pdq.as_ref().and_then(print) else { return Ok(earlier) };
    for hash in state.near_files.members_of(print) {
        // an upload has one hash, so it is counted once
        earlier.include(&history::count_of_pdq(tx, &hash, upload.upload_id).await?);
    }
    Ok(earlier)
}
