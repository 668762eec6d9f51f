//! Reports, subjects, persons and operations in the formats of tools.

use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::{Operation, Person, Report, Subject};
use serde::Deserialize;
use service::{Actor, Authenticated, Failure};

use super::unit_of;
use crate::Police;
use crate::db::exports::{self, ExportedAct, Extent};
use crate::db::{Reader, reports, subjects};
use crate::exports::ExportFormat;
use crate::permissions::Permission;
use crate::views;

/// Which format; VICS 2.0 without it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    format: Option<String>,
}

/// `GET /api/reports/{id}/export[?format=]`.
pub(crate) async fn report(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Report>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    answer(&police, &load_report(&police, &actor, id).await?, &id.to_string(), &asked)
}

/// `GET /api/subjects/{id}/export[?format=]`.
pub(crate) async fn subject(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Subject>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    answer(&police, &load_subject(&police, &actor, id).await?, &id.to_string(), &asked)
}

/// `GET /api/persons/{id}/export[?format=]`.
pub(crate) async fn person(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Person>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    answer(&police, &load_person(&police, &actor, id).await?, &id.to_string(), &asked)
}

/// `GET /api/operations/{id}/export[?format=]`.
pub(crate) async fn operation(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    answer(&police, &load_operation(&police, &actor, id).await?, &id.to_string(), &asked)
}

/// The acts of a report that the actor may read.
pub(crate) async fn load_report(
    police: &Police,
    actor: &Actor,
    id: Id<Report>,
) -> Result<Vec<ExportedAct>, Failure> {
    let reader = Reader::of(actor);
    let mut tx = police.reading("export-report").await?;
    reports::find_report(&mut tx, &reader, id).await?.ok_or_else(|| Failure::absent("report"))?;
    Ok(exports::list_acts(&mut tx, &reader, Extent::Report, &id.to_string()).await?)
}

/// The acts of a subject that the actor may read.
pub(crate) async fn load_subject(
    police: &Police,
    actor: &Actor,
    id: Id<Subject>,
) -> Result<Vec<ExportedAct>, Failure> {
    let reader = Reader::of(actor);
    let mut tx = police.reading("export-subject").await?;
    if !subjects::exists(&mut tx, &reader, id).await? {
        return Err(Failure::absent("subject"));
    }
    Ok(exports::list_acts(&mut tx, &reader, Extent::Subject, &id.to_string()).await?)
}

/// The acts attributed to a person whom the actor may read.
pub(crate) async fn load_person(
    police: &Police,
    actor: &Actor,
    id: Id<Person>,
) -> Result<Vec<ExportedAct>, Failure> {
    let (reader, unit) = (Reader::of(actor), unit_of(actor, Permission::ReadPersons)?);
    let mut tx = police.reading("export-person").await?;
    views::load_person(&mut tx, &reader, police.node.columns(), id, unit.as_deref()).await?;
    Ok(exports::list_acts(&mut tx, &reader, Extent::Person, &id.to_string()).await?)
}

/// The acts of the subjects of an operation that the actor may read.
pub(crate) async fn load_operation(
    police: &Police,
    actor: &Actor,
    id: Id<Operation>,
) -> Result<Vec<ExportedAct>, Failure> {
    let reader = Reader::of(actor);
    let mut tx = police.reading("export-operation").await?;
    views::load_operation(&mut tx, &reader, police.node.columns(), id).await?;
    Ok(exports::list_acts(&mut tx, &reader, Extent::Operation, &id.to_string()).await?)
}

fn answer(police: &Police, acts: &[ExportedAct], id: &str, asked: &Asked) -> Result<Response, Failure> {
    let code = asked.format.as_deref().unwrap_or(ExportFormat::Vics2.code());
    let format = ExportFormat::find(code)
        .ok_or_else(|| Failure::refused("format", "give `vics-2.0`, `vics-1.3`, `icse` or `case`"))?;
    let authority = police.settings.agency.as_deref().unwrap_or("police");
    let document = format.write(acts, id, authority)?;
    let name = format!("attachment; filename=\"{}\"", document.file_name);
    let headers = [(CONTENT_TYPE, document.media_type.to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, document.bytes).into_response())
}
