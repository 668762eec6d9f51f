//! The public formats that the roles meet on: CyberTipline XML, referral packages, feedback, disclosures, notices, sealed tips, lists of
//! hashes, and the shapes that the tools of a police read.
//!
//! This crate knows shapes, not rules: no database, no web framework, no domain decision, no I/O of its own.
//! It takes slices and readers, so that its only errors are about its input.

#![forbid(unsafe_code)]

pub mod custody_mark;
pub mod cybertipline;
pub mod disclosure;
pub mod disclosure_batch;
pub mod document;
pub mod feedback;
pub mod hash_list;
pub mod investigation;
pub mod law_enforcement;
pub mod notice;
pub mod package;
pub mod referral;
pub mod referral_notice;
pub mod report_lines;
pub mod tip;

pub use note;
