//! Measures look-ups over HTTP: `http_speed HASHES SECONDS`.
//!
//! Makes a list of HASHES random hashes, starts a matcher on it in this process, and asks for single hashes by keep-alive, half of them within
//! the radius of one in the list: first with one thread for the matcher and one client, then with two of each. Prints one JSON object a line:
//! look-ups in all, by second of the clock, and by second of the processor time that the matcher's threads took.
//!
//! HMA's index allows a computed 14 look-ups a core-second at ten million hashes (docs/performance.md).
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measuring tool, for whoever measures"
)]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hashlist::{Classification, Digest, List, ListEntry, ListHead};
use rustix::time::{ClockId, clock_gettime};
use service::{Env, Sandbox, SystemClock, SystemRng, hash_lists};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How many bits a query that is to be found differs at most.
const RADIUS_BITS: u64 = 31;

fn main() {
    let mut args = std::env::args().skip(1);
    let hashes: u64 = args.next().expect("how many hashes").parse().unwrap();
    let seconds: u64 = args.next().map_or(10, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("random.index");
    let began = Instant::now();
    hash_lists::write_index(&index, &list(hashes)).unwrap();
    let build_s = began.elapsed().as_secs_f64();
    println!("{}", serde_json::json!({ "hashes": hashes, "list_and_index_s": build_s }));
    for threads in [1, 2] {
        println!("{}", measure(folder.path(), &index, hashes, threads, seconds));
    }
}

fn list(hashes: u64) -> List {
    let head = ListHead {
        name: "RANDOM".into(),
        version: 1,
        source: "chance".into(),
        members: vec!["nobody in earnest".into()],
        classification: Some(Classification::Generated),
        ..ListHead::default()
    };
    let entry = |number| ListEntry { pdq: Some(hash(number)), ..ListEntry::default() };
    List::new(head, (0..hashes).map(entry).collect()).unwrap()
}

/// The hash of this number: as good as random, and the same each time.
fn hash(number: u64) -> Digest<32> {
    let random: [u8; 32] = Sha256::digest(number.to_le_bytes()).into();
    Digest(random)
}

/// The hash that is asked for in the `turn`th place: every other one is within the radius of one in the list.
fn query(turn: u64, hashes: u64) -> Digest<32> {
    if turn % 2 == 1 {
        return hash(hashes + turn);
    }
    let mut near = hash(turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) % hashes);
    for bit in 0..turn % (RADIUS_BITS + 1) {
        let place = usize::try_from((bit * 37 + turn) % 32).unwrap();
        near.0[place] ^= 1 << (bit / 8 % 8);
    }
    near
}

/// One run with so many threads for the matcher, and as many clients on a thread of their own.
fn measure(folder: &Path, index: &Path, hashes: u64, threads: usize, seconds: u64) -> serde_json::Value {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build().unwrap();
    let text = format!(
        "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\ndata_dir = \"{}\"\n[matcher]\n[[matcher.list]]\npath = \"{}\"\nname = \"RANDOM\"\nsource = \"chance\"\n",
        folder.join(format!("data-{threads}")).display(),
        index.display()
    );
    let config: matcher::Config = service::config::parse(Path::new("speed.toml"), &text).unwrap();
    let env = Env { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng), sandbox: Sandbox::in_process() };
    let running = runtime.block_on(matcher::start(config, env)).unwrap();
    let (stop, count, found) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let (mut client_s, mut elapsed_s) = (0.0, 0.0);
    let process_began = cpu_s(ClockId::ProcessCPUTime);
    std::thread::scope(|scope| {
        let began = Instant::now();
        let (addr, stop, count, found) = (running.addr, &stop, &count, &found);
        let clients: Vec<_> = (0..threads as u64)
            .map(|client| scope.spawn(move || ask(addr, client << 32, hashes, stop, count, found)))
            .collect();
        std::thread::sleep(Duration::from_secs(seconds));
        stop.store(true, Ordering::Relaxed);
        client_s = clients.into_iter().map(|client| client.join().unwrap()).sum();
        elapsed_s = began.elapsed().as_secs_f64();
    });
    let server_s = cpu_s(ClockId::ProcessCPUTime) - process_began - client_s;
    runtime.block_on(running.stop());
    let (asked, found) = (count.load(Ordering::Relaxed), found.load(Ordering::Relaxed));
    // of random hashes one in some ten thousand says too little to be matched
    assert!(found * 2 + asked / 1000 + 2 >= asked, "{found} of {asked} were found, and half were to be");
    #[expect(clippy::cast_precision_loss, reason = "no run asks so often")]
    let asked = asked as f64;
    serde_json::json!({
        "threads": threads, "hashes": hashes, "look_ups": asked, "found": found,
        "per_second": asked / elapsed_s, "per_core_second": asked / server_s,
        "server_cpu_s": server_s, "client_cpu_s": client_s,
    })
}

/// Asks until told to stop; the processor time that it took of its own.
fn ask(
    addr: SocketAddr,
    first: u64,
    hashes: u64,
    stop: &AtomicBool,
    count: &AtomicU64,
    found: &AtomicU64,
) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut buffer = vec![0; 64 * 1024];
        for turn in first.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let request = format!(
                "GET /m/lookup?signal_type=pdq&signal={} HTTP/1.1\r\nHost: localhost\r\n\r\n",
                query(turn, hashes)
            );
            stream.write_all(request.as_bytes()).await.unwrap();
            let body = answer(&mut stream, &mut buffer).await;
            count.fetch_add(1, Ordering::Relaxed);
            found.fetch_add(u64::from(body != b"{}"), Ordering::Relaxed);
        }
    });
    cpu_s(ClockId::ThreadCPUTime)
}

/// The body of the next answer, which states its length.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Vec<u8> {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await.unwrap();
        assert!(read > 0, "the matcher hung up");
        filled += read;
        let text = &buffer[..filled];
        let Some(head) = text.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let lines = String::from_utf8_lossy(&text[..head]).to_ascii_lowercase();
        assert!(lines.starts_with("http/1.1 200"), "{lines}");
        let length = lines.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        let length: usize = length.trim().parse().unwrap();
        if filled >= head + 4 + length {
            return text[head + 4..].to_vec();
        }
    }
}

/// Seconds of processor time so far.
#[expect(clippy::cast_precision_loss, reason = "a measuring run lasts minutes")]
fn cpu_s(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
