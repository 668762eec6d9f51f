//! Forgets why entries of hash lists were changed. That an entry was changed, when and by which role remains: clients of the lists go by it.

use jiff::Timestamp;
use model::retention::Category;
use service::rights::DueBefore;
use service::{Acting, Action, Actor, Done, EntryDraft, Failure, Node, Operation};

use crate::Permission;
use crate::db::hash_changes;

const ACTOR: Actor = Actor::Job { name: "erase-expired" };

/// Overwrites the reasons whose period is over, all in one.
struct ForgetHashReasons;

impl Action for ForgetHashReasons {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "forget-hash-reasons";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let reasons = hash_changes::forget_reasons(acting.tx, ended(acting.now)).await?;
        let entry = EntryDraft::on("hash entry", "old").with("reasons", reasons.to_string());
        Ok(Done::new((), entry))
    }
}

/// The latest change of which it is kept no longer why: as long as it is kept who changed what.
fn ended(now: Timestamp) -> Timestamp {
    DueBefore::at(now).ended(Category::AccessEntry)
}

/// Forgets the reasons whose period is over, where there are any.
///
/// # Errors
/// When the database fails.
pub(crate) async fn forget_old(node: &Node) -> Result<(), Failure> {
    let mut tx = node.db().begin_read("list-old-hash-reasons").await?;
    let is_due = hash_changes::has_reasons(&mut tx, ended(node.clock().now())).await?;
    drop(tx);
    if is_due {
        node.act(&ACTOR, &ForgetHashReasons).await?;
    }
    Ok(())
}
