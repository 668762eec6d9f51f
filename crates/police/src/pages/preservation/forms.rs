//! What becomes of a letter: sent, answered, withdrawn.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use serde::Deserialize;
use service::{Failure, PageContext, Typed, TypedForm};

use super::show;
use crate::Police;
use crate::actions::{Decision, RecordLetterAnswer, RecordLetterSent};
use crate::ids::PreservationLetter;
use crate::pages::forms::{self, ReasonForm};

type LetterId = Id<PreservationLetter>;

/// That a letter was sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SentForm {
    channel: String,
    sent_reference: String,
    sent_on: String,
}

model::unprintable!(SentForm);

/// What the operator said.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AnswerForm {
    verdict: String,
    preserved_until: String,
    answer_reference: String,
}

model::unprintable!(AnswerForm);

/// `POST /preservation-letters/{id}/sent`.
pub(crate) async fn sent(
    State(police): State<Police>,
    ctx: PageContext,
    Path(letter_id): Path<LetterId>,
    form: TypedForm<SentForm>,
) -> Result<Response, Failure> {
    show::find(&police, &ctx, letter_id).await?;
    let action = form.fields.map(|fields| {
        let SentForm { channel, sent_reference: reference, sent_on } = fields;
        RecordLetterSent { letter_id, channel, reference, sent_on, clock: police.clock() }
    });
    let outcome = forms::act(&police.node, &ctx, action).await.map(drop);
    answered(&police, ctx, letter_id, form.typed, under(outcome, "sent_reference"), "letter-sent").await
}

/// `POST /preservation-letters/{id}/answer`.
pub(crate) async fn answer(
    State(police): State<Police>,
    ctx: PageContext,
    Path(letter_id): Path<LetterId>,
    form: TypedForm<AnswerForm>,
) -> Result<Response, Failure> {
    show::find(&police, &ctx, letter_id).await?;
    let action = form.fields.map(|fields| {
        let AnswerForm { verdict, preserved_until, answer_reference: reference } = fields;
        RecordLetterAnswer { letter_id, verdict, preserved_until, reference, clock: police.clock() }
    });
    let outcome = forms::act(&police.node, &ctx, action).await.map(drop);
    answered(&police, ctx, letter_id, form.typed, under(outcome, "answer_reference"), "letter-answered").await
}

/// `POST /preservation-letters/{id}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(letter_id): Path<LetterId>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    take_back(&police, ctx, letter_id, Decision::PreservationLetter(letter_id), form, "letter-withdrawn")
        .await
}

/// `POST /preservation-letters/{id}/sent/undo`.
pub(crate) async fn withdraw_sent(
    State(police): State<Police>,
    ctx: PageContext,
    Path(letter_id): Path<LetterId>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let decision = Decision::PreservationSending(letter_id);
    take_back(&police, ctx, letter_id, decision, form, "letter-sent-withdrawn").await
}

/// `POST /preservation-letters/{id}/answer/undo`.
pub(crate) async fn withdraw_answer(
    State(police): State<Police>,
    ctx: PageContext,
    Path(letter_id): Path<LetterId>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let decision = Decision::PreservationAnswer(letter_id);
    take_back(&police, ctx, letter_id, decision, form, "letter-answer-withdrawn").await
}

async fn take_back(
    police: &Police,
    ctx: PageContext,
    letter_id: LetterId,
    decision: Decision,
    form: TypedForm<ReasonForm>,
    key: &str,
) -> Result<Response, Failure> {
    show::find(police, &ctx, letter_id).await?;
    let action = form.fields.map(|fields| fields.withdraws(decision));
    let outcome = forms::act(&police.node, &ctx, action).await.map(drop);
    answered(police, ctx, letter_id, form.typed, outcome, key).await
}

/// A refusal under the name that the form has for the reference: a page with two forms names each field once.
fn under(outcome: Result<(), Failure>, reference: &str) -> Result<(), Failure> {
    outcome.map_err(|failure| forms::under_form_names(failure, &[("reference", reference)]))
}

/// Back to the letter: with word of what was done, or with the form that was refused.
async fn answered(
    police: &Police,
    ctx: PageContext,
    letter_id: LetterId,
    typed: Typed,
    outcome: Result<(), Failure>,
    key: &str,
) -> Result<Response, Failure> {
    let path = format!("/preservation-letters/{letter_id}");
    let again = |ctx, typed| show::load(police, ctx, letter_id, typed);
    forms::answer(ctx, outcome, typed, &path, key, again).await
}
