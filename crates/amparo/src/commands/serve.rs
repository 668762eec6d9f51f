//! `amparo serve`: one role or the public form in this process, or all of them in processes of their own.

use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use serde::Deserialize;
use service::accounts::FirstCode;
use service::{Env, NodeConfig, Running, load};
use tokio::io::AsyncReadExt as _;
use tokio::signal::unix::{Signal, SignalKind, signal};
use vault::{Vault, VaultConfig};

use super::sandbox;
use crate::embedded;
use crate::supervise::{Program, Supervisor};

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// Uploads, hits, review, reports
    Platform,
    /// The CyberTipline API, enrichment, referral
    Clearinghouse,
    /// Intake, subjects, persons, units, outcomes
    Police,
    /// The public form: advice, and tips sealed to the clearinghouse
    Tip,
    /// Looks up known media for programs, as Hasher-Matcher-Actioner does: no part of `all`
    Matcher,
    /// All of them, each in a process of its own that is started again when it dies
    All,
}

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Which role
    what: What,
    /// Where a matcher listens, in place of what its file says; or a sandbox, in place of 127.0.0.1:7102
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// A clearinghouse to practise on: no configuration, nothing kept, any user name and secret, this computer alone
    #[arg(long, conflicts_with_all = ["config", "supervised"])]
    sandbox: bool,
    /// Let only these into the sandbox: a file with a line NAME:SECRET for each
    #[arg(long, value_name = "FILE", requires = "sandbox")]
    credentials: Option<PathBuf>,
    /// Write each exchange of the sandbox into this folder, as files that can be sent again; credentials are left out
    #[arg(long, value_name = "DIR", requires = "sandbox")]
    record: Option<PathBuf>,
    /// The role's TOML file; for `all` the folder that holds platform.toml, clearinghouse.toml, police.toml and, if there is a public
    /// form, tip.toml. Without it a working set on loopback is made in ./amparo-data
    #[arg(long, value_name = "PATH")]
    config: Option<PathBuf>,
    /// Stop when standard input closes (the supervisor's word)
    #[arg(long, hide = true)]
    supervised: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if options.sandbox {
        service::telemetry::init_quietly();
    } else {
        service::telemetry::init();
    }
    if let Err(error) = service::keys::forbid_core_dumps() {
        tracing::warn!(%error, "core files stay allowed: one would hold keys");
    }
    if options.sandbox {
        ensure!(options.what == What::Clearinghouse, "--sandbox is for a clearinghouse");
        return sandbox::run(options.listen, options.credentials.as_deref(), options.record).await;
    }
    ensure!(
        options.listen.is_none() || options.what == What::Matcher,
        "--listen is for a matcher and a sandbox; the others say where they listen in their configuration"
    );
    let (role, name) = match options.what {
        What::All => return all(options.config).await,
        What::Tip => return form(&options).await,
        What::Matcher => return matcher(&options).await,
        What::Platform => (options.what, "platform"),
        What::Clearinghouse => (options.what, "clearinghouse"),
        What::Police => (options.what, "police"),
    };
    let config = match options.config {
        Some(path) => path,
        None => default_set()?.join(format!("{name}.toml")),
    };
    let running =
        start(role, &config).await.with_context(|| format!("starting {name} by {}", config.display()))?;
    if let Some(first) = &running.first_code {
        say_first_code(name, first);
    }
    let stop = asked_to_stop();
    if !options.supervised {
        say_listening(name, running.encrypted, &format!("{name}.localhost:{}", running.addr.port()));
    }
    let code = until_stopped(stop, options.supervised, running.stopping()).await;
    running.stop().await;
    Ok(code)
}

fn say_listening(what: &str, is_encrypted: bool, place: &str) {
    let scheme = if is_encrypted { "https" } else { "http" };
    say!("{what} listens on {scheme}://{place} (Ctrl-C stops it)");
}

/// Waits until somebody says stop, the supervisor is gone, or what runs stops of itself: then it must be started again.
async fn until_stopped(
    stop: impl Future<Output = ()>,
    is_supervised: bool,
    stopping: impl Future<Output = ()>,
) -> ExitCode {
    tokio::select! {
        () = stop => ExitCode::SUCCESS,
        () = input_closed(), if is_supervised => ExitCode::SUCCESS,
        () = stopping => ExitCode::FAILURE,
    }
}

/// The public form, which is no node.
async fn form(options: &Options) -> Result<ExitCode> {
    let config = match &options.config {
        Some(path) => path.clone(),
        None => default_set()?.join(format!("{}.toml", embedded::FORM)),
    };
    let starting = async {
        let config: tip::Config = load(&config)?;
        let env = tip::Env::from_config(&config)?;
        anyhow::Ok(tip::start(config, env).await?)
    };
    let running =
        starting.await.with_context(|| format!("starting the public form by {}", config.display()))?;
    let stop = asked_to_stop();
    if !options.supervised {
        let place = format!("tip.localhost:{}", running.addr.port());
        say_listening("the public form", running.encrypted, &place);
    }
    let code = until_stopped(stop, options.supervised, running.stopping()).await;
    running.stop().await;
    Ok(code)
}

/// Where a matcher keeps what it needs, and listens, when nothing is configured: HMA's clients look for it there.
const MATCHER_SAMPLE: &str = include_str!("../../assets/matcher.toml");

