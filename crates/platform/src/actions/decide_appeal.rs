//! A moderator who did not confirm it decides on an appeal. Granted, what was confirmed is taken back as far as it can be: a report that is not
//! filed is withdrawn, one that is gets a follow-up that says so.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};
use utoipa::ToSchema;

use super::follow::{self, Before};
use super::{FileFollowUp, file_follow_up};
use crate::appeal::AppealState;
use crate::db::appeals::{self, AppealRow, Decided};
use crate::db::{decisions, report_files};
use crate::ids::{Appeal, Report, Upload};
use crate::jobs::TellAppeal;
use crate::permissions::Permission;
use crate::policies::Why;
use crate::report_state::ReportState;
use crate::review::{ReviewSubject, Verdict};

/// One decision with its reason.
pub(crate) struct DecideAppeal {
    pub(crate) appeal_id: Id<Appeal>,
    /// Granted or rejected.
    pub(crate) state: AppealState,
    pub(crate) why: Why,
    /// What the clearinghouse is told, where the report is filed and the appeal is granted.
    pub(crate) correction: Option<FileFollowUp>,
    /// Whether the application is told.
    pub(crate) tells: bool,
}

/// What followed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct AppealDecided {
    /// The appeal.
    #[schema(value_type = String)]
    pub(crate) appeal_id: Id<Appeal>,
    /// `granted` or `rejected`.
    #[schema(value_type = String)]
    pub(crate) state: AppealState,
    /// The follow-up by which the clearinghouse is told.
    #[schema(value_type = Option<String>)]
    pub(crate) correction: Option<Id<Report>>,
}

impl Action for DecideAppeal {
    type Permission = Permission;
    type Output = AppealDecided;
    const NAME: &'static str = "decide-appeal";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<AppealDecided>, Failure> {
        let appeal = appeals::find(acting.tx, self.appeal_id).await?;
        let appeal = appeal.ok_or_else(|| Failure::absent("appeal"))?;
        if appeal.state != AppealState::Open {
            return Err(Failure::conflict("the appeal is decided already"));
        }
        let before = Before::find(acting, appeal.upload_id).await?;
        require_second_person(acting, appeal.upload_id, before.as_ref()).await?;
        let is_erased = follow::is_erased(acting, appeal.upload_id).await?;
        let correction = match (self.state, before) {
            (AppealState::Granted, Some(before)) if !is_erased => {
                self.take_back(acting, &appeal, &before).await?
            }
            _ => None,
        };
        let row = self.appeal_id.to_string();
        let at = ColumnRef { table: appeals::TABLE, row: &row, column: appeals::REASON };
        let policy = match self.why.policy.as_ref().filter(|_| !is_erased) {
            Some(policy) => {
                let at = ColumnRef { column: appeals::POLICY, ..at };
                Some(Sealed::seal(acting.columns(), at, &policy.text, acting.rng())?)
            }
            None => None,
        };
        let made = Decided {
            state: self.state,
            reason: if is_erased {
                Sealed::from_column(String::new())
            } else {
                Sealed::seal(acting.columns(), at, &self.why.reason, acting.rng())?
            },
            policy,
            policy_id: self.why.policy.as_ref().map(|policy| policy.id.as_str()),
            decided_by: acting.actor.name(),
            decided_at: acting.now,
            correction,
            tells: self.tells,
        };
        if !appeals::decide(acting.tx, self.appeal_id, &made).await? {
            return Err(Failure::conflict("the appeal is decided already"));
        }
        if self.tells {
            acting.enqueue(&TellAppeal { appeal_id: self.appeal_id }).await?;
        }
        let mut entry = EntryDraft::on("appeal", self.appeal_id)
            .with("upload", appeal.upload_id.to_string())
            .with("state", self.state.name());
        if let Some(report_id) = correction {
            entry = entry.with("correction", report_id.to_string());
        }
        let (appeal_id, state) = (self.appeal_id, self.state);
        Ok(Done::new(AppealDecided { appeal_id, state, correction }, entry))
    }
}

impl DecideAppeal {
    /// Takes back what was confirmed of the upload; of a report that is filed, tells the clearinghouse.
    async fn take_back(
        &self,
        acting: &mut Acting<'_>,
        appeal: &AppealRow,
        before: &Before,
    ) -> Result<Option<Id<Report>>, Failure> {
        if before.report.state == ReportState::Filed {
            let correction = self.correction.as_ref().ok_or_else(|| {
                Failure::refused("correction", "the report is filed: say what the clearinghouse is told")
            })?;
            let (report_id, _) = file_follow_up::open(acting, correction).await?;
            return Ok(Some(report_id));
        }
        before.require_unfiled(acting).await?;
        let viewed = follow::seen_by_actor(acting, Some(appeal.upload_id)).await?;
        for subject in list_confirmed(acting, appeal.upload_id).await? {
            let about = (subject, Some(appeal.upload_id));
            follow::log(acting, about, (Verdict::Dismiss, viewed), &self.why).await?;
        }
        if before.report.state != ReportState::Withdrawn {
            follow::follow(acting, before).await?;
        }
        Ok(None)
    }
}

/// Nobody decides on an appeal against what they confirmed themselves.
async fn require_second_person(
    acting: &mut Acting<'_>,
    upload_id: Id<Upload>,
    before: Option<&Before>,
) -> Result<(), Failure> {
    let mut uploads = vec![upload_id];
    if let Some(before) = before {
        let files = report_files::list_all(acting.tx, before.report.report_id).await?;
        uploads.extend(files.into_iter().map(|file| file.upload_id));
    }
    let name = acting.actor.name();
    for upload_id in uploads {
        let made = decisions::list_decisions(acting.tx, upload_id).await?;
        if made.iter().any(|one| one.verdict == Verdict::Confirm && one.decided_by == name) {
            return Err(Failure::conflict(
                "you confirmed it yourself; another moderator decides on the appeal",
            ));
        }
    }
    Ok(())
}

/// The hits and user reports of an upload whose newest decision confirms.
async fn list_confirmed(
    acting: &mut Acting<'_>,
    upload_id: Id<Upload>,
) -> Result<Vec<ReviewSubject>, Failure> {
    let mut standing: Vec<(ReviewSubject, Verdict)> = Vec::new();
    for made in decisions::list_decisions(acting.tx, upload_id).await? {
        let hit = made.hit_id.map(ReviewSubject::Hit);
        let Some(subject) = hit.or(made.user_report_id.map(ReviewSubject::UserReport)) else { continue };
        standing.retain(|(known, _)| *known != subject);
        standing.push((subject, made.verdict));
    }
    let confirmed = standing.into_iter().filter(|(_, verdict)| *verdict == Verdict::Confirm);
    Ok(confirmed.map(|(subject, _)| subject).collect())
}
