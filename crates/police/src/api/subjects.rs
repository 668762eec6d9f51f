//! Subjects.

use axum::extract::{Path, State};
use model::Id;
use model::kind::Subject;
use service::Json;

use super::Shown;
use crate::Police;
use crate::views::{self, SubjectDetail, SubjectView};

/// `GET /api/subjects`.
pub(crate) async fn list(State(police): State<Police>) -> Shown<Vec<SubjectView>> {
    let mut tx = police.reading("list-subjects").await?;
    Ok(Json(views::list_subjects(&mut tx).await?))
}

/// `GET /api/subjects/{id}`.
pub(crate) async fn show(State(police): State<Police>, Path(id): Path<Id<Subject>>) -> Shown<SubjectDetail> {
    let mut tx = police.reading("load-subject").await?;
    Ok(Json(views::load_subject(&mut tx, police.node.columns(), id).await?))
}
