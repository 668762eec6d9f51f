//! What comes of a disclosure request: the operator's answer, and withdrawals.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use model::Id;
use serde::Deserialize;
use service::{Failure, Once, PageContext, Typed, TypedForm, drafts};
use wire::disclosure::{AnswerLine, DisclosureAnswer, Installation, LineKind, Subscriber};

use super::disclosures::{self, MOST_LINES, answer_form_of, page_of};
use super::forms::{self, ReasonForm};
use crate::actions::{AnswerRecorded, Decision, WithdrawDecision};
use crate::db::Reader;
use crate::ids::DisclosureRequest;
use crate::{Police, answers, views};

/// An operator's answer: as a document, or typed line by line under the names `kind_1`, `line_1`, `holder_1` and so on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AnswerForm {
    /// The operator's document; where there is one, the other fields do not count.
    document: String,
    /// The day on which the operator answered.
    answered_on: String,
    /// The time of the day, on the clock of the node.
    answered_time: String,
}

model::unprintable!(AnswerForm);

/// `POST /disclosure-requests/{id}/record-answer`.
pub(crate) async fn answer(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<DisclosureRequest>>,
    form: TypedForm<AnswerForm>,
) -> Result<Response, Failure> {
    let lines = require(&police, &ctx, id).await?;
    match act(&police, &ctx, id, form.fields, &form.typed, &lines).await {
        Ok(recorded) => {
            drafts::sent(&police.node, &ctx.actor, &answer_form_of(id)).await;
            Ok(forms::done(&ctx, &page_of(id), said_of(&recorded)))
        }
        Err(failure) => again(&police, ctx, id, form.typed, failure).await,
    }
}

async fn act(
    police: &Police,
    ctx: &PageContext,
    request_id: Id<DisclosureRequest>,
    fields: Result<AnswerForm, Failure>,
    typed: &Typed,
    lines: &[i64],
) -> Result<AnswerRecorded, Failure> {
    let fields = fields?;
    let answer = read(ctx, request_id, &fields, typed, lines)?;
    // as it was sent; what was typed line by line is kept as the document that it makes
    let bytes = match fields.document.trim() {
        "" => serde_json::to_vec(&answer).map_err(Failure::broken)?,
        document => document.as_bytes().to_vec(),
    };
    let once = Once { body: answer, key: None, request_sha256: [0; 32] };
    answers::record(police, &ctx.actor, &once, request_id, &bytes).await
}

/// What must be told of an answer that was recorded.
fn said_of(recorded: &AnswerRecorded) -> &'static str {
    if !recorded.unknown_province_lines.is_empty() {
        "answer-recorded-province"
    } else if recorded.unanswered_lines.is_empty() {
        "answer-recorded"
    } else {
        "answer-recorded-in-part"
    }
}

