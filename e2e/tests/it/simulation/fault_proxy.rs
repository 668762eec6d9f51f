//! Stands between a platform and a clearinghouse and knows what it carries: each request of the CyberTipline API may be dropped, delayed, sent twice or
//! have its answer cut, at each step, as a seed decides. It counts what it did, so that a test can say how much was really tried.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::chance::Chance;

/// The steps of a filing.
pub(super) const STEPS: [&str; 4] = ["submit", "upload", "fileinfo", "finish"];
/// Longest request head, in bytes.
const MOST_HEAD_BYTES: usize = 64 << 10;
const LONGEST_DELAY_MS: u64 = 80;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// The connection breaks before anything reaches the clearinghouse.
    Drop,
    /// It is carried, late.
    Delay,
    /// It is carried twice; the second answer comes back.
    Duplicate,
    /// It is carried, and the connection breaks within the answer.
    Cut,
}

impl Fault {
    pub(super) const ALL: [Self; 4] = [Self::Drop, Self::Delay, Self::Duplicate, Self::Cut];
}

/// How often each step met each fault.
pub(super) type Injected = BTreeMap<(&'static str, Fault), u64>;

struct Plan {
    chance: Chance,
    /// How many faults are still to come.
    left: u64,
    injected: Injected,
}

/// A running proxy.
pub(super) struct FaultProxy {
    pub(super) addr: SocketAddr,
    plan: Arc<Mutex<Plan>>,
    task: JoinHandle<()>,
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl FaultProxy {
    /// Carries to `behind`, with so many faults; from then on everything passes.
    pub(super) async fn start(behind: SocketAddr, chance: Chance, faults: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("an address");
        let plan = Arc::new(Mutex::new(Plan { chance, left: faults, injected: Injected::new() }));
        let task = tokio::spawn(accept(listener, behind, plan.clone()));
        Self { addr, plan, task }
    }

    /// What it did so far.
    pub(super) fn injected(&self) -> Injected {
        self.plan.lock().expect("the lock").injected.clone()
    }
}

impl Plan {
    /// What becomes of the next request of a step, with a number below a thousand beside it.
    fn next(&mut self, step: &'static str) -> (Option<Fault>, u64) {
        let shade = self.chance.below(1000);
        if self.left == 0 || self.chance.once_in(3) {
            return (None, shade);
        }
        let at = usize::try_from(self.chance.below(Fault::ALL.len() as u64)).expect("small");
        let fault = Fault::ALL[at];
        self.left -= 1;
        *self.injected.entry((step, fault)).or_default() += 1;
        (Some(fault), shade)
    }
}

async fn accept(listener: TcpListener, behind: SocketAddr, plan: Arc<Mutex<Plan>>) {
    while let Ok((near, _)) = listener.accept().await {
        let plan = plan.clone();
        // whatever breaks here is what a network does
        tokio::spawn(async move { carry(near, behind, &plan).await });
    }
}

/// One request on one connection.
async fn carry(mut near: TcpStream, behind: SocketAddr, plan: &Mutex<Plan>) -> io::Result<()> {
    let Some(request) = read_request(&mut near).await? else { return Ok(()) };
    let step = STEPS.into_iter().find(|step| request.starts_with(format!("POST /ispws/{step} ").as_bytes()));
    let (fault, shade) = step.map_or((None, 0), |step| plan.lock().expect("the lock").next(step));
    match fault {
        Some(Fault::Drop) => return Ok(()),
        Some(Fault::Delay) => tokio::time::sleep(Duration::from_millis(shade % LONGEST_DELAY_MS)).await,
        Some(Fault::Duplicate) => drop(forward(&request, behind).await?),
        Some(Fault::Cut) | None => {}
    }
    let answer = forward(&request, behind).await?;
    let most = if fault == Some(Fault::Cut) {
        // at least the last byte is missing
        answer.len().saturating_sub(1) * usize::try_from(shade).expect("small") / 1000
    } else {
        answer.len()
    };
    near.write_all(&answer[..most]).await?;
    near.shutdown().await
}

/// A whole request, told to be the last of its connection; none where the client went away.
async fn read_request(near: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        let count = near.read(&mut buffer).await?;
        if count == 0 {
            return Ok(None);
        }
        assert!(bytes.len() < MOST_HEAD_BYTES, "a head without an end");
        bytes.extend_from_slice(&buffer[..count]);
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).expect("a head in ASCII");
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().expect("a length"))
    });
    assert!(!head.to_ascii_lowercase().contains("transfer-encoding"), "this proxy reads lengths: {head}");
    let whole = head_end + 4 + length.unwrap_or_default();
    while bytes.len() < whole {
        let count = near.read(&mut buffer).await?;
        if count == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&buffer[..count]);
    }
    let mut request = format!("{head}\r\nconnection: close\r\n\r\n").into_bytes();
    request.extend_from_slice(&bytes[head_end + 4..whole]);
    Ok(Some(request))
}

/// Sends a request on a connection of its own; everything that comes back.
async fn forward(request: &[u8], behind: SocketAddr) -> io::Result<Vec<u8>> {
    let mut far = TcpStream::connect(behind).await?;
    far.write_all(request).await?;
    let mut answer = Vec::new();
    far.read_to_end(&mut answer).await?;
    Ok(answer)
}
