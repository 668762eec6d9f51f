//! This side of the fence: feed a child, and believe as little of it as possible.

use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{ChildStdin, Command};
use tokio::time::timeout;

use super::child::{Answer, LAYER_MISSING, REPORT_LAYERS};
use super::{Layer, MAX_PICTURE_BYTES, Program, SandboxError};

/// Longest answer read, in bytes: a thumbnail of 160 x 160 samples in hex, and what stands around it.
const MAX_ANSWER_BYTES: u64 = 52 * 1024;
/// Longest reason kept from a child's answer, in characters.
const MAX_REASON_CHARS: usize = 300;

/// A decoder at work.
pub(super) struct Child {
    process: tokio::process::Child,
    stdin: Option<ChildStdin>,
    patience: Duration,
    fed_bytes: u64,
    given_up: Option<String>,
}

impl Child {
    /// A child of `program`, called with one more argument where a `flag` is given.
    pub(super) fn start(
        program: &Program,
        flag: Option<&str>,
        patience: Duration,
    ) -> Result<Self, SandboxError> {
        let mut process = spawn(program, command(program, flag))?;
        let stdin = process.stdin.take();
        Ok(Self { process, stdin, patience, fed_bytes: 0, given_up: None })
    }

    /// Hands over the next bytes. Once the child takes no more, the rest is kept from it.
    pub(super) async fn feed(&mut self, bytes: &[u8]) {
        let Some(stdin) = &mut self.stdin else { return };
        self.fed_bytes += bytes.len() as u64;
        if self.fed_bytes > MAX_PICTURE_BYTES {
            return self.give_up(format!("larger than {MAX_PICTURE_BYTES} bytes"));
        }
        match timeout(self.patience, stdin.write_all(bytes)).await {
            Ok(Ok(())) => {}
            // it has ended: its exit says why
            Ok(Err(_)) => self.stdin = None,
            Err(_) => self.give_up(too_slow(self.patience)),
        }
    }

    fn give_up(&mut self, reason: String) {
        self.stdin = None;
        self.given_up = Some(reason);
        // an error means that it has ended already
        let _ = self.process.start_kill();
    }

    /// Ends the input and takes the answer, or the reason why there is none.
    pub(super) async fn answer<T: DeserializeOwned>(mut self) -> Result<T, String> {
        self.stdin = None;
        if let Some(reason) = self.given_up {
            return Err(reason);
        }
        // dropping the process on the way out kills it
        let answer = timeout(self.patience, read_answer(&mut self.process, MAX_ANSWER_BYTES)).await;
        answer.unwrap_or_else(|_| Err(too_slow(self.patience)))
    }
}

/// Asks a child of `program` which layers it could not put up.
pub(super) async fn missing_layers(
    program: &Program,
    patience: Duration,
) -> Result<Vec<Layer>, SandboxError> {
    missing_layers_of(program, &[], patience).await
}

/// The same of a child that would do what these `flags` say.
pub(super) async fn missing_layers_of(
    program: &Program,
    flags: &[String],
    patience: Duration,
) -> Result<Vec<Layer>, SandboxError> {
    let mut command = command(program, Some(REPORT_LAYERS));
    command.args(flags);
    let mut process = spawn(program, command)?;
    let answer = timeout(patience, read_answer(&mut process, MAX_ANSWER_BYTES)).await;
    answer
        .unwrap_or_else(|_| Err(too_slow(patience)))
        .map_err(|what| SandboxError::NoDecoder { program: program.path.clone(), what })
}

/// What a child of `program` says of a whole file, or the reason why it says nothing.
pub(super) async fn ask_about<T: Answer>(
    program: &Program,
    file: File,
    patience: Duration,
) -> Result<Result<T, String>, SandboxError> {
    let mut command = command(program, T::FLAG);
    command.stdin(Stdio::from(file));
    let mut process = spawn(program, command)?;
    let answer = timeout(patience, read_answer(&mut process, MAX_ANSWER_BYTES)).await;
    Ok(answer.unwrap_or_else(|_| Err(too_slow(patience))))
}

/// A child of `program` that has no environment and is killed when nobody waits for it; pipes for what it reads and answers, unless the
/// caller says otherwise.
pub(super) fn command(program: &Program, flag: Option<&str>) -> Command {
    let mut command = Command::new(&program.path);
    command
        .args(&program.args)
        .args(flag)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

/// Starts it. The command is gone afterwards, and with it this side's ends of pipes that the child was given.
pub(super) fn spawn(program: &Program, mut command: Command) -> Result<tokio::process::Child, SandboxError> {
    command.spawn().map_err(|source| SandboxError::Start { program: program.path.clone(), source })
}

/// The answer of at most `most` bytes, and the child's end.
pub(super) async fn read_answer<T: DeserializeOwned>(
    process: &mut tokio::process::Child,
    most: u64,
) -> Result<T, String> {
    let mut answer = Vec::new();
    if let Some(stdout) = process.stdout.take() {
        let read = stdout.take(most + 1).read_to_end(&mut answer).await;
        read.map_err(|_| "the decoder's answer broke off".to_owned())?;
    }
    if answer.len() as u64 > most {
        return Err("the decoder's answer is too long".into());
    }
    let status = process.wait().await.map_err(|_| "the decoder's end is unknown".to_owned())?;
    if !status.success() {
        return Err(ended(status));
    }
    serde_json::from_slice(&answer).map_err(|_| "the decoder's answer cannot be read".to_owned())
}

pub(super) fn too_slow(patience: Duration) -> String {
    format!("the decoder was stopped after {} s", patience.as_secs())
}

pub(super) fn ended(status: ExitStatus) -> String {
    match (status.signal(), status.code()) {
        (Some(libc::SIGSYS), _) => {
            "the decoder was ended by the sandbox: it made a forbidden system call".into()
        }
        (None, Some(code)) if code == i32::from(LAYER_MISSING) => {
            "not decoded: this machine lacks a layer of the decoder's sandbox; `amparo doctor` names it"
                .into()
        }
        (Some(signal), _) => format!("the decoder was ended by signal {signal}"),
        (None, Some(code)) => format!("the decoder ended with status {code}"),
        (None, None) => "the decoder ended".into(),
    }
}

/// A child that was taken over may say anything: keep it short and on one line.
pub(super) fn harmless(reason: &str) -> String {
    reason.chars().filter(|c| !c.is_control()).take(MAX_REASON_CHARS).collect()
}
