//! Keys that are used unlike before: what each asks in an hour beside its busiest hour until then, and how much of it is refused. Counted in this
//! process, by the hour; a key that has come in few hours has no usual one, and is told by what is refused alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::action::ByJob;
use crate::config::KeyLimitsConfig;
use crate::db::api_keys::{self as table, ApiKeyRow};
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Node};

/// So many hours with a request must have been counted before one can be unlike them.
const HOURS_LEARNED: i64 = 24;

/// What an hour of a key has that those before had not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leap {
    /// `requests` or `refusals`, as the custody log and the keys of texts write it.
    pub(crate) kind: &'static str,
    /// How many so far in this hour.
    pub(crate) count: i64,
}

/// What is found when a request is counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    /// Found once in an hour.
    leap: Option<Leap>,
    /// The requests of the hour that ended before.
    ended: Option<i64>,
}

#[derive(Default)]
struct Hour {
    number: i64,
    requests: i64,
    refused: i64,
    is_told: bool,
}

/// The present hour of each key. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct KeyWatch {
    limits: KeyLimitsConfig,
    hours: Arc<Mutex<HashMap<String, Hour>>>,
}

impl KeyWatch {
    pub(crate) fn new(limits: &KeyLimitsConfig) -> Self {
        Self { limits: limits.clone(), hours: Arc::default() }
    }

    pub(crate) fn limits(&self) -> &KeyLimitsConfig {
        &self.limits
    }

    fn hours(&self) -> MutexGuard<'_, HashMap<String, Hour>> {
        self.hours.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a refused request of a key, in the hour in which it came.
    pub(crate) fn note_refused(&self, key_id: &str) {
        if let Some(hour) = self.hours().get_mut(key_id) {
            hour.refused += 1;
        }
    }

    fn count(&self, key: &ApiKeyRow, now: Timestamp) -> Counted {
        let number = now.as_second().div_euclid(3600);
        let mut hours = self.hours();
        let hour = hours.entry(key.key_id.clone()).or_insert_with(|| Hour { number, ..Hour::default() });
        let ended = (hour.number != number).then_some(hour.requests);
        if ended.is_some() {
            *hour = Hour { number, ..Hour::default() };
        }
        hour.requests += 1;
        let leap = if hour.is_told { None } else { self.leap(key, hour) };
        hour.is_told |= leap.is_some();
        Counted { leap, ended }
    }

    fn leap(&self, key: &ApiKeyRow, hour: &Hour) -> Option<Leap> {
        let limits = &self.limits;
        let usual = key.busiest_hour.saturating_mul(limits.leap_times);
        let is_learned = key.hours_counted >= HOURS_LEARNED;
        if hour.refused >= limits.refused_requests {
            return Some(Leap { kind: "refusals", count: hour.refused });
        }
        let is_leap = is_learned && hour.requests >= limits.leap_requests && hour.requests > usual;
        is_leap.then_some(Leap { kind: "requests", count: hour.requests })
    }
}

/// Counts a request of a key, and has a person look at it where it is used unlike before. A fault of the database here turns no machine away.
///
/// # Errors
/// Unauthenticated, where the node holds such keys.
pub(crate) async fn look(
    node: &Node,
    watch: &KeyWatch,
    key: &ApiKeyRow,
    now: Timestamp,
) -> Result<(), Failure> {
    let Counted { leap, ended } = watch.count(key, now);
    if let Some(requests) = ended
        && let Err(error) = note_hour(node, &key.key_id, requests).await
    {
        tracing::warn!(key_id = key.key_id, %error, "an hour of an API key could not be noted");
    }
    let Some(leap) = leap.filter(|_| key.doubted_at.is_none()) else { return Ok(()) };
    metrics::counter!("api_keys_doubted_total", "kind" => leap.kind).increment(1);
    let holds = watch.limits.hold;
    tracing::warn!(
        machine = key.name,
        kind = leap.kind,
        count = leap.count,
        holds,
        "a machine's key is used unlike before"
    );
    let doubt = DoubtApiKey { key_id: &key.key_id, leap, holds };
    match node.act(&Actor::Job { name: "watch-keys" }, &doubt).await {
        Ok(_) if holds => Err(Failure::key_held()),
        Ok(_) => Ok(()),
        Err(error) => {
            tracing::error!(key_id = key.key_id, %error, "that a key is used unlike before could not be noted");
            Ok(())
        }
    }
}

async fn note_hour(node: &Node, key_id: &str, requests: i64) -> Result<(), Failure> {
    let mut tx = node.db().begin_queue("note-key-hour").await?;
    table::note_hour(&mut tx, key_id, requests).await?;
    Ok(tx.commit().await?)
}

/// Has a person look into a key.
struct DoubtApiKey<'a> {
    key_id: &'a str,
    leap: Leap,
    holds: bool,
}

impl Action for DoubtApiKey<'_> {
    type Permission = ByJob;
    type Output = bool;
    const NAME: &'static str = "doubt-api-key";

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<bool>, Failure> {
        let Leap { kind, count } = self.leap;
        // of two processes that see it at once, one notes it
        let is_first = table::doubt(acting.tx, self.key_id, acting.now, kind, Some(count)).await?;
        let holds = self.holds && table::hold(acting.tx, self.key_id, acting.now).await?;
        let entry = EntryDraft::on("api_key", self.key_id).without_personal_data().with("kind", kind);
        let entry = entry.with("count", count.to_string()).with("held", if holds { "yes" } else { "no" });
        Ok(Done::new(is_first, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::super::api_keys::key;
    use super::*;

    fn watch() -> KeyWatch {
        let limits = KeyLimitsConfig {
            leap_times: 2,
            leap_requests: 4,
            refused_requests: 3,
            ..KeyLimitsConfig::default()
        };
        KeyWatch::new(&limits)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The first leap among so many requests of one hour.
    fn first_leap(watch: &KeyWatch, key: &ApiKeyRow, requests: i64) -> Option<Leap> {
        (0..requests).find_map(|second| watch.count(key, at(second)).leap)
    }

    #[test]
    fn an_hour_is_unlike_those_before_when_it_has_many_times_the_busiest_of_them() {
        let known = ApiKeyRow { busiest_hour: 3, hours_counted: 24, ..key(600) };
        assert_eq!(first_leap(&watch(), &known, 6), None);
        assert_eq!(first_leap(&watch(), &known, 7), Some(Leap { kind: "requests", count: 7 }));
        // what asks little is allowed to ask a little more
        let quiet = ApiKeyRow { busiest_hour: 1, ..known.clone() };
        assert_eq!(first_leap(&watch(), &quiet, 4), Some(Leap { kind: "requests", count: 4 }));
        assert_eq!(first_leap(&watch(), &quiet, 3), None);
        let new = ApiKeyRow { hours_counted: 23, ..known };
        assert_eq!(first_leap(&watch(), &new, 100), None);
    }

    #[test]
    fn refusals_are_told_of_a_new_key_too_and_once_an_hour() {
        let (watch, new) = (watch(), key(600));
        assert_eq!(watch.count(&new, at(0)), Counted::default());
        (0..3).for_each(|_| watch.note_refused(&new.key_id));
        assert_eq!(watch.count(&new, at(1)).leap, Some(Leap { kind: "refusals", count: 3 }));
        assert_eq!(watch.count(&new, at(2)), Counted::default());
        assert_eq!(watch.count(&new, at(3600)), Counted { leap: None, ended: Some(3) });
        assert_eq!(watch.count(&new, at(3601)), Counted::default());
    }
}
