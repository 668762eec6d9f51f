//! Operators' answers: sealed into the vault as they came; a file with answers to many requests is read row by row.

use jiff::Timestamp;
use model::Id;
use model::kind::EvidenceItem;
use serde::{Deserialize, Serialize};
use service::{Acting, Actor, CaseKey, Failure, Once, Replayable};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use vault::SealedItem;
use wire::disclosure::DisclosureAnswer;
use wire::disclosure_batch::{Batch, BatchFormat, ReadError};

use crate::actions::{AnswerRecorded, AnswersImported, ImportAnswers, RecordDisclosureAnswer};
use crate::db::evidence;
use crate::db::imports::{self, ImportRow};
use crate::evidence::vault_key;
use crate::ids::{AnswerImport, DisclosureRequest};
use crate::{Police, seals};

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

impl Problem {
    /// The same without what it may quote of the file.
    pub(crate) fn unquoted(&self) -> Self {
        let problem = "could not be read; the file is not kept, and what stands there neither";
        Self { problem: problem.to_owned(), ..self.clone() }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        let ReadError { line, column, at, problem, expected } = error;
        Self { line, column, field: at, problem, expected }
    }
}

/// The bytes in which answers came, sealed into the vault; nothing speaks of them yet.
pub(crate) struct AnswerFile {
    pub(crate) import_id: Id<AnswerImport>,
    format: BatchFormat,
    pub(crate) sha256: String,
    case: CaseKey,
    item: SealedItem,
}

impl AnswerFile {
    async fn seal(police: &Police, bytes: &[u8]) -> Result<Self, Failure> {
        let node = &police.node;
        let import_id: Id<AnswerImport> = Id::new(node.clock(), node.rng());
        let case = node.cases().draw(import_id);
        let mut sealing = police.vault.put(node.rng(), &vault_key(&case)).await.map_err(Failure::broken)?;
        sealing.write(bytes).await.map_err(Failure::broken)?;
        let item = sealing.finish().await.map_err(Failure::broken)?;
        let (format, sha256) = (BatchFormat::sniff(bytes), hex::encode(Sha256::digest(bytes)));
        Ok(Self { import_id, format, sha256, case, item })
    }

    /// Keeps what opens it, in the transaction that records its answers.
    ///
    /// # Errors
    /// Conflict when the same file stands already.
    pub(crate) async fn keep(&self, acting: &mut Acting<'_>, answered_at: Timestamp) -> Result<(), Failure> {
        if imports::is_imported(acting.tx, &self.sha256).await? {
            return Err(Failure::conflict("this file was imported before; undo that import first"));
        }
        let item_id: Id<EvidenceItem> = acting.new_id();
        acting.cases().keep(acting.tx, &self.case).await?;
        evidence::insert_item(acting.tx, item_id, &self.item, acting.now).await?;
        let row = ImportRow {
            import_id: self.import_id,
            format: self.format.as_str().to_owned(),
            sha256: self.sha256.clone(),
            answered_at,
            imported_at: acting.now,
            imported_by: acting.actor.name().to_owned(),
            problems: seals::IMPORT_PROBLEMS.seal(acting, self.import_id, &Problems::default())?,
            standing: true,
            withdrawn: None,
            withdrawn_reason: None,
            answers: 0,
        };
        Ok(imports::insert_import(acting.tx, &row, item_id).await?)
    }

    /// Lets it go where no answer of it was recorded: no request would lead to it, so that no erasure could reach it. Its bytes are removed
    /// after the commit.
    ///
    /// # Errors
    /// Of the database.
    pub(crate) async fn let_go(&self, acting: &mut Acting<'_>) -> Result<(), Failure> {
        imports::let_go(acting.tx, self.import_id).await?;
        acting.shred(&self.item.case_id).await
    }

    /// Removes it from the vault where nothing was done.
    async fn settle<T>(
        &self,
        police: &Police,
        outcome: Result<Replayable<T>, Failure>,
    ) -> Result<T, Failure> {
        let is_done = match &outcome {
            Ok(done) => !done.replayed,
            // after a fault of ours the transaction may stand all the same
            Err(Failure::Broken(_)) => true,
            Err(Failure::Refused(_) | Failure::Conflict { .. }) => false,
        };
        if !is_done {
            police.vault.remove(&self.item).await.map_err(Failure::broken)?;
        }
        Ok(outcome?.output)
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
    let file = AnswerFile::seal(police, bytes).await?;
    let action = ImportAnswers { file: &file, batch: &batch, answered_at };
    let imported = police.node.act_once(actor, None, [0; 32], &action).await;
    let imported = file.settle(police, imported).await?;
    if imported.recorded.is_empty() {
        police.vault.remove(&file.item).await.map_err(Failure::broken)?;
    }
    Ok(imported)
}

/// Records the answer to one request, and keeps the bytes in which it came, or as which it was typed. On refusal nothing stays in the vault.
///
/// # Errors
/// As [`RecordDisclosureAnswer`].
pub(crate) async fn record(
    police: &Police,
    actor: &Actor,
    once: &Once<DisclosureAnswer>,
    request_id: Id<DisclosureRequest>,
    bytes: &[u8],
) -> Result<AnswerRecorded, Failure> {
    let file = AnswerFile::seal(police, bytes).await?;
    let action = RecordDisclosureAnswer { request_id, answer: once.body.clone(), file: &file };
    let recorded = police.node.act_once(actor, once.key.as_ref(), once.request_sha256, &action).await;
    file.settle(police, recorded).await
}
