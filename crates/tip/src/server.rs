//! Listening, serving and stopping. The service's own listener tells clients apart by their address and names it in its log, so the form has
//! this small one: it drops the address of a connection before anything is done with it.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use service::{Shutdown, StartError, TlsConfig};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::task::TaskTracker;

use crate::config::Config;

/// Open connections; who comes on top is closed at once.
const CONNECTIONS: usize = 1024;
const HANDSHAKE: Duration = Duration::from_secs(10);
/// For the whole head of a request, and for the next request on an open connection.
const HEAD: Duration = Duration::from_secs(30);
/// For a whole connection, however slow the phone: who comes again gets another one.
const CONNECTION: Duration = Duration::from_mins(5);
const LARGEST_HEAD_BYTES: usize = 16 * 1024;
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
/// How long requests and the delivery may take to finish once the form stops.
const PATIENCE: Duration = Duration::from_secs(10);

/// The form at work.
pub struct Running {
    /// Where it listens; the port is a real one even if the configuration said 0.
    pub addr: SocketAddr,
    /// Whether it speaks TLS there.
    pub encrypted: bool,
    shutdown: Shutdown,
    tasks: Vec<JoinHandle<()>>,
}

/// Binds the listener and serves until [`Running::stop`]; `shutdown` is cancelled when that cannot be done.
///
/// # Errors
/// The certificate cannot be used; the address cannot be bound.
pub(crate) async fn serve(
    config: &Config,
    router: Router,
    shutdown: Shutdown,
    mut tasks: Vec<JoinHandle<()>>,
) -> Result<Running, StartError> {
    let ready = async {
        let tls = config.tip.tls.as_ref().map(TlsConfig::open).transpose()?;
        Ok::<_, StartError>((bind(config.tip.listen).await?, tls.map(TlsAcceptor::from)))
    };
    let (listener, tls) = ready.await.inspect_err(|_| shutdown.cancel())?;
    let addr = listener
        .local_addr()
        .map_err(|source| StartError::Listen { addr: config.tip.listen, source })
        .inspect_err(|_| shutdown.cancel())?;
    let encrypted = tls.is_some();
    let front = Front { tls, router, shutdown: shutdown.clone() };
    tasks.push(tokio::spawn(answer(listener, front)));
    tracing::info!(role = "tip", %addr, encrypted, "listening");
    Ok(Running { addr, encrypted, shutdown, tasks })
}

async fn bind(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).await.map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => StartError::PortBusy { role: "tip", addr },
        _ => StartError::Listen { addr, source },
    })
}

/// What a connection needs.
#[derive(Clone)]
struct Front {
    tls: Option<TlsAcceptor>,
    router: Router,
    shutdown: Shutdown,
}

/// Answers until the shutdown, then lets open requests finish.
async fn answer(listener: TcpListener, front: Front) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let connections = TaskTracker::new();
    while let Some(accepted) = front.shutdown.run_until_cancelled(listener.accept()).await {
        // the address is gone from here on
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "cannot accept a connection; trying again");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let Ok(place) = room.clone().try_acquire_owned() else { continue };
        let front = front.clone();
        connections.spawn(async move {
            // who is too slow is left
            let _ = tokio::time::timeout(CONNECTION, front.serve(stream)).await;
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

impl Front {
    async fn serve(self, stream: TcpStream) {
        let Some(acceptor) = self.tls.clone() else { return self.converse(stream).await };
        let handshake = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream));
        if let Some(Ok(Ok(stream))) = self.shutdown.run_until_cancelled(handshake).await {
            self.converse(stream).await;
        }
    }

    async fn converse<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(&self, stream: S) {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_header_size(LARGEST_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(self.router.clone()));
        let mut connection = std::pin::pin!(connection);
        // a connection that breaks is its client's trouble
        let _ = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.shutdown.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
    }
}

impl Running {
    /// Completes when the form stops.
    pub async fn stopping(&self) {
        self.shutdown.cancelled().await;
    }

    /// Lets running requests finish, then ends. What was not delivered lies in the spool.
    pub async fn stop(mut self) {
        self.shutdown.cancel();
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout(PATIENCE, &mut task).await.is_err() {
                tracing::warn!(role = "tip", "a task did not finish in time and is cut off");
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
