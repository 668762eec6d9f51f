//! From where a machine may ask: a key that was copied is of no use elsewhere.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::Failure;

/// The networks from which the key of a machine counts; from everywhere where none is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Networks(Vec<IpNet>);

impl Networks {
    /// Reads networks and single addresses with spaces, commas or new lines between them.
    ///
    /// # Errors
    /// The first word that is neither.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let words = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        words.map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a request from this address may use the key. One that comes from nobody knows where may only where none is named.
    pub(crate) fn hold(&self, address: Option<IpAddr>) -> bool {
        // a socket for both kinds tells addresses of the old kind as ones of the new
        let address = address.map(|address| address.to_canonical());
        self.is_everywhere() || address.is_some_and(|address| self.0.iter().any(|net| net.contains(&address)))
    }

    /// Refuses the good key of this machine where it comes from elsewhere: it may be a stolen one, so the node's log says so.
    ///
    /// # Errors
    /// Unauthenticated, with the reason: only who has the key reads it.
    pub(crate) fn check(&self, machine: &str, address: Option<IpAddr>) -> Result<(), Failure> {
        if self.hold(address) {
            return Ok(());
        }
        metrics::counter!("keys_from_elsewhere_total").increment(1);
        tracing::warn!(
            machine,
            ?address,
            "a machine's key was used from a network that it does not count from"
        );
        Err(Failure::from_another_network())
    }

    /// Whether none is named.
    pub(crate) fn is_everywhere(&self) -> bool {
        self.0.is_empty()
    }
}

fn read(word: &str) -> Result<IpNet, String> {
    let network = word.parse::<IpNet>().ok().or_else(|| word.parse::<IpAddr>().ok().map(IpNet::from));
    network.map(|network| network.trunc()).ok_or_else(|| word.to_owned())
}

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, network) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            write!(f, "{gap}{network}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(networks: &str, address: &str) -> bool {
        Networks::parse(networks).unwrap().hold(Some(address.parse().unwrap()))
    }

    #[test]
    fn a_key_counts_from_its_networks_alone() {
        let networks = "203.0.113.7/24, 198.51.100.9\n2001:db8::/32";
        assert_eq!(
            Networks::parse(networks).unwrap().to_string(),
            "203.0.113.0/24 198.51.100.9/32 2001:db8::/32"
        );
        for inside in ["203.0.113.200", "198.51.100.9", "2001:db8:1::1", "::ffff:203.0.113.200"] {
            assert!(holds(networks, inside), "{inside}");
        }
        for outside in ["203.0.114.1", "198.51.100.10", "2001:db9::1", "::1"] {
            assert!(!holds(networks, outside), "{outside}");
        }
        assert!(!Networks::parse(networks).unwrap().hold(None));
    }

    #[test]
    fn without_networks_it_counts_from_everywhere() {
        for none in ["", " \n,"] {
            assert!(Networks::parse(none).unwrap().hold(None) && holds(none, "192.0.2.1"), "{none:?}");
        }
    }

    #[test]
    fn what_is_no_network_is_named() {
        for wrong in ["203.0.113.0/33", "office", "203.0.113"] {
            assert_eq!(Networks::parse(&format!("192.0.2.1 {wrong}")), Err(wrong.to_owned()));
        }
    }
}
