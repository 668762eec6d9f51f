//! Certificates for tests, from testdata/tls.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use axum::Router;
use tokio::net::TcpListener;

use crate::config::LimitsConfig;
use crate::http::listen::Front;
use crate::{ClientTlsConfig, NodeConfig, Shutdown, TlsConfig};

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/tls").join(name)
}

/// The authority that signed the certificate of [`test_tls`].
pub fn test_ca_file() -> PathBuf {
    testdata("ca.pem")
}

/// An authority that signed nothing.
pub fn other_ca_file() -> PathBuf {
    testdata("other-ca.pem")
}

/// The authority that signed the certificates of [`client_tls`].
pub fn clients_ca_file() -> PathBuf {
    testdata("clients-ca.pem")
}

/// A client's certificate in PEM: `client`, `client-renewed` (of the same key), `client-expired`, `client-stranger` (of an authority that
/// nobody knows) or `other-client`.
pub fn client_certificate(name: &str) -> String {
    std::fs::read_to_string(testdata(&format!("{name}.pem"))).expect("the test data")
}

/// What the client of this [`client_certificate`] is told, with its key, copied to `folder`.
pub fn client_tls(folder: &Path, name: &str) -> ClientTlsConfig {
    let key = if name == "other-client" { "other-client.key" } else { "client.key" };
    ClientTlsConfig { certificate_file: copy(folder, &format!("{name}.pem")), key_file: copy(folder, key) }
}

/// A certificate for `localhost`, `*.localhost` and the loopback addresses, with its key, copied to `folder`.
pub fn test_tls(folder: &Path) -> TlsConfig {
    TlsConfig {
        certificate_file: copy(folder, "node.pem"),
        key_file: copy(folder, "node.key"),
        client_ca_file: None,
    }
}

/// The node of `config` over TLS, asking clients for certificates.
pub fn with_mutual_tls(folder: &Path, config: NodeConfig) -> NodeConfig {
    NodeConfig {
        public_url: config.public_url.replacen("http:", "https:", 1),
        tls: Some(TlsConfig { client_ca_file: Some(clients_ca_file()), ..test_tls(folder) }),
        trusted_ca_file: Some(test_ca_file()),
        ..config
    }
}

fn copy(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::copy(testdata(name), &path).expect("a copy of the test data");
    // version control keeps no such modes
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("our own file");
    path
}

/// Serves `router` over TLS as a node does, until the task that awaits it is aborted.
pub async fn answer_over_tls(tls: &TlsConfig, listener: TcpListener, router: Router) {
    let tls = tls.open().expect("the certificate of the tests");
    Front::new(Some(tls), router, &LimitsConfig::default(), Shutdown::new()).answer(listener).await;
}
