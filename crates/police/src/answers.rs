//! Files with operators' answers to many requests: sealed into the vault as they came, read row by row.

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Failure};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use wire::disclosure_batch::{Batch, BatchFormat, ReadError};

use crate::Police;
use crate::actions::{AnswersImported, ImportAnswers};
use crate::evidence::vault_key;
use crate::ids::AnswerImport;

/// What was wrong in a file.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = AnswerProblems)]
pub(crate) struct Problems {
    /// Rows that were left out, and with them the other rows of their requests.
    pub(crate) refused: Vec<Problem>,
    /// Rows that were taken, of which something is not understood.
    pub(crate) marked: Vec<Problem>,
}

/// One thing that is wrong, and where.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = AnswerProblem)]
pub(crate) struct Problem {
    pub(crate) line: u64,
    pub(crate) column: u64,
    /// The field, or the element in it; empty where the line says enough.
    pub(crate) field: String,
    pub(crate) problem: String,
    pub(crate) expected: String,
}

model::unprintable!(Problems, Problem);

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        let ReadError { line, column, at, problem, expected } = error;
        Self { line, column, field: at, problem, expected }
    }
}

/// Takes a file. On refusal nothing stays in the vault.
///
/// # Errors
/// Refused when nothing of it can be read, naming line and column; what is wrong with single rows is in the answer.
pub(crate) async fn import(
    police: &Police,
    actor: &Actor,
    answered_at: Timestamp,
    bytes: &[u8],
) -> Result<AnswersImported, Failure> {
    let batch = Batch::read(bytes).map_err(|error| Failure::refused("file", error.to_string()))?;
    if batch.rows.is_empty() && batch.errors.is_empty() {
        return Err(Failure::refused("file", "holds no row"));
    }
    let node = &police.node;
    let import_id: Id<AnswerImport> = Id::new(node.clock(), node.rng());
    let case = node.cases().draw(import_id);
    let mut sealing = police.vault.put(node.rng(), &vault_key(&case)).await.map_err(Failure::broken)?;
    sealing.write(bytes).await.map_err(Failure::broken)?;
    let item = sealing.finish().await.map_err(Failure::broken)?;
    let action = ImportAnswers {
        import_id,
        batch: &batch,
        format: BatchFormat::sniff(bytes),
        answered_at,
        sha256: hex::encode(Sha256::digest(bytes)),
        case: &case,
        item: &item,
    };
    let imported = node.act(actor, &action).await;
    // after a fault of ours the transaction may stand all the same, so nothing is removed
    if matches!(imported, Err(Failure::Refused(_) | Failure::Conflict { .. })) {
        police.vault.remove(&item).await.map_err(Failure::broken)?;
    }
    imported
}
