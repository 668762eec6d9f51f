//! Every change that a session can ask for, asked for as another web site would.

use std::collections::BTreeMap;

use reqwest::{Client, StatusCode};
use serde_json::Value;

use super::access::{AccessMatrix, Sample, client, sample, words};
use super::sign_in::{SignedIn, sign_in};
use crate::db::sealed::list_text_columns;
use crate::i18n::encode;
use crate::{Access, Node, Permission, Problem, Route};

/// What the background changes of itself: jobs, and what the sequencer makes of entries.
const IN_THE_BACKGROUND: [&str; 4] = ["job", "custody_tree", "custody_subtree", "custody_checkpoint"];
const TOKEN: &str = Problem::FORM_TOKEN_REQUIRED;
const ELSEWHERE: &str = Problem::FROM_ELSEWHERE;

/// A request of a signed-in browser, and how it is refused.
struct Forgery<'a> {
    name: &'static str,
    token: &'a str,
    headers: &'a [(&'static str, &'static str)],
    refusal: &'static str,
}

impl<P: Permission> AccessMatrix<'_, P> {
    /// Sends every change with the session of somebody who may make it: without the token of its forms, with another session's, from another
    /// origin, and from none. Gives how many requests were refused; panics with all that were not, with all that are refused when everything is
    /// as it should be, and when the database is not as it was before.
    pub async fn forge(&self, node: &Node) -> usize {
        let http = client();
        let staff: Vec<_> =
            self.callers.iter().map(|caller| &caller.actor).filter(|actor| actor.is_staff()).collect();
        let mut sessions = Vec::new();
        for actor in &staff {
            sessions.push([sign_in(node, actor).await, sign_in(node, actor).await]);
        }
        let changes = || {
            self.rows.iter().filter(|route| route.method != "GET" && !matches!(route.access, Access::Open))
        };
        let who =
            |route: &Route<P>| staff.iter().position(|actor| route.access.allows(actor)).unwrap_or_default();
        let before = state(node).await;
        let (mut refused, mut deviations) = (0, Vec::new());
        for route in changes() {
            let [own, other] = &sessions[who(route)];
            for forgery in forgeries(&own.form_token, &other.form_token) {
                match self.send_as(&http, route, own, &forgery).await {
                    (StatusCode::FORBIDDEN, body) if body.contains(forgery.refusal) => refused += 1,
                    (status, body) => {
                        deviations.push(format!("{}: {status} {body}", named(route, forgery.name)))
                    }
                }
            }
        }
        let after = state(node).await;
        let changed: Vec<_> =
            after.iter().filter(|(place, value)| before.get(*place) != Some(*value)).collect();
        assert!(changed.is_empty() && before.len() == after.len(), "forged requests changed {changed:?}");
        for route in changes() {
            // of its own, since some routes end sessions
            let session = sign_in(node, staff[who(route)]).await;
            let token = session.form_token.clone();
            let own = Forgery {
                name: "its own",
                token: &token,
                headers: &[("sec-fetch-site", "same-origin")],
                refusal: "",
            };
            let (_, body) = self.send_as(&http, route, &session, &own).await;
            if body.contains(TOKEN) || body.contains(ELSEWHERE) {
                deviations.push(format!("{}: {body}", named(route, own.name)));
            }
        }
        assert!(deviations.is_empty(), "{}", deviations.join("\n"));
        refused
    }

    async fn send_as(
        &self,
        http: &Client,
        route: &Route<P>,
        session: &SignedIn,
        forgery: &Forgery<'_>,
    ) -> (StatusCode, String) {
        let met = |text: &str| {
            self.relations.iter().find_map(|objects| objects.fill(text)).or_else(|| self.absent.fill(text))
        };
        let path = met(&words(route.path)).expect("an identifier for every word of a path");
        let url = format!("http://{}{path}", self.addr);
        let mut request = http.request(route.method.parse().expect("a method"), url);
        request = request.header("accept", "application/json").header("cookie", &session.cookie);
        for (name, value) in forgery.headers {
            request = request.header(*name, *value);
        }
        let fields = match sample(self, route) {
            Some(Sample::Fields(fields)) => {
                serde_json::from_str(&met(&fields.to_string()).expect("identifiers")).expect("JSON")
            }
            _ => Value::Object(serde_json::Map::default()),
        };
        let request = if route.path.starts_with("/api/") {
            request.header("form-token", forgery.token).json(&fields)
        } else {
            let typed = fields.as_object().into_iter().flatten();
            let typed =
                typed.map(|(name, value)| format!("&{name}={}", encode(value.as_str().unwrap_or_default())));
            let form = format!("form_token={}{}", forgery.token, typed.collect::<String>());
            request.header("content-type", "application/x-www-form-urlencoded").body(form)
        };
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.text().await.unwrap_or_default())
    }
}

fn forgeries<'a>(own: &'a str, other: &'a str) -> [Forgery<'a>; 5] {
    const HERE: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];
    let forgery = |name, token, headers, refusal| Forgery { name, token, headers, refusal };
    [
        forgery("no token", "", HERE, TOKEN),
        forgery("another session's token", other, HERE, TOKEN),
        forgery("another site", own, &[("sec-fetch-site", "cross-site")], ELSEWHERE),
        forgery("another origin", own, &[("origin", "http://evil.example")], ELSEWHERE),
        forgery("no origin", own, &[], ELSEWHERE),
    ]
}

fn named<P>(route: &Route<P>, forgery: &str) -> String {
    format!("{} {} with {forgery}", route.method, route.path)
}

/// Everything that is stored, by table, column and row.
async fn state(node: &Node) -> BTreeMap<String, String> {
    let mut tx = node.db().begin_read("compare").await.expect("a transaction");
    let mut state = BTreeMap::new();
    for column in list_text_columns(&mut tx).await.expect("the schema") {
        if IN_THE_BACKGROUND.contains(&column.table.as_str()) {
            continue;
        }
        for value in column.list(&mut tx, "", "", 100_000).await.expect("a column") {
            state.insert(format!("{}.{} {}", column.table, column.column, value.row), value.sealed);
        }
    }
    state
}
