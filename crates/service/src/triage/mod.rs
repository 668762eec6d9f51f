//! What a report gives for its urgency, read the same by every role: the facts of its documents and files, never who somebody is.
//!
//! The mathematics is [`model::triage`]'s; a role knows how often it has seen a file, and keeps the scores.

mod facts;
mod files;
pub mod texts;
mod weight_file;

pub use facts::{reported_by_others, state};
pub use files::{MOST_COUNTED, ScoredFile};
pub use weight_file::{Proposed, WeightFile};
