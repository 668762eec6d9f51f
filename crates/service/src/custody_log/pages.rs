//! The custody history of one object, for who may read the object: its entries in order, each held against the newest checkpoint, and
//! the file with which somebody else can do the same.

use std::future::Future;

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::history::{Judged, Proven, history, judge};
use super::with_cosignatures;
use crate::db::Tx;
use crate::http::{Access, Site};
use crate::{
    Actor, Failure, List, NavItem, Operation, Page, PageContext, Paging, Permission, Reason, Refused, Routes,
};

/// Schema of the file with the proofs.
const SCHEMA: &str = "amparo-custody-history/1";
/// Entries on one page: as many as a list has rows.
const MOST_SHOWN: usize = 50;
/// What is not there, in words of the glossary.
const OBJECT: &str = "object in the custody log";

/// A role that shows the custody history of its objects. Implemented by the state that its handlers share.
pub trait Histories: Clone + Send + Sync + 'static {
    /// Whether what has this identifier is there for the actor: by the permission that its own page asks for, in the unit, and as far as
    /// closed operations say. What is no identifier of a kind that the role shows is there for nobody.
    fn may_read_history(
        tx: &mut Tx,
        actor: &Actor,
        object_id: &str,
    ) -> impl Future<Output = Result<bool, Failure>> + Send;

    /// Where the object is shown, if the role has a page for it.
    fn page_of(object_id: &str) -> Option<String>;
}

#[derive(Template)]
#[template(path = "custody-history.html")]
struct HistoryPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    object_id: String,
    page: Option<String>,
    history: Judged,
    paging: Paging,
}

#[derive(Template)]
#[template(path = "custody-history-ask.html")]
struct AskPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
}

/// What somebody else needs to compute the proofs anew.
#[derive(Serialize)]
struct ProofFile<'a> {
    schema: &'static str,
    object_id: &'a str,
    /// The verifier key of the log, to be compared with one from elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// The signed checkpoint with its cosignatures.
    checkpoint: String,
    /// Each with salt and body, unless they were erased, and the hashes that lead to the root.
    entries: Vec<Proven>,
}

/// Adds the pages of the custody history to the routes of a role.
pub fn routes<S, P>(routes: Routes<S, P>) -> Routes<S, P>
where
    S: Histories,
    P: Permission,
    Site: FromRef<S>,
{
    routes
        .page("/custody/history", Access::Staff, "Page: ask for the custody history of an object", ask::<S>)
        .no_personal_data()
        .asks(&["object"])
        .page(
            "/custody/history/{id}",
            Access::Staff,
            "Page: what the custody log says of an object, and whether it is proven",
            show::<S>,
        )
        .operation(Operation::Consultation)
        .get(
            "/custody/history/{id}/proof",
            Access::Staff,
            "The entries on an object with salts and proofs, to be checked elsewhere",
            proof::<S>,
        )
        .operation(Operation::Consultation)
        .gives_media(200, "application/json")
}

/// `GET /custody/history[?object=KIND/ID]`: on to the object's history; without one, the form.
async fn ask<S>(State(state): State<S>, ctx: PageContext) -> Response
where
    S: Histories,
    Site: FromRef<S>,
{
    let asked = ctx.query_value("object").unwrap_or_default();
    let id = asked.rsplit('/').next().unwrap_or_default().trim();
    let is_id = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !id.is_empty() && is_id {
        return Redirect::to(&ctx.href(&format!("/custody/history/{id}"))).into_response();
    }
    let nav = Site::from_ref(&state).navigation(&ctx);
    Page(AskPage { ctx, nav }).into_response()
}

/// `GET /custody/history/{id}`.
async fn show<S>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
    Path(object_id): Path<String>,
) -> Result<Response, Failure>
where
    S: Histories,
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let mut tx = open::<S>(&site, &ctx.actor, &object_id).await?;
    let skip = usize::try_from(list.offset()).unwrap_or(usize::MAX);
    let history = judge(&mut tx, &object_id, skip, MOST_SHOWN).await?;
    drop(tx);
    let paging = list.paging(i64::try_from(history.total).unwrap_or(i64::MAX));
    let page = S::page_of(&object_id).map(|page| ctx.href(&page));
    let nav = site.navigation(&ctx);
    Ok(Page(HistoryPage { ctx, nav, object_id, page, history, paging }).into_response())
}

/// `GET /custody/history/{id}/proof`: a file, to be checked without this node.
async fn proof<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(object_id): Path<String>,
) -> Result<Response, Failure>
where
    S: Histories,
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let mut tx = open::<S>(&site, &ctx.actor, &object_id).await?;
    let history = history(&mut tx, &object_id).await.map_err(not_yet)?;
    let (size, note) = (history.published.checkpoint.size, history.published.note);
    let checkpoint = with_cosignatures(&mut tx, size, note).await?;
    drop(tx);
    let file = ProofFile {
        schema: SCHEMA,
        object_id: &object_id,
        key: site.node().publisher().map(|publisher| publisher.verifier().to_string()),
        checkpoint,
        entries: history.entries,
    };
    let bytes = serde_json::to_vec_pretty(&file).map_err(Failure::broken)?;
    let name = format!("attachment; filename=\"custody-{object_id}.json\"");
    let name = HeaderValue::from_str(&name).map_err(Failure::broken)?;
    let kind = HeaderValue::from_static("application/json");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// The object is there for who asks; only no checkpoint holds an entry on it.
fn not_yet(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(Refused { reason: Reason::Absent, .. }) => {
            Failure::conflict("no checkpoint holds an entry on this object yet; try again in a minute")
        }
        other => other,
    }
}

/// A transaction in which the object is there for the actor.
async fn open<S: Histories>(site: &Site, actor: &Actor, object_id: &str) -> Result<Tx, Failure> {
    let mut tx = site.node().db().begin_read("custody-history").await?;
    if S::may_read_history(&mut tx, actor, object_id).await? {
        return Ok(tx);
    }
    Err(Failure::absent(OBJECT))
}
