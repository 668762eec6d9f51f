//! Taking in a multipart upload at constant memory: the file goes piece by piece into digests and vault.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use jiff::Timestamp;
use media::{Digester, FileDigests};
use service::{CaseKey, Failure};
use vault::VaultError;

use crate::State;
use crate::evidence::vault_key;
use crate::statement::UploadStatement;
use crate::take_in::SealedFile;

/// Longest `upload` part, in bytes.
pub(crate) const MOST_STATEMENT_BYTES: usize = 64 * 1024;

/// After every time that an input of the fuzzer is likely to state, in seconds.
const LATE: i64 = 4_000_000_000;

/// Who keeps the file of an upload while it comes in.
pub(crate) trait Keeper: Sync {
    /// What stands for the file from then on.
    type File: Send;

    /// Takes the part to its end.
    fn keep(&self, part: Field<'_>) -> impl Future<Output = Result<Self::File, Failure>> + Send;
}

/// Seals it in the vault, under the key of its case.
pub(crate) struct InVault<'a> {
    pub(crate) state: &'a State,
    pub(crate) case: &'a CaseKey,
}

impl Keeper for InVault<'_> {
    type File = SealedFile;

    async fn keep(&self, part: Field<'_>) -> Result<SealedFile, Failure> {
        seal_file(part, self.state, self.case).await
    }
}

/// Keeps its digests alone.
struct Digests;

impl Keeper for Digests {
    type File = FileDigests;

    async fn keep(&self, mut part: Field<'_>) -> Result<FileDigests, Failure> {
        let mut digester = Digester::new();
        while let Some(piece) = part.chunk().await.map_err(|error| refused("file", &error))? {
            digester.update(&piece);
        }
        Ok(digester.finish())
    }
}

/// Reads an upload as `POST /api/uploads` does, and keeps nothing: its statement, and the digests of its file. It is there to be fuzzed.
///
/// # Errors
/// What that route refuses in form and statement.
pub async fn read_upload(parts: &mut Multipart) -> Result<(Option<Vec<u8>>, Option<FileDigests>), Failure> {
    let mut received = Received::default();
    received.take(parts, &Digests).await?;
    if let Some(text) = &received.statement {
        UploadStatement::parse(text, Timestamp::from_second(LATE).unwrap_or_default())?;
    }
    Ok((received.statement, received.file))
}

/// The parts of an upload, as far as they have come.
pub(crate) struct Received<F = SealedFile> {
    /// The bytes of the part `upload`.
    pub(crate) statement: Option<Vec<u8>>,
    /// The part `file`, kept.
    pub(crate) file: Option<F>,
}

impl<F> Default for Received<F> {
    fn default() -> Self {
        Self { statement: None, file: None }
    }
}

impl<F> Received<F> {
    /// Takes in every part; what is kept stays in `self` even when a later part is refused.
    pub(crate) async fn take(
        &mut self,
        parts: &mut Multipart,
        keeper: &impl Keeper<File = F>,
    ) -> Result<(), Failure> {
        while let Some(part) = parts.next_field().await.map_err(|error| refused("body", &error))? {
            match part.name() {
                Some("upload") if self.statement.is_none() => {
                    self.statement = Some(read_statement(part).await?);
                }
                Some("file") if self.file.is_none() => {
                    self.file = Some(keeper.keep(part).await?);
                }
                Some(name @ ("upload" | "file")) => {
                    return Err(Failure::refused(name, "stands twice; send it once"));
                }
                name => {
                    let name = name.unwrap_or("body");
                    return Err(Failure::refused(name, "is no part here; known are upload, file"));
                }
            }
        }
        Ok(())
    }
}

async fn read_statement(mut part: Field<'_>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| refused("upload", &error))? {
        if bytes.len() + piece.len() > MOST_STATEMENT_BYTES {
            return Err(Failure::refused("upload", format!("must be at most {MOST_STATEMENT_BYTES} bytes")));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

async fn seal_file(mut part: Field<'_>, state: &State, case: &CaseKey) -> Result<SealedFile, Failure> {
    let mut sealing = state.vault.put(state.node.rng(), &vault_key(case)).await.map_err(broken)?;
    let mut digester = Digester::new();
    while let Some(piece) = part.chunk().await.map_err(|error| refused("file", &error))? {
        digester.update(&piece);
        sealing.write(&piece).await.map_err(broken)?;
    }
    let digests = digester.finish();
    if digests.size_bytes == 0 {
        return Err(Failure::refused("file", "is empty"));
    }
    Ok((sealing.finish().await.map_err(broken)?, digests))
}

fn broken(error: VaultError) -> Failure {
    Failure::broken(error)
}

fn refused(field: &str, error: &MultipartError) -> Failure {
    Failure::refused(field, error.body_text())
}
