//! `GET /api/reports`, `GET /api/reports/{id}`, `POST /api/reports/{id}/retry`.

use axum::extract::{Path, State as Shared};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use service::opening::Viewing;
use service::{Actor, Authenticated, ColumnRef, Failure, Json, Node, Permission as _, Scope, Tx};
use utoipa::ToSchema;

use super::id_in_path;
use super::listing::{Listing, next_after};
use super::retractions::RetractionView;
use crate::State;
use crate::actions::{FilingRetried, RetryFiling};
use crate::db::decisions::{self, DecisionRow};
use crate::db::filing_steps::{self, StepRow};
use crate::db::outcomes::{self, OutcomeRow};
use crate::db::report_files::{self, ReportFile};
use crate::db::reports::{self, ReportRow};
use crate::db::retractions;
use crate::filing::trouble::Trouble;
use crate::filing::{Step, StepState};
use crate::ids::Report;
use crate::opening::viewing;
use crate::permissions::Permission;
use crate::report_state::ReportState;
use crate::review::Verdict;

/// A page of reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportsView {
    reports: Vec<ReportSummary>,
    /// Give it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// A report in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportSummary {
    pub(crate) report_id: String,
    pub(crate) upload_id: String,
    /// `filing`, `stuck`, `filed` or `withdrawn`.
    #[schema(value_type = String)]
    pub(crate) state: ReportState,
    #[schema(value_type = String)]
    pub(crate) opened_at: Timestamp,
    /// The CyberTipline number, once filed.
    pub(crate) report_number: Option<i64>,
    #[schema(value_type = Option<String>)]
    pub(crate) filed_at: Option<Timestamp>,
    /// Last day of preservation, by the law of the day of filing or the company's own policy, whichever is longer.
    #[schema(value_type = Option<String>)]
    pub(crate) preserve_until: Option<Date>,
    /// How many outcomes have come back.
    pub(crate) outcome_count: i64,
}

/// A report with all that is recorded of it; nothing of the account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportView {
    #[serde(flatten)]
    pub(crate) summary: ReportSummary,
    /// Of the first of its files: `in_full` when a person here had opened the whole of it before it was described, else `hash_match_only` where a
    /// hash matched, else `not_stated`.
    #[schema(value_type = String)]
    pub(crate) viewing: Viewing,
    /// What is in it, in order.
    pub(crate) files: Vec<ReportedFileView>,
    /// The filed report that it follows up.
    pub(crate) follows: Option<String>,
    /// The later reports that follow it up, oldest first.
    pub(crate) followed_by: Vec<ReportSummary>,
    /// Why it is not filed yet: `retry` (goes on by itself), `repair` (mend credentials, address or network, then retry), `refused` (correct what is
    /// sent), `held` (the node does not send it) or `hand` (no program does: note a receipt); absent once it is filed or withdrawn.
    pub(crate) trouble: Option<&'static str>,
    pub(crate) steps: Vec<StepView>,
    pub(crate) decisions: Vec<DecisionView>,
    /// What was begun at the clearinghouse and taken back there, oldest first.
    pub(crate) retractions: Vec<RetractionView>,
    pub(crate) outcomes: Vec<OutcomeView>,
}

/// A file or text of a report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedFileView {
    pub(crate) upload_id: String,
    /// Whether it is words, which the report itself says.
    pub(crate) is_text: bool,
    /// `in_full` when a person here had opened the whole of it before it was described, else `hash_match_only` where a hash matched, else
    /// `not_stated`.
    #[schema(value_type = String)]
    pub(crate) viewing: Viewing,
}

/// One request of the CyberTipline API.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepView {
    /// Counts the reports opened at the clearinghouse.
    pub(crate) attempt: i64,
    /// `submit`, `upload`, `fileinfo` or `finish`.
    pub(crate) step: &'static str,
    /// `intended`, `done`, `unknown`, `gone` or `refused`.
    #[schema(value_type = String)]
    pub(crate) state: StepState,
    /// How often it was sent.
    pub(crate) sends: i64,
    #[schema(value_type = String)]
    pub(crate) intended_at: Timestamp,
    #[schema(value_type = Option<String>)]
    pub(crate) settled_at: Option<Timestamp>,
    pub(crate) http_status: Option<i64>,
    pub(crate) response_code: Option<i64>,
    /// The server's words, or what went wrong on the way.
    pub(crate) words: Option<String>,
    pub(crate) report_number: Option<i64>,
}

