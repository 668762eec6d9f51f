//! Tips in the hands of the staff: their names in addresses and in the log, where their words are sealed, and what they say.

use jiff::Timestamp;
use service::{ColumnKeys, ColumnRef, Failure, Tx};
use wire::package::sealed::RecipientSecret;
use wire::tip::{Opened, SealedStep, Step, TipId};

use crate::db::tip_steps::{self, StepRow};
use crate::db::tip_work::{self, DecisionKind};
use crate::db::tips::{self, TipRow};
use crate::tip_state::idle_since;

/// What stands before a tip's digits where it is named as an object: so the access log knows it for an identifier of ours.
pub(crate) const PREFIX: &str = "tip_";
/// Digits by which a page names a tip to people.
const SHORT_DIGITS: usize = 8;

/// A tip as an object: in addresses, in the custody log, under holds.
pub(crate) fn object_id(tip_id: &TipId) -> String {
    format!("{PREFIX}{tip_id}")
}

/// What people call a tip by: the first of its digits.
pub(crate) fn short(tip_id: &TipId) -> String {
    tip_id.as_str().chars().take(SHORT_DIGITS).collect()
}

/// The tip that an address names; what is none is not found.
pub(crate) fn parse(text: &str) -> Result<TipId, Failure> {
    text.strip_prefix(PREFIX).and_then(|digits| digits.parse().ok()).ok_or_else(|| Failure::absent("tip"))
}

/// The tip with this id; gone (410) once it was erased.
pub(crate) async fn load(tx: &mut Tx, tip_id: &TipId, now: Timestamp) -> Result<TipRow, Failure> {
    let tip = tips::find(tx, tip_id, idle_since(now)).await?.ok_or_else(|| Failure::absent("tip"))?;
    if tip.erased_at.is_some() { Err(Failure::erased()) } else { Ok(tip) }
}

/// Whether this tip is there, and not erased.
pub(crate) async fn is_there(tx: &mut Tx, tip_id: &TipId) -> Result<bool, Failure> {
    let tip = tips::find(tx, tip_id, Timestamp::MIN).await?;
    Ok(tip.is_some_and(|tip| tip.erased_at.is_none()))
}

/// Refuses to decide on what was not read: `steps` is how many there were on the page from which the decision comes.
pub(crate) fn check_all_read(tip: &TipRow, steps: i64) -> Result<(), Failure> {
    if tip.steps == steps {
        return Ok(());
    }
    Err(Failure::conflict(
        "not everything that was said was read: read the tip up to its last step, then decide",
    ))
}

/// The row under which a step's columns are sealed.
pub(crate) fn step_row(tip_id: &TipId, number: u32) -> String {
    format!("{tip_id}/{number}")
}

/// Where what a step says is sealed.
pub(crate) fn opened_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "tip_step", row, column: "opened" }
}

/// Where a step that did not open is sealed.
pub(crate) fn unopened_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "tip_step", row, column: "unopened" }
}

/// Where the words of an answer are sealed.
pub(crate) fn words_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "tip_answer", row, column: "words" }
}

/// Where the reason of a decision is sealed.
pub(crate) fn reason_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "tip_decision", row, column: "reason" }
}

/// What a step says; none when it did not open.
pub(crate) fn said(keys: &ColumnKeys, row: &StepRow) -> Result<Option<Step>, Failure> {
    if row.opened.as_column().is_empty() {
        return Ok(None);
    }
    let opened: Opened = row.opened.open(keys, opened_column(&step_row(&row.tip_id, row.number)))?;
    Ok(Some(opened.step))
}

/// Tries anew to open the steps of a tip that did not open; what opens now. Nothing is kept by it.
pub(crate) async fn try_again(
    tx: &mut Tx,
    keys: &ColumnKeys,
    tip: &TipRow,
    secret: &RecipientSecret,
) -> Result<Vec<Opened>, Failure> {
    let mut opened = Vec::new();
    for row in tip_steps::list_steps(tx, tip).await? {
        if row.unopened.as_column().is_empty() {
            continue;
        }
        let sealed = row.unopened.open(keys, unopened_column(&step_row(&row.tip_id, row.number)))?;
        let step = SealedStep { tip_id: row.tip_id, number: row.number, sealed, sent_at: row.sent_at };
        opened.extend(step.open(secret.clone()).ok());
    }
    Ok(opened)
}

/// One thing that happened to a tip.
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) what: What,
}

/// What happened.
pub(crate) enum What {
    /// A step of the reporter; none when it did not open, with why. `received_at` is when it came here.
    Step { number: u32, step: Option<Step>, fault: String, received_at: Timestamp },
    /// An answer of ours.
    Answer { words: String, by: String },
    /// What a person decided or noted.
    Decision { kind: DecisionKind, reason: String, by: String, report_number: Option<i64> },
}

/// Everything that happened to a tip, in order.
pub(crate) async fn history(tx: &mut Tx, keys: &ColumnKeys, tip: &TipRow) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    for row in tip_steps::list_steps(tx, tip).await? {
        let step = said(keys, &row)?;
        let fault = row.fault.unwrap_or_default();
        let (number, received_at) = (row.number, row.received_at);
        events.push(Event { at: row.sent_at, what: What::Step { number, step, fault, received_at } });
    }
    for row in tip_work::list_answers(tx, tip).await? {
        let words = row.words.open_kept(keys, words_column(&row.answer_id.to_string()))?;
        events.push(Event { at: row.written_at, what: What::Answer { words, by: row.written_by } });
    }
    for row in tip_work::list_decisions(tx, tip).await? {
        let reason = row.reason.open_kept(keys, reason_column(&row.decision_id.to_string()))?;
        let (kind, by, report_number) = (row.kind, row.made_by, row.report_number);
        events.push(Event { at: row.made_at, what: What::Decision { kind, reason, by, report_number } });
    }
    // stable: what is equally old stays in the order of its kind
    events.sort_by_key(|event| event.at);
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tip_is_named_like_any_object() {
        let digits = "0a".repeat(16);
        let tip_id: TipId = digits.parse().unwrap();
        let named = object_id(&tip_id);
        assert_eq!(named, format!("tip_{digits}"));
        assert!(parse(&named).is_ok_and(|parsed| parsed == tip_id));
        for other in [digits.as_str(), "tip_", "tip_x", "rep_0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"] {
            assert!(parse(other).is_err(), "{other}");
        }
    }
}
