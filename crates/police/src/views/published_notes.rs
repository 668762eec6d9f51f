//! What was published of an operation, as readers see it, and as later notes are checked against it.

use jiff::Timestamp;
use model::Id;
use model::kind::Operation;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::published_notes;
use crate::ids::PublishedNote;
use crate::seals;
use crate::statistics::PublishedFigures;

/// A note that was published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PublishedNoteView {
    #[schema(value_type = String)]
    pub(crate) note_id: Id<PublishedNote>,
    /// Where it was published.
    pub(crate) published_in: String,
    #[schema(value_type = String)]
    pub(crate) published_at: Timestamp,
    pub(crate) published_by: String,
}

/// Everything published of an operation, oldest first, with the figures of each day.
pub(crate) async fn list_published(
    tx: &mut Tx,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<(Vec<PublishedNoteView>, Vec<PublishedFigures>), Failure> {
    let (mut views, mut figures) = (Vec::new(), Vec::new());
    for row in published_notes::list(tx, operation_id).await? {
        figures.push(seals::PUBLISHED_FIGURES.open(keys, row.note_id, &row.figures)?);
        views.push(PublishedNoteView {
            note_id: row.note_id,
            published_in: row.published_in,
            published_at: row.published_at,
            published_by: row.published_by,
        });
    }
    Ok((views, figures))
}
