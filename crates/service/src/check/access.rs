//! The access matrix: every route of a role, called over HTTP by nobody and by every role, on objects of every relation.

mod objects;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::SocketAddr;

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::Value;

pub use objects::{Objects, Sample};

use super::headers::header_mistakes;
use super::secret_of;
use crate::{Access, Actor, ActorConfig, Permission, Route};

/// Answers to these may be given to nobody in particular: they say nothing of anything, or ask who one is.
const OPEN: [&str; 14] = [
    "/healthz",
    "/custody/add-checkpoint",
    "/assets/amparo.css",
    "/assets/amparo.svg",
    "/assets/drafts.js",
    "/assets/htmx.min.js",
    "/assets/keys.js",
    "/assets/passkey.js",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/passkey",
    "/sign-in/passkey/begin",
    "/setup",
    "/setup/confirm",
];
/// Headers that differ from answer to answer, or with the length of an identifier.
const CHANGING_HEADERS: [&str; 3] = ["date", "request-id", "content-length"];
const ROUTE_WIDTH: usize = 52;
const ACCESS_WIDTH: usize = 20;

/// Who calls: one column of the matrix.
#[derive(Debug, Clone)]
pub struct Caller {
    pub(super) actor: Actor,
    pub(super) secret: String,
    /// What tells it from another of the same role and unit.
    what: Option<&'static str>,
}

impl Caller {
    /// A configured actor whose secret is [`secret_of`] its name.
    pub fn of(config: &ActorConfig) -> Self {
        Self::with_secret(config.actor(), secret_of(&config.name))
    }

    /// A configured actor with a secret of its own.
    pub fn with_secret(actor: Actor, secret: impl Into<String>) -> Self {
        Self { actor, secret: secret.into(), what: None }
    }

    /// One more of a role and unit, who is told from the other by this word.
    #[must_use]
    pub fn told_by(self, what: &'static str) -> Self {
        Self { what: Some(what), ..self }
    }

    /// The role, with its unit where it has one.
    fn label(&self) -> String {
        let unit = self.actor.unit().or(self.what).map(|unit| format!(" {unit}")).unwrap_or_default();
        let role = self.actor.role().replace("data_protection_officer", "data_protection").replace('_', " ");
        format!("{role}{unit}")
    }
}

/// A role's routes, and who calls them on what.
pub struct AccessMatrix<'a, P> {
    /// Where the role listens.
    pub addr: SocketAddr,
    /// `routes().rows().cloned().collect()`.
    pub rows: &'a [Route<P>],
    /// One for each role, and each unit that matters.
    pub callers: &'a [Caller],
    /// Identifiers of the right form that never existed: one for every word of every path.
    pub absent: Objects,
    /// Objects by who has to do with them.
    pub relations: Vec<Objects>,
    /// What is sent, by method and path without `/api`: `POST /persons/{id}/reveal`.
    pub samples: BTreeMap<&'static str, Sample>,
}

/// What the walk found.
pub struct Walked {
    /// The matrix: one line a route.
    pub text: String,
    /// How many routes were called.
    pub routes: usize,
    /// How many answers were compared: route x caller x relation.
    pub cells: usize,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: String,
}

impl<P: Permission> AccessMatrix<'_, P> {
    /// Calls each `step`-th route from `first` on as everybody. Panics with all deviations:
    /// a stranger who is answered otherwise than 401, a role that the table does not admit and the node does (or the reverse), a denied
    /// object that does not answer exactly like one that never existed, an answer without its protective headers, and every answer of 500 and above.
    pub async fn walk(&self, first: usize, step: usize) -> Walked {
        let mut walk = Walk { matrix: self, http: client(), deviations: Vec::new(), cells: 0 };
        // looks come before changes, so that no list shows what a walk itself has made
        let mut chosen: Vec<_> = self.rows.iter().enumerate().skip(first).step_by(step).collect();
        chosen.sort_by_key(|(_, route)| route.method != "GET");
        let mut lines = Vec::new();
        for (place, route) in chosen {
            lines.push((place, walk.line(route).await));
        }
        assert!(walk.deviations.is_empty(), "{}", walk.deviations.join("\n"));
        lines.sort();
        let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
        let routes = lines.len();
        assert_eq!(routes, self.rows.len().saturating_sub(first).div_ceil(step), "every route is called");
        Walked { text: format!("{}\n{}", self.head(), lines.join("\n")), routes, cells: walk.cells }
    }

    fn head(&self) -> String {
        let relations: Vec<_> = self.relations.iter().map(|objects| objects.relation).collect();
        let mut head = format!(
            "- the role may not; yes it may; per object ({}): + seen, . like one that never existed, _ no such object\n\n",
            relations.join(", ")
        );
        let _ = write!(head, "{:ROUTE_WIDTH$} {:ACCESS_WIDTH$} nobody", "", "");
        for caller in self.callers {
            let _ = write!(head, " {}", caller.label());
        }
        head
    }
}

