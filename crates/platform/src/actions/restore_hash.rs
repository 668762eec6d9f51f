//! A human restores a hash that was taken back: it counts again from now on, and so does what rested on it.

use model::Id;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

use crate::db::withdrawals;
use crate::ids::Withdrawal;
use crate::permissions::Permission;

/// The withdrawal that was a mistake.
pub(crate) struct RestoreHash {
    pub(crate) withdrawal_id: Id<Withdrawal>,
    pub(crate) reason: String,
}

impl Action for RestoreHash {
    type Permission = Permission;
    /// The list.
    type Output = String;
    const NAME: &'static str = "restore-hash";

    fn permission(&self) -> Permission {
        Permission::WithdrawHash
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let id = self.withdrawal_id;
        let before = withdrawals::find_withdrawal(acting.tx, id).await?;
        let before = before.ok_or_else(|| Failure::absent("withdrawal"))?;
        if before.restored_at.is_some() {
            return Err(Failure::conflict("this hash is restored already"));
        }
        let row = id.to_string();
        let at = ColumnRef { table: withdrawals::TABLE, row: &row, column: withdrawals::RESTORE_REASON };
        let reason = Sealed::seal(acting.columns(), at, &self.reason, acting.rng())?;
        withdrawals::restore(acting.tx, id, &reason, (acting.actor.name(), acting.now)).await?;
        let entry = EntryDraft::on("hash list", &before.list_name)
            .without_personal_data()
            .with("withdrawal", row)
            .with("digest", before.digest);
        Ok(Done::new(before.list_name, entry))
    }
}
