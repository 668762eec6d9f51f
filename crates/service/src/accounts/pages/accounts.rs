//! The accounts of others, for administrators.

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use model::Id;
use serde::Deserialize;

use crate::accounts::cause::Cause;
use crate::accounts::manage::{ChangePost, Disable, Enable, Invite, Post, Reset, Stranding, list_stranded};
use crate::accounts::{Accounts, Membership, StaffAccount, actor_of, codes, parse_name};
use crate::db::Tx;
use crate::db::staff_accounts::{self, AccountRow};
use crate::http::{Form, Site};
use crate::{Cell, Column, ColumnKeys, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    choice: Choice,
}

#[derive(Template)]
#[template(path = "account-of.html")]
struct AccountOfPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    account: AccountView,
    is_own: bool,
    /// Ids of what only this person can still open to others.
    stranded: Vec<String>,
    choice: Choice,
}

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

struct AccountView {
    account_id: String,
    name: String,
    role: String,
    unit: Option<String>,
    state: &'static str,
    made_at: Timestamp,
}

/// What a form offers.
struct Choice {
    roles: Vec<RoleChoice>,
    units: Vec<(String, String)>,
}

struct RoleChoice {
    name: &'static str,
    is_of_unit: bool,
}

impl AccountView {
    fn new(keys: &ColumnKeys, row: &AccountRow) -> Result<Self, Failure> {
        Ok(Self {
            account_id: row.account_id.clone(),
            name: actor_of(keys, row)?.name().to_owned(),
            role: row.role.clone(),
            unit: row.unit.clone(),
            state: row.state.as_str(),
            made_at: row.made_at,
        })
    }

    /// Address of this account's page, or of a form of it.
    fn at(&self, ctx: &PageContext, what: &str) -> String {
        ctx.href(&format!("/accounts/{}{what}", self.account_id))
    }

    fn is_role(&self, name: &str) -> bool {
        self.role == name
    }

    fn is_unit(&self, code: &str) -> bool {
        self.unit.as_deref() == Some(code)
    }
}

impl Choice {
    fn of(site: &Site) -> Self {
        let staffing = site.staffing();
        let roles = staffing
            .roles
            .iter()
            .map(|role| RoleChoice { name: role.name, is_of_unit: role.membership == Membership::OfUnit });
        Self { roles: roles.collect(), units: staffing.units.clone() }
    }
}

/// What a role is called on pages.
pub(super) fn role_title(ctx: &PageContext, role: &str) -> String {
    crate::oversight::word(ctx, "role", role)
}

/// How the badge of a state looks.
fn tone(state: impl AsRef<str>) -> &'static str {
    tone_of(state.as_ref()).class()
}

fn tone_of(state: &str) -> Tone {
    match state {
        "active" => Tone::Good,
        "invited" => Tone::Info,
        _ => Tone::Warn,
    }
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

/// `GET /accounts`.
pub(in crate::accounts) async fn list<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let mut tx = site.node().db().begin_read("list-accounts").await?;
    let rows = staff_accounts::list(&mut tx).await?;
    let views = rows.iter().map(|row| AccountView::new(site.node().columns(), row));
    let mut accounts = views.collect::<Result<Vec<_>, _>>()?;
    // names are sealed, so the database can neither order nor search them
    if let Some(part) = list.filter() {
        let part = part.to_lowercase();
        accounts.retain(|account| account.name.contains(&part));
    }
    accounts.sort_by(|one, other| one.name.cmp(&other.name));
    let table = table(&ctx, &list, &accounts);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let page = AccountsPage { nav: site.navigation(&ctx), ctx, table, choice: Choice::of(&site) };
    Ok(Page(page).into_response())
}

fn table(ctx: &PageContext, list: &List, accounts: &[AccountView]) -> Table {
    let total = i64::try_from(accounts.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "accounts", total)
        .column(Column::new("name", ctx.t("sign-in-name")))
        .column(Column::new("state", ctx.t("account-state")))
        .column(Column::new("role", ctx.t("account-role")))
        .column(Column::new("unit", ctx.t("account-unit")))
        .column(Column::new("made_at", ctx.t("account-made")))
        .searches(ctx.t("staff-accounts-search"))
        .nothing(ctx.t("staff-accounts-none"), Some((ctx.t("invite-title"), "#name".to_owned())));
    for account in list.page_of(accounts) {
        let state = crate::oversight::word(ctx, "staff-state", account.state);
        table.row(
            Row::to(account.at(ctx, ""))
                .cell(Cell::text(account.name.clone()))
                .cell(Cell::badge(tone_of(account.state), state))
                .cell(Cell::text(role_title(ctx, &account.role)))
                .cell(account.unit.clone().map_or_else(Cell::none, Cell::text))
                .cell(Cell::time(account.made_at)),
        );
    }
    table
}

