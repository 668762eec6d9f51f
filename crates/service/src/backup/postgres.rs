//! PostgreSQL's own tools, which know how a server is dumped and loaded; we give them one snapshot and one transaction.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::BackupError;

/// Dumps the state of an exported snapshot into a new file of the custom format.
pub(super) async fn dump(url: &str, snapshot: &str, to: &Path) -> Result<(), BackupError> {
    let mut command = tool("pg_dump", url);
    command
        .args(["--format=custom", "--no-owner", "--no-privileges", "--snapshot", snapshot, "--file"])
        .arg(to);
    run("pg_dump", command).await
}

/// Loads a dump into an empty database, whole or not at all.
pub(super) async fn load(url: &str, from: &Path) -> Result<(), BackupError> {
    let mut command = tool("pg_restore", url);
    command.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]).arg(from);
    run("pg_restore", command).await
}

/// The password goes by the environment: arguments are seen by everybody on the machine.
fn tool(program: &'static str, url: &str) -> Command {
    let (url, password) = without_password(url);
    let mut command = Command::new(program);
    command.arg("--no-password").args(["--dbname", &url]);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn run(program: &'static str, mut command: Command) -> Result<(), BackupError> {
    let output = command.output().await.map_err(|error| BackupError::Tool {
        program,
        said: format!("cannot be started ({error}); install the client tools of the server's version"),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(BackupError::Tool { program, said })
}

/// The address without its password, and the password with its escapes undone.
fn without_password(url: &str) -> (String, Option<String>) {
    let split = || {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?']).next()?;
        let (user, host) = authority.rsplit_once('@')?;
        let (user, password) = user.split_once(':')?;
        let tail = rest.get(authority.len()..)?;
        Some((format!("{scheme}://{user}@{host}{tail}"), unescape(password)))
    };
    split().map_or_else(|| (url.to_owned(), None), |(url, password)| (url, Some(password)))
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail.get(..2).filter(|_| *first == b'%').and_then(|digits| hex::decode(digits).ok());
        if let Some(byte) = escaped {
            bytes.extend(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_out_of_the_address() {
        for (url, clear, password) in [
            ("postgres://a:b%40c%@h:5/d?x=1", "postgres://a@h:5/d?x=1", Some("b@c%")),
            ("postgres://a@localhost/d?host=/tmp/pg", "postgres://a@localhost/d?host=/tmp/pg", None),
            ("postgres://h/d?x=a:b@c", "postgres://h/d?x=a:b@c", None),
        ] {
            assert_eq!(without_password(url), (clear.to_owned(), password.map(str::to_owned)), "{url}");
        }
    }
}
