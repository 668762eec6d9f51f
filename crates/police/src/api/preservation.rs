//! Letters that ask operators to preserve records.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Act;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once, Query};
use utoipa::ToSchema;

use super::{Shown, act_once, created};
use crate::Police;
use crate::actions::{DraftPreservationLetters, RecordLetterAnswer, RecordLetterSent};
use crate::db::Reader;
use crate::db::preservation::WhichLetters;
use crate::ids::{IpEvent, PreservationAnswer, PreservationLetter, PreservationSending};
use crate::views::{self, LetterDetail, LetterSummary};

/// Of which connections the records are to be preserved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPreservationLetters {
    /// Address, port and time come from these acts; each operator of theirs gets a letter of its own.
    #[schema(value_type = Vec<String>)]
    act_ids: Vec<Id<Act>>,
    /// The same from these events that are no acts.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    event_ids: Vec<Id<IpEvent>>,
    legal_basis: String,
}

model::unprintable!(NewPreservationLetters);

/// Letters that were drafted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreservationLettersDrafted {
    /// In the order of the operators' names.
    #[schema(value_type = Vec<String>)]
    letter_ids: Vec<Id<PreservationLetter>>,
}

/// That a letter was sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLetterSending {
    /// `portal`, `post`, `email`, `by_hand` or `other`.
    channel: String,
    /// Under which the operator or the post knows it.
    reference: String,
    /// The day, as `2020-12-20`.
    sent_on: String,
}

model::unprintable!(NewLetterSending);

/// A sending that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LetterSendingRecorded {
    #[schema(value_type = String)]
    sending_id: Id<PreservationSending>,
}

/// What the operator said to a letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLetterAnswer {
    /// `confirmed` or `refused`.
    verdict: String,
    /// The first day on which it may erase after all, as `2020-12-20`; none where it refused.
    #[serde(default)]
    preserved_until: String,
    /// The operator's own reference, or who said so and when.
    reference: String,
}

model::unprintable!(NewLetterAnswer);

/// An answer that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LetterAnswerRecorded {
    #[schema(value_type = String)]
    answer_id: Id<PreservationAnswer>,
}

/// Which letters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    state: Option<WhichLetters>,
}

/// `GET /api/preservation-letters[?state=drafted|sent|answered]`: those that stand.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(filter): Query<Filter>,
) -> Shown<Vec<LetterSummary>> {
    let which = filter.state.unwrap_or(WhichLetters::All);
    let mut tx = police.reading("list-preservation-letters").await?;
    Ok(Json(views::list_letters(&mut tx, &Reader::of(&actor), which).await?))
}

/// `GET /api/preservation-letters/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<PreservationLetter>>,
) -> Shown<LetterDetail> {
    let mut tx = police.reading("load-preservation-letter").await?;
    let view = views::load_letter(&mut tx, &Reader::of(&actor), police.node.columns(), id).await?;
    Ok(Json(LetterDetail::from(view)))
}

/// `POST /api/preservation-letters`.
pub(crate) async fn draft(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    once: Once<NewPreservationLetters>,
) -> Result<Response, Failure> {
    let NewPreservationLetters { act_ids, event_ids, legal_basis } = &once.body;
    let action = DraftPreservationLetters {
        act_ids: act_ids.clone(),
        event_ids: event_ids.clone(),
        legal_basis: legal_basis.clone(),
        clock: police.clock(),
    };
    let letter_ids = act_once(&police, &actor, &once, &action).await?;
    Ok(created(PreservationLettersDrafted { letter_ids }))
}

/// `POST /api/preservation-letters/{id}/sent`.
pub(crate) async fn sent(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(letter_id): Path<Id<PreservationLetter>>,
    once: Once<NewLetterSending>,
) -> Result<Response, Failure> {
    let NewLetterSending { channel, reference, sent_on } = &once.body;
    let action = RecordLetterSent {
        letter_id,
        channel: channel.clone(),
        reference: reference.clone(),
        sent_on: sent_on.clone(),
        clock: police.clock(),
    };
    let sending_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(LetterSendingRecorded { sending_id }))
}

/// `POST /api/preservation-letters/{id}/answer`.
pub(crate) async fn answer(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(letter_id): Path<Id<PreservationLetter>>,
    once: Once<NewLetterAnswer>,
) -> Result<Response, Failure> {
    let NewLetterAnswer { verdict, preserved_until, reference } = &once.body;
    let action = RecordLetterAnswer {
        letter_id,
        verdict: verdict.clone(),
        preserved_until: preserved_until.clone(),
        reference: reference.clone(),
        clock: police.clock(),
    };
    let answer_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(LetterAnswerRecorded { answer_id }))
}