/// `GET /accounts/{id}`.
pub(in crate::accounts) async fn show<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let node = site.node();
    let mut tx = node.db().begin_read("load-account").await?;
    let row = load(&mut tx, &parse_id(&id)?).await?;
    let stranded = list_stranded(&mut tx, site.staffing(), node.staff(), node.columns(), &row).await?;
    drop(tx);
    let account = AccountView::new(node.columns(), &row)?;
    let is_own = account.name == ctx.actor.name();
    let (nav, choice) = (site.navigation(&ctx), Choice::of(&site));
    Ok(Page(AccountOfPage { ctx, nav, account, is_own, stranded, choice }).into_response())
}

async fn load(tx: &mut Tx, account_id: &str) -> Result<AccountRow, Failure> {
    staff_accounts::find(tx, account_id).await?.ok_or_else(|| Failure::absent("account"))
}

fn parse_id(text: &str) -> Result<String, Failure> {
    text.parse::<Id<StaffAccount>>().map(|id| id.to_string()).map_err(|_| Failure::absent("account"))
}

/// `POST /accounts`: the one-time code, once.
pub(in crate::accounts) async fn invite<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Form(wish): Form<Invitation>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let name = parse_name(&wish.name)?;
    if site.node().staff().find_configured(&name).is_some() {
        return Err(Failure::refused("name", "the configuration knows somebody of this name; give another"));
    }
    let post = post(&site, &wish.role, &wish.unit)?;
    let code = codes::setup_code(site.node().rng());
    let code_sha256 = codes::digest(&code);
    let action = Invite { manage: S::MANAGE_ACCOUNTS, name: name.clone(), post, code_sha256 };
    let account_id = site.node().act(&ctx.actor, &action).await?;
    Ok(code_page(&site, ctx, name, code, &account_id))
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
    Form(wish): Form<Ending>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let account_id = parse_id(&id)?;
    let code = codes::setup_code(site.node().rng());
    let action = Reset {
        manage: S::MANAGE_ACCOUNTS,
        staffing: site.staffing(),
        account_id: &account_id,
        code_sha256: codes::digest(&code),
        cause: Cause::parse(&wish.cause)?,
        stranding: stranding(&wish.all_the_same),
    };
    site.node().act(&ctx.actor, &action).await?;
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
    Form(wish): Form<Ending>,
) -> Result<Redirect, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let account_id = parse_id(&id)?;
    let action = Disable {
        manage: S::MANAGE_ACCOUNTS,
        staffing: site.staffing(),
        account_id: &account_id,
        cause: Cause::parse(&wish.cause)?,
        stranding: stranding(&wish.all_the_same),
    };
    site.node().act(&ctx.actor, &action).await?;
    Ok(back_to(&ctx, &account_id, "account-disabled"))
}

/// `POST /accounts/{id}/enable`.
pub(in crate::accounts) async fn enable<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Redirect, Failure>
where
    Site: FromRef<S>,
{
    let account_id = parse_id(&id)?;
    let action = Enable { manage: S::MANAGE_ACCOUNTS, account_id: &account_id };
    Site::from_ref(&state).node().act(&ctx.actor, &action).await?;
    Ok(back_to(&ctx, &account_id, "account-enabled"))
}

/// `POST /accounts/{id}/change`.
pub(in crate::accounts) async fn change<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    Form(wish): Form<NewPost>,
) -> Result<Redirect, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let account_id = parse_id(&id)?;
    let post = post(&site, &wish.role, &wish.unit)?;
    let action = ChangePost {
        manage: S::MANAGE_ACCOUNTS,
        staffing: site.staffing(),
        account_id: &account_id,
        post,
        stranding: stranding(&wish.all_the_same),
    };
    site.node().act(&ctx.actor, &action).await?;
    Ok(back_to(&ctx, &account_id, "account-changed"))
}

fn back_to(ctx: &PageContext, account_id: &str, done: &str) -> Redirect {
    Redirect::to(&ctx.href(&format!("/accounts/{account_id}?done={done}")))
}
