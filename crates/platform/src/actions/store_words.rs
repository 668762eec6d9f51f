//! An application hands over words that were reported: a message, or what a profile says. They are kept as evidence like a file, and wait in the
//! queue as a user report.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, CaseKey, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use utoipa::ToSchema;
use vault::SealedItem;

use crate::db::{uploads, user_reports};
use crate::digests::Digests;
use crate::ids::{Upload, UserReport};
use crate::permissions::Permission;
use crate::review::UserStatement;
use crate::statement::{UploadStatement, WordsKind};
use crate::urgency::raised_by;

/// Words that lie in the vault, with everything known of them.
pub(crate) struct StoreWords {
    pub(crate) upload_id: Id<Upload>,
    /// The key under which they were sealed.
    pub(crate) case: CaseKey,
    pub(crate) item: SealedItem,
    pub(crate) digests: Digests,
    pub(crate) statement: UploadStatement,
    /// Who reported them, and why.
    pub(crate) told: UserStatement,
    /// Whether somebody says that a child is in danger now.
    pub(crate) in_danger: bool,
}

/// The receipt of reported words.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct WordsStored {
    /// Names the words from now on, as a file's upload is named.
    #[schema(value_type = String, example = "upl_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) upload_id: Id<Upload>,
    /// Names what was said of them.
    #[schema(value_type = String, example = "usr_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) user_report_id: Id<UserReport>,
}

impl Action for StoreWords {
    type Permission = Permission;
    type Output = WordsStored;
    const NAME: &'static str = "store-words";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::AddUpload
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<WordsStored>, Failure> {
        let upload_id = self.upload_id;
        let evidence_item_id =
            keep(acting, (upload_id, &self.case), &self.item, &self.digests, &self.statement).await?;
        let words = self.statement.words.as_ref().map(|words| words.text.as_str()).unwrap_or_default();
        let raised = raised_by(&format!("{}\n{words}", self.told.reason), self.in_danger);
        let user_report_id = tell(acting, upload_id, &self.told, &raised).await?;
        let entry = EntryDraft::on("upload", upload_id)
            .with("evidence_item", evidence_item_id)
            .with("sha256", &self.digests.sha256)
            .with("surface", &self.statement.surface)
            .with("user_report", user_report_id.to_string());
        Ok(Done::new(WordsStored { upload_id, user_report_id }, entry))
    }
}

/// Keeps words that lie in the vault as an upload; it is not compared with lists. The id of its evidence item.
pub(super) async fn keep(
    acting: &mut Acting<'_>,
    (upload_id, case): (Id<Upload>, &CaseKey),
    item: &SealedItem,
    digests: &Digests,
    statement: &UploadStatement,
) -> Result<String, Failure> {
    acting.cases().keep(acting.tx, case).await?;
    let is_added = statement.words.as_ref().is_some_and(|words| words.kind == WordsKind::FollowUp);
    let row = upload_id.to_string();
    let at = ColumnRef { table: uploads::TABLE, row: &row, column: uploads::STATEMENT };
    let new = uploads::NewUpload {
        upload_id,
        evidence_item_id: acting.new_id(),
        item,
        received_at: acting.now,
        received_from: acting.actor.name(),
        account_blind: acting.columns().blind("account", &statement.account.esp_identifier),
        // what a moderator adds stands nowhere: a user who reports the address means what is there
        url_blind: if is_added { String::new() } else { acting.columns().blind("url", &statement.url) },
        sealed_statement: Sealed::seal(acting.columns(), at, statement, acting.rng())?,
        statement,
        statement_no: None,
        digests,
    };
    uploads::insert_upload(acting.tx, &new).await?;
    Ok(new.evidence_item_id.to_string())
}

/// Puts an upload into the queue as what somebody said of it.
pub(super) async fn tell(
    acting: &mut Acting<'_>,
    upload_id: Id<Upload>,
    told: &UserStatement,
    raised: &str,
) -> Result<Id<UserReport>, Failure> {
    let id = acting.new_id();
    let row = id.to_string();
    let at = ColumnRef { table: user_reports::TABLE, row: &row, column: user_reports::STATEMENT };
    let sealed = Sealed::seal(acting.columns(), at, told, acting.rng())?;
    let (now, by) = (acting.now, acting.actor.name());
    user_reports::insert_user_report(acting.tx, id, Some(upload_id), (&sealed, raised), now, by).await?;
    Ok(id)
}
