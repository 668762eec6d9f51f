//! Identity traits to explained, reversible links and subjects.
//!
//! Five steps, all of them pure:
//! 1. [`IdentityTrait::key`] normalises what a report states of an account; equal keys are the same identifier.
//! 2. [`links_between`] gives the [`Link`]s of two accounts with grounds in words. Only kinds that [`TraitKind::links_alone`] link;
//!    what else two accounts share is there to be shown ([`shared_keys`]), and never makes a subject.
//! 3. [`pairs()`] weighs links by how many holders of a key contradict each other ([`count_contradicting`], [`WEIGHTS`]): a key that proves
//!    common loses its points, whenever it does.
//! 4. [`Subjects`] joins accounts by links that weigh enough and keeps them apart by vetoes. Links and vetoes can be withdrawn; the result
//!    depends on what stands, never on the order in which it came.
//! 5. [`strongest_tree`], [`weakest_between`] and [`bridges`] say what holds a subject together.
//!
//! [`resolve`] links many reports at once by weighed evidence, for imports and for measuring; [`records`] links tables of persons that know of no accounts;
//! [`tables`] reads such tables for either.
//!
//! A subject is an assessment, to be confirmed or taken apart by a human; the traits below it are what reports state.
#![forbid(unsafe_code)]

mod holder;
mod identity;
mod link;
mod normalise;
mod pairs;
mod partition;
pub mod records;
pub mod resolve;
mod subjects;
pub mod tables;
mod tree;
mod weights;

pub use holder::{Holder, count_contradicting};
pub use identity::{IdentityTrait, TraitKey, TraitKind};
pub use link::{Account, Link, candidate_links, links_between, read_grounds, shared_keys};
pub use pairs::{Pair, Weighed, pairs};
pub use subjects::{Connection, Subjects};
pub use tree::{Bridge, Join, bridges, strongest_tree, weakest_between};
pub use weights::{MOST_ACCOUNTS, MOST_HOLDERS, Measured, WEIGHTS, Weights};
