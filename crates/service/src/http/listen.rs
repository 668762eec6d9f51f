//! Accepts connections, does the TLS handshake, hands requests to the router. No client stops it or makes another wait for long.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::crowd::{Connection, Crowd};
use super::drained::Drained;
use super::pace::Paced;
use super::unhurried::Unhurried;
use crate::Shutdown;
use crate::config::LimitsConfig;
use crate::tls::KeyFingerprint;

/// Largest head of a request in bytes; a longer one is refused with 431.
const LARGEST_HEAD_BYTES: usize = 32 * 1024;
/// Largest buffer of a connection in bytes.
const BUFFER_BYTES: usize = 64 * 1024;
/// Pause after the system refused to accept, mostly for want of open files.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// How long a client may keep us waiting.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// For the whole TLS handshake.
    handshake: Duration,
    /// For the whole head of a request, and for the next request on an open connection.
    head: Duration,
    /// For each further piece of a request's body, and for a body that hardly comes at all, see [`Paced`].
    body: Duration,
    /// For an answer of which the client takes nothing, see [`Drained`].
    write: Duration,
}

const PATIENCE: Patience = Patience {
    handshake: Duration::from_secs(10),
    head: Duration::from_secs(30),
    body: Duration::from_mins(1),
    // a slow reader makes no room until it has taken a third of what the system holds for it
    write: Duration::from_mins(2),
};

/// A router behind a listener, with TLS if there is an acceptor.
#[derive(Clone)]
pub(crate) struct Front {
    tls: Option<TlsAcceptor>,
    router: Router,
    shutdown: Shutdown,
    patience: Patience,
    crowd: Crowd,
    connections: TaskTracker,
}

impl Front {
    pub(crate) fn new(
        tls: Option<Arc<rustls::ServerConfig>>,
        router: Router,
        limits: &LimitsConfig,
        shutdown: Shutdown,
    ) -> Self {
        Self {
            tls: tls.map(TlsAcceptor::from),
            router,
            shutdown,
            patience: PATIENCE,
            crowd: Crowd::new(limits),
            connections: TaskTracker::new(),
        }
    }

    /// Answers until the shutdown, then lets open requests finish.
    pub(crate) async fn answer(self, listener: TcpListener) {
        while let Some((stream, peer)) = self.next(&listener).await {
            let Some(room) = self.crowd.admit(peer.ip()) else {
                // closed without a word, which costs less than one
                metrics::counter!("connections_turned_away_total").increment(1);
                continue;
            };
            self.connections.spawn(self.clone().serve(stream, peer, room));
        }
        drop(listener);
        self.connections.close();
        self.connections.wait().await;
    }

    /// The next connection; none after the shutdown. It waits for nobody's handshake: the crowd alone bounds how many there are.
    async fn next(&self, listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
        self.shutdown.run_until_cancelled(accept(listener)).await
    }

    async fn serve(self, stream: TcpStream, peer: SocketAddr, _room: Connection) {
        let stream = Drained::new(stream, self.patience.write);
        let Some(acceptor) = &self.tls else {
            return self.converse(stream, peer, None).await;
        };
        let handshake = tokio::time::timeout(self.patience.handshake, acceptor.accept(stream));
        let failure = match self.shutdown.run_until_cancelled(handshake).await {
            Some(Ok(Ok(stream))) => {
                let shown = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
                let shown = shown.and_then(KeyFingerprint::of);
                return self.converse(stream, peer, shown).await;
            }
            Some(Ok(Err(error))) => error.to_string(),
            Some(Err(_)) => "the client took too long".to_owned(),
            None => return,
        };
        metrics::counter!("tls_handshakes_failed_total").increment(1);
        tracing::info!(%peer, failure, "no TLS connection");
    }

    async fn converse<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
        &self,
        stream: S,
        peer: SocketAddr,
        shown: Option<KeyFingerprint>,
    ) {
        let body_patience = self.patience.body;
        let service = self.router.clone().map_request(move |request: Request<Incoming>| {
            let mut request = request.map(|body| Unhurried::body(Paced::new(body, body_patience)));
            request.extensions_mut().insert(ConnectInfo(peer));
            if let Some(shown) = &shown {
                request.extensions_mut().insert(shown.clone());
            }
            request
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.patience.head)
            .max_header_size(LARGEST_HEAD_BYTES)
            .max_buf_size(BUFFER_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.shutdown.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection broke");
        }
    }
}

