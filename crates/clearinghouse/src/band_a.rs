//! Band A alarms as pages and programs list them: what nobody took first, and a sender's word alone behind everything else.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use model::Id;
use model::triage::Trigger;
use service::alarm::{self, Alarm, Standing};
use service::{Failure, PageContext, Tx};

use crate::db;
use crate::db::band_alarms::BandAlarmRow;
use crate::db::urgent_marks::UrgentMarks;

/// Most open alarms in one list.
const MOST_OPEN: i64 = 500;
/// Most closed ones below them.
const MOST_CLOSED: i64 = 100;

/// An alarm of Band A with what tells its place in a list.
pub(crate) struct BandAlarm {
    pub(crate) row: BandAlarmRow,
    pub(crate) standing: Standing,
    /// Independent ones first.
    pub(crate) triggers: Vec<Trigger>,
    /// Of its sender.
    pub(crate) marks: UrgentMarks,
}

impl BandAlarm {
    /// Whether it rests on more than the sender's own mark.
    pub(crate) fn is_independent(&self) -> bool {
        self.triggers.iter().any(|trigger| trigger.is_independent())
    }

    /// Nobody took it first; then what rests on more than the sender's mark; of the rest, whose marks were right more often; then the newest.
    fn place(&self) -> (u8, bool, Reverse<i64>, Reverse<i64>) {
        let standing = match self.standing {
            Standing::Waiting => 0,
            Standing::Taken => 1,
            Standing::Closed => 2,
        };
        let rate =
            if self.is_independent() { 0 } else { self.marks.confirmed_permille().unwrap_or_default() };
        (standing, !self.is_independent(), Reverse(rate), Reverse(self.row.sounded_at.as_microsecond()))
    }
}

/// All that nobody closed, and the last of the others, in the order in which they are worked on.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<BandAlarm>, Failure> {
    let mut rows = db::band_alarms::list(tx, true, MOST_OPEN).await?;
    rows.extend(db::band_alarms::list(tx, false, MOST_CLOSED).await?);
    let (mut alarms, mut marks) = (Vec::new(), BTreeMap::new());
    for row in rows {
        let of_party = match marks.get(&row.reporting_party) {
            Some(known) => *known,
            None => {
                let counted = db::urgent_marks::count(tx, &row.reporting_party).await?;
                marks.insert(row.reporting_party.clone(), counted);
                counted
            }
        };
        alarms.extend(with_standing(tx, row, of_party).await?);
    }
    alarms.sort_by_key(BandAlarm::place);
    Ok(alarms)
}

/// One alarm.
pub(crate) async fn find(tx: &mut Tx, alarm_id: Id<Alarm>) -> Result<Option<BandAlarm>, Failure> {
    let Some(row) = db::band_alarms::find(tx, alarm_id).await? else { return Ok(None) };
    let marks = db::urgent_marks::count(tx, &row.reporting_party).await?;
    with_standing(tx, row, marks).await
}

/// None of an alarm whose object was erased.
async fn with_standing(
    tx: &mut Tx,
    row: BandAlarmRow,
    marks: UrgentMarks,
) -> Result<Option<BandAlarm>, Failure> {
    let Some(standing) = alarm::standing(tx, row.alarm_id).await? else { return Ok(None) };
    let triggers = list_triggers(tx, &row).await?;
    Ok(Some(BandAlarm { row, standing, triggers, marks }))
}

/// Why an alarm sounds, independent triggers first; of one that a person raised, that a person did.
pub(crate) async fn list_triggers(tx: &mut Tx, row: &BandAlarmRow) -> Result<Vec<Trigger>, Failure> {
    if row.is_by_hand() {
        return Ok(vec![Trigger::StaffMarkedUrgent]);
    }
    let triggers = db::band_alarms::list_triggers(tx, row.alarm_id).await?;
    Ok(triggers.into_iter().map(|(trigger, _)| trigger).collect())
}

/// The triggers in the language of a page.
pub(crate) fn trigger_texts(ctx: &PageContext, triggers: &[Trigger]) -> String {
    let texts: Vec<String> =
        triggers.iter().map(|trigger| ctx.word("band-a-trigger", trigger.as_str())).collect();
    texts.join(", ")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use model::{ManualClock, SeededRng};

    use super::*;

    fn alarm(standing: Standing, triggers: &[Trigger], confirmed: i64, second: i64) -> BandAlarm {
        let at = Timestamp::from_second(second).unwrap();
        BandAlarm {
            row: BandAlarmRow {
                alarm_id: Id::new(&ManualClock::new(at), &SeededRng::new(1)),
                reporting_party: "party".into(),
                raised_at: at,
                sounded_at: at,
                soundings: 1,
                calls: 0,
            },
            standing,
            triggers: triggers.to_vec(),
            marks: UrgentMarks { marked: 10, judged: 10, confirmed },
        }
    }

    #[test]
    fn a_sender_s_mark_comes_after_every_other_trigger_and_by_how_often_it_was_right() {
        let (mark, threat) = (Trigger::SenderMarkedUrgent, Trigger::Threat);
        let mut alarms = [
            alarm(Standing::Closed, &[threat], 0, 9),
            alarm(Standing::Waiting, &[mark], 1, 8),
            alarm(Standing::Waiting, &[mark], 9, 7),
            alarm(Standing::Taken, &[threat], 0, 6),
            alarm(Standing::Waiting, &[threat, mark], 0, 5),
            alarm(Standing::Waiting, &[threat], 9, 4),
        ];
        alarms.sort_by_key(BandAlarm::place);
        let order = alarms.map(|alarm| alarm.row.sounded_at.as_second());
        assert_eq!(order, [5, 4, 7, 8, 6, 9]);
    }
}
