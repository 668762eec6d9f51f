//! A file of half a gibibyte through a platform that runs as a process of its own, whose peak is measured; ten under `AMPARO_LONG`.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::run::amparo;

const MIB: usize = 1 << 20;
/// What the whole node may take.
const MOST_KIB: u64 = 256 * 1024;
const SECRET: &str = "between us";

/// Stopped when it goes.
pub(crate) struct Node {
    process: Child,
    pub(crate) address: String,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn start(folder: &Path) -> Node {
    start_with(folder, "")
}

/// Starts a platform whose configuration ends with this part.
pub(crate) fn start_with(folder: &Path, part: &str) -> Node {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let digest = hex::encode(Sha256::digest(SECRET));
    let actor = |kind: &str, role: &str| {
        format!(
            "[[node.actor]]\nkind = \"{kind}\"\nname = \"{role}\"\nrole = \"{role}\"\nsecret_sha256 = \"{digest}\"\n"
        )
    };
    let config = format!(
        "service = \"Example network\"\nfeedback_poll_seconds = 0\nupload_limit_bytes = {}\n\
         [node]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://platform.localhost:{port}\"\ndata_dir = \"{}\"\nsimulation = true\n\
         {}{}\
         [clearinghouse]\nurl = \"http://127.0.0.1:9\"\nusername = \"nobody\"\npassword = \"nothing\"\n\
         [reporter]\nfirst_name = \"Trust\"\nlast_name = \"Desk\"\nemail = \"trust@network.example\"\n{part}",
        11_u64 << 30,
        folder.join("platform").display(),
        actor("machine", "application"),
        actor("staff", "moderator"),
    );
    std::fs::write(folder.join("platform.toml"), config).unwrap();
    let mut command = amparo();
    command.args(["serve", "platform", "--config"]).arg(folder.join("platform.toml"));
    let process = command.env("AMPARO_LOG", "error").stdout(Stdio::null()).spawn().unwrap();
    Node { process, address: format!("http://127.0.0.1:{port}") }
}

/// Until it answers.
pub(crate) async fn wait_for(node: &Node) {
    for _ in 0..200 {
        if reqwest::get(format!("{}/healthz", node.address)).await.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// Highest resident size of another process so far (proc(5)).
fn peak_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A piece that no compression or accident repeats.
fn piece() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..MIB / 8).flat_map(|_| next()).collect()
}

pub(crate) async fn upload(address: &str, pieces: usize) -> Value {
    let statement = json!({
        "account": { "esp_identifier": "user-1" }, "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7",
        "url": "https://network.example/p/1", "channel": "private", "scan": false, "file_name": "large.bin"
    });
    let piece = piece();
    let stream = futures::stream::iter((0..pieces).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
    let file = Part::stream_with_length(reqwest::Body::wrap_stream(stream), (pieces * MIB) as u64);
    let form = Form::new().text("upload", statement.to_string()).part("file", file.file_name("large.bin"));
    let request = reqwest::Client::new().post(format!("{address}/api/uploads")).multipart(form);
    let answer = request.basic_auth("application", Some(SECRET)).send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, 201, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// Opens the file of an upload to its end; how many bytes came.
async fn open(address: &str, stored: &Value) -> u64 {
    let client = reqwest::Client::new();
    let files = format!("{address}/api/files/{}", stored["upload_id"].as_str().unwrap());
    let shown: Value =
        client.get(&files).basic_auth("moderator", Some(SECRET)).send().await.unwrap().json().await.unwrap();
    let body = json!({ "sha256": shown["files"][0]["sha256"], "reason": "to see it" });
    let request = client.post(format!("{files}/open")).basic_auth("moderator", Some(SECRET)).json(&body);
    let mut opened = request.send().await.unwrap();
    assert_eq!(opened.status(), 200);
    let mut bytes = 0;
    while let Some(chunk) = opened.chunk().await.unwrap() {
        bytes += chunk.len() as u64;
    }
    let shown: Value =
        client.get(&files).basic_auth("moderator", Some(SECRET)).send().await.unwrap().json().await.unwrap();
    assert_eq!(shown["openings"][0]["result"], "in_full");
    bytes
}

#[test]
fn a_large_upload_passes_through_a_platform_in_constant_memory() {
    let pieces = if std::env::var_os("AMPARO_LONG").is_some() { 10 << 10 } else { 512 };
    let folder = tempfile::tempdir().unwrap();
    let node = start(folder.path());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let before_kib = runtime.block_on(async {
        rustls::crypto::ring::default_provider().install_default().ok();
        wait_for(&node).await;
        upload(&node.address, 1).await;
        let before_kib = peak_kib(node.process.id());
        // received, hashed, sealed, and read back once for the decoder
        let stored = upload(&node.address, pieces).await;
        // checked from end to end, then handed out
        assert_eq!(open(&node.address, &stored).await, (pieces * MIB) as u64);
        before_kib
    });
    let peak_kib = peak_kib(node.process.id());
    println!("{pieces} MiB: {before_kib} KiB before, {peak_kib} KiB at the peak");
    assert!(peak_kib < MOST_KIB, "{peak_kib} KiB, {before_kib} before");
    let sealed: u64 = sizes(&folder.path().join("platform/vault/items"));
    assert!(sealed > ((pieces + 1) * MIB) as u64, "{sealed}");
}

fn sizes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(
            |entry| {
                if entry.path().is_dir() { sizes(&entry.path()) } else { entry.metadata().unwrap().len() }
            },
        )
        .sum()
}
