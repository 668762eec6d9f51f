//! `amparo police`: a referral package from a file, handed to a running police role.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use model::Sensitive;
use serde_json::Value;

use crate::client::{Client, key};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Hand over a referral package, for example from a stick
    Import {
        /// The package (.sealed, or .tar from a sender that does not seal yet)
        file: PathBuf,
        /// The police role's address
        #[arg(long, default_value = "http://127.0.0.1:7103")]
        url: String,
        /// Name of a member of staff who may take packages
        #[arg(long)]
        actor: String,
        /// The secret of that member of staff; better given as an environment variable
        #[arg(long, env = "AMPARO_SECRET", hide_env_values = true)]
        secret: Sensitive<String>,
    },
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    let Command::Import { file, url, actor, secret } = command;
    let package = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let client = Client::new(url, actor, secret.reveal());
    let path = "/referrals";
    let request = || {
        Ok(client
            .post_with_key(path, &key(path, &package))
            .header("Content-Type", wire::package::sealed::SEALED_MEDIA_TYPE)
            .body(package.clone()))
    };
    let receipt: Value = client.send_for(request, path).await?;
    say!("{}", serde_json::to_string_pretty(&receipt)?);
    Ok(ExitCode::SUCCESS)
}
