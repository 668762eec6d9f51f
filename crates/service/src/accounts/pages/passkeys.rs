//! Passkeys: signing in, a fresh factor, and those of one's own account.

use askama::Template;
use axum::Extension;
use axum::extract::{FromRef, Path, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;

use super::sign_in::{answer_sign_in, confirm};
use super::{go_on, local};
use crate::accounts::passkeys::{self, Passkey, RemovePasskey};
use crate::accounts::session::{self, Session};
use crate::accounts::sign_in::{Caller, Given};
use crate::http::{Form, Json, Problem, Site};
use crate::i18n::PageFrame;
use crate::{Failure, NavItem, Page, PageContext, Typed, TypedForm, forms};

#[derive(Template)]
#[template(path = "passkey-new.html")]
struct NewPasskeyPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Why there can be none.
    problem: Option<&'static str>,
    /// What was sent and refused; of it only the name is shown again.
    typed: Typed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct Answer {
    credential: String,
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct NewPasskey {
    name: String,
    credential: String,
}

/// `POST /sign-in/passkey/begin`.
pub(in crate::accounts) async fn begin_sign_in<S>(
    State(state): State<S>,
    caller: Caller,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    Ok(match passkeys::begin_sign_in(&Site::from_ref(&state), &caller).await? {
        Ok((options, attempt)) => {
            ([(SET_COOKIE, session::begin_attempt(&attempt))], Json(options)).into_response()
        }
        Err(_) => {
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many attempts wait; try again in a minute")
                .into_response()
        }
    })
}

/// `POST /sign-in/passkey`.
pub(in crate::accounts) async fn sign_in<S>(
    State(state): State<S>,
    frame: PageFrame,
    caller: Caller,
    headers: HeaderMap,
    Form(typed): Form<Answer>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let back = local(&typed.back).to_owned();
    let attempt = session::attempt(&headers).unwrap_or_default();
    Ok(match passkeys::check_sign_in(&site, &caller, attempt, &typed.credential).await? {
        Ok(token) => go_on(&frame, &back, [session::begin(&token), session::end_attempt()]),
        Err(refusal) => answer_sign_in(&site, frame, back, refusal),
    })
}

/// `POST /sign-in/step-up/begin`.
pub(in crate::accounts) async fn begin_step_up<S>(
    State(state): State<S>,
    session: Option<Extension<Session>>,
) -> Result<Json<Value>, Failure>
where
    Site: FromRef<S>,
{
    let session = require(session)?;
    passkeys::begin_step_up(&Site::from_ref(&state), &session).await.map(Json)
}

fn require(session: Option<Extension<Session>>) -> Result<Session, Failure> {
    let none = || {
        Failure::conflict(
            "who comes by name and secret has no session to confirm, and no account for a passkey",
        )
    };
    session.map(|Extension(session)| session).ok_or_else(none)
}

/// `POST /sign-in/step-up/passkey`.
pub(in crate::accounts) async fn step_up<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
    caller: Caller,
    Form(typed): Form<Answer>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let given = Given::Passkey(&typed.credential);
    confirm(&Site::from_ref(&state), ctx, session, &caller, (given, &typed.back)).await
}

/// `GET /account/passkeys/new`.
pub(in crate::accounts) async fn new_page<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
) -> Response
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let problem = match session {
        None => Some("account-none"),
        Some(_) if !site.has_passkeys() => Some("passkeys-none-here"),
        Some(_) => None,
    };
    form(&site, ctx, problem, Typed::default()).into_response()
}

fn form(site: &Site, ctx: PageContext, problem: Option<&'static str>, typed: Typed) -> Page<NewPasskeyPage> {
    Page(NewPasskeyPage { nav: site.navigation(&ctx), ctx, problem, typed })
}

/// `POST /account/passkeys/begin`.
pub(in crate::accounts) async fn begin<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
) -> Result<Json<Value>, Failure>
where
    Site: FromRef<S>,
{
    let session = require(session)?;
    passkeys::begin_registration(&Site::from_ref(&state), &ctx.actor, &session).await.map(Json)
}

/// `POST /account/passkeys`.
pub(in crate::accounts) async fn add<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
    sent: TypedForm<NewPasskey>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let (site, session) = (Site::from_ref(&state), require(session)?);
    let outcome = match sent.fields {
        Ok(new) => passkeys::register(&site, &ctx.actor, &session, &new.name, &new.credential).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => Ok(Redirect::to(&ctx.href("/account")).into_response()),
        Err(failure) => Ok(forms::refused(form(&site, ctx, None, sent.typed.refused(failure)?))),
    }
}

/// `POST /account/passkeys/{id}/remove`.
pub(in crate::accounts) async fn remove<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
    Path(id): Path<String>,
) -> Result<Redirect, Failure>
where
    Site: FromRef<S>,
{
    let absent = || Failure::absent("passkey");
    let Extension(session) = session.ok_or_else(absent)?;
    let id: model::Id<Passkey> = id.parse().map_err(|_| absent())?;
    let action = RemovePasskey {
        account_id: &session.account_id,
        passkey_id: &id.to_string(),
        session_id: &session.session_id,
    };
    Site::from_ref(&state).node().act(&ctx.actor, &action).await?;
    Ok(Redirect::to(&ctx.href("/account")))
}
