//! What was begun at the clearinghouse and is taken back there, as a report shows it.

use jiff::Timestamp;
use serde::Serialize;
use service::Tone;
use utoipa::ToSchema;

use super::reports::DecisionView;
use crate::db::retractions::RetractionRow;
use crate::filing::answer::Retraction;

/// What was begun at the clearinghouse and is taken back there.
#[derive(Serialize, ToSchema)]
pub(crate) struct RetractionView {
    /// The clearinghouse's number of what was begun.
    pub(crate) report_number: i64,
    /// `withdrawn` (nothing stands confirmed any more), `changed` (it began anew), `late` (the number came after it had been given up) or `failed` (a request failed, so that it begins anew).
    pub(crate) cause: &'static str,
    /// Who decided so, or the job that found it.
    pub(crate) asked_by: String,
    #[schema(value_type = String)]
    pub(crate) asked_at: Timestamp,
    /// `retracted`, `gone` (it had expired), `filed` (it was finished before), `unknown` or `refused` (left to expire); absent until it is known.
    #[schema(value_type = Option<String>)]
    pub(crate) became: Option<Retraction>,
    #[schema(value_type = Option<String>)]
    pub(crate) settled_at: Option<Timestamp>,
    /// The reason of that decision; for moderators only.
    pub(crate) reason: Option<String>,
}

model::unprintable!(RetractionView);

impl RetractionView {
    /// What became of it as a word of the texts.
    pub(crate) fn state(&self) -> &'static str {
        self.became.map_or("asked", Retraction::name)
    }

    /// Its colour on pages.
    pub(crate) fn badge(&self) -> &'static str {
        self.became.map_or(Tone::Info, Retraction::tone).class()
    }

    /// The reason is that of the decision which caused it.
    pub(crate) fn new(row: RetractionRow, decisions: &[DecisionView]) -> Self {
        let is_cause =
            |made: &&DecisionView| made.decided_at == row.asked_at && made.decided_by == row.asked_by;
        Self {
            report_number: row.report_number,
            cause: row.cause.name(),
            reason: decisions.iter().rfind(is_cause).and_then(|made| made.reason.clone()),
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            became: row.became,
            settled_at: row.settled_at,
        }
    }
}
