//! strace at a running process, or at one from its first call on: what it calls, and one of these calls made to fail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

const NEEDED: &str = "strace is needed: `apt-get install strace`";

/// strace attached to a process; it ends with it.
pub(crate) struct Strace {
    process: Child,
    log: PathBuf,
}

impl Strace {
    /// Attaches to every thread of a process, and returns once all are held: what is injected is injected after this. Calls are counted by
    /// thread, as strace does.
    pub(crate) fn attach(pid: u32, log: &Path, expressions: &[String]) -> Self {
        let process = strace(log, expressions).args(["-p", &pid.to_string()]).spawn().expect(NEEDED);
        let began = Instant::now();
        while !is_held(pid) {
            assert!(
                began.elapsed() < Duration::from_secs(10),
                "strace cannot attach; see /proc/sys/kernel/yama/ptrace_scope"
            );
            sleep(Duration::from_millis(2));
        }
        Self { process, log: log.to_owned() }
    }

    /// What it saw, once the process is gone.
    pub(crate) fn read(mut self) -> String {
        self.process.wait().unwrap();
        fs::read_to_string(&self.log).unwrap()
    }
}

/// Runs a program under strace to its end: how it ended, and what was seen of it.
pub(crate) fn run(program: &Command, log: &Path, expressions: &[String]) -> (Output, String) {
    let mut command = strace(log, expressions);
    let output = command.arg(program.get_program()).args(program.get_args()).output().expect(NEEDED);
    (output, fs::read_to_string(log).unwrap())
}

fn strace(log: &Path, expressions: &[String]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-y", "-o"]).arg(log);
    for expression in expressions {
        command.args(["-e", expression]);
    }
    command
}

fn is_held(pid: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    let mut held = threads.map(|thread| {
        let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        !status.contains("TracerPid:\t0\n")
    });
    held.all(|held| held)
}
