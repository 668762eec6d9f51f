//! A new version of a hash list comes into use.

use hashlist::List;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::db::hash_lists::{self, VersionRow};
use crate::permissions::Permission;

/// A list as somebody hands it over.
pub(crate) struct ImportHashList {
    /// Checked; its version is not looked at, since it is given here.
    pub(crate) list: List,
}

/// The version in use from now on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct HashListImported {
    /// The list.
    pub(crate) list: String,
    /// Counts from 1; the same entries from the same source keep their version.
    pub(crate) version: i64,
    /// How many entries it has.
    pub(crate) entries: i64,
    /// SHA-256 over source and entries, as imported.
    pub(crate) entries_sha256: String,
}

impl ImportHashList {
    fn sha256(&self) -> Result<String, Failure> {
        let text =
            serde_json::to_vec(&(&self.list.head().source, self.list.entries())).map_err(Failure::broken)?;
        Ok(hex::encode(Sha256::digest(text)))
    }
}

impl Action for ImportHashList {
    type Permission = Permission;
    type Output = HashListImported;
    const NAME: &'static str = "import-hash-list";

    fn permission(&self) -> Permission {
        Permission::ImportHashList
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<HashListImported>, Failure> {
        let entries_sha256 = self.sha256()?;
        let newest = hash_lists::find_newest_version(acting.tx, &self.list.head().name).await?;
        let unchanged = newest.as_ref().is_some_and(|newest| newest.entries_sha256 == entries_sha256);
        let before = newest.map_or(0, |newest| newest.version);
        let row = VersionRow {
            list_name: self.list.head().name.clone(),
            version: if unchanged { before } else { before + 1 },
            source: self.list.head().source.clone(),
            entries_sha256,
            entry_count: i64::try_from(self.list.entries().len()).unwrap_or(i64::MAX),
            imported_by: acting.actor.name().to_owned(),
            imported_at: acting.now,
        };
        if !unchanged {
            hash_lists::insert_version(acting.tx, &row, self.list.entries()).await?;
        }
        let entry = EntryDraft::on("hash list", &row.list_name)
            .without_personal_data()
            .with("version", row.version.to_string())
            .with("entries_sha256", &row.entries_sha256);
        let output = HashListImported {
            list: row.list_name,
            version: row.version,
            entries: row.entry_count,
            entries_sha256: row.entries_sha256,
        };
        Ok(Done::new(output, entry))
    }
}
