//! Programs from outside: where they are, and running them.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// How long a program may take.
const PATIENCE: Duration = Duration::from_mins(25);

/// A file of this crate.
pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A Node script of this crate, which finds the npm packages by `AMPARO_NODE_MODULES`.
pub fn node(script: &str) -> Command {
    let mut command = Command::new(program("node"));
    command.arg(here("node").join(script)).env("AMPARO_NODE_MODULES", variable("AMPARO_NODE_MODULES"));
    command
}

/// A file of an npm package.
pub fn npm(path: &str) -> PathBuf {
    PathBuf::from(variable("AMPARO_NODE_MODULES")).join(path)
}

/// A Python script of this crate, with the PyPI packages.
pub fn python(script: &str) -> Command {
    let mut command = Command::new(variable("AMPARO_PYTHON"));
    command.arg(here("python").join(script));
    command
}

/// A Python script of this crate, with the public client ncmec-cybertip, which asks for a newer Python.
pub fn newer_python(script: &str) -> Command {
    let mut command = Command::new(variable("AMPARO_CYBERTIP_PYTHON"));
    command.arg(here("python").join(script));
    command
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: `./amparo test` installs what the test needs and sets it, or leaves the test out")
    })
}

/// A program on the path.
pub fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not installed: `./amparo test` installs it, or leaves the test out")
    })
}

/// Hands `input` to the program and reads the JSON that it prints; it must end well.
pub async fn ask(command: Command, input: &Value) -> Value {
    let output = run(command, input).await;
    let (said, words) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}: {words}{said}", output.status);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}{words}"))
}

/// Hands `input` to the program, which must fail: all that it says.
pub async fn refusal(command: Command, input: &Value) -> String {
    let output = run(command, input).await;
    let (said, words) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!output.status.success(), "{words}{said}");
    format!("{words}{said}")
}

async fn run(mut command: Command, input: &Value) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.to_string().as_bytes()).await.expect("the program listens");
    drop(stdin);
    let output =
        tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("the program ends in time");
    output.expect("the program's output")
}
