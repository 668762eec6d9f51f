//! Identity traits to explained, reversible links and subjects.
//!
//! Three steps, all of them pure:
//! 1. [`IdentityTrait::key`] normalises what a report states of an account; equal keys are the same identifier.
//! 2. [`links_between`] gives the [`Link`]s of two accounts with grounds in words. Only kinds that [`TraitKind::links_alone`] link;
//!    what else two accounts share is there to be shown ([`shared_keys`]), and never makes a subject.
//! 3. [`Subjects`] joins accounts by links and keeps them apart by vetoes. Links and vetoes can be withdrawn; the result depends on
//!    what stands, never on the order in which it came.
//!
//! [`resolve`] links many reports at once by weighed evidence, for imports and for measuring.
//!
//! A subject is an assessment, to be confirmed or taken apart by a human; the traits below it are what reports state.
#![forbid(unsafe_code)]

mod identity;
mod link;
mod normalise;
mod partition;
pub mod resolve;
mod subjects;

pub use identity::{IdentityTrait, TraitKey, TraitKind};
pub use link::{Account, Link, candidate_links, links_between, shared_keys};
pub use subjects::{Connection, Subjects};
