//! The public form: advice without a trace, and tips of the frightened, sealed step by step to keys that this process does not hold.
//!
//! A process of its own with a listener of its own: no staff page, no database, no vault, no key that opens. What somebody writes is
//! sealed at once, lies in a spool until the clearinghouse has it, and stands on no later page. Nobody's address is looked at, no cookie is
//! set, no script runs.
#![forbid(unsafe_code)]

mod answered;
mod config;
mod context;
mod data;
mod fields;
mod form;
mod headers;
mod pace;
mod pages;
mod post;
mod progress;
mod receipt;
mod routes;
mod sent;
mod server;
mod spool;
mod views;

use std::sync::Arc;

use model::{Clock, Rng};
use service::config::ConfigError;
use service::{Lang, OffsetClock, Shutdown, StartError, SystemClock, SystemRng};

pub use config::{ClearinghouseConfig, Config, TipConfig, opening_secrets};
pub use model::hours::{Minute, Reading, Span};
pub use server::Running;

use form::Form;

/// The texts of the pages.
pub const TEXTS: [(Lang, &str); 2] =
    [(Lang::En, include_str!("../locales/en.ftl")), (Lang::Es, include_str!("../locales/es.ftl"))];

/// Where time and chance come from: the machine, or a test.
#[derive(Clone)]
pub struct Env {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives random bytes.
    pub rng: Arc<dyn Rng>,
}

impl Env {
    /// The machine's clock and chance, or the configuration's test clock.
    ///
    /// # Errors
    /// The configuration cannot stand.
    pub fn from_config(config: &Config) -> Result<Self, StartError> {
        config.check()?;
        let clock: Arc<dyn Clock> = match &config.tip.test_clock {
            Some(text) => Arc::new(
                OffsetClock::parse(text)
                    .map_err(|error| ConfigError::setting("tip.test_clock", error.to_string()))?,
            ),
            None => Arc::new(SystemClock),
        };
        Ok(Self { clock, rng: Arc::new(SystemRng) })
    }
}

/// Starts the form: listens, and delivers what waits in its spool.
///
/// # Errors
/// The configuration, the lists, the spool or the address cannot be used.
pub async fn start(config: Config, env: Env) -> Result<Running, StartError> {
    config.check()?;
    let form = Arc::new(Form::open(&config, env)?);
    let shutdown = Shutdown::new();
    let delivery = tokio::spawn(post::run(form.clone(), shutdown.clone()));
    server::serve(&config, routes::router(form), shutdown, vec![delivery]).await
}
