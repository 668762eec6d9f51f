//! What administrators do with the accounts of others. A refused form comes back with what was typed.

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::accounts::{AccountView, load, load_list, load_one, parse_id};
use crate::accounts::cause::Cause;
use crate::accounts::manage::{ChangePost, Disable, Enable, Invite, Post, Reset, Stranding};
use crate::accounts::{Accounts, Membership, codes, parse_name};
use crate::http::Site;
use crate::ui::{Typed, TypedForm, forms};
use crate::{Failure, List, NavItem, Page, PageContext};

#[derive(Template)]
#[template(path = "account-code.html")]
struct CodePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    name: String,
    code: String,
    setup_url: String,
    address: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct Invitation {
    name: String,
    role: String,
    #[serde(default)]
    unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct NewPost {
    role: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    all_the_same: String,
}

/// What a form says of why an account ends, and of what would be stranded.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct Ending {
    #[serde(default)]
    cause: String,
    #[serde(default)]
    all_the_same: String,
}

/// Of the box that is ticked.
fn stranding(all_the_same: &str) -> Stranding {
    if all_the_same == "yes" { Stranding::Accepted } else { Stranding::Refused }
}

/// `POST /accounts`: the one-time code, once.
pub(in crate::accounts) async fn invite<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
    form: TypedForm<Invitation>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let code = codes::setup_code(site.node().rng());
    let action = form.fields.and_then(|wish| wish.action(&site, S::MANAGE_ACCOUNTS, codes::digest(&code)));
    let name = action.as_ref().map_or_else(|_| String::new(), |action| action.name.clone());
    match forms::act(site.node(), &ctx, action).await {
        Ok(account_id) => Ok(code_page(&site, ctx, name, code, &account_id)),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(load_list(&site, ctx, &list, typed).await?))
        }
    }
}

impl Invitation {
    fn action<P>(self, site: &Site, manage: P, code_sha256: String) -> Result<Invite<P>, Failure> {
        let name = parse_name(&self.name)?;
        if site.node().staff().find_configured(&name).is_some() {
            let taken = "the configuration knows somebody of this name; give another";
            return Err(Failure::refused("name", taken));
        }
        let post = post(site, &self.role, &self.unit)?;
        Ok(Invite { manage, name, post, code_sha256 })
    }
}

fn code_page(site: &Site, ctx: PageContext, name: String, code: String, account_id: &str) -> Response {
    let setup_url = format!("{}/setup", site.public_url());
    let address = ctx.href(&format!("/accounts/{account_id}"));
    Page(CodePage { nav: site.navigation(&ctx), ctx, name, code, setup_url, address }).into_response()
}

/// Role and unit, if they fit together.
fn post(site: &Site, role: &str, unit: &str) -> Result<Post, Failure> {
    let known = site.staffing().roles.iter().find(|known| known.name == role);
    let role = known.ok_or_else(|| Failure::refused("role", "there is no such role"))?;
    let unit = unit.trim();
    match role.membership {
        Membership::OfNode if unit.is_empty() => Ok(Post { role: role.name, unit: None }),
        Membership::OfNode => {
            Err(Failure::refused("unit", "people of this role belong to no unit; leave it empty"))
        }
        Membership::OfUnit if site.staffing().units.iter().any(|(code, _)| code == unit) => {
            Ok(Post { role: role.name, unit: Some(unit.to_owned()) })
        }
        Membership::OfUnit => {
            Err(Failure::refused("unit", "people of this role belong to a unit; choose one"))
        }
    }
}

/// `POST /accounts/{id}/reset`: a new one-time code, once.
pub(in crate::accounts) async fn reset<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<Ending>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let account_id = parse_id(&id)?;
    let code = codes::setup_code(site.node().rng());
    let action = form.fields.and_then(|wish| {
        Ok(Reset {
            manage: S::MANAGE_ACCOUNTS,
            staffing: site.staffing(),
            account_id: &account_id,
            code_sha256: codes::digest(&code),
            cause: Cause::parse(&wish.cause)?,
            stranding: stranding(&wish.all_the_same),
        })
    });
    if let Err(failure) = forms::act(site.node(), &ctx, action).await {
        return again(&site, ctx, &account_id, form.typed.of("reset"), failure).await;
    }
    let mut tx = site.node().db().begin_read("load-account").await?;
    let name = AccountView::new(site.node().columns(), &load(&mut tx, &account_id).await?)?.name;
    drop(tx);
    Ok(code_page(&site, ctx, name, code, &account_id))
}

/// `POST /accounts/{id}/disable`.
pub(in crate::accounts) async fn disable<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<Ending>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let account_id = parse_id(&id)?;
    let action = form.fields.and_then(|wish| {
        Ok(Disable {
            manage: S::MANAGE_ACCOUNTS,
            staffing: site.staffing(),
            account_id: &account_id,
            cause: Cause::parse(&wish.cause)?,
            stranding: stranding(&wish.all_the_same),
        })
    });
    match forms::act(site.node(), &ctx, action).await {
        Ok(_) => Ok(done(&ctx, &account_id, "account-disabled")),
        Err(failure) => again(&site, ctx, &account_id, form.typed.of("disable"), failure).await,
    }
}

/// `POST /accounts/{id}/enable`.
pub(in crate::accounts) async fn enable<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let account_id = parse_id(&id)?;
    let action = Enable { manage: S::MANAGE_ACCOUNTS, account_id: &account_id };
    Site::from_ref(&state).node().act(&ctx.actor, &action).await?;
    Ok(done(&ctx, &account_id, "account-enabled"))
}

/// `POST /accounts/{id}/change`.
pub(in crate::accounts) async fn change<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<NewPost>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let account_id = parse_id(&id)?;
    let action = form.fields.and_then(|wish| {
        Ok(ChangePost {
            manage: S::MANAGE_ACCOUNTS,
            staffing: site.staffing(),
            account_id: &account_id,
            post: post(&site, &wish.role, &wish.unit)?,
            stranding: stranding(&wish.all_the_same),
        })
    });
    match forms::act(site.node(), &ctx, action).await {
        Ok(_) => Ok(done(&ctx, &account_id, "account-changed")),
        Err(failure) => again(&site, ctx, &account_id, form.typed.of("change"), failure).await,
    }
}

fn done(ctx: &PageContext, account_id: &str, done: &str) -> Response {
    forms::done(ctx, &format!("/accounts/{account_id}"), done)
}

/// The account's page once more, with the form that was refused.
async fn again(
    site: &Site,
    ctx: PageContext,
    account_id: &str,
    typed: Typed,
    failure: Failure,
) -> Result<Response, Failure> {
    Ok(forms::refused(load_one(site, ctx, account_id, typed.refused(failure)?).await?))
}