struct Walk<'a, P> {
    matrix: &'a AccessMatrix<'a, P>,
    http: Client,
    deviations: Vec<String>,
    cells: usize,
}

impl<P: Permission> Walk<'_, P> {
    async fn line(&mut self, route: &Route<P>) -> String {
        let name = format!("{} {}", route.method, route.path);
        let mut line = format!(
            "{name:ROUTE_WIDTH$} {:ACCESS_WIDTH$} {:<6}",
            route.access.text(),
            self.nobody(route).await
        );
        for caller in self.matrix.callers {
            let width = caller.label().len();
            let _ = write!(line, " {:<width$}", self.cell(route, caller).await);
        }
        line.trim_end().to_owned()
    }

    /// Without credentials, and with a wrong secret.
    async fn nobody(&mut self, route: &Route<P>) -> &'static str {
        let absent = &self.matrix.absent;
        let wrong =
            self.matrix.callers.first().map(|caller| Caller { secret: "wrong".to_owned(), ..caller.clone() });
        for caller in [None, wrong.as_ref()] {
            let answer =
                self.call(route, caller, absent).await.unwrap_or_else(|| panic!("{}", missing(route)));
            self.cells += 1;
            let is_open = matches!(route.access, Access::Open);
            let is_refused = answer.status == StatusCode::UNAUTHORIZED
                && answer.headers.iter().any(|(name, _)| name == "www-authenticate");
            if is_open != OPEN.contains(&route.path) || is_open == is_refused {
                let who = caller.map_or("nobody", |_| "a wrong secret");
                self.deviations.push(format!("{} {} as {who}: {}", route.method, route.path, answer.status));
            }
        }
        if matches!(route.access, Access::Open) { "open" } else { "401" }
    }

    async fn cell(&mut self, route: &Route<P>, caller: &Caller) -> String {
        let matrix = self.matrix;
        let absent = self
            .call(route, Some(caller), &matrix.absent)
            .await
            .unwrap_or_else(|| panic!("{}", missing(route)));
        self.cells += 1;
        let is_denied = absent.is_denial();
        self.expect(
            is_denied != route.access.allows(&caller.actor),
            route,
            caller,
            "an object that never existed",
            &absent,
        );
        if !has_object(matrix, route) {
            // which of the entries of one instant stand on the register's first page is chance, and says nothing of who needs to know
            let is_register = route.path.ends_with("/access-entries");
            let is_list = route.method == "GET" && !is_denied && !is_register && absent.status.is_success();
            let seen: String = matrix.relations.iter().map(|objects| objects.mark_in(&absent.body)).collect();
            return match (is_denied, is_list && seen.contains('+')) {
                (true, _) => "-".to_owned(),
                (false, true) => seen,
                (false, false) => "yes".to_owned(),
            };
        }
        if route.path.contains('{') {
            self.expect(
                absent.status == StatusCode::NOT_FOUND,
                route,
                caller,
                "an object that never existed",
                &absent,
            );
        }
        let mut marks = String::new();
        for objects in &matrix.relations {
            let Some(answer) = self.call(route, Some(caller), objects).await else {
                marks.push('_');
                continue;
            };
            self.cells += 1;
            let is_absent = answer.is_like(objects, &absent, &matrix.absent);
            let is_plain = is_absent || !(answer.status == StatusCode::NOT_FOUND || is_denied);
            self.expect(is_plain, route, caller, objects.relation, &answer);
            marks.push(if is_absent { '.' } else { '+' });
        }
        if is_denied { "-".to_owned() } else { marks }
    }

    fn expect(&mut self, holds: bool, route: &Route<P>, caller: &Caller, object: &str, answer: &Answer) {
        if !holds || answer.status.is_server_error() {
            let Answer { status, body, .. } = answer;
            let body: String = body.chars().take(300).collect();
            let who = caller.label();
            self.deviations
                .push(format!("{} {} as {who} on {object}: {status} {body}", route.method, route.path));
        }
    }

    /// None when the objects have no identifier for this route.
    async fn call(&mut self, route: &Route<P>, caller: Option<&Caller>, objects: &Objects) -> Option<Answer> {
        let path = objects.fill(&words(route.path))?;
        let method: Method = route.method.parse().expect("a method");
        let request = self.http.request(method, format!("http://{}{path}", self.matrix.addr));
        // a refusal as a problem document, whether of a page or of an API
        let mut request = request.header("accept", "application/json");
        if let Some(caller) = caller {
            request = request.basic_auth(caller.actor.name(), Some(&caller.secret));
        }
        let response = self.with_body(request, route, objects)?.send().await.expect("an answer");
        let status = response.status();
        let is_kept = route.path.starts_with("/assets/");
        for mistake in header_mistakes(response.headers(), is_kept) {
            self.deviations.push(format!("{} {}: {status} with {mistake}", route.method, route.path));
        }
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = headers.filter(|(name, _)| !CHANGING_HEADERS.contains(&name.as_str())).collect();
        let body = String::from_utf8_lossy(&response.bytes().await.expect("a body")).into_owned();
        Some(Answer { status, headers, body })
    }

    fn with_body(
        &self,
        request: RequestBuilder,
        route: &Route<P>,
        objects: &Objects,
    ) -> Option<RequestBuilder> {
        if route.method == "GET" {
            return Some(request);
        }
        Some(match sample(self.matrix, route) {
            None | Some(Sample::Makes) => request.json(&serde_json::json!({})),
            Some(Sample::Raw(media_type, body)) => {
                request.header("content-type", *media_type).body(objects.fill(body)?)
            }
            Some(Sample::Fields(fields)) => {
                let filled: Value = serde_json::from_str(&objects.fill(&fields.to_string())?).expect("JSON");
                if route.path.starts_with("/api/") { request.json(&filled) } else { request.form(&filled) }
            }
        })
    }
}

