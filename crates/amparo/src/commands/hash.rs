//! `amparo hash`: every digest of some files.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use futures::stream::{self, StreamExt as _};
use media::vpdq::Frame;
use media::{Kind, MediaDigests, Pdq, PdqHash, PdqOutcome};
use serde::Serialize;
use service::Sandbox;
use service::sandbox::is_hashed_in_part;

use super::fence::{Fence, cores, shown, shown_path};

/// What `--help` ends with.
const AFTER: &str = "\
Files are decoded in a sandboxed child process. With --json, one object a line, always with path, size_bytes, mime, md5, sha1, sha256, pdq,
pdq_quality and error, null where there is none; of a video or animation also vpdq, its hashed frames. A file of a known kind that cannot be
decoded, or a video of which that can be done in part alone, has its other digests, and the reason as error. A file that is called `-` is given as ./-

Exit code: 0 when every file was read, 1 when one could not be, 2 when the command line is wrong.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The files, in whose order results come; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    fence: Fence,
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let sandbox = options.fence.sandbox();
    let tasks = options.files.iter().map(|path| digested(sandbox.clone(), path.clone()));
    let mut results = stream::iter(tasks).buffered(cores());
    let mut code = ExitCode::SUCCESS;
    while let Some((path, digests)) = results.next().await {
        if digests.is_err() {
            code = ExitCode::FAILURE;
        }
        match (&digests, options.json) {
            (_, true) => say!("{}", serde_json::to_string(&Line::of(&path, &digests))?),
            (Ok(digests), false) => block(&path, digests),
            (Err(error), false) => eprintln!("amparo: {}: {error:#}", shown_path(&path)),
        }
    }
    Ok(code)
}

/// Digests on a thread of the runtime, so that files overlap.
async fn digested(sandbox: Sandbox, path: PathBuf) -> (PathBuf, Result<MediaDigests>) {
    let of = path.clone();
    let task = tokio::spawn(async move { digest(&sandbox, &of).await });
    let digests = task.await.unwrap_or_else(|error| Err(error.into()));
    (path, digests)
}

async fn digest(sandbox: &Sandbox, path: &Path) -> Result<MediaDigests> {
    if path == Path::new("-") {
        return Ok(sandbox.digest_media(tokio::io::stdin()).await?);
    }
    let file = tokio::fs::File::open(path).await?;
    Ok(sandbox.digest_media(file).await?)
}

/// Why a file that claims to be media has no perceptual hash, or a video those of some frames alone; none of what never claimed it.
pub(crate) fn not_decoded(digests: &MediaDigests) -> Option<&str> {
    match &digests.pdq {
        PdqOutcome::NotHashed { reason } if digests.kind != Kind::Unknown => {
            (digests.frames.is_empty() || is_hashed_in_part(digests)).then_some(reason.as_str())
        }
        _ => None,
    }
}

fn pdq(digests: &MediaDigests) -> Option<Pdq> {
    match digests.pdq {
        PdqOutcome::Hashed(pdq) => Some(pdq),
        PdqOutcome::NotHashed { .. } => None,
    }
}

/// One line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    path: Cow<'a, str>,
    size_bytes: Option<u64>,
    mime: Option<&'static str>,
    md5: Option<&'a str>,
    sha1: Option<&'a str>,
    sha256: Option<&'a str>,
    pdq: Option<PdqHash>,
    pdq_quality: Option<u8>,
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vpdq: Option<&'a [Frame]>,
}

impl<'a> Line<'a> {
    fn of(path: &'a Path, digests: &'a Result<MediaDigests>) -> Self {
        let read = digests.as_ref().ok();
        let file = read.map(|digests| &digests.file);
        let pdq = read.and_then(pdq);
        Self {
            path: path.to_string_lossy(),
            size_bytes: file.map(|file| file.size_bytes),
            mime: read.map(|digests| digests.kind.mime()),
            md5: file.map(|file| file.md5.as_str()),
            sha1: file.map(|file| file.sha1.as_str()),
            sha256: file.map(|file| file.sha256.as_str()),
            pdq: pdq.map(|pdq| pdq.hash),
            pdq_quality: pdq.map(|pdq| pdq.quality),
            error: match digests {
                Ok(digests) => not_decoded(digests).map(str::to_owned),
                Err(error) => Some(format!("{error:#}")),
            },
            vpdq: read.map(|digests| digests.frames.as_slice()).filter(|frames| !frames.is_empty()),
        }
    }
}

/// The same for a person.
fn block(path: &Path, digests: &MediaDigests) {
    let MediaDigests { file, kind, pdq, frames, .. } = digests;
    say!("{}", shown_path(path));
    say!("  size    {} bytes", file.size_bytes);
    say!("  type    {}", kind.mime());
    say!("  md5     {}", file.md5);
    say!("  sha1    {}", file.sha1);
    say!("  sha256  {}", file.sha256);
    say!("  blake3  {}", file.blake3);
    match pdq {
        PdqOutcome::Hashed(pdq) => say!("  pdq     {} (quality {})", pdq.hash, pdq.quality),
        PdqOutcome::NotHashed { reason } => say!("  pdq     none: {}", shown(reason)),
    }
    if !frames.is_empty() {
        say!("  vpdq    {} frames; --json lists them", frames.len());
    }
}
