//! Own drafts: keep one, see them, discard one.

use askama::Template;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{Draft, MARK, QUIET, discard, list_of, save};
use crate::http::{Form, Site};
use crate::{Failure, NavItem, Page, PageContext};

/// A form as it was typed.
type Fields = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "drafts.html")]
struct DraftsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    drafts: Vec<Draft>,
}

/// `GET /drafts`: what one has typed and not sent.
pub(crate) async fn list<S>(State(state): State<S>, ctx: PageContext) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let drafts = list_of(site.node(), &ctx.actor).await?;
    Ok(Page(DraftsPage { nav: site.navigation(&ctx), ctx, drafts }).into_response())
}

/// `POST /drafts`: keeps what a form holds. The script asks for no page back.
pub(crate) async fn save_form<S>(
    State(state): State<S>,
    ctx: PageContext,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let (form, back) = marked(&fields)?;
    let is_quiet = fields.iter().any(|(name, _)| name == QUIET);
    save(Site::from_ref(&state).node(), &ctx.actor, &form, &back, fields).await?;
    if is_quiet {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(on(&ctx, &back, "draft-saved"))
}

/// `POST /drafts/discard`.
pub(crate) async fn discard_form<S>(
    State(state): State<S>,
    ctx: PageContext,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let (form, back) = marked(&fields)?;
    discard(Site::from_ref(&state).node(), &ctx.actor, &form).await?;
    Ok(on(&ctx, &back, "draft-discarded"))
}

/// Back to the form's page, or to the drafts where nobody knows it.
fn on(ctx: &PageContext, back: &str, done: &str) -> Response {
    let page = if back.is_empty() { "/drafts" } else { back };
    let mark = if page.contains('?') { '&' } else { '?' };
    Redirect::to(&ctx.href(&format!("{page}{mark}done={done}"))).into_response()
}

/// Form and page that the button names.
fn marked(fields: &[(String, String)]) -> Result<(String, String), Failure> {
    let mark = fields.iter().find(|(name, _)| name == MARK).map(|(_, value)| value.as_str());
    let mark = mark.ok_or_else(|| Failure::refused(MARK, "says which form this is a draft of"))?;
    let (form, back) = mark.split_once(' ').unwrap_or((mark, ""));
    super::check(form, back, &[])?;
    Ok((form.to_owned(), back.to_owned()))
}
