//! The form over real HTTP, against a clearinghouse of the test's own.

mod again;
mod delivery;
mod harness;
mod journeys;
mod traces;
