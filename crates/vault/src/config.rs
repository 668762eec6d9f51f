//! Where a configuration puts finished items.

use std::path::PathBuf;

use serde::Deserialize;

/// A bucket of a service that speaks the S3 protocol, instead of a folder; `[vault]` in a role's configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultConfig {
    /// Name of the bucket.
    pub bucket: String,
    /// What the names of this node's objects begin with; each node needs its own.
    pub prefix: String,
    /// Address of the service; without it Amazon's own of the region.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Region; most other services take any.
    #[serde(default = "region")]
    pub region: String,
    /// Id of the access key.
    pub access_key_id: String,
    /// File of the access key's secret, mode 0600.
    pub secret_access_key_file: PathBuf,
}

fn region() -> String {
    "us-east-1".into()
}

#[cfg(feature = "s3")]
mod connect {
    use std::io;
    use std::net::IpAddr;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;
    use std::sync::Arc;
    use std::time::Duration;

    use object_store::aws::{AmazonS3Builder, Checksum};
    use object_store::{BackoffConfig, ObjectStore, RetryConfig};
    use zeroize::Zeroizing;

    use super::VaultConfig;
    use crate::VaultError;

    /// An upload waits for the answer, so that a bucket out of reach must be said soon.
    const RETRIES: RetryConfig = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            base: 2.,
        },
        max_retries: 5,
        retry_timeout: Duration::from_secs(30),
    };

    impl VaultConfig {
        /// A client of the bucket. Every part is sent with its SHA-256, so that the service refuses what the network changed; clear
        /// text reaches loopback only.
        pub(crate) fn connect(&self) -> Result<Arc<dyn ObjectStore>, VaultError> {
            let secret = secret(&self.secret_access_key_file)
                .map_err(VaultError::disk("read its `secret_access_key_file`"))?;
            let mut builder = AmazonS3Builder::new()
                .with_bucket_name(&self.bucket)
                .with_region(&self.region)
                .with_access_key_id(&self.access_key_id)
                .with_secret_access_key(secret.trim())
                .with_checksum_algorithm(Checksum::SHA256)
                .with_retry(RETRIES)
                .with_allow_http(self.endpoint.as_deref().is_some_and(is_loopback));
            if let Some(endpoint) = &self.endpoint {
                builder = builder.with_endpoint(endpoint);
            }
            let built = builder.build().map_err(io::Error::other);
            Ok(Arc::new(built.map_err(VaultError::disk("reach its bucket"))?))
        }
    }

    fn secret(path: &Path) -> io::Result<Zeroizing<String>> {
        if std::fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            return Err(io::Error::other("others may read it: chmod 600"));
        }
        std::fs::read_to_string(path).map(Zeroizing::new)
    }

    fn is_loopback(endpoint: &str) -> bool {
        let host = endpoint.strip_prefix("http://").unwrap_or_default();
        let host = host.split('/').next().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        let address = host.trim_matches(['[', ']']).parse();
        host == "localhost" || address.is_ok_and(|address: IpAddr| address.is_loopback())
    }

    #[cfg(test)]
    mod tests {
        use super::is_loopback;

        #[test]
        fn clear_text_is_for_loopback_alone() {
            for endpoint in ["http://127.0.0.1:9000", "http://localhost:9000/s3", "http://[::1]:9000"] {
                assert!(is_loopback(endpoint), "{endpoint}");
            }
            for endpoint in ["http://192.0.2.1:9000", "http://127.0.0.1.example", "https://127.0.0.1", ""] {
                assert!(!is_loopback(endpoint), "{endpoint}");
            }
        }
    }
}