/// The numbers of the lines of a request that is there for the reader.
async fn require(police: &Police, ctx: &PageContext, id: Id<DisclosureRequest>) -> Result<Vec<i64>, Failure> {
    let mut tx = police.reading("load-disclosure-request").await?;
    let view = views::load_disclosure(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await?;
    Ok(view.request.lines.iter().map(|line| line.line_no).collect())
}

fn read(
    ctx: &PageContext,
    id: Id<DisclosureRequest>,
    form: &AnswerForm,
    typed: &Typed,
    lines: &[i64],
) -> Result<DisclosureAnswer, Failure> {
    if !form.document.trim().is_empty() {
        return serde_json::from_str(&form.document)
            .map_err(|error| Failure::refused("document", format!("is no answer of an operator: {error}")));
    }
    if lines.len() > MOST_LINES {
        return Err(Failure::refused("document", "give the operator's answer as its document"));
    }
    let answered_at = read_time(ctx, &form.answered_on, &form.answered_time)?;
    let mut answered = Vec::new();
    for line_no in lines {
        answered.extend(read_line(typed, *line_no)?);
    }
    if answered.is_empty() {
        let message = "say of one line at least whom the operator named, or that it named nobody";
        return Err(Failure::refused("answered_lines", message));
    }
    Ok(DisclosureAnswer::new(id.to_string(), answered_at, answered))
}

pub(super) fn read_time(ctx: &PageContext, day: &str, time: &str) -> Result<Timestamp, Failure> {
    let day: jiff::civil::Date =
        day.trim().parse().map_err(|_| Failure::refused("answered_on", "give a day, as 2020-12-20"))?;
    let wrong = || Failure::refused("answered_time", "give a time, as 09:30");
    let time: jiff::civil::Time = time.trim().parse().map_err(|_| wrong())?;
    ctx.zone().to_timestamp(day.to_datetime(time)).map_err(|_| wrong())
}

/// What was typed of a line; none where nothing was.
fn read_line(typed: &Typed, line_no: i64) -> Result<Option<AnswerLine>, Failure> {
    let value = |name: &str| typed.value(&format!("{name}_{line_no}")).trim().to_owned();
    if !value("nobody").is_empty() {
        return Ok(Some(line_of(line_no, Vec::new())));
    }
    let names = ["kind", "line", "holder", "billing", "street", "city", "province"];
    if names.iter().all(|name| value(name).is_empty()) {
        return Ok(None);
    }
    let place = Installation { street: value("street"), city: value("city"), province: value("province") };
    let kind = match value("kind").as_str() {
        "fixed" => LineKind::Fixed,
        "mobile" => LineKind::Mobile,
        _ => return Err(Failure::refused(&format!("kind_{line_no}"), "say whether it is fixed or mobile")),
    };
    for required in ["line", "holder"] {
        if value(required).is_empty() {
            return Err(Failure::refused(&format!("{required}_{line_no}"), "must not be empty"));
        }
    }
    let has_place = [&place.street, &place.city, &place.province].iter().any(|text| !text.is_empty());
    let subscriber = Subscriber {
        line: value("line"),
        kind,
        holder: value("holder"),
        born_on: None,
        billing_address: value("billing"),
        installation: has_place.then_some(place),
    };
    Ok(Some(line_of(line_no, vec![subscriber])))
}

/// The form stands beside the line that was asked, so nothing is repeated of it.
fn line_of(line_no: i64, subscribers: Vec<Subscriber>) -> AnswerLine {
    AnswerLine { line_no, address: None, at: None, subscribers, note: None }
}

/// `POST /disclosure-requests/{id}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<DisclosureRequest>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    match take_back(&police, &ctx, Decision::DisclosureRequest(id), form.fields).await {
        // the request is no longer shown
        Ok(()) => Ok(forms::done(&ctx, "/disclosure-requests", "request-withdrawn")),
        Err(failure) => again(&police, ctx, id, form.typed, failure).await,
    }
}

/// `POST /disclosure-requests/{id}/answer/undo`.
pub(crate) async fn withdraw_answer(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<DisclosureRequest>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    match take_back(&police, &ctx, Decision::DisclosureAnswer(id), form.fields).await {
        Ok(()) => Ok(forms::done(&ctx, &page_of(id), "answer-withdrawn")),
        Err(failure) => again(&police, ctx, id, form.typed, failure).await,
    }
}

async fn take_back(
    police: &Police,
    ctx: &PageContext,
    decision: Decision,
    fields: Result<ReasonForm, Failure>,
) -> Result<(), Failure> {
    let action = WithdrawDecision { decision, reason: fields?.reason };
    police.node.act(&ctx.actor, &action).await.map(drop)
}

async fn again(
    police: &Police,
    ctx: PageContext,
    id: Id<DisclosureRequest>,
    typed: Typed,
    failure: Failure,
) -> Result<Response, Failure> {
    let typed = typed.refused(failure)?;
    Ok(forms::refused(disclosures::load(police, ctx, id, typed).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::with(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_line_is_named_left_out_or_nobody_s() {
        assert!(read_line(&typed(&[("kind_1", ""), ("line_2", "a")]), 1).unwrap().is_none());
        let nobody = read_line(&typed(&[("nobody_1", "1")]), 1).unwrap().unwrap();
        assert!(nobody.subscribers.is_empty());
        let fixed = [("kind_1", "fixed"), ("line_1", "a"), ("holder_1", "b"), ("city_1", "Villa")];
        let fixed = read_line(&typed(&fixed), 1).unwrap().unwrap();
        assert_eq!(fixed.subscribers[0].installation.as_ref().unwrap().city, "Villa");
        let mobile = [("kind_1", "mobile"), ("line_1", "a"), ("holder_1", "b")];
        assert!(read_line(&typed(&mobile), 1).unwrap().unwrap().subscribers[0].installation.is_none());
    }

    #[test]
    fn half_a_line_names_what_is_missing() {
        for (pairs, field) in [
            (&[("line_3", "a")][..], "kind_3"),
            (&[("kind_3", "fixed"), ("line_3", "a")][..], "holder_3"),
            (&[("kind_3", "fixed"), ("holder_3", "a")][..], "line_3"),
        ] {
            let failure = read_line(&typed(pairs), 3).unwrap_err();
            assert!(failure.to_string().starts_with(&format!("{field}: ")), "{failure}");
        }
    }
}
