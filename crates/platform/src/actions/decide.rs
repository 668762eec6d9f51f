//! A moderator confirms or dismisses a hit or a user report; the newest decision stands as long as nothing is filed.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure};
use utoipa::ToSchema;

use super::follow::{self, Before};
use crate::db::{decisions, hits, user_reports};
use crate::ids::{Decision, Report, Upload};
use crate::permissions::Permission;
use crate::policies::Why;
use crate::report_state::ReportState;
use crate::review::{ReviewSubject, Verdict};

/// One decision with its reason.
pub(crate) struct Decide {
    pub(crate) subject: ReviewSubject,
    pub(crate) verdict: Verdict,
    pub(crate) why: Why,
}

/// What followed from a decision.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct DecisionMade {
    /// Names the decision in the log.
    #[schema(value_type = String, example = "dec_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) decision_id: Id<Decision>,
    /// The report of the upload, if there is one.
    #[schema(value_type = Option<String>)]
    pub(crate) report_id: Option<Id<Report>>,
    /// Where that report stands now.
    #[schema(value_type = Option<String>)]
    pub(crate) report_state: Option<ReportState>,
}

impl Action for Decide {
    type Permission = Permission;
    type Output = DecisionMade;
    const NAME: &'static str = "decide";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<DecisionMade>, Failure> {
        let upload_id = self.upload_id(acting).await?;
        let before = match upload_id {
            Some(upload_id) => Before::find(acting, upload_id).await?,
            None => None,
        };
        let comes_late = self.comes_late(acting, upload_id, before.as_ref()).await?;
        if let Some(before) = before.as_ref().filter(|_| !comes_late) {
            before.require_unfiled(acting).await?;
        }
        // a question about it can be closed, and nothing can be reported any more
        if let Some(upload_id) = upload_id
            && self.verdict == Verdict::Confirm
            && follow::is_erased(acting, upload_id).await?
        {
            return Err(Failure::conflict("the upload is erased; nothing more is noted of it"));
        }
        let viewed = follow::seen_by_actor(acting, upload_id).await?;
        let made = (self.verdict, viewed);
        let decision_id = follow::log(acting, (self.subject, upload_id), made, &self.why).await?;
        let report = match (upload_id, before) {
            (_, Some(before)) if comes_late => Some((before.report.report_id, before.report.state)),
            (_, Some(before)) => Some(follow::follow(acting, &before).await?),
            (Some(upload_id), None) => follow::open(acting, &[upload_id], None).await?,
            (None, None) => None,
        };
        let mut entry = EntryDraft::on("decision", decision_id)
            .with("subject", self.subject.to_string())
            .with("verdict", self.verdict.name())
            .with("viewed", viewed.name());
        if let Some((report_id, state)) = report {
            entry = entry.with("report", report_id.to_string()).with("report_state", state.name());
        }
        let (report_id, report_state) = report.unzip();
        Ok(Done::new(DecisionMade { decision_id, report_id, report_state }, entry))
    }
}

impl Decide {
    /// Whether it is decided on only since the report of its upload is filed: that closes the question, can be undone, and changes nothing of
    /// the report. An upload that was left out of the report cannot be confirmed any more: the report would seem to say it.
    async fn comes_late(
        &self,
        acting: &mut Acting<'_>,
        upload_id: Option<Id<Upload>>,
        before: Option<&Before>,
    ) -> Result<bool, Failure> {
        let Some((upload_id, before)) = upload_id.zip(before) else { return Ok(false) };
        let may_close = self.verdict == Verdict::Dismiss || before.says(upload_id);
        match before.filed_at().filter(|_| may_close) {
            Some(filed_at) => Ok(!decisions::is_decided_by(acting.tx, self.subject, filed_at).await?),
            None => Ok(false),
        }
    }

    async fn upload_id(&self, acting: &mut Acting<'_>) -> Result<Option<Id<Upload>>, Failure> {
        match self.subject {
            ReviewSubject::Hit(id) => {
                hits::find_upload_of_hit(acting.tx, id).await?.map(Some).ok_or_else(|| Failure::absent("hit"))
            }
            ReviewSubject::UserReport(id) => {
                let upload_id = user_reports::find_upload_of_user_report(acting.tx, id)
                    .await?
                    .ok_or_else(|| Failure::absent("user report"))?;
                if upload_id.is_none() && self.verdict == Verdict::Confirm {
                    return Err(Failure::conflict(
                        "no upload is known at the reported address, so there is nothing to file",
                    ));
                }
                Ok(upload_id)
            }
        }
    }
}
