//! `amparo custody`: the tamper-evident log, checked on the database itself.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use service::Db;
use service::custody_log::{Finding, verify};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Recompute every commitment, leaf and root of a role's log
    Verify {
        /// `sqlite:PATH` or `postgres://…`, as in the role's configuration
        #[arg(long, value_name = "URL", conflicts_with = "data", required_unless_present = "data")]
        database: Option<String>,
        /// Or the role's data folder, with its SQLite database
        #[arg(long, value_name = "FOLDER")]
        data: Option<PathBuf>,
    },
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    let Command::Verify { database, data } = command;
    let url = match (database, data) {
        (Some(url), _) => url.clone(),
        (None, data) => sqlite_in(data.as_deref().unwrap_or(std::path::Path::new(".")))?,
    };
    let db = Db::open_existing(&url).await.context("opening the database")?;
    let verdict = verify(&db).await.context("reading the custody log")?;
    say!("entries: {}   waiting for their place: {}   root: {}", verdict.size, verdict.pending, verdict.root);
    match verdict.verdict {
        Finding::Intact => {
            say!(
                "Every entry, leaf and root is as recomputed. This shows consistency; proof against the node's own"
            );
            say!("administrator needs a checkpoint that somebody else holds.");
            Ok(ExitCode::SUCCESS)
        }
        Finding::Broken { entry_id, leaf_index, reason } => {
            say!("NOT INTACT: {reason}");
            if let Some(entry) = entry_id {
                say!(
                    "first entry at fault: {entry} (index {})",
                    leaf_index.map_or("none".into(), |index| index.to_string())
                );
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

fn sqlite_in(folder: &std::path::Path) -> Result<String> {
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
