//! `/hash-lists/{name}`: one list: its versions, who vouches, what was left out, what it found, and what was taken back.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::Deserialize;
use service::{
    Cell, Column, ColumnRef, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm,
    forms,
};

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
/// Most hits in shadow that the page shows, the newest.
const MOST_SHADOW_HITS: i64 = 50;

/// One list.
#[derive(Template)]
#[template(path = "hash_list.html")]
pub(crate) struct HashListPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    name: String,
    /// The newest first: the first one is in use.
    versions: Vec<VersionLine>,
    version_table: Table,
    /// Whether the index file of the version in use is there.
    is_open: bool,
    /// How many entries are left out for each reason, and the first of them.
    left_out: BTreeMap<&'static str, i64>,
    first_left_out: Vec<(i64, &'static str)>,
    /// None where there are none.
    shadow_hits: Option<Table>,
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

    /// The one of its tables that the address asks for as a file.
    fn file(&self) -> Option<Response> {
        [Some(&self.version_table), self.shadow_hits.as_ref()].into_iter().flatten().find_map(Table::file)
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
    list: List,
) -> Result<Response, Failure> {
    let page = load(&state, ctx, name, &list, Typed::default()).await?;
    Ok(page.0.file().unwrap_or_else(|| page.into_response()))
}

/// Takes a hash back.
pub(crate) async fn withdraw(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(name): Path<String>,
    list: List,
    form: TypedForm<WithdrawForm>,
) -> Result<Response, Failure> {
    let outcome = act(&state, &ctx, name.clone(), form.fields).await;
    let path = format!("/hash-lists/{name}");
    let again = |ctx, typed| load(&state, ctx, name, &list, typed);
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
    list: List,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let withdrawal_id = id_in_path::<Withdrawal>(&id, "withdrawal")?;
    let mut tx = state.node.db().begin_read("find-withdrawal").await?;
    let before = withdrawals::find_withdrawal(&mut tx, withdrawal_id).await?;
    let name = before.ok_or_else(|| Failure::absent("withdrawal"))?.list_name;
    drop(tx);
    let outcome = act_restore(&state, &ctx, withdrawal_id, form.fields).await;
    let path = format!("/hash-lists/{name}");
    let again = |ctx, typed| load(&state, ctx, name, &list, typed);
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
    list: &List,
    typed: Typed,
) -> Result<Page<HashListPage>, Failure> {
    let ctx = ctx.at(&format!("/hash-lists/{name}"));
    let of_shadow = list.of("shadow-hits");
    let mut tx = state.node.db().begin_read("hash-list-page").await?;
    let versions = hash_lists::list_versions_of(&mut tx, &name).await?;
    if versions.is_empty() {
        return Err(Failure::absent("hash list"));
    }
    let shadow_hits =
        hash_lists::list_shadow_hits(&mut tx, &name, of_shadow.at_most(MOST_SHADOW_HITS)).await?;
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
        version_table: version_table(&ctx, &list.first(), &versions),
        versions,
        shadow_hits: (!shadow_hits.is_empty()).then(|| shadow_table(&ctx, &of_shadow, &shadow_hits)),
        withdrawals,
        may_withdraw: may(&ctx, Permission::WithdrawHash),
        typed,
        ctx,
    }))
}

fn version_table(ctx: &PageContext, list: &List, versions: &[VersionLine]) -> Table {
    let total = i64::try_from(versions.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "versions", total)
        .column(Column::new("version", ctx.t("list-version")))
        .column(Column::new("imported_at", ctx.t("list-imported")))
        .column(Column::new("imported_by", ctx.t("list-imported-by")))
        .column(Column::new("entries", ctx.t("list-entries")).is_number())
        .column(Column::new("hits", ctx.t("list-hits")).is_number())
        .column(Column::new("shadow_hits", ctx.t("list-shadow-hits")).is_number());
    for line in list.page_of(versions) {
        let mut version = vec![Cell::text(line.row.version.to_string())];
        version.extend(line.is_in_use.then(|| Cell::badge(Tone::Good, ctx.t("list-used"))));
        version.extend(line.row.shadow.then(|| Cell::badge(Tone::Warn, ctx.t("list-shadow"))));
        table.row(
            Row::plain()
                .cell(Cell::lines(version))
                .cell(Cell::time(line.row.imported_at))
                .cell(Cell::text(&line.row.imported_by))
                .cell(Cell::number(line.row.entry_count))
                .cell(Cell::number(line.hits))
                .cell(Cell::number(line.shadow_hits)),
        );
    }
    table
}

fn shadow_table(ctx: &PageContext, list: &List, hits: &[ShadowHit]) -> Table {
    let total = i64::try_from(hits.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "shadow-hits", total)
        .titled(ctx.t("shadow-hits-title"))
        .column(Column::new("found_at", ctx.t("hit-found")))
        .column(Column::new("version", ctx.t("list-version")))
        .column(Column::new("entry", ctx.t("list-entry")))
        .column(Column::new("match", ctx.t("hit-match")))
        .column(Column::new("distance", ctx.t("hit-distance")).is_number());
    for hit in list.page_of(hits) {
        table.row(
            Row::plain()
                .cell(Cell::time(hit.found_at))
                .cell(Cell::text(hit.list_version.to_string()))
                .cell(Cell::text(hit.entry_no.to_string()))
                .cell(Cell::text(&hit.algorithm))
                .cell(Cell::number(hit.distance_bits)),
        );
    }
    table
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
