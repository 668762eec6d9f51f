//! The edge, on the smallest role.

mod access_entries;
mod bad_media;
#[path = "../../../examples/smallest_role.rs"]
#[allow(unreachable_pub, clippy::unused_async, reason = "an example")]
mod board;
mod concerns;
mod contrast;
mod custody;
mod escapes;
mod flood;
mod forms;
mod kit;
mod mtls;
mod pages;
mod routes;
mod sandbox;
mod scan;
mod starting;
mod tls;
mod videos;
mod witness;

use std::sync::Arc;

use model::{ManualClock, SeededRng};
use service::check::{machine, secret_of, staff, test_config};
use service::testing::TestDb;
use service::{Env, NodeConfig, Running, Sandbox, SystemRng};

/// The smallest role at work, with a client for it.
struct Board {
    running: Running,
    client: reqwest::Client,
}

impl Board {
    async fn start(db: &TestDb) -> Self {
        let actors = vec![
            staff("ana", "clerk", Some("08")),
            staff("rea", "reader", None),
            staff("dora", "overseer", None),
            machine("op", "operator"),
        ];
        Self::start_in(env(), test_config(db, actors)).await
    }

    /// A board by this configuration, with chance of its own: two must not make the same entries.
    async fn start_with(config: NodeConfig) -> Self {
        Self::start_in(Env { rng: Arc::new(SystemRng), ..env() }, config).await
    }

    async fn start_in(env: Env, config: NodeConfig) -> Self {
        let running = board::start(config, env).await.unwrap();
        // an error means that another test has installed it
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { running, client }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.addr)
    }

    fn get(&self, name: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.get(self.url(path)).basic_auth(name, Some(secret_of(name)))
    }

    fn post(&self, name: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.post(self.url(path)).basic_auth(name, Some(secret_of(name)))
    }

    async fn stop(self) {
        drop(self.client);
        self.running.stop().await;
    }
}

fn env() -> Env {
    let clock = ManualClock::new("2020-12-28T09:00:00Z".parse().unwrap());
    Env { clock: Arc::new(clock), rng: Arc::new(SeededRng::new(1)), sandbox: Sandbox::in_process() }
}
