//! A machine client becomes a member of hash sharing, under a number of its own.

use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::db::hash_members::{self, MemberKind};

/// Makes the caller a member; its number is the output.
pub(crate) struct JoinHashSharing;

impl Action for JoinHashSharing {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "join-hash-sharing";

    fn permission(&self) -> Permission {
        Permission::ShareHashes
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let name = acting.actor.name();
        let member = hash_members::find_or_insert(acting.tx, name, MemberKind::Client, acting.now).await?;
        let entry = EntryDraft::on("hash member", member.id).without_personal_data();
        Ok(Done::new(member.id, entry))
    }
}
