//! A user of the platform reports a file or an address.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use utoipa::ToSchema;

use crate::db::{uploads, user_reports};
use crate::ids::{Upload, UserReport};
use crate::permissions::Permission;
use crate::review::UserStatement;
use crate::urgency::raised_by;

/// What the user says, about an upload or about an address.
pub(crate) struct SubmitUserReport {
    pub(crate) upload_id: Option<Id<Upload>>,
    pub(crate) statement: UserStatement,
    /// Whether the user says that a child is in danger now.
    pub(crate) in_danger: bool,
}

/// The receipt of a user report.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct UserReportStored {
    /// Names the user report from now on.
    #[schema(value_type = String, example = "usr_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) user_report_id: Id<UserReport>,
    /// The upload it is about; absent when nothing is known at the address.
    #[schema(value_type = Option<String>)]
    pub(crate) upload_id: Option<Id<Upload>>,
}

impl Action for SubmitUserReport {
    type Permission = Permission;
    type Output = UserReportStored;
    const NAME: &'static str = "submit-user-report";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::AddUserReport
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<UserReportStored>, Failure> {
        let upload_id = match (self.upload_id, &self.statement.url) {
            (Some(id), _) => match uploads::find_upload(acting.tx, id).await? {
                Some(upload) => Some(upload.upload_id),
                None => return Err(Failure::refused("upload_id", "there is no such upload")),
            },
            (None, Some(url)) => {
                let blind = acting.columns().blind("url", url);
                uploads::find_upload_by_url(acting.tx, &blind).await?
            }
            (None, None) => return Err(Failure::refused("upload_id", "give an upload_id or a url")),
        };
        let id = acting.new_id();
        let row = id.to_string();
        let at = ColumnRef { table: user_reports::TABLE, row: &row, column: user_reports::STATEMENT };
        let sealed = Sealed::seal(acting.columns(), at, &self.statement, acting.rng())?;
        let raised = raised_by(&self.statement.reason, self.in_danger);
        let told = (&sealed, raised.as_str());
        user_reports::insert_user_report(acting.tx, id, upload_id, told, acting.now, acting.actor.name())
            .await?;
        let mut entry = EntryDraft::on("user report", id);
        if let Some(upload_id) = upload_id {
            entry = entry.with("upload", upload_id.to_string());
        }
        Ok(Done::new(UserReportStored { user_report_id: id, upload_id }, entry))
    }
}
