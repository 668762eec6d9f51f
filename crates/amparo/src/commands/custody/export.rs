//! `amparo custody export`: a case bundle in a new folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{DirBuilder, File};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use service::custody_log::{self, BundleFile, Export};
use service::{Env, Node, NodeConfig, keys, load, witness};
use vault::Vault;

use crate::commands::role_of;
use crate::commands::serve::AnyConfig;

/// How long a witness may take to answer.
const ASK_TIMEOUT: Duration = Duration::from_secs(20);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The object's identifier
    object: String,
    /// The role's TOML file; the node must not run
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The folder to make
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Keep this entry closed, ENTRY=REASON; the bundle names it, the reason and --by. May be given several times
    #[arg(long, value_name = "ENTRY=REASON", value_parser = withheld)]
    withhold: Vec<(String, String)>,
    /// Who decided what is withheld
    #[arg(long, value_name = "WHO", default_value = "")]
    by: String,
    /// Prove also that the checkpoint of this size, which somebody holds, agrees. May be given several times
    #[arg(long, value_name = "SIZE")]
    anchor: Vec<u64>,
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let config = load::<AnyConfig>(&options.config)?.node;
    let role = role_of(&options.config, &config)?;
    // its lock says whether the node runs: only one process may sign
    let _vault = Vault::open(&config.data_dir.join("vault")).await.context("stop the node first")?;
    let env = Env::from_config(&config)?;
    let node = keys::open_stopped(role, &config, &env).await?;
    publish_and_ask(&node, &config).await?;
    let export = Export {
        object_id: options.object.clone(),
        withheld: options.withhold.iter().cloned().collect::<BTreeMap<_, _>>(),
        withheld_by: options.by.clone(),
        anchors: options.anchor.iter().copied().collect::<BTreeSet<_>>(),
    };
    DirBuilder::new()
        .mode(0o700)
        .create(&options.to)
        .with_context(|| format!("making the folder {}", options.to.display()))?;
    let files = custody_log::export(&node, &export).await;
    let files = files.inspect_err(|_| {
        // it is empty; one that cannot be removed is in nobody's way
        let _ = std::fs::remove_dir(&options.to);
    })?;
    for file in &files {
        write(&options.to, file)?;
    }
    node.db().close().await;
    say!("{} files in {}; check them with tools/verify_custody.py", files.len(), options.to.display());
    Ok(ExitCode::SUCCESS)
}

/// Publishes what the log has become, and has it cosigned: the witnesses of a node that does not run are told by nobody else.
async fn publish_and_ask(node: &Node, config: &NodeConfig) -> Result<()> {
    custody_log::sequence(node.db()).await?;
    custody_log::publish(node).await?;
    let http = service::http_client(config, ASK_TIMEOUT)?;
    for (witness, error) in witness::ask(node, &http).await {
        say!("not cosigned by {witness}: {error}");
    }
    Ok(())
}

fn write(folder: &Path, file: &BundleFile) -> Result<()> {
    let path = folder.join(file.name);
    let written = File::create_new(&path).and_then(|mut out| {
        out.write_all(&file.bytes)?;
        out.sync_all()
    });
    written.with_context(|| format!("writing {}", path.display()))
}

fn withheld(text: &str) -> Result<(String, String), String> {
    let (entry, reason) = text.split_once('=').ok_or("write the entry, =, and the reason")?;
    Ok((entry.to_owned(), reason.to_owned()))
}
