//! Invented operations: people, uploads, operators' records and officers' rules, with their truth beside them.
//!
//! A [`Scenario`] is what a demonstration plays through the roles' public interfaces; its [`Truth`] says who was behind each upload
//! and what the operation must come to, and no role ever reads it. Nothing here reads a file, a clock or a socket.
//! `docs/scenario.md` is the page for somebody who writes a scenario by hand.
#![forbid(unsafe_code)]

mod age;
mod check;
mod class;
mod conduct;
mod dice;
mod draft;
mod generate;
mod hops;
mod media;
mod network;
mod path;
mod people;
mod problem;
mod reference;
mod render;
mod scenario;
mod shape;
mod tally;
mod truth;

pub use check::validate;
pub use conduct::{
    Assignment, Conclusion, Decision, HitSight, Identification, ModerationRule, NoIdentification, Outcome,
    OutcomeCode, PlaceOfActs, Sight, Unit, Verdict, Viewed,
};
pub use generate::{Size, SizeError, generate};
pub use media::{Format, MediaSpec, Pattern, PatternKind};
pub use network::{
    Allocation, Installation, LineKind, Operator, PortRange, Sharing, SubscriberRecord, answer,
};
pub use people::{Account, Birth, Channel, Household, Person, Upload, UserReport};
pub use problem::{Problem, ReadError};
pub use reference::reference;
pub use render::render;
pub use scenario::{Scenario, SchemaName};
pub use tally::{Tally, differences};
pub use truth::{Author, Truth, TruthSchemaName};
