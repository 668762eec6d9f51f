//! The JSON API: reads a request, asks an action or a view, answers.

pub(crate) mod assignments;
pub(crate) mod claims;
pub(crate) mod closures;
pub(crate) mod detention;
pub(crate) mod disclosures;
pub(crate) mod exports;
pub(crate) mod exposure;
pub(crate) mod identified;
pub(crate) mod imports;
pub(crate) mod limitation;
pub(crate) mod links;
pub(crate) mod losses;
pub(crate) mod names;
pub(crate) mod no_offence;
pub(crate) mod notices;
pub(crate) mod operations;
pub(crate) mod paths;
pub(crate) mod person_roles;
pub(crate) mod persons;
pub(crate) mod preservation;
pub(crate) mod prosecutor_files;
pub(crate) mod recipients;
pub(crate) mod referrals;
pub(crate) mod report_imports;
pub(crate) mod reports;
pub(crate) mod reveals;
pub(crate) mod seized_lists;
pub(crate) mod stranded;
pub(crate) mod subjects;
pub(crate) mod withdrawals;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::{Approvable, request_approval};
use service::{Action, Actor, Failure, Json, Once, Permission as _, Scope, Tx};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, RefOr, Schema};

use crate::Police;
use crate::permissions::Permission;

/// The answer of a route that lists or shows.
pub(crate) type Shown<T> = Result<Json<T>, Failure>;

/// Runs an action once per idempotency key.
pub(crate) async fn act_once<A, B>(
    police: &Police,
    actor: &Actor,
    once: &Once<B>,
    action: &A,
) -> Result<A::Output, Failure>
where
    A: Action<Permission = Permission>,
{
    let key = once.key.as_ref();
    Ok(police.node.act_once(actor, key, once.request_sha256, action).await?.output)
}

/// Asks for a second person's approval of an action, once per idempotency key: 202, nothing is done yet.
pub(crate) async fn ask<A, B>(
    police: &Police,
    actor: &Actor,
    once: &Once<B>,
    action: &A,
) -> Result<Response, Failure>
where
    A: Approvable<Permission = Permission>,
{
    let asked = request_approval(&police.node, actor, once.key.as_ref(), once.request_sha256, action).await?;
    Ok((StatusCode::ACCEPTED, Json(asked)).into_response())
}

/// 201 with a body.
pub(crate) fn created<T: Serialize>(body: T) -> Response {
    (StatusCode::CREATED, Json(body)).into_response()
}

/// A [`crate::actions::Choice`] as the OpenAPI document has it: `"all"` or a list of ids.
fn all_or_ids() -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let all = text().enum_values(Some(["all"])).build();
    let ids = ArrayBuilder::new().items(text()).build();
    OneOfBuilder::new().item(all).item(RefOr::T(Schema::Array(ids))).into()
}

/// The unit to which a permission is confined for this actor; `None` when it reaches everything.
pub(crate) fn unit_of(actor: &Actor, permission: Permission) -> Result<Option<String>, Failure> {
    match permission.allows(actor) {
        Scope::All => Ok(None),
        Scope::OwnUnit => actor.unit().map(|unit| Some(unit.to_owned())).ok_or_else(Failure::denied),
        Scope::None => Err(Failure::denied()),
    }
}

/// Most rows that one answer lists: as many as a page gives as a file.
const MOST_LISTED: i64 = 10_000;

/// Which part of a list: `?limit=&offset=`; without them the first 10,000.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    limit: Option<i64>,
    offset: Option<i64>,
}

impl Part {
    /// What a list by parts reads of its query.
    pub(crate) const ASKED: &'static [&'static str] = &["limit", "offset"];

    /// How many rows, and how many before them are left out.
    pub(crate) fn rows(self) -> (i64, i64) {
        (self.limit.unwrap_or(MOST_LISTED).clamp(1, MOST_LISTED), self.offset.unwrap_or(0).max(0))
    }
}

impl Police {
    /// A named transaction for reading.
    pub(crate) async fn reading(&self, name: &'static str) -> Result<Tx, Failure> {
        Ok(self.node.db().begin_read(name).await?)
    }
}
