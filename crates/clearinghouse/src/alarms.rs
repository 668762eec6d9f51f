//! Band A calls somebody. A report that becomes Band A raises an alarm, the same that the staff raise, and the rota is called until it is closed.
//!
//! What the alarm is, who takes it and how it is closed is [`service::alarm`]'s. This adds what comes before and beside it: reports of one sender
//! and one cluster share an alarm, a new fact lets it sound again, and a person who looks at no screen is called.

use model::Id;
use model::kind::Report;
use model::triage::Trigger;
use service::{Acting, Failure};

use crate::jobs::sound_alarm::SoundAlarmJob;

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
    acting.enqueue(&SoundAlarmJob { report_id, triggers: triggers.to_vec() }).await
}

/// What an alarm says in words, in no language: its triggers by name, of which pages have texts.
pub(crate) fn words(report_number: i64, triggers: &[Trigger]) -> String {
    let names: Vec<&str> = triggers.iter().map(|trigger| trigger.as_str()).collect();
    format!("Band A, {report_number}: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_name_the_triggers_and_nobody() {
        let triggers = [Trigger::MeetingSoon, Trigger::SenderMarkedUrgent];
        assert_eq!(words(7, &triggers), "Band A, 7: meeting_soon, sender_marked_urgent");
    }
}
