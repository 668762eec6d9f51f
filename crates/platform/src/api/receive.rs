//! Taking in a multipart upload at constant memory: the file goes piece by piece into digests and vault.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use media::Digester;
use service::{CaseKey, Failure};
use vault::VaultError;

use crate::State;
use crate::evidence::vault_key;
use crate::take_in::SealedFile;

/// Longest `upload` part, in bytes.
pub(crate) const MOST_STATEMENT_BYTES: usize = 64 * 1024;

/// The parts of an upload, as far as they have come.
#[derive(Default)]
pub(crate) struct Received {
    /// The bytes of the part `upload`.
    pub(crate) statement: Option<Vec<u8>>,
    /// The part `file`, sealed in the vault.
    pub(crate) file: Option<SealedFile>,
}

impl Received {
    /// Takes in every part; what is sealed stays in `self` even when a later part is refused.
    pub(crate) async fn take(
        &mut self,
        parts: &mut Multipart,
        state: &State,
        case: &CaseKey,
    ) -> Result<(), Failure> {
        while let Some(part) = parts.next_field().await.map_err(|error| refused("body", &error))? {
            match part.name() {
                Some("upload") if self.statement.is_none() => {
                    self.statement = Some(read_statement(part).await?);
                }
                Some("file") if self.file.is_none() => {
                    self.file = Some(seal_file(part, state, case).await?);
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
