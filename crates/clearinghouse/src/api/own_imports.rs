//! What a sender imported, and how it takes an import back.

use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once, Permission as _, Query, Scope};
use utoipa::ToSchema;

use super::imports::{After, ImportStanding};
use crate::Permission;
use crate::actions::undo_import::UndoImport;
use crate::db;
use crate::import::file_name_column;
use crate::state::State as Clearinghouse;

/// Most imports in one answer.
const MAX_IMPORTS: i64 = 100;

/// Imports, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportsListed {
    imports: Vec<ImportListed>,
    /// The offset to go on from; none after the last.
    next: Option<i64>,
}

/// An import.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportListed {
    #[serde(flatten)]
    standing: ImportStanding,
    /// What its mapping calls where the lines come from.
    source: String,
    reporting_party: String,
    /// Empty once erased.
    file_name: String,
    file_sha256: String,
    #[schema(value_type = String)]
    begun_at: Timestamp,
    #[schema(value_type = Option<String>)]
    undone_at: Option<Timestamp>,
}

/// `GET /api/imports[?offset=]`: the caller's own, or all for whoever may see all.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Query(After { offset }): Query<After>,
) -> Result<Json<ImportsListed>, Failure> {
    let part = (MAX_IMPORTS, offset.max(0));
    let mut tx = state.node().db().begin_read("list-imports").await?;
    let rows = match Permission::ImportReports.allows(&actor) {
        Scope::All => db::imports::list_page(&mut tx, part).await?,
        _ => db::imports::list_begun_by(&mut tx, actor.name(), part).await?,
    };
    drop(tx);
    let mut imports = Vec::new();
    for row in rows {
        let id = row.import_id.to_string();
        imports.push(ImportListed {
            file_name: row.file_name.open_kept(state.node().columns(), file_name_column(&id))?,
            source: row.source.clone(),
            reporting_party: row.reporting_party.clone(),
            file_sha256: row.file_sha256.clone(),
            begun_at: row.begun_at,
            undone_at: row.undone_at,
            standing: row.into(),
        });
    }
    let is_full = i64::try_from(imports.len()).is_ok_and(|count| count == MAX_IMPORTS);
    let next = is_full.then_some(part.1.saturating_add(MAX_IMPORTS));
    Ok(Json(ImportsListed { imports, next }))
}

/// Why an import is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportUndoing {
    reason: String,
}

/// An import that was taken back.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportUndone {
    /// How many reports went with it.
    reports: u64,
}

/// `POST /api/imports/{id}/undo`: takes every report of an import back, as long as nobody of the clearinghouse worked on any.
pub(crate) async fn undo(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(import_id): Path<String>,
    once: Once<ImportUndoing>,
) -> Result<Json<ImportUndone>, Failure> {
    let action = UndoImport { import_id, reason: once.body.reason };
    let undone = state.node().act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    Ok(Json(ImportUndone { reports: undone.output.reports }))
}
