//! The state of the vault, for who keeps the node running.

use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::KeepsVault;
use crate::db::item_checks as table;
use crate::http::Site;
use crate::{Cell, Column, Failure, Json, List, NavItem, Node, Page, PageContext, Row, Table};

/// Damaged items in one answer to a program.
const MOST: i64 = 200;

/// The state of the vault.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VaultView {
    /// Items that are kept.
    items: i64,
    /// Of these, never checked yet.
    unchecked: i64,
    /// Of these, damaged at their last check.
    damaged: i64,
    /// When the item whose check is the longest ago was checked.
    #[schema(value_type = Option<String>)]
    oldest_check_at: Option<Timestamp>,
    /// The damaged items, the last checked first; at most 200.
    damage: Vec<DamagedItem>,
}

/// A damaged item.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DamagedItem {
    /// Name of the item, and of its file in the vault.
    name: String,
    /// Its case.
    case_id: String,
    /// What is wrong.
    damage: String,
    /// When that was seen last.
    #[schema(value_type = String)]
    checked_at: Timestamp,
}

#[derive(Template)]
#[template(path = "vault.html")]
pub(super) struct VaultPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    vault: VaultView,
    /// The damaged items.
    table: Table,
}

/// The state of the vault.
pub(super) async fn state<S: KeepsVault>(State(state): State<S>) -> Result<Json<VaultView>, Failure> {
    Ok(Json(load(state.node(), (MOST, 0)).await?))
}

/// The page of the vault.
pub(super) async fn show<S: KeepsVault>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let vault = load(state.node(), (list.limit(), list.offset())).await?;
    let table = table_of(&ctx, &list, &vault);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(VaultPage { nav: S::navigation(&ctx), ctx, vault, table }).into_response())
}

fn table_of(ctx: &PageContext, list: &List, vault: &VaultView) -> Table {
    let mut table = Table::new(ctx, list, "damaged-items", vault.damaged)
        .column(Column::new("name", ctx.t("vault-item")))
        .column(Column::new("case_id", ctx.t("vault-case")))
        .column(Column::new("damage", ctx.t("vault-damage")))
        .column(Column::new("checked_at", ctx.t("vault-checked")));
    for item in &vault.damage {
        let damage = [Cell::text(ctx.fault(&item.damage)), Cell::text(&item.damage).in_language("en")];
        let row = Row::plain()
            .cell(Cell::digest(&item.name))
            .cell(Cell::digest(&item.case_id))
            .cell(Cell::lines(damage.into()))
            .cell(Cell::time(item.checked_at));
        table.row(row);
    }
    table
}

async fn load(node: &Node, part: (i64, i64)) -> Result<VaultView, Failure> {
    let mut tx = node.db().begin_read("show-vault").await?;
    let sums = table::load_sums(&mut tx).await?;
    let rows = table::list_damaged(&mut tx, part).await?;
    let damaged = |row: table::DamagedRow| DamagedItem {
        name: row.name,
        case_id: row.case_id,
        damage: row.damage,
        checked_at: row.checked_at,
    };
    Ok(VaultView {
        items: sums.items,
        unchecked: sums.unchecked,
        damaged: sums.damaged,
        oldest_check_at: sums.oldest_check_at,
        damage: rows.into_iter().map(damaged).collect(),
    })
}
