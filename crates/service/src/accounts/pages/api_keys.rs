//! Keys and certificates of machine clients, for administrators.

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Id;
use serde::Deserialize;

use super::accounts::{causes, role_title};
use crate::accounts::Accounts;
use crate::accounts::api_keys::{
    ApiKey, HoldApiKey, MOST_PER_MINUTE, MakeApiKey, ReleaseApiKey, RevokeApiKey, digest, new_key,
    of_another_name,
};
use crate::accounts::cause::Cause;
use crate::config::KeyLimitsConfig;
use crate::db::api_keys::{self, ApiKeyRow, Proof};
use crate::http::Site;
use crate::networks::Networks;
use crate::oversight::word;
use crate::tls::KeyFingerprint;
use crate::ui::{Typed, TypedForm, forms};
use crate::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

/// How often a machine may ask in a minute, unless somebody says otherwise.
const USUAL_PER_MINUTE: i64 = 600;

#[derive(Template)]
#[template(path = "api-keys.html")]
struct ApiKeysPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    roles: Vec<(String, String)>,
    takes_certificates: bool,
    /// The form that was refused; at first with the usual quota.
    typed: Typed,
}

#[derive(Template)]
#[template(path = "api-key-of.html")]
struct ApiKeyOfPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    key: ApiKeyRow,
    /// How it stands now.
    state: &'static str,
    limits: KeyLimitsConfig,
    /// The form that revokes it, where it was refused.
    typed: Typed,
}

#[derive(Template)]
#[template(path = "api-key.html")]
struct ApiKeyPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    name: String,
    role: &'static str,
    key: String,
}

impl ApiKeyOfPage {
    /// Why a person shall look into it, as the keys of texts write it.
    fn doubt(&self) -> &str {
        self.key.doubt.as_deref().unwrap_or("person")
    }
}

/// How a key stands, as the keys of texts write it.
fn state_of(key: &ApiKeyRow, now: Timestamp) -> &'static str {
    match key.revoked_at {
        Some(_) => "revoked",
        None if !key.holds_at(now) => "expired",
        None if key.held_at.is_some() => "held",
        None if key.doubted_at.is_some() => "doubted",
        None => "valid",
    }
}

/// How the badge of a state looks.
fn tone(state: impl AsRef<str>) -> Tone {
    if state.as_ref() == "valid" { Tone::Good } else { Tone::Warn }
}

/// Why a key is revoked, held or released.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct Revocation {
    #[serde(default)]
    cause: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts) struct NewKey {
    name: String,
    role: String,
    quota_per_minute: i64,
    /// `key`, `certificate` or `key_and_certificate`; a key if nothing is said.
    #[serde(default)]
    proof: String,
    /// A certificate in PEM, or the fingerprint of its public key.
    #[serde(default)]
    public_key: String,
    /// Networks and addresses from which it counts; from everywhere if nothing is said.
    #[serde(default)]
    networks: String,
    /// `YYYY-MM-DD`, the last day in UTC on which it holds; empty for a key without end.
    #[serde(default)]
    last_day: String,
}

/// `GET /api-keys`.
pub(in crate::accounts) async fn list<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let usual = Typed::with([("quota_per_minute".to_owned(), USUAL_PER_MINUTE.to_string())]);
    let page = load_list(&Site::from_ref(&state), ctx, &list, usual).await?;
    if let Some(download) = list.download() {
        return Ok(page.0.table.download(download));
    }
    Ok(page.into_response())
}

