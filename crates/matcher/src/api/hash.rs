//! `/h/hash`: a file becomes hashes.

use axum::Json;
use axum::extract::{Query, Request, State};
use serde_json::Value;

use crate::hashing::{Asked, Hashed};
use crate::refusal::Refusal;
use crate::signal::as_json;
use crate::state::Shared;

/// `GET /h/hash?url=`.
pub(crate) async fn by_address(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let address = asked.get("url").ok_or_else(|| Refusal::bad("url is required"))?;
    Ok(answer(&shared.hash_address(address, &asked).await?))
}

/// `POST /h/hash`, a form with one file.
pub(crate) async fn by_file(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Json<Value>, Refusal> {
    Ok(answer(&shared.hash_form(request, &asked).await?.hashed))
}

/// A hash that says too little is an empty text, as with HMA.
fn answer(hashed: &Hashed) -> Json<Value> {
    let mut answer = as_json(&hashed.signals);
    if let Some((signal_type, _)) = &hashed.unfit {
        answer[signal_type.as_str()] = Value::String(String::new());
    }
    Json(answer)
}
