//! The guard against asking about, or handing over, the wrong household (ADR 51).
//!
//! It decides nothing: it says what may mislead, and that an officer gives a reason before it is passed by.

mod event;
mod release;

pub(crate) use event::{Event, EventFlag, Reading, stated_zone};
pub(crate) use release::{AnsweredEvent, Release};
