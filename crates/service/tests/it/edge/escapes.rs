//! A decoder that was taken over tries to get out: behind the whole fence nothing works, without it everything does, and each layer stops alone
//! what it is there for. So a rule that is taken out makes a test fail (bar B10 of a sandbox: every refusal is by our own policy).

use std::net::TcpListener;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Command, Stdio};

use service::sandbox::Layer;

use super::sandbox::program;

use Layer::{Files, Limits, Network, SystemCalls};

/// What is tried, and the layers that stop it even alone.
const ATTEMPTS: [(&str, &[Layer]); 19] = [
    ("read-a-file", &[Files, SystemCalls]),
    ("list-a-folder", &[Files, SystemCalls]),
    ("make-a-file", &[Files, SystemCalls]),
    ("remove-a-file", &[Files, SystemCalls]),
    ("link-a-file", &[Files, SystemCalls]),
    ("connect-over-tcp", &[Network, SystemCalls]),
    ("bind-over-udp", &[SystemCalls]),
    ("pair-of-sockets", &[SystemCalls]),
    ("run-a-program", &[Files, SystemCalls]),
    ("start-a-thread", &[SystemCalls]),
    ("allocate-much", &[Limits]),
    ("fork", &[SystemCalls]),
    ("trace-another", &[Files, Network, SystemCalls]),
    ("signal-another", &[SystemCalls]),
    ("signal-a-thread", &[SystemCalls]),
    ("set-an-owner", &[SystemCalls]),
    ("set-a-limit", &[SystemCalls]),
    ("make-code", &[SystemCalls]),
    ("file-in-memory", &[SystemCalls]),
];

/// The same behind the fence of ffmpeg, which reads libraries, runs in threads and maps code.
const ATTEMPTS_OF_FFMPEG: [(&str, &[Layer]); 17] = [
    ("read-a-file", &[Files]),
    ("list-a-folder", &[Files]),
    ("make-a-file", &[Files]),
    ("remove-a-file", &[Files, SystemCalls]),
    ("link-a-file", &[Files, SystemCalls]),
    ("connect-over-tcp", &[Network, SystemCalls]),
    ("bind-over-udp", &[SystemCalls]),
    ("pair-of-sockets", &[SystemCalls]),
    ("run-a-program", &[Files, SystemCalls]),
    ("allocate-much", &[Limits]),
    ("fork", &[SystemCalls]),
    ("trace-another", &[Files, Network, SystemCalls]),
    ("signal-another", &[SystemCalls]),
    ("signal-a-thread", &[SystemCalls]),
    ("set-an-owner", &[SystemCalls]),
    ("set-a-limit", &[SystemCalls]),
    ("file-in-memory", &[SystemCalls]),
];

/// Each fence by its name, and what is tried behind it.
const FENCES: [(&str, &[(&str, &[Layer])]); 3] =
    [("decoder", &ATTEMPTS), ("unpacker", &ATTEMPTS), ("ffmpeg", &ATTEMPTS_OF_FFMPEG)];

/// Whether the attempt succeeds behind these layers; none if this machine lacks one of them.
fn succeeds(fence: &str, attempt: &str, layers: &[Layer]) -> Option<bool> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kept"), "kept").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let status = run(fence, attempt, folder.path(), &port, layers);
    match (status.signal(), status.code()) {
        (Some(libc::SIGSYS), _) | (None, Some(1)) => Some(false),
        (None, Some(0)) => Some(true),
        (None, Some(2)) => None,
        other => panic!("{attempt} behind {layers:?} of {fence} ended with {other:?}"),
    }
}

fn run(fence: &str, attempt: &str, folder: &Path, port: &str, layers: &[Layer]) -> std::process::ExitStatus {
    let layers = serde_json::to_string(layers).unwrap();
    let mut child = Command::new(program("escape"))
        .args([fence, attempt, &folder.display().to_string(), port, &layers])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let status = child.wait().unwrap();
    // the sleeper that a confined process could not end
    let group = format!("-{}", child.id());
    let _ = Command::new("/bin/kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    status
}

#[test]
fn nothing_gets_out_of_the_whole_fence() {
    for (fence, attempts) in FENCES {
        for (attempt, _) in attempts {
            assert_eq!(succeeds(fence, attempt, &Layer::ALL), Some(false), "{attempt} out of {fence}");
        }
    }
}

#[test]
fn without_the_fence_every_attempt_succeeds() {
    for (attempt, _) in ATTEMPTS {
        assert_eq!(succeeds("decoder", attempt, &[]), Some(true), "{attempt}");
    }
}

#[test]
fn each_layer_stops_alone_what_it_is_for() {
    for (fence, attempts) in FENCES {
        for (attempt, stopping) in attempts {
            for layer in Layer::ALL {
                // only later kernels have the scope that stops signals too (Landlock ABI 6)
                if layer == Network && attempt.starts_with("signal") {
                    continue;
                }
                // a kernel that lacks the layer cannot tell
                if let Some(success) = succeeds(fence, attempt, &[layer]) {
                    let stopped = stopping.contains(&layer);
                    assert_eq!(success, !stopped, "{attempt} behind {layer:?} of {fence} alone");
                }
            }
        }
    }
}
