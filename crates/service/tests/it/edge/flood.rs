//! Floods, slow senders and requests that mean two things: what they cost, and what they do not.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use futures::future::join_all;
use reqwest::{Client, StatusCode};
use service::NodeConfig;
use service::check::{machine, secret_of, staff, test_config};
use service::config::LimitsConfig;
use service::testing::TestDb;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use super::{Board, env};

/// Longer than an answer takes, shorter than any patience of the node.
const SOON: Duration = Duration::from_secs(5);
const FLOOD: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 66));
const PLATFORM: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 7));

async fn start(db: &TestDb, limits: LimitsConfig) -> Board {
    let actors = vec![machine("social", "reader"), staff("rea", "reader", None)];
    Board::start_with(NodeConfig { limits, ..test_config(db, actors) }).await
}

fn from(address: IpAddr) -> Client {
    Client::builder().local_address(address).no_proxy().build().unwrap()
}

/// Connects from an address and sends so much.
async fn open(address: IpAddr, to: SocketAddr, bytes: &[u8]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((address, 0).into()).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

/// What comes back until the connection ends; a reset is a way to end too.
async fn answer(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = tokio::time::timeout(SOON, stream.read_to_end(&mut bytes)).await.expect("an end");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_and_staff_are_answered_while_the_public_lane_is_full_and_slow_sockets_are_held() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let limits = LimitsConfig { public_requests: 1, connections_per_address: 400, ..LimitsConfig::default() };
    let board = start(&db, limits).await;
    let mut held = Vec::new();
    for _ in 0..100 {
        held.push(open(FLOOD, board.running.addr, b"POST /sign-in HTTP/1.1\r\nHost: a\r\n").await);
        let body = b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nname";
        held.push(open(FLOOD, board.running.addr, body).await);
    }
    let flood = from(FLOOD);
    let attempts = (0..100).map(|number| {
        let form = [("name", format!("name{number}")), ("password", "copper-lantern-otter-42".to_owned())];
        // as from the page of the node's own
        flood.post(board.url("/sign-in")).header("sec-fetch-site", "same-origin").form(&form).send()
    });
    let (platform, url) = (from(PLATFORM), board.url("/api/notes"));
    let in_earnest = async {
        let mut slowest = Duration::ZERO;
        for name in ["social", "rea"].repeat(20) {
            let began = Instant::now();
            let answer = platform.get(&url).basic_auth(name, Some(secret_of(name))).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            slowest = slowest.max(began.elapsed());
        }
        slowest
    };
    let (attempts, slowest) = tokio::join!(join_all(attempts), in_earnest);
    // half a second is the bar on an idle machine; others share this one
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
    let turned_away: Vec<_> = attempts
        .into_iter()
        .map(Result::unwrap)
        .filter(|answer| answer.status() == StatusCode::SERVICE_UNAVAILABLE)
        .collect();
    assert!(turned_away.len() > 20, "{}", turned_away.len());
    assert!(turned_away.iter().all(|answer| answer.headers()["retry-after"] == "5"));
    // what is only read is answered to everybody
    assert_eq!(flood.get(board.url("/healthz")).send().await.unwrap().status(), StatusCode::OK);
    drop(held);
    drop((flood, platform));
    board.stop().await;
}

#[tokio::test]
async fn one_address_has_so_many_connections_and_others_have_theirs() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let limits = LimitsConfig { connections_per_address: 5, ..LimitsConfig::default() };
    let board = start(&db, limits).await;
    let mut held = Vec::new();
    for _ in 0..5 {
        held.push(open(FLOOD, board.running.addr, b"GET").await);
    }
    assert_eq!(answer(open(FLOOD, board.running.addr, b"").await).await, "");
    let health = from(PLATFORM).get(board.url("/healthz")).send().await.unwrap();
    assert_eq!(health.status(), StatusCode::OK);
    // who leaves makes room, as soon as the node has noticed
    drop(held);
    let began = Instant::now();
    while from(FLOOD).get(board.url("/healthz")).send().await.is_err() {
        assert!(began.elapsed() < SOON);
    }
    board.stop().await;
}

/// Heads and bodies on which two parsers disagree (RFC 9112 section 11.2). Each hides a second request from one of them.
const TWO_MEANINGS: [&str; 12] = [
    // CL.TE
    "Content-Length: 41\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    // TE.CL
    "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "Content-Length: 0\r\nContent-Length: 41\r\n\r\n",
    "Content-Length: 0, 41\r\n\r\n",
    "Content-Length: +0\r\n\r\n",
    "Content-Length: 0x0\r\n\r\n",
    "Content-Length : 0\r\n\r\n",
    "Transfer-Encoding: xchunked\r\n\r\n",
    "Transfer-Encoding: chunked, identity\r\n\r\n",
    "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "X: y\r\n Content-Length: 41\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n0;\u{0}\r\nffffffffffffffff1\r\n\r\n",
];

