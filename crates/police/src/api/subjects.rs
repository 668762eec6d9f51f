//! Subjects.

use axum::extract::{Path, State};
use model::Id;
use model::kind::Subject;
use service::{Authenticated, Json};

use super::Shown;
use crate::Police;
use crate::db::Reader;
use crate::views::{self, ExplanationView, SubjectDetail, SubjectView};

/// `GET /api/subjects`.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
) -> Shown<Vec<SubjectView>> {
    let mut tx = police.reading("list-subjects").await?;
    Ok(Json(views::list_subjects(&mut tx, &Reader::of(&actor)).await?))
}

/// `GET /api/subjects/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Subject>>,
) -> Shown<SubjectDetail> {
    let mut tx = police.reading("load-subject").await?;
    Ok(Json(views::load_subject(&mut tx, &Reader::of(&actor), police.node.columns(), id).await?))
}

/// `GET /api/subjects/{id}/explanation`.
pub(crate) async fn explain(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Subject>>,
) -> Shown<ExplanationView> {
    let mut tx = police.reading("explain-subject").await?;
    Ok(Json(views::load_explanation(&mut tx, &Reader::of(&actor), police.node.columns(), id).await?))
}
