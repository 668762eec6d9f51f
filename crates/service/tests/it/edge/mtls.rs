//! Machines that show a certificate, over real connections.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, HandshakeKind, RootCertStore};
use service::check::{
    client_certificate, client_tls, machine, secret_of, staff, test_ca_file, test_config, with_mutual_tls,
};
use service::testing::TestDb;
use service::{ActorConfig, Engine, NodeConfig, Running, TlsConfig, http_client};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{board, env};

/// Longer than an answer takes, shorter than any patience of the node.
const SOON: Duration = Duration::from_secs(5);
/// Of the key of `client`: `openssl x509 -in client.pem -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum`.
const CLIENT_KEY: &str = include_str!("../../../testdata/tls/client.sha256");

fn config(db: &TestDb) -> NodeConfig {
    with_mutual_tls(db.folder(), test_config(db, vec![staff("alba", "administrator", None)]))
}

/// With a machine that must show its certificate.
fn config_with_bound(db: &TestDb) -> NodeConfig {
    let mut config = config(db);
    let public_key_sha256 = Some(CLIENT_KEY.trim().into());
    config.actor.push(ActorConfig { public_key_sha256, ..machine("bound", "reader") });
    config
}

/// A node, and who calls it.
struct Node {
    db: TestDb,
    running: Running,
}

impl Node {
    async fn start() -> Self {
        Self::start_with(config).await
    }

    async fn start_with(config: fn(&TestDb) -> NodeConfig) -> Self {
        let db = TestDb::create(Engine::Sqlite).await;
        let running = board::start(config(&db), env()).await.unwrap();
        Self { db, running }
    }

    /// A client that shows this certificate.
    fn client(&self, certificate: Option<&str>) -> Client {
        let client_tls = certificate.map(|name| client_tls(self.db.folder(), name));
        http_client(&NodeConfig { client_tls, ..config(&self.db) }, SOON).unwrap()
    }

    fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.running.addr)
    }

    fn notes(&self, client: &Client) -> RequestBuilder {
        client.get(self.url("/api/notes"))
    }

    /// What the administrator is answered who registers a certificate.
    async fn ask_to_register(&self, name: &str, certificate: &str, quota: &str) -> Response {
        let public_key = client_certificate(certificate);
        let fields = [
            ("name", name),
            ("role", "reader"),
            ("proof", "certificate"),
            ("public_key", &public_key),
            ("quota_per_minute", quota),
        ];
        self.administrate("/api-keys").form(&fields).send().await.unwrap()
    }

    /// Registers a certificate; gives the page.
    async fn register(&self, name: &str, certificate: &str, quota: &str) -> String {
        let made = self.ask_to_register(name, certificate, quota).await;
        assert_eq!(made.status(), StatusCode::SEE_OTHER);
        let page = self.client(None).get(self.url("/api-keys")).basic_auth("alba", Some(secret_of("alba")));
        page.send().await.unwrap().text().await.unwrap()
    }

    fn administrate(&self, path: &str) -> RequestBuilder {
        self.client(None).post(self.url(path)).basic_auth("alba", Some(secret_of("alba")))
    }
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn a_registered_certificate_comes_in_until_it_is_revoked() {
    let node = Node::start().await;
    let client = node.client(Some("client"));
    assert_eq!(status(node.notes(&client)).await, StatusCode::UNAUTHORIZED);
    let page = node.register("social", "client", "3").await;
    // the connection is the one that was refused before
    assert_eq!(status(node.notes(&client)).await, StatusCode::OK);
    assert_eq!(status(node.notes(&node.client(Some("client-renewed")))).await, StatusCode::OK);
    for certificate in [None, Some("other-client")] {
        let status = status(node.notes(&node.client(certificate))).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{certificate:?}");
    }
    let (_, rest) = page.split_once("href=\"/api-keys/").unwrap();
    let revoke = format!("/api-keys/{}/revoke", rest.split('"').next().unwrap());
    let because = node.administrate(&revoke).form(&[("cause", "replaced")]);
    assert_eq!(status(because).await, StatusCode::SEE_OTHER);
    assert_eq!(status(node.notes(&client)).await, StatusCode::UNAUTHORIZED);
    node.running.stop().await;
}