pub(super) fn client() -> Client {
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

fn missing<P>(route: &Route<P>) -> String {
    format!(
        "give an id that never existed for every word before a parameter of {} {}",
        route.method, route.path
    )
}

pub(super) fn sample<'a, P>(matrix: &'a AccessMatrix<'_, P>, route: &Route<P>) -> Option<&'a Sample> {
    let path = route.path.strip_prefix("/api").filter(|rest| rest.starts_with('/')).unwrap_or(route.path);
    matrix.samples.get(format!("{} {path}", route.method).as_str())
}

/// Whether the address or the sample names an object.
fn has_object<P>(matrix: &AccessMatrix<'_, P>, route: &Route<P>) -> bool {
    match sample(matrix, route) {
        Some(Sample::Makes) => false,
        Some(Sample::Fields(fields)) if fields.to_string().contains('«') => true,
        Some(Sample::Raw(_, body)) if body.contains('«') => true,
        _ => route.path.contains('{'),
    }
}

/// The path with each parameter named by the word before it.
pub(super) fn words(path: &str) -> String {
    let mut before = "";
    let named = path.split('/').map(|word| {
        let named = match word {
            // the rest of the address: nothing there has this form
            rest if rest.starts_with("{*") => "never".to_owned(),
            word if word.starts_with('{') => format!("«{before}»"),
            word => word.to_owned(),
        };
        before = word;
        named
    });
    named.collect::<Vec<_>>().join("/")
}

impl Answer {
    /// The answer to a role that may not call the route at all.
    fn is_denial(&self) -> bool {
        self.status == StatusCode::NOT_FOUND && self.body.contains("not for this actor")
    }

    /// Whether nothing tells it from the answer about something that never existed.
    fn is_like(&self, objects: &Objects, absent: &Self, never: &Objects) -> bool {
        self.status == absent.status
            && objects.blank(&self.body) == never.blank(&absent.body)
            && blank_headers(&self.headers, objects) == blank_headers(&absent.headers, never)
    }
}

fn blank_headers(headers: &[(String, String)], objects: &Objects) -> BTreeSet<(String, String)> {
    headers.iter().map(|(name, value)| (name.clone(), objects.blank(value))).collect()
}
