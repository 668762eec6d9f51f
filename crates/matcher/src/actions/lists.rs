//! A version of a list from a file comes into use, and lists match.

use hashlist::{Classification, Counts, ListHead};
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::permissions::Permission;
use crate::tally::Hits;

/// Notes which version of a list is looked up from now on.
pub(crate) struct UseList {
    pub(crate) head: ListHead,
    pub(crate) counts: Counts,
    pub(crate) is_shadow: bool,
}

impl Action for UseList {
    type Permission = Permission;
    type Output = u64;
    const NAME: &'static str = "use-list";

    fn permission(&self) -> Permission {
        Permission::UseList
    }

    async fn run(&self, _acting: &mut Acting<'_>) -> Result<Done<u64>, Failure> {
        let classification = self.head.classification.map_or("", Classification::as_str);
        let entry = EntryDraft::on("hash list", &self.head.name)
            .without_personal_data()
            .with("version", self.head.version.to_string())
            .with("source", &self.head.source)
            .with("members", self.head.members.join(","))
            .with("classification", classification)
            .with("active_permille", self.head.active_permille.to_string())
            .with("entries", self.counts.entries.to_string())
            .with("left_out", self.counts.left_out.to_string())
            .with("shadow", self.is_shadow.to_string());
        Ok(Done::new(self.head.version, entry))
    }
}

/// Notes how often a list or bank matched since it was last noted.
pub(crate) struct NoteHits {
    pub(crate) list: String,
    pub(crate) hits: Hits,
}

impl Action for NoteHits {
    type Permission = Permission;
    type Output = u64;
    const NAME: &'static str = "note-hits";

    fn permission(&self) -> Permission {
        Permission::UseList
    }

    async fn run(&self, _acting: &mut Acting<'_>) -> Result<Done<u64>, Failure> {
        let entry = EntryDraft::on("hash list", &self.list)
            .without_personal_data()
            .with("hits", self.hits.all.to_string())
            .with("in_shadow", self.hits.in_shadow.to_string());
        Ok(Done::new(self.hits.all, entry))
    }
}
