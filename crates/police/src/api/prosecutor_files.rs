//! Files of minors for the juvenile prosecutor.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Lang, Once};
use utoipa::ToSchema;

use super::withdrawals::Reason;
use super::{Shown, act_once, created, unit_of};
use crate::Police;
use crate::actions::{DraftFile, EditFile, IssueFile, OpenFile, RecordFileReceipt, UndoFileReceipt};
use crate::db::Reader;
use crate::ids::ProsecutorFile;
use crate::permissions::Permission;
use crate::prosecutor_file::{Address, FileContent, FileDocument, FileParts, write};
use crate::views::{self, ProsecutorFileView};

/// Whose file it is in the police, and in which language.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProsecutorFile {
    /// Professional number of the officer who answers for it.
    officer_number: String,
    /// `es` or `en`.
    lang: String,
}

/// A file that was drafted, changed, issued or received.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProsecutorFileDone {
    #[schema(value_type = String)]
    file_id: Id<ProsecutorFile>,
}

/// A file and what it says, by initials.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProsecutorFileShown {
    file: ProsecutorFileView,
    document: FileDocument,
}

/// What officers write, a text for each numbered part.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFileParts {
    officer_number: String,
    part_origin: String,
    part_facts: String,
    part_identification: String,
    part_protection: String,
    part_request: String,
}

model::unprintable!(NewFileParts);

/// To whom a file goes, and under what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFileIssue {
    office: String,
    procedure_number: String,
    authorization: String,
}

/// What the office confirmed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFileReceipt {
    receipt: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

/// The language of a file.
pub(crate) fn read_lang(code: &str) -> Result<Lang, Failure> {
    Lang::from_code(code).ok_or_else(|| Failure::refused("lang", "give `es` or `en`"))
}

/// A file as a document in its own language.
pub(crate) fn document(police: &Police, file: &ProsecutorFileView, content: &FileContent) -> FileDocument {
    let lang = Lang::from_code(&file.lang).unwrap_or(Lang::Es);
    let address = match (&file.office, &file.procedure_number, &file.authorization) {
        (Some(office), Some(procedure_number), Some(authorization)) => {
            Some(Address { office, procedure_number, authorization })
        }
        _ => None,
    };
    write(police.site.texts(), lang, content, address.as_ref())
}

/// A file by initials, as the actor may see it.
pub(crate) async fn load(
    police: &Police,
    actor: &Actor,
    file_id: Id<ProsecutorFile>,
) -> Result<(ProsecutorFileView, FileContent), Failure> {
    let unit = unit_of(actor, Permission::FileForProsecutor)?;
    let mut tx = police.reading("load-prosecutor-file").await?;
    views::load_file(&mut tx, &Reader::of(actor), police.node.columns(), unit.as_deref(), file_id).await
}

/// Records the opening of an issued file, then opens it.
pub(crate) async fn open(
    police: &Police,
    actor: &Actor,
    file_id: Id<ProsecutorFile>,
) -> Result<(ProsecutorFileView, FileDocument), Failure> {
    police.node.act(actor, &OpenFile { file_id }).await?;
    let unit = unit_of(actor, Permission::FileForProsecutor)?;
    let mut tx = police.reading("open-prosecutor-file").await?;
    let (reader, keys) = (Reader::of(actor), police.node.columns());
    let (file, content) = views::load_opened_file(&mut tx, &reader, keys, unit.as_deref(), file_id).await?;
    let document = document(police, &file, &content);
    Ok((file, document))
}

/// `POST /api/persons/{id}/prosecutor-file`.
pub(crate) async fn draft(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(person_id): Path<Id<Person>>,
    once: Once<NewProsecutorFile>,
) -> Result<Response, Failure> {
    let action = DraftFile {
        person_id,
        officer_number: once.body.officer_number.clone(),
        lang: read_lang(&once.body.lang)?,
        texts: police.site.texts(),
    };
    Ok(created(ProsecutorFileDone { file_id: act_once(&police, &actor, &once, &action).await? }))
}

/// `GET /api/prosecutor-files/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(file_id): Path<Id<ProsecutorFile>>,
) -> Shown<ProsecutorFileShown> {
    let (file, content) = load(&police, &actor, file_id).await?;
    let document = document(&police, &file, &content);
    Ok(Json(ProsecutorFileShown { file, document }))
}

/// `POST /api/prosecutor-files/{id}/parts`.
pub(crate) async fn edit(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(file_id): Path<Id<ProsecutorFile>>,
    once: Once<NewFileParts>,
) -> Shown<ProsecutorFileDone> {
    let body = &once.body;
    let texts = [
        &body.part_origin,
        &body.part_facts,
        &body.part_identification,
        &body.part_protection,
        &body.part_request,
    ];
    let parts = FileParts { officer_number: body.officer_number.clone(), texts: texts.map(String::clone) };
    let action = EditFile { file_id, parts };
    Ok(Json(ProsecutorFileDone { file_id: act_once(&police, &actor, &once, &action).await? }))
}

/// `POST /api/prosecutor-files/{id}/issue`.
pub(crate) async fn issue(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(file_id): Path<Id<ProsecutorFile>>,
    once: Once<NewFileIssue>,
) -> Shown<ProsecutorFileDone> {
    let NewFileIssue { office, procedure_number, authorization } = &once.body;
    let action = IssueFile {
        file_id,
        office: office.clone(),
        procedure_number: procedure_number.clone(),
        authorization: authorization.clone(),
    };
    Ok(Json(ProsecutorFileDone { file_id: act_once(&police, &actor, &once, &action).await? }))
}

/// `POST /api/prosecutor-files/{id}/receipt`.
pub(crate) async fn receive(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(file_id): Path<Id<ProsecutorFile>>,
    once: Once<NewFileReceipt>,
) -> Shown<ProsecutorFileDone> {
    let action = RecordFileReceipt { file_id, receipt: once.body.receipt.clone(), at: once.body.at };
    Ok(Json(ProsecutorFileDone { file_id: act_once(&police, &actor, &once, &action).await? }))
}

/// `POST /api/prosecutor-files/{id}/receipt/undo`.
pub(crate) async fn undo_receipt(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(file_id): Path<Id<ProsecutorFile>>,
    once: Once<Reason>,
) -> Shown<ProsecutorFileDone> {
    let action = UndoFileReceipt { file_id, reason: once.body.reason.clone() };
    Ok(Json(ProsecutorFileDone { file_id: act_once(&police, &actor, &once, &action).await? }))
}

/// `POST /api/prosecutor-files/{id}/document`: the issued file with the minor's name, on record.
pub(crate) async fn show_document(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(file_id): Path<Id<ProsecutorFile>>,
) -> Shown<FileDocument> {
    Ok(Json(open(&police, &actor, file_id).await?.1))
}
