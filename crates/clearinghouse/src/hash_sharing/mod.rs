//! Lists of known hashes that members share: what they may hold, in which order they change, who belongs.
//!
//! Digests and classes only. No file, no preview and no text about a file ever enters a list.

pub(crate) mod drafts;
pub(crate) mod lists;
pub(crate) mod members;
pub(crate) mod order;
pub(crate) mod reasons;
pub(crate) mod stop_ncii;

use service::{Action, Actor, Failure};

use crate::State;

/// Runs a change of lists in its turn: see [`order::HashOrder`]. `make` gets the second after which the change must be stamped.
pub(crate) async fn change<A: Action>(
    state: &State,
    actor: &Actor,
    make: impl FnOnce(i64) -> A + Send,
) -> Result<A::Output, Failure> {
    let turn = state.hash_order().changing().await;
    let action = make(turn.floor());
    state.node().act(actor, &action).await
}
