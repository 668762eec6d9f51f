//! A line between two roles that can be cut: its address is known before anybody listens behind it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Passes connections on to whatever it was opened to; shut, it drops them.
pub struct Relay {
    addr: SocketAddr,
    behind: Arc<Mutex<Option<SocketAddr>>>,
    task: JoinHandle<()>,
}

impl Relay {
    /// A shut line on a free port.
    pub(super) async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("an address");
        let behind = Arc::new(Mutex::new(None));
        let task = tokio::spawn(pass_on(listener, behind.clone()));
        Self { addr, behind, task }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// New connections reach `behind`.
    pub fn open(&self, behind: SocketAddr) {
        *self.behind.lock().expect("the lock") = Some(behind);
    }

    /// New connections are dropped.
    pub fn cut(&self) {
        *self.behind.lock().expect("the lock") = None;
    }
}

async fn pass_on(listener: TcpListener, behind: Arc<Mutex<Option<SocketAddr>>>) {
    while let Ok((mut near, _)) = listener.accept().await {
        let Some(addr) = *behind.lock().expect("the lock") else { continue };
        tokio::spawn(async move {
            if let Ok(mut far) = TcpStream::connect(addr).await {
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            }
        });
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}
