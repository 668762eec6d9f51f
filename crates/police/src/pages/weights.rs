//! The weights for the order of work: those in use, those proposed, and what would move.

use axum::extract::State;
use axum::response::Response;
use model::triage::Weights;
use serde::Deserialize;
use service::triage::{PREVIEWED, Preview, Proposal, Tried, weights_page};
use service::{Failure, PageContext, Tx, TypedForm};

use super::{forms, navigation};
use crate::actions::ApplyWeights;
use crate::db::{Reader, triage};
use crate::{Police, scoring};

/// `GET /weights`.
pub(crate) async fn show(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let proposal = Proposal::read(police.settings.weight_file.as_ref()).await?;
    let mut tx = police.reading("weights-page").await?;
    let proposal = proposal.unless_in_use(&mut tx).await?;
    let preview = match &proposal.proposed {
        Some(proposed) => preview(&police, &mut tx, &proposed.weights, &ctx).await?,
        None => Preview::default(),
    };
    let nav = navigation(&ctx);
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
    State(police): State<Police>,
    ctx: PageContext,
    form: TypedForm<ApplyForm>,
) -> Result<Response, Failure> {
    let seen_version = form.fields?.version;
    let proposed = Proposal::read(police.settings.weight_file.as_ref()).await?.require()?;
    police.node.act(&ctx.actor, &ApplyWeights { proposed, seen_version }).await?;
    Ok(forms::done(&ctx, "/weights", "weights-applied"))
}

/// Scores the newest reports that the reader may read under these weights.
async fn preview(
    police: &Police,
    tx: &mut Tx,
    weights: &Weights,
    ctx: &PageContext,
) -> Result<Preview, Failure> {
    let mut preview = Preview::default();
    for report in triage::list_newest_scored(tx, &Reader::of(&ctx.actor), PREVIEWED).await? {
        let id = report.report_id;
        let Some(score) = triage::find_score(tx, id).await? else { continue };
        let Some(grounds) = scoring::open(police.node.columns(), id, &score)? else { continue };
        let (number, path) = (report.report_number, format!("/reports/{id}"));
        let (band, points_tenths, stated) = (score.band, score.urgency_tenths, &grounds.stated);
        preview.add(weights, ctx, Tried { number, path, band, points_tenths, stated });
    }
    Ok(preview)
}
