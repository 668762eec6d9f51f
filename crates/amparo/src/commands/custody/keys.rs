//! `amparo custody keys`: the public keys that other organisations need, from the data folder alone.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use service::keys::{find_log_keys, find_witness_verifier};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The role's data folder
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let Some(keys) = find_log_keys(&options.data)? else {
        bail!("{}: no log key here; the node makes it at its first start", options.data.display());
    };
    let log = keys.newest();
    say!("log key, for who witnesses this log:\n  {log}\n  fingerprint {}", log.fingerprint());
    if let Some(witness) = find_witness_verifier(&options.data)? {
        say!(
            "witness key, for who asks this node to cosign:\n  {witness}\n  fingerprint {}",
            witness.fingerprint()
        );
    }
    for (change, note) in keys.changes().iter().zip(keys.notes()) {
        say!(
            "\nup to {} entries the log key was another, fingerprint {}; both keys say so:",
            change.last.size,
            change.from.fingerprint()
        );
        say!("\n{note}");
    }
    Ok(ExitCode::SUCCESS)
}
