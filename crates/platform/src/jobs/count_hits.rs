//! Writes into the custody log how many hits each list gave on each day that is over.
//!
//! Not a queued job: what a look misses is made up for by the next one, since the days that are counted stand in the database.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use service::{Actor, Failure, Shutdown};
use tokio::task::JoinHandle;

use crate::State;
use crate::actions::CountListHits;
use crate::db::hash_list_days::{self, Counted};
use crate::surfaces::day_of;

const COUNTER: Actor = Actor::Job { name: "count-list-hits" };
/// How long nothing is looked at after a look.
const REST: Duration = Duration::from_mins(15);
/// Most days of one list in one look: a node that stood still catches up in several.
const MOST_DAYS: usize = 400;

/// Counts until `shutdown`.
pub(crate) fn spawn_count(state: State, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        shutdown.run_until_cancelled(count_for_ever(&state)).await;
    })
}

async fn count_for_ever(state: &State) {
    loop {
        if let Err(failure) = count(state).await {
            tracing::warn!(%failure, "the hits of the day before are not counted yet");
        }
        tokio::time::sleep(REST).await;
    }
}

/// One look.
async fn count(state: &State) -> Result<(), Failure> {
    let today = day_of(&state.zone, state.node.clock().now());
    let mut tx = state.node.db().begin_read("list-counted-days").await?;
    let lists = hash_list_days::list_counted(&mut tx).await?;
    drop(tx);
    for list in lists {
        for day in days_to_count(&list, today, &state.zone).map_err(Failure::broken)? {
            let next = day.tomorrow().map_err(Failure::broken)?;
            let start = |day: Date| day.to_zoned_datetime(state.zone.clone()).map(|start| start.timestamp());
            let bounds = (start(day).map_err(Failure::broken)?, start(next).map_err(Failure::broken)?);
            let action = CountListHits { list_name: list.list_name.clone(), day, bounds };
            state.node.act(&COUNTER, &action).await?;
        }
    }
    Ok(())
}

/// The days that are over and not counted, oldest first.
fn days_to_count(list: &Counted, today: Date, zone: &TimeZone) -> Result<Vec<Date>, jiff::Error> {
    let mut day = match list.last_on {
        Some(last) => last.tomorrow()?,
        None => day_of(zone, list.first_at),
    };
    let mut days = Vec::new();
    while day < today && days.len() < MOST_DAYS {
        days.push(day);
        day = day.tomorrow()?;
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_are_over_and_not_counted_are_to_be_counted() {
        let zone = TimeZone::get("Europe/Madrid").unwrap();
        let of = |last: Option<&str>, today: &str| {
            let list = Counted {
                list_name: "known".to_owned(),
                first_at: "2020-12-27T23:30:00Z".parse().unwrap(),
                last_on: last.map(|day| day.parse().unwrap()),
            };
            let days = days_to_count(&list, today.parse().unwrap(), &zone).unwrap();
            days.iter().map(Date::to_string).collect::<Vec<_>>()
        };
        assert_eq!(of(None, "2020-12-28"), [""; 0]);
        assert_eq!(of(None, "2020-12-30"), ["2020-12-28", "2020-12-29"]);
        assert_eq!(of(Some("2020-12-28"), "2020-12-30"), ["2020-12-29"]);
        assert_eq!(of(Some("2020-12-29"), "2020-12-30"), [""; 0]);
        assert_eq!(of(None, "2030-01-01").len(), MOST_DAYS);
    }
}
