//! Sentences that a sender's program writes into its reports by itself: a person marks them on the page of the sender, and takes that back.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;
use service::{Failure, PageContext, Permission as _, Scope, Tx, Typed, TypedForm, forms};

use super::senders::page;
use crate::Permission;
use crate::actions::mark_standing_text::{MarkStandingText, UndoStandingText};
use crate::db;
use crate::db::senders::Grouping;
use crate::documents;
use crate::standing_texts::{column, normalised};
use crate::state::State as Clearinghouse;

/// A marked sentence as it is shown.
pub(super) struct StandingView {
    pub(super) id: String,
    pub(super) sentence: String,
    pub(super) reason: String,
    pub(super) marked_by: String,
    pub(super) marked_at: Timestamp,
}

/// The sentences of a sender, with what was typed to mark another.
pub(super) struct StandingPart {
    pub(super) texts: Vec<StandingView>,
    pub(super) may_mark: bool,
    pub(super) typed: Typed,
}

/// The sentences of a sender that stand.
pub(super) async fn load(
    state: &Clearinghouse,
    tx: &mut Tx,
    ctx: &PageContext,
    (party, typed): (&str, Typed),
) -> Result<StandingPart, Failure> {
    let keys = state.node().columns();
    let mut texts = Vec::new();
    for row in db::standing_texts::list(tx, party).await? {
        let id = row.standing_text_id.to_string();
        texts.push(StandingView {
            sentence: row.sentence.open(keys, column(&id, "sentence"))?,
            reason: row.reason.open_kept(keys, column(&id, "reason"))?,
            marked_by: row.marked_by,
            marked_at: row.marked_at,
            id,
        });
    }
    let may_mark = Permission::RankReports.allows(&ctx.actor) != Scope::None;
    Ok(StandingPart { texts, may_mark, typed })
}

/// The form by which a sentence is marked.
#[derive(Deserialize)]
pub(crate) struct MarkForm {
    sentence: String,
    report_number: i64,
    reason: String,
}

/// The form by which that is taken back.
#[derive(Deserialize)]
pub(crate) struct UndoForm {
    standing_text_id: String,
    reason: String,
}

/// `POST /senders/{party}/standing-texts`.
pub(crate) async fn mark(
    State(state): State<Clearinghouse>,
    Path(party): Path<String>,
    ctx: PageContext,
    form: TypedForm<MarkForm>,
) -> Result<Response, Failure> {
    require_sender(&state, &party).await?;
    let action = match form.fields {
        Ok(MarkForm { sentence, report_number, reason }) => Ok(MarkStandingText {
            reporting_party: party.clone(),
            is_said: is_said(&state, &party, report_number, &sentence).await?,
            sentence,
            report_number,
            reason,
        }),
        Err(failure) => Err(failure),
    };
    let marked = forms::act(state.node(), &ctx, action).await;
    answer(&state, ctx, &party, (marked, "standing-text-marked"), form.typed).await
}

/// `POST /senders/{party}/standing-texts/undo`.
pub(crate) async fn undo(
    State(state): State<Clearinghouse>,
    Path(party): Path<String>,
    ctx: PageContext,
    form: TypedForm<UndoForm>,
) -> Result<Response, Failure> {
    require_sender(&state, &party).await?;
    let action = form.fields.map(|UndoForm { standing_text_id, reason }| UndoStandingText {
        reporting_party: party.clone(),
        standing_text_id,
        reason,
    });
    let undone = forms::act(state.node(), &ctx, action).await;
    answer(&state, ctx, &party, (undone, "standing-text-undone"), form.typed).await
}

async fn answer(
    state: &Clearinghouse,
    ctx: PageContext,
    party: &str,
    (outcome, done): (Result<(), Failure>, &str),
    typed: Typed,
) -> Result<Response, Failure> {
    let again = |ctx, typed| page(state, ctx, party, typed);
    forms::answer(ctx, outcome, typed, &format!("/senders/{party}"), done, again).await
}

async fn require_sender(state: &Clearinghouse, party: &str) -> Result<(), Failure> {
    let mut tx = state.node().db().begin_read("find-sender").await?;
    let senders = db::senders::list(&mut tx, Grouping::Sender).await?;
    let is_known = senders.iter().any(|sender| sender.name == party);
    if is_known { Ok(()) } else { Err(Failure::absent("sender")) }
}

/// Whether additional information of this report of the sender, which a person has read, holds the sentence.
async fn is_said(
    state: &Clearinghouse,
    party: &str,
    report_number: i64,
    sentence: &str,
) -> Result<bool, Failure> {
    let mut tx = state.node().db().begin_read("load-report").await?;
    let report = db::reports::find_by_number(&mut tx, report_number).await?;
    drop(tx);
    let is_of_sender = |report: &db::reports::ReportRow| report.reporting_party == party;
    let report = report.filter(is_of_sender).filter(|report| report.standing.read.is_some());
    let Some(report) = report else { return Ok(false) };
    let (words, sentence) = (documents::load(state, &report).await?.words(), normalised(sentence));
    let mut infos = words.iter().filter(|text| text.element.ends_with("/additionalInfo"));
    Ok(infos.any(|info| info.text.as_deref().is_some_and(|text| normalised(text).contains(&sentence))))
}
