//! The daily blind sample. What the lowest band and the informational state took away from people is drawn and read again, so that it shows how often
//! something is missed there. The reader does not see what was decided before.

mod draw;
mod wilson;

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use service::{Actor, Failure, Shutdown};
use tokio::task::JoinHandle;

pub(crate) use draw::draw;
pub(crate) use wilson::{Interval, wilson};

use crate::State;
use crate::actions::draw_blind_sample::DrawBlindSample;
use crate::db;
use crate::db::blind::Stratum;

/// How often the clock is looked at; the database only once a day.
const REST: Duration = Duration::from_secs(1);
/// How long it rests after a draw that failed.
const RETRY: Duration = Duration::from_mins(1);
/// How long after a day's end its reports are drawn from: the last of them are scored by then.
const AFTER: SignedDuration = SignedDuration::from_hours(1);
/// How many days are drawn late, when the node did not run on theirs.
const LATE_DAYS: i32 = 14;
const ACTOR: Actor = Actor::Job { name: "draw-blind-sample" };

/// Draws each day's sample until the node stops.
pub(crate) fn spawn(state: State, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        let work = async {
            let mut looked_at = None;
            loop {
                let day = day_of_draw(state.node().clock().now());
                if looked_at != Some(day) {
                    match draw_until(&state, day).await {
                        Ok(()) => looked_at = Some(day),
                        Err(failure) => {
                            tracing::error!(%failure, "the blind sample was not drawn; it is tried again");
                            tokio::time::sleep(RETRY).await;
                        }
                    }
                }
                tokio::time::sleep(REST).await;
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = work => {}
        }
    })
}

/// The day whose sample is due: by UTC, and an hour late.
fn day_of_draw(now: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(now.checked_sub(AFTER).unwrap_or(now)).date()
}

/// From when until when something must have come into a stratum to be drawn on a day: the day before.
pub(crate) fn window(day: Date) -> Result<(Timestamp, Timestamp), Failure> {
    let start = |day: Date| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(Failure::broken);
    let before = day.yesterday().map_err(Failure::broken)?;
    Ok((start(before)?, start(day)?))
}

/// Draws what is due on a day, and first what days before it left undrawn because the node did not run.
async fn draw_until(state: &State, day: Date) -> Result<(), Failure> {
    for back in (0..=LATE_DAYS).rev() {
        let due = day.checked_sub(back.days()).map_err(Failure::broken)?;
        draw_for(state, due).await?;
    }
    Ok(())
}

/// Draws the sample of a day, once; nothing is written where there is nothing to draw from.
async fn draw_for(state: &State, day: Date) -> Result<(), Failure> {
    let size = state.settings().blind_sample;
    let (from, until) = window(day)?;
    let mut tx = state.node().db().begin_read("find-blind-draw").await?;
    if size == 0 || db::blind::is_drawn(&mut tx, day).await? {
        return Ok(());
    }
    let mut is_empty = true;
    for stratum in Stratum::ALL {
        is_empty &= db::blind::list_population(&mut tx, stratum, from, until).await?.is_empty();
    }
    drop(tx);
    if is_empty {
        return Ok(());
    }
    match state.node().act(&ACTOR, &DrawBlindSample { day, size }).await {
        // another process of this node was quicker
        Ok(()) | Err(Failure::Conflict { .. }) => Ok(()),
        Err(failure) => Err(failure),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_drawn_from_an_hour_after_its_end() {
        let day = |text: &str| day_of_draw(text.parse().unwrap());
        assert_eq!(day("2024-06-02T00:59:59Z"), date(2024, 6, 1));
        assert_eq!(day("2024-06-02T01:00:00Z"), date(2024, 6, 2));
        let (from, until) = window(date(2024, 6, 2)).unwrap();
        assert_eq!(from, "2024-06-01T00:00:00Z".parse().unwrap());
        assert_eq!(until, "2024-06-02T00:00:00Z".parse().unwrap());
    }
}
