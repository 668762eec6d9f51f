//! The clock of limitation of each act: by the age of its author, and what officers noted. An act without an author has the shortest period that
//! can apply.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use model::kind::{Act, Person};
use model::law::{Jurisdiction, Limitation};
use model::{ActAge, ActTime, Id, Place};
use service::{ColumnKeys, Failure, Tx};

use crate::Police;
use crate::country::deciding_law;
use crate::db::limitation::{self as table, NoteKind, TimedAct};
use crate::db::{node_law, persons, subjects};
use crate::judged::{JudgedAct, judge_person};

/// So many are filled in at once.
const PIECE: i64 = 500;

/// The clock of one act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LimitationClock {
    pub(crate) limitation: Limitation,
    /// The first day on which something is noted to have stopped it.
    pub(crate) stopped_on: Option<Date>,
    /// The day on which it would end if it ran from the latest day that somebody names.
    pub(crate) disputed_until: Option<Date>,
}

/// The standing notes on a person's acts.
#[derive(Default)]
pub(crate) struct Notes(BTreeMap<Id<Act>, Vec<(NoteKind, Date)>>);

impl Notes {
    /// Of one person.
    pub(crate) async fn load(tx: &mut Tx, person_id: Id<Person>) -> Result<Self, Failure> {
        let notes = table::list_notes(tx, person_id).await?;
        let standing: BTreeMap<_, _> = notes
            .into_iter()
            .filter(|note| note.standing)
            .map(|note| (note.note_id, (note.kind, note.noted_on)))
            .collect();
        let mut by_act: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (note_id, act_id) in table::list_note_acts(tx, person_id).await? {
            if let Some(note) = standing.get(&note_id) {
                by_act.entry(act_id).or_default().push(*note);
            }
        }
        Ok(Self(by_act))
    }

    fn days(&self, act_id: Id<Act>, kind: NoteKind) -> impl Iterator<Item = Date> {
        let of_act = self.0.get(&act_id).into_iter().flatten();
        of_act.filter(move |(noted, _)| *noted == kind).map(|(_, day)| *day)
    }
}

impl LimitationClock {
    /// Of an act whose author is known, under what is noted of it.
    pub(crate) fn new(judged: &JudgedAct, notes: &Notes) -> Self {
        let of_law = |law| Limitation::new(judged.age, judged.act.happened_at, judged.place, law);
        let limitation = judged.act.law.map_or(Limitation::Unknown, of_law);
        let later = notes.days(judged.act.act_id, NoteKind::LaterStart).max();
        let disputed_until = match limitation {
            Limitation::Runs { rule, earliest, .. } => {
                later.map(|day| rule.ends_on(day)).filter(|day| *day > earliest)
            }
            Limitation::NotPunishable | Limitation::Unknown => None,
        };
        let stopped_on = notes.days(judged.act.act_id, NoteKind::Stopped).min();
        Self { limitation, stopped_on, disputed_until }
    }

    /// Whether what stopped it came before the earliest day: only then does no list count the days any more.
    pub(crate) fn is_stopped(&self) -> bool {
        let earliest = self.limitation.earliest();
        self.stopped_on.zip(earliest).is_some_and(|(stopped, earliest)| stopped < earliest)
    }

    /// The day that lists sort by; the end of the calendar where no clock runs.
    pub(crate) fn until(&self) -> Date {
        let earliest = self.limitation.earliest().filter(|_| !self.is_stopped());
        earliest.unwrap_or(Date::MAX)
    }
}

/// The day that lists sort by of an act whose author nobody knows yet; the end of the calendar where no law decides.
pub(crate) fn until_of_unknown(happened_at: Timestamp, law: Option<Jurisdiction>) -> Date {
    let of_law = |law| {
        let age = ActAge::new(None, ActTime::At(happened_at), Place::Unknown, law);
        Limitation::new(age, happened_at, Place::Unknown, law).earliest()
    };
    law.and_then(of_law).unwrap_or(Date::MAX)
}

