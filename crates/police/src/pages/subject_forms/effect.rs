//! What a decision on a link or a veto would change, and the form that makes it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::{Link, Subject};
use service::{Failure, NavItem, Page, PageContext};

use super::load;
use crate::Police;
use crate::db::{Reader, contests, links};
use crate::ids::Veto;
use crate::pages::navigation;
use crate::views::{Change, EffectView, load_effect};

#[derive(Template)]
#[template(path = "subject-effect.html")]
struct EffectPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    subject_id: Id<Subject>,
    effect: EffectView,
    /// `link-withdraw`, `link-restore` or `veto-withdraw`: the texts of that name say what is decided.
    what: &'static str,
    /// Where the form goes, below the subject; empty for a link under dispute, on which the subject's page asks.
    action: String,
}

/// `GET /subjects/{id}/links/{link}/effect`: of withdrawing a link that stands, of restoring one that does not.
pub(crate) async fn of_link(
    State(police): State<Police>,
    ctx: PageContext,
    Path((subject_id, link_id)): Path<(Id<Subject>, Id<Link>)>,
) -> Result<Response, Failure> {
    load(&police, &ctx, subject_id).await?;
    let reader = Reader::of(&ctx.actor);
    let mut tx = police.reading("preview-link").await?;
    let link = links::find_link(&mut tx, &reader, link_id).await?;
    let link = link.ok_or_else(|| Failure::absent("link"))?;
    let pair = [link.account_a, link.account_b];
    let effect = load_effect(&mut tx, &reader, police.node.columns(), Change::Link(link_id), pair).await?;
    let is_contested = link.standing && contests::find_open(&mut tx, link_id).await?.is_some();
    drop(tx);
    let (what, act) = if link.standing { ("link-withdraw", "undo") } else { ("link-restore", "restore") };
    let action = if is_contested { String::new() } else { format!("links/{link_id}/{act}") };
    Ok(Page(EffectPage { nav: navigation(&ctx), ctx, subject_id, effect, what, action }).into_response())
}

/// `GET /subjects/{id}/vetoes/{veto}/effect`: of withdrawing a veto that stands.
pub(crate) async fn of_veto(
    State(police): State<Police>,
    ctx: PageContext,
    Path((subject_id, veto_id)): Path<(Id<Subject>, Id<Veto>)>,
) -> Result<Response, Failure> {
    load(&police, &ctx, subject_id).await?;
    let reader = Reader::of(&ctx.actor);
    let mut tx = police.reading("preview-veto").await?;
    let veto = links::find_veto(&mut tx, &reader, veto_id).await?;
    let veto = veto.filter(|veto| veto.standing).ok_or_else(|| Failure::absent("veto"))?;
    let pair = [veto.account_a, veto.account_b];
    let effect = load_effect(&mut tx, &reader, police.node.columns(), Change::Veto(veto_id), pair).await?;
    drop(tx);
    let action = format!("vetoes/{veto_id}/undo");
    let what = "veto-withdraw";
    Ok(Page(EffectPage { nav: navigation(&ctx), ctx, subject_id, effect, what, action }).into_response())
}
