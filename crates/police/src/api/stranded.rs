//! Closed operations without a reader, and asking to name one.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Operation;
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::{Shown, ask};
use crate::Police;
use crate::actions::AppointReader;
use crate::views::{self, StrandedView};

/// Who is to read it, and why. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReader {
    /// Sign-in name.
    reader: String,
    reason: String,
}

impl NewReader {
    /// The action on an operation.
    pub(crate) fn action(&self, operation_id: Id<Operation>) -> AppointReader {
        AppointReader { operation_id, reader: self.reader.trim().to_owned(), reason: self.reason.clone() }
    }
}

/// `GET /api/stranded-operations`.
pub(crate) async fn list(State(police): State<Police>) -> Shown<Vec<StrandedView>> {
    let mut tx = police.reading("list-stranded").await?;
    Ok(Json(views::list_stranded(&mut tx, police.node.staff()).await?))
}

/// `POST /api/operations/{id}/appoint-reader`: 202, a second person decides.
pub(crate) async fn request(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(operation_id): Path<Id<Operation>>,
    once: Once<NewReader>,
) -> Result<Response, Failure> {
    ask(&police, &actor, &once, &once.body.action(operation_id)).await
}
