//! `amparo report package`: the evidence of a report as one sealed, signed file, from a running platform.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use wire::package::sealed::{MAGIC, RecipientKey};

use crate::client::{Client, key};
use crate::commands::secret::Secret;

/// What `--help` ends with.
const AFTER: &str = "\
The file holds the original bytes, what the report says, what the application said, who looked and what matched; it is signed by the platform and sealed
to the key of the police, who open it with `amparo police import FILE`. That it goes out is recorded at the platform first. The file is made anew each
time: nothing of it is kept there.

The key of the police is one line, `amparo-recipient/1+` and 64 hexadecimal digits, as their node prints it. Compare it with them by another way.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Package {
    /// The report, such as rep_0190…
    #[arg(value_name = "REPORT")]
    report_id: String,
    /// File with the public key of the police
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Code by which the police are addressed
    #[arg(long, default_value = "es-police")]
    agency: String,
    /// Country of the police (ISO 3166-1)
    #[arg(long, default_value = "ES")]
    country: String,
    /// Why it is handed over, for the company's own record
    #[arg(long)]
    reason: String,
    /// The recorded order that it answers, such as lpr_0190…
    #[arg(long, default_value = "")]
    process: String,
    /// Where it is written; a file that is there is not written over
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    /// The platform role's address
    #[arg(long, default_value = "http://127.0.0.1:7101")]
    url: String,
    /// Name of a moderator
    #[arg(long)]
    actor: String,
    #[command(flatten)]
    secret: Secret,
}

pub(super) async fn run(options: &Package) -> Result<ExitCode> {
    let text =
        std::fs::read_to_string(&options.to).with_context(|| format!("reading {}", options.to.display()))?;
    let recipient: RecipientKey = text.trim().parse().with_context(|| format!("{}", options.to.display()))?;
    // before anything is asked for: what goes out is on record, and must not then be lost for want of a file
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&options.out)
        .with_context(|| format!("creating {}", options.out.display()))?;
    let sealed = match fetch(options, &recipient).await {
        Ok(sealed) => sealed,
        Err(error) => {
            // nothing was written into it
            let _ = std::fs::remove_file(&options.out);
            return Err(error);
        }
    };
    file.write_all(&sealed).and_then(|()| file.sync_all()).context("writing the package")?;
    say!(
        "{}: {} bytes, SHA-256 {}",
        options.out.display(),
        sealed.len(),
        hex::encode(Sha256::digest(&sealed))
    );
    say!("sealed to the key {}, of {}", recipient.id(), options.agency);
    Ok(ExitCode::SUCCESS)
}

async fn fetch(options: &Package, recipient: &RecipientKey) -> Result<Vec<u8>> {
    let client = Client::new(&options.url, &options.actor, options.secret.read()?.reveal());
    let path = format!("/api/reports/{}/packages", options.report_id);
    let body = serde_json::to_vec(&json!({
        "recipient": recipient.to_string(),
        "agency": options.agency,
        "country": options.country,
        "reason": options.reason,
        "process": options.process,
    }))?;
    let request = || {
        Ok(client
            .post_bytes(&path, Some(&key(&path, &body)))
            .header("Content-Type", "application/json")
            .body(body.clone()))
    };
    let sealed = client.send(request, &path).await?;
    if !sealed.starts_with(&MAGIC) {
        bail!("what {} answered is no sealed package", client.base());
    }
    Ok(sealed)
}
