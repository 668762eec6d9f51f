//! What uploads are compared with, and on what basis.

use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{As, Platform};

impl Platform {
    /// States on what legal basis a surface is compared with lists.
    pub(crate) async fn state_basis(&self, surface: &str, channel: &str, from: &str, until: Option<&str>) {
        let basis = json!({
            "channel": channel, "basis": "a law of the tests", "from": from, "until": until, "reason": "for the tests"
        });
        self.put(As::Administrator, &format!("/api/surfaces/{surface}"), &basis, StatusCode::OK).await;
    }

    /// Puts `file` on the list `known`, exactly.
    pub(crate) async fn list(&self, file: &[u8]) {
        let entry = json!({"sha256": hex::encode(Sha256::digest(file)), "classification": "generated"});
        self.import("known", &vouched(json!([entry]))).await;
    }

    /// Imports a version of a list: what became of it.
    pub(crate) async fn import(&self, name: &str, list: &Value) -> Value {
        self.put(As::Administrator, &format!("/api/hash-lists/{name}"), list, StatusCode::OK).await
    }
}

/// A list of these entries for which somebody vouches, under a class: its hits are reviewed.
pub(crate) fn vouched(entries: Value) -> Value {
    json!({
        "source": "a hotline of the tests", "members": ["a hotline of the tests"], "classification": "generated",
        "entries": entries
    })
}
