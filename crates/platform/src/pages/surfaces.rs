//! `/surfaces`: where files are seen, on what legal basis they are compared with hash lists there, and since when.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use service::{ColumnRef, Failure, NavItem, Page, PageContext, Typed, TypedForm, forms};

use super::{may, nav};
use crate::State;
use crate::actions::StateBasis;
use crate::api::prose;
use crate::db::surfaces::{self, StatementRow};
use crate::permissions::Permission;
use crate::surfaces::{DEROGATION_LAPSED_ON, Surface, day_of, is_in_force};

/// Every surface with what was stated of it, and the form for a statement.
#[derive(Template)]
#[template(path = "surfaces.html")]
pub(crate) struct SurfacesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    surfaces: Vec<SurfaceFacts>,
    may_state: bool,
    channels: Vec<(String, String)>,
    derogation_lapsed_on: Date,
    typed: Typed,
}

/// One surface: the statement that stands, and those before it.
struct SurfaceFacts {
    name: String,
    in_force: bool,
    statements: Vec<(StatementRow, String)>,
}

/// A statement as the form says it.
#[derive(Deserialize)]
pub(crate) struct SurfaceForm {
    name: String,
    channel: String,
    basis: String,
    from: String,
    #[serde(default)]
    until: String,
    reason: String,
}

/// Shows the surfaces.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
) -> Result<Page<SurfacesPage>, Failure> {
    load(&state, ctx, Typed::default()).await
}

/// Takes a statement from the form.
pub(crate) async fn state_basis(
    Shared(state): Shared<State>,
    ctx: PageContext,
    form: TypedForm<SurfaceForm>,
) -> Result<Response, Failure> {
    let outcome = act(&state, &ctx, form.fields).await;
    let again = |ctx, typed| load(&state, ctx, typed);
    forms::answer(ctx, outcome, form.typed, "/surfaces", "basis", again).await
}

async fn act(state: &State, ctx: &PageContext, fields: Result<SurfaceForm, Failure>) -> Result<(), Failure> {
    let form = fields?;
    let surface = Surface::read(&form.name, &form.channel, &form.basis, &form.from, Some(&form.until))?;
    let action = StateBasis { surface, reason: prose("reason", &form.reason)? };
    state.node.act(&ctx.actor, &action).await.map(drop)
}

async fn load(state: &State, ctx: PageContext, typed: Typed) -> Result<Page<SurfacesPage>, Failure> {
    let today = day_of(&state.zone, ctx.now);
    let mut tx = state.node.db().begin_read("surfaces-page").await?;
    let mut surfaces: Vec<SurfaceFacts> = Vec::new();
    for (row, reason) in surfaces::list_statements(&mut tx).await? {
        let id = format!("{}/{}", row.surface, row.statement_no);
        let at = ColumnRef { table: surfaces::TABLE, row: &id, column: surfaces::REASON };
        let reason = reason.open_kept(state.node.columns(), at)?;
        match surfaces.last_mut() {
            Some(last) if last.name == row.surface => last.statements.push((row, reason)),
            _ => surfaces.push(SurfaceFacts {
                name: row.surface.clone(),
                in_force: is_in_force(&row, today),
                statements: vec![(row, reason)],
            }),
        }
    }
    let channel = |name: &str| (name.to_owned(), ctx.t(&format!("channel-{name}")));
    Ok(Page(SurfacesPage {
        nav: nav(&ctx),
        surfaces,
        may_state: may(&ctx, Permission::StateBasis),
        channels: vec![channel("public"), channel("private")],
        derogation_lapsed_on: DEROGATION_LAPSED_ON,
        typed,
        ctx,
    }))
}
