//! Alarms in the access matrix, the same in every role.

use std::net::SocketAddr;

use reqwest::{Client, RequestBuilder};
use serde_json::json;

use super::access::{Caller, Objects, Sample};

impl Objects {
    /// An alarm on `about` (`KIND/ID`) that one person raised and, where another is named, that other took.
    pub async fn with_alarm(
        self,
        addr: SocketAddr,
        raiser: &Caller,
        about: &str,
        taker: Option<&Caller>,
    ) -> Self {
        let alarm_id = raise_alarm(addr, raiser, about).await;
        if let Some(taker) = taker {
            let taken = post(addr, taker, &format!("/alarms/{alarm_id}/acknowledge")).send().await;
            let taken = taken.expect("an answer");
            assert!(taken.status().is_success(), "{}", taken.status());
        }
        self.with("alarms", alarm_id)
    }
}

/// Raises an alarm by the form of the card, and gives its identifier.
pub async fn raise_alarm(addr: SocketAddr, raiser: &Caller, about: &str) -> String {
    let fields = [("object", about), ("words", "A call came in"), ("called_name", ""), ("called_at", "")];
    let answer = post(addr, raiser, "/danger").form(&fields).send().await.expect("an answer");
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let body = answer.text().await.expect("a body");
    assert!(status.is_success(), "{status} {body}");
    let alarm_id = path.strip_prefix("/alarms/").unwrap_or_else(|| panic!("{path} is not an alarm's page"));
    alarm_id.to_owned()
}

/// What is sent to the routes of alarms: nothing that changes one, once it is taken or its raiser asks.
pub fn alarm_samples() -> Vec<(&'static str, Sample)> {
    vec![
        ("POST /alarms/{id}/acknowledge", Sample::Fields(json!({}))),
        ("POST /alarms/{id}/close", Sample::Fields(json!({ "reason": "" }))),
        ("POST /alarms/{id}/reopen", Sample::Fields(json!({}))),
    ]
}

fn post(addr: SocketAddr, caller: &Caller, path: &str) -> RequestBuilder {
    let request = Client::new().post(format!("http://{addr}{path}"));
    request.basic_auth(caller.actor.name(), Some(&caller.secret)).header("accept", "text/html")
}