#[tokio::test]
async fn a_certificate_that_asks_too_often_is_told_to_wait() {
    let node = Node::start().await;
    node.register("social", "client", "2").await;
    let client = node.client(Some("client"));
    for _ in 0..2 {
        assert_eq!(status(node.notes(&client)).await, StatusCode::OK);
    }
    let held: Response = node.notes(&client).send().await.unwrap();
    assert_eq!(held.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(held.headers().contains_key("retry-after"));
    node.running.stop().await;
}

#[tokio::test]
async fn a_certificate_of_another_authority_or_past_its_end_is_no_connection() {
    let node = Node::start().await;
    node.register("social", "client", "60").await;
    for certificate in ["client-stranger", "client-expired"] {
        let client = node.client(Some(certificate));
        let answer = client.get(node.url("/healthz")).send().await;
        assert!(answer.is_err(), "{certificate}: {answer:?}");
    }
    // who shows none is a browser, or gives a secret
    assert_eq!(status(node.client(None).get(node.url("/healthz"))).await, StatusCode::OK);
    node.running.stop().await;
}

#[tokio::test]
async fn a_configured_machine_that_must_show_its_certificate_is_refused_without() {
    let node = Node::start_with(config_with_bound).await;
    let ask =
        |certificate| node.notes(&node.client(certificate)).basic_auth("bound", Some(secret_of("bound")));
    assert_eq!(status(ask(Some("client"))).await, StatusCode::OK);
    for certificate in [None, Some("other-client")] {
        let refused = ask(certificate).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        let said = refused.text().await.unwrap();
        assert!(said.contains("call with that certificate (mutual TLS)"), "{said}");
    }
    // its certificate alone is nobody's, and becomes nobody else's
    assert_eq!(status(node.notes(&node.client(Some("client")))).await, StatusCode::UNAUTHORIZED);
    let other = node.ask_to_register("social", "client", "60").await;
    assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said = other.text().await.unwrap();
    assert!(said.contains("a machine of another name"), "{said}");
    node.running.stop().await;
}

#[tokio::test]
async fn no_session_is_taken_up_again() {
    let node = Node::start().await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(test_ca_file()).unwrap()).unwrap();
    for version in [&TLS13, &TLS12] {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_protocol_versions(&[version]).unwrap();
        let config = builder.with_root_certificates(roots.clone()).with_no_client_auth();
        let connector = TlsConnector::from(Arc::new(config));
        for _ in 0..2 {
            let stream = TcpStream::connect(node.running.addr).await.unwrap();
            let name = ServerName::try_from("localhost").unwrap();
            let mut stream = connector.connect(name, stream).await.unwrap();
            assert_eq!(stream.get_ref().1.handshake_kind(), Some(HandshakeKind::Full), "{version:?}");
            // a ticket would come before the answer
            let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            stream.write_all(request).await.unwrap();
            let mut answer = Vec::new();
            let _ = tokio::time::timeout(SOON, stream.read_to_end(&mut answer)).await.expect("an end");
            assert!(answer.starts_with(b"HTTP/1.1 200"), "{version:?}");
        }
    }
    node.running.stop().await;
}

/// The record of a `ClientHello` of this version, with what RFC 5246 and RFC 8422 ask for.
fn hello(minor: u8) -> Vec<u8> {
    let extensions = [
        // groups: P-256, X25519; point format: uncompressed; signatures: ECDSA with P-256
        &[0, 10, 0, 6, 0, 4, 0, 23, 0, 29, 0, 11, 0, 2, 1, 0, 0, 13, 0, 4, 0, 2, 4, 3][..],
        // extended master secret
        &[0, 23, 0, 0],
    ]
    .concat();
    // ECDHE-ECDSA with AES-128-GCM (TLS 1.2) and with AES-128-CBC (TLS 1.0 and 1.1); no compression
    let suites = [0, 4, 0xc0, 0x2b, 0xc0, 0x09, 1, 0];
    let mut body = vec![3, minor];
    body.extend([7; 32]);
    body.push(0);
    body.extend(suites);
    body.extend([0, u8::try_from(extensions.len()).unwrap()]);
    body.extend(extensions);
    let length = u8::try_from(body.len()).unwrap();
    [&[0x16, 3, 1, 0, length + 4, 1, 0, 0, length][..], &body].concat()
}

#[tokio::test]
async fn tls_1_1_is_refused() {
    let node = Node::start().await;
    for (minor, is_taken) in [(3, true), (2, false), (1, false)] {
        let mut stream = TcpStream::connect(node.running.addr).await.unwrap();
        stream.write_all(&hello(minor)).await.unwrap();
        let mut answer = [0; 7];
        tokio::time::timeout(SOON, stream.read_exact(&mut answer)).await.unwrap().unwrap();
        // a handshake message, or a fatal alert that the version is none of ours (RFC 5246 section 7.2)
        let wanted: &[u8] = if is_taken { &[0x16] } else { &[0x15] };
        assert!(answer.starts_with(wanted), "{minor}: {answer:x?}");
        if !is_taken {
            assert_eq!(answer[5..], [2, 70], "{minor}: {answer:x?}");
        }
    }
    node.running.stop().await;
}

#[tokio::test]
async fn a_node_that_asks_for_no_certificate_registers_none() {
    let db = TestDb::create(Engine::Sqlite).await;
    let config = test_config(&db, vec![staff("alba", "administrator", None)]);
    let client = http_client(&config, SOON).unwrap();
    let running = board::start(config, env()).await.unwrap();
    let fields =
        [("name", "social"), ("role", "reader"), ("proof", "certificate"), ("quota_per_minute", "1")];
    let request = client.post(format!("http://{}/api-keys", running.addr)).form(&fields);
    let refused = request.basic_auth("alba", Some(secret_of("alba"))).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said = refused.text().await.unwrap();
    assert!(said.contains("set `client_ca_file` under `[node.tls]`"), "{said}");
    running.stop().await;
}

/// What a node that is told this says instead of starting.
async fn refusal(change: impl FnOnce(&mut NodeConfig)) -> String {
    let db = TestDb::create(Engine::Sqlite).await;
    let mut config = config_with_bound(&db);
    config.client_tls = Some(client_tls(db.folder(), "client"));
    change(&mut config);
    board::start(config, env()).await.err().expect("a refusal").to_string()
}

#[tokio::test]
async fn mistakes_are_named_before_anybody_calls() {
    fn tls(config: &mut NodeConfig) -> &mut TlsConfig {
        config.tls.as_mut().unwrap()
    }
    let absent = refusal(|config| tls(config).client_ca_file = Some("none.pem".into())).await;
    assert_eq!(
        absent,
        "none.pem: cannot be read: No such file or directory (os error 2) (setting `node.tls.client_ca_file`)"
    );
    let unasked = refusal(|config| tls(config).client_ca_file = None).await;
    assert!(unasked.starts_with("setting `node.actor.public_key_sha256`: `bound` must show"), "{unasked}");
    let other = refusal(|config| {
        let tls = config.client_tls.as_mut().unwrap();
        tls.key_file = tls.key_file.with_file_name("node.key");
    });
    let other = other.await;
    assert!(other.contains("(`node.client_tls.key_file`) belongs to another certificate"), "{other}");
}
