//! One file against the lists.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use hashlist::{KnownHashes, Query};
use media::{Digester, FileDigests, Kind, MediaDigests};
use rustix::fs::OFlags;
use service::Sandbox;
use service::hash_lists::{exact_query_of, query_of};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::super::hash::not_decoded;
use super::finding::{Finding, Outcome};
use super::state::Mark;
use super::walk::Found;

/// First bytes, which tell the kind.
const HEAD_BYTES: u64 = 4096;
/// Bytes read at a time of a file that no decoder is asked about.
const PIECE_BYTES: usize = 256 * 1024;

/// What files are examined with.
pub(super) struct Examiner {
    pub(super) sandbox: Sandbox,
    pub(super) known: KnownHashes,
    pub(super) radius_bits: u32,
}

/// What came of a file.
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    /// Which file in which state; none of a folder.
    pub(super) mark: Option<Mark>,
    /// It is the result of an earlier run.
    pub(super) is_earlier: bool,
}

impl Examined {
    /// This program failed at the file, not the file.
    pub(super) fn failed(path: &Path, reason: &str) -> Self {
        Self { findings: vec![Finding::not_read(path, reason)], mark: None, is_earlier: false }
    }

    /// Whether it was read to its end.
    pub(super) fn is_read(&self) -> bool {
        self.findings.iter().all(|finding| finding.result != Outcome::NotRead)
    }
}

/// Examines what the walk met, or takes its results of an earlier run. It never fails: what cannot be read is a result.
pub(super) async fn one(examiner: Arc<Examiner>, found: Found, earlier: Option<Vec<Finding>>) -> Examined {
    let (path, mark, is_link) = match found {
        Found::File { path, mark, is_link } => (path, mark, is_link),
        Found::Unreadable { path, error } => return Examined::failed(&path, &error.to_string()),
    };
    let is_earlier = earlier.is_some();
    let findings = match earlier {
        Some(findings) => findings.into_iter().map(|finding| finding.at(&path)).collect(),
        None => match digests(&examiner.sandbox, &path, is_link).await {
            Ok((file, media)) => examiner.findings(&path, &file, media.as_ref()),
            Err(error) => vec![Finding::not_read(&path, &format!("{error:#}"))],
        },
    };
    Examined { findings, mark: Some(mark), is_earlier }
}

impl Examiner {
    fn findings(&self, path: &Path, file: &FileDigests, media: Option<&MediaDigests>) -> Vec<Finding> {
        let query = media.map_or_else(|| exact_query_of(file), query_of);
        let hits = self.known.look_up(&Query { radius_bits: self.radius_bits, ..query });
        let mut findings: Vec<_> = hits.iter().map(|hit| Finding::hit(path, file.size_bytes, hit)).collect();
        let reason = media.and_then(not_decoded);
        findings.extend(reason.map(|reason| Finding::not_decoded(path, file.size_bytes, reason)));
        findings
    }
}

/// Cryptographic digests, and what a decoder says of a file that claims to be media: most files of a disk claim no such thing.
async fn digests(
    sandbox: &Sandbox,
    path: &Path,
    is_link: bool,
) -> Result<(FileDigests, Option<MediaDigests>)> {
    let mut file = open(path, is_link).await?;
    let mut piece = Vec::with_capacity(PIECE_BYTES);
    (&mut file).take(HEAD_BYTES).read_to_end(&mut piece).await?;
    if Kind::sniff(&piece) != Kind::Unknown {
        file.rewind().await?;
        let media = sandbox.digest_media(file).await?;
        return Ok((media.file.clone(), Some(media)));
    }
    let mut digester = Digester::new();
    digester.update(&piece);
    piece.resize(PIECE_BYTES, 0);
    loop {
        let length = file.read(&mut piece).await?;
        if length == 0 {
            return Ok((digester.finish(), None));
        }
        digester.update(&piece[..length]);
    }
}

/// Opens an ordinary file: whatever took its place since the walk met it is neither followed nor waited for.
async fn open(path: &Path, is_link: bool) -> Result<File> {
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    if !is_link {
        flags |= OFlags::NOFOLLOW;
    }
    let file = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path).await?;
    if !file.metadata().await?.is_file() {
        bail!("it is no ordinary file any more");
    }
    Ok(file)
}
