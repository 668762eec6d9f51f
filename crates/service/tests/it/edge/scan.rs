//! A scanner's look at what the listener offers.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use service::check::{test_config, test_tls};
use service::testing::TestDb;
use service::{NodeConfig, TlsConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use super::{board, env};

/// What sslscan found, one line each: versions and cipher suites that a node must not offer, and how many suites it does offer.
async fn scan(addr: SocketAddr) -> (Vec<String>, usize) {
    let output =
        Command::new("sslscan").args(["--no-colour", "--xml=-"]).arg(addr.to_string()).output().await;
    let output = output.expect("sslscan is not installed: `./amparo test` leaves this test out");
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    let attribute = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    let (mut weak, mut suites) = (Vec::new(), 0);
    for line in report.lines().map(str::trim) {
        let is_on = |name| attribute(line, name).as_deref() == Some("1");
        if line.starts_with("<protocol") && is_on("enabled") {
            let version = attribute(line, "version").unwrap_or_default();
            weak.extend((!["1.2", "1.3"].contains(&version.as_str())).then(|| line.to_owned()));
        } else if line.starts_with("<cipher") {
            suites += 1;
            let suite = attribute(line, "cipher").unwrap_or_default();
            let is_aead = suite.contains("GCM") || suite.contains("POLY1305");
            let has_forward_secrecy = suite.starts_with("TLS_") || suite.starts_with("ECDHE");
            weak.extend((!is_aead || !has_forward_secrecy).then(|| line.to_owned()));
        } else if line.starts_with("<heartbleed") || line.starts_with("<renegotiation") {
            let is_bad = is_on("vulnerable") || is_on("supported") && !is_on("secure");
            weak.extend(is_bad.then(|| line.to_owned()));
        }
    }
    (weak, suites)
}

/// A server that offers more than it should.
async fn weak_server(tls: &TlsConfig) -> (Child, SocketAddr) {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = free.local_addr().unwrap();
    drop(free);
    let file = |path: &Path| path.to_str().unwrap().to_owned();
    let child = Command::new("openssl")
        .args(["s_server", "-quiet", "-accept", &addr.to_string(), "-cipher", "ALL:@SECLEVEL=0"])
        .args(["-cert", &file(&tls.certificate_file), "-key", &file(&tls.key_file)])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("openssl is not installed: `./amparo test` installs it, or leaves this test out");
    let began = Instant::now();
    while TcpStream::connect(addr).await.is_err() {
        assert!(began.elapsed() < Duration::from_secs(10), "openssl does not listen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    (child, addr)
}

#[tokio::test]
async fn only_tls_1_2_with_aead_and_tls_1_3_are_offered_with_sslscan_and_with_openssl() {
    let db = TestDb::create(service::Engine::Sqlite).await;
    let tls = test_tls(db.folder());
    // what the scanner does not find there, it does not find here
    let (child, weak) = weak_server(&tls).await;
    let (found, _) = scan(weak).await;
    assert!(found.iter().any(|line| line.contains("AES128-SHA\"")), "{found:?}");
    drop(child);
    let config = NodeConfig {
        public_url: "https://board.localhost".into(),
        tls: Some(tls),
        ..test_config(&db, Vec::new())
    };
    let running = board::start(config, env()).await.unwrap();
    let (found, suites) = scan(running.addr).await;
    assert_eq!(found, [""; 0]);
    assert!(suites >= 6, "{suites}");
    running.stop().await;
}
