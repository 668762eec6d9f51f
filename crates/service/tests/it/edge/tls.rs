//! A node on TLS: who trusts it, what it survives, and which mistakes it does not start with.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use model::Clock as _;
use service::check::{other_ca_file, secret_of, staff, test_ca_file, test_config, test_tls};
use service::config::LimitsConfig;
use service::testing::TestDb;
use service::{
    ClientTlsConfig, DevelopmentCertificate, Engine, NodeConfig, Running, SystemClock, SystemRng, TlsConfig,
    development_command, http_client,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use super::{board, env};

/// Longer than an answer takes, shorter than any patience of the node.
const SOON: Duration = Duration::from_secs(5);

fn config(db: &TestDb) -> NodeConfig {
    NodeConfig {
        public_url: "https://board.localhost".into(),
        tls: Some(test_tls(db.folder())),
        trusted_ca_file: Some(test_ca_file()),
        ..test_config(db, vec![staff("ana", "clerk", None)])
    }
}

async fn start(db: &TestDb) -> (Running, reqwest::Client) {
    let config = config(db);
    let client = http_client(&config, SOON).unwrap();
    (board::start(config, env()).await.unwrap(), client)
}

async fn health(client: &reqwest::Client, running: &Running) -> Result<reqwest::Response, reqwest::Error> {
    client.get(format!("https://{}/healthz", running.addr)).send().await
}

fn causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(|error| format!("{error}\n")).collect()
}

#[tokio::test]
async fn who_trusts_the_authority_is_answered_and_told_to_stay_on_tls() {
    let db = TestDb::create(Engine::Sqlite).await;
    let (running, client) = start(&db).await;
    let port = running.addr.port();
    let request = client.get(format!("https://localhost:{port}/api/notes"));
    let response = request.basic_auth("ana", Some(secret_of("ana"))).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["strict-transport-security"], "max-age=63072000");
    running.stop().await;
}

#[tokio::test]
async fn who_does_not_trust_the_authority_says_nothing_to_the_node() {
    let db = TestDb::create(Engine::Sqlite).await;
    let (running, _) = start(&db).await;
    for trusted_ca_file in [None, Some(other_ca_file())] {
        let config = NodeConfig { trusted_ca_file, ..config(&db) };
        let error = health(&http_client(&config, SOON).unwrap(), &running).await.unwrap_err();
        assert!(causes(&error).contains("certificate"), "{}", causes(&error));
    }
    running.stop().await;
}

#[tokio::test]
async fn without_tls_no_browser_is_told_to_use_it() {
    let db = TestDb::create(Engine::Sqlite).await;
    let config = test_config(&db, Vec::new());
    let client = http_client(&config, SOON).unwrap();
    let running = board::start(config, env()).await.unwrap();
    let response = client.get(format!("http://{}/healthz", running.addr)).send().await.unwrap();
    assert!(!response.headers().contains_key("strict-transport-security"));
    running.stop().await;
}

#[tokio::test]
async fn plain_http_and_noise_fail_and_the_next_request_is_answered() {
    let db = TestDb::create(Engine::Sqlite).await;
    let (running, client) = start(&db).await;
    for noise in
        [&b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"[..], &[0; 3], &[0x16, 3, 1, 255, 255, 1]]
    {
        let mut stream = TcpStream::connect(running.addr).await.unwrap();
        stream.write_all(noise).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        // closed, with an alert at most; a reset is a way to close too
        let _ = tokio::time::timeout(SOON, stream.read_to_end(&mut answer)).await.unwrap();
        assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
        assert_eq!(health(&client, &running).await.unwrap().status(), 200);
    }
    running.stop().await;
}

#[tokio::test]
async fn stalled_handshakes_hold_nobody_up() {
    let db = TestDb::create(Engine::Sqlite).await;
    let (running, client) = start(&db).await;
    let mut stalled = Vec::new();
    for _ in 0..50 {
        let mut stream = TcpStream::connect(running.addr).await.unwrap();
        stream.write_all(&[0x16, 3, 1]).await.unwrap();
        stalled.push(stream);
    }
    assert_eq!(health(&client, &running).await.unwrap().status(), 200);
    // nor does one that never ends keep the node from stopping
    tokio::time::timeout(SOON, running.stop()).await.unwrap();
}

#[tokio::test]
async fn silent_clients_keep_nobody_from_a_handshake() {
    let db = TestDb::create(Engine::Sqlite).await;
    let (running, client) = start(&db).await;
    let mut silent = Vec::new();
    for last in [2, 3] {
        for _ in 0..LimitsConfig::default().connections_per_address {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(([127, 0, 0, last], 0).into()).unwrap();
            silent.push(socket.connect(running.addr).await.unwrap());
        }
    }
    assert_eq!(health(&client, &running).await.unwrap().status(), 200);
    running.stop().await;
}

/// Starts a node whose configuration was changed, which must fail.
async fn refusal(change: impl FnOnce(&mut NodeConfig)) -> String {
    let db = TestDb::create(Engine::Sqlite).await;
    let mut config = config(&db);
    change(&mut config);
    board::start(config, env()).await.err().expect("a refusal").to_string()
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}

#[tokio::test]
async fn a_node_does_not_start_with_a_mistake_in_its_certificate() {
    let garbage = "-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    let on_files = |change: fn(&mut PathBuf, &mut PathBuf)| {
        refusal(move |config| {
            let tls = config.tls.as_mut().unwrap();
            change(&mut tls.certificate_file, &mut tls.key_file);
        })
    };
    let certificate = "(setting `node.tls.certificate_file`)";
    let key = "(setting `node.tls.key_file`)";
    for (error, said) in [
        (
            on_files(|file, _| *file = file.with_file_name("none.pem")).await,
            ["none.pem: cannot be read", certificate],
        ),
        (
            on_files(|_, file| *file = file.with_file_name("none.key")).await,
            ["none.key: cannot be read", key],
        ),
        (
            on_files(|file, _| write(file, "no PEM")).await,
            ["node.pem: holds no certificate in PEM", certificate],
        ),
        (
            on_files(|file, _| write(file, "-----BEGIN CERTIFICATE-----\n!\n")).await,
            ["node.pem: is not good PEM", certificate],
        ),
        (on_files(|_, file| write(file, "no PEM")).await, ["node.key: holds no private key in PEM", key]),
        (
            on_files(|_, file| std::fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap()).await,
            ["node.key: others can read this key (mode 644)", "chmod 600"],
        ),
        (
            on_files(|_, file| write(file, include_str!("../../../testdata/tls/other.key"))).await,
            ["belongs to another certificate", "node.pem: the key in"],
        ),
    ] {
        assert!(said.iter().all(|said| error.contains(said)), "{error}");
    }
    let error = refusal(|config| write(&config.tls.as_ref().unwrap().certificate_file, garbage)).await;
    assert!(error.contains("node.pem: cannot be used") && error.contains(certificate), "{error}");
}

