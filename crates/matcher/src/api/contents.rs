//! `/c/bank/NAME/content`, `/c/bank/NAME/signal`: what stands in a bank.

use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::{banks, flag, object};
use crate::actions::{AddContent, RemoveContent, UpdateContent, said_at};
use crate::db::contents;
use crate::hashing::Asked;
use crate::keys::Caller;
use crate::refusal::Refusal;
use crate::said::Said;
use crate::signal::{SignalType, Signals, as_json};
use crate::state::{Inner, Shared};

/// How long content may be disabled at most: five years, as with HMA.
const LONGEST_DISABLED_S: i64 = 5 * 365 * 24 * 60 * 60;
/// Largest JSON body beside an address, in bytes.
const BODY_LIMIT_BYTES: usize = 256 * 1024;

/// `POST /c/bank/NAME/content`: a file, or the address of one.
pub(crate) async fn add(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(bank): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Json<Value>, Refusal> {
    banks::find(&shared.shelves.get(), &bank)?;
    let (signals, said) = match asked.get("url").filter(|address| !address.is_empty()) {
        Some(address) => {
            let said = said_beside(request).await?;
            (shared.hash_address(address, &asked).await?.fit()?, said)
        }
        None if !is(&request, "multipart/form-data") => {
            return Err(Refusal::bad("Neither `url` nor multipart file upload was received"));
        }
        None => {
            let sent = shared.hash_form(request, &asked).await?;
            (sent.hashed.fit()?, sent.said)
        }
    };
    store(&shared, &caller, &bank, &signals, said).await
}

/// `POST /c/bank/NAME/signal`: hashes that somebody else made.
pub(crate) async fn add_signals(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(bank): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    banks::find(&shared.shelves.get(), &bank)?;
    let mut signals = Signals::new();
    for (name, value) in object(&body)? {
        let signal_type =
            SignalType::find(&name).ok_or_else(|| Refusal::bad(format!("No such signal type {name}")))?;
        let text = value.as_str().ok_or_else(|| Refusal::bad(format!("Invalid {name} signal: no text")))?;
        let signal = signal_type.read(text)?;
        if let Some(reason) = signal.why_unfit() {
            return Err(Refusal::bad(format!("Invalid {name} signal: {reason}")));
        }
        signals.insert(signal_type, signal);
    }
    store(&shared, &caller, &bank, &signals, Said::default()).await
}

/// `GET /c/bank/NAME/content/ID`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Path((bank, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let bank_id = banks::find(&shared.shelves.get(), &bank)?;
    let mut answer = describe(&shared, bank_id, &id).await?;
    if flag(&asked, "include_signals") {
        let mut tx = shared.node.db().begin_read("show-bank-signals").await?;
        answer["signals"] = as_json(&contents::signals_of(&mut tx, number(&id)?).await?);
    }
    Ok(Json(answer))
}

