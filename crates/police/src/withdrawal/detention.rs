//! What was recorded of the custody after an arrest.

use model::Id;
use service::{Acting, Failure};

use super::Withdrawal;
use crate::db::decisions::Decided;
use crate::db::detention as table;
use crate::detention::load_arrest;
use crate::ids::{Assignment, DetentionDuty};

impl Withdrawal<'_> {
    pub(crate) async fn detention_duty(
        &self,
        acting: &mut Acting<'_>,
        id: Id<Assignment>,
        duty_id: Id<DetentionDuty>,
    ) -> Result<String, Failure> {
        let (_, arrest) = load_arrest(acting, id).await?;
        let ticked = table::list_duties(acting.tx, arrest.outcome_id).await?;
        let ticked = ticked.iter().find(|row| row.duty_id == duty_id && row.record.standing);
        self.take_standing(acting, Decided::DetentionDuty, ticked.map(|row| row.duty_id), "duty").await
    }

    /// The timer runs again.
    pub(crate) async fn detention_end(
        &self,
        acting: &mut Acting<'_>,
        id: Id<Assignment>,
    ) -> Result<String, Failure> {
        let (_, arrest) = load_arrest(acting, id).await?;
        let ends = table::list_ends(acting.tx, arrest.outcome_id).await?;
        let end = ends.iter().find(|row| row.record.standing);
        self.take_standing(acting, Decided::DetentionEnd, end.map(|row| row.end_id), "end of custody").await
    }
}
