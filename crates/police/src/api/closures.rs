//! Closing operations to named readers, and asking to become one. Each has a form with the same fields.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use model::Id;
use model::kind::{Link, Operation};
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once, Permission as _, Scope};
use utoipa::ToSchema;

use super::withdrawals::{Reason, Withdrawn};
use super::{Shown, act_once};
use crate::Police;
use crate::actions::{AskAccess, Border, Change, ChangeReaders, CloseOperation, ReopenOperation};
use crate::permissions::Permission;

/// To whom an operation is closed, and why.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewClosure {
    /// Sign-in names, with spaces or commas between them; the leader is one without being named.
    #[serde(default)]
    readers: String,
    reason: String,
}

model::unprintable!(NewClosure);

/// Who may read a closed operation, or no longer, and why.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReaderChange {
    /// Sign-in name.
    reader: String,
    reason: String,
}

model::unprintable!(ReaderChange);

/// An operation that was closed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OperationClosed {
    closure_id: String,
}

impl NewClosure {
    /// The action on an operation.
    pub(crate) async fn action(
        &self,
        police: &Police,
        operation_id: Id<Operation>,
    ) -> Result<CloseOperation, Failure> {
        let named = self.readers.split([' ', ',', ';', '\n', '\r', '\t']).filter(|name| !name.is_empty());
        let mut readers = BTreeSet::new();
        for name in named {
            readers.insert(require_reader(police, "readers", name).await?);
        }
        Ok(CloseOperation { operation_id, readers, reason: self.reason.clone() })
    }
}

impl ReaderChange {
    /// The action on an operation.
    pub(crate) async fn action(
        &self,
        police: &Police,
        operation_id: Id<Operation>,
        change: Change,
    ) -> Result<ChangeReaders, Failure> {
        let typed = self.reader.trim();
        let reader = match change {
            Change::Add => require_reader(police, "reader", typed).await?,
            Change::Remove | Change::Refuse => typed.to_owned(),
        };
        Ok(ChangeReaders { operation_id, change, reader, reason: self.reason.clone() })
    }
}

/// The sign-in name of whom `typed` finds. Only who could read an open operation can be named for a closed one.
async fn require_reader(police: &Police, field: &str, typed: &str) -> Result<String, Failure> {
    let found = police.site.find_staff(typed).await?;
    match found.filter(|actor: &Actor| Permission::ReadOperations.allows(actor) != Scope::None) {
        Some(actor) => Ok(actor.name().to_owned()),
        None => Err(Failure::refused(field, format!("`{typed}` is no one who may read operations"))),
    }
}

/// `POST /api/operations/{id}/close`.
pub(crate) async fn close(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
    once: Once<NewClosure>,
) -> Shown<OperationClosed> {
    let action = once.body.action(&police, id).await?;
    let closure_id = act_once(&police, &actor, &once, &action).await?.to_string();
    Ok(Json(OperationClosed { closure_id }))
}

/// `POST /api/operations/{id}/reopen`.
pub(crate) async fn reopen(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(operation_id): Path<Id<Operation>>,
    once: Once<Reason>,
) -> Shown<Withdrawn> {
    let action = ReopenOperation { operation_id, reason: once.body.reason.clone() };
    Ok(Json(Withdrawn { id: act_once(&police, &actor, &once, &action).await?.to_string() }))
}

/// `POST /api/operations/{id}/readers`.
pub(crate) async fn add_reader(
    state: State<Police>,
    actor: Authenticated,
    id: Path<Id<Operation>>,
    once: Once<ReaderChange>,
) -> Shown<Withdrawn> {
    change(state, actor, id, once, Change::Add).await
}

/// `POST /api/operations/{id}/readers/remove`.
pub(crate) async fn remove_reader(
    state: State<Police>,
    actor: Authenticated,
    id: Path<Id<Operation>>,
    once: Once<ReaderChange>,
) -> Shown<Withdrawn> {
    change(state, actor, id, once, Change::Remove).await
}

/// `POST /api/operations/{id}/readers/refuse`: to somebody who asked.
pub(crate) async fn refuse_reader(
    state: State<Police>,
    actor: Authenticated,
    id: Path<Id<Operation>>,
    once: Once<ReaderChange>,
) -> Shown<Withdrawn> {
    change(state, actor, id, once, Change::Refuse).await
}

async fn change(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
    once: Once<ReaderChange>,
    change: Change,
) -> Shown<Withdrawn> {
    let action = once.body.action(&police, id, change).await?;
    Ok(Json(Withdrawn { id: act_once(&police, &actor, &once, &action).await?.to_string() }))
}

/// `POST /api/operations/{id}/ask-access`.
pub(crate) async fn ask_about_operation(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
    once: Once<Reason>,
) -> Shown<Withdrawn> {
    let action = AskAccess { border: Border::Operation(id), reason: once.body.reason.clone() };
    Ok(Json(Withdrawn { id: act_once(&police, &actor, &once, &action).await? }))
}

/// `POST /api/links/{id}/ask-access`.
pub(crate) async fn ask_about_link(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Link>>,
    once: Once<Reason>,
) -> Shown<Withdrawn> {
    let action = AskAccess { border: Border::Link(id), reason: once.body.reason.clone() };
    Ok(Json(Withdrawn { id: act_once(&police, &actor, &once, &action).await? }))
}
