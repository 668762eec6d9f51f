//! Runs the roles as processes of their own and starts a dead one again.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use service::Shutdown;
use tokio::process::{Child, ChildStdin, Command};
use tokio::task::JoinHandle;

/// First pause before a dead process is started again; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A process that lived this long counts as healthy: its next death starts with the first pause again.
const HEALTHY_AFTER: Duration = Duration::from_secs(10);
/// How long a process may take to finish its work once it is told to stop.
const STOP_GRACE: Duration = Duration::from_secs(10);

/// One process to be kept alive.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// Name for messages: the role.
    pub(crate) name: &'static str,
    /// Arguments of this same binary.
    pub(crate) args: Vec<OsString>,
    /// Where its standard error goes; this process's own when absent.
    pub(crate) log: Option<PathBuf>,
}

/// The running processes; [`Supervisor::stop`] ends them, and so does the end of this process, however it comes: each
/// child stops by itself when its standard input closes.
pub(crate) struct Supervisor {
    stop: Shutdown,
    tasks: Vec<JoinHandle<()>>,
}

impl Supervisor {
    /// Starts every program. Must be called within a tokio runtime.
    pub(crate) fn start(programs: Vec<Program>) -> Self {
        let stop = Shutdown::new();
        let tasks =
            programs.into_iter().map(|program| tokio::spawn(keep_alive(program, stop.clone()))).collect();
        Self { stop, tasks }
    }

    /// Tells every process to finish, and waits until they have.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            if task.await.is_err() {
                tracing::warn!("a supervising task ended badly");
            }
        }
    }
}

async fn keep_alive(program: Program, stop: Shutdown) {
    let mut pause = FIRST_PAUSE;
    loop {
        let began = tokio::time::Instant::now();
        match spawn(&program) {
            Ok(mut child) => {
                // waiting for a child closes the input it still holds, and that is the word to stop: hold it here
                let input = child.stdin.take();
                tokio::select! {
                    status = child.wait() => {
                        tracing::warn!(role = program.name, ?status, "process ended; starting it again");
                    }
                    () = stop.cancelled() => return finish(child, input).await,
                }
            }
            Err(error) => tracing::error!(role = program.name, "{error:#}"),
        }
        if began.elapsed() > HEALTHY_AFTER {
            pause = FIRST_PAUSE;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            () = stop.cancelled() => return,
        }
    }
}

fn spawn(program: &Program) -> Result<Child> {
    let binary = std::env::current_exe().context("finding this program")?;
    let stderr = match &program.log {
        None => Stdio::inherit(),
        Some(path) => std::fs::File::options()
            .create(true)
            .append(true)
            .open(path)
            .with_context(|| format!("opening the log {}", path.display()))?
            .into(),
    };
    Command::new(binary)
        .args(&program.args)
        .stdin(Stdio::piped())
        .stderr(stderr)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("starting {}", program.name))
}

/// Closing its standard input is the word to stop.
async fn finish(mut child: Child, input: Option<ChildStdin>) {
    drop(input);
    if tokio::time::timeout(STOP_GRACE, child.wait()).await.is_err() {
        tracing::warn!("a process did not stop in time and is killed");
        if let Err(error) = child.kill().await {
            tracing::warn!("killing it failed: {error}");
        }
    }
}
