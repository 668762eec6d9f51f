//! `amparo custody`: the tamper-evident log, checked on the database itself, proven entry by entry, and handed out.

mod anchor;
mod export;
mod keys;
mod prove;
mod stamp;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use model::Sensitive;
use service::Db;
use service::db::holds_password;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Recompute every commitment, leaf and root of a role's log, and compare them with what others hold
    Verify(verify::Options),
    /// Print the entries on one object, each with the proof that it is in the published tree
    Prove(prove::Options),
    /// Print the public keys by which others witness this log, and trust this node as their witness
    Keys(keys::Options),
    /// Write the newest checkpoint with a request for a time token over it (RFC 3161)
    Stamp(stamp::Options),
    /// Write a folder with which somebody outside can check the entries on one object; the node must not run
    Export(export::Options),
}

/// Where the log is.
#[derive(Debug, Args)]
struct Source {
    /// `sqlite:PATH` or `postgres://…`, as in the role's configuration but without a password, which `~/.pgpass` holds
    #[arg(long, value_name = "URL", required_unless_present = "data")]
    database: Option<Sensitive<String>>,
    /// The role's data folder: with its SQLite database, if no --database is given, and the public half of its log key
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

impl Source {
    async fn open(&self) -> Result<Db> {
        let url = match (&self.database, &self.data) {
            (Some(url), _) if holds_password(url.reveal()) => anyhow::bail!(
                "--database: others on this machine can read the arguments of a program; take the password out of the address and put it into \
                 ~/.pgpass, mode 0600, as HOST:PORT:DATABASE:NAME:PASSWORD"
            ),
            (Some(url), _) => url.reveal().clone(),
            (None, data) => sqlite_in(data.as_deref().unwrap_or(Path::new(".")))?,
        };
        Db::open_existing(&url).await.context("opening the database")
    }
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Verify(options) => Ok(verify::run(options).await),
        Command::Prove(options) => prove::run(options).await,
        Command::Keys(options) => keys::run(options),
        Command::Stamp(options) => stamp::run(options).await,
        Command::Export(options) => export::run(options).await,
    }
}

fn sqlite_in(folder: &Path) -> Result<String> {
    let mut databases: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .collect();
    databases.sort();
    match databases.as_slice() {
        [one] => Ok(format!("sqlite:{}", one.display())),
        [] => anyhow::bail!("{}: no SQLite database here; name it with --database", folder.display()),
        _ => anyhow::bail!("{}: several databases here; name one with --database", folder.display()),
    }
}
