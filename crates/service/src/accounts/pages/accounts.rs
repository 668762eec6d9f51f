//! The accounts of others, for administrators.

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use model::Id;

use crate::accounts::cause::Cause;
use crate::accounts::manage::list_stranded;
use crate::accounts::{Accounts, Membership, StaffAccount, StaffRole, actor_of};
use crate::db::Tx;
use crate::db::staff_accounts::{self, AccountRow};
use crate::http::Site;
use crate::ui::Typed;
use crate::{Cell, Column, ColumnKeys, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

#[derive(Template)]
#[template(path = "accounts.html")]
pub(super) struct AccountsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    roles: Vec<(String, String)>,
    units: Vec<(String, String)>,
    /// The form that was refused.
    typed: Typed,
}

#[derive(Template)]
#[template(path = "account-of.html")]
pub(super) struct AccountOfPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    account: AccountView,
    is_own: bool,
    /// Ids of what only this person can still open to others.
    stranded: Vec<String>,
    roles: Vec<(String, String)>,
    units: Vec<(String, String)>,
    /// A form of this page that was refused: `reset`, `change` or `disable`.
    typed: Typed,
}

impl AccountOfPage {
    /// The form that gives another role or unit: it begins with those that the account has.
    fn changing(&self) -> Typed {
        let typed = self.typed.part("change");
        if typed.message().is_some() {
            return typed;
        }
        let unit = self.account.unit.clone().unwrap_or_default();
        Typed::with([("role".to_owned(), self.account.role.clone()), ("unit".to_owned(), unit)]).of("change")
    }
}

pub(super) struct AccountView {
    account_id: String,
    pub(super) name: String,
    role: String,
    unit: Option<String>,
    state: &'static str,
    made_at: Timestamp,
}

impl AccountView {
    pub(super) fn new(keys: &ColumnKeys, row: &AccountRow) -> Result<Self, Failure> {
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
}

/// The roles that a form offers.
fn roles(site: &Site, ctx: &PageContext) -> Vec<(String, String)> {
    let title = |role: &StaffRole| match role.membership {
        Membership::OfUnit => format!("{} ({})", role_title(ctx, role.name), ctx.t("account-of-unit")),
        Membership::OfNode => role_title(ctx, role.name),
    };
    site.staffing().roles.iter().map(|role| (role.name.to_owned(), title(role))).collect()
}

/// The units that a form offers, after none; nothing where the node has no units.
fn units(site: &Site) -> Vec<(String, String)> {
    let units = &site.staffing().units;
    let none = (!units.is_empty()).then(|| (String::new(), "–".to_owned()));
    none.into_iter()
        .chain(units.iter().map(|(code, name)| (code.clone(), format!("{code} {name}"))))
        .collect()
}

/// The causes that a form offers, after nothing: a word, so that the custody log names nobody.
pub(super) fn causes(ctx: &PageContext, of: &[Cause]) -> Vec<(String, String)> {
    let words = of.iter().map(|cause| (cause.as_str().to_owned(), ctx.word("cause", cause.as_str())));
    std::iter::once((String::new(), String::new())).chain(words).collect()
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

/// `GET /accounts`.
pub(in crate::accounts) async fn list<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let page = load_list(&Site::from_ref(&state), ctx, &list, Typed::default()).await?;
    if let Some(download) = list.download() {
        return Ok(page.0.table.download(download));
    }
    Ok(page.into_response())
}

/// The page of all accounts, with what was typed into its form when that was refused.
pub(super) async fn load_list(
    site: &Site,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<AccountsPage>, Failure> {
    let mut tx = site.node().db().begin_read("list-accounts").await?;
    let rows = staff_accounts::list(&mut tx).await?;
    drop(tx);
    let views = rows.iter().map(|row| AccountView::new(site.node().columns(), row));
    let mut accounts = views.collect::<Result<Vec<_>, _>>()?;
    // names are sealed, so the database can neither order nor search them
    if let Some(part) = list.filter() {
        let part = part.to_lowercase();
        accounts.retain(|account| account.name.contains(&part));
    }
    accounts.sort_by(|one, other| one.name.cmp(&other.name));
    let table = table(&ctx, list, &accounts);
    let (nav, roles, units) = (site.navigation(&ctx), roles(site, &ctx), units(site));
    Ok(Page(AccountsPage { ctx, nav, table, roles, units, typed }))
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
    let page = load_one(&Site::from_ref(&state), ctx, &parse_id(&id)?, Typed::default()).await?;
    Ok(page.into_response())
}

/// The page of one account, with what was typed into a form of it that was refused.
pub(super) async fn load_one(
    site: &Site,
    ctx: PageContext,
    account_id: &str,
    typed: Typed,
) -> Result<Page<AccountOfPage>, Failure> {
    let node = site.node();
    let mut tx = node.db().begin_read("load-account").await?;
    let row = load(&mut tx, account_id).await?;
    let stranded = list_stranded(&mut tx, site.staffing(), node.staff(), node.columns(), &row).await?;
    drop(tx);
    let account = AccountView::new(node.columns(), &row)?;
    let is_own = account.name == ctx.actor.name();
    let (nav, roles, units) = (site.navigation(&ctx), roles(site, &ctx), units(site));
    Ok(Page(AccountOfPage { ctx, nav, account, is_own, stranded, roles, units, typed }))
}

pub(super) async fn load(tx: &mut Tx, account_id: &str) -> Result<AccountRow, Failure> {
    staff_accounts::find(tx, account_id).await?.ok_or_else(|| Failure::absent("account"))
}

pub(super) fn parse_id(text: &str) -> Result<String, Failure> {
    text.parse::<Id<StaffAccount>>().map(|id| id.to_string()).map_err(|_| Failure::absent("account"))
}
