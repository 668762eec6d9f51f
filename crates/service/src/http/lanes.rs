//! Room for the requests that are being answered, apart for machines, for staff and for the public: a flood in one lane takes nothing from the
//! others. Who finds no place waits a little, and not many wait; the rest are told when to come again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::Problem;
use crate::Actor;
use crate::config::LimitsConfig;

/// How many requests wait for each place.
const WAITING_PER_PLACE: usize = 8;
/// How long one waits.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// When who was turned away may come again.
const COME_AGAIN_S: u16 = 5;

/// The three lanes of a node.
pub(crate) struct Lanes {
    machines: Lane,
    staff: Lane,
    public: Lane,
    /// How many requests of each account and machine are open, waiting ones among them.
    by_actor: Mutex<HashMap<ActorName, usize>>,
}

/// Whether it is an account's, and the name.
type ActorName = (bool, String);

struct Lane {
    name: &'static str,
    places: Semaphore,
    queue: Semaphore,
    longest_wait: Duration,
    /// So that one stolen key or session does not fill the lane.
    most_of_one: usize,
}

/// A place in a lane, until it is dropped.
pub(crate) struct Turn<'a> {
    _place: SemaphorePermit<'a>,
    _share: Option<Share<'a>>,
}

/// One of the open requests of an account or a machine.
struct Share<'a> {
    lanes: &'a Lanes,
    actor: ActorName,
}

/// Why a request is turned away.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// Too many wait in this lane, or for too long.
    Lane(&'static str),
    /// This account or machine has as many requests open as it may.
    Share,
}

impl Lanes {
    pub(crate) fn new(limits: &LimitsConfig) -> Self {
        Self {
            machines: Lane::new("machines", limits.machine_requests),
            staff: Lane::new("staff", limits.staff_requests),
            public: Lane::new("public", limits.public_requests),
            by_actor: Mutex::default(),
        }
    }

    /// A place for who is known.
    pub(crate) async fn enter(&self, actor: &Actor) -> Result<Turn<'_>, Full> {
        let lane = if actor.is_staff() { &self.staff } else { &self.machines };
        let share = self.share(actor, lane.most_of_one)?;
        Ok(Turn { _place: lane.enter().await?, _share: Some(share) })
    }

    /// A place for a machine that brings what the public says: of the public's, so that a flood of it takes nothing from other machines.
    pub(crate) async fn enter_for_public(&self, actor: &Actor) -> Result<Turn<'_>, Full> {
        let share = self.share(actor, self.public.most_of_one)?;
        Ok(Turn { _place: self.public.enter().await?, _share: Some(share) })
    }

    /// A place for who has not said who they are.
    pub(crate) async fn enter_public(&self) -> Result<Turn<'_>, Full> {
        Ok(Turn { _place: self.public.enter().await?, _share: None })
    }

    fn share(&self, actor: &Actor, most: usize) -> Result<Share<'_>, Full> {
        let name = (actor.is_staff(), actor.name().to_owned());
        let mut open = self.by_actor.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(name.clone()).or_default();
        if *count >= most {
            return Err(Full::Share);
        }
        *count += 1;
        Ok(Share { lanes: self, actor: name })
    }
}

impl Lane {
    fn new(name: &'static str, places: usize) -> Self {
        Self {
            name,
            places: Semaphore::new(places),
            queue: Semaphore::new(places * WAITING_PER_PLACE),
            longest_wait: LONGEST_WAIT,
            most_of_one: places.div_ceil(2),
        }
    }

    async fn enter(&self) -> Result<SemaphorePermit<'_>, Full> {
        if let Ok(place) = self.places.try_acquire() {
            return Ok(place);
        }
        let full = || Full::Lane(self.name);
        let _waiting = self.queue.try_acquire().map_err(|_| full())?;
        let place = tokio::time::timeout(self.longest_wait, self.places.acquire()).await;
        place.map_err(|_| full())?.map_err(|_| full())
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut open = self.lanes.by_actor.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.actor) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.actor);
            }
        }
    }
}

/// 503, or 429 for one account or machine, with when to come again.
pub(super) fn turn_away(full: &Full) -> Response {
    let (status, lane, detail) = match full {
        Full::Lane(lane) => {
            (StatusCode::SERVICE_UNAVAILABLE, *lane, "too many requests are being answered at the moment")
        }
        Full::Share => (
            StatusCode::TOO_MANY_REQUESTS,
            "share",
            "this account or machine has as many requests open as it may; wait for their answers",
        ),
    };
    metrics::counter!("http_requests_turned_away_total", "lane" => lane).increment(1);
    let detail = format!("{detail}; try again in {COME_AGAIN_S} s");
    let mut response = Problem::new(status, detail).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(COME_AGAIN_S));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(name: &str) -> Actor {
        Actor::Machine { name: name.into(), role: "reporting_party".into() }
    }

    fn staff(name: &str) -> Actor {
        Actor::Staff { name: name.into(), role: "clerk".into(), unit: None }
    }

    fn lanes() -> Lanes {
        Lanes::new(&LimitsConfig {
            machine_requests: 4,
            staff_requests: 4,
            public_requests: 1,
            ..LimitsConfig::default()
        })
    }

    #[tokio::test]
    async fn a_full_lane_lets_some_wait_and_takes_nothing_from_the_others() {
        let mut lanes = lanes();
        lanes.public.longest_wait = Duration::from_millis(300);
        let inside = lanes.enter_public().await.unwrap();
        let began = std::time::Instant::now();
        let waiting = futures::future::join_all((0..WAITING_PER_PLACE).map(|_| lanes.enter_public()));
        let (waited, one_more) = tokio::join!(waiting, async {
            tokio::task::yield_now().await;
            (lanes.enter_public().await.err(), began.elapsed())
        });
        assert_eq!(one_more.0, Some(Full::Lane("public")));
        assert!(one_more.1 < lanes.public.longest_wait, "beyond the queue there is no wait");
        assert!(waited.iter().all(Result::is_err), "nobody left");
        assert!(began.elapsed() >= lanes.public.longest_wait);
        assert!(lanes.enter(&machine("social")).await.is_ok());
        assert!(lanes.enter(&staff("ana")).await.is_ok());
        drop(inside);
        assert!(lanes.enter_public().await.is_ok());
    }

    #[tokio::test]
    async fn one_account_or_machine_leaves_half_of_the_lane_to_the_others() {
        let lanes = lanes();
        for (one, other) in [(machine("social"), machine("forum")), (staff("ana"), staff("bea"))] {
            let held = [lanes.enter(&one).await.unwrap(), lanes.enter(&one).await.unwrap()];
            assert_eq!(lanes.enter(&one).await.err(), Some(Full::Share));
            assert!(lanes.enter(&other).await.is_ok());
            drop(held);
            assert!(lanes.enter(&one).await.is_ok());
        }
        let held = [lanes.enter(&machine("ana")).await.unwrap(), lanes.enter(&machine("ana")).await.unwrap()];
        assert!(lanes.enter(&staff("ana")).await.is_ok(), "an account is not the machine of its name");
        drop(held);
        assert!(lanes.by_actor.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_machine_that_brings_what_the_public_says_takes_the_places_of_the_public() {
        let lanes = lanes();
        let brought = lanes.enter_for_public(&machine("form")).await.unwrap();
        assert_eq!(lanes.enter_for_public(&machine("form")).await.err(), Some(Full::Share));
        assert_eq!(lanes.public.places.available_permits(), 0);
        assert_eq!(lanes.machines.places.available_permits(), 4);
        drop(brought);
        assert!(lanes.enter_for_public(&machine("form")).await.is_ok());
    }
}
