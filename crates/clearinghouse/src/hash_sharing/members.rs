//! Who belongs: each machine client that may share hashes becomes a member, with a number, when it first calls.

use service::{Actor, Failure};
use wire::hash_list::sharing::SharingMember;

use super::change;
use crate::State;
use crate::actions::join_hash_sharing::JoinHashSharing;
use crate::db::hash_members;

/// What the name of a source that is pulled begins with among members. No machine client has a colon in its name, so nobody's is taken.
pub(crate) const SOURCE_PREFIX: &str = "source:";

/// The caller as a member.
pub(crate) async fn own(state: &State, actor: &Actor) -> Result<SharingMember, Failure> {
    let mut tx = state.node().db().begin_read("find-hash-member").await?;
    let known = hash_members::find_by_name(&mut tx, actor.name()).await?;
    drop(tx);
    match known {
        Some(member) => Ok(member),
        None => {
            // in turn with the other changes, so that no two members take one number
            let id = change(state, actor, |_| JoinHashSharing).await?;
            Ok(SharingMember { id, name: actor.name().to_owned() })
        }
    }
}
