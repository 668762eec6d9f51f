//! The secret by which a command speaks to a role: from a file or typed, since others on the machine can read arguments.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use model::Sensitive;

#[derive(Debug, Args)]
pub(crate) struct Secret {
    /// The file that holds the secret of --actor, for its owner alone; without it the secret is asked for
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

impl Secret {
    /// The secret, without the end of its line.
    pub(crate) fn read(&self) -> Result<Sensitive<String>> {
        let line = match &self.secret_file {
            Some(path) => read(path).with_context(|| format!("reading {}", path.display()))?,
            None => service::keys::ask("Secret: ").as_str().into(),
        };
        let secret = line.reveal().trim_end_matches(['\r', '\n']);
        if secret.is_empty() {
            bail!("no secret was given: name the file that holds it with --secret-file, or type it");
        }
        Ok(secret.into())
    }
}

fn read(path: &Path) -> Result<Sensitive<String>> {
    if std::fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        bail!("others can read it; run `chmod 600` on it");
    }
    Ok(std::fs::read_to_string(path)?.into())
}
