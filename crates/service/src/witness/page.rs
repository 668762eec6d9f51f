//! The custody log and its witnesses, for who keeps the node running.

use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::ask::since;
use super::{Asked, Witnessing};
use crate::db::witness::{self as rows, RefusalRow};
use crate::http::Site;
use crate::{
    Cell, Column, Failure, Json, List, NavItem, Node, Page, PageContext, Row, Table, Tone, Tx, custody_log,
};

/// The custody log, whom it asks to cosign, and what it cosigns.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WitnessView {
    /// The log's verifier key; its name is the origin.
    pub log_key: Option<String>,
    /// SHA-256 of its public bytes, hex: for comparing by eye.
    pub log_fingerprint: Option<String>,
    /// This node's verifier key of cosignatures.
    pub witness_key: Option<String>,
    /// Entries under the newest checkpoint.
    pub size: Option<u64>,
    /// The root over them, hex.
    pub root: Option<String>,
    /// When it was published.
    #[schema(value_type = Option<String>)]
    pub published_at: Option<Timestamp>,
    /// The witnesses whom this node asks.
    pub witnesses: Vec<WitnessState>,
    /// False in a restored node whose operator has not confirmed what it had cosigned: it cosigns nothing.
    pub confirmed: bool,
    /// The logs that this node cosigns.
    pub logs: Vec<WitnessedLog>,
    /// Signed checkpoints that this node refused and nothing has settled.
    pub refusals: Vec<Refusal>,
}

/// A witness whom this node asks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WitnessState {
    /// Name of its key.
    pub name: String,
    /// Entries under the newest checkpoint that it has cosigned.
    pub size: Option<u64>,
    /// When it did, by its clock.
    #[schema(value_type = Option<String>)]
    pub cosigned_at: Option<Timestamp>,
    /// Since when a checkpoint waits for it; null when it has cosigned the newest.
    #[schema(value_type = Option<String>)]
    pub waiting_since: Option<Timestamp>,
    /// What the last attempt failed of.
    pub trouble: Option<String>,
}

/// A log that this node cosigns.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WitnessedLog {
    /// Its name.
    pub origin: String,
    /// Entries under the newest checkpoint that was cosigned.
    pub size: Option<u64>,
    /// When.
    #[schema(value_type = Option<String>)]
    pub cosigned_at: Option<Timestamp>,
}

/// A checkpoint that a log has signed and this node refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Refusal {
    /// The log.
    pub origin: String,
    /// `fork`: two roots at one size, which proves two histories. `unproven`: no proof led to it yet.
    pub kind: String,
    /// The refused checkpoint as the log signed it.
    pub note: String,
    /// What had been cosigned, as the log signed it.
    pub kept_note: String,
    /// Entries under the refused checkpoint.
    pub size: i64,
    /// Entries under what had been cosigned.
    pub kept_size: i64,
    /// When it was refused.
    #[schema(value_type = String)]
    pub refused_at: Timestamp,
}

impl Refusal {
    fn is_fork(&self) -> bool {
        self.kind == rows::FORK
    }
}

#[derive(Template)]
#[template(path = "custody.html")]
pub(crate) struct CustodyPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    view: WitnessView,
    witnesses: Table,
    logs: Table,
}

/// `GET /api/custody/witnesses`.
pub(crate) async fn state<S>(State(state): State<S>) -> Result<Json<WitnessView>, Failure>
where
    Site: FromRef<S>,
{
    Ok(Json(load(Site::from_ref(&state).node()).await?))
}

/// `GET /custody`.
pub(crate) async fn show<S>(State(state): State<S>, ctx: PageContext, list: List) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let view = load(site.node()).await?;
    let witnesses = witness_table(&ctx, &list.of("witnesses"), &view.witnesses);
    let logs = log_table(&ctx, &list.of("logs"), &view.logs);
    if let Some(file) = witnesses.file().or_else(|| logs.file()) {
        return Ok(file);
    }
    Ok(Page(CustodyPage { nav: site.navigation(&ctx), ctx, view, witnesses, logs }).into_response())
}

fn witness_table(ctx: &PageContext, list: &List, witnesses: &[WitnessState]) -> Table {
    let mut table = table(ctx, list, "witnesses", witnesses.len())
        .titled(ctx.t("custody-witnesses"))
        .column(Column::new("witness", ctx.t("custody-witness")))
        .column(Column::new("size", ctx.t("custody-cosigned-size")).is_number())
        .column(Column::new("cosigned_at", ctx.t("custody-cosigned-at")))
        .column(Column::new("state", ctx.t("custody-state")));
    for witness in list.page_of(witnesses) {
        let row = Row::plain().cell(Cell::digest(&witness.name)).cell(size(witness.size));
        let row = row.cell(witness.cosigned_at.map_or_else(Cell::none, Cell::time));
        table.row(row.cell(state_cell(ctx, witness)));
    }
    table
}

