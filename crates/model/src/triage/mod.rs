//! In which order reports are worked on: bands by named triggers, points by named factors, floors until a person has read.
//!
//! Everything here is pure and the same for a clearinghouse and a police. The numbers order work; they say nothing of a person.
//! Names, nationality and postcode are no input of it, and completeness is another score that does not touch urgency.

mod band;
mod outcome;
mod trigger;

pub use band::{Band, UnknownBand};
pub use outcome::{Basis, Completeness, Line, Missing, Urgency};
pub use trigger::{Trigger, UnknownTrigger};
