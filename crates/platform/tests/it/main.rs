//! Stories of a platform over real HTTP, on both engines, with a clearinghouse that can fail at each step.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics")]
#![allow(clippy::print_stdout, reason = "totals are part of the result")]

mod access;
mod appeals;
mod authorities;
mod bulk_erasure;
mod by_hand;
mod clusters;
mod deliveries;
mod desk;
mod destination;
mod detection;
mod erased_items;
mod facts;
mod fake;
mod filing;
mod guide;
mod handover;
mod harness;
mod late_questions;
mod match_results;
mod narrow_keys;
mod no_list;
mod notice_desk;
mod notices;
mod openings;
mod outcomes;
mod pages;
mod policies;
mod preservation;
mod previews;
mod queue;
mod receiver;
mod recipients;
mod review;
mod rights;
mod routes;
mod scrub;
mod transparency;
mod unacknowledged;
mod uploads;
mod words;
