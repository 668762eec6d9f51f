//! A node whose items lie in a bucket: backed up, lost and put back. The bucket is `moto_server` from PyPI, named by `AMPARO_S3_SERVER`.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::memory::{start_with, upload, wait_for};
use crate::run::{amparo, told};

/// Stopped when it goes.
struct Server {
    process: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    async fn start() -> Self {
        let program = std::env::var("AMPARO_S3_SERVER").expect("AMPARO_S3_SERVER names no moto_server");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let server =
            Self { process: command.spawn().unwrap(), address: format!("http://127.0.0.1:{port}/evidence") };
        for _ in 0..300 {
            if reqwest::Client::new().put(&server.address).send().await.is_ok_and(|made| made.status() == 200)
            {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the S3 server did not start");
    }

    /// The part of a configuration that names the bucket.
    fn vault(&self, folder: &Path) -> String {
        let secret = folder.join("s3.secret");
        std::fs::write(&secret, "example-secret\n").unwrap();
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
        format!(
            "[vault]\nbucket = \"evidence\"\nprefix = \"platform\"\nendpoint = \"{}\"\naccess_key_id = \"example\"\n\
             secret_access_key_file = \"{}\"\n",
            self.address.trim_end_matches("/evidence"),
            secret.display()
        )
    }

    /// The addresses of the items' objects.
    async fn items(&self) -> Vec<String> {
        let list = format!("{}?list-type=2&prefix=platform/items/", self.address);
        let list = owner().get(list).send().await.unwrap().text().await.unwrap();
        let keys = list.split("<Key>").skip(1).map(|rest| rest.split_once('<').unwrap().0);
        keys.map(|key| format!("{}/{key}", self.address)).collect()
    }
}

/// Speaks as the bucket's owner; the server looks at no signature.
fn owner() -> reqwest::Client {
    let claim = "AWS4-HMAC-SHA256 Credential=example/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    let headers = [("authorization".parse().unwrap(), claim.parse().unwrap())].into_iter().collect();
    reqwest::Client::builder().default_headers(headers).build().unwrap()
}

/// A command of the binary on the platform's configuration.
fn run(folder: &Path, command: &[&str], options: &[&OsStr]) -> Output {
    let mut program = amparo();
    program.args(command).arg("--config").arg(folder.join("platform.toml")).args(options);
    program.output().unwrap()
}

#[track_caller]
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", told(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[tokio::test]
async fn a_node_with_a_bucket_is_backed_up_lost_and_put_back_with_s3() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let (server, folder) = (Server::start().await, tempfile::tempdir().unwrap());
    let (folder, backup) = (folder.path(), folder.path().join("backup"));
    let node = start_with(folder, &server.vault(folder));
    wait_for(&node).await;
    upload(&node.address, 1).await;
    upload(&node.address, 2).await;
    let taken = done(&run(folder, &["backup"], &["--to".as_ref(), backup.as_os_str()]));
    assert!(
        taken.contains("2 listed objects") && taken.contains("The items stay in bucket `evidence`"),
        "{taken}"
    );
    assert!(!backup.join("vault").exists());
    drop(node);
    let from = [OsStr::new("--from"), OsStr::new(taken.lines().next().unwrap())];
    let check = || run(folder, &["restore"], &[[OsStr::new("--check")].as_slice(), from.as_slice()].concat());
    done(&check());

    let (data, lost) = (folder.join("platform"), folder.join("lost"));
    std::fs::rename(&data, &lost).unwrap();
    let erased = lost.join("erased.log");
    let erased = [OsStr::new("--erased-log"), erased.as_os_str()];
    let restore = || run(folder, &["restore"], &[from.as_slice(), &erased].concat());
    let http = owner();
    let item = server.items().await.pop().unwrap();
    let bytes = http.get(&item).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(http.delete(&item).send().await.unwrap().status(), 204);
    let name = item.rsplit('/').next().unwrap();
    for refused in [check(), restore()] {
        assert!(!refused.status.success() && told(&refused).contains(name), "{}", told(&refused));
    }
    assert!(!data.exists(), "nothing is written before every object is there");
    let mut other = bytes.to_vec();
    other[100] ^= 1;
    http.put(&item).body(other).send().await.unwrap();
    assert!(told(&check()).contains("not the one that was listed"), "every byte is compared");
    http.put(&item).body(bytes).send().await.unwrap();
    done(&check());

    done(&restore());
    std::fs::copy(lost.join("node.key"), data.join("node.key")).unwrap();
    let checked = done(&run(folder, &["key", "check"], &[]));
    assert!(checked.starts_with("2 items") && checked.contains(" 0 damaged"), "{checked}");
}
