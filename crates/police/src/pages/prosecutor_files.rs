//! Files of minors for the juvenile prosecutor: the list, one as it is written, and the document.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Person;
use serde::Deserialize;
use service::drafts::{self, Draft};
use service::{
    Action, Cell, Column, Failure, Lang, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm,
};

use super::assignments::read_time;
use super::forms::{self, ReasonForm};
use super::{navigation, persons, province_name, word};
use crate::actions::{Decision, DraftFile, EditFile, IssueFile, RecordFileReceipt, UndoFileReceipt};
use crate::asking::{Addressee, list_offices};
use crate::db::{Reader, Rows};
use crate::ids::ProsecutorFile;
use crate::permissions::Permission;
use crate::prosecutor_file::{FileDocument, FileParts, FileState, PARTS};
use crate::views::{self, ProsecutorFileView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "prosecutor-files.html")]
struct FilesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

#[derive(Template)]
#[template(path = "prosecutor-file-draft.html")]
struct DraftPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    person_id: Id<Person>,
    name: String,
    langs: Vec<(String, String)>,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "prosecutor-file.html")]
struct FilePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    file: ProsecutorFileView,
    document: FileDocument,
    /// Name of the clock by which a receipt is read.
    clock: String,
    /// Names of prosecutors' offices and courts, to choose from.
    offices: Vec<String>,
    /// Name of the field and title of each part.
    fields: Vec<(String, String)>,
    /// The form of the parts, and the others.
    written: Typed,
    typed: Typed,
    /// What the reader typed into the form of the parts and did not send.
    draft: Option<Draft>,
}

impl FilePage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/prosecutor-files/{}/{what}", self.file.file_id))
    }

    /// What the button that keeps a draft of the parts says.
    fn draft_mark(&self) -> String {
        drafts::mark(&parts_path(self.file.file_id), &format!("/prosecutor-files/{}", self.file.file_id))
    }
}

fn parts_path(id: Id<ProsecutorFile>) -> String {
    format!("/prosecutor-files/{id}/parts")
}

#[derive(Template)]
#[template(path = "prosecutor-file-document.html")]
struct DocumentPage {
    ctx: PageContext,
    /// None: a document is paper.
    nav: Vec<NavItem>,
    file: ProsecutorFileView,
    document: FileDocument,
}

/// Whose file it is, and in which language.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DraftForm {
    officer_number: String,
    lang: String,
}

/// What officers write.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct PartsForm {
    officer_number: String,
    part_origin: String,
    part_facts: String,
    part_identification: String,
    part_protection: String,
    part_request: String,
}

model::unprintable!(PartsForm);

/// To whom it goes, and under what.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct IssueForm {
    office: String,
    procedure_number: String,
    authorization: String,
}

/// What the office confirmed; `at` by the clocks of the node, or with an offset.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReceiptForm {
    receipt: String,
    at: String,
}

/// `GET /prosecutor-files[?state=drafted|issued|received]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::FileForProsecutor)?;
    let state = FileState::find(&ctx.query_value("state").unwrap_or_default());
    // whose receipt is missing for longest comes first
    let orders =
        if state == Some(FileState::Issued) { ["issued_at", "-made_at"] } else { ["-made_at", "issued_at"] };
    let (rows, reader) = (Rows::of(&list, &orders), Reader::of(&ctx.actor));
    let mut tx = police.reading("list-prosecutor-files").await?;
    let (files, total) = views::page_files(&mut tx, &reader, (unit.as_deref(), state), &rows).await?;
    let mut table = Table::new(&ctx, &list, "prosecutor-files", total)
        .column(Column::new("file_id", ctx.t("file-number")))
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("unit", ctx.t("unit")))
        .column(Column::new("office", ctx.t("file-office")))
        .column(Column::new("issued_at", ctx.t("file-issued-at")).sorts())
        .column(Column::new("made_at", ctx.t("file-made-at")).sorts())
        .nothing(ctx.t("files-none"), Some((ctx.t("files-none-next"), ctx.href("/persons"))));
    for file in &files {
        let tone = if file.state == "drafted" { Tone::Warn } else { Tone::Plain };
        let row = Row::to(ctx.href(&format!("/prosecutor-files/{}", file.file_id)))
            .cell(Cell::digest(file.file_id.to_string()))
            .cell(Cell::badge(tone, word(&ctx, "file-state", file.state)))
            .cell(Cell::text(province_name(&file.unit)).in_language("es"))
            .cell(Cell::text(file.office.clone().unwrap_or_default()))
            .cell(file.issued_at.map_or_else(Cell::none, Cell::time))
            .cell(Cell::time(file.made_at));
        table.row(row);
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(FilesPage { nav: navigation(&ctx), ctx, table }).into_response())
}

