//! The weights for the order of work: those in use, those proposed, and what would move.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use model::triage::Weights;
use serde::Deserialize;
use service::triage::{PREVIEWED, Preview, Proposal, Tried, weights_page};
use service::{Failure, PageContext, Tx, TypedForm};

use crate::actions::apply_weights::ApplyWeights;
use crate::db;
use crate::scoring::standing;
use crate::state::State as Clearinghouse;

/// `GET /weights`.
pub(crate) async fn show(State(state): State<Clearinghouse>, ctx: PageContext) -> Result<Response, Failure> {
    let proposal = Proposal::read(state.weight_file()).await?;
    let mut tx = state.node().db().begin_read("weights-page").await?;
    let proposal = proposal.unless_in_use(&mut tx).await?;
    let preview = match &proposal.proposed {
        Some(proposed) => preview(&state, &mut tx, &proposed.weights, &ctx).await?,
        None => Preview::default(),
    };
    let nav = super::nav(&ctx);
    weights_page(&mut tx, ctx, nav, proposal, preview).await
}

/// The form by which proposed weights are taken into use.
#[derive(Deserialize)]
pub(crate) struct ApplyForm {
    /// The version that the page showed.
    version: String,
}

/// `POST /weights`.
pub(crate) async fn apply(
    State(state): State<Clearinghouse>,
    ctx: PageContext,
    form: TypedForm<ApplyForm>,
) -> Result<Response, Failure> {
    let seen_version = form.fields?.version;
    let proposed = Proposal::read(state.weight_file()).await?.require()?;
    state.node().act(&ctx.actor, &ApplyWeights { proposed, seen_version }).await?;
    Ok(Redirect::to(&ctx.href("/weights?done=weights-applied")).into_response())
}

/// Scores the newest reports under these weights.
async fn preview(
    state: &Clearinghouse,
    tx: &mut Tx,
    weights: &Weights,
    ctx: &PageContext,
) -> Result<Preview, Failure> {
    let mut preview = Preview::default();
    for (report_id, number) in db::scores::list_newest_scored(tx, PREVIEWED).await? {
        let Some(score) = db::scores::latest(tx, report_id).await? else { continue };
        let Some(grounds) = standing::open(state.node().columns(), report_id, &score)? else { continue };
        let (path, points_tenths) = (format!("/reports/{number}"), i64::from(score.urgency_tenths));
        let (band, stated) = (score.band, &grounds.stated);
        preview.add(weights, ctx, Tried { number, path, band, points_tenths, stated });
    }
    Ok(preview)
}
