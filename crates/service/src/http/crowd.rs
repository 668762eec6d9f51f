//! How many connections are open, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::config::LimitsConfig;

/// Files that a node has open beside its connections: database, vault, log, decoders.
const OTHER_FILES: u64 = 256;

/// The connections of a listener. Cheap to clone.
#[derive(Clone)]
pub(super) struct Crowd(Arc<Inner>);

struct Inner {
    most: usize,
    most_of_one: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// An open connection, until it is dropped.
pub(super) struct Connection {
    crowd: Crowd,
    network: IpAddr,
}

impl Crowd {
    /// Room for as many connections as the configuration says, or as there can be files if those are fewer.
    pub(super) fn new(limits: &LimitsConfig) -> Self {
        let room = usize::try_from(most_files().saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX).max(1);
        let most = limits.connections.min(room);
        Self(Arc::new(Inner { most, most_of_one: limits.connections_per_address, open: Mutex::default() }))
    }

    /// Room for one more from this address, if there is.
    pub(super) fn admit(&self, address: IpAddr) -> Option<Connection> {
        let network = network_of(address);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = open.by_network.get(&network).copied().unwrap_or_default();
        if open.all >= self.0.most || of_one >= self.0.most_of_one {
            return None;
        }
        open.all += 1;
        open.by_network.insert(network, of_one + 1);
        Some(Connection { crowd: self.clone(), network })
    }
}

/// How many files this process may open, raised as far as the system lets it.
fn most_files() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    raised.map_or(current, |()| maximum).unwrap_or(u64::MAX)
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut open = self.crowd.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(count) = open.by_network.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.by_network.remove(&self.network);
            }
        }
    }
}

/// What is counted as one address: an IPv4 address, or an IPv6 network of 64 bits, which one subscriber has.
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_address_has_its_share_and_all_together_theirs() {
        let limits = LimitsConfig { connections: 3, connections_per_address: 2, ..LimitsConfig::default() };
        let crowd = Crowd::new(&limits);
        let held = [crowd.admit(address("192.0.2.1")), crowd.admit(address("::ffff:192.0.2.1"))];
        assert!(held.iter().all(Option::is_some));
        assert!(crowd.admit(address("192.0.2.1")).is_none());
        let other = crowd.admit(address("192.0.2.2"));
        assert!(other.is_some() && crowd.admit(address("192.0.2.3")).is_none());
        drop(held);
        assert!(crowd.admit(address("192.0.2.1")).is_some());
        drop(other);
        let open = crowd.0.open.lock().unwrap();
        assert!(open.all == 0 && open.by_network.is_empty());
    }

    #[test]
    fn a_network_of_64_bits_is_one_address() {
        assert_eq!(network_of(address("2001:db8:0:1::5")), address("2001:db8:0:1::"));
        assert_ne!(network_of(address("2001:db8:0:2::5")), address("2001:db8:0:1::"));
        assert_eq!(network_of(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }
}