/// A connection that was lost before we took it is its client's trouble; anything else is the machine's, and passes or not.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
                ) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections; trying again");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests {
    use std::time::Instant;

    use axum::body::Bytes;
    use axum::routing::post;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const SHORT: Duration = Duration::from_millis(200);
    const LONG: Duration = Duration::from_mins(1);
    const PATIENT: Patience = Patience { handshake: LONG, head: LONG, body: LONG, write: LONG };
    /// More than the system holds for a connection.
    const LARGE_BYTES: usize = 32 << 20;
    const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    async fn start(tls: bool, patience: Patience) -> (SocketAddr, Shutdown) {
        let folder = tempfile::tempdir().unwrap();
        let tls = tls.then(|| crate::check::test_tls(folder.path()).open().unwrap());
        let router =
            Router::new().route("/", post(async |body: Bytes| body).get(async || vec![0_u8; LARGE_BYTES]));
        let shutdown = Shutdown::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let front = Front::new(tls, router, &LimitsConfig::default(), shutdown.clone());
        tokio::spawn(Front { patience, ..front }.answer(listener));
        (addr, shutdown)
    }

    /// Sends `bytes` and nothing more; what comes back until the connection is closed.
    async fn stall(addr: SocketAddr, bytes: &[u8]) -> String {
        let began = Instant::now();
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert!((SHORT..LONG / 2).contains(&began.elapsed()), "{:?}", began.elapsed());
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[tokio::test]
    async fn who_keeps_us_waiting_is_left() {
        let (addr, _running) = start(true, Patience { handshake: SHORT, ..PATIENT }).await;
        assert!(!stall(addr, &[0x16, 3, 1]).await.contains("HTTP"));
        let (addr, _running) = start(false, Patience { head: SHORT, ..PATIENT }).await;
        let answer = stall(addr, b"POST / HTTP/1.1\r\nHost: a\r\n").await;
        assert!(!answer.contains("HTTP/1.1 200"), "{answer}");
        let answer = stall(addr, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok").await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok"), "{answer}");
        let (addr, _running) = start(false, Patience { body: SHORT, ..PATIENT }).await;
        let answer = stall(addr, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\no").await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }

    #[tokio::test]
    async fn who_sends_a_body_drop_by_drop_is_left_too() {
        let (addr, _running) = start(false, Patience { body: 3 * SHORT, ..PATIENCE }).await;
        let (mut answer, mut stream) = TcpStream::connect(addr).await.unwrap().into_split();
        let drops = tokio::spawn(async move {
            stream.write_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n").await?;
            for _ in 0..1000 {
                stream.write_all(b"o").await?;
                tokio::time::sleep(SHORT / 4).await;
            }
            std::io::Result::Ok(())
        });
        let mut text = [0; 12];
        tokio::time::timeout(LONG / 2, answer.read_exact(&mut text)).await.unwrap().unwrap();
        assert!(text.starts_with(b"HTTP/1.1 4"), "{text:?}");
        drops.abort();
    }

    #[tokio::test]
    async fn who_never_reads_the_answers_is_left() {
        let (addr, _running) = start(false, Patience { write: SHORT, ..PATIENT }).await;
        let mut stream = TcpStream::connect(addr).await.unwrap();
        let requests = GET.repeat(1000);
        let began = Instant::now();
        let asking = async { while stream.write_all(&requests).await.is_ok() {} };
        tokio::time::timeout(LONG / 2, asking).await.expect("an end");
        assert!(began.elapsed() >= SHORT, "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn who_reads_slowly_gets_all_of_a_long_answer() {
        let patience = 3 * SHORT;
        let (addr, _running) = start(false, Patience { write: patience, ..PATIENT }).await;
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(GET).await.unwrap();
        let (began, mut piece) = (Instant::now(), vec![0; 1 << 20]);
        for _ in 0..LARGE_BYTES / piece.len() {
            stream.read_exact(&mut piece).await.unwrap();
            tokio::time::sleep(SHORT / 8).await;
        }
        assert!(began.elapsed() > patience, "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn a_stop_waits_for_an_open_request_and_no_longer() {
        let (addr, shutdown) = start(false, PATIENCE).await;
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\no").await.unwrap();
        tokio::time::sleep(SHORT).await;
        shutdown.cancel();
        tokio::time::sleep(SHORT).await;
        stream.write_all(b"k").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("ok"), "{answer}");
        assert!(TcpStream::connect(addr).await.is_err());
    }
}
