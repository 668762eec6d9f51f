//! Reports, subjects, persons and operations in the formats of tools: who gets a file is recorded first.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::{Operation, Person, Report, Subject};
use serde::Deserialize;
use service::{Actor, Authenticated, Failure, Once, Permission as _, Scope};
use utoipa::ToSchema;

use super::{act_once, unit_of};
use crate::Police;
use crate::actions::ExportActs;
use crate::db::Reader;
use crate::db::exports::Exported;
use crate::exports::{ExportFormat, Leaving};
use crate::permissions::Permission;
use crate::views;

/// In which format, and for whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExport {
    /// `vics-2.0`, `vics-1.3`, `icse`, `case` or `law-enforcement`; the last of anything but one report as a zip, with a file for each.
    format: String,
    /// For whom or what, as it is to be told once a person is cleared; never a person.
    recipient: String,
}

model::unprintable!(NewExport);

/// `POST /api/reports/{id}/export`.
pub(crate) async fn report(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Report>>,
    once: Once<NewExport>,
) -> Result<Response, Failure> {
    export(&police, &actor, Exported::Report(id), &once).await
}

/// `POST /api/subjects/{id}/export`.
pub(crate) async fn subject(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Subject>>,
    once: Once<NewExport>,
) -> Result<Response, Failure> {
    export(&police, &actor, Exported::Subject(id), &once).await
}

/// `POST /api/persons/{id}/export`.
pub(crate) async fn person(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Person>>,
    once: Once<NewExport>,
) -> Result<Response, Failure> {
    export(&police, &actor, Exported::Person(id), &once).await
}

/// `POST /api/operations/{id}/export`.
pub(crate) async fn operation(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
    once: Once<NewExport>,
) -> Result<Response, Failure> {
    export(&police, &actor, Exported::Operation(id), &once).await
}

async fn export(
    police: &Police,
    actor: &Actor,
    what: Exported,
    once: &Once<NewExport>,
) -> Result<Response, Failure> {
    let NewExport { format, recipient } = &once.body;
    let action = ExportActs { what, format: format.clone(), recipient: recipient.clone() };
    act_once(police, actor, once, &action).await?;
    write(police, actor, what, format).await
}

/// What leaves, as far as the actor may read it, for a list: without accounts and addresses.
pub(crate) async fn load(police: &Police, actor: &Actor, what: Exported) -> Result<Leaving, Failure> {
    let (reader, unit) = (Reader::of(actor), unit_for(actor, what)?);
    let mut tx = police.reading("list-exported").await?;
    views::load_leaving(&mut tx, &reader, police.node.columns(), (unit.as_deref(), false), what).await
}

/// The file; only where its export is on record. Accounts and addresses are named to whoever reads subjects, and so to no provincial unit.
pub(crate) async fn write(
    police: &Police,
    actor: &Actor,
    what: Exported,
    format: &str,
) -> Result<Response, Failure> {
    let format = ExportFormat::read(format)?;
    let with_accounts = format.names_accounts() && Permission::ReadSubjects.allows(actor) == Scope::All;
    let (reader, unit) = (Reader::of(actor), unit_for(actor, what)?);
    let mut tx = police.reading("export-acts").await?;
    let keys = police.node.columns();
    let leaving = views::load_leaving(&mut tx, &reader, keys, (unit.as_deref(), with_accounts), what).await?;
    drop(tx);
    let authority = police.settings.agency.as_deref().unwrap_or("police");
    let document = format.write(&leaving, what, authority)?;
    let name = format!("attachment; filename=\"{}\"", document.file_name);
    let headers = [(CONTENT_TYPE, document.media_type.to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, document.bytes).into_response())
}

/// The unit to which the actor is confined here: only persons are of units.
fn unit_for(actor: &Actor, what: Exported) -> Result<Option<String>, Failure> {
    match what {
        Exported::Person(_) => unit_of(actor, Permission::ReadPersons),
        Exported::Report(_) | Exported::Subject(_) | Exported::Operation(_) => Ok(None),
    }
}
