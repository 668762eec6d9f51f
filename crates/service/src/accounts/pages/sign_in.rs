//! Signing in, and confirming who one is.

use askama::Template;
use axum::Extension;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use model::Sensitive;
use serde::Deserialize;

use super::confirm::{CODE_FIELD, Fields, PASSKEY_FIELD};
use super::{go_on, local, refused, said, too_early};
use crate::accounts::session::{self, Session};
use crate::accounts::sign_in::{Caller, Given, Refusal, check_code, check_fresh, check_password};
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
    passkeys: bool,
}

/// The second step, and the fresh factor of a session.
#[derive(Template)]
#[template(path = "sign-in-code.html")]
pub(super) struct CodePage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    problem: Option<String>,
    title_key: &'static str,
    lead_key: &'static str,
    /// Where the code is sent, as which field.
    code: (String, &'static str),
    /// Where a passkey's answer is sent, as which field, if a passkey does too.
    passkey: Option<(String, &'static str)>,
    /// What is sent along.
    fields: Fields,
    /// Where to go without.
    cancel: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct NameAndPassword {
    name: String,
    password: Sensitive<String>,
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct Code {
    code: Sensitive<String>,
    #[serde(default)]
    back: String,
}

fn back_of(frame: &PageFrame) -> String {
    local(&frame.query_value("back").unwrap_or_default()).to_owned()
}

impl SignInPage {
    fn new(site: &Site, ctx: PageFrame, back: String, problem: Option<String>) -> Self {
        Self { ctx, nav: Vec::new(), back, problem, passkeys: site.has_passkeys() }
    }
}

impl CodePage {
    fn new(ctx: PageFrame, keys: [&'static str; 2], address: &str, problem: Option<String>) -> Self {
        let [title_key, lead_key] = keys;
        let code = (ctx.href(address), "code");
        Self {
            ctx,
            nav: Vec::new(),
            problem,
            title_key,
            lead_key,
            code,
            passkey: None,
            fields: Vec::new(),
            cancel: None,
        }
    }

    fn second_step(ctx: PageFrame, back: String, problem: Option<String>) -> Self {
        let page = Self::new(ctx, ["sign-in-code-title", "sign-in-code-lead"], "/sign-in/code", problem);
        Self { fields: vec![("back".to_owned(), back)], ..page }
    }

    fn step_up(site: &Site, ctx: PageFrame, back: String, problem: Option<String>) -> Self {
        let address = ctx.href("/sign-in/step-up/passkey");
        let page = Self::new(ctx, ["step-up-title", "step-up-lead"], "/sign-in/step-up", problem);
        let passkey = site.has_passkeys().then_some((address, "credential"));
        Self { passkey, fields: vec![("back".to_owned(), back)], ..page }
    }

    /// Of a form that is sent along to where it was sent.
    pub(super) fn confirm(
        site: &Site,
        ctx: PageFrame,
        fields: Fields,
        back: &str,
        problem: Option<String>,
    ) -> Self {
        let (here, cancel) = (ctx.here_with(&[]), Some(ctx.href(back)));
        let page = Self::new(ctx, ["step-up-title", "confirm-lead"], "", problem);
        let passkey = site.has_passkeys().then(|| (here.clone(), PASSKEY_FIELD));
        Self { code: (here, CODE_FIELD), passkey, fields, cancel, ..page }
    }
}

/// `GET /sign-in`.
pub(in crate::accounts) async fn page<S>(State(state): State<S>, frame: PageFrame) -> Response
where
    Site: FromRef<S>,
{
    let back = back_of(&frame);
    Page(SignInPage::new(&Site::from_ref(&state), frame, back, None)).into_response()
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
    let site = Site::from_ref(&state);
    let back = local(&typed.back).to_owned();
    let refusal = match check_password(&site, &caller, &typed.name, typed.password.reveal()).await? {
        Ok(half) => {
            let next = format!("/sign-in/code?back={}", encode(&back));
            return Ok(go_on(&frame, &next, [session::begin_half(&half)]));
        }
        Err(refusal) => refusal,
    };
    let problem = Some(said(&frame, refusal, "sign-in-wrong"));
    Ok(answer(SignInPage::new(&site, frame, back, problem), refusal))
}

pub(super) fn answer<T: Template>(page: T, refusal: Refusal) -> Response {
    let page = Page(page);
    match refusal {
        Refusal::Wait(wait) => too_early(page, wait),
        Refusal::Wrong | Refusal::Late | Refusal::Copied => refused(page),
    }
}

/// The first step again, for who was not let in by a passkey.
pub(super) fn answer_sign_in(site: &Site, frame: PageFrame, back: String, refusal: Refusal) -> Response {
    let problem = match refusal {
        Refusal::Late => frame.t("passkey-late"),
        refusal => said(&frame, refusal, "passkey-wrong"),
    };
    answer(SignInPage::new(site, frame, back, Some(problem)), refusal)
}

/// Confirms a session by a fresh factor and goes `back`; its page again, for who gave none.
pub(super) async fn confirm(
    site: &Site,
    ctx: PageContext,
    session: Option<Extension<Session>>,
    caller: &Caller,
    (given, back): (Given<'_>, &str),
) -> Result<Response, Failure> {
    let (frame, back) = (ctx.into_frame(), local(back).to_owned());
    let Some(Extension(session)) = session else { return Ok(go_on(&frame, &back, [])) };
    let wrong = match given {
        Given::Code(_) => "sign-in-code-wrong",
        Given::Passkey(_) => "passkey-wrong",
    };
    Ok(match check_fresh(site, caller, &session, given).await? {
        Ok(token) => go_on(&frame, &back, [session::begin(&token)]),
        Err(refusal) => {
            let problem = said(&frame, refusal, wrong);
            answer(CodePage::step_up(site, frame, back, Some(problem)), refusal)
        }
    })
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
    let site = Site::from_ref(&state);
    let back = local(&typed.back).to_owned();
    let half = session::half(&headers).unwrap_or_default();
    match check_code(&site, &caller, half, typed.code.reveal()).await? {
        Ok(token) => Ok(go_on(&frame, &back, [session::begin(&token), session::end_half()])),
        Err(refusal) => {
            let problem = Some(said(&frame, refusal, "sign-in-code-wrong"));
            Ok(match refusal {
                Refusal::Late => answer(SignInPage::new(&site, frame, back, problem), refusal),
                _ => answer(CodePage::second_step(frame, back, problem), refusal),
            })
        }
    }
}

/// `GET /sign-in/step-up`.
pub(in crate::accounts) async fn step_up_page<S>(
    State(state): State<S>,
    ctx: PageContext,
    session: Option<Extension<Session>>,
) -> Response
where
    Site: FromRef<S>,
{
    let back = back_of(&ctx);
    let frame = ctx.into_frame();
    match session {
        Some(_) => Page(CodePage::step_up(&Site::from_ref(&state), frame, back, None)).into_response(),
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
    let given = Given::Code(typed.code.reveal());
    confirm(&Site::from_ref(&state), ctx, session, &caller, (given, &typed.back)).await
}
