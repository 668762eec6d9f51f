//! Change what stands in a draft for the juvenile prosecutor.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::draft_file::officer_number;
use super::required;
use crate::db::prosecutor_files;
use crate::ids::ProsecutorFile;
use crate::permissions::Permission;
use crate::prosecutor_file::{FileParts, PARTS, find_own};
use crate::seals;

/// Replaces the numbered parts of a draft.
pub(crate) struct EditFile {
    pub(crate) file_id: Id<ProsecutorFile>,
    pub(crate) parts: FileParts,
}

impl Action for EditFile {
    type Permission = Permission;
    type Output = Id<ProsecutorFile>;
    const NAME: &'static str = "edit-file";

    fn permission(&self) -> Permission {
        Permission::FileForProsecutor
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ProsecutorFile>>, Failure> {
        find_own(acting, self.file_id).await?;
        let mut parts = self.parts.clone();
        parts.officer_number = officer_number(&parts.officer_number)?;
        for (key, text) in PARTS.iter().zip(&mut parts.texts) {
            *text = required(&format!("part_{key}"), text)?;
        }
        let sealed = seals::FILE_PARTS.seal(acting, self.file_id, &parts)?;
        if !prosecutor_files::set_parts(acting.tx, self.file_id, &sealed).await? {
            return Err(Failure::conflict(
                "the file is issued and is not changed any more; withdraw it and draft another",
            ));
        }
        Ok(Done::new(self.file_id, EntryDraft::on("prosecutor_file", self.file_id)))
    }
}