/// One decision of the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct DecisionView {
    pub(crate) decision_id: String,
    /// The hit or user report.
    pub(crate) subject: String,
    pub(crate) decision: &'static str,
    pub(crate) viewed: &'static str,
    pub(crate) decided_by: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    /// For moderators only.
    pub(crate) reason: Option<String>,
    /// The policy that it names, as it was then; for moderators only.
    pub(crate) policy: Option<String>,
}

model::unprintable!(DecisionView);

/// What came of a report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeView {
    pub(crate) sequence: i64,
    /// `in_inquiry`, `person_identified`, `closed_with_action`, `closed_without_action` or `not_an_offence`.
    pub(crate) code: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    #[schema(value_type = String)]
    pub(crate) received_at: Timestamp,
}

impl From<ReportRow> for ReportSummary {
    fn from(row: ReportRow) -> Self {
        Self {
            report_id: row.report_id.to_string(),
            upload_id: row.upload_id.to_string(),
            state: row.state,
            opened_at: row.opened_at,
            report_number: row.report_number,
            filed_at: row.filed_at,
            preserve_until: row.preserve_until,
            outcome_count: row.outcome_count,
        }
    }
}

impl From<OutcomeRow> for OutcomeView {
    fn from(row: OutcomeRow) -> Self {
        Self {
            sequence: row.sequence,
            code: row.code,
            decided_at: row.decided_at,
            received_at: row.received_at,
        }
    }
}

impl StepView {
    /// The colour of its state on pages.
    pub(crate) fn badge(&self) -> &'static str {
        match self.state {
            StepState::Done => "good",
            StepState::Refused => "bad",
            StepState::Intended => "info",
            StepState::Unknown | StepState::Gone => "warn",
        }
    }

    /// How it stands in the timeline on pages.
    pub(crate) fn mark(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Refused => "bad",
            StepState::Intended | StepState::Unknown | StepState::Gone => "",
        }
    }

    fn open(row: StepRow, node: &Node) -> Result<Self, Failure> {
        let id = row.filing_step_id.to_string();
        let at = ColumnRef { table: filing_steps::TABLE, row: &id, column: filing_steps::WORDS };
        Ok(Self {
            attempt: row.attempt,
            step: row.step.name(),
            state: row.state,
            sends: row.sends,
            intended_at: row.intended_at,
            settled_at: row.settled_at,
            http_status: row.http_status,
            response_code: row.response_code,
            words: row.words.map(|words| words.open(node.columns(), at)).transpose()?,
            report_number: row.report_number,
        })
    }
}

impl ReportView {
    /// The decision by which a report that is withdrawn was.
    pub(crate) fn withdrawal(&self) -> Option<&DecisionView> {
        let is_withdrawn = self.summary.state == ReportState::Withdrawn;
        self.decisions.iter().rfind(|made| is_withdrawn && made.decision == Verdict::Dismiss.name())
    }
}

impl DecisionView {
    /// The page of what was decided on.
    pub(crate) fn page(&self) -> String {
        let queue = if self.subject.starts_with("hit_") { "hits" } else { "user-reports" };
        format!("/{queue}/{}", self.subject)
    }

    /// Opens a row of the log; its reason and policy only where the reader may see it.
    pub(crate) fn open(row: &DecisionRow, node: &Node, with_reason: bool) -> Result<Self, Failure> {
        let id = row.decision_id.to_string();
        let at = ColumnRef { table: decisions::TABLE, row: &id, column: decisions::REASON };
        let reason = if with_reason { Some(row.reason.open_kept(node.columns(), at)?) } else { None };
        let policy = if with_reason { row.open_policy(node.columns())? } else { None };
        let user_report = row.user_report_id.map(|id| id.to_string());
        Ok(Self {
            subject: row.hit_id.map(|id| id.to_string()).or(user_report).unwrap_or_default(),
            decision: row.verdict.name(),
            viewed: row.viewed.name(),
            decided_by: row.decided_by.clone(),
            decided_at: row.decided_at,
            reason,
            policy,
            decision_id: id,
        })
    }
}

