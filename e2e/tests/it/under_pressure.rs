//! A platform's reports beside slow sockets and a flood of tips. In the ordinary run for two seconds and with little of each;
//! `AMPARO_PRESSURE=60` (seconds) makes it the benchmark, with a thousand sockets (`ulimit -n 8192` first). It prints what it measured and
//! judges no time; that a report of the platform's is turned away it does judge.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::future::join_all;
use jiff::Timestamp;
use model::{Clock as _, Rng as _};
use service::SystemRng;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use wire::package::sealed::RecipientKey;
use wire::tip::{Delivery, Door, Opened, SealedStep, Step, TipId};

use crate::chain::{Chain, Client, on_both_engines, text};
use crate::intake_speed::{Call, count, file_one, print};

/// How much presses.
struct Pressure {
    time: Duration,
    sockets: usize,
    /// Reports of the platform a second.
    reports: u64,
    /// Tips that are sealed beforehand: sealing would take time from what is measured.
    sealed: usize,
    /// Tips under way at most; one address has 256 connections.
    tips_at_once: usize,
}

const ORDINARY: Pressure =
    Pressure { time: Duration::from_secs(2), sockets: 40, reports: 4, sealed: 100, tips_at_once: 12 };

impl Pressure {
    fn wanted() -> Self {
        let seconds = std::env::var("AMPARO_PRESSURE").ok().and_then(|text| text.parse().ok());
        seconds.map_or(ORDINARY, |seconds| Self {
            time: Duration::from_secs(seconds),
            sockets: 1000,
            reports: 20,
            sealed: 20_000,
            tips_at_once: 200,
        })
    }
}

/// By how much more is offered than is taken when nothing else presses.
const TIMES_CAPACITY: u64 = 10;
/// What the flood comes from, so that it and the platform share no room by address.
const FLOOD_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9));
/// Slow sockets from one address.
const SOCKETS_OF_ONE: usize = 100;

on_both_engines! {
    async fn a_platform_is_answered_beside_slow_sockets_and_a_flood_of_tips(chain: &Chain) {
        let pressure = Pressure::wanted();
        let (role, party) = (&chain.clearinghouse, chain.clearinghouse.client("social"));
        print_named("nothing else presses", &send_steadily(&party, &pressure).await);

        let flood = Flood::open(chain, pressure.sealed).await;
        let capacity = flood.capacity(pressure.time).await;
        let held = Arc::new(AtomicUsize::new(0));
        let mut slow = JoinSet::new();
        for number in 0..pressure.sockets {
            slow.spawn(hold(role.running().addr, number, Arc::clone(&held)));
        }
        let pouring = tokio::spawn(flood.pour(capacity * TIMES_CAPACITY, pressure.time, pressure.tips_at_once));
        let calls = send_steadily(&party, &pressure).await;
        let holding = held.load(Ordering::Relaxed);
        slow.shutdown().await;
        let poured = pouring.await.expect("the flood runs dry");
        println!("{holding} slow sockets held of {}; tips: {capacity} a second taken alone, {poured:?}", pressure.sockets);
        print_named("under pressure", &calls);
        assert!(holding > 0 && poured.sent > 0, "something presses");
        assert_eq!(count(&calls, "finish"), count(&calls, "submit"), "no report is left half sent");
        assert_eq!(count(&calls, "submit"), sent(&pressure), "no report is turned away");
    }
}

fn print_named(what: &str, calls: &[Call]) {
    println!("{what}:");
    print(calls);
}

/// How many reports a platform sends in the time.
fn sent(pressure: &Pressure) -> usize {
    usize::try_from(pressure.time.as_secs() * pressure.reports).expect("not so many")
}

/// Sends a report with one file so many times a second, whether those before are answered or not.
async fn send_steadily(party: &Client, pressure: &Pressure) -> Vec<Call> {
    let mut tick = tokio::time::interval(Duration::from_millis(1000 / pressure.reports));
    let mut reports = JoinSet::new();
    for number in 0..sent(pressure) {
        tick.tick().await;
        let party = party.clone();
        reports.spawn(async move { file_one(&party, number, 1).await });
    }
    reports.join_all().await.concat()
}