#[tokio::test]
async fn a_request_that_means_two_things_is_answered_once_and_ends_the_connection() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = start(&db, LimitsConfig::default()).await;
    let hidden = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let send = async |rest: &str| {
        let bytes = format!("POST /api/notes HTTP/1.1\r\nHost: a\r\n{rest}{hidden}");
        answer(open(FLOOD, board.running.addr, bytes.as_bytes()).await).await
    };
    // one that means one thing, so that the hidden request would be seen
    let both = send("Content-Length: 0\r\n\r\n").await;
    assert!(both.matches("HTTP/1.1 ").count() == 2 && both.contains("HTTP/1.1 200"), "{both}");
    for rest in TWO_MEANINGS {
        let said = send(rest).await;
        assert!(said.starts_with("HTTP/1.1 4"), "{rest:?}: {said}");
        assert!(said.matches("HTTP/1.1 ").count() == 1, "{rest:?}: {said}");
    }
    board.stop().await;
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = start(&db, LimitsConfig::default()).await;
    let long = |bytes: usize| format!("GET /healthz HTTP/1.1\r\nHost: a\r\nX: {}", "x".repeat(bytes));
    for head in [
        // complete and too large, and one that would go on
        format!("{}\r\n\r\n", long(40_000)),
        long(200_000),
        format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(40_000)),
        format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(200)),
    ] {
        let socket = open(FLOOD, board.running.addr, b"").await;
        let (mut answer, mut sender) = socket.into_split();
        // the node may have hung up before it is all sent
        let sent = tokio::spawn(async move { drop((sender.write_all(head.as_bytes()).await, sender)) });
        let mut said = [0; 12];
        let read = tokio::time::timeout(SOON, answer.read_exact(&mut said)).await.expect("an end");
        assert!(read.is_err() || said.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&said));
        sent.await.unwrap();
    }
    let fits = format!("{}\r\nConnection: close\r\n\r\n", long(20_000));
    let said = answer(open(FLOOD, board.running.addr, fits.as_bytes()).await).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    board.stop().await;
}

#[tokio::test]
async fn a_public_body_beyond_its_limit_is_refused() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = Board::start_in(env(), test_config(&db, Vec::new())).await;
    let big = board.client.post(board.url("/sign-in")).body("x".repeat(65 * 1024)).send().await.unwrap();
    assert_eq!(big.status(), StatusCode::PAYLOAD_TOO_LARGE);
    board.stop().await;
}

#[tokio::test]
async fn a_machine_that_sent_enough_for_a_day_is_told_when_to_come_again_and_may_still_say_short_things() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = start(&db, LimitsConfig { machine_bytes_per_day: 1 << 20, ..LimitsConfig::default() }).await;
    let send = async |name: &str, bytes: usize| {
        let body = format!("{{\"body\":\"{}\"}}", "x".repeat(bytes));
        let request = board.client.post(board.url("/api/notes")).basic_auth(name, Some(secret_of(name)));
        request.header("content-type", "application/json").body(body).send().await.unwrap()
    };
    assert_eq!(send("social", 1).await.status(), StatusCode::NOT_FOUND, "let in, and refused for what it is");
    let spent = send("social", (1 << 20) + 1).await;
    assert_eq!(spent.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: i64 = spent.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=86_400).contains(&seconds), "{seconds}");
    assert!(spent.text().await.unwrap().contains("machine_bytes_per_day"));
    assert_eq!(send("social", 1).await.status(), StatusCode::NOT_FOUND, "what is short is still let in");
    board.stop().await;
}

#[tokio::test]
async fn a_machine_that_sent_enough_files_for_a_day_may_still_send_documents() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let board = start(&db, LimitsConfig { machine_files_per_day: 1, ..LimitsConfig::default() }).await;
    let send = async |kind: &str| {
        let request =
            board.client.post(board.url("/api/notes")).basic_auth("social", Some(secret_of("social")));
        request.header("content-type", kind).body("{}").send().await.unwrap()
    };
    let file = "application/octet-stream";
    assert_eq!(send(file).await.status(), StatusCode::NOT_FOUND, "let in, and refused for what it is");
    for kind in [file, "multipart/form-data; boundary=a"] {
        let spent = send(kind).await;
        assert_eq!(spent.status(), StatusCode::TOO_MANY_REQUESTS, "{kind}");
        assert!(spent.text().await.unwrap().contains("machine_files_per_day"));
    }
    for kind in ["application/json", "Text/XML; charset=utf-8", "application/x-www-form-urlencoded"] {
        assert_eq!(send(kind).await.status(), StatusCode::NOT_FOUND, "{kind} is no file");
    }
    board.stop().await;
}
