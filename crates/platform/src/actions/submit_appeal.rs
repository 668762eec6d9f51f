//! A reported user appeals, by way of the application.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use utoipa::ToSchema;

use crate::db::{appeals, decisions, uploads};
use crate::ids::{Appeal, Upload};
use crate::permissions::Permission;

/// What the user says.
pub(crate) struct SubmitAppeal {
    pub(crate) upload_id: Id<Upload>,
    pub(crate) text: String,
}

/// The receipt of an appeal.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct AppealStored {
    /// Names the appeal from now on.
    #[schema(value_type = String, example = "apl_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) appeal_id: Id<Appeal>,
}

impl Action for SubmitAppeal {
    type Permission = Permission;
    type Output = AppealStored;
    const NAME: &'static str = "submit-appeal";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::AddUserReport
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<AppealStored>, Failure> {
        let upload_id = self.upload_id;
        let Some(upload) = uploads::find_upload(acting.tx, upload_id).await? else {
            return Err(Failure::refused("upload_id", "there is no such upload"));
        };
        // what is sealed after an erasure would never be erased again
        if upload.item.wrapped_key.is_empty() {
            return Err(Failure::conflict("the upload is erased; nothing more is noted of it"));
        }
        if decisions::count_confirmed(acting.tx, upload_id).await? == 0 {
            return Err(Failure::conflict(
                "nothing stands confirmed of this upload; there is nothing to appeal",
            ));
        }
        if appeals::is_open(acting.tx, upload_id).await? {
            return Err(Failure::conflict("an appeal about this upload waits for a decision already"));
        }
        let appeal_id = acting.new_id();
        let row = appeal_id.to_string();
        let at = ColumnRef { table: appeals::TABLE, row: &row, column: appeals::TEXT };
        let sealed = Sealed::seal(acting.columns(), at, &self.text, acting.rng())?;
        let (now, by) = (acting.now, acting.actor.name());
        appeals::insert(acting.tx, (appeal_id, upload_id), &sealed, now, by).await?;
        let entry = EntryDraft::on("appeal", appeal_id).with("upload", upload_id.to_string());
        Ok(Done::new(AppealStored { appeal_id }, entry))
    }
}
