//! Files with operators' answers to many requests.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use model::Id;
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Query};

use super::{Shown, created};
use crate::db::Reader;
use crate::ids::AnswerImport;
use crate::views::{self, ImportView};
use crate::{Police, answers};

/// When the operators answered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answered {
    answered_at: Timestamp,
}

/// `POST /api/disclosure-answers?answered_at=`: the body is the file.
pub(crate) async fn import(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(answered): Query<Answered>,
    body: Bytes,
) -> Result<Response, Failure> {
    Ok(created(answers::import(&police, &actor, answered.answered_at, &body).await?))
}

/// `GET /api/disclosure-answers/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(import_id): Path<Id<AnswerImport>>,
) -> Shown<ImportView> {
    let mut tx = police.reading("load-import").await?;
    Ok(Json(views::load_import(&mut tx, &Reader::of(&actor), police.node.columns(), import_id).await?))
}
