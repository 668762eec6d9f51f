//! `/uploads/{id}/reasons`: the statement of reasons for a user, to be copied into whatever the application sends them.

use askama::Template;
use axum::extract::{Path, State as Shared};
use jiff::civil::Date;
use service::{Failure, NavItem, Page, PageContext};

use super::nav;
use crate::State;
use crate::api::{id_in_path, reasons};
use crate::ids::Upload;
use crate::opening::page_of;

/// The statement.
#[derive(Template)]
#[template(path = "reasons.html")]
pub(crate) struct ReasonsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    upload_id: String,
    /// Where its item is.
    item: String,
    /// None where nothing stands confirmed, or it is erased.
    paragraphs: Option<Vec<String>>,
    verified: bool,
    source: String,
    checked_on: Date,
}

/// Shows the statement in the language of the page.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ReasonsPage>, Failure> {
    let id = id_in_path::<Upload>(&id, "upload")?;
    let mut tx = state.node.db().begin_read("reasons-page").await?;
    let paragraphs = reasons::load(&state, &mut tx, id, ctx.lang).await?;
    let item = ctx.href(&page_of(&mut tx, id).await?);
    Ok(Page(ReasonsPage {
        nav: nav(&ctx),
        upload_id: id.to_string(),
        item,
        paragraphs,
        verified: state.reasons.verified,
        source: state.reasons.source.clone(),
        checked_on: state.reasons.checked_on,
        ctx,
    }))
}