/// Loads a report as `actor` may see it.
pub(crate) async fn load_report(state: &State, actor: &Actor, id: &str) -> Result<ReportView, Failure> {
    let id = id_in_path::<Report>(id, "report")?;
    let with_reason = Permission::Decide.allows(actor) != Scope::None;
    let mut tx = state.node.db().begin_read("load-report").await?;
    let row = reports::find_report(&mut tx, id).await?.ok_or_else(|| Failure::absent("report"))?;
    let files = report_files::list_shown(&mut tx, id).await?;
    let mut log = Vec::new();
    for file in report_files::list_all(&mut tx, id).await? {
        log.extend(decisions::list_decisions(&mut tx, file.upload_id).await?);
    }
    log.sort_by_key(|made| made.decided_at);
    let steps = filing_steps::list_steps(&mut tx, id).await?;
    let outcomes = outcomes::list_outcomes(&mut tx, id).await?;
    let files = view_files(&mut tx, &files, &steps).await?;
    let followed_by = reports::list_following(&mut tx, id).await?;
    let decisions: Vec<DecisionView> =
        log.iter().map(|row| DecisionView::open(row, &state.node, with_reason)).collect::<Result<_, _>>()?;
    let retractions = retractions::list_of(&mut tx, id).await?;
    let (newest, is_by_hand) = (steps.last(), state.by_hand().is_some());
    let is_open = matches!(row.state, ReportState::Filing | ReportState::Stuck);
    let trouble = is_open.then(|| {
        let (state, code) = (newest.map(|step| step.state), newest.and_then(|step| step.response_code));
        Trouble::of(row.state, state, code, row.held.is_some()).carried(is_by_hand).name()
    });
    Ok(ReportView {
        follows: row.follows.map(|id| id.to_string()),
        followed_by: followed_by.into_iter().map(ReportSummary::from).collect(),
        trouble,
        summary: row.into(),
        viewing: files.first().map_or(Viewing::NotStated, |file| file.viewing),
        files,
        steps: steps.into_iter().map(|row| StepView::open(row, &state.node)).collect::<Result<_, _>>()?,
        retractions: retractions.into_iter().map(|row| RetractionView::new(row, &decisions)).collect(),
        decisions,
        outcomes: outcomes.into_iter().map(OutcomeView::from).collect(),
    })
}

/// Who had viewed each file when it was described.
async fn view_files(
    tx: &mut Tx,
    files: &[ReportFile],
    steps: &[StepRow],
) -> Result<Vec<ReportedFileView>, Failure> {
    let (mut views, mut file_no) = (Vec::new(), 0);
    for file in files {
        file_no += i64::from(!file.is_text);
        // words are described by no request
        let (typed_in_full, described_at) = described(steps, if file.is_text { 0 } else { file_no });
        let viewed = viewing(tx, file.upload_id, described_at).await?;
        views.push(ReportedFileView {
            upload_id: file.upload_id.to_string(),
            is_text: file.is_text,
            viewing: if typed_in_full { Viewing::InFull } else { viewed },
        });
    }
    Ok(views)
}

/// When the file was described, which is when the report says who had viewed it; what is not described yet counts every opening. Before it,
/// whether the report said what a moderator had typed.
pub(crate) fn described(steps: &[StepRow], file_no: i64) -> (bool, Timestamp) {
    let standing = steps.last().filter(|last| last.state != StepState::Gone);
    let mut of_attempt =
        steps.iter().filter(|step| standing.is_some_and(|last| last.attempt == step.attempt));
    let described = of_attempt.rfind(|step| step.step == Step::FileInfo && step.file_no == file_no);
    described.map_or((false, Timestamp::MAX), |step| (step.typed_in_full, step.intended_at))
}

/// Reports, newest first.
pub(crate) async fn list_reports(
    Shared(state): Shared<State>,
    listing: Listing,
) -> Result<Json<ReportsView>, Failure> {
    let (wanted, after, limit) = (listing.state(ReportState::EXPECTED)?, listing.after()?, listing.limit()?);
    let mut tx = state.node.db().begin_read("list-reports").await?;
    let rows = reports::list_reports(&mut tx, wanted, after, limit).await?;
    let next = next_after(&rows, limit, |row| row.report_id);
    Ok(Json(ReportsView { reports: rows.into_iter().map(ReportSummary::from).collect(), next }))
}

/// One report with its steps and outcomes.
pub(crate) async fn show_report(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Result<Json<ReportView>, Failure> {
    load_report(&state, &actor, &id).await.map(Json)
}

/// Sets a stuck report going again.
pub(crate) async fn retry_filing(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Result<Json<FilingRetried>, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let to = state.require_client()?.clearinghouse();
    state.node.act(&actor, &RetryFiling { report_id, to, has_only_moved: false }).await.map(Json)
}
