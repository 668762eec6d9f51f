//! A moderator decides at once on one content that many accounts shared: one report for each account, and none for who has anything beside it.

use std::collections::BTreeMap;

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};
use wire::cybertipline::BatchedReportReason;

use super::follow;
use crate::db::report_facts::{self, FactsRow};
use crate::db::{clusters, queue, uploads};
use crate::facts::ReportFacts;
use crate::ids::Upload;
use crate::permissions::Permission;
use crate::policies::Why;
use crate::review::Verdict;

/// Most uploads of one decision: what remains is decided by the next.
pub(crate) const MOST_MEMBERS: usize = 200;

/// One decision over a cluster.
pub(crate) struct DecideCluster {
    /// Any upload of the content.
    pub(crate) upload_id: Id<Upload>,
    pub(crate) verdict: Verdict,
    pub(crate) why: Why,
    /// Whether the reports mark the file as viral.
    pub(crate) is_viral: bool,
    /// Whether they mark it as a potential meme, and those with several uploads of it say that they put many together (`batchedReport`).
    pub(crate) is_meme: bool,
}

/// What followed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ClusterDecided {
    /// Uploads that were decided on.
    pub(crate) uploads: usize,
    /// Reports that were opened.
    pub(crate) reports: usize,
}

impl Action for DecideCluster {
    type Permission = Permission;
    type Output = ClusterDecided;
    const NAME: &'static str = "decide-cluster";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ClusterDecided>, Failure> {
        let upload = uploads::find_upload(acting.tx, self.upload_id).await?;
        let sha256 = upload.ok_or_else(|| Failure::absent("upload"))?.digests.sha256;
        let most = i64::try_from(MOST_MEMBERS).unwrap_or(i64::MAX);
        // asked here and not on the page: what somebody has beside the file may have come since
        let mut accounts = BTreeMap::<String, Vec<Id<Upload>>>::new();
        for member in clusters::list_members(acting.tx, &sha256, false, most).await? {
            accounts.entry(member.account_blind).or_default().push(member.upload_id);
        }
        if accounts.is_empty() {
            return Err(Failure::conflict(
                "nobody shared this file alone: decide on each account by itself, or somebody decided meanwhile",
            ));
        }
        let (mut decided, mut reports) = (0, 0);
        for of_account in accounts.values() {
            for upload_id in of_account {
                self.decide(acting, *upload_id, of_account.len() > 1).await?;
                decided += 1;
            }
            reports += usize::from(follow::open(acting, of_account, None).await?.is_some());
        }
        let entry = EntryDraft::on("upload", self.upload_id)
            .with("sha256", &sha256)
            .with("verdict", self.verdict.name())
            .with("uploads", decided.to_string())
            .with("reports", reports.to_string());
        Ok(Done::new(ClusterDecided { uploads: decided, reports }, entry))
    }
}

impl DecideCluster {
    async fn decide(
        &self,
        acting: &mut Acting<'_>,
        upload_id: Id<Upload>,
        is_of_several: bool,
    ) -> Result<(), Failure> {
        let viewed = follow::seen_by_actor(acting, Some(upload_id)).await?;
        for subject in queue::list_open_subjects(acting.tx, upload_id).await? {
            let (about, made) = ((subject, Some(upload_id)), (self.verdict, viewed));
            follow::log(acting, about, made, &self.why).await?;
        }
        let facts = self.facts(is_of_several);
        if facts != ReportFacts::default() && self.verdict == Verdict::Confirm {
            let key = upload_id.to_string();
            let at = ColumnRef { table: report_facts::TABLE, row: &key, column: report_facts::FACTS };
            let row = FactsRow {
                facts: Sealed::seal(acting.columns(), at, &facts, acting.rng())?,
                given_by: acting.actor.name().to_owned(),
                given_at: acting.now,
            };
            report_facts::put(acting.tx, upload_id, &row).await?;
        }
        Ok(())
    }

    /// What the report of an account says of the file beside what was found.
    fn facts(&self, is_of_several: bool) -> ReportFacts {
        let marks = [("potentialMeme", self.is_meme), ("viral", self.is_viral)];
        let reason = BatchedReportReason::ViralPotentialMeme.code();
        ReportFacts {
            file_marks: marks.into_iter().filter(|(_, is)| *is).map(|(mark, _)| mark.to_owned()).collect(),
            batched: (self.is_meme && is_of_several).then(|| reason.to_owned()),
            ..ReportFacts::default()
        }
    }
}
