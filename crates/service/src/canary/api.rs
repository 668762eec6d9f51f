//! Planted answers that do not keep to the OpenAPI document.

use std::num::NonZeroU32;

use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::Failure;

#[derive(Serialize, ToSchema)]
pub(super) struct Figure {
    count: u32,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub(super) struct Order {
    #[schema(minimum = 1)]
    count: i64,
}

/// Breaks on zero, and on whatever is no number.
pub(super) async fn number(Path(text): Path<String>) -> Result<Json<Figure>, Failure> {
    let number = text.parse::<NonZeroU32>().map_err(Failure::broken)?;
    Ok(Json(Figure { count: number.get() }))
}

/// Documented as a number.
pub(super) async fn figure() -> Json<Value> {
    Json(json!({ "count": "three" }))
}

/// Documented as JSON.
pub(super) async fn kind() -> impl IntoResponse {
    ([("content-type", "text/csv")], "count\n3\n")
}

/// Reads nothing of what it is told.
pub(super) async fn order(_body: Bytes) -> Json<Order> {
    Json(Order { count: 1 })
}

/// Keeps to its document but for the credentials that it does not ask for.
pub(super) async fn figures() -> Json<Figure> {
    Json(Figure { count: 3 })
}