/// Computes the clocks of these acts anew, and the first days of their reports and subjects: an author, a place or a note came or went.
pub(crate) async fn refresh(
    tx: &mut Tx,
    keys: &ColumnKeys,
    acts: impl IntoIterator<Item = Id<Act>> + Send,
) -> Result<(), Failure> {
    let acts: BTreeSet<_> = acts.into_iter().collect();
    let country = node_law::find_country(tx).await?;
    let law = deciding_law(country.as_deref().unwrap_or_default());
    let mut of_persons: BTreeMap<Id<Person>, BTreeMap<Id<Act>, Date>> = BTreeMap::new();
    for act_id in acts {
        let Some(act) = table::find_timed(tx, act_id).await? else { continue };
        let not_seen = act.person_id.filter(|person_id| !of_persons.contains_key(person_id));
        if let Some(person_id) = not_seen {
            let days = days_of_person(tx, keys, person_id).await?;
            of_persons.insert(person_id, days);
        }
        table::set_until(tx, act_id, day_of(&act, &of_persons, law)).await?;
        subjects::refresh_clocks_of_act(tx, &act_id.to_string()).await?;
    }
    Ok(())
}

fn day_of(
    act: &TimedAct,
    of_persons: &BTreeMap<Id<Person>, BTreeMap<Id<Act>, Date>>,
    law: Option<Jurisdiction>,
) -> Date {
    let known = act.person_id.and_then(|person_id| of_persons.get(&person_id)?.get(&act.act_id).copied());
    known.unwrap_or_else(|| until_of_unknown(act.happened_at, law))
}

async fn days_of_person(
    tx: &mut Tx,
    keys: &ColumnKeys,
    person_id: Id<Person>,
) -> Result<BTreeMap<Id<Act>, Date>, Failure> {
    let Some(person) = persons::find_person_or_number(tx, person_id).await? else {
        return Ok(BTreeMap::new());
    };
    let judged = judge_person(tx, keys, &person).await?;
    let notes = Notes::load(tx, person_id).await?;
    let days = judged.acts.iter().map(|act| (act.act.act_id, LimitationClock::new(act, &notes).until()));
    Ok(days.collect())
}

/// At start: computes the clocks of what came before they were kept. It may stop anywhere, and goes on from there at the next start. It follows
/// from what is kept and says nothing new, so it is no action, just as a migration is none.
pub(crate) async fn fill(police: &Police) -> Result<(), Failure> {
    let mut after = String::new();
    loop {
        let mut tx = police.node.db().begin_read("list-untimed-acts").await?;
        let acts = table::list_unfilled(&mut tx, &after, PIECE).await?;
        drop(tx);
        let Some(last) = acts.last() else { return Ok(()) };
        after = last.to_string();
        let mut tx = police.node.db().begin_write("fill-limitations").await?;
        refresh(&mut tx, police.node.columns(), acts).await?;
        tx.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use model::AgeAtAct;

    use super::*;

    fn clock(stopped_on: Option<Date>) -> LimitationClock {
        let age = ActAge { responsibility: AgeAtAct::CertainlyOver, adult_code: AgeAtAct::CertainlyUnder };
        let at = "2020-10-10T12:00:00Z".parse().unwrap();
        let limitation = Limitation::new(age, at, Place::Unknown, Jurisdiction::Spain);
        LimitationClock { limitation, stopped_on, disputed_until: None }
    }

    #[test]
    fn only_what_came_before_the_day_stops_the_clock() {
        assert_eq!(clock(None).until(), date(2021, 10, 10));
        assert_eq!(clock(Some(date(2021, 10, 9))).until(), Date::MAX);
        for late in [date(2021, 10, 10), date(2022, 1, 1)] {
            assert_eq!(clock(Some(late)).until(), date(2021, 10, 10), "it may have lapsed before {late}");
        }
    }

    #[test]
    fn an_unknown_author_has_the_shortest_period() {
        let until = |at: &str, law| until_of_unknown(at.parse().unwrap(), law);
        let spain = Some(Jurisdiction::Spain);
        assert_eq!(until("2020-10-10T12:00:00Z", spain), date(2021, 10, 10));
        assert_eq!(until("2000-10-10T12:00:00Z", spain), Date::MAX, "no law is known");
        assert_eq!(until("2020-10-10T12:00:00Z", None), Date::MAX, "no law decides");
    }
}
