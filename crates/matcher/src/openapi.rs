//! `GET /openapi.json`: the routes as a document, read from their table.

use axum::Json;
use serde_json::{Map, Value, json};

use crate::routes::{May, Row, rows};

/// `GET /openapi.json`.
pub(crate) async fn document() -> Json<Value> {
    Json(describe(&rows(0)))
}

fn describe(rows: &[Row]) -> Value {
    let mut paths = Map::new();
    for row in rows {
        let path = paths.entry(row.path).or_insert_with(|| json!({}));
        path[row.method.to_ascii_lowercase()] = operation(row);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Amparo: matcher", "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "key": { "type": "apiKey", "in": "header", "name": "x-api-key" },
            },
            "schemas": {
                "Refusal": {
                    "type": "object",
                    "required": ["message"],
                    "properties": { "message": { "type": "string" }, "details": { "type": "string" } },
                },
            },
        },
    })
}

fn operation(row: &Row) -> Value {
    let in_path = names(row.path).map(|name| parameter(name, "path", true));
    let in_query = row.asks.iter().map(|name| parameter(name, "query", false));
    let done = if (row.method, row.path) == ("PUT", "/c/signal_type/{name}") {
        ("204", json!({ "description": row.summary }))
    } else {
        let status = if (row.method, row.path) == ("POST", "/c/banks") { "201" } else { "200" };
        (status, json!({ "description": row.summary, "content": { (row.gives): {} } }))
    };
    let refusal = json!({
        "description": "Refused or broken",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Refusal" } } },
    });
    let mut operation = json!({
        "summary": row.summary,
        "parameters": in_path.chain(in_query).collect::<Vec<_>>(),
        "responses": { (done.0): done.1, "default": refusal },
    });
    if let Some(media_type) = row.takes {
        operation["requestBody"] = json!({ "content": { (media_type): {} } });
    }
    if row.may != May::Anybody {
        operation["security"] = json!([{ "bearer": [] }, { "key": [] }]);
    }
    operation
}

fn parameter(name: &str, place: &str, required: bool) -> Value {
    json!({ "name": name, "in": place, "required": required, "schema": { "type": "string" } })
}

/// The names between braces.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_with_its_parameters() {
        let (rows, document) = (rows(0), describe(&rows(0)));
        let described: usize =
            document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
        assert_eq!(described, rows.len());
        let get = &document["paths"]["/c/bank/{name}/content/{id}"]["get"];
        let named: Vec<&str> =
            get["parameters"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(named, ["name", "id", "include_signals"]);
        assert!(
            document["paths"]["/status"]["get"].get("security").is_none() && get.get("security").is_some()
        );
    }
}
