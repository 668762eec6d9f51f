//! A moderator adds to a report that is filed: a later report of words alone, about the same account, that names the first.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, CaseKey, Done, EntryDraft, Failure};
use utoipa::ToSchema;
use vault::SealedItem;

use super::{follow, store_words};
use crate::db::{history, reports};
use crate::digests::Digests;
use crate::ids::{Decision, Report, Upload};
use crate::permissions::Permission;
use crate::policies::Why;
use crate::report_state::ReportState;
use crate::review::{ReviewSubject, UserStatement, Verdict, Viewed};
use crate::statement::UploadStatement;

/// What is added, sealed in the vault.
pub(crate) struct FileFollowUp {
    /// The report that is filed.
    pub(crate) report_id: Id<Report>,
    pub(crate) upload_id: Id<Upload>,
    /// The key under which the words were sealed.
    pub(crate) case: CaseKey,
    pub(crate) item: SealedItem,
    pub(crate) digests: Digests,
    /// As of the first report's first upload, with the words.
    pub(crate) statement: UploadStatement,
    /// Why it is added, for the log, and by which policy.
    pub(crate) why: Why,
}

/// The later report.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct FollowUpOpened {
    /// Names it from now on.
    #[schema(value_type = String, example = "rep_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) report_id: Id<Report>,
    /// The report that it follows up.
    #[schema(value_type = String)]
    pub(crate) follows: Id<Report>,
}

impl Action for FileFollowUp {
    type Permission = Permission;
    type Output = FollowUpOpened;
    const NAME: &'static str = "file-follow-up";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<FollowUpOpened>, Failure> {
        let (report_id, decision_id) = open(acting, self).await?;
        let entry = EntryDraft::on("report", report_id)
            .with("follows", self.report_id.to_string())
            .with("upload", self.upload_id.to_string())
            .with("decision", decision_id.to_string());
        Ok(Done::new(FollowUpOpened { report_id, follows: self.report_id }, entry))
    }
}

/// Keeps what is added, confirms it in the name of who adds it, and opens its report.
pub(super) async fn open(
    acting: &mut Acting<'_>,
    added: &FileFollowUp,
) -> Result<(Id<Report>, Id<Decision>), Failure> {
    let report = reports::find_report(acting.tx, added.report_id).await?;
    let report = report.ok_or_else(|| Failure::absent("report"))?;
    if report.state != ReportState::Filed {
        return Err(Failure::conflict(
            "the report is not filed yet: add to it itself, by the facts of its upload",
        ));
    }
    let origin = history::find_origin(acting.tx, report.upload_id).await?;
    if origin.is_none_or(|origin| origin.erased_at.is_some()) {
        return Err(Failure::conflict("what the report says is erased; nothing more is noted of it"));
    }
    let kept = (added.upload_id, &added.case);
    store_words::keep(acting, kept, &added.item, &added.digests, &added.statement).await?;
    let told = UserStatement {
        url: None,
        reporter_account: acting.actor.name().to_owned(),
        reason: added.why.reason.clone(),
    };
    let user_report_id = store_words::tell(acting, added.upload_id, &told, "").await?;
    let about = (ReviewSubject::UserReport(user_report_id), Some(added.upload_id));
    let made = (Verdict::Confirm, Viewed::NotViewed);
    let decision_id = follow::log(acting, about, made, &added.why).await?;
    let opened = follow::open(acting, &[added.upload_id], Some(added.report_id)).await?;
    let (report_id, _) = opened.ok_or_else(|| Failure::conflict("the decision did not stand"))?;
    Ok((report_id, decision_id))
}
