//! `amparo serve clearinghouse --sandbox`: a clearinghouse to practise on, which is gone when it stops.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use clearinghouse::sandbox::{self, Settings};
use service::{ActorConfig, ActorKind, Env, Sandbox, SystemClock, SystemRng};
use sha2::{Digest as _, Sha256};

use super::serve::asked_to_stop;

/// Where it listens when nobody says another address: where a clearinghouse of the first configuration does.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7102);

/// Runs a sandbox until it is asked to stop, and removes what it kept.
pub(super) async fn run(
    listen: Option<SocketAddr>,
    credentials: Option<&Path>,
    record: Option<PathBuf>,
) -> Result<ExitCode> {
    let listen = listen.unwrap_or(LISTEN);
    ensure!(
        listen.ip().is_loopback(),
        "--listen {listen}: a sandbox lets everybody in and keeps nothing, so it serves this computer alone; give 127.0.0.1:{port} or [::1]:{port}",
        port = listen.port()
    );
    let credentials = credentials.map(read_credentials).transpose()?.unwrap_or_default();
    let folder = tempfile::Builder::new().prefix("amparo-sandbox-").tempdir();
    let folder = folder.context("making a folder for what is thrown away")?;
    let is_open = credentials.is_empty();
    let settings = Settings {
        listen,
        folder: folder.path().to_owned(),
        credentials,
        record,
        tell: Arc::new(|line: &str| say!("{line}")),
    };
    let env = Env { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng), sandbox: Sandbox::current_exe() };
    let running = sandbox::start(settings, env).await.context("starting the sandbox")?;
    let stop = asked_to_stop();
    greet(running.addr, is_open);
    let code = tokio::select! {
        () = stop => ExitCode::SUCCESS,
        () = running.stopping() => ExitCode::FAILURE,
    };
    running.stop().await;
    folder.close().context("removing what the sandbox kept")?;
    Ok(code)
}

fn greet(addr: SocketAddr, is_open: bool) {
    let who = if is_open { "any user name and secret" } else { "the names and secrets of the file" };
    say!("SANDBOX: nothing sent here reaches anybody, and nothing is kept (Ctrl-C stops it).");
    say!("  API    http://{addr}/ispws   with {who}");
    say!("  pages  http://{addr}/sandbox   exchanges, practice cases, response codes");
}

/// The machines that a file names, a line `NAME:SECRET` each; blank lines and lines that begin with `#` say nothing.
fn read_credentials(path: &Path) -> Result<Vec<ActorConfig>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("reading the credentials in {}", path.display()))?;
    let mut machines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        // the line itself is never repeated: it holds a secret
        let pair = line.split_once(':').filter(|(name, secret)| !name.is_empty() && !secret.is_empty());
        let (name, secret) =
            pair.with_context(|| format!("{}:{}: must be NAME:SECRET", path.display(), index + 1))?;
        machines.push(ActorConfig {
            kind: ActorKind::Machine,
            name: name.to_owned(),
            role: clearinghouse::Role::ReportingParty.as_str().to_owned(),
            unit: None,
            secret_sha256: hex::encode(Sha256::digest(secret)),
            public_key_sha256: None,
            networks: Vec::new(),
        });
    }
    ensure!(!machines.is_empty(), "{} names nobody; give it lines NAME:SECRET", path.display());
    Ok(machines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<ActorConfig>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credentials");
        std::fs::write(&path, text).unwrap();
        read_credentials(&path)
    }

    #[test]
    fn a_line_names_a_machine_and_its_secret_is_kept_as_a_digest() {
        let machines = read("# engineers\n\nsocial:a:b\n forum:c \n").unwrap();
        let names: Vec<_> = machines.iter().map(|machine| machine.name.as_str()).collect();
        assert_eq!(names, ["social", "forum"]);
        assert_eq!(machines[0].secret_sha256, hex::encode(Sha256::digest("a:b")));
        assert!(machines.iter().all(|machine| machine.role == "reporting_party"));
    }

    #[test]
    fn a_mistake_is_named_by_line_and_no_secret_is_repeated() {
        let error = format!("{:#}", read("social:a\nsecret-without-a-name\n").unwrap_err());
        assert!(error.contains(":2: must be NAME:SECRET") && !error.contains("secret-without"), "{error}");
        assert!(read("# nobody\n").unwrap_err().to_string().contains("names nobody"));
    }
}
