//! Setting up an account.

use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use model::Sensitive;
use serde::Deserialize;

use super::{go_on, refused, too_early};
use crate::accounts::limits::seconds;
use crate::accounts::set_up::{self, NotSetUp, Prepared, Wish};
use crate::accounts::sign_in::Caller;
use crate::accounts::{password, totp};
use crate::db::staff_accounts;
use crate::http::{Form, Site};
use crate::i18n::PageFrame;
use crate::{Failure, NavItem, Page};

#[derive(Template)]
#[template(path = "set-up.html")]
struct SetUpPage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    /// Whether this would be the first account, which chooses its name.
    is_first: bool,
    fewest_chars: i64,
    /// What was typed before, but for the passwords: nobody copies a code twice.
    code: Sensitive<String>,
    name: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "set-up-confirm.html")]
struct ConfirmPage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    name: String,
    secret: String,
    picture: String,
    recovery_codes: Vec<String>,
    sealed: String,
    problem: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct Confirmation {
    prepared: Sensitive<String>,
    code: Sensitive<String>,
}

/// `GET /setup`.
pub(in crate::accounts) async fn page<S>(
    State(state): State<S>,
    frame: PageFrame,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    Ok(Page(set_up_page(&Site::from_ref(&state), frame, None).await?).into_response())
}

async fn set_up_page(site: &Site, ctx: PageFrame, problem: Option<String>) -> Result<SetUpPage, Failure> {
    let mut tx = site.node().db().begin_read("look-for-accounts").await?;
    let is_first = !site.simulation() && !staff_accounts::is_any(&mut tx).await?;
    let fewest_chars = i64::try_from(password::FEWEST_CHARS).unwrap_or_default();
    let (code, name) = (Sensitive::new(String::new()), String::new());
    Ok(SetUpPage { ctx, nav: Vec::new(), is_first, fewest_chars, code, name, problem })
}

/// `POST /setup`: shows what to note down.
pub(in crate::accounts) async fn prepare<S>(
    State(state): State<S>,
    frame: PageFrame,
    caller: Caller,
    Form(wish): Form<Wish>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    match set_up::prepare(&site, &caller, &wish).await? {
        Ok(prepared) => Ok(Page(confirm_page(&site, frame, &prepared, None)?).into_response()),
        Err(not) => not_set_up(&site, frame, not, Some(wish)).await,
    }
}

async fn not_set_up(
    site: &Site,
    frame: PageFrame,
    not: NotSetUp,
    wish: Option<Wish>,
) -> Result<Response, Failure> {
    let problem = said(&frame, not);
    let mut page = set_up_page(site, frame, Some(problem)).await?;
    if let Some(Wish { code, name, .. }) = wish {
        (page.code, page.name) = (code, name);
    }
    let page = Page(page);
    Ok(if let NotSetUp::Wait(wait) = not { too_early(page, wait) } else { refused(page) })
}

fn said(frame: &PageFrame, not: NotSetUp) -> String {
    match not {
        NotSetUp::Code => frame.t("set-up-code-wrong"),
        NotSetUp::Name => frame.t("set-up-name-wrong"),
        NotSetUp::Again => frame.t("set-up-again-wrong"),
        NotSetUp::Password(unfit) => frame.t(unfit.key()),
        NotSetUp::Late => frame.t("set-up-late"),
        NotSetUp::Authenticator => frame.t("set-up-authenticator-wrong"),
        NotSetUp::Wait(wait) => frame.t1("sign-in-wait", "seconds", seconds(wait)),
    }
}

fn confirm_page(
    site: &Site,
    ctx: PageFrame,
    prepared: &Prepared,
    problem: Option<String>,
) -> Result<ConfirmPage, Failure> {
    let address = totp::address(&prepared.secret, site.node().role(), &prepared.name);
    let letters: Vec<char> = prepared.secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(ConfirmPage {
        ctx,
        nav: Vec::new(),
        name: prepared.name.clone(),
        secret: groups.join(" "),
        picture: totp::picture(&address)?,
        recovery_codes: prepared.recovery_codes.clone(),
        sealed: prepared.seal(site.node())?,
        problem,
    })
}

/// `POST /setup/confirm`: on to the first sign-in.
pub(in crate::accounts) async fn confirm<S>(
    State(state): State<S>,
    frame: PageFrame,
    Form(typed): Form<Confirmation>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let Some(prepared) = Prepared::open(site.node(), typed.prepared.reveal()) else {
        return not_set_up(&site, frame, NotSetUp::Late, None).await;
    };
    match set_up::confirm(site.node(), &prepared, typed.code.reveal()).await? {
        Ok(_) => Ok(go_on(&frame, "/sign-in", [])),
        Err(not @ NotSetUp::Authenticator) => {
            let problem = Some(said(&frame, not));
            Ok(refused(Page(confirm_page(&site, frame, &prepared, problem)?)))
        }
        Err(not) => not_set_up(&site, frame, not, None).await,
    }
}