fn state_cell(ctx: &PageContext, witness: &WitnessState) -> Cell {
    if let Some(trouble) = &witness.trouble {
        let badge = Cell::badge(Tone::Bad, ctx.t("custody-state-trouble"));
        let said = format!("{} {}", ctx.fault(trouble), ctx.t("fault-witness-next"));
        return Cell::lines(vec![badge, Cell::text(said), Cell::text(trouble).in_language("en")]);
    }
    match witness.waiting_since {
        Some(at) => Cell::badge(Tone::Info, ctx.t1("custody-state-waiting", "at", ctx.instant(at))),
        None => Cell::badge(Tone::Good, ctx.t("custody-state-good")),
    }
}

fn log_table(ctx: &PageContext, list: &List, logs: &[WitnessedLog]) -> Table {
    let mut table = table(ctx, list, "logs", logs.len())
        .titled(ctx.t("custody-logs"))
        .column(Column::new("log", ctx.t("custody-log")))
        .column(Column::new("size", ctx.t("custody-cosigned-size")).is_number())
        .column(Column::new("cosigned_at", ctx.t("custody-cosigned-at")));
    for log in list.page_of(logs) {
        let row = Row::plain().cell(Cell::digest(&log.origin)).cell(size(log.size));
        table.row(row.cell(log.cosigned_at.map_or_else(Cell::none, Cell::time)));
    }
    table
}

fn table(ctx: &PageContext, list: &List, name: &'static str, total: usize) -> Table {
    Table::new(ctx, list, name, i64::try_from(total).unwrap_or(i64::MAX))
}

/// So many entries; none where nothing is cosigned yet.
fn size(entries: Option<u64>) -> Cell {
    entries.map_or_else(Cell::none, |size| Cell::number(i64::try_from(size).unwrap_or(i64::MAX)))
}

async fn load(node: &Node) -> Result<WitnessView, Failure> {
    let mut tx = node.db().begin_read("show-witnesses").await?;
    let newest = custody_log::find_published(&mut tx).await?;
    let log_key = node.publisher().map(custody_log::Publisher::verifier);
    let mut witnesses = Vec::new();
    for asked in node.witnessing().map(Witnessing::asked).unwrap_or_default() {
        witnesses.push(witness(&mut tx, asked).await?);
    }
    let (checkpoint, published_at) = newest.map(|newest| (newest.checkpoint, newest.published_at)).unzip();
    Ok(WitnessView {
        log_fingerprint: log_key.as_ref().map(note::NoteVerifier::fingerprint),
        log_key: log_key.map(|key| key.to_string()),
        witness_key: node.witnessing().map(|witnessing| witnessing.verifier().to_string()),
        size: checkpoint.as_ref().map(|checkpoint| checkpoint.size),
        root: checkpoint.map(|checkpoint| checkpoint.root.to_string()),
        published_at,
        witnesses,
        confirmed: node.witnessing().is_none_or(|witnessing| !witnessing.is_unconfirmed),
        logs: logs(&mut tx, node.witnessing()).await?,
        refusals: rows::list_open_refusals(&mut tx).await?.into_iter().map(refusal).collect(),
    })
}

async fn witness(tx: &mut Tx, asked: &Asked) -> Result<WitnessState, Failure> {
    let name = asked.verifier.name();
    let newest = rows::find_newest_cosignature(tx, name).await?;
    Ok(WitnessState {
        name: name.to_owned(),
        size: newest.as_ref().map(|row| row.size.unsigned_abs()),
        cosigned_at: newest.map(|row| row.cosigned_at),
        waiting_since: since(tx, name).await?,
        trouble: asked.trouble(),
    })
}

/// Those of the configuration, cosigned or not yet.
async fn logs(tx: &mut Tx, witnessing: Option<&Witnessing>) -> Result<Vec<WitnessedLog>, Failure> {
    let witnessed = rows::list_witnessed(tx).await?;
    let origins = witnessing.into_iter().flat_map(|witnessing| witnessing.arrangement.logs.keys());
    let log = |origin: &String| {
        let row = witnessed.iter().find(|row| row.origin == *origin);
        WitnessedLog {
            origin: origin.clone(),
            size: row.map(|row| row.size.unsigned_abs()),
            cosigned_at: row.map(|row| row.cosigned_at),
        }
    };
    Ok(origins.map(log).collect())
}

fn refusal(row: RefusalRow) -> Refusal {
    Refusal {
        origin: row.origin,
        kind: row.kind,
        note: row.note,
        kept_note: row.kept_note,
        size: row.size,
        kept_size: row.kept_size,
        refused_at: row.refused_at,
    }
}
