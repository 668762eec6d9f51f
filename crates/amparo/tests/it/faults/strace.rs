//! strace at a running process: what it calls, and one of these calls made to fail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// strace attached to a process; it ends with it.
pub(crate) struct Strace {
    process: Child,
    log: PathBuf,
}

impl Strace {
    /// Attaches to every thread of a process, and returns once all are held: what is injected is injected after this. Calls are counted by
    /// thread, as strace does.
    pub(crate) fn attach(pid: u32, log: &Path, expressions: &[String]) -> Self {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-y", "-p", &pid.to_string(), "-o"]).arg(log);
        for expression in expressions {
            command.args(["-e", expression]);
        }
        let process = command.spawn().expect("strace is needed: `apt-get install strace`");
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

fn is_held(pid: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    let mut held = threads.map(|thread| {
        let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        !status.contains("TracerPid:\t0\n")
    });
    held.all(|held| held)
}
