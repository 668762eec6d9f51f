//! What our members say of an entry was told to the source that it was pulled from.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::hash_list::sharing::FingerprintKind;

use crate::Permission;
use crate::kinds::HashEntry;

/// What became of it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// The source has it.
    Taken,
    /// The source refused it, and would again.
    Refused,
    /// The source has no word for it.
    Wordless,
}

impl Told {
    fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Refused => "refused",
            Self::Wordless => "wordless",
        }
    }
}

/// Keeps on record what a source was told in the name of this node.
pub(crate) struct NoteToldFeedback {
    pub(crate) entry_id: Id<HashEntry>,
    /// The source's name here.
    pub(crate) source: String,
    pub(crate) fingerprint: FingerprintKind,
    /// Names of the reasons; empty where our members affirm.
    pub(crate) reasons: String,
    pub(crate) told: Told,
}

impl Action for NoteToldFeedback {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "note-told-feedback";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, _: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let entry = EntryDraft::on("hash entry", self.entry_id)
            .without_personal_data()
            .with("source", &self.source)
            .with("fingerprint", self.fingerprint.as_str())
            .with("reasons", &self.reasons)
            .with("told", self.told.as_str());
        Ok(Done::new((), entry))
    }
}
