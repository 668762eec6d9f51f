//! Listening, serving and stopping.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::listen::Front;
use crate::accounts::{FirstCode, offer_first_code};
use crate::start::StartError;
use crate::tls::{TlsConfig, tell_validities};
use crate::{Node, NodeConfig, Shutdown, custody_log, http_client, witness};

/// How long requests and background tasks may take to finish once the node stops.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a witness may take to answer.
const ASK_TIMEOUT: Duration = Duration::from_secs(20);

/// A node at work.
pub struct Running {
    /// Where it listens; the port is a real one even if the configuration said 0.
    pub addr: SocketAddr,
    /// Whether it speaks TLS there.
    pub encrypted: bool,
    /// The node.
    pub node: Node,
    /// The first administrator's one-time code, as long as nobody has an account: show it on the console, once.
    pub first_code: Option<FirstCode>,
    shutdown: Shutdown,
    tasks: Vec<JoinHandle<()>>,
}

/// Binds the listener, with TLS if the configuration has a certificate, then serves `router` and sequences the custody log until [`Running::stop`].
///
/// `tasks` are the role's own (its [`crate::Worker`]); they end when `shutdown` is cancelled, which also happens when the
/// certificate cannot be used or the address cannot be bound.
pub async fn serve(
    node: Node,
    config: &NodeConfig,
    router: Router,
    shutdown: Shutdown,
    tasks: Vec<JoinHandle<()>>,
) -> Result<Running, StartError> {
    run(node, config, router, shutdown, tasks, Face::Staff).await
}

/// As [`serve`], for a node that has no pages and no accounts: nobody is offered the first administrator's code.
///
/// # Errors
/// As [`serve`].
pub async fn serve_machines(
    node: Node,
    config: &NodeConfig,
    router: Router,
    shutdown: Shutdown,
    tasks: Vec<JoinHandle<()>>,
) -> Result<Running, StartError> {
    run(node, config, router, shutdown, tasks, Face::Machines).await
}

/// Whom a node speaks to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    Staff,
    Machines,
}

async fn run(
    node: Node,
    config: &NodeConfig,
    router: Router,
    shutdown: Shutdown,
    mut tasks: Vec<JoinHandle<()>>,
    face: Face,
) -> Result<Running, StartError> {
    let ready = async {
        #[cfg(feature = "canary-vulns")]
        crate::canary::refuse_off_loopback(config.listen)?;
        let tls = config.tls.as_ref().map(TlsConfig::open).transpose()?;
        Ok::<_, StartError>((bind(node.role(), config.listen).await?, tls))
    };
    let (listener, tls) = ready.await.inspect_err(|_| shutdown.cancel())?;
    let first_code = match face {
        Face::Staff => offer_first_code(&node, config).await,
        Face::Machines => Ok(None),
    };
    let first_code = first_code.map_err(|failure| {
        shutdown.cancel();
        StartError::other(&failure)
    })?;
    let addr = listener.local_addr().map_err(|source| StartError::Listen { addr: config.listen, source })?;
    custody_log::catch_up(&node).await;
    tasks.push(custody_log::spawn_sequencer(node.clone(), shutdown.clone()));
    tell_validities(config, node.clock().now());
    let http = http_client(config, ASK_TIMEOUT).inspect_err(|_| shutdown.cancel())?;
    tasks.extend(witness::spawn(&node, &http, &shutdown));
    tasks.push(tokio::spawn(stop_unflushed(node.clone(), shutdown.clone())));
    let encrypted = tls.is_some();
    tasks.push(tokio::spawn(Front::new(tls, router, &config.limits, shutdown.clone()).answer(listener)));
    tracing::info!(role = node.role(), %addr, encrypted, "listening");
    Ok(Running { addr, encrypted, node, first_code, shutdown, tasks })
}

/// Stops a node whose database could not be flushed.
async fn stop_unflushed(node: Node, shutdown: Shutdown) {
    if shutdown.run_until_cancelled(node.db().failed_to_flush()).await.is_some() {
        shutdown.cancel();
    }
}

async fn bind(role: &'static str, addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).await.map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => StartError::PortBusy { role, addr },
        _ => StartError::Listen { addr, source },
    })
}

impl Running {
    /// Completes when the node stops, of itself or through another's [`Shutdown`].
    pub async fn stopping(&self) {
        self.shutdown.cancelled().await;
    }

    /// Lets running requests and jobs finish, then ends.
    pub async fn stop(mut self) {
        self.shutdown.cancel();
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout(PATIENCE, &mut task).await.is_err() {
                tracing::warn!(role = self.node.role(), "a task did not finish in time and is cut off");
                task.abort();
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shutdown.cancel();
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}
