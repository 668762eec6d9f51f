//! `GET /api/restorations`, `POST /api/restorations/{id}/decision`.

use axum::extract::{Path, State as Shared};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once, Query};
use utoipa::ToSchema;

use super::{id_in_path, prose};
use crate::State;
use crate::actions::{RestorationSettled, SettleRestoration};
use crate::db::restorations::{self, RestorationRow};
use crate::ids::Restoration;
use crate::restorations::Verdict;

/// So many tasks at most in one answer.
const MOST: i64 = 500;

/// Which tasks are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RestorationsQuery {
    /// `all`, or nothing for those that wait for somebody.
    state: String,
}

/// Accounts to be restored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RestorationsView {
    restorations: Vec<RestorationView>,
}

/// One of them. Nothing of the account: the report says which it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RestorationView {
    restoration_id: String,
    report_id: String,
    report_number: Option<i64>,
    #[schema(value_type = String)]
    opened_at: Timestamp,
    /// Whether another outcome of the report came since.
    overtaken: bool,
    /// What was done last: `restored` or `kept`.
    verdict: Option<&'static str>,
}

/// What was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RestorationRequest {
    /// `restored` or `kept`.
    pub(crate) verdict: String,
    /// Why.
    pub(crate) reason: String,
}

model::unprintable!(RestorationRequest);

impl RestorationView {
    fn new(row: &RestorationRow) -> Self {
        Self {
            restoration_id: row.restoration_id.to_string(),
            report_id: row.report_id.to_string(),
            report_number: row.report_number,
            opened_at: row.opened_at,
            overtaken: row.is_overtaken,
            verdict: row.verdict.map(Verdict::name),
        }
    }
}

/// A task by the identifier in the address.
pub(crate) async fn load(state: &State, id: &str) -> Result<RestorationRow, Failure> {
    let id = id_in_path::<Restoration>(id, "restoration")?;
    let mut tx = state.node.db().begin_read("find-restoration").await?;
    restorations::find(&mut tx, id).await?.ok_or_else(|| Failure::absent("restoration"))
}

impl RestorationRequest {
    /// The action on a task that is there.
    pub(crate) fn on(&self, task: &RestorationRow) -> Result<SettleRestoration, Failure> {
        let verdict = Verdict::find(&self.verdict)
            .ok_or_else(|| Failure::refused("verdict", "must be `restored` or `kept`"))?;
        let reason = prose("reason", &self.reason)?;
        Ok(SettleRestoration { restoration_id: task.restoration_id, verdict, reason })
    }
}

/// Lists them, newest first.
pub(crate) async fn list_restorations(
    Shared(state): Shared<State>,
    Query(asked): Query<RestorationsQuery>,
) -> Result<Json<RestorationsView>, Failure> {
    let mut tx = state.node.db().begin_read("list-restorations").await?;
    let rows = restorations::list(&mut tx, asked.state != "all", ("opened_at", true), (0, MOST)).await?;
    Ok(Json(RestorationsView { restorations: rows.iter().map(RestorationView::new).collect() }))
}

/// Keeps what was done.
pub(crate) async fn settle(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<RestorationRequest>,
) -> Result<Json<RestorationSettled>, Failure> {
    let action = request.body.on(&load(&state, &id).await?)?;
    let made = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok(Json(made.output))
}
