//! The application's backend, or a moderator, adds to the report of an upload what it did not say so far. Until the report is filed what is given
//! anew takes the place of what was given before.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use utoipa::ToSchema;

use super::follow::{self, Before};
use crate::db::report_facts::{self, FactsRow};
use crate::db::{history, uploads};
use crate::facts::ReportFacts;
use crate::ids::{Report, Upload};
use crate::permissions::{Permission, may_add_to};

/// Facts of one upload.
pub(crate) struct GiveFacts {
    pub(crate) upload_id: Id<Upload>,
    pub(crate) facts: ReportFacts,
    pub(crate) by: GivenBy,
}

/// Who gives facts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GivenBy {
    /// The application's backend.
    Application,
    /// A moderator, on a page.
    Moderator,
}

/// What became of given facts.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct FactsGiven {
    /// The upload.
    #[schema(value_type = String)]
    pub(crate) upload_id: Id<Upload>,
    /// The report that says them, once there is one.
    #[schema(value_type = Option<String>)]
    pub(crate) report_id: Option<Id<Report>>,
}

impl Action for GiveFacts {
    type Permission = Permission;
    type Output = FactsGiven;
    const NAME: &'static str = "give-facts";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        match self.by {
            GivenBy::Application => Permission::AddUpload,
            GivenBy::Moderator => Permission::Decide,
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<FactsGiven>, Failure> {
        let upload_id = self.upload_id;
        let upload = uploads::find_upload(acting.tx, upload_id).await?;
        let upload = upload.ok_or_else(|| Failure::absent("upload"))?;
        // what is sealed after an erasure would never be erased again
        if upload.item.wrapped_key.is_empty() {
            return Err(Failure::conflict("the upload is erased; nothing more is noted of it"));
        }
        let origin = history::find_origin(acting.tx, upload_id).await?;
        if !origin.is_some_and(|origin| may_add_to(acting.actor, &origin.received_from)) {
            return Err(Failure::absent("upload"));
        }
        let before = Before::find(acting, upload_id).await?;
        if let Some(before) = &before {
            before.require_unfiled(acting).await?;
        }
        let key = upload_id.to_string();
        let at = ColumnRef { table: report_facts::TABLE, row: &key, column: report_facts::FACTS };
        let row = FactsRow {
            facts: Sealed::seal(acting.columns(), at, &self.facts, acting.rng())?,
            given_by: acting.actor.name().to_owned(),
            given_at: acting.now,
        };
        report_facts::put(acting.tx, upload_id, &row).await?;
        if let Some(before) = &before {
            // what was said so far lacks them
            follow::begin_anew(acting, &before.report).await?;
        }
        let report_id = before.map(|before| before.report.report_id);
        let mut entry = EntryDraft::on("upload", upload_id);
        if let Some(report_id) = report_id {
            entry = entry.with("report", report_id.to_string());
        }
        Ok(Done::new(FactsGiven { upload_id, report_id }, entry))
    }
}
