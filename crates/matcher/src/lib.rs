//! Looks up known media for programs: the Hasher-Matcher-Actioner (HMA) API, so that its clients can point here unchanged, beside a bulk
//! look-up in JSON and a stream of bare hashes, over banks that clients fill and lists from files.
//!
//! A match is a reason for a human to look, never a decision: nothing here decides or acts. What is looked up says nothing of a person; what
//! clients say of their files beside the hashes is sealed.
#![forbid(unsafe_code)]

mod actions;
mod api;
mod coin;
mod config;
mod db;
mod edge;
mod fetch;
mod hashing;
mod keys;
mod openapi;
mod permissions;
mod refusal;
mod routes;
mod said;
mod shelf;
mod signal;
mod state;
mod tally;
mod v1;

use service::{Env, Running, Shutdown, StartError};

pub use config::{Config, KeyConfig, ListConfig, MatcherConfig};
pub use db::MIGRATIONS as SCHEMA;
pub use v1::stream::{NOTHING_BITS, QUERY_BYTES, RESULT_BYTES};

use keys::Keys;
use state::Inner;

/// Starts a matcher: opens its data, loads banks and lists, serves until it is stopped.
///
/// # Errors
/// The configuration, the database, a key's file, a list or the address cannot be used.
pub async fn start(config: Config, env: Env) -> Result<Running, StartError> {
    config.check()?;
    let keys = Keys::read(&config.matcher.key)?;
    // before the first measurement, or it would be lost
    service::telemetry::prometheus_text();
    let node = service::open_node("matcher", &config.node, &env, db::MIGRATIONS).await?;
    let shared = Inner::open(node.clone(), config, keys, &env).await?;
    let shutdown = Shutdown::new();
    let tasks = vec![
        shelf::spawn_merging(shared.clone(), shutdown.clone()),
        shelf::lists::spawn_reloading(shared.clone(), shutdown.clone()),
        tally::spawn(shared.clone(), shutdown.clone()),
    ];
    service::serve_machines(node, &shared.config.node, routes::router(&shared), shutdown, tasks).await
}
