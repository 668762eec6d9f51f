//! `/c/exchanges`: there are none here. A matcher fetches no lists from elsewhere; it reads them from files that somebody put there.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::refusal::Refusal;

/// `GET /c/exchanges`, `GET /c/exchanges/apis`.
pub(crate) async fn none() -> Json<[&'static str; 0]> {
    Json([])
}

/// `POST /c/exchanges`.
pub(crate) async fn refuse() -> Refusal {
    let message = "this matcher fetches no lists from elsewhere: download the list, and name its file under `[[matcher.list]]`; it is read again whenever it changes";
    Refusal::new(StatusCode::NOT_IMPLEMENTED, message)
}

/// `/c/exchanges/api/NAME`.
pub(crate) async fn no_api(Path(name): Path<String>) -> Refusal {
    Refusal::bad(format!("no such Exchange API '{name}'"))
}

/// `/c/exchange/NAME`.
pub(crate) async fn absent(Path(name): Path<String>) -> Refusal {
    Refusal::absent(format!("Exchange '{name}' not found"))
}

/// `DELETE /c/exchange/NAME`: what is not there is deleted already.
pub(crate) async fn delete(Path(_name): Path<String>) -> Json<Value> {
    Json(json!({ "message": "Exchange deleted" }))
}
