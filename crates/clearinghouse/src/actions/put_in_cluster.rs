//! Puts the files of an enriched report into their clusters.

use std::collections::BTreeSet;

use model::{Id, kind::Report};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::Permission;
use crate::beside::Beside;
use crate::db;
use crate::db::clusters::Member;
use crate::kinds::FileCluster;

/// A file as it is clustered.
pub(crate) struct Clustered {
    pub(crate) sha256: String,
    /// PDQ hash, of a picture that is good enough to compare.
    pub(crate) print: Option<String>,
    /// The PDQ hashes that are directly near.
    pub(crate) near: Vec<String>,
    /// SHA-256 of the videos and animations that are near it.
    pub(crate) near_videos: Vec<String>,
}

impl Clustered {
    fn own_signals(&self) -> Vec<String> {
        let print = self.print.iter().map(|hash| format!("pdq:{hash}"));
        std::iter::once(format!("sha256:{}", self.sha256)).chain(print).collect()
    }

    fn all_signals(&self) -> Vec<String> {
        let near = self.near.iter().map(|hash| format!("pdq:{hash}"));
        let videos = self.near_videos.iter().map(|sha256| format!("sha256:{sha256}"));
        self.own_signals().into_iter().chain(near).chain(videos).collect()
    }
}

/// Puts the files of a report into their clusters; a file that lies between two makes them one. Done again it changes nothing.
pub(crate) struct PutInCluster {
    pub(crate) report_id: Id<Report>,
    pub(crate) files: Vec<Clustered>,
    /// What its documents say beside the files.
    pub(crate) beside: Vec<Beside>,
    pub(crate) possible_meme: bool,
}

impl Action for PutInCluster {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "put-in-cluster";
    const OPERATION: Operation = Operation::Combination;

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = db::reports::find(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        if !report.state.is_enriched() {
            return Err(Failure::conflict("only an enriched report stands in clusters"));
        }
        let mut clusters = BTreeSet::new();
        for file in &self.files {
            let (keep, gone) = place(acting, file).await?;
            clusters.retain(|cluster| !gone.contains(cluster));
            clusters.insert(keep);
        }
        let mut beside = self.beside.clone();
        if db::clusters::is_in_band_a(acting.tx, self.report_id).await? {
            beside.push(Beside::Trigger);
        }
        if clusters.len() > 1 {
            beside.push(Beside::OtherFile);
        }
        if db::traits::is_shared(acting.tx, self.report_id).await? {
            beside.push(Beside::OtherReports);
        }
        let (received_at, possible_meme) = (report.received_at, self.possible_meme);
        let member = Member { report_id: self.report_id, received_at, beside, possible_meme };
        for cluster in &clusters {
            db::clusters::insert_report(acting.tx, cluster, &member).await?;
        }
        let names: Vec<&str> = clusters.iter().map(String::as_str).collect();
        let entry = EntryDraft::on("report", self.report_id).with("clusters", names.join(" "));
        Ok(Done::new((), entry))
    }
}

/// The cluster of a file, and those that became one with it.
async fn place(acting: &mut Acting<'_>, file: &Clustered) -> Result<(String, Vec<String>), Failure> {
    let mut found = db::clusters::find_by_signals(acting.tx, &file.all_signals()).await?.into_iter();
    let keep = match found.next() {
        Some(oldest) => oldest,
        None => {
            let made = acting.new_id::<FileCluster>().to_string();
            db::clusters::insert(acting.tx, &made, acting.now).await?;
            made
        }
    };
    let gone: Vec<String> = found.collect();
    for other in &gone {
        db::clusters::merge(acting.tx, &keep, other).await?;
    }
    for signal in file.own_signals() {
        db::clusters::insert_signal(acting.tx, &signal, &keep).await?;
    }
    Ok((keep, gone))
}
