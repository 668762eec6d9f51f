//! In which order reports are worked on: bands by named triggers, points by named factors, floors until a person has read.
//!
//! Everything here is pure and the same for a clearinghouse and a police. The numbers order work; they say nothing of a person.
//! Names, nationality and postcode are no input of it, and completeness is another score that does not touch urgency.

mod band;
mod completeness;
mod factor;
mod outcome;
mod score;
mod trigger;
mod weights;
mod words;

pub use band::{Band, UnknownBand};
pub use completeness::{Expected, completeness};
pub use factor::{Fact, Factor, FreeText, Quality, Raised, Stated, UnknownFactor, doublings_permille};
pub use outcome::{Basis, Completeness, Line, Missing, Urgency};
pub use score::urgency;
pub use trigger::{Trigger, UnknownTrigger};
pub use weights::{FactorWeight, Weights, WeightsError};
pub use words::{LANGUAGES, covering_language, find_access};
