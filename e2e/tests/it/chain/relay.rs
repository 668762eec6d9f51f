//! A line between two roles that can be cut or troubled: its address is known before anybody listens behind it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a doubled request waits for an answer that nobody reads.
const UNREAD: Duration = Duration::from_millis(500);

/// What becomes of one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Pass,
    /// Dropped before a byte is sent.
    Refuse,
    /// Passed on after a while.
    Late(Duration),
    /// Dropped after so many bytes towards the server.
    CutRequest(u64),
    /// Dropped after so many bytes of answers, at least one: the server has done what it was asked, and its client does not know.
    CutAnswer(u64),
    /// What was sent until the first answer is sent once more on a connection of its own.
    Twice,
}

type Fates = Box<dyn FnMut() -> Fate + Send>;

/// Passes connections on to whatever it was opened to; shut, it drops them.
pub struct Relay {
    addr: SocketAddr,
    behind: Arc<Mutex<Option<SocketAddr>>>,
    fates: Arc<Mutex<Option<Fates>>>,
    /// A change drops the connections that are open.
    drops: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Relay {
    /// A shut line on a free port.
    pub async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("an address");
        let (behind, fates) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(None)));
        let (drops, dropped) = watch::channel(());
        let task = tokio::spawn(pass_on(listener, behind.clone(), fates.clone(), dropped));
        Self { addr, behind, fates, drops, task }
    }

    pub fn url(&self) -> String {
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

    /// Drops the connections that are open; new ones meet what `fates` says, one after the other.
    pub fn trouble(&self, fates: impl FnMut() -> Fate + Send + 'static) {
        *self.fates.lock().expect("the lock") = Some(Box::new(fates));
        self.drops.send_replace(());
    }

    /// New connections pass untroubled.
    pub fn calm(&self) {
        *self.fates.lock().expect("the lock") = None;
    }
}

async fn pass_on(
    listener: TcpListener,
    behind: Arc<Mutex<Option<SocketAddr>>>,
    fates: Arc<Mutex<Option<Fates>>>,
    dropped: watch::Receiver<()>,
) {
    while let Ok((near, _)) = listener.accept().await {
        let Some(addr) = *behind.lock().expect("the lock") else { continue };
        let fate = fates.lock().expect("the lock").as_mut().map_or(Fate::Pass, |fates| fates());
        if fate == Fate::Refuse {
            continue;
        }
        let mut dropped = dropped.clone();
        dropped.mark_unchanged();
        tokio::spawn(async move {
            tokio::select! {
                _ = carry(near, addr, fate) => {}
                _ = dropped.changed() => {}
            }
        });
    }
}

/// Carries one connection to its end; dropping both halves is the cut.
async fn carry(mut near: TcpStream, addr: SocketAddr, fate: Fate) -> std::io::Result<()> {
    if let Fate::Late(pause) = fate {
        tokio::time::sleep(pause).await;
    }
    let mut far = TcpStream::connect(addr).await?;
    let (most_asked, most_answered) = match fate {
        Fate::CutRequest(bytes) => (bytes, u64::MAX),
        Fate::CutAnswer(bytes) => (u64::MAX, bytes.max(1)),
        Fate::Twice => return carry_twice(near, far, addr).await,
        _ => return copy_bidirectional(&mut near, &mut far).await.map(drop),
    };
    let ((near_reads, mut near_writes), (far_reads, mut far_writes)) = (near.split(), far.split());
    let (mut near_reads, mut far_reads) = (near_reads.take(most_asked), far_reads.take(most_answered));
    tokio::select! {
        ended = copy(&mut near_reads, &mut far_writes) => ended,
        ended = copy(&mut far_reads, &mut near_writes) => ended,
    }
    .map(drop)
}

/// Until the first byte of an answer everything is kept, then sent again beside.
async fn carry_twice(mut near: TcpStream, mut far: TcpStream, addr: SocketAddr) -> std::io::Result<()> {
    let (mut sent, mut asked, mut answered) = (Vec::new(), vec![0; 64 * 1024], [0; 1]);
    loop {
        tokio::select! {
            read = near.read(&mut asked) => match read? {
                0 => return Ok(()),
                read => {
                    sent.extend_from_slice(&asked[..read]);
                    far.write_all(&asked[..read]).await?;
                }
            },
            read = far.read(&mut answered) => {
                let read = read?;
                near.write_all(&answered[..read]).await?;
                break;
            }
        }
    }
    tokio::spawn(send_unread(sent, addr));
    copy_bidirectional(&mut near, &mut far).await.map(drop)
}

async fn send_unread(sent: Vec<u8>, addr: SocketAddr) -> std::io::Result<()> {
    let mut again = TcpStream::connect(addr).await?;
    again.write_all(&sent).await?;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(UNREAD, again.read_to_end(&mut answer)).await;
    Ok(())
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}