/// `GET /persons/{id}/prosecutor-file`.
pub(crate) async fn ask(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    Ok(draft_page(&police, ctx, id, Typed::default()).await?.into_response())
}

async fn draft_page(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    typed: Typed,
) -> Result<Page<DraftPage>, Failure> {
    let name = persons::load_detail(police, &ctx, person_id).await?.person.name;
    let langs = [Lang::Es, Lang::En].map(|lang| (lang.code().to_owned(), lang.own_name().to_owned()));
    let nav = navigation(&ctx);
    Ok(Page(DraftPage { ctx, nav, person_id, name, langs: langs.to_vec(), typed }))
}

/// `POST /persons/{id}/prosecutor-file`.
pub(crate) async fn draft(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
    form: TypedForm<DraftForm>,
) -> Result<Response, Failure> {
    let texts = police.site.texts();
    let read = form.fields.and_then(|DraftForm { officer_number, lang }| {
        let lang = api::prosecutor_files::read_lang(&lang)?;
        Ok(DraftFile { person_id: id, officer_number, lang, texts })
    });
    let outcome = match read {
        Ok(action) => police.node.act(&ctx.actor, &action).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(file_id) => Ok(forms::done(&ctx, &format!("/prosecutor-files/{file_id}"), "file-drafted")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(draft_page(&police, ctx, id, typed).await?))
        }
    }
}

/// `GET /prosecutor-files/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<ProsecutorFile>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Refused::Other(Typed::default())).await?.into_response())
}

/// Which form was sent: what was typed into it is shown again, while the others show what stands.
enum Refused {
    Parts(Typed),
    Other(Typed),
}

async fn page(
    police: &Police,
    ctx: PageContext,
    id: Id<ProsecutorFile>,
    refused: Refused,
) -> Result<Page<FilePage>, Failure> {
    let (file, content) = api::prosecutor_files::load(police, &ctx.actor, id).await?;
    let document = api::prosecutor_files::document(police, &file, &content);
    let draft = drafts::find(&police.node, &ctx.actor, &parts_path(id)).await?;
    let is_used = forms::is_draft_used(&ctx);
    let (written, typed) = match (refused, &draft) {
        (Refused::Parts(typed), _) => (typed, Typed::default()),
        (Refused::Other(typed), Some(draft)) if is_used => (Typed::with(draft.fields.clone()), typed),
        (Refused::Other(typed), _) => (Typed::with(written(&content.parts)), typed),
    };
    let draft = draft.filter(|_| !is_used);
    let title = |key: &str| (format!("part_{key}"), ctx.t(&format!("file-part-{key}")));
    let fields = PARTS.map(title).to_vec();
    let today = police.today();
    let offices = [Addressee::JuvenileProsecutor, Addressee::Court];
    let offices = offices.into_iter().flat_map(|kind| list_offices(kind, today)).collect();
    let nav = navigation(&ctx);
    let clock = police.clock().iana_name().unwrap_or("UTC").to_owned();
    Ok(Page(FilePage { nav, ctx, file, document, clock, offices, fields, written, typed, draft }))
}