#[tokio::test]
async fn a_node_does_not_start_with_addresses_that_do_not_go_with_its_certificate() {
    let error = refusal(|config| config.public_url = "http://board.localhost".into()).await;
    assert!(
        error.starts_with("setting `node.public_url`: `http://board.localhost` must begin with https"),
        "{error}"
    );
    let error = refusal(|config| (config.listen, config.tls) = ("0.0.0.0:0".parse().unwrap(), None)).await;
    assert!(error.starts_with("setting `node.listen`: 0.0.0.0:0 can be reached from the network"), "{error}");
}

#[tokio::test]
async fn with_a_certificate_a_node_may_listen_to_the_network() {
    let db = TestDb::create(Engine::Sqlite).await;
    let config = NodeConfig { listen: "0.0.0.0:0".parse().unwrap(), ..config(&db) };
    let client = http_client(&config, SOON).unwrap();
    let running = board::start(config, env()).await.unwrap();
    let url = format!("https://localhost:{}/healthz", running.addr.port());
    assert_eq!(client.get(url).send().await.unwrap().status(), 200);
    running.stop().await;
}

#[tokio::test]
async fn the_refusal_of_clear_http_names_the_command_that_makes_a_certificate_for_development() {
    let error = refusal(|config| {
        (config.listen, config.tls) = ("0.0.0.0:0".parse().unwrap(), None);
        config.public_url = "http://police.example:7003".into();
    });
    let error = error.await;
    assert!(error.contains("`amparo certificate --name police.example --out .`"), "{error}");
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operator/tls.md");
    let page = std::fs::read_to_string(page).unwrap();
    let command = development_command("https://police.example:7003");
    assert!(page.contains(&command), "docs/operator/tls.md has another");
}

/// For a name and for an address, of the server alone and of both sides.
#[tokio::test]
async fn a_node_with_a_certificate_for_development_is_reached_by_whoever_was_given_it() {
    for host in ["localhost", "127.0.0.1"] {
        let (db, folder) = (TestDb::create(Engine::Sqlite).await, tempfile::tempdir().unwrap());
        let made = DevelopmentCertificate::make(host, SystemClock.now(), &SystemRng).unwrap();
        let (certificate_file, key_file) = (folder.path().join("node.pem"), folder.path().join("node.key"));
        write(&certificate_file, &made.certificate);
        write(&key_file, &made.key);
        std::fs::set_permissions(&key_file, Permissions::from_mode(0o600)).unwrap();
        let config = NodeConfig {
            listen: "0.0.0.0:0".parse().unwrap(),
            public_url: format!("https://{host}"),
            trusted_ca_file: Some(certificate_file.clone()),
            client_tls: Some(ClientTlsConfig {
                certificate_file: certificate_file.clone(),
                key_file: key_file.clone(),
            }),
            tls: Some(TlsConfig {
                certificate_file: certificate_file.clone(),
                key_file,
                client_ca_file: Some(certificate_file),
            }),
            ..config(&db)
        };
        let client = http_client(&config, SOON).unwrap();
        let stranger = http_client(&test_config(&db, vec![staff("ana", "clerk", None)]), SOON).unwrap();
        let running = board::start(config, env()).await.unwrap();
        let url = format!("https://{host}:{}/healthz", running.addr.port());
        assert_eq!(client.get(&url).send().await.unwrap().status(), 200, "{host}");
        assert!(stranger.get(&url).send().await.is_err(), "nobody else trusts it");
        running.stop().await;
    }
}

#[test]
fn a_client_names_what_is_wrong_with_its_authorities() {
    let folder = tempfile::tempdir().unwrap();
    let mut config: NodeConfig = service::config::parse(
        Path::new("test.toml"),
        "listen = \"127.0.0.1:0\"\npublic_url = \"http://a.localhost\"\ndata_dir = \"d\"\ntrusted_ca_file = \"none.pem\"\n",
    )
    .unwrap();
    let refused = |config: &NodeConfig| http_client(config, SOON).err().unwrap().to_string();
    assert!(refused(&config).starts_with("none.pem: cannot be read"), "{}", refused(&config));
    let path = folder.path().join("ca.pem");
    config.trusted_ca_file = Some(path.clone());
    for (text, said) in [
        ("", "holds no certificate in PEM (setting `node.trusted_ca_file`)"),
        (
            "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n",
            "a certificate in it cannot be used",
        ),
    ] {
        write(&path, text);
        assert!(refused(&config).contains(said), "{}", refused(&config));
    }
}
