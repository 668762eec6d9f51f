//! `/c/signal_type`, `/c/content_type`: which types there are.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::{limited, object, ratio};
use crate::actions::SetSignalType;
use crate::hashing::Asked;
use crate::keys::Caller;
use crate::refusal::Refusal;
use crate::signal::{ContentType, SignalType};
use crate::state::Shared;

/// `GET /c/signal_type`.
pub(crate) async fn signal_types(State(shared): State<Shared>) -> Json<Vec<Value>> {
    let shelf = shared.shelves.get();
    let of_type = |signal_type: SignalType| json!({ "name": signal_type.as_str(), "enabled_ratio": shelf.ratio(signal_type) });
    Json(SignalType::ALL.into_iter().map(of_type).collect())
}

/// `GET /c/signal_type/index`: what was added is found at once, so the index is never out of date.
pub(crate) async fn index(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let shelf = shared.shelves.get();
    let of_type = |signal_type: SignalType| {
        let (size, newest_s) = shelf.size(signal_type);
        let newest_s = newest_s.unwrap_or(-1);
        let status = json!({
            "db_size": size,
            "index_size": size,
            "index_out_of_date": false,
            "newest_db_item": newest_s,
            "index_built_to": newest_s,
        });
        (signal_type.as_str(), status)
    };
    Ok(Json(limited(&asked)?.into_iter().map(of_type).collect()))
}

/// `PUT /c/signal_type/NAME`.
pub(crate) async fn update(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let said = object(&body)?;
    let value = said.get("enabled_ratio").ok_or_else(|| Refusal::bad("enabled_ratio is required"))?;
    let enabled_ratio = ratio(value)?;
    let signal_type = SignalType::find(&name);
    let signal_type = signal_type.ok_or_else(|| Refusal::absent(format!("Unknown signal type {name}")))?;
    let _desk = shared.desk.lock().await;
    shared.act(&caller, &SetSignalType { signal_type, enabled_ratio }).await?;
    shared.shelves.change(|shelf| shelf.set_ratio(signal_type, enabled_ratio));
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /c/content_type`.
pub(crate) async fn content_types() -> Json<Value> {
    Json(ContentType::ALL.iter().map(|known| json!({ "name": known.as_str(), "enabled": true })).collect())
}
