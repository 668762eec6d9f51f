//! `GET` and `POST /api/user-reports`, `POST /api/user-reports/{id}/decision`.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Authenticated, ColumnRef, Failure, Json, Node, Once};
use utoipa::ToSchema;

use super::hits::{DecisionRequest, StandingView};
use super::listing::{Listing, next_after};
use super::{id_in_path, prose};
use crate::State;
use crate::actions::{DecisionMade, SubmitUserReport, UserReportStored};
use crate::db::user_reports::{self, UserReportRow};
use crate::ids::{Upload, UserReport};
use crate::review::{ReviewState, ReviewSubject, UserStatement};

/// What a user reports: an upload, or an address of the platform.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserReportRequest {
    /// The upload, if it is known.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    upload_id: Option<Id<Upload>>,
    /// The address, if it is not.
    #[serde(default)]
    url: Option<String>,
    /// The account of the user who reports.
    reporter_account: String,
    /// In their words.
    reason: String,
    /// Whether they say that a child is in danger now: it then comes first in the queue.
    #[serde(default)]
    in_danger: bool,
}

model::unprintable!(UserReportRequest);

/// A page of user reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserReportsView {
    user_reports: Vec<UserReportView>,
    /// Give it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// A user report.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserReportView {
    pub(crate) user_report_id: String,
    pub(crate) upload_id: Option<String>,
    /// `open`, `confirmed` or `dismissed`; `erased` where nobody had decided when the upload was.
    #[schema(value_type = String)]
    pub(crate) state: ReviewState,
    pub(crate) url: Option<String>,
    pub(crate) reporter_account: String,
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) received_at: Timestamp,
    /// The decision that stands.
    pub(crate) decision: Option<StandingView>,
    pub(crate) report_id: Option<String>,
}

model::unprintable!(UserReportView);

impl UserReportView {
    /// Opens the personal parts of a row.
    pub(crate) fn open(row: UserReportRow, node: &Node) -> Result<Self, Failure> {
        let id = row.user_report_id.to_string();
        let at = ColumnRef { table: user_reports::TABLE, row: &id, column: user_reports::STATEMENT };
        let statement = row.statement.open_kept(node.columns(), at)?;
        Ok(Self {
            upload_id: row.upload_id.map(|id| id.to_string()),
            state: ReviewState::of(row.standing.as_ref(), row.is_erased),
            url: statement.url,
            reporter_account: statement.reporter_account,
            reason: statement.reason,
            received_at: row.received_at,
            decision: row.standing.map(StandingView::from),
            report_id: row.report_id.map(|id| id.to_string()),
            user_report_id: id,
        })
    }
}

impl UserReportRequest {
    fn action(self) -> Result<SubmitUserReport, Failure> {
        match (&self.upload_id, &self.url) {
            (None, None) => return Err(Failure::refused("upload_id", "give an upload_id or a url")),
            (Some(_), Some(_)) => {
                return Err(Failure::refused("url", "give an upload_id or a url, not both"));
            }
            (None, Some(url)) => crate::statement::check_url("url", url)?,
            (Some(_), None) => {}
        }
        Ok(SubmitUserReport {
            upload_id: self.upload_id,
            statement: UserStatement {
                url: self.url,
                reporter_account: prose("reporter_account", &self.reporter_account)?,
                reason: prose("reason", &self.reason)?,
            },
            in_danger: self.in_danger,
        })
    }
}

/// Passes on what a user reports.
pub(crate) async fn submit_user_report(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    request: Once<UserReportRequest>,
) -> Result<(StatusCode, Json<UserReportStored>), Failure> {
    let action = request.body.action()?;
    let stored = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok((StatusCode::CREATED, Json(stored.output)))
}

/// The queue of user reports, oldest first.
pub(crate) async fn list_user_reports(
    Shared(state): Shared<State>,
    listing: Listing,
) -> Result<Json<UserReportsView>, Failure> {
    let (wanted, after, limit) = (listing.state(ReviewState::EXPECTED)?, listing.after()?, listing.limit()?);
    let mut tx = state.node.db().begin_read("list-user-reports").await?;
    let rows = user_reports::list_user_reports(&mut tx, wanted, after, limit).await?;
    let next = next_after(&rows, limit, |row| row.user_report_id);
    let open = |row| UserReportView::open(row, &state.node);
    Ok(Json(UserReportsView { user_reports: rows.into_iter().map(open).collect::<Result<_, _>>()?, next }))
}

/// Confirms or dismisses a user report.
pub(crate) async fn decide_user_report(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<DecisionRequest>,
) -> Result<Json<DecisionMade>, Failure> {
    let subject = ReviewSubject::UserReport(id_in_path::<UserReport>(&id, "user report")?);
    let action = request.body.on(&state, subject)?;
    let made = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok(Json(made.output))
}
