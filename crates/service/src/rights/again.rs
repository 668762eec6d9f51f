//! What was erased stays erased: a database that is put back from an older copy is erased again before the role runs.

use std::marker::PhantomData;

use jiff::Timestamp;

use super::erase::wipe;
use super::{ObjectRef, Rights, own};
use crate::db::case_keys;
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Node, Operation, Permission, Scope};

/// Overwrites what the erasures noted in `erased.log` had emptied, where this database comes from before them. Call it at start, before
/// anything is served or worked on. It asks no hold, period or person: the erasure was decided, and its key is destroyed already.
///
/// # Errors
/// Of the database; what was overwritten stays so, and the next start goes on.
pub async fn erase_again<S: Rights>(node: &Node) -> Result<(), Failure> {
    let mut tx = node.db().begin_read("list-erase-again").await?;
    let cases = case_keys::list_erase_again(&mut tx).await?;
    drop(tx);
    for (case_id, erased_at) in cases {
        let action = EraseAgain::<S> { case_id, erased_at, role: PhantomData };
        node.act(&Actor::Job { name: "erase-again" }, &action).await?;
    }
    Ok(())
}

/// Erases once more what stands under an erased case.
struct EraseAgain<S> {
    case_id: String,
    erased_at: Timestamp,
    role: PhantomData<fn() -> S>,
}

/// Granted to the node's own start alone.
#[derive(Debug, Clone, Copy)]
struct AtStart;

impl Permission for AtStart {
    fn allows(self, actor: &Actor) -> Scope {
        if matches!(actor, Actor::Job { .. }) { Scope::All } else { Scope::None }
    }
}

impl<S: Rights> Action for EraseAgain<S> {
    type Permission = AtStart;
    type Output = ();
    const NAME: &'static str = "erase-object-again";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> AtStart {
        AtStart
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        case_keys::remove_erase_again(acting.tx, &self.case_id).await?;
        for kind in own::kinds::<S>() {
            let object = ObjectRef::new(kind, &self.case_id);
            if let Some(kept) = own::find_kept::<S>(acting.tx, &object).await? {
                let receipt = wipe::<S>(acting, &kept, self.erased_at).await?;
                return Ok(Done::new((), receipt.entry()));
            }
        }
        // a file or a package: its rows went with its object
        Ok(Done::new((), EntryDraft::on("case", &self.case_id)))
    }
}
