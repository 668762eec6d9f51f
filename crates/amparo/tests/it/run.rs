//! Running the binary.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// The binary under test.
pub(crate) fn amparo() -> Command {
    Command::new(env!("CARGO_BIN_EXE_amparo"))
}

/// The answer of `amparo custody verify` to a log that nothing from outside holds.
pub(crate) const NOT_PROVEN: i32 = 3;

/// Whether `amparo custody verify` found the log consistent, and was given nothing from outside that proves it.
pub(crate) fn is_consistent(verified: &Output) -> bool {
    verified.status.code() == Some(NOT_PROVEN) && told(verified).contains("CONSISTENT, NOT PROVEN")
}

/// A file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Writes a file that its owner alone can read.
pub(crate) fn private_file(path: &Path, text: &str) -> PathBuf {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
    path.to_owned()
}

/// A demonstration in a folder of its own; each test has ports of its own, since tests run side by side.
pub(crate) struct Demo {
    pub(crate) folder: tempfile::TempDir,
    command: Command,
}

impl Demo {
    pub(crate) fn new(first_port: u16, args: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = amparo();
        command
            .args(["demo", "--first-port", &first_port.to_string()])
            .arg("--data")
            .arg(folder.path().join("data"))
            .arg("--json")
            .arg(folder.path().join("figures.json"))
            .args(args);
        Self { folder, command }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs it to its end.
    pub(crate) fn run(&mut self) -> Output {
        self.command.arg("--exit").output().unwrap()
    }

    /// Runs it to its end under another program, which is given the whole command after its own arguments.
    pub(crate) fn run_under(&mut self, mut other: Command) -> Output {
        other.arg(self.command.get_program()).args(self.command.get_args()).arg("--exit").output().unwrap()
    }

    /// Starts it; the output goes to a file that [`Self::said`] reads.
    pub(crate) fn start(&mut self) -> Child {
        let out = std::fs::File::create(self.folder.path().join("out")).unwrap();
        self.command.stdout(out).stderr(Stdio::inherit()).spawn().unwrap()
    }

    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("out")).unwrap()
    }

    pub(crate) fn figures(&self) -> Value {
        let text = std::fs::read_to_string(self.folder.path().join("figures.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Where a role listens: its port may have been moved.
    pub(crate) fn address(&self, role: &str) -> String {
        let page = self.credential(role, "administrator", 0);
        format!("http://127.0.0.1:{}", page.rsplit(':').next().unwrap())
    }

    /// The secret of an actor.
    pub(crate) fn secret(&self, role: &str, name: &str) -> String {
        self.credential(role, name, 2)
    }

    /// That secret in a file for its owner alone.
    pub(crate) fn secret_file(&self, role: &str, name: &str) -> PathBuf {
        private_file(&self.folder.path().join(format!("{role}-{name}.secret")), &self.secret(role, name))
    }

    /// One column of the credentials file.
    fn credential(&self, role: &str, name: &str, column: usize) -> String {
        let lines = std::fs::read_to_string(self.data().join("credentials.txt")).unwrap();
        let line = lines.lines().find(|line| {
            line.starts_with(&format!("http://{role}.")) && line.split_whitespace().nth(1) == Some(name)
        });
        line.unwrap().split_whitespace().nth(column).unwrap().to_owned()
    }
}

/// What a finished run said, for a failing test.
pub(crate) fn told(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
