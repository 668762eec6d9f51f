//! `amparo custody prove`: the entries on one object with their proofs.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use service::custody_log::{self, Shown};

use super::Source;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The object's identifier, such as rep_0190163d8694739b8e3b2c7d3a0f5e11
    object: String,
    #[command(flatten)]
    source: Source,
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let db = options.source.open().await?;
    let mut tx = db.begin_read("prove-object").await?;
    let history = custody_log::history(&mut tx, &options.object).await?;
    let checkpoint = &history.published.checkpoint;
    say!("{}: {} entries on {}", checkpoint.origin, history.entries.len(), options.object);
    say!("under the checkpoint of {} entries, root {}", checkpoint.size, checkpoint.root);
    for entry in &history.entries {
        let number = entry.counter.map_or("uncounted (older)".into(), |number| format!("number {number}"));
        say!("\nindex {}   {number}   {}", entry.index, entry.entry_id);
        match &entry.shown {
            Shown::Opened { body, salt } => say!("  body  {body}\n  salt  {salt}"),
            Shown::Erased { .. } | Shown::Withheld { .. } => {
                say!("  erased with its case: salt and body were destroyed");
            }
        }
        say!("  leaf  {}", entry.leaf);
        for hash in &entry.proof {
            say!("        {hash}");
        }
    }
    say!("\nEvery proof leads to the root, and each counted entry names the one before it.");
    Ok(ExitCode::SUCCESS)
}
