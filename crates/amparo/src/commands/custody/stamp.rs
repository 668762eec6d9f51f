//! `amparo custody stamp`: the newest checkpoint with a request for a time token over it (RFC 3161), for an authority of the operator's choice.

use std::fs::{DirBuilder, File};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use model::Rng as _;
use service::{SystemRng, custody_log};
use sha2::{Digest as _, Sha256};

use super::Source;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    source: Source,
    /// The folder to make
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let db = options.source.open().await?;
    let note = custody_log::shown_checkpoint(&db).await.context("reading the newest checkpoint")?;
    let Some(note) = note else { bail!("no checkpoint was published yet") };
    let text = note::Note::parse(note.as_bytes()).context("reading the newest checkpoint")?.text;
    let checkpoint = custody::Checkpoint::parse_text(&text).context("reading the newest checkpoint")?;
    let mut nonce = [0; 8];
    SystemRng.fill(&mut nonce);
    let request = custody::time_stamp_request(Sha256::digest(&note).into(), nonce);
    let to = options.to.display();
    DirBuilder::new().mode(0o700).create(&options.to).with_context(|| format!("making the folder {to}"))?;
    for (name, bytes) in [("checkpoint.note", note.as_bytes()), ("checkpoint.tsq", &request)] {
        let path = options.to.join(name);
        let written = File::create_new(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.with_context(|| format!("writing {}", path.display()))?;
    }
    say!("{to} holds the checkpoint and the request. Have it stamped, and keep the answer beside it:");
    say!(
        "  curl -H 'Content-Type: application/timestamp-query' --data-binary @checkpoint.tsq URL > checkpoint.tsr"
    );
    say!("  openssl ts -verify -in checkpoint.tsr -data checkpoint.note -CAfile AUTHORITY.pem");
    say!(
        "With the day of the token it is an anchor: --checkpoint {}:{}@DAY",
        checkpoint.size,
        checkpoint.root
    );
    Ok(ExitCode::SUCCESS)
}
