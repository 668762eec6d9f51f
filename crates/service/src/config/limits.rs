//! How much is done at once.

use serde::Deserialize;

use super::{ConfigError, KeyLimitsConfig};

/// Largest of the [`LimitsConfig`]: more than one machine answers.
const MOST_AT_ONCE: usize = 100_000;
/// Smallest `machine_bytes_per_day`: one picture.
const LEAST_BYTES_PER_DAY: u64 = 1 << 20;

/// `[node.limits]`: how many requests are answered at once, and how many connections are open. The rest wait, or are told to come again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Requests of machines at once; one machine has half of them at most.
    pub machine_requests: usize,
    /// Requests of staff at once; one account has half of them at most.
    pub staff_requests: usize,
    /// Requests at once that change something and come without credentials, or by the public form: signing in, a tip.
    pub public_requests: usize,
    /// Bytes that one machine may send in a day of UTC; what is no longer than 64 KiB is taken in beyond it.
    pub machine_bytes_per_day: u64,
    /// Files that one machine may send in a day of UTC, however short; a document or a plain form is none.
    pub machine_files_per_day: u64,
    /// Open connections.
    pub connections: usize,
    /// Open connections from one IPv4 address, or one IPv6 network of 64 bits.
    pub connections_per_address: usize,
    /// When a key is used unlike before.
    pub keys: KeyLimitsConfig,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            machine_requests: 64,
            staff_requests: 32,
            public_requests: 16,
            machine_bytes_per_day: 1 << 40,
            // as many as are that much at 64 KiB each
            machine_files_per_day: 1 << 24,
            connections: 4096,
            connections_per_address: 256,
            keys: KeyLimitsConfig::default(),
        }
    }
}

impl LimitsConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let all = [
            ("machine_requests", self.machine_requests),
            ("staff_requests", self.staff_requests),
            ("public_requests", self.public_requests),
            ("connections", self.connections),
            ("connections_per_address", self.connections_per_address),
        ];
        if self.machine_bytes_per_day < LEAST_BYTES_PER_DAY {
            return Err(ConfigError::setting(
                "node.limits.machine_bytes_per_day",
                format!("must be at least {LEAST_BYTES_PER_DAY}"),
            ));
        }
        if self.machine_files_per_day == 0 {
            return Err(ConfigError::setting("node.limits.machine_files_per_day", "must be at least 1"));
        }
        self.keys.check()?;
        match all.into_iter().find(|(_, limit)| !(1..=MOST_AT_ONCE).contains(limit)) {
            Some((name, _)) => Err(ConfigError::setting(
                format!("node.limits.{name}"),
                format!("must be from 1 to {MOST_AT_ONCE}"),
            )),
            None => Ok(()),
        }
    }
}
