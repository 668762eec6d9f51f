//! PostgreSQL by TLS, as it is asked for where a server is on another machine, against a server that tells what it got.

use std::net::SocketAddr;
use std::path::Path;

use service::Db;
use service::check::{other_ca_file, test_ca_file, test_tls};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// PostgreSQL's documentation, 54.7, SSLRequest.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
const HAS_TLS: u8 = b'S';
const HAS_NONE: u8 = b'N';

/// What a server gets from one connection after its answer to the request for TLS; where that is yes it shows the certificate for tests.
async fn got(listener: TcpListener, answer: u8) -> Vec<u8> {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = [0; 8];
    stream.read_exact(&mut request).await.unwrap();
    assert_eq!(request, SSL_REQUEST);
    stream.write_all(&[answer]).await.unwrap();
    let mut bytes = vec![0; 1024];
    let length = if answer == HAS_TLS {
        let folder = tempfile::tempdir().unwrap();
        match TlsAcceptor::from(test_tls(folder.path()).open().unwrap()).accept(stream).await {
            Ok(mut stream) => stream.read(&mut bytes).await.unwrap(),
            Err(_) => 0,
        }
    } else {
        stream.read(&mut bytes).await.unwrap_or_default()
    };
    bytes.truncate(length);
    bytes
}

/// What a server at `host` got from a node that trusts `authority` and asks for `verify-full`.
async fn got_at(host: &str, authority: &Path, answer: u8) -> Vec<u8> {
    let listener = TcpListener::bind((host, 0)).await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let url = format!(
        "postgres://police:secret@{address}/police?sslmode=verify-full&sslrootcert={}",
        authority.display()
    );
    let (opened, bytes) = tokio::join!(Db::open_existing(&url), got(listener, answer));
    // it hangs up after the first words
    assert!(opened.is_err());
    bytes
}

#[tokio::test]
async fn a_database_gets_nothing_before_it_has_shown_whose_it_is() {
    let greeting = got_at("127.0.0.1", &test_ca_file(), HAS_TLS).await;
    assert!(greeting.windows(12).any(|window| window == b"user\0police\0"), "{greeting:?}");
    for (what, host, authority, answer) in [
        ("a server without TLS", "127.0.0.1", test_ca_file(), HAS_NONE),
        ("a certificate of another authority", "127.0.0.1", other_ca_file(), HAS_TLS),
        ("a certificate for another address", "127.0.0.2", test_ca_file(), HAS_TLS),
    ] {
        assert_eq!(got_at(host, &authority, answer).await, b"", "{what}");
    }
}
