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
    /// How many requests of each machine are open, waiting ones among them.
    by_machine: Mutex<HashMap<String, usize>>,
    /// So that a stolen key does not fill the lane of all machines.
    most_by_machine: usize,
}

struct Lane {
    name: &'static str,
    places: Semaphore,
    queue: Semaphore,
    longest_wait: Duration,
}

/// A place in a lane, until it is dropped.
pub(crate) struct Turn<'a> {
    _place: SemaphorePermit<'a>,
    _share: Option<Share<'a>>,
}

/// One of the open requests of a machine.
struct Share<'a> {
    lanes: &'a Lanes,
    machine: String,
}

/// Why a request is turned away.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// Too many wait in this lane, or for too long.
    Lane(&'static str),
    /// This machine has as many requests open as it may.
    Machine,
}

impl Lanes {
    pub(crate) fn new(limits: &LimitsConfig) -> Self {
        Self {
            machines: Lane::new("machines", limits.machine_requests),
            staff: Lane::new("staff", limits.staff_requests),
            public: Lane::new("public", limits.public_requests),
            by_machine: Mutex::default(),
            most_by_machine: limits.machine_requests.div_ceil(2),
        }
    }

    /// A place for who is known.
    pub(crate) async fn enter(&self, actor: &Actor) -> Result<Turn<'_>, Full> {
        let Actor::Machine { name, .. } = actor else {
            return Ok(Turn { _place: self.staff.enter().await?, _share: None });
        };
        let share = self.share(name)?;
        Ok(Turn { _place: self.machines.enter().await?, _share: Some(share) })
    }

    /// A place for who has not said who they are.
    pub(crate) async fn enter_public(&self) -> Result<Turn<'_>, Full> {
        Ok(Turn { _place: self.public.enter().await?, _share: None })
    }

    fn share(&self, machine: &str) -> Result<Share<'_>, Full> {
        let mut open = self.by_machine.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(machine.to_owned()).or_default();
        if *count >= self.most_by_machine {
            return Err(Full::Machine);
        }
        *count += 1;
        Ok(Share { lanes: self, machine: machine.to_owned() })
    }
}

impl Lane {
    fn new(name: &'static str, places: usize) -> Self {
        Self {
            name,
            places: Semaphore::new(places),
            queue: Semaphore::new(places * WAITING_PER_PLACE),
            longest_wait: LONGEST_WAIT,
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
        let mut open = self.lanes.by_machine.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.machine) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.machine);
            }
        }
    }
}

/// 503, or 429 for one machine, with when to come again.
pub(super) fn turn_away(full: &Full) -> Response {
    let (status, lane, detail) = match full {
        Full::Lane(lane) => {
            (StatusCode::SERVICE_UNAVAILABLE, *lane, "too many requests are being answered at the moment")
        }
        Full::Machine => (
            StatusCode::TOO_MANY_REQUESTS,
            "machine",
            "this machine has as many requests open as it may; wait for their answers",
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

    fn lanes() -> Lanes {
        Lanes::new(&LimitsConfig {
            machine_requests: 4,
            staff_requests: 1,
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
        let ana = Actor::Staff { name: "ana".into(), role: "clerk".into(), unit: None };
        assert!(lanes.enter(&ana).await.is_ok());
        drop(inside);
        assert!(lanes.enter_public().await.is_ok());
    }

    #[tokio::test]
    async fn one_machine_leaves_half_of_the_lane_to_the_others() {
        let (lanes, social, forum) = (lanes(), machine("social"), machine("forum"));
        let held = [lanes.enter(&social).await.unwrap(), lanes.enter(&social).await.unwrap()];
        assert_eq!(lanes.enter(&social).await.err(), Some(Full::Machine));
        assert!(lanes.enter(&forum).await.is_ok());
        drop(held);
        assert!(lanes.enter(&social).await.is_ok());
        assert!(lanes.by_machine.lock().unwrap().is_empty());
    }
}
