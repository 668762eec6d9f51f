//! Hash lists of seized devices as readers see them.

use jiff::Timestamp;
use model::Id;
use model::kind::Operation;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::seized_lists;
use crate::ids::SeizedList;
use crate::seals;

/// A list, and which files of the operation stand in it.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct SeizedListView {
    #[schema(value_type = String)]
    pub(crate) seized_list_id: Id<SeizedList>,
    /// From which device or exhibit, taken by whom. Empty once everybody who was identified in the operation is erased.
    pub(crate) source: String,
    pub(crate) format: String,
    /// Of the list itself, hex.
    pub(crate) file_sha256: String,
    pub(crate) entries: i64,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) matches: Vec<SeizedMatchView>,
}

model::unprintable!(SeizedListView);

impl SeizedListView {
    /// How pages name the list: by where it is from, or by its digest once that is erased.
    pub(crate) fn label(&self) -> &str {
        if self.source.is_empty() { &self.file_sha256 } else { &self.source }
    }
}

/// A file of the operation that stands in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SeizedMatchView {
    /// Hex.
    pub(crate) sha256: String,
    /// `sha256`; or `sha1` or `md5` without it, which are weak: the strongest that the list states.
    pub(crate) matched_by: String,
}

/// The standing lists of an operation that is there for the reader, newest first.
pub(crate) async fn list_seized(
    tx: &mut Tx,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<Vec<SeizedListView>, Failure> {
    let mut views = Vec::new();
    for row in seized_lists::list(tx, operation_id).await? {
        let matches = seized_lists::list_matches(tx, row.seized_list_id).await?;
        let matches = matches
            .into_iter()
            .map(|found| SeizedMatchView { sha256: found.sha256, matched_by: found.matched_by });
        views.push(SeizedListView {
            seized_list_id: row.seized_list_id,
            source: seals::SEIZED_SOURCE.open_kept(keys, row.seized_list_id, &row.source)?,
            format: row.format,
            file_sha256: row.file_sha256,
            entries: row.entries,
            made_at: row.made_at,
            made_by: row.made_by,
            matches: matches.collect(),
        });
    }
    Ok(views)
}
