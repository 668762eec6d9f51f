//! The page on which somebody changes the own password.

use askama::Template;
use axum::Extension;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{refused, too_early};
use crate::accounts::change_password::{self, NotChanged, PasswordWish};
use crate::accounts::limits::seconds;
use crate::accounts::password;
use crate::accounts::session::Session;
use crate::accounts::sign_in::Caller;
use crate::http::{Form, Site};
use crate::{Failure, NavItem, Page, PageContext};

#[derive(Template)]
#[template(path = "account-password.html")]
struct PasswordPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    fewest_chars: i64,
    problem: Option<String>,
}

fn page_of(site: &Site, ctx: PageContext, problem: Option<String>) -> Page<PasswordPage> {
    let fewest_chars = i64::try_from(password::FEWEST_CHARS).unwrap_or_default();
    Page(PasswordPage { nav: site.navigation(&ctx), ctx, fewest_chars, problem })
}

/// `GET /account/password`.
pub(in crate::accounts) async fn page<S>(State(state): State<S>, ctx: PageContext) -> Response
where
    Site: FromRef<S>,
{
    page_of(&Site::from_ref(&state), ctx, None).into_response()
}

/// `POST /account/password`.
pub(in crate::accounts) async fn change<S>(
    State(state): State<S>,
    ctx: PageContext,
    caller: Caller,
    session: Option<Extension<Session>>,
    Form(wish): Form<PasswordWish>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    // who is known by the configuration of a demonstration has no password here
    let Extension(session) = session.ok_or_else(|| Failure::absent("account"))?;
    let Err(not) = change_password::change(&site, &caller, &session, &wish).await? else {
        return Ok(Redirect::to(&ctx.href("/account?done=password-changed")).into_response());
    };
    let problem = said(&ctx, not);
    let page = page_of(&site, ctx, Some(problem));
    Ok(if let NotChanged::Wait(wait) = not { too_early(page, wait) } else { refused(page) })
}

fn said(ctx: &PageContext, not: NotChanged) -> String {
    match not {
        NotChanged::Present => ctx.t("password-present-wrong"),
        NotChanged::Again => ctx.t("set-up-again-wrong"),
        NotChanged::Same => ctx.t("password-same"),
        NotChanged::Password(unfit) => ctx.t(unfit.key()),
        NotChanged::Wait(wait) => ctx.t1("sign-in-wait", "seconds", seconds(wait)),
    }
}