/// `PUT /c/bank/NAME/content/ID`: `disable_until_ts`, `note`.
pub(crate) async fn update(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((bank, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let (said, content_id) = (object(&body)?, number(&id)?);
    let disable_until_s = said.get("disable_until_ts").filter(|value| !value.is_null());
    let disable_until_s = disable_until_s.map(|value| disabled_until(&shared, value)).transpose()?;
    let note = Said::of_json(&json!({ "note": said.get("note") }))?.note;
    let _desk = shared.desk.lock().await;
    let bank_id = banks::find(&shared.shelves.get(), &bank)?;
    let action = UpdateContent { bank_id, content_id, disable_until_s, note };
    let disable_until_s = shared.act(&caller, &action).await?;
    shared
        .shelves
        .change(|shelf| shelf.change_bank(bank_id, |bank| bank.disable(content_id, disable_until_s)));
    Ok(Json(describe(&shared, bank_id, &id).await?))
}

/// `DELETE /c/bank/NAME/content/ID`: how much was deleted.
pub(crate) async fn remove(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((bank, id)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let content_id = number(&id)?;
    let _desk = shared.desk.lock().await;
    let bank_id = banks::find(&shared.shelves.get(), &bank)?;
    let mut tx = shared.node.db().begin_read("find-bank-content").await?;
    let found = contents::find(&mut tx, bank_id, content_id).await?;
    let signals = contents::signals_of(&mut tx, content_id).await?;
    drop(tx);
    if found.is_none() {
        return Ok(Json(json!({ "deleted": 0 })));
    }
    shared.act(&caller, &RemoveContent { bank_id, content_id }).await?;
    let is_due =
        shared.shelves.change(|shelf| shelf.change_bank(bank_id, |bank| bank.remove(content_id, &signals)));
    if is_due {
        shared.merge.notify_one();
    }
    Ok(Json(json!({ "deleted": 1 })))
}

/// Keeps content, and lets the next look-up find it.
async fn store(
    shared: &Inner,
    caller: &Caller,
    bank: &str,
    signals: &Signals,
    said: Said,
) -> Result<Json<Value>, Refusal> {
    if signals.is_empty() {
        return Err(Refusal::bad("No signals given"));
    }
    let _desk = shared.desk.lock().await;
    let (bank_id, content_id) = shared.act(caller, &AddContent { bank, signals, said }).await?;
    let at_s = shared.now_s();
    let is_due =
        shared.shelves.change(|shelf| shelf.change_bank(bank_id, |bank| bank.add(content_id, signals, at_s)));
    if is_due {
        shared.merge.notify_one();
    }
    Ok(Json(json!({ "id": content_id, "signals": as_json(signals) })))
}

/// Content as HMA writes it.
async fn describe(shared: &Inner, bank_id: i64, id: &str) -> Result<Value, Refusal> {
    let mut tx = shared.node.db().begin_read("show-bank-content").await?;
    let found = contents::find(&mut tx, bank_id, number(id)?).await?;
    drop(tx);
    let content = found.ok_or_else(|| absent(id))?;
    let row = content.content_id.to_string();
    let said = content.said.map(|said| said.open(shared.node.columns(), said_at(&row))).transpose();
    let said = said.map_err(service::Failure::broken)?.unwrap_or_default();
    let shelf = shared.shelves.get();
    let bank = shelf.bank_no(bank_id).ok_or_else(|| absent(id))?;
    Ok(json!({
        "id": content.content_id,
        "disable_until_ts": content.disable_until_s,
        "original_media_uri": null,
        "bank": banks::as_json(&bank.name, bank.enabled_ratio),
        "metadata": said.metadata(),
        "note": said.note,
    }))
}

fn absent(id: &str) -> Refusal {
    Refusal::absent(format!("content '{id}' not found"))
}

fn number(id: &str) -> Result<i64, Refusal> {
    id.parse().map_err(|_| absent(id))
}

fn disabled_until(shared: &Inner, value: &Value) -> Result<i64, Refusal> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    };
    match number {
        None => Err(Refusal::bad(format!("Invalid int: '{value}'"))),
        Some(until_s) if until_s < 0 => Err(Refusal::bad("disable_until_ts must be a non-negative integer")),
        Some(until_s) if until_s > shared.now_s() + LONGEST_DISABLED_S => {
            Err(Refusal::bad("disable_until_ts must be less than 5 years in the future"))
        }
        Some(until_s) => Ok(until_s),
    }
}

fn is(request: &Request, media_type: &str) -> bool {
    let said = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    said.and_then(|said| said.split(';').next())
        .is_some_and(|said| said.trim().eq_ignore_ascii_case(media_type))
}

/// What a JSON body says beside an address; another body is not read, as with HMA.
async fn said_beside(request: Request) -> Result<Said, Refusal> {
    if !is(&request, "application/json") {
        return Ok(Said::default());
    }
    let body = to_bytes(request.into_body(), BODY_LIMIT_BYTES).await;
    let body = body.map_err(|_| Refusal::too_large(BODY_LIMIT_BYTES))?;
    Said::of_json(&Value::Object(object(&body)?))
}
