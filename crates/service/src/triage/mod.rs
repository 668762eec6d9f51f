//! What a report gives for its urgency, read the same by every role: the facts of its documents and files, never who somebody is.
//!
//! The mathematics is [`model::triage`]'s; a role knows how often it has seen a file, and keeps the scores.

mod card;
mod facts;
mod files;
mod overrides;
pub mod texts;
mod weight_file;
mod weights;
mod weights_page;

pub use crate::db::band_overrides::{OverrideRow, find_override};
pub use card::{ScoreCard, band_choices, band_tone, points};
pub use facts::{reported_by_others, state};
pub use files::{Listed, MOST_COUNTED, ScoredFile};
pub use overrides::{BandOverride, DecidedBand, list_decided, take_back};
pub use weight_file::{Proposed, WeightFile};
pub use weights::{AppliedWeights, apply, in_use, require_in_use};
pub use weights_page::{PREVIEWED, Preview, Proposal, Tried, weights_page};
