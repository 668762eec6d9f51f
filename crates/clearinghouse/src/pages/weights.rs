//! The weights for the order of work: those in use, those proposed, and what would move.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use model::triage::{Band, FactorWeight, Weights, urgency};
use serde::Deserialize;
use service::triage::points;
use service::{Failure, NavItem, Page, PageContext, Tx, TypedForm};
use tokio::task::spawn_blocking;

use crate::actions::apply_weights::ApplyWeights;
use crate::db;
use crate::db::weights::AppliedRow;
use crate::scoring::{Proposed, in_use, standing};
use crate::state::State as Clearinghouse;

/// How many reports a preview scores; those that came last.
const PREVIEWED: i64 = 5000;
/// How many reports that would move are listed.
const LISTED: usize = 100;
/// How many earlier versions are listed.
const HISTORY: i64 = 50;

/// A report that would change its band.
struct Move {
    report_number: i64,
    from: Band,
    to: Band,
    from_points: String,
    to_points: String,
}

/// What would move under the proposed weights.
#[derive(Default)]
struct Preview {
    /// How many reports were scored for it.
    scored: usize,
    /// How many move, by band before and after.
    counts: Vec<(Band, Band, usize)>,
    /// The first of them, those that would become less urgent first.
    moves: Vec<Move>,
}

#[derive(Template)]
#[template(path = "weights.html")]
struct WeightsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    current: Weights,
    proposed: Option<Proposed>,
    /// Why the file of the configuration cannot be used.
    broken: Option<String>,
    preview: Preview,
    history: Vec<AppliedRow>,
}

impl WeightsPage {
    fn points_of(&self, factor: &FactorWeight) -> String {
        points(self.ctx.lang, factor.points_tenths)
    }

    fn cap_of(&self, factor: &FactorWeight) -> String {
        points(self.ctx.lang, factor.cap_tenths)
    }

    /// What the proposed file gives for the same factor, when it is another number.
    fn change(&self, factor: &FactorWeight) -> Option<String> {
        let mut proposed = self.proposed.as_ref()?.weights.factors().iter();
        let other = proposed.find(|other| other.factor == factor.factor)?;
        (other.points_tenths != factor.points_tenths).then(|| points(self.ctx.lang, other.points_tenths))
    }
}

/// `GET /weights`.
pub(crate) async fn show(State(state): State<Clearinghouse>, ctx: PageContext) -> Result<Response, Failure> {
    let (proposed, broken) = match propose(&state).await? {
        Some(Ok(proposed)) => (Some(proposed), None),
        Some(Err(reason)) => (None, Some(reason)),
        None => (None, None),
    };
    let mut tx = state.node().db().begin_read("weights-page").await?;
    let current = in_use(&mut tx).await?;
    let proposed = proposed.filter(|proposed| proposed.weights.version() != current.version());
    let preview = match &proposed {
        Some(proposed) => preview(&state, &mut tx, &proposed.weights, &ctx).await?,
        None => Preview::default(),
    };
    let history = db::weights::list(&mut tx, HISTORY).await?;
    drop(tx);
    let nav = super::nav(&ctx);
    Ok(Page(WeightsPage { nav, ctx, current, proposed, broken, preview, history }).into_response())
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
    let nothing = || Failure::conflict("no weight file is proposed, or it cannot be read");
    let proposed = propose(&state).await?.and_then(Result::ok).ok_or_else(nothing)?;
    state.node().act(&ctx.actor, &ApplyWeights { proposed, seen_version }).await?;
    Ok(Redirect::to(&ctx.href("/weights?done=weights-applied")).into_response())
}

/// The file of the configuration as it is now, or what is wrong with it.
async fn propose(state: &Clearinghouse) -> Result<Option<Result<Proposed, String>>, Failure> {
    let state = state.clone();
    spawn_blocking(move || state.weight_file().map(crate::scoring::WeightFile::read))
        .await
        .map_err(Failure::broken)
}

/// Scores the newest reports under these weights, and says which would stand in another band.
async fn preview(
    state: &Clearinghouse,
    tx: &mut Tx,
    weights: &Weights,
    ctx: &PageContext,
) -> Result<Preview, Failure> {
    let mut preview = Preview::default();
    let mut counts = BTreeMap::<(Band, Band), usize>::new();
    for (report_id, report_number) in db::scores::list_newest_scored(tx, PREVIEWED).await? {
        let Some(score) = db::scores::latest(tx, report_id).await? else { continue };
        let Some(grounds) = standing::open(state.node().columns(), report_id, &score)? else { continue };
        preview.scored += 1;
        let then = urgency(weights, &grounds.stated, ctx.now);
        if then.band == score.band {
            continue;
        }
        *counts.entry((score.band, then.band)).or_default() += 1;
        preview.moves.push(Move {
            report_number,
            from: score.band,
            to: then.band,
            from_points: points(ctx.lang, score.urgency_tenths),
            to_points: points(ctx.lang, then.points_tenths),
        });
    }
    preview.moves.sort_by_key(|moved| (moved.to < moved.from, moved.from, moved.report_number));
    preview.moves.truncate(LISTED);
    preview.counts = counts.into_iter().map(|((from, to), count)| (from, to, count)).collect();
    Ok(preview)
}
