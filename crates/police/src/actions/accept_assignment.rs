//! A unit takes an assignment up.

use model::Id;
use service::{Acting, Action, Done, Failure};

use crate::ids::Assignment;
use crate::permissions::Permission;
use crate::tasking::{Step, load_assignment, take_step};

/// Says that the unit takes the assignment up; also one that it returned before.
pub(crate) struct AcceptAssignment {
    pub(crate) assignment_id: Id<Assignment>,
}

impl Action for AcceptAssignment {
    type Permission = Permission;
    type Output = Id<Assignment>;
    const NAME: &'static str = "accept-assignment";

    fn permission(&self) -> Permission {
        Permission::RecordOutcome
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Assignment>>, Failure> {
        let row = load_assignment(acting, self.assignment_id).await?;
        let entry = take_step(acting, &row, Step::Accept, row.unit, None).await?;
        Ok(Done::new(self.assignment_id, entry))
    }
}
