//! `/hash-lists/{name}`: one list: its versions, who vouches, what was left out, what it found, and what was taken back.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;
use service::{ColumnRef, Failure, NavItem, Page, PageContext, Typed, TypedForm, forms};

use super::{may, nav};
use crate::State;
use crate::actions::RestoreHash;
use crate::api::withdrawals::WithdrawalRequest;
use crate::api::{id_in_path, prose};
use crate::db::hash_lists::{self, ShadowHit, VersionLine};
use crate::db::withdrawals::{self, WithdrawalRow};
use crate::ids::Withdrawal;
use crate::permissions::Permission;

/// Most entries that are named as left out.
const MOST_LEFT_OUT: usize = 100;

/// One list.
#[derive(Template)]
#[template(path = "hash_list.html")]
pub(crate) struct HashListPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    name: String,
    /// The newest first: the first one is in use.
    versions: Vec<VersionLine>,
    /// Whether the index file of the version in use is there.
    is_open: bool,
    /// How many entries are left out for each reason, and the first of them.
    left_out: BTreeMap<&'static str, i64>,
    first_left_out: Vec<(i64, &'static str)>,
    shadow_hits: Vec<ShadowHit>,
    withdrawals: Vec<WithdrawalFacts>,
    may_withdraw: bool,
    typed: Typed,
}

/// A withdrawal as its page shows it.
struct WithdrawalFacts {
    id: String,
    digest: String,
    reason: String,
    withdrawn_by: String,
    withdrawn_at: Timestamp,
    /// Hits that rest on it.
    hits: i64,
    restored: Option<(Timestamp, String, String)>,
}

impl HashListPage {
    /// The version in use.
    fn newest(&self) -> Option<&VersionLine> {
        self.versions.first()
    }

    /// Address of the form that restores a hash.
    fn restore_href(&self, id: &str) -> String {
        self.ctx.href(&format!("/withdrawals/{id}/restore"))
    }
}

/// A hash to be taken back, as the form says it.
#[derive(Deserialize)]
pub(crate) struct WithdrawForm {
    digest: String,
    reason: String,
}

/// A reason as the form says it.
#[derive(Deserialize)]
pub(crate) struct ReasonForm {
    pub(super) reason: String,
}

/// Shows a list.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(name): Path<String>,
) -> Result<Page<HashListPage>, Failure> {
    load(&state, ctx, name, Typed::default()).await
}

/// Takes a hash back.
pub(crate) async fn withdraw(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(name): Path<String>,
    form: TypedForm<WithdrawForm>,
) -> Result<Response, Failure> {
    let outcome = act(&state, &ctx, name.clone(), form.fields).await;
    let path = format!("/hash-lists/{name}");
    let again = |ctx, typed| load(&state, ctx, name, typed);
    forms::answer(ctx, outcome, form.typed, &path, "withdrawn", again).await
}

async fn act(
    state: &State,
    ctx: &PageContext,
    name: String,
    fields: Result<WithdrawForm, Failure>,
) -> Result<(), Failure> {
    let WithdrawForm { digest, reason } = fields?;
    let action = WithdrawalRequest { digest, reason }.on(state, name)?;
    state.node.act(&ctx.actor, &action).await?;
    state.reload_lists().await
}

/// Restores a hash.
pub(crate) async fn restore(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let withdrawal_id = id_in_path::<Withdrawal>(&id, "withdrawal")?;
    let mut tx = state.node.db().begin_read("find-withdrawal").await?;
    let before = withdrawals::find_withdrawal(&mut tx, withdrawal_id).await?;
    let name = before.ok_or_else(|| Failure::absent("withdrawal"))?.list_name;
    drop(tx);
    let outcome = act_restore(&state, &ctx, withdrawal_id, form.fields).await;
    let path = format!("/hash-lists/{name}");
    let again = |ctx, typed| load(&state, ctx, name, typed);
    forms::answer(ctx, outcome, form.typed, &path, "restored", again).await
}

async fn act_restore(
    state: &State,
    ctx: &PageContext,
    withdrawal_id: model::Id<Withdrawal>,
    fields: Result<ReasonForm, Failure>,
) -> Result<(), Failure> {
    let action = RestoreHash { withdrawal_id, reason: prose("reason", &fields?.reason)? };
    state.node.act(&ctx.actor, &action).await?;
    state.reload_lists().await
}

async fn load(
    state: &State,
    ctx: PageContext,
    name: String,
    typed: Typed,
) -> Result<Page<HashListPage>, Failure> {
    let mut tx = state.node.db().begin_read("hash-list-page").await?;
    let versions = hash_lists::list_versions_of(&mut tx, &name).await?;
    if versions.is_empty() {
        return Err(Failure::absent("hash list"));
    }
    let shadow_hits = hash_lists::list_shadow_hits(&mut tx, &name).await?;
    let rows = withdrawals::list_of(&mut tx, &name).await?;
    let withdrawals = rows.into_iter().map(|row| facts(state, row)).collect::<Result<_, _>>()?;
    let in_use = state.lists();
    let index = in_use.find(&name);
    let left_out = index.map_or(&[][..], |index| index.left_out());
    let mut reasons: BTreeMap<&'static str, i64> = BTreeMap::new();
    for entry in left_out {
        *reasons.entry(entry.reason.as_str()).or_default() += 1;
    }
    let first = left_out.iter().take(MOST_LEFT_OUT);
    Ok(Page(HashListPage {
        nav: nav(&ctx),
        is_open: index.is_some(),
        left_out: reasons,
        first_left_out: first.map(|entry| (i64::from(entry.entry_no), entry.reason.as_str())).collect(),
        name,
        versions,
        shadow_hits,
        withdrawals,
        may_withdraw: may(&ctx, Permission::WithdrawHash),
        typed,
        ctx,
    }))
}

fn facts(state: &State, (row, hits): (WithdrawalRow, i64)) -> Result<WithdrawalFacts, Failure> {
    let id = row.withdrawal_id.to_string();
    let at = |column| ColumnRef { table: withdrawals::TABLE, row: &id, column };
    let keys = state.node.columns();
    let restored = match (row.restored_at, row.restored_by, row.restore_reason) {
        (Some(at_instant), Some(by), Some(why)) => {
            Some((at_instant, by, why.open_kept(keys, at(withdrawals::RESTORE_REASON))?))
        }
        _ => None,
    };
    Ok(WithdrawalFacts {
        reason: row.reason.open_kept(keys, at(withdrawals::REASON))?,
        digest: row.digest,
        withdrawn_by: row.withdrawn_by,
        withdrawn_at: row.withdrawn_at,
        hits,
        restored,
        id,
    })
}
