//! A moderator confirms or dismisses several files of one account at once: one decision on each thing that is open about them, and one report.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure};
use utoipa::ToSchema;

use super::follow::{self, Before};
use crate::db::{history, queue};
use crate::ids::{Decision, Report, Upload};
use crate::permissions::Permission;
use crate::policies::Why;
use crate::report_state::ReportState;
use crate::review::Verdict;

/// Most uploads that are decided on at once: a person looks at each.
pub(crate) const MOST_UPLOADS: usize = 50;

/// One decision with its reason.
pub(crate) struct DecideItem {
    /// In the order of the report; the first says when and where.
    pub(crate) uploads: Vec<Id<Upload>>,
    pub(crate) verdict: Verdict,
    pub(crate) why: Why,
}

/// What followed from a decision on an item.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ItemDecided {
    /// Name the decisions in the log, one for each hit and user report that was open.
    #[schema(value_type = Vec<String>)]
    pub(crate) decision_ids: Vec<Id<Decision>>,
    /// The reports that hold the uploads now: one for all that were in none, and those that some were in already.
    #[schema(value_type = Vec<String>)]
    pub(crate) report_ids: Vec<Id<Report>>,
}

impl Action for DecideItem {
    type Permission = Permission;
    type Output = ItemDecided;
    const NAME: &'static str = "decide-item";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ItemDecided>, Failure> {
        let Some(first) = self.uploads.first() else {
            return Err(Failure::refused("upload", "choose at least one file"));
        };
        self.require_one_account(acting).await?;
        let (mut befores, mut new) = (Vec::<Before>::new(), Vec::new());
        for upload_id in &self.uploads {
            match Before::find(acting, *upload_id).await? {
                None => new.push(*upload_id),
                Some(before) => {
                    before.require_unfiled(acting).await?;
                    if !befores.iter().any(|known| known.report.report_id == before.report.report_id) {
                        befores.push(before);
                    }
                }
            }
        }
        let decision_ids = self.log(acting).await?;
        let mut reports = Vec::new();
        for before in &befores {
            reports.push(follow::follow(acting, before).await?);
        }
        reports.extend(follow::open(acting, &new, None).await?);
        let entry = self.entry(*first, &decision_ids, &reports);
        let report_ids = reports.into_iter().map(|(report_id, _)| report_id).collect();
        Ok(Done::new(ItemDecided { decision_ids, report_ids }, entry))
    }
}

impl DecideItem {
    /// A report is about one account: files of several are decided apart.
    async fn require_one_account(&self, acting: &mut Acting<'_>) -> Result<(), Failure> {
        if self.uploads.len() > MOST_UPLOADS {
            return Err(Failure::refused("upload", format!("choose at most {MOST_UPLOADS} files at once")));
        }
        let mut account = None;
        for upload_id in &self.uploads {
            let origin = history::find_origin(acting.tx, *upload_id).await?;
            let origin = origin.ok_or_else(|| Failure::absent("upload"))?;
            if origin.erased_at.is_some() {
                return Err(Failure::refused(
                    "upload",
                    "one of the files is erased; nothing is decided on it",
                ));
            }
            if account.get_or_insert_with(|| origin.account_blind.clone()) != &origin.account_blind {
                return Err(Failure::refused("upload", "files of several accounts are decided apart"));
            }
        }
        Ok(())
    }

    /// Decides on everything that is open about the uploads.
    async fn log(&self, acting: &mut Acting<'_>) -> Result<Vec<Id<Decision>>, Failure> {
        let mut decision_ids = Vec::new();
        for upload_id in &self.uploads {
            let viewed = follow::seen_by_actor(acting, Some(*upload_id)).await?;
            for subject in queue::list_open_subjects(acting.tx, *upload_id).await? {
                let (about, made) = ((subject, Some(*upload_id)), (self.verdict, viewed));
                decision_ids.push(follow::log(acting, about, made, &self.why).await?);
            }
        }
        if decision_ids.is_empty() {
            return Err(Failure::conflict(
                "nothing is open about these files any more; somebody decided meanwhile",
            ));
        }
        Ok(decision_ids)
    }

    fn entry(
        &self,
        first: Id<Upload>,
        decision_ids: &[Id<Decision>],
        reports: &[(Id<Report>, ReportState)],
    ) -> EntryDraft {
        let joined = |ids: Vec<String>| ids.join(" ");
        let mut entry = EntryDraft::on("upload", first)
            .with("uploads", joined(self.uploads.iter().map(ToString::to_string).collect()))
            .with("decisions", joined(decision_ids.iter().map(ToString::to_string).collect()))
            .with("verdict", self.verdict.name());
        if !reports.is_empty() {
            entry = entry.with("reports", joined(reports.iter().map(|(id, _)| id.to_string()).collect()));
        }
        entry
    }
}