/// A matcher, which has no pages and no accounts.
async fn matcher(options: &Options) -> Result<ExitCode> {
    let path = match &options.config {
        Some(path) => path.clone(),
        None => matcher_config()?,
    };
    let starting = async {
        let mut config: matcher::Config = load(&path)?;
        if let Some(listen) = options.listen {
            config.node.listen = listen;
        }
        let env = Env::from_config(&config.node)?;
        // it keeps no items, but the lock says that it runs: to `amparo key`, and to a second matcher, which would not see what this one adds
        let lock = Vault::open(&config.node.data_dir.join("vault")).await?;
        anyhow::Ok((matcher::start(config, env).await?, lock))
    };
    let (running, _lock) =
        starting.await.with_context(|| format!("starting the matcher by {}", path.display()))?;
    let stop = asked_to_stop();
    if !options.supervised {
        say_listening("the matcher", running.encrypted, &running.addr.to_string());
    }
    let code = until_stopped(stop, options.supervised, running.stopping()).await;
    running.stop().await;
    Ok(code)
}

/// The matcher's configuration that is there without any: made at the first start, read afterwards.
fn matcher_config() -> Result<PathBuf> {
    let path = PathBuf::from("amparo-data").join("matcher.toml");
    if !path.exists() {
        let folder = DirBuilder::new().recursive(true).mode(0o700).create("amparo-data");
        folder.context("making the folder amparo-data")?;
        std::fs::write(&path, MATCHER_SAMPLE).with_context(|| format!("writing {}", path.display()))?;
        say!("Made a first configuration in {}.", path.display());
    }
    Ok(path)
}

/// How the first administrator of a node gets in. Shown once; the node keeps its hash.
fn say_first_code(role: &str, first: &FirstCode) {
    say!(
        "{role}: nobody has an account yet. Until {:.0}, make the first administrator's at\n  {}\n  with the one-time code  {}",
        first.expires_at,
        first.setup_url,
        first.code.reveal()
    );
}

async fn start(role: What, config: &Path) -> Result<Running> {
    Ok(match role {
        What::Platform => {
            let config: platform::Config = load(config)?;
            let env = Env::from_config(&config.node)?;
            platform::start(config, env).await?
        }
        What::Clearinghouse => {
            let config: clearinghouse::Config = load(config)?;
            let env = Env::from_config(&config.node)?;
            clearinghouse::start(config, env).await?
        }
        // the others were started before
        What::Police | What::Tip | What::Matcher | What::All => {
            let config: police::Config = load(config)?;
            let env = Env::from_config(&config.node)?;
            police::start(config, env).await?
        }
    })
}

async fn all(folder: Option<PathBuf>) -> Result<ExitCode> {
    let folder = match folder {
        Some(folder) => folder,
        None => default_set()?,
    };
    let stop = asked_to_stop();
    let supervisor = Supervisor::start(programs(&folder, None));
    say!("The roles run by the configuration in {} (Ctrl-C stops them).", folder.display());
    for role in embedded::ROLES {
        let config: AnyConfig = load(folder.join(format!("{role}.toml")))?;
        say!("  {role:<14} {}", config.node.public_url);
    }
    if let Some(path) = form_config(&folder) {
        let config: tip::Config = load(path)?;
        say!("  {:<14} {}", "public form", config.tip.public_url);
    }
    stop.await;
    supervisor.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// The part of a role's configuration that every node has; the role itself checks the rest when it starts.
#[derive(Deserialize)]
pub(crate) struct AnyConfig {
    pub(crate) node: NodeConfig,
    pub(crate) vault: Option<VaultConfig>,
}

/// Where the public form is configured, if there is one: sets that are older have none.
pub(crate) fn form_config(folder: &Path) -> Option<PathBuf> {
    Some(folder.join(format!("{}.toml", embedded::FORM))).filter(|path| path.exists())
}

/// The three roles and the public form as supervised processes. `logs` is a folder for their logs; without it they write to this terminal.
pub(crate) fn programs(folder: &Path, logs: Option<&Path>) -> Vec<Program> {
    let form = form_config(folder).map(|_| embedded::FORM);
    embedded::ROLES
        .into_iter()
        .chain(form)
        .map(|name| Program {
            name,
            args: vec![
                "serve".into(),
                name.into(),
                "--supervised".into(),
                "--config".into(),
                folder.join(format!("{name}.toml")).into(),
            ],
            log: logs.map(|logs| logs.join(format!("{name}.log"))),
        })
        .collect()
}

/// The configuration that is there without any: made at the first start, read afterwards.
fn default_set() -> Result<PathBuf> {
    let folder = PathBuf::from("amparo-data");
    if embedded::is_there(&folder) {
        return Ok(folder);
    }
    embedded::Set::make(&folder, embedded::FIRST_PORT, &embedded::Purpose::Use)?;
    say!(
        "Made a first configuration in {}. The secrets of programs that call the roles stand in {} and nowhere else.",
        folder.display(),
        folder.join("credentials.txt").display()
    );
    Ok(folder)
}

/// Ctrl-C, or the system's polite word, from the call on: who says that it listens has called it before, so that nobody's word comes too early.
/// Must be called within a tokio runtime.
pub(crate) fn asked_to_stop() -> impl Future<Output = ()> {
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok());
    let [interrupted, terminated] = signals.map(received);
    async move {
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
}

async fn received(signal: Option<Signal>) {
    match signal {
        Some(mut signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}

async fn input_closed() {
    let mut byte = [0; 64];
    let mut input = tokio::io::stdin();
    while matches!(input.read(&mut byte).await, Ok(read) if read > 0) {}
}
