//! `/c/banks`, `/c/bank/NAME`: banks are listed, made, changed and deleted. A list from a file is shown as a bank that only its file changes.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use super::{is_true, object, ratio};
use crate::actions::{CreateBank, DeleteBank, UpdateBank};
use crate::config::is_bank_name;
use crate::keys::Caller;
use crate::refusal::Refusal;
use crate::shelf::Shelf;
use crate::shelf::bank::Bank;
use crate::state::Shared;

/// `GET /c/banks`.
pub(crate) async fn list(State(shared): State<Shared>) -> Json<Vec<Value>> {
    let shelf = shared.shelves.get();
    let banks = shelf.banks().map(|bank| as_json(&bank.name, bank.enabled_ratio));
    let lists = shelf.lists().iter().filter(|list| !list.index.is_shadow());
    Json(banks.chain(lists.map(|list| as_json(&list.name, 1.0))).collect())
}

/// `GET /c/bank/NAME`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let shelf = shared.shelves.get();
    let ratio = match (shelf.bank(&name), shelf.list(&name)) {
        (Some(bank), _) => bank.enabled_ratio,
        (None, Some(list)) if !list.index.is_shadow() => 1.0,
        _ => return Err(absent(&name)),
    };
    Ok(Json(as_json(&name, ratio)))
}

/// `POST /c/banks`.
pub(crate) async fn create(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let said = object(&body)?;
    let name = text(&said, "name")?.ok_or_else(|| Refusal::bad("name is required"))?;
    refuse_name(&name)?;
    let enabled_ratio = said_ratio(&said)?.unwrap_or(1.0);
    let _desk = shared.desk.lock().await;
    refuse_lists_name(&shared.shelves.get(), &name)?;
    let made = shared.act(&caller, &CreateBank { name, enabled_ratio }).await?;
    let answer = as_json(&made.name, made.enabled_ratio);
    let bank = Bank::new(made.bank_id, made.name, made.enabled_ratio);
    shared.shelves.change(|shelf| shelf.put_bank(bank));
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `PUT /c/bank/NAME`.
pub(crate) async fn update(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let said = object(&body)?;
    let new_name = text(&said, "name")?;
    new_name.as_deref().map_or(Ok(()), refuse_name)?;
    let enabled_ratio = said_ratio(&said)?;
    let _desk = shared.desk.lock().await;
    find(&shared.shelves.get(), &name)?;
    if let Some(new_name) = &new_name {
        refuse_lists_name(&shared.shelves.get(), new_name)?;
    }
    let changed = shared.act(&caller, &UpdateBank { name: &name, new_name, enabled_ratio }).await?;
    shared.shelves.change(|shelf| {
        shelf.change_bank(changed.bank_id, |bank| {
            bank.name.clone_from(&changed.name);
            bank.enabled_ratio = changed.enabled_ratio;
        })
    });
    Ok(Json(as_json(&changed.name, changed.enabled_ratio)))
}

/// `DELETE /c/bank/NAME`: a bank that is not there is deleted already.
pub(crate) async fn delete(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let _desk = shared.desk.lock().await;
    let shelf = shared.shelves.get();
    if shelf.list(&name).is_some() {
        return Err(of_a_file(&name));
    }
    if shelf.bank(&name).is_some() {
        let bank_id = shared.act(&caller, &DeleteBank { name: &name }).await?;
        shared.shelves.change(|shelf| shelf.remove_bank(bank_id));
    }
    Ok(Json(json!({ "message": "Done" })))
}

/// The number of the bank of this name.
///
/// # Errors
/// 404: there is none; 403: it is a list from a file.
pub(super) fn find(shelf: &Shelf, name: &str) -> Result<i64, Refusal> {
    if shelf.list(name).is_some() {
        return Err(of_a_file(name));
    }
    shelf.bank(name).map(|bank| bank.id).ok_or_else(|| absent(name))
}

/// A bank as HMA writes it.
pub(super) fn as_json(name: &str, enabled_ratio: f64) -> Value {
    json!({ "name": name, "matching_enabled_ratio": enabled_ratio })
}

fn absent(name: &str) -> Refusal {
    Refusal::absent(format!("bank '{name}' not found"))
}

fn of_a_file(name: &str) -> Refusal {
    Refusal::forbidden(format!("'{name}' is a list from a file: change its file, and it is read again"))
}

fn refuse_name(name: &str) -> Result<(), Refusal> {
    if is_bank_name(name) {
        return Ok(());
    }
    Err(Refusal::bad(
        "Bank names must be UPPER_WITH_UNDER: capital letters, digits and `_`, not beginning with a digit",
    ))
}

fn refuse_lists_name(shelf: &Shelf, name: &str) -> Result<(), Refusal> {
    match shelf.list(name) {
        Some(_) => Err(Refusal::forbidden("Bank already exists").with("a list from a file is called so")),
        None => Ok(()),
    }
}

fn text(said: &Map<String, Value>, name: &str) -> Result<Option<String>, Refusal> {
    match said.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Refusal::bad(format!("{name} should be a string"))),
    }
}

/// The ratio, or `enabled`, which is all or nothing.
fn said_ratio(said: &Map<String, Value>) -> Result<Option<f64>, Refusal> {
    let whole = |is_enabled: bool| Some(if is_enabled { 1.0 } else { 0.0 });
    match (said.get("enabled_ratio"), said.get("enabled")) {
        (Some(value), _) if !value.is_null() => ratio(value).map(Some),
        (_, Some(Value::Bool(is_enabled))) => Ok(whole(*is_enabled)),
        (_, Some(Value::String(text))) => Ok(whole(is_true(text))),
        (_, None | Some(Value::Null)) => Ok(None),
        _ => Err(Refusal::bad("invalid boolean parameter - prefer true/false")),
    }
}
