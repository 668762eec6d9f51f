//! The clearinghouse behind a sandbox: made from nothing, and another in its place when everything shall be forgotten.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Router};
use service::config::{ConfigError, Practice};
use service::{Failure, Node, NodeConfig, Shutdown, StartError, Worker, custody_log, open_node};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use super::bench::Bench;
use super::{Settings, record, routes};
use crate::config::Config;
use crate::state::State as Clearinghouse;
use crate::{Role, api, db, jobs};

/// What a sandbox needs of a configuration: it refuses what the schema does not know, as the real service does. Where it listens and keeps
/// things is said when it starts.
const CONFIG: &str = "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\ndata_dir = \".\"\nsimulation = true\n\
                      reserve_bytes = 16777216\n[clearinghouse]\nname = \"Sandbox\"\nunknown_elements = \"refuse\"\n";

/// A clearinghouse and what works for it.
pub(super) struct Instance {
    router: Router,
    shutdown: Shutdown,
    tasks: Vec<JoinHandle<()>>,
    /// To be removed when another takes its place.
    folder: Option<PathBuf>,
}

impl Instance {
    pub(super) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Lets its work come to an end and removes what it kept.
    async fn close(self) {
        self.shutdown.cancel();
        for task in self.tasks {
            // a task that failed has ended too
            let _ = task.await;
        }
        drop(self.router);
        if let Some(folder) = self.folder
            && let Err(error) = tokio::fs::remove_dir_all(&folder).await
        {
            tracing::warn!(%error, "what a sandbox kept before could not be removed");
        }
    }
}

/// The first clearinghouse, with the node that the process stands on to its end.
pub(super) async fn open_first(bench: &Bench) -> Result<(Node, NodeConfig), StartError> {
    let (node, config, mut instance) = open(bench, 0).await?;
    // its database is the running node's, whatever takes its place
    instance.folder = None;
    bench.exchange_instance(Some(instance));
    Ok((node, config))
}

/// Forgets everything: another clearinghouse, made from nothing, takes the place of the one behind the sandbox.
pub(super) async fn reset(bench: &Bench) -> Result<(), Failure> {
    let mut opened = bench.opened().lock().await;
    *opened += 1;
    let (node, _, mut next) = open_aside(bench.clone(), *opened).await?;
    next.tasks.push(custody_log::spawn_sequencer(node, next.shutdown.clone()));
    let before = bench.exchange_instance(Some(next));
    bench.forget();
    drop(opened);
    if let Some(before) = before {
        tokio::spawn(before.close());
    }
    Ok(())
}

/// The same as [`open`], away from the threads that answer: it makes keys and folders, and waits for the disk.
async fn open_aside(bench: Bench, number: u32) -> Result<(Node, NodeConfig, Instance), Failure> {
    let opening = move || tokio::runtime::Handle::current().block_on(open(&bench, number));
    let opened = tokio::task::spawn_blocking(opening).await.map_err(Failure::broken)?;
    opened.map_err(Failure::broken)
}

/// Ends the work of the clearinghouse behind the sandbox when that stops.
pub(super) async fn close_at_the_end(bench: Bench) {
    bench.shutdown().cancelled().await;
    if let Some(last) = bench.exchange_instance(None) {
        last.close().await;
    }
}

async fn open(bench: &Bench, number: u32) -> Result<(Node, NodeConfig, Instance), StartError> {
    let folder = bench.settings().folder.join(number.to_string());
    let config = config(bench.settings(), folder.clone())?;
    let node_config = config.node.clone();
    let node = open_node("clearinghouse", &node_config, bench.env(), db::MIGRATIONS).await?;
    let state = Clearinghouse::open(node.clone(), config, bench.env()).await?;
    let shutdown = bench.shutdown().child_token();
    // what becomes of a report; jobs that would call or write to somebody wait here for ever
    let worker = Worker::new(node.clone(), state.clone())
        .with::<jobs::enrich_report::EnrichReportJob>()
        .with::<jobs::cluster_report::ClusterReportJob>()
        .with::<jobs::expire_report::ExpireReport>()
        .with::<jobs::discard_evidence::DiscardEvidenceJob>()
        .spawn(shutdown.clone());
    let router = api::ispws::under_its_realm(routes::routes().into_router(state))
        .layer(from_fn_with_state(bench.clone(), record::record))
        .layer(Extension(bench.clone()));
    Ok((node, node_config, Instance { router, shutdown, tasks: vec![worker], folder: Some(folder) }))
}

fn config(settings: &Settings, folder: PathBuf) -> Result<Config, ConfigError> {
    let mut config: Config = service::config::parse(Path::new("sandbox"), CONFIG)?;
    let strangers = settings.credentials.is_empty().then(|| Role::ReportingParty.as_str());
    config.node.practice = Some(Practice { strangers });
    config.node.listen = settings.listen;
    config.node.public_url = format!("http://{}", settings.listen);
    config.node.data_dir = folder;
    config.node.actor.clone_from(&settings.credentials);
    config.check()?;
    Ok(config)
}

/// Hands every request to the clearinghouse behind the sandbox at that moment.
pub(super) fn router(bench: &Bench) -> Router {
    Router::new().fallback(hand_on).with_state(bench.clone())
}

async fn hand_on(State(bench): State<Bench>, request: Request) -> Response {
    if !is_local(request.headers()) {
        // a web site that had its own name point here would read what was sent
        let says = "a sandbox answers to localhost, 127.0.0.1 and [::1] alone";
        return (StatusCode::MISDIRECTED_REQUEST, says).into_response();
    }
    let Some(router) = bench.current() else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let Ok(response) = router.oneshot(request).await;
    response
}

/// Whether a request is addressed to this computer by a name that nobody else can give away.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST) else { return true };
    let host = host.to_str().unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address: Option<IpAddr> = name.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let name = name.to_ascii_lowercase();
    address.map_or(name == "localhost" || name.ends_with(".localhost"), |address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_this_computer_s_own_names_are_answered() {
        for (host, is) in [
            ("127.0.0.1:7180", true),
            ("localhost", true),
            ("Sandbox.Localhost:7180", true),
            ("[::1]:7180", true),
            ("[::1]", true),
            ("rebound.example:7180", false),
            ("localhost.example", false),
            ("192.0.2.1:7180", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_str(host).unwrap())]);
            assert_eq!(is_local(&headers), is, "{host}");
        }
        assert!(is_local(&HeaderMap::new()));
    }

    #[test]
    fn it_listens_on_loopback_alone_and_lets_strangers_in_unless_some_are_named() {
        let settings = |listen: &str| Settings {
            listen: listen.parse().unwrap(),
            folder: PathBuf::from("x"),
            credentials: Vec::new(),
            record: None,
            tell: std::sync::Arc::new(|_: &str| {}),
        };
        let open = config(&settings("[::1]:7180"), PathBuf::from("x")).unwrap();
        assert_eq!(open.node.practice.unwrap().strangers, Some("reporting_party"));
        let named = Settings {
            credentials: vec![service::check::machine("social", "reporting_party")],
            ..settings("127.0.0.1:0")
        };
        assert_eq!(config(&named, PathBuf::from("x")).unwrap().node.practice.unwrap().strangers, None);
        let error = config(&settings("0.0.0.0:7180"), PathBuf::from("x")).unwrap_err().to_string();
        assert!(error.starts_with("setting `node.listen`"), "{error}");
    }
}
