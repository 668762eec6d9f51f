//! Tests of the formats as a receiver or sender elsewhere sees them.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod cybertipline_captures;
mod cybertipline_conformance;
mod cybertipline_hostile;
mod cybertipline_problems;
mod cybertipline_responses;
mod cybertipline_variants;
mod documents;
mod hash_list_errors;
mod hash_list_round_trip;
mod hash_lists;
mod hash_sharing;
mod package;
