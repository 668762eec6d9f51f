//! See how many files another member of the staff opened.

use service::oversight::staff_digest;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::permissions::Permission;

/// Records that the welfare officer looks at somebody's counts, whoever that is; the counts are read after it is on record.
pub(crate) struct LookUpExposure {
    /// Sign-in name.
    pub(crate) person: String,
}

impl Action for LookUpExposure {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "look-up-exposure";
    const OPERATION: Operation = Operation::Consultation;

    fn permission(&self) -> Permission {
        Permission::ReadExposure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let digest = staff_digest(acting.columns(), &self.person);
        Ok(Done::new((), EntryDraft::on("staff", digest)))
    }
}
