//! `/destination`: where reports go, whether the other side answers, and who opened the way in earnest.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use service::{ColumnRef, Failure, NavItem, Page, PageContext, Typed, TypedForm, forms};

use super::{back_to, may, nav};
use crate::State;
use crate::actions::{NoteStatus, SetLock};
use crate::api::prose;
use crate::db::destinations::{self, DestinationRow};
use crate::destination::{Clearinghouse, Destination};
use crate::filing::Step;
use crate::filing::answer::Meaning;
use crate::permissions::Permission;

/// Entries that the page shows at most.
const MOST: i64 = 50;
/// Longest answer that is kept, in characters.
const MOST_WORDS: usize = 500;

/// Where reports go.
#[derive(Template)]
#[template(path = "destination.html")]
pub(crate) struct DestinationPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// None where reports are carried by hand.
    destination: Option<Destination>,
    address: String,
    is_open: bool,
    answered_at: Option<Timestamp>,
    /// How many test reports were accepted.
    tested: i64,
    entries: Vec<(DestinationRow, String)>,
    may_ask: bool,
    may_open: bool,
    typed: Typed,
}

impl DestinationPage {
    /// What stands there, in text keys.
    fn kind(&self) -> &'static str {
        self.destination.map_or("none", Destination::name)
    }
}

/// Asks for the status of the address that the page showed.
#[derive(Deserialize)]
pub(crate) struct StatusForm {
    address: String,
}

/// Opens or closes it, with a reason.
#[derive(Deserialize)]
pub(crate) struct LockForm {
    address: String,
    decision: Lock,
    reason: String,
}

model::unprintable!(LockForm);

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Lock {
    Open,
    Close,
}

/// Shows it.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
) -> Result<Page<DestinationPage>, Failure> {
    load(&state, ctx, Typed::default()).await
}

/// Asks the other side for its status, and notes what it answers.
pub(crate) async fn ask(
    Shared(state): Shared<State>,
    ctx: PageContext,
    form: TypedForm<StatusForm>,
) -> Result<Redirect, Failure> {
    let to = same_address(&state, &form.fields?.address)?;
    let answer = state.require_client()?.status().await;
    // a status has no report number, as the answer to `/finish` needs none
    let answered = answer.meaning(Step::Finish) == Meaning::Done;
    let words = answer.words.chars().take(MOST_WORDS).collect();
    let configured = state.config.clearinghouse.as_ref();
    let in_earnest = configured.filter(|to| to.destination == Destination::Production);
    let credential = in_earnest.map(|to| state.credential(to));
    let action = NoteStatus { address: to.address, answered, words, credential };
    state.node.act(&ctx.actor, &action).await?;
    Ok(back_to(&ctx, "/destination?done=status"))
}

/// Opens or closes the way.
pub(crate) async fn lock(
    Shared(state): Shared<State>,
    ctx: PageContext,
    form: TypedForm<LockForm>,
) -> Result<Response, Failure> {
    let outcome = act(&state, &ctx, form.fields).await;
    let again = |ctx, typed| load(&state, ctx, typed);
    forms::answer(ctx, outcome, form.typed, "/destination", "lock", again).await
}

async fn act(state: &State, ctx: &PageContext, fields: Result<LockForm, Failure>) -> Result<(), Failure> {
    let LockForm { address, decision, reason } = fields?;
    let to = same_address(state, &address)?;
    let action = SetLock {
        address: to.address,
        destination: to.destination,
        open: decision == Lock::Open,
        reason: prose("reason", &reason)?,
    };
    state.node.act(&ctx.actor, &action).await.map(drop)
}

/// The clearinghouse whose address the page showed, unless the node has another by now.
pub(super) fn same_address(state: &State, address: &str) -> Result<Clearinghouse, Failure> {
    let to = state.require_client()?.clearinghouse();
    if address == to.address {
        Ok(to)
    } else {
        Err(Failure::conflict("the destination has changed meanwhile; look at the page again"))
    }
}

async fn load(state: &State, ctx: PageContext, typed: Typed) -> Result<Page<DestinationPage>, Failure> {
    let to = state.clearinghouse();
    let destination = to.as_ref().map(|to| to.destination);
    let address = to.map(|to| to.address).unwrap_or_default();
    let mut tx = state.node.db().begin_read("destination-page").await?;
    let is_earnest = destination == Some(Destination::Production);
    let is_open = !is_earnest || destinations::is_unlocked(&mut tx, &address).await?;
    let answered_at = destinations::answered_at(&mut tx, &address).await?;
    let tested = destinations::count_filed(&mut tx, Destination::Test).await?;
    let rows = destinations::list_of(&mut tx, &address, MOST).await?;
    Ok(Page(DestinationPage {
        nav: nav(&ctx),
        destination,
        address,
        is_open,
        answered_at,
        tested,
        entries: rows.into_iter().map(|row| opened(state, row)).collect::<Result<_, _>>()?,
        may_ask: destination.is_some() && may(&ctx, Permission::RetryFiling),
        may_open: is_earnest && may(&ctx, Permission::StateBasis),
        typed,
        ctx,
    }))
}

/// An entry with what was said.
fn opened(state: &State, row: DestinationRow) -> Result<(DestinationRow, String), Failure> {
    let key = row.entry_no.to_string();
    let at = ColumnRef { table: destinations::TABLE, row: &key, column: destinations::WORDS };
    let words = row.words.open_kept(state.node.columns(), at)?;
    Ok((row, words))
}