/// The parts as the fields of their form. The minor's name stands in them by initials, so that it is not kept in what a browser sends.
fn written(parts: &FileParts) -> Vec<(String, String)> {
    let texts = PARTS.iter().zip(&parts.texts).map(|(key, text)| (format!("part_{key}"), text.clone()));
    std::iter::once(("officer_number".to_owned(), parts.officer_number.clone())).chain(texts).collect()
}

/// `POST /prosecutor-files/{id}/parts`.
pub(crate) async fn edit(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<ProsecutorFile>>,
    form: TypedForm<PartsForm>,
) -> Result<Response, Failure> {
    let read = form.fields.map(|fields| {
        let texts = [
            fields.part_origin,
            fields.part_facts,
            fields.part_identification,
            fields.part_protection,
            fields.part_request,
        ];
        EditFile { file_id: id, parts: FileParts { officer_number: fields.officer_number, texts } }
    });
    let actor = ctx.actor.clone();
    let edited = answer(&police, ctx, id, read, (form.typed, Refused::Parts), "file-edited").await?;
    if edited.status().is_redirection() {
        drafts::sent(&police.node, &actor, &parts_path(id)).await;
    }
    Ok(edited)
}

/// `POST /prosecutor-files/{id}/issue`.
pub(crate) async fn issue(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<ProsecutorFile>>,
    form: TypedForm<IssueForm>,
) -> Result<Response, Failure> {
    let read = form.fields.map(|IssueForm { office, procedure_number, authorization }| IssueFile {
        file_id: id,
        office,
        procedure_number,
        authorization,
    });
    answer(&police, ctx, id, read, (form.typed, Refused::Other), "file-issued").await
}

/// `POST /prosecutor-files/{id}/receipt`.
pub(crate) async fn receive(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<ProsecutorFile>>,
    form: TypedForm<ReceiptForm>,
) -> Result<Response, Failure> {
    let read = form.fields.and_then(|ReceiptForm { receipt, at }| {
        Ok(RecordFileReceipt { file_id: id, receipt, at: read_time("at", &at, &police.clock())? })
    });
    answer(&police, ctx, id, read, (form.typed, Refused::Other), "file-received").await
}

/// `POST /prosecutor-files/{id}/receipt/undo`.
pub(crate) async fn undo_receipt(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<ProsecutorFile>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let read = form.fields.map(|ReasonForm { reason }| UndoFileReceipt { file_id: id, reason });
    answer(&police, ctx, id, read, (form.typed, Refused::Other), "file-receipt-undone").await
}

/// `POST /prosecutor-files/{id}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<ProsecutorFile>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields?.withdraws(Decision::ProsecutorFile(id));
    match police.node.act(&ctx.actor, &action).await {
        Ok(_) => Ok(forms::done(&ctx, "/prosecutor-files", "file-withdrawn")),
        Err(failure) => {
            let typed = Refused::Other(form.typed.refused(failure)?);
            Ok(forms::refused(page(&police, ctx, id, typed).await?))
        }
    }
}

/// `POST /prosecutor-files/{id}/document`: the answer itself is the document; no address leads there again.
pub(crate) async fn show_document(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<ProsecutorFile>>,
) -> Result<Response, Failure> {
    let (file, document) = api::prosecutor_files::open(&police, &ctx.actor, id).await?;
    Ok(Page(DocumentPage { ctx, nav: Vec::new(), file, document }).into_response())
}

async fn answer<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    id: Id<ProsecutorFile>,
    read: Result<A, Failure>,
    (typed, place): (Typed, fn(Typed) -> Refused),
    done: &str,
) -> Result<Response, Failure> {
    match forms::act(&police.node, &ctx, read).await {
        Ok(_) => Ok(forms::done(&ctx, &format!("/prosecutor-files/{id}"), done)),
        Err(failure) => {
            let typed = place(typed.refused(failure)?);
            Ok(forms::refused(page(police, ctx, id, typed).await?))
        }
    }
}
