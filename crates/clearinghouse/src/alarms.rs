//! Band A calls somebody. A report that becomes Band A raises an alarm, the same that the staff raise, and the rota is called until it is closed.
//!
//! What the alarm is, who takes it and how it is closed is [`service::alarm`]'s. This adds what comes before and beside it: reports of one sender
//! and one cluster share an alarm, a new fact lets it sound again, and a person who looks at no screen is called: so it is for what a person raises.

use model::Id;
use model::kind::Report;
use model::triage::Trigger;
use service::alarm::Alarm;
use service::{Acting, Failure, PageContext};

use crate::band_a::trigger_texts;
use crate::db;
use crate::jobs::call_rota::CallRotaJob;
use crate::jobs::sound_alarm::SoundAlarmJob;

/// What the words of these alarms begin with.
const HEAD: &str = "Band A, ";

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

/// Calls the rota for an alarm that a person raised, or opened again: who is alone at night needs a second person too.
///
/// # Errors
/// When the database fails.
pub(crate) async fn call(acting: &mut Acting<'_>, alarm_id: Id<Alarm>) -> Result<(), Failure> {
    let now = acting.now;
    let sounding = match db::band_alarms::find(acting.tx, alarm_id).await? {
        Some(row) => {
            db::band_alarms::sound_again(acting.tx, alarm_id, now).await?;
            row.soundings + 1
        }
        None => {
            db::band_alarms::insert(acting.tx, alarm_id, db::band_alarms::BY_HAND, now).await?;
            1
        }
    };
    acting.enqueue(&CallRotaJob::first(alarm_id, sounding)).await
}

/// What an alarm says in words, in no language: its triggers by name. [`read_words`] says them in one.
pub(crate) fn words(report_number: i64, triggers: &[Trigger]) -> String {
    let names: Vec<&str> = triggers.iter().map(|trigger| trigger.as_str()).collect();
    format!("{HEAD}{report_number}: {}", names.join(", "))
}

/// [`words`] in the language of a page; none for what a person wrote.
pub(crate) fn read_words(ctx: &PageContext, words: &str) -> Option<String> {
    let (number, triggers) = parse(words)?;
    let triggers = trigger_texts(ctx, &triggers);
    Some(ctx.t2("band-a-words", "number", number.to_string(), "triggers", triggers))
}

fn parse(words: &str) -> Option<(i64, Vec<Trigger>)> {
    let (number, names) = words.strip_prefix(HEAD)?.split_once(": ")?;
    let triggers: Result<Vec<Trigger>, _> = names.split(", ").map(str::parse).collect();
    Some((number.parse().ok()?, triggers.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_name_the_triggers_and_nobody() {
        let triggers = [Trigger::MeetingSoon, Trigger::SenderMarkedUrgent];
        let words = words(7, &triggers);
        assert_eq!(words, "Band A, 7: meeting_soon, sender_marked_urgent");
        assert_eq!(parse(&words), Some((7, triggers.to_vec())));
        for written in ["Band A, 7: it happens tonight", "Band A: threat", "It happens tonight"] {
            assert_eq!(parse(written), None, "{written}");
        }
    }
}
