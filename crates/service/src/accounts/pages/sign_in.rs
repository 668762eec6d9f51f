//! Signing in, and confirming who one is.

use askama::Template;
use axum::Extension;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{go_on, local, refused, said, too_early};
use crate::accounts::session::{self, Session};
use crate::accounts::sign_in::{Caller, Refusal, check_code, check_fresh_code, check_password};
use crate::http::{Form, Site};
use crate::i18n::{PageFrame, encode};
use crate::{Failure, NavItem, Page, PageContext};

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    back: String,
    problem: Option<String>,
}

/// The second step, and the fresh code of a session.
#[derive(Template)]
#[template(path = "sign-in-code.html")]
struct CodePage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    back: String,
    problem: Option<String>,
    action: &'static str,
    title_key: &'static str,
    lead_key: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct NameAndPassword {
    name: String,
    password: String,
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct Code {
    code: String,
    #[serde(default)]
    back: String,
}

fn back_of(frame: &PageFrame) -> String {
    local(&frame.query_value("back").unwrap_or_default()).to_owned()
}

impl SignInPage {
    fn new(ctx: PageFrame, back: String, problem: Option<String>) -> Self {
        Self { ctx, nav: Vec::new(), back, problem }
    }
}

impl CodePage {
    fn second_step(ctx: PageFrame, back: String, problem: Option<String>) -> Self {
        let (title_key, lead_key) = ("sign-in-code-title", "sign-in-code-lead");
        Self { ctx, nav: Vec::new(), back, problem, action: "/sign-in/code", title_key, lead_key }
    }

    fn step_up(ctx: PageFrame, back: String, problem: Option<String>) -> Self {
        let (title_key, lead_key) = ("step-up-title", "step-up-lead");
        Self { ctx, nav: Vec::new(), back, problem, action: "/sign-in/step-up", title_key, lead_key }
    }
}

/// `GET /sign-in`.
pub(in crate::accounts) async fn page(frame: PageFrame) -> Response {
    let back = back_of(&frame);
    Page(SignInPage::new(frame, back, None)).into_response()
}

/// `POST /sign-in`.
pub(in crate::accounts) async fn password<S>(
    State(state): State<S>,
    frame: PageFrame,
    caller: Caller,
    Form(typed): Form<NameAndPassword>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let back = local(&typed.back).to_owned();
    let refusal = match check_password(&Site::from_ref(&state), &caller, &typed.name, &typed.password).await?
    {
        Ok(half) => {
            let next = format!("/sign-in/code?back={}", encode(&back));
            return Ok(go_on(&frame, &next, [session::begin_half(&half)]));
        }
        Err(refusal) => refusal,
    };
    let problem = Some(said(&frame, refusal, "sign-in-wrong"));
    let page = SignInPage::new(frame, back, problem);
    Ok(answer(page, refusal))
}

fn answer<T: Template>(page: T, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Wait(wait) => too_early(page, wait),
        Refusal::Wrong | Refusal::Late => refused(page),
    }
}

/// `GET /sign-in/code`: without the first step, back to it.
pub(in crate::accounts) async fn code_page(frame: PageFrame, headers: HeaderMap) -> Response {
    if session::half(&headers).is_none() {
        return go_on(&frame, "/sign-in", []);
    }
    let back = back_of(&frame);
    Page(CodePage::second_step(frame, back, None)).into_response()
}

/// `POST /sign-in/code`.
pub(in crate::accounts) async fn code<S>(
    State(state): State<S>,
    frame: PageFrame,
    caller: Caller,
    headers: HeaderMap,
    Form(typed): Form<Code>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let back = local(&typed.back).to_owned();
    let half = session::half(&headers).unwrap_or_default();
    match check_code(&Site::from_ref(&state), &caller, half, &typed.code).await? {
        Ok(token) => Ok(go_on(&frame, &back, [session::begin(&token), session::end_half()])),
        Err(refusal) => {
            let problem = Some(said(&frame, refusal, "sign-in-code-wrong"));
            Ok(match refusal {
                Refusal::Late => refused(SignInPage::new(frame, back, problem)),
                _ => answer(CodePage::second_step(frame, back, problem), refusal),
            })
        }
    }
}

/// `GET /sign-in/step-up`.
pub(in crate::accounts) async fn step_up_page(
    ctx: PageContext,
    session: Option<Extension<Session>>,
) -> Response {
    let back = back_of(&ctx);
    let frame = ctx.into_frame();
    match session {
        Some(_) => Page(CodePage::step_up(frame, back, None)).into_response(),
        // without a session there is nothing to confirm
        None => go_on(&frame, &back, []),
    }
}

/// `POST /sign-in/step-up`.
pub(in crate::accounts) async fn step_up<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
    caller: Caller,
    Form(typed): Form<Code>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let back = local(&typed.back).to_owned();
    let frame = ctx.into_frame();
    let Some(Extension(session)) = session else { return Ok(go_on(&frame, &back, [])) };
    match check_fresh_code(&Site::from_ref(&state), &caller, &session, &typed.code).await? {
        Ok(token) => Ok(go_on(&frame, &back, [session::begin(&token)])),
        Err(refusal) => {
            let problem = Some(said(&frame, refusal, "sign-in-code-wrong"));
            Ok(answer(CodePage::step_up(frame, back, problem), refusal))
        }
    }
}
