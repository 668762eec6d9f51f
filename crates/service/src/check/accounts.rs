//! Accounts and API keys in the access matrix, the same in every role.

use std::net::SocketAddr;

use reqwest::{Client, Method};
use serde_json::json;

use super::access::{Caller, Objects, Sample};

/// Of the right form, and never there.
const NEVER: &str = "0190163d8694739b8e3b2c7d3a0f5e11";

impl Objects {
    /// Identifiers of accounts, sessions, passkeys and API keys that never existed.
    #[must_use]
    pub fn without_accounts(self) -> Self {
        self.with("accounts", format!("stf_{NEVER}"))
            .with("sessions", format!("ses_{NEVER}"))
            .with("passkeys", format!("psk_{NEVER}"))
            .with("api-keys", format!("key_{NEVER}"))
    }

    /// An account that waits to be set up and an API key, made by this administrator in a demonstration.
    pub async fn with_accounts(self, addr: SocketAddr, administrator: &Caller, machine_role: &str) -> Self {
        let made = async |path: &str, fields: &[(&str, &str)]| {
            send(addr, administrator, Method::POST, path, fields).await;
            let list = send(addr, administrator, Method::GET, path, &[]).await;
            let (_, rest) =
                list.split_once(&format!("\"{path}/")).unwrap_or_else(|| panic!("no link in {list}"));
            rest.split(['"', '/']).next().unwrap_or_default().to_owned()
        };
        let account = [("name", "nueva.persona"), ("role", "administrator"), ("unit", "")];
        let key = [("name", "otra"), ("role", machine_role), ("quota_per_minute", "600"), ("last_day", "")];
        let account_id = made("/accounts", &account).await;
        self.with("accounts", account_id).with("api-keys", made("/api-keys", &key).await)
    }
}

/// What is sent to the routes of accounts: the role that [`Objects::with_accounts`] has already.
pub fn account_samples() -> Vec<(&'static str, Sample)> {
    vec![
        ("POST /accounts/{id}/change", Sample::Fields(json!({ "role": "administrator", "unit": "" }))),
        ("POST /accounts/{id}/disable", Sample::Fields(json!({ "cause": "other", "all_the_same": "" }))),
        ("POST /accounts/{id}/reset", Sample::Fields(json!({ "cause": "other", "all_the_same": "" }))),
        ("POST /api-keys/{id}/hold", Sample::Fields(json!({ "cause": "other" }))),
        ("POST /api-keys/{id}/release", Sample::Fields(json!({ "cause": "other" }))),
        ("POST /api-keys/{id}/revoke", Sample::Fields(json!({ "cause": "other" }))),
    ]
}

async fn send(
    addr: SocketAddr,
    caller: &Caller,
    method: Method,
    path: &str,
    fields: &[(&str, &str)],
) -> String {
    let request = Client::new().request(method.clone(), format!("http://{addr}{path}"));
    let request = request.basic_auth(caller.actor.name(), Some(&caller.secret));
    let request = if method == Method::POST { request.form(fields) } else { request };
    let answer = request.send().await.expect("an answer");
    let (status, body) = (answer.status(), answer.text().await.expect("a body"));
    assert!(status.is_success(), "{method} {path}: {status} {body}");
    body
}