async fn load_list(
    site: &Site,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<ApiKeysPage>, Failure> {
    let mut tx = site.node().db().begin_read("list-api-keys").await?;
    let keys = api_keys::list(&mut tx).await?;
    drop(tx);
    let table = table(&ctx, list, &keys);
    let machines = site.staffing().machines.iter();
    let roles = machines.map(|role| ((*role).to_owned(), role_title(&ctx, role))).collect();
    let takes_certificates = site.takes_client_certificates();
    Ok(Page(ApiKeysPage { nav: site.navigation(&ctx), ctx, table, roles, takes_certificates, typed }))
}

/// What a key of a role may do, and what whoever steals it can, in words.
fn reach(ctx: &PageContext, role: impl AsRef<str>) -> String {
    word(ctx, "key-may", role.as_ref())
}

/// What a key may be used to prove, in words.
fn proofs(ctx: &PageContext) -> Vec<(String, String)> {
    let proofs = ["key", "certificate", "key_and_certificate"].into_iter();
    proofs.map(|proof| (proof.to_owned(), word(ctx, "api-key-proof", proof))).collect()
}

fn table(ctx: &PageContext, list: &List, keys: &[ApiKeyRow]) -> Table {
    let total = i64::try_from(keys.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "api-keys", total)
        .column(Column::new("name", ctx.t("api-key-name")))
        .column(Column::new("state", ctx.t("account-state")))
        .column(Column::new("role", ctx.t("account-role")))
        .column(Column::new("proof", ctx.t("api-key-proof")))
        .column(Column::new("networks", ctx.t("api-key-networks")))
        .column(Column::new("quota_per_minute", ctx.t("api-key-quota")).is_number())
        .column(Column::new("made_at", ctx.t("account-made")))
        .column(Column::new("expires_at", ctx.t("api-key-until")))
        .column(Column::new("last_used_at", ctx.t("api-key-last-used")))
        .nothing(ctx.t("api-keys-none"), Some((ctx.t("api-key-make-title"), "#name".to_owned())));
    for key in list.page_of(keys) {
        table.row(row(ctx, key));
    }
    table
}

fn row(ctx: &PageContext, key: &ApiKeyRow) -> Row {
    let state = state_of(key, ctx.now);
    Row::to(ctx.href(&format!("/api-keys/{}", key.key_id)))
        .cell(Cell::text(key.name.clone()))
        .cell(Cell::badge(tone(state), word(ctx, "api-key-state", state)))
        .cell(Cell::text(role_title(ctx, &key.role)))
        .cell(Cell::text(word(ctx, "api-key-proof", key.proof.as_str())))
        .cell(networks(ctx, key))
        .cell(Cell::number(key.quota_per_minute))
        .cell(Cell::time(key.made_at))
        .cell(key.expires_at.map_or_else(Cell::none, Cell::time))
        .cell(key.last_used_at.map_or_else(Cell::none, Cell::time))
}

/// From where a key counts.
fn networks(ctx: &PageContext, key: &ApiKeyRow) -> Cell {
    let everywhere = key.networks.is_everywhere();
    Cell::text(if everywhere { ctx.t("api-key-everywhere") } else { key.networks.to_string() })
}

/// `GET /api-keys/{id}`.
pub(in crate::accounts) async fn show<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    Ok(load_one(&Site::from_ref(&state), ctx, parse_id(&id)?, Typed::default()).await?.into_response())
}

async fn load_one(
    site: &Site,
    ctx: PageContext,
    key_id: Id<ApiKey>,
    typed: Typed,
) -> Result<Page<ApiKeyOfPage>, Failure> {
    let mut tx = site.node().db().begin_read("load-api-key").await?;
    let key = api_keys::find(&mut tx, &key_id.to_string()).await?;
    let key = key.ok_or_else(|| Failure::absent("API key"))?;
    drop(tx);
    let state = state_of(&key, ctx.now);
    let limits = site.key_watch().limits().clone();
    Ok(Page(ApiKeyOfPage { nav: site.navigation(&ctx), ctx, key, state, limits, typed }))
}

fn parse_id(text: &str) -> Result<Id<ApiKey>, Failure> {
    text.parse().map_err(|_| Failure::absent("API key"))
}

/// `POST /api-keys`: the key, once; a certificate has nothing to be shown.
pub(in crate::accounts) async fn make<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
    form: TypedForm<NewKey>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let key = new_key(site.node().rng());
    let action = form.fields.and_then(|wish| wish.action(&site, S::MANAGE_ACCOUNTS, digest(&key)));
    let made = match action {
        Ok(action) => site.node().act(&ctx.actor, &action).await.map(|_| action),
        Err(failure) => Err(failure),
    };
    let action = match made {
        Ok(action) => action,
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            return Ok(forms::refused(load_list(&site, ctx, &list, typed).await?));
        }
    };
    if action.secret_sha256.is_none() {
        return Ok(Redirect::to(&ctx.href("/api-keys?done=certificate-registered")).into_response());
    }
    let (name, role) = (action.name, action.role);
    Ok(Page(ApiKeyPage { nav: site.navigation(&ctx), ctx, name, role, key }).into_response())
}

