//! A unit gives an assignment back to the central unit.

use model::Id;
use service::{Acting, Action, Done, Failure};

use super::required;
use crate::ids::Assignment;
use crate::permissions::Permission;
use crate::tasking::{Step, load_assignment, take_step};

/// Returns the assignment with a reason; the central unit withdraws it, transfers it or hands it back.
pub(crate) struct ReturnAssignment {
    pub(crate) assignment_id: Id<Assignment>,
    pub(crate) reason: String,
}

impl Action for ReturnAssignment {
    type Permission = Permission;
    type Output = Id<Assignment>;
    const NAME: &'static str = "return-assignment";

    fn permission(&self) -> Permission {
        Permission::RecordOutcome
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Assignment>>, Failure> {
        let row = load_assignment(acting, self.assignment_id).await?;
        let reason = required("reason", &self.reason)?;
        let entry = take_step(acting, &row, Step::Return, row.unit, Some(reason)).await?;
        Ok(Done::new(self.assignment_id, entry))
    }
}
