//! A bucket of another program's S3 server, over HTTP: `moto_server` from PyPI, named by `AMPARO_S3_SERVER`.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use vault::{Objects, SealedItem, Vault, VaultConfig, VaultError};

use crate::{case, content};

const OWNER: &str = "police at https://police.example";
const ITEM_BYTES: usize = 20 * 1024 * 1024 + 7;

struct Server {
    process: Child,
    addr: SocketAddr,
}

impl Server {
    fn start() -> Self {
        let program = std::env::var("AMPARO_S3_SERVER").expect("AMPARO_S3_SERVER names no moto_server");
        let addr = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let process = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &addr.port().to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { process, addr };
        for _ in 0..300 {
            if server.make_bucket() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the S3 server did not start");
    }

    fn make_bucket(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(self.addr) else { return false };
        let request = format!(
            "PUT /evidence HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            self.addr
        );
        let mut answer = String::new();
        stream.write_all(request.as_bytes()).is_ok()
            && stream.read_to_string(&mut answer).is_ok()
            && answer.starts_with("HTTP/1.1 200")
    }

    fn config(&self, dir: &Path) -> VaultConfig {
        let secret_access_key_file = dir.join("s3.secret");
        std::fs::write(&secret_access_key_file, "example-secret\n").unwrap();
        std::fs::set_permissions(&secret_access_key_file, std::fs::Permissions::from_mode(0o600)).unwrap();
        VaultConfig {
            bucket: "evidence".into(),
            prefix: "police".into(),
            endpoint: Some(format!("http://{}", self.addr)),
            region: "us-east-1".into(),
            access_key_id: "example".into(),
            secret_access_key_file,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

async fn seal(vault: &Vault, seed: u64, bytes: &[u8]) -> SealedItem {
    let mut sealing = vault.put(&model::SeededRng::new(seed), &case()).await.unwrap();
    sealing.write(bytes).await.unwrap();
    sealing.finish().await.unwrap()
}

async fn read(vault: &Vault, item: &SealedItem) -> Vec<u8> {
    let mut bytes = Vec::new();
    vault.open_item(item, &case()).await.unwrap().read_to_end(&mut bytes).await.unwrap();
    bytes
}

#[tokio::test]
async fn items_live_in_a_bucket_with_s3() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let server = Server::start();
    let dir = tempfile::tempdir().unwrap();
    let config = server.config(dir.path());
    let vault = Vault::open_as(dir.path(), Some(&config), OWNER).await.unwrap();
    let (long, orphan) = (content(ITEM_BYTES), content(1));
    let (kept, orphan) = (seal(&vault, 1, &long).await, seal(&vault, 2, &orphan).await);
    assert!(read(&vault, &kept).await == long);
    drop(vault);

    let other = tempfile::tempdir().unwrap();
    let refused = Vault::open_as(other.path(), Some(&config), "police at https://other.example").await;
    assert!(matches!(refused, Err(VaultError::Claimed { .. })), "{refused:?}");

    // S3 dates objects to the second
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let vault = Vault::open_as(dir.path(), Some(&config), OWNER).await.unwrap();
    let name = kept.name.clone();
    assert_eq!(vault.remove_unreferenced(move |known| known == name, Duration::ZERO).await.unwrap(), 1);
    assert_eq!(vault.list_names().await.unwrap(), [kept.name.clone()]);
    let gone = vault.open_item(&orphan, &case()).await.unwrap_err();
    assert!(matches!(gone, VaultError::Missing { .. }), "{gone}");
    assert!(read(&vault, &kept).await == long);

    // what a backup lists of it
    let objects = Objects::of(&config).unwrap();
    assert_eq!(objects.place(), "bucket `evidence`, prefix `police`");
    let size = objects.size(&kept.name).await.unwrap().unwrap();
    let (bytes, sha256) = objects.digest(&kept.name).await.unwrap().unwrap();
    assert!(size > ITEM_BYTES as u64 && bytes == size && sha256.len() == 64, "{size} {bytes} {sha256}");
    assert_eq!(
        (objects.size(&orphan.name).await.unwrap(), objects.digest(&orphan.name).await.unwrap()),
        (None, None)
    );

    drop(server);
    objects.size(&kept.name).await.unwrap_err();
    let refused = vault.open_item(&kept, &case()).await.unwrap_err();
    assert!(matches!(refused, VaultError::Disk { .. }), "{refused}");
    let mut sealing = vault.put(&model::SeededRng::new(3), &case()).await;
    if let Ok(sealing) = &mut sealing {
        sealing.write(b"content").await.unwrap();
    }
    assert!(
        sealing.is_err() || sealing.unwrap().finish().await.is_err(),
        "nothing is acknowledged without the bucket"
    );
    assert_eq!(std::fs::read_dir(dir.path().join("incoming")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_secret_that_others_may_read_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let secret_access_key_file = dir.path().join("s3.secret");
    std::fs::write(&secret_access_key_file, "example-secret\n").unwrap();
    std::fs::set_permissions(&secret_access_key_file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let config = VaultConfig {
        bucket: "evidence".into(),
        prefix: "police".into(),
        endpoint: None,
        region: "us-east-1".into(),
        access_key_id: "example".into(),
        secret_access_key_file,
    };
    let refused = Vault::open_as(dir.path(), Some(&config), OWNER).await.unwrap_err().to_string();
    assert!(refused.contains("chmod 600"), "{refused}");
}
