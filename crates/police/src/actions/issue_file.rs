//! Issue the file of a minor to the juvenile prosecutor, and record that it arrived.

use jiff::Timestamp;
use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use sha2::{Digest as _, Sha256};

use super::draft_file::require_minor;
use super::required;
use crate::contested::require_uncontested;
use crate::db::prosecutor_files::{self, FileRow, IssuedRow, ReceivedRow};
use crate::db::{Reader, persons};
use crate::identified::require_releasable;
use crate::ids::ProsecutorFile;
use crate::judged::judge_person;
use crate::permissions::Permission;
use crate::prosecutor_file::{FileCheckpoint, FileState, find_own};
use crate::recipients::{self, RecipientKind};
use crate::seals;
use crate::views::load_file_content;

/// Issues a draft to an office: only with the office, the procedure's number and what authorizes it. From then on it is as it was issued, and
/// the office is one of those who have the person's data.
pub(crate) struct IssueFile {
    pub(crate) file_id: Id<ProsecutorFile>,
    pub(crate) office: String,
    pub(crate) procedure_number: String,
    pub(crate) authorization: String,
}

impl Action for IssueFile {
    type Permission = Permission;
    type Output = Id<ProsecutorFile>;
    const NAME: &'static str = "issue-file";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::FileForProsecutor
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ProsecutorFile>>, Failure> {
        let row = find_own(acting, self.file_id).await?;
        let office = required("office", &self.office)?;
        let procedure_number = required("procedure_number", &self.procedure_number)?;
        let authorization = required("authorization", &self.authorization)?;
        if row.state != FileState::Drafted {
            return Err(Failure::conflict("the file was issued before"));
        }
        require_issuable(acting, &row).await?;
        let mut content = load_file_content(acting.tx, acting.columns(), &row).await?;
        let now = acting.now;
        content.checkpoint = acting.checkpoint_mark(now).await?.map(|mark| FileCheckpoint {
            origin: mark.origin,
            key_fingerprint: mark.key_fingerprint,
            size: mark.size,
            root: mark.root,
        });
        // in the log, so that no other content takes its place unseen
        let content_sha256 =
            hex::encode(Sha256::digest(serde_json::to_vec(&content).map_err(Failure::broken)?));
        let issued = IssuedRow {
            office,
            procedure_number,
            authorization,
            content: seals::FILE_CONTENT.seal(acting, self.file_id, &content)?,
            at: now,
            by: acting.actor.name().to_owned(),
        };
        if !prosecutor_files::issue(acting.tx, self.file_id, &issued).await? {
            return Err(Failure::conflict("the file was issued before"));
        }
        recipients::note(acting, row.person_id, RecipientKind::Prosecutor, &issued.office).await?;
        let entry = EntryDraft::on("prosecutor_file", self.file_id)
            .with("person_id", row.person_id.to_string())
            .with("content_sha256", content_sha256)
            .disclosed_to("juvenile_prosecutor");
        Ok(Done::new(self.file_id, entry))
    }
}

/// Nothing leaves of whoever stands no longer, turned out to be an adult, is contested or cleared, or has lost a ground.
async fn require_issuable(acting: &mut Acting<'_>, row: &FileRow) -> Result<(), Failure> {
    let person = persons::find_person(acting.tx, &Reader::of(acting.actor), row.person_id).await?;
    let person = person.filter(|person| person.standing).ok_or_else(|| Failure::absent("file"))?;
    let judged = judge_person(acting.tx, acting.columns(), &person).await?;
    require_minor(&judged)?;
    require_releasable(&judged)?;
    require_uncontested(acting, row.person_id).await
}

/// Records the receipt that the office gave for an issued file.
pub(crate) struct RecordFileReceipt {
    pub(crate) file_id: Id<ProsecutorFile>,
    /// Number or mark of the receipt.
    pub(crate) receipt: String,
    pub(crate) at: Timestamp,
}

impl Action for RecordFileReceipt {
    type Permission = Permission;
    type Output = Id<ProsecutorFile>;
    const NAME: &'static str = "record-file-receipt";

    fn permission(&self) -> Permission {
        Permission::FileForProsecutor
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ProsecutorFile>>, Failure> {
        let row = find_own(acting, self.file_id).await?;
        let receipt = required("receipt", &self.receipt)?;
        if self.at > acting.now {
            return Err(Failure::refused("at", "lies in the future"));
        }
        let Some(issued) = row.issued else {
            return Err(Failure::conflict("the file is a draft; issue it first"));
        };
        if self.at < issued.at {
            return Err(Failure::refused("at", "lies before the file was issued"));
        }
        let received = ReceivedRow { receipt, at: self.at, by: acting.actor.name().to_owned() };
        if !prosecutor_files::receive(acting.tx, self.file_id, &received).await? {
            return Err(Failure::conflict("the receipt of the file is recorded already"));
        }
        Ok(Done::new(self.file_id, EntryDraft::on("prosecutor_file", self.file_id)))
    }
}

/// Records that the actor is given an issued file with the minor's name. It is opened only after this is committed.
pub(crate) struct OpenFile {
    pub(crate) file_id: Id<ProsecutorFile>,
}

impl Action for OpenFile {
    type Permission = Permission;
    type Output = Id<ProsecutorFile>;
    const NAME: &'static str = "open-prosecutor-file";
    const OPERATION: Operation = Operation::Consultation;

    fn permission(&self) -> Permission {
        Permission::FileForProsecutor
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ProsecutorFile>>, Failure> {
        let row = find_own(acting, self.file_id).await?;
        if row.issued.is_none() {
            return Err(Failure::conflict("the file is a draft; issue it first"));
        }
        let entry =
            EntryDraft::on("prosecutor_file", self.file_id).with("person_id", row.person_id.to_string());
        Ok(Done::new(self.file_id, entry))
    }
}