impl NewKey {
    fn action<P>(self, site: &Site, manage: P, secret_sha256: String) -> Result<MakeApiKey<P>, Failure> {
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 64 || name.contains(|c: char| c == ':' || c.is_control())
        {
            return Err(Failure::refused("name", "give 1 to 64 characters, no colon among them"));
        }
        let role = site.staffing().machines.iter().find(|role| **role == self.role);
        let role = role.ok_or_else(|| Failure::refused("role", "machines have no such role"))?;
        if site.credentials().find_machine(&name).is_some_and(|configured| configured.role() != *role) {
            return Err(Failure::refused(
                "role",
                "the configuration gives the machine of this name another role",
            ));
        }
        if !(1..=MOST_PER_MINUTE).contains(&self.quota_per_minute) {
            return Err(Failure::refused("quota_per_minute", format!("give 1 to {MOST_PER_MINUTE}")));
        }
        let quota_per_minute = self.quota_per_minute;
        let expires_at = end_of(self.last_day.trim())?;
        let proof = self.proof(site)?;
        let networks = Networks::parse(&self.networks).map_err(|word| {
            Failure::refused(
                "networks",
                format!("\"{word}\" is no network and no address; give such as 203.0.113.0/24"),
            )
        })?;
        let secret_sha256 = (!matches!(proof, Proof::Certificate(_))).then_some(secret_sha256);
        Ok(MakeApiKey { manage, name, role, quota_per_minute, expires_at, proof, networks, secret_sha256 })
    }

    fn proof(&self, site: &Site) -> Result<Proof, Failure> {
        let proof = match self.proof.as_str() {
            "" | "key" if self.public_key.trim().is_empty() => return Ok(Proof::Key),
            "" | "key" => {
                let remedy = "a key alone has no certificate; choose a key together with a certificate";
                return Err(Failure::refused("public_key", remedy));
            }
            "certificate" => Proof::Certificate,
            "key_and_certificate" => Proof::KeyAndCertificate,
            _ => return Err(Failure::refused("proof", "give `key`, `certificate` or `key_and_certificate`")),
        };
        if !site.takes_client_certificates() {
            let remedy =
                "the node asks nobody for a certificate; set `client_ca_file` under `[node.tls]` first";
            return Err(Failure::refused("proof", remedy));
        }
        let public_key = KeyFingerprint::parse(&self.public_key).ok_or_else(|| {
            Failure::refused("public_key", "give a certificate in PEM, or the 64 digits of its fingerprint")
        })?;
        let configured = site.credentials().find_by_public_key(&public_key);
        if configured.is_some_and(|machine| machine.name() != self.name.trim()) {
            return Err(of_another_name());
        }
        Ok(proof(public_key.as_str().to_owned()))
    }
}

/// The first instant after a day, in UTC.
fn end_of(last_day: &str) -> Result<Option<Timestamp>, Failure> {
    if last_day.is_empty() {
        return Ok(None);
    }
    let wrong = || Failure::refused("last_day", "give a day as YYYY-MM-DD, or nothing");
    let day: Date = last_day.parse().map_err(|_| wrong())?;
    let next = day.tomorrow().and_then(|day| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)));
    next.map(Some).map_err(|_| wrong())
}

/// `POST /api-keys/{id}/hold`.
pub(in crate::accounts) async fn hold<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<Revocation>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let key_id = parse_id(&id)?;
    let named = key_id.to_string();
    let action = form.fields.and_then(|wish| {
        let cause = Cause::parse(&wish.cause)?;
        Ok(HoldApiKey { manage: S::MANAGE_ACCOUNTS, key_id: &named, cause })
    });
    let outcome = forms::act(site.node(), &ctx, action).await.map(drop);
    let again = |ctx, typed| load_one(&site, ctx, key_id, typed);
    let typed = form.typed.of("hold");
    forms::answer(ctx, outcome, typed, &format!("/api-keys/{key_id}"), "api-key-held", again).await
}

/// `POST /api-keys/{id}/release`.
pub(in crate::accounts) async fn release<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<Revocation>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let key_id = parse_id(&id)?;
    let named = key_id.to_string();
    let action = form.fields.and_then(|wish| {
        let cause = Cause::parse(&wish.cause)?;
        Ok(ReleaseApiKey { manage: S::MANAGE_ACCOUNTS, key_id: &named, cause })
    });
    let outcome = forms::act(site.node(), &ctx, action).await.map(drop);
    let again = |ctx, typed| load_one(&site, ctx, key_id, typed);
    let typed = form.typed.of("release");
    forms::answer(ctx, outcome, typed, &format!("/api-keys/{key_id}"), "api-key-released", again).await
}

/// `POST /api-keys/{id}/revoke`.
pub(in crate::accounts) async fn revoke<S: Accounts>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<Revocation>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let key_id = parse_id(&id)?;
    let named = key_id.to_string();
    let action = form.fields.and_then(|wish| {
        let cause = Cause::parse(&wish.cause)?;
        Ok(RevokeApiKey { manage: S::MANAGE_ACCOUNTS, key_id: &named, cause })
    });
    let outcome = forms::act(site.node(), &ctx, action).await.map(drop);
    let again = |ctx, typed| load_one(&site, ctx, key_id, typed);
    let typed = form.typed.of("revoke");
    forms::answer(ctx, outcome, typed, &format!("/api-keys/{key_id}"), "api-key-revoked", again).await
}
