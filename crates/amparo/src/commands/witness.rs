//! `amparo witness`: what only an operator can say of the logs that a node cosigns.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use service::witness::{self, Confirmation, Kept};
use service::{Env, Node, keys, load};
use vault::Vault;

use super::serve::AnyConfig;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print what this node has cosigned last of each log
    List {
        /// The role's TOML file; the node must not run
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// After a restoration: say of each log up to where this node had cosigned it; only then does it cosign again
    Confirm {
        /// The role's TOML file; the node must not run
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// The newest checkpoint of a log that anybody holds with this node's cosignature. May be given several times
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        /// Nobody holds a later one of this log than the node itself. May be given several times
        #[arg(long, value_name = "ORIGIN")]
        as_kept: Vec<String>,
    },
    /// Let a log begin again whose history is lost and explained; what was refused of it stays on record
    Forget {
        /// The log's origin
        origin: String,
        /// The role's TOML file; the node must not run
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    let (Command::List { config: path }
    | Command::Confirm { config: path, .. }
    | Command::Forget { config: path, .. }) = command;
    let config = load::<AnyConfig>(path)?.node;
    let role = super::role_of(path, &config)?;
    // its lock says whether the node runs
    let _vault = Vault::open(&config.data_dir.join("vault")).await.context("stop the node first")?;
    let node = keys::open_stopped(role, &config, &Env::from_config(&config)?).await?;
    match command {
        Command::List { .. } => list(&node).await?,
        Command::Confirm { checkpoint, as_kept, .. } => {
            witness::confirm(&node, &config.data_dir, &confirmations(checkpoint, as_kept)?).await?;
            say!("confirmed; from its next start on the node cosigns what continues:");
            list(&node).await?;
        }
        Command::Forget { origin, .. } => {
            let forgotten = witness::forget(&node, origin).await?;
            say!("forgotten, and an entry says so: {}", line(&forgotten));
        }
    }
    node.db().close().await;
    Ok(ExitCode::SUCCESS)
}

async fn list(node: &Node) -> Result<()> {
    for kept in witness::list_kept(node).await? {
        say!("{}", line(&kept));
    }
    Ok(())
}

fn line(kept: &Kept) -> String {
    let checkpoint = &kept.checkpoint;
    format!(
        "{}: {} entries, root {}, cosigned {}",
        checkpoint.origin, checkpoint.size, checkpoint.root, kept.cosigned_at
    )
}

fn confirmations(checkpoints: &[PathBuf], as_kept: &[String]) -> Result<Vec<Confirmation>> {
    let read = |path: &PathBuf| read(path).map(Confirmation::Checkpoint);
    let mut said: Vec<_> = checkpoints.iter().map(read).collect::<Result<_>>()?;
    said.extend(as_kept.iter().cloned().map(Confirmation::AsKept));
    Ok(said)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading {}", path.display()))
}
