//! Reveals of masked fields.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Person;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::{Shown, act_once, created};
use crate::Police;
use crate::actions::{RevealField, ReviewReveal};
use crate::db::Reader;
use crate::ids::Reveal;
use crate::reveals::{MaskedField, ReviewVerdict};
use crate::views::{self, RevealView, Revealed};

/// Which field, and why the reader must know it. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReveal {
    field: MaskedField,
    reason: String,
    legal_basis: String,
}

impl NewReveal {
    /// The action on a person.
    pub(crate) fn action(&self, police: &Police, person_id: Id<Person>) -> RevealField {
        RevealField {
            person_id,
            field: self.field,
            reason: self.reason.clone(),
            legal_basis: self.legal_basis.clone(),
            budget: police.settings.reveals_per_day,
            review_percent: police.settings.reveal_review_percent,
        }
    }
}

/// `POST /api/persons/{id}/reveal`. A repeated idempotency key opens nothing again: every showing has its own record.
pub(crate) async fn reveal(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(person_id): Path<Id<Person>>,
    once: Once<NewReveal>,
) -> Result<Response, Failure> {
    let action = once.body.action(&police, person_id);
    let done = police.node.act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    if done.replayed {
        return Err(Failure::conflict(format!(
            "{} showed this once under this Idempotency-Key, and what it showed is not kept; use a new key",
            done.output
        )));
    }
    Ok(created(load(&police, &actor, done.output).await?))
}

/// What a recorded reveal shows.
pub(crate) async fn load(police: &Police, actor: &Actor, reveal_id: Id<Reveal>) -> Result<Revealed, Failure> {
    let mut tx = police.reading("load-revealed").await?;
    views::load_revealed(&mut tx, &Reader::of(actor), police.node.columns(), reveal_id).await
}

/// `GET /api/reveals`.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
) -> Shown<Vec<RevealView>> {
    let mut tx = police.reading("list-reveals").await?;
    Ok(Json(views::list_reveals(&mut tx, &Reader::of(&actor), police.node.columns(), &actor).await?))
}

/// What a second person says of a drawn reveal. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReview {
    verdict: ReviewVerdict,
    note: String,
}

/// A reveal that was reviewed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reviewed {
    reveal_id: String,
}

impl NewReview {
    /// The action on a reveal.
    pub(crate) fn action(&self, reveal_id: Id<Reveal>) -> ReviewReveal {
        ReviewReveal { reveal_id, verdict: self.verdict, note: self.note.clone() }
    }
}

/// `POST /api/reveals/{id}/review`.
pub(crate) async fn review(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(reveal_id): Path<Id<Reveal>>,
    once: Once<NewReview>,
) -> Shown<Reviewed> {
    let reveal_id = act_once(&police, &actor, &once, &once.body.action(reveal_id)).await?.to_string();
    Ok(Json(Reviewed { reveal_id }))
}
