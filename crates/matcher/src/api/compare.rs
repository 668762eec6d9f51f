//! `/m/compare`: two hashes of one type.

use axum::Json;
use axum::body::Bytes;
use serde_json::{Map, Value};

use super::object;
use crate::refusal::Refusal;
use crate::signal::SignalType;

/// `POST /m/compare`.
pub(crate) async fn compare(body: Bytes) -> Result<Json<Value>, Refusal> {
    let mut results = Map::new();
    for (name, pair) in object(&body)? {
        let signal_type =
            SignalType::find(&name).ok_or_else(|| Refusal::bad(format!("No such SignalType '{name}'")))?;
        let Value::Array(pair) = pair else {
            return Err(Refusal::bad(format!("Comparison hashes for {name} was not a list")));
        };
        let [Value::String(left), Value::String(right)] = pair.as_slice() else {
            return Err(Refusal::bad("Comparison hash list length must be exactly 2"));
        };
        results.insert(name, signal_type.compare(left, right)?);
    }
    Ok(Json(Value::Object(results)))
}
