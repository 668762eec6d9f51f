//! `amparo key`: rotate a stopped node's keys, and see whether everything opens.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use service::keys::{self, ItemRecord, Ring};
use service::{Env, Node, NodeConfig, db, load};
use vault::{SealedItem, Vault};
use wire::package::sealed::{RecipientKey, RecipientSecret};

use super::serve::AnyConfig;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Put everything under a new version of the node key; goes on where a rotation was interrupted
    Rotate {
        /// The role's TOML file; the node must not run
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Rows that one transaction changes
        #[arg(long, hide = true, default_value_t = keys::BATCH)]
        batch: i64,
    },
    /// Give the custody log a new key, named and signed by the old one; goes on where a rotation was interrupted
    RotateLog {
        /// The role's TOML file; the node must not run
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Give the node a new key of cosignatures; what it has cosigned stays. Goes on where a rotation was interrupted
    RotateWitness {
        /// The role's TOML file; the node must not run
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Print the public key that packages for the police, or tips for a clearinghouse, are sealed to; give it to senders, or let them
    /// compare its number
    Recipient {
        /// The TOML file of the police or of the clearinghouse
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Open every item and every personal column, compare both digests, read the database's own structure, and name what is damaged
    Check {
        /// The role's TOML file; the node must not run
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    let path = match command {
        Command::Recipient { config } => return recipient(config),
        Command::Rotate { config, .. }
        | Command::RotateLog { config }
        | Command::RotateWitness { config }
        | Command::Check { config } => config,
    };
    let AnyConfig { node: config, vault } = load(path)?;
    let role = super::role_of(path, &config)?;
    // its lock says whether the node runs, and keeps it from starting meanwhile
    let owner = format!("{role} at {}", config.public_url);
    let vault = Vault::open_as(&config.data_dir.join("vault"), vault.as_ref(), owner).await;
    let vault = vault.context("stop the node first")?;
    let env = Env::from_config(&config)?;
    match command {
        Command::Rotate { batch, .. } => {
            keys::rotate(role, &config, &env, *batch, |step| say!("{step}")).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::RotateLog { .. } => rotate_log(role, &config, &env).await,
        Command::RotateWitness { .. } => rotate_witness(role, &config, &env).await,
        Command::Recipient { .. } | Command::Check { .. } => {
            check(&keys::open_stopped(role, &config, &env).await?, &vault).await
        }
    }
}

async fn rotate_log(role: &'static str, config: &NodeConfig, env: &Env) -> Result<ExitCode> {
    let ring = service::open_key_file(config)?.read()?;
    let node = keys::open_stopped(role, config, env).await?;
    keys::rotate_log(&node, &ring, &config.data_dir, |step| say!("{step}")).await?;
    node.db().close().await;
    say!(
        "Give note and key to whoever witnesses this log, and print the new fingerprint where the old one stands."
    );
    Ok(ExitCode::SUCCESS)
}

async fn rotate_witness(role: &'static str, config: &NodeConfig, env: &Env) -> Result<ExitCode> {
    let ring = service::open_key_file(config)?.read()?;
    let node = keys::open_stopped(role, config, env).await?;
    keys::rotate_witness(&node, &ring, &config.data_dir, |step| say!("{step}")).await?;
    node.db().close().await;
    say!(
        "Give the new key to whoever is witnessed by this node; each puts it in the place of the old one in [[node.witness]]."
    );
    Ok(ExitCode::SUCCESS)
}

fn recipient(path: &Path) -> Result<ExitCode> {
    let AnyConfig { node: config, .. } = load(path)?;
    let ring = service::open_key_file(&config)?.read().context("start the node once: that makes its key")?;
    let key = match super::role_of(path, &config)? {
        "clearinghouse" => tip_recipient(path, &ring)?,
        _ => police::recipient_secret(&ring).recipient(),
    };
    say!("{key}");
    say!("number {}", key.id());
    Ok(ExitCode::SUCCESS)
}

/// What tips for a clearinghouse are sealed to: its configuration may name a file of its own for the secret.
fn tip_recipient(path: &Path, ring: &Ring) -> Result<RecipientKey> {
    let config: clearinghouse::Config = load(path)?;
    let Some(file) = &config.tips.recipient_key_file else {
        return Ok(clearinghouse::tip_recipient_secret(ring).recipient());
    };
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut secret = [0; 32];
    hex::decode_to_slice(text.trim(), &mut secret)
        .with_context(|| format!("{} does not hold 64 hexadecimal digits", file.display()))?;
    Ok(RecipientSecret::derive(&secret).recipient())
}

async fn check(node: &Node, vault: &Vault) -> Result<ExitCode> {
    let (mut items, mut damaged, mut after) = (0_u64, 0_u64, String::new());
    loop {
        let mut tx = node.db().begin_read("check-items").await?;
        let page = keys::list_items(&mut tx, &after, keys::BATCH).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.name);
        for item in &page {
            items += 1;
            let key = keys::key_of(node, &mut tx, item).await;
            let read = match key {
                Ok(key) => read(vault, item, &key).await,
                Err(failure) => Err(failure.into()),
            };
            if let Err(error) = read {
                damaged += 1;
                say!("DAMAGED item {} of case {}: {error:#}", item.name, item.case_id);
            }
        }
    }
    let damage = db::find_damage(node.db()).await?;
    if let Some(damage) = &damage {
        say!("DAMAGED database: {damage}");
    }
    let columns = keys::survey_columns(node).await?;
    for place in &columns.closed {
        say!("DAMAGED value {place}: does not open");
    }
    say!(
        "{items} items read, {damaged} damaged; {} column values open, {} of them under an earlier key, {} damaged",
        columns.current + columns.earlier,
        columns.earlier,
        columns.closed.len()
    );
    let whole = damaged == 0 && columns.closed.is_empty() && damage.is_none();
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn read(vault: &Vault, item: &ItemRecord, key: &service::CaseKey) -> Result<()> {
    let sealed = SealedItem {
        name: item.name.clone(),
        case_id: item.case_id.clone(),
        key_version: item.key_version,
        wrapped_key: item.wrapped_key.clone(),
        size_bytes: item.size_bytes,
        sha256: item.sha256.clone(),
        blake3: item.blake3.clone(),
    };
    let key = vault::CaseKey::new(&key.case_id, key.key_version, key.secret());
    vault.check_item(&sealed, &key, u64::MAX).await?;
    Ok(())
}
