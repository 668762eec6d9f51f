//! `GET /api/uploads/{id}/reasons`: the statement of reasons for a user, in the language that is asked for.

use std::collections::HashMap;

use axum::extract::{Path, State as Shared};
use model::Id;
use serde::Serialize;
use service::opening::Viewing;
use service::{Authenticated, Failure, Json, Lang, Query, Tx};
use utoipa::ToSchema;

use super::id_in_path;
use crate::State;
use crate::db::decisions::{self, DecisionRow};
use crate::db::{appeals, history, match_results, uploads};
use crate::ids::Upload;
use crate::narrow::{may_act, reasons_reference};
use crate::opening::viewing;
use crate::permissions::Role;
use crate::reasons::Decided;
use crate::reported::open_statement;
use crate::review::Verdict;
use crate::surfaces::day_of;

/// A statement of reasons. It names nobody who notified the content, and says nothing of any report to an authority.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReasonsView {
    lang: &'static str,
    /// The title first, the law last.
    paragraphs: Vec<String>,
    /// Whether somebody has read the official text of the law beside what is said of it.
    law_verified: bool,
    /// As it is printed on the statement: by it a help desk reads the statement again.
    reference: String,
}

/// Gives the statement.
pub(crate) async fn show_reasons(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<ReasonsView>, Failure> {
    let id = id_in_path::<Upload>(&id, "upload")?;
    let reference = reasons_reference(state.node.columns(), id);
    let shown = query.get("reference").map(String::as_str);
    if !may_act(&actor, Role::HelpDesk, shown, &reference) {
        return Err(Failure::absent("upload"));
    }
    let lang = match query.get("lang").map(String::as_str) {
        None | Some("") => Lang::En,
        Some(code) => Lang::from_code(code).ok_or_else(|| Failure::refused("lang", "must be en or es"))?,
    };
    let mut tx = state.node.db().begin_read("load-reasons").await?;
    let paragraphs = load(&state, &mut tx, id, lang).await?.ok_or_else(|| {
        Failure::conflict("nothing stands confirmed of this upload; there are no reasons to state")
    })?;
    Ok(Json(ReasonsView { lang: lang.code(), paragraphs, law_verified: state.reasons.verified, reference }))
}

/// The paragraphs of the statement; none where nothing stands confirmed nor was reversed on an appeal, or it is erased.
pub(crate) async fn load(
    state: &State,
    tx: &mut Tx,
    id: Id<Upload>,
    lang: Lang,
) -> Result<Option<Vec<String>>, Failure> {
    let upload = uploads::find_upload(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let origin = history::find_origin(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let confirmed = decisions::count_confirmed(tx, id).await? > 0;
    let log = decisions::list_decisions(tx, id).await?;
    let made: Vec<&DecisionRow> = log.iter().filter(|made| made.verdict == Verdict::Confirm).collect();
    let Some(last) = made.last().filter(|_| origin.erased_at.is_none()) else { return Ok(None) };
    let granted = appeals::find_granted(tx, id).await?;
    // who confirms it after that decides anew
    let reversed = granted.filter(|row| row.decided_at.is_some_and(|at| at >= last.decided_at));
    if !confirmed && reversed.is_none() {
        return Ok(None);
    }
    let statement = open_statement(&state.node, &upload)?;
    let policy = match &reversed {
        Some(row) => row.open_policy(state.node.columns())?,
        None => last.open_policy(state.node.columns())?,
    };
    let asked_by_service = match_results::list_opened(tx, id).await?;
    let stated = match_results::list_standing(tx, id, last.decided_at).await?;
    let mut told = made.iter().filter_map(|made| made.user_report_id);
    let reference = reasons_reference(state.node.columns(), id);
    let decided = Decided {
        service: &state.config.service,
        url: &statement.url,
        uploaded_at: statement.uploaded_at.text(),
        decided_on: day_of(&state.zone, last.decided_at),
        by_list: made.iter().any(|made| made.hit_id.is_some()),
        by_user: told.any(|told| !asked_by_service.contains(&told)),
        by_service: stated.iter().any(|result| result.matched),
        viewed: viewing(tx, id, last.decided_at).await? == Viewing::InFull,
        reversed_on: reversed.and_then(|row| row.decided_at).map(|at| day_of(&state.zone, at)),
        policy: policy.as_deref(),
        terms: state.config.reporter.legal_url.as_deref(),
        reference: &reference,
    };
    Ok(Some(state.reasons.statement(&decided, lang)))
}
