//! Certificates for tests, from testdata/tls.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use axum::Router;
use tokio::net::TcpListener;

use crate::http::listen::Front;
use crate::{Shutdown, TlsConfig};

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

/// A certificate for `localhost`, `*.localhost` and the loopback addresses, with its key, copied to `folder`.
pub fn test_tls(folder: &Path) -> TlsConfig {
    let copy = |name: &str| {
        let path = folder.join(name);
        std::fs::copy(testdata(name), &path).expect("a copy of the test data");
        // version control keeps no such modes
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("our own file");
        path
    };
    TlsConfig { certificate_file: copy("node.pem"), key_file: copy("node.key") }
}

/// Serves `router` over TLS as a node does, until the task that awaits it is aborted.
pub async fn answer_over_tls(tls: &TlsConfig, listener: TcpListener, router: Router) {
    let tls = tls.open().expect("the certificate of the tests");
    Front::new(Some(tls), router, Shutdown::new()).answer(listener).await;
}
