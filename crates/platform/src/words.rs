//! Words that are reported, sealed in the vault as evidence: what is preserved of them is what the report says.

use media::Digester;
use model::Id;
use service::{CaseKey, Failure};
use vault::SealedItem;

use crate::State;
use crate::digests::{Digests, TEXT_KIND};
use crate::evidence::vault_key;
use crate::ids::Upload;
use crate::statement::UploadStatement;

/// Words that lie in the vault.
pub(crate) struct SealedWords {
    pub(crate) upload_id: Id<Upload>,
    pub(crate) case: CaseKey,
    pub(crate) item: SealedItem,
    pub(crate) digests: Digests,
}

/// Seals the words of a statement under a key of their own.
pub(crate) async fn seal(state: &State, statement: &UploadStatement) -> Result<SealedWords, Failure> {
    let text = statement.words.as_ref().map(|words| words.text.as_str()).unwrap_or_default();
    let upload_id = Id::new(state.node.clock(), state.node.rng());
    let case = state.node.cases().draw(upload_id);
    let mut sealing = state.vault.put(state.node.rng(), &vault_key(&case)).await.map_err(Failure::broken)?;
    sealing.write(text.as_bytes()).await.map_err(Failure::broken)?;
    let item = sealing.finish().await.map_err(Failure::broken)?;
    let mut digester = Digester::new();
    digester.update(text.as_bytes());
    let file = digester.finish();
    let digests = Digests {
        size_bytes: file.size_bytes,
        kind: TEXT_KIND.to_owned(),
        md5: file.md5,
        sha1: file.sha1,
        sha256: file.sha256,
        pdq: None,
        pdq_absent_because: None,
        forms: Vec::new(),
        frames: Vec::new(),
    };
    Ok(SealedWords { upload_id, case, item, digests })
}

/// Takes words out of the vault that nothing names: what was to keep them was refused. After a fault of ours they stay, since a commit whose
/// answer was lost may still stand and name them.
pub(crate) async fn drop_unnamed<T>(state: &State, item: &SealedItem, outcome: &Result<(T, bool), Failure>) {
    let unnamed = matches!(outcome, Err(Failure::Refused(_) | Failure::Conflict { .. }) | Ok((_, true)));
    if unnamed && let Err(error) = state.vault.remove(item).await {
        tracing::error!(%error, "refused words stay sealed in the vault");
    }
}
