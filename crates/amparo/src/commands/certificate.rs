//! `amparo certificate`: a key and a certificate for development, on request.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use model::Clock as _;
use service::{DevelopmentCertificate, SystemClock, SystemRng};

/// Names that tell in any folder what they are for.
const CERTIFICATE: &str = "development.pem";
const KEY: &str = "development.key";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The host under which the node is called, as in its `public_url`: a name such as police.example, or an address
    #[arg(long, value_name = "HOST")]
    name: String,
    /// The folder to write both files to; one that is there already is left alone
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let made = DevelopmentCertificate::make(&options.name, SystemClock.now(), &SystemRng)?;
    let folder = std::path::absolute(&options.out)
        .with_context(|| format!("finding the folder {}", options.out.display()))?;
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let (certificate, key) = (folder.join(CERTIFICATE), folder.join(KEY));
    write(&key, &made.key, 0o600)?;
    write(&certificate, &made.certificate, 0o644)?;
    say!("For development alone: it vouches for itself, and ends at {}.", made.ends_at);
    say!();
    say!("[node.tls]");
    say!("certificate_file = \"{}\"", certificate.display());
    say!("key_file = \"{}\"", key.display());
    say!();
    say!("Nodes that call this one name the same {CERTIFICATE} as `trusted_ca_file`, under [node].");
    Ok(ExitCode::SUCCESS)
}

/// Leaves a file alone that is there: a node may be using it.
fn write(path: &Path, text: &str, mode: u32) -> Result<()> {
    let mut options = OpenOptions::new();
    let made = options.write(true).create_new(true).mode(mode).open(path);
    let mut file = made.with_context(|| format!("making {}", path.display()))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("writing {}", path.display()))
}
