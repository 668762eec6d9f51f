//! Operations, their tally and press note.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::{Operation, Subject};
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Lang, Once, Query};
use utoipa::ToSchema;

use super::{Shown, act_once, created};
use crate::Police;
use crate::actions::{AddSubjects, Choice, OpenOperation, PublishNote, WithdrawNote};
use crate::db::Reader;
use crate::ids::PublishedNote;
use crate::statistics::{self, Dashboard, PressNote, Tally, published_figures, shown_digest};
use crate::views::{self, AssignmentView, OperationView, Published};

/// An operation to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOperation {
    name: String,
}

/// An opened operation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OperationCreated {
    #[schema(value_type = String)]
    operation_id: Id<Operation>,
}

/// Which subjects.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChosenSubjects {
    /// `"all"` or a list of ids.
    #[schema(schema_with = super::all_or_ids)]
    subject_ids: Choice<Id<Subject>>,
}

/// How many subjects were named.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubjectsAdded {
    subjects: usize,
}

/// The language of a press note.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteLang {
    lang: Option<String>,
}

/// A press note as it reads now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownNote {
    #[serde(flatten)]
    pub(crate) note: PressNote,
    /// What stands for this very note, in any language: who publishes it sends it back.
    pub(crate) shown: String,
}

/// `GET /api/operations`.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
) -> Shown<Vec<OperationView>> {
    let mut tx = police.reading("list-operations").await?;
    Ok(Json(views::list_operations(&mut tx, &Reader::of(&actor), police.node.columns()).await?))
}

/// `GET /api/operations/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
) -> Shown<OperationView> {
    let mut tx = police.reading("load-operation").await?;
    let (reader, keys) = (Reader::of(&actor), police.node.columns());
    Ok(Json(views::load_operation_with_subjects(&mut tx, &reader, keys, id).await?))
}

/// `POST /api/operations`.
pub(crate) async fn open(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    once: Once<NewOperation>,
) -> Result<Response, Failure> {
    let action = OpenOperation { name: once.body.name.clone() };
    let operation_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(OperationCreated { operation_id }))
}

/// `POST /api/operations/{id}/subjects`.
pub(crate) async fn add_subjects(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(operation_id): Path<Id<Operation>>,
    once: Once<ChosenSubjects>,
) -> Shown<SubjectsAdded> {
    let action = AddSubjects { operation_id, subjects: once.body.subject_ids.clone() };
    let subjects = act_once(&police, &actor, &once, &action).await?;
    Ok(Json(SubjectsAdded { subjects }))
}

/// `GET /api/operations/{id}/tally`.
pub(crate) async fn tally(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
) -> Shown<Tally> {
    Ok(Json(load_tally(&police, &Reader::of(&actor), id).await?))
}

/// `GET /api/operations/{id}/press-note?lang=es|en`.
pub(crate) async fn press_note(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
    Query(asked): Query<NoteLang>,
) -> Shown<ShownNote> {
    let code = asked.lang.as_deref().unwrap_or("es");
    let lang = Lang::from_code(code).ok_or_else(|| Failure::refused("lang", "give `es` or `en`"))?;
    let reader = Reader::of(&actor);
    let tally = load_tally(&police, &reader, id).await?;
    let in_question = list_arrests_in_question(&police, &reader, id).await?;
    let published = load_published(&police, id).await?;
    Ok(Json(write_press_note(&police, lang, &tally, &published, in_question.len())?))
}

/// The tally of an operation that exists.
pub(crate) async fn load_tally(
    police: &Police,
    reader: &Reader,
    id: Id<Operation>,
) -> Result<Tally, Failure> {
    let mut tx = police.reading("load-tally").await?;
    views::load_operation(&mut tx, reader, police.node.columns(), id).await?;
    statistics::load_tally(&mut tx, police.node.columns(), id).await
}

/// The dashboard of an operation that exists, with its tally.
pub(crate) async fn load_dashboard(
    police: &Police,
    reader: &Reader,
    id: Id<Operation>,
) -> Result<Dashboard, Failure> {
    let mut tx = police.reading("load-dashboard").await?;
    views::load_operation(&mut tx, reader, police.node.columns(), id).await?;
    statistics::load_dashboard(&mut tx, police.node.columns(), id).await
}

/// The arrests of an operation that the facts no longer bear out.
pub(crate) async fn list_arrests_in_question(
    police: &Police,
    reader: &Reader,
    id: Id<Operation>,
) -> Result<Vec<AssignmentView>, Failure> {
    let mut tx = police.reading("list-arrests-in-question").await?;
    statistics::list_arrests_in_question(&mut tx, reader, police.node.columns(), id).await
}

/// What was published of an operation that the reader may read, and beside it.
pub(crate) async fn load_published(police: &Police, id: Id<Operation>) -> Result<Published, Failure> {
    let mut tx = police.reading("list-published-notes").await?;
    views::load_published(&mut tx, police.node.columns(), id).await
}

/// The press note under this node's settings, beside what was published before.
pub(crate) fn write_press_note(
    police: &Police,
    lang: Lang,
    tally: &Tally,
    published: &Published,
    in_question: usize,
) -> Result<ShownNote, Failure> {
    let site = &police.site;
    let replaced = published.replaced_days(&police.clock());
    let before = published.before(police.settings.small_cell_threshold, &replaced);
    let figures = published_figures(tally, &before);
    let shown = shown_digest(police.node.columns(), &figures, &replaced)?;
    let note = statistics::press_note(site.texts(), lang, site.simulation(), &figures, &before, in_question);
    Ok(ShownNote { note, shown })
}

/// `POST /api/operations/{id}/publish-note`.
pub(crate) async fn publish_note(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(operation_id): Path<Id<Operation>>,
    once: Once<NewPublication>,
) -> Result<Response, Failure> {
    let action = once.body.action(&police, operation_id);
    Ok(created(NotePublished { note_id: act_once(&police, &actor, &once, &action).await? }))
}

/// That a note was published, which, and where.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewPublication {
    pub(crate) published_in: String,
    /// `shown` of the press note that was published.
    pub(crate) shown: String,
}

impl NewPublication {
    /// The action on an operation.
    pub(crate) fn action(&self, police: &Police, operation_id: Id<Operation>) -> PublishNote {
        PublishNote {
            operation_id,
            published_in: self.published_in.clone(),
            threshold: police.settings.small_cell_threshold,
            shown: self.shown.clone(),
            clock: police.clock(),
        }
    }
}

/// A published note.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotePublished {
    #[schema(value_type = String)]
    note_id: Id<PublishedNote>,
}

/// `POST /api/operations/{id}/withdraw-note`.
pub(crate) async fn withdraw_note(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(operation_id): Path<Id<Operation>>,
    once: Once<NoteToWithdraw>,
) -> Result<Response, Failure> {
    let action = once.body.action(operation_id);
    Ok(created(NotePublished { note_id: act_once(&police, &actor, &once, &action).await? }))
}

/// Which note was withdrawn, where that was said, and why. The form of the page has the same fields.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NoteToWithdraw {
    note_id: String,
    withdrawn_in: String,
    /// Why; it is not published.
    reason: String,
}

model::unprintable!(NoteToWithdraw);

impl NoteToWithdraw {
    /// The action on an operation.
    pub(crate) fn action(&self, operation_id: Id<Operation>) -> WithdrawNote {
        let Self { note_id, withdrawn_in, reason } = self;
        WithdrawNote {
            operation_id,
            note_id: note_id.clone(),
            withdrawn_in: withdrawn_in.clone(),
            reason: reason.clone(),
        }
    }
}
