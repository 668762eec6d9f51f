//! A new version of a hash list comes into use.

use hashlist::Classification;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure};
use utoipa::ToSchema;

use crate::db::hash_lists::{self, VersionRow};
use crate::db::uploads;
use crate::jobs::MatchAgain;
use crate::list_files::VersionFile;
use crate::permissions::Permission;

/// A version whose index file lies in the data folder.
pub(crate) struct ImportHashList {
    pub(crate) file: VersionFile,
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
    /// Of these, those whose picture is not matched: of low quality, or alike to ordinary pictures.
    #[serde(default)]
    pub(crate) left_out: i64,
    /// Nobody vouches for it or no class is stated: its hits are counted and never acted on.
    #[serde(default)]
    pub(crate) shadow: bool,
    /// SHA-256 over source, members, class, activation and entries, as imported.
    pub(crate) entries_sha256: String,
}

impl Action for ImportHashList {
    type Permission = Permission;
    type Output = HashListImported;
    const NAME: &'static str = "import-hash-list";

    fn permission(&self) -> Permission {
        Permission::ImportHashList
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<HashListImported>, Failure> {
        let row = self.row(acting);
        let newest = hash_lists::find_newest_version(acting.tx, &row.list_name).await?;
        let before = newest.map_or(0, |newest| newest.version);
        if row.version != before + i64::from(self.file.is_new) {
            return Err(Failure::conflict("another version of this list came in meanwhile; send it again"));
        }
        if self.file.is_new {
            hash_lists::insert_version(acting.tx, &row).await?;
            if uploads::count_uploads(acting.tx).await? > 0 {
                let (list_name, version) = (row.list_name.clone(), row.version);
                acting.enqueue(&MatchAgain { list_name, version }).await?;
            }
        }
        let entry = EntryDraft::on("hash list", &row.list_name)
            .without_personal_data()
            .with("version", row.version.to_string())
            .with("entries", row.entry_count.to_string())
            .with("entries_sha256", &row.entries_sha256)
            .with("index_sha256", &row.index_sha256)
            .with("members", row.members.len().to_string())
            .with("classification", row.classification.map_or("none", Classification::as_str))
            .with("active_permille", row.active_permille.to_string())
            .with("shadow", row.shadow.to_string());
        let output = HashListImported {
            list: row.list_name,
            version: row.version,
            entries: row.entry_count,
            left_out: row.left_out,
            shadow: row.shadow,
            entries_sha256: row.entries_sha256,
        };
        Ok(Done::new(output, entry))
    }
}

impl ImportHashList {
    fn row(&self, acting: &Acting<'_>) -> VersionRow {
        let VersionFile { head, entries_sha256, index_sha256, entry_count, left_out, shadow, .. } =
            &self.file;
        VersionRow {
            list_name: head.name.clone(),
            version: i64::try_from(head.version).unwrap_or(i64::MAX),
            source: head.source.clone(),
            members: head.members.clone(),
            classification: head.classification,
            active_permille: i64::from(head.active_permille),
            entries_sha256: entries_sha256.clone(),
            index_sha256: index_sha256.clone(),
            entry_count: *entry_count,
            left_out: *left_out,
            shadow: *shadow,
            imported_by: acting.actor.name().to_owned(),
            imported_at: acting.now,
        }
    }
}
