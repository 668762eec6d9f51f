//! Match the hash list of a seized device against the files of an operation.

use std::collections::BTreeMap;

use model::Id;
use model::kind::Operation;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::exports::{self, Exported};
use crate::db::seized_lists::{self, SeizedListRow, SeizedMatch};
use crate::db::{Reader, operations};
use crate::ids::SeizedList;
use crate::permissions::Permission;
use crate::seals;
use crate::seized::ReadList;

/// Records which files of the operation stand in the list, and where the list is from. It says nothing about a person: whose device it was, and
/// what follows, an officer decides.
pub(crate) struct MatchSeizedList {
    pub(crate) operation_id: Id<Operation>,
    /// From which device or exhibit, taken by whom.
    pub(crate) source: String,
    pub(crate) list: ReadList,
}

impl Action for MatchSeizedList {
    type Permission = Permission;
    type Output = Id<SeizedList>;
    const NAME: &'static str = "match-seized-list";
    const OPERATION: service::Operation = service::Operation::Combination;

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<SeizedList>>, Failure> {
        let reader = Reader::of(acting.actor);
        operations::find_operation(acting.tx, &reader, self.operation_id)
            .await?
            .ok_or_else(|| Failure::absent("operation"))?;
        let source = required("source", &self.source)?;
        let mut matches = BTreeMap::new();
        for act in exports::list_acts(acting.tx, &reader, Exported::Operation(self.operation_id)).await? {
            let Some(file) = act.file else { continue };
            if let Some(by) = self.list.matched_by(&file.sha256, file.sha1.as_deref(), &file.md5) {
                matches.insert(file.sha256, by);
            }
        }
        let found: Vec<_> = matches
            .into_iter()
            .map(|(sha256, by)| SeizedMatch { sha256, matched_by: by.to_owned() })
            .collect();
        let seized_list_id = acting.new_id();
        let row = SeizedListRow {
            seized_list_id,
            operation_id: self.operation_id,
            source: seals::SEIZED_SOURCE.seal(acting, seized_list_id, &source)?,
            format: self.list.format.to_owned(),
            file_sha256: self.list.file_sha256.clone(),
            entries: self.list.entries,
            made_at: acting.now,
            made_by: acting.actor.name().to_owned(),
            standing: true,
        };
        seized_lists::insert(acting.tx, &row, &found).await?;
        let entry = EntryDraft::on("operation", self.operation_id)
            .with("seized_list_id", seized_list_id.to_string())
            .with("file_sha256", &row.file_sha256)
            .with("matches", found.len().to_string());
        Ok(Done::new(seized_list_id, entry))
    }
}
