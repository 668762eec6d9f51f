//! What a key may do unlike itself before a person is told.

use jiff::civil::{Date, date};
use serde::Deserialize;

use super::ConfigError;

/// `[node.limits.keys]`: when an hour of a key is unlike those before it, and what follows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeyLimitsConfig {
    /// More than so many times the requests of the key's busiest hour before are a leap.
    pub leap_times: i64,
    /// Fewer requests in an hour are none, whatever was usual.
    pub leap_requests: i64,
    /// So many refused requests in an hour are a leap.
    pub refused_requests: i64,
    /// Whether a key that leaps opens nothing until a named person releases it; otherwise it goes on, and a person is told.
    pub hold: bool,
    /// When somebody decided on these numbers; shown beside what they find.
    pub decided_on: Date,
}

impl Default for KeyLimitsConfig {
    fn default() -> Self {
        Self {
            leap_times: 5,
            leap_requests: 1000,
            refused_requests: 300,
            hold: false,
            decided_on: date(2026, 11, 30),
        }
    }
}

impl KeyLimitsConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let all = [
            ("leap_times", self.leap_times),
            ("leap_requests", self.leap_requests),
            ("refused_requests", self.refused_requests),
        ];
        match all.into_iter().find(|(_, limit)| *limit < 1) {
            Some((name, _)) => {
                Err(ConfigError::setting(format!("node.limits.keys.{name}"), "must be at least 1"))
            }
            None => Ok(()),
        }
    }
}