/// Holds a connection by a request that never ends, a byte now and then, and opens another when it is closed.
async fn hold(addr: SocketAddr, number: usize, held: Arc<AtomicUsize>) {
    loop {
        if let Ok(mut stream) = connect(addr, number).await {
            held.fetch_add(1, Ordering::Relaxed);
            let mut piece: &[u8] = b"POST /ispws/submit HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
            while stream.write_all(piece).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
                piece = b"a";
            }
            held.fetch_sub(1, Ordering::Relaxed);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn connect(addr: SocketAddr, number: usize) -> std::io::Result<TcpStream> {
    let last = u8::try_from(20 + number / SOCKETS_OF_ONE).unwrap_or(u8::MAX);
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::new(127, 0, 0, last), 0).into())?;
    socket.connect(addr).await
}

/// Where tips come from.
#[derive(Clone)]
struct Flood {
    http: reqwest::Client,
    url: String,
    secret: String,
    key: RecipientKey,
    now: Timestamp,
    sealed: Arc<Mutex<Vec<Delivery>>>,
}

/// What became of a flood.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "printed as it is")]
struct Poured {
    offered: u64,
    /// The rest found no socket any more.
    sent: u64,
    taken: u64,
}

impl Flood {
    async fn open(chain: &Chain, sealed: usize) -> Self {
        let key = chain.clearinghouse.client("form").get("/api/tip-key").await;
        let http = reqwest::Client::builder().local_address(FLOOD_ADDRESS).build().expect("a client");
        let flood = Self {
            http,
            url: format!("{}/api/tips/steps", chain.clearinghouse.url()),
            secret: chain.clearinghouse.secret("form").to_owned(),
            key: text(&key["recipient_key"]).parse().expect("a key"),
            now: chain.clock.now(),
            sealed: Arc::default(),
        };
        let tips = (0..sealed).map(|_| flood.seal()).collect();
        *flood.sealed.lock().expect("the tips") = tips;
        flood
    }

    /// The first step of a tip.
    fn seal(&self) -> Delivery {
        let step = Step::Begun { door: Door::AboutSomeoneElse, language: "es".to_owned(), country: None };
        let opened = Opened { tip_id: TipId::new(|bytes| SystemRng.fill(bytes)), number: 1, step };
        let sealed = SealedStep::seal(&opened, &self.key, |bytes| SystemRng.fill(bytes), self.now);
        Delivery { steps: vec![sealed.expect("a step")] }
    }

    /// Whether a tip was taken; one that was not comes again later.
    async fn send(&self) -> bool {
        let waiting = self.sealed.lock().expect("the tips").pop();
        let tip = waiting.unwrap_or_else(|| self.seal());
        let request = self.http.post(&self.url).basic_auth("form", Some(&self.secret)).json(&tip);
        let taken = match request.send().await {
            Ok(answer) => {
                let taken = answer.status().is_success();
                // a body that nobody reads would cost its connection
                let _ = answer.bytes().await;
                taken
            }
            Err(_) => false,
        };
        if !taken {
            self.sealed.lock().expect("the tips").push(tip);
        }
        taken
    }

    /// How many tips are taken a second when as many wait as are answered.
    async fn capacity(&self, time: Duration) -> u64 {
        let began = Instant::now();
        let senders = (0..8).map(|_| async {
            let mut taken = 0_u64;
            while began.elapsed() < time {
                taken += u64::from(self.send().await);
            }
            taken
        });
        let taken: u64 = join_all(senders).await.into_iter().sum();
        (taken / time.as_secs().max(1)).max(1)
    }

    /// Offers so many a second, whether they are taken or not.
    async fn pour(self, rate: u64, time: Duration, at_once: usize) -> Poured {
        let (room, taken) = (Arc::new(Semaphore::new(at_once)), Arc::new(AtomicU64::new(0)));
        let (mut offered, mut sent, mut under_way) = (0_u64, 0_u64, JoinSet::new());
        let mut tick = tokio::time::interval(Duration::from_millis(10));
        let began = Instant::now();
        while began.elapsed() < time {
            tick.tick().await;
            let due = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX) * rate / 1000;
            while offered < due {
                offered += 1;
                let Ok(place) = Arc::clone(&room).try_acquire_owned() else { continue };
                sent += 1;
                let (flood, taken) = (self.clone(), Arc::clone(&taken));
                under_way.spawn(async move {
                    taken.fetch_add(u64::from(flood.send().await), Ordering::Relaxed);
                    drop(place);
                });
            }
            while under_way.try_join_next().is_some() {}
        }
        under_way.join_all().await;
        Poured { offered, sent, taken: taken.load(Ordering::Relaxed) }
    }
}
