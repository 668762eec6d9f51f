//! What a sandbox remembers while it runs: the last exchanges, the faults that it shall play, the clearinghouse behind it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use axum::Router;
use axum::http::HeaderMap;
use jiff::Timestamp;
use service::{Env, Shutdown};

use super::Settings;
use super::exchange::Exchange;
use super::fault::{Fault, FaultError, HEADER, Planned};
use super::instance::Instance;

/// Most exchanges that are remembered.
const MAX_EXCHANGES: usize = 500;
/// Most bytes of bodies that are remembered.
const MAX_BYTES: usize = 64 << 20;
/// Most faults that wait to be played.
pub(super) const MAX_PLANNED: usize = 100;

/// What a sandbox remembers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Bench(Arc<Inner>);

struct Inner {
    settings: Settings,
    env: Env,
    shutdown: Shutdown,
    addr: OnceLock<SocketAddr>,
    exchanges: Mutex<Exchanges>,
    planned: Mutex<Vec<Planned>>,
    current: RwLock<Option<Instance>>,
    /// How many clearinghouses were opened before; held while one takes the place of another.
    opened: tokio::sync::Mutex<u32>,
}

/// Oldest first.
#[derive(Default)]
struct Exchanges {
    kept: VecDeque<Arc<Exchange>>,
    bytes: usize,
    last_id: u64,
}

/// A panic in between leaves these lists whole: each is changed in one step.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bench {
    pub(super) fn new(settings: Settings, env: Env, shutdown: Shutdown) -> Self {
        Self(Arc::new(Inner {
            settings,
            env,
            shutdown,
            addr: OnceLock::new(),
            exchanges: Mutex::default(),
            planned: Mutex::default(),
            current: RwLock::new(None),
            opened: tokio::sync::Mutex::new(0),
        }))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(super) fn env(&self) -> &Env {
        &self.0.env
    }

    pub(super) fn shutdown(&self) -> &Shutdown {
        &self.0.shutdown
    }

    pub(super) fn opened(&self) -> &tokio::sync::Mutex<u32> {
        &self.0.opened
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.env.clock.now()
    }

    /// Lets the numbers of exchanges go on after this one.
    pub(super) fn number_after(&self, last: u64) {
        lock(&self.0.exchanges).last_id = last;
    }

    /// Where it listens, now that the port is known.
    pub(super) fn listens_on(&self, addr: SocketAddr) {
        // a bench listens once; a second word would change nothing
        let _ = self.0.addr.set(addr);
    }

    /// Where it listens, as far as that is known.
    pub(super) fn addr(&self) -> SocketAddr {
        self.0.addr.get().copied().unwrap_or(self.0.settings.listen)
    }

    /// The routes of the clearinghouse behind it.
    pub(super) fn current(&self) -> Option<Router> {
        let current = self.0.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(Instance::router)
    }

    /// Puts another clearinghouse in the place of the one behind it, or none; gives the one before.
    pub(super) fn exchange_instance(&self, next: Option<Instance>) -> Option<Instance> {
        let mut current = self.0.current.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *current, next)
    }

    /// Remembers an exchange under the next number, and forgets the oldest where there is no room.
    pub(super) fn keep(&self, make: impl FnOnce(u64) -> Exchange) -> Arc<Exchange> {
        let mut exchanges = lock(&self.0.exchanges);
        exchanges.last_id += 1;
        let exchange = Arc::new(make(exchanges.last_id));
        exchanges.bytes += exchange.bytes();
        exchanges.kept.push_back(Arc::clone(&exchange));
        while exchanges.kept.len() > MAX_EXCHANGES
            || (exchanges.bytes > MAX_BYTES && exchanges.kept.len() > 1)
        {
            let oldest = exchanges.kept.pop_front().map_or(0, |oldest| oldest.bytes());
            exchanges.bytes = exchanges.bytes.saturating_sub(oldest);
        }
        exchange
    }

    /// The exchanges that are remembered, newest first.
    pub(super) fn exchanges(&self) -> Vec<Arc<Exchange>> {
        lock(&self.0.exchanges).kept.iter().rev().cloned().collect()
    }

    /// The exchange of this number.
    pub(super) fn find(&self, id: u64) -> Option<Arc<Exchange>> {
        lock(&self.0.exchanges).kept.iter().find(|exchange| exchange.id == id).cloned()
    }

    /// Forgets exchanges and planned faults; numbers go on, so that no two recordings share one.
    pub(super) fn forget(&self) {
        let mut exchanges = lock(&self.0.exchanges);
        exchanges.kept.clear();
        exchanges.bytes = 0;
        drop(exchanges);
        lock(&self.0.planned).clear();
    }

    /// Plans a fault; false where too many wait already.
    pub(super) fn plan(&self, planned: Planned) -> bool {
        let mut all = lock(&self.0.planned);
        let has_room = all.len() < MAX_PLANNED;
        if has_room {
            all.push(planned);
        }
        has_room
    }

    /// The faults that wait to be played.
    pub(super) fn planned(&self) -> Vec<Planned> {
        lock(&self.0.planned).clone()
    }

    /// The fault to play on a request: what its own header asks for, else the first that was planned for its endpoint, which is then used up.
    ///
    /// # Errors
    /// The header asks for nothing known.
    pub(super) fn take_fault(
        &self,
        endpoint: &str,
        headers: &HeaderMap,
    ) -> Result<Option<Fault>, FaultError> {
        if let Some(asked) = headers.get(HEADER) {
            return asked.to_str().unwrap_or_default().parse().map(Some);
        }
        let mut planned = lock(&self.0.planned);
        let Some(at) = planned.iter().position(|planned| planned.is_for(endpoint)) else { return Ok(None) };
        let Some(found) = planned.get_mut(at) else { return Ok(None) };
        let fault = found.fault;
        found.times = found.times.saturating_sub(1);
        if found.times == 0 {
            planned.remove(at);
        }
        Ok(Some(fault))
    }
}
