//! Stories of a clearinghouse over real HTTP, on both database engines.
#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod access;
mod alarms;
mod band_a;
mod captures;
mod chain;
mod changes;
mod clients;
mod clusters;
mod drawn_rows;
mod expiry;
mod handover;
mod harness;
mod hash_pulls;
mod hash_sharing;
mod imports;
mod judging;
mod list_outcomes;
mod names;
mod near_reports;
mod notices;
mod openings;
mod package_content;
mod pages;
mod races;
mod refusals;
mod rights;
mod routing;
mod sandbox;
mod scores;
mod scrub;
mod search;
mod tips;
mod turned_copies;
