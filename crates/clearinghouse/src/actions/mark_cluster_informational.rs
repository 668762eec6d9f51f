//! All reports of a cluster that hold nothing but the shared file are informational: said by a person with a reason. Each is undone by itself.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::make_referral::MAX_REPORTS;
use super::mark_informational::mark;
use super::required;
use crate::Permission;
use crate::db;

/// Marks the reports of a cluster that are ready, not referred, and hold nothing beside the shared file. Whatever stands in Band A holds more.
pub(crate) struct MarkClusterInformational {
    pub(crate) cluster_id: String,
    pub(crate) reason: String,
}

/// What was marked.
#[derive(Serialize, Deserialize)]
pub(crate) struct MarkedOfCluster {
    pub(crate) reports: usize,
}

impl Action for MarkClusterInformational {
    type Permission = Permission;
    type Output = MarkedOfCluster;
    const NAME: &'static str = "mark-cluster-informational";

    fn permission(&self) -> Permission {
        Permission::JudgeReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<MarkedOfCluster>, Failure> {
        let cluster = db::clusters::find(acting.tx, &self.cluster_id).await?;
        let cluster = cluster.ok_or_else(|| Failure::absent("cluster"))?;
        let reason = required("informational_reason", &self.reason)?;
        let limit = i64::try_from(MAX_REPORTS).map_err(Failure::broken)?;
        let reports = db::clusters::list_plain(acting.tx, &cluster.cluster_id, None, limit).await?;
        if reports.is_empty() {
            return Err(Failure::refused(
                "informational_reason",
                "no report of this cluster that holds nothing but the shared file is ready",
            ));
        }
        let mut numbers = Vec::new();
        for (report_id, number) in &reports {
            mark(acting, *report_id, &reason).await?;
            numbers.push(number.to_string());
        }
        let entry = EntryDraft::on("cluster", &cluster.cluster_id).with("reports", numbers.join(" "));
        Ok(Done::new(MarkedOfCluster { reports: reports.len() }, entry))
    }
}
