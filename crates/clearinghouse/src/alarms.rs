//! Band A calls somebody. A report that becomes Band A raises an alarm, the same that the staff raise, and the rota is called until it is closed.
//!
//! What the alarm is, who takes it and how it is closed is [`service::alarm`]'s. This adds what comes before and beside it: reports of one sender
//! and one cluster share an alarm, a new fact lets it sound again, and a person who looks at no screen is called.

use model::Id;
use model::kind::Report;
use model::triage::Trigger;
use service::{Acting, Failure};

use crate::jobs::sound_alarm::SoundAlarm;

/// Raises the alarm of a report that is Band A, once the transaction of whoever says so is committed. May be told again and again: only a trigger
/// or an account that its alarm does not know yet lets it sound again.
///
/// # Errors
/// When the database fails.
pub(crate) async fn raise(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    triggers: &[Trigger],
) -> Result<(), Failure> {
    if triggers.is_empty() {
        return Ok(());
    }
    acting.enqueue(&SoundAlarm { report_id, triggers: triggers.to_vec() }).await
}
