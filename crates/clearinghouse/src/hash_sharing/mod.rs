//! Lists of known hashes that members share: what they may hold, in which order they change, who belongs.
//!
//! Digests and classes only. No file, no preview and no text about a file ever enters a list.

pub(crate) mod drafts;
pub(crate) mod lists;
pub(crate) mod members;
pub(crate) mod order;
pub(crate) mod prints;
pub(crate) mod reasons;
pub(crate) mod stop_ncii;

use service::{Action, Actor, Failure};

use crate::State;

/// Runs a change of lists in its turn: see [`order::HashOrder`]. `make` gets the second after which the change must be stamped.
///
/// It runs by itself: a caller that goes away would end its turn before the database has said whether it committed.
pub(crate) async fn change<A>(
    state: &State,
    actor: &Actor,
    make: impl FnOnce(i64) -> A + Send + 'static,
) -> Result<A::Output, Failure>
where
    A: Action<Output: Sync + 'static> + 'static,
{
    let (state, actor) = (state.clone(), actor.clone());
    let changing = tokio::spawn(async move {
        let turn = state.hash_order().changing().await;
        let action = make(turn.floor());
        state.node().act(&actor, &action).await
    });
    changing.await.map_err(Failure::broken)?
}
