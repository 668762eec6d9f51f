//! Puts an enriched report into the clusters of its files.

use model::{Id, kind::Report as ReportKind};
use serde::{Deserialize, Serialize};
use service::{Failure, Job, JobError};

use crate::State;
use crate::actions::put_in_cluster::{Clustered, PutInCluster};
use crate::beside;
use crate::db;
use crate::documents;
use crate::near_reports;
use crate::near_videos;
use crate::standing_texts;

/// Puts an enriched report into the clusters of its files.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClusterReportJob {
    pub(crate) report_id: Id<ReportKind>,
}

impl Job for ClusterReportJob {
    type State = State;
    const KIND: &'static str = "cluster-report";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("load-report").await?;
        let report = db::reports::find(&mut tx, self.report_id).await?;
        let Some(report) = report.filter(|report| report.state.is_enriched()) else { return Ok(()) };
        let files = db::files::list(&mut tx, self.report_id).await?;
        drop(tx);
        let documents = documents::load(state, &report).await?;
        let documents = standing_texts::left_out(state, &report.reporting_party, &documents).await?;
        let Some(document) = &documents.report else { return Ok(()) };
        let details: Vec<_> = documents.details.into_iter().map(|(_, details)| details).collect();
        // each print is told before its signal is kept: of two that come at the same time, the second always finds the first
        let mut clustered = Vec::new();
        for file in &files {
            let print = near_reports::print(&file.digest);
            clustered.push(Clustered {
                sha256: file.sha256.clone(),
                print: print.map(service::near_files::Print::to_hex),
                near: print.map(|print| state.near_files().insert_beside(print)).unwrap_or_default(),
                near_videos: videos_near(state, &file.sha256).await?,
            });
        }
        let action = PutInCluster {
            report_id: self.report_id,
            files: clustered,
            beside: beside::of_documents(document, &details),
            possible_meme: details.iter().any(beside::is_possible_meme),
        };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}

/// SHA-256 of the videos that are near a file, if it is one. The enrichment has told the memory of it, and so have those that came meanwhile.
async fn videos_near(state: &State, sha256: &str) -> Result<Vec<String>, Failure> {
    let mut tx = state.node().db().begin_read("find-near-videos").await?;
    near_videos::near_kept(state, &mut tx, sha256).await
}
