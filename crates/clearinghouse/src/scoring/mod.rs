//! How urgent and how complete a report is: what it gives for both, and the scores as they are kept.
//!
//! The mathematics is [`model::triage`]'s. The facts of a report's documents are read by [`service::triage`], never out of who somebody is.

mod missing;
pub(crate) mod standing;

use hashlist::PictureHash;
use jiff::Timestamp;
use model::triage::{Completeness, Expected, Stated, Urgency, Weights, completeness, urgency};
use serde::{Deserialize, Serialize};
use service::{ColumnRef, Failure, Tx, triage};

pub(crate) use service::triage::{MOST_COUNTED, Proposed, ScoredFile, WeightFile, in_use};
pub(crate) use standing::{keep, keep_again, keep_quietly, load_grounds, score_again, settle_band};

use crate::State;
use crate::db;
use crate::db::files::{Digest, FileRow, Looks};
use crate::db::reports::ReportRow;
use crate::documents::Documents;
use crate::identities;
use crate::known_lists;
use crate::near_reports;
use crate::near_videos;
use crate::picture_forms;
use crate::standing_texts;

/// Both scores of a report, with what they were made of: under other weights they can be made again without its documents.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Grounds {
    pub(crate) urgency: Urgency,
    pub(crate) completeness: Completeness,
    /// Without the texts.
    pub(crate) stated: Stated,
    pub(crate) expected: Vec<Expected>,
}

model::unprintable!(Grounds);

/// What a report gives for its scores.
#[derive(Clone)]
pub(crate) struct Gathered {
    pub(crate) stated: Stated,
    pub(crate) expected: Vec<Expected>,
}

impl Gathered {
    /// The scores under these weights.
    pub(crate) fn score(self, weights: &Weights, now: Timestamp) -> Grounds {
        let stated = self.stated.distilled();
        Grounds {
            urgency: urgency(weights, &stated, now),
            completeness: completeness(weights, &self.expected),
            stated,
            expected: self.expected,
        }
    }
}

impl Grounds {
    /// The same, scored again.
    pub(crate) fn again(self, weights: &Weights, now: Timestamp) -> Self {
        Gathered { stated: self.stated, expected: self.expected }.score(weights, now)
    }
}

/// Where the grounds of a score are sealed; `row` is [`score_row`].
pub(crate) fn grounds_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_score", row, column: "grounds" }
}

/// The row of a score.
pub(crate) fn score_row(report_id: impl std::fmt::Display, weights_version: &str) -> String {
    format!("{report_id}/{weights_version}")
}

/// The files of a report as they are scored; `looks` holds what is not kept yet.
pub(crate) async fn look_at_files(
    state: &State,
    report: &ReportRow,
    documents: &Documents,
    rows: &[FileRow],
    looks: &[Looks],
) -> Result<Vec<ScoredFile>, Failure> {
    let mut tx = state.node().db().begin_read("look-at-files").await?;
    let mut files = Vec::new();
    for row in rows {
        let mut row = row.clone();
        let looks = looks.iter().find(|looks| looks.file_id == row.file_id);
        if let Some(looks) = looks {
            row.digest = looks.digest.clone();
            row.sha1.clone_from(&looks.sha1);
        }
        let video = match looks.and_then(|looks| looks.video.clone()) {
            Some(video) => Some(video),
            None => db::video_prints::find(&mut tx, &row.sha256).await?,
        };
        let videos = match &video {
            Some(video) => near_videos::near(state, &mut tx, &row.sha256, video).await?,
            None => Vec::new(),
        };
        let forms = match looks.and_then(|looks| looks.forms.clone()) {
            Some(forms) => Some(forms),
            None => db::picture_forms::find(&mut tx, &row.sha256).await?,
        };
        let pictures = picture_forms::asked(&row.digest, forms.as_ref());
        let mut lists = state.listed(&row, &pictures, video.as_ref());
        lists.extend(lists_of_members(state, &mut tx, report, &row, &pictures).await?);
        files.push(ScoredFile {
            elsewhere: near_reports::count_some(state, &mut tx, &row, videos, MOST_COUNTED).await?,
            lists,
            is_compared: video.is_some() || matches!(row.digest, Digest::Hashed { .. }),
            details: documents.details_of(&row.file_id).cloned(),
            file_id: row.file_id,
            sha256: row.sha256,
            viewing: row.viewing,
        });
    }
    Ok(files)
}

/// The lists of members here that have a file.
async fn lists_of_members(
    state: &State,
    tx: &mut Tx,
    report: &ReportRow,
    row: &FileRow,
    pictures: &[PictureHash],
) -> Result<Vec<triage::Listed>, Failure> {
    let prints = state.listed_prints().near(tx, pictures).await?;
    let came = (report.reporting_party.as_str(), report.received_at);
    let listed = db::known_files::list(tx, row, &prints, came).await?;
    Ok(known_lists::of_members(pictures, listed))
}

/// What the report gives for its scores.
pub(crate) async fn gather(
    state: &State,
    report: &ReportRow,
    documents: &Documents,
    files: &[ScoredFile],
) -> Result<Gathered, Failure> {
    let keys = state.node().columns();
    let reported = documents.report.as_ref();
    let traits = reported.map(|document| identities::of_reported(document, &report.reporting_party));
    let mut blinds: Vec<String> =
        traits.iter().flatten().filter_map(|stated| identities::blind(keys, stated)).collect();
    blinds.sort_unstable();
    blinds.dedup();
    let mut tx = state.node().db().begin_read("count-parties").await?;
    let parties = db::traits::count_other_parties(&mut tx, report.report_id, &blinds).await?;
    drop(tx);
    let is_read = report.standing.read.is_some();
    let plain = standing_texts::left_out(state, &report.reporting_party, documents).await?;
    let document = plain.report.as_ref();
    let mut stated = triage::state(document, &plain.details, files, report.received_at, is_read);
    stated.facts.extend(triage::reported_by_others(parties, report.received_at));
    Ok(Gathered { stated, expected: missing::expected(documents) })
}

/// What a report without a score gives for one.
pub(crate) async fn gather_anew(state: &State, report: &ReportRow) -> Result<Gathered, Failure> {
    let documents = crate::documents::load(state, report).await?;
    let mut tx = state.node().db().begin_read("list-files").await?;
    let rows = db::files::list(&mut tx, report.report_id).await?;
    drop(tx);
    let files = look_at_files(state, report, &documents, &rows, &[]).await?;
    gather(state, report, &documents, &files).await
}
