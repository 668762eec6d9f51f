//! The machine endpoints: JSON in and out.

pub(crate) mod appeals;
pub(crate) mod events;
pub(crate) mod exposure;
pub(crate) mod facts;
pub(crate) mod follow_ups;
pub(crate) mod hash_lists;
pub(crate) mod hits;
pub(crate) mod holds;
pub(crate) mod listing;
pub(crate) mod match_results;
pub(crate) mod notices;
pub(crate) mod packages;
pub(crate) mod processes;
pub(crate) mod queue;
pub(crate) mod reasons;
pub(crate) mod receipts;
pub(crate) mod receive;
pub(crate) mod reports;
pub(crate) mod restorations;
pub(crate) mod retractions;
pub(crate) mod surfaces;
pub(crate) mod texts;
pub(crate) mod uploads;
pub(crate) mod user_reports;
pub(crate) mod withdrawals;

use model::{Id, Kind};
use service::Failure;

/// The id in a path; a text that is none names nothing.
pub(crate) fn id_in_path<K: Kind>(text: &str, what: &str) -> Result<Id<K>, Failure> {
    text.parse().map_err(|_| Failure::absent(what))
}

/// A text for people: not blank, bounded, line breaks allowed.
pub(crate) fn prose(field: &str, text: &str) -> Result<String, Failure> {
    const MOST_CHARS: usize = 3000;
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::refused(field, "must not be blank"));
    }
    if text.chars().count() > MOST_CHARS {
        return Err(Failure::refused(field, format!("must be at most {MOST_CHARS} characters")));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Failure::refused(field, "must not contain control characters"));
    }
    Ok(text.to_owned())
}
