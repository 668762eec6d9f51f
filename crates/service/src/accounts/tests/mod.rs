//! Accounts at the edge of a small role, in earnest: no simulation.

mod api_keys;
#[cfg(feature = "passkey")]
mod authenticator;
mod drafts;
mod forms;
mod limits;
mod manage;
#[cfg(feature = "passkey")]
mod passkeys;
mod password;
mod sessions;
mod set_up;
mod sign_in;
mod timing;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::FromRef;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use model::{Clock as _, ManualClock};
use tower::ServiceExt as _;

use super::{Accounts, Membership, StaffRole, Staffing, offer_first_code, totp};
use crate::config::KeyLimitsConfig;
use crate::i18n::{Lang, Texts, encode};
use crate::oversight::four_eyes::FourEyes;
use crate::testing::TestNode;
use crate::{Actor, FormToken, Node, NodeConfig, Permission, Routes, Scope, Site};

pub(super) const PASSWORD: &str = "copper-lantern-otter-42";
const TEXTS: &str = "node-name = test\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    Read,
    Reveal,
    Manage,
}

impl Permission for May {
    fn allows(self, actor: &Actor) -> Scope {
        match (actor.role(), self) {
            ("feeder", Self::Read)
            | ("officer", Self::Read | Self::Reveal)
            | ("administrator", Self::Read | Self::Manage) => Scope::All,
            _ => Scope::None,
        }
    }
}

#[derive(Clone)]
pub(super) struct Desk {
    pub(super) site: Site,
}

impl FromRef<Desk> for Site {
    fn from_ref(desk: &Desk) -> Self {
        desk.site.clone()
    }
}

impl Accounts for Desk {
    type Permission = May;
    const MANAGE_ACCOUNTS: May = May::Manage;
    const REVEALING: &'static [May] = &[May::Reveal];

    fn staff_roles() -> Vec<StaffRole> {
        let officer = StaffRole { name: "officer", membership: Membership::OfUnit };
        vec![officer, StaffRole { name: "administrator", membership: Membership::OfNode }]
    }

    fn units() -> Vec<(String, String)> {
        [("08", "Barcelona"), ("48", "Bizkaia")].map(|(code, name)| (code.into(), name.into())).to_vec()
    }

    fn machine_roles() -> Vec<&'static str> {
        vec!["feeder"]
    }
}

/// The pages of accounts, beside a page, an API route and a form that asks for a fresh second factor.
pub(super) struct Office {
    pub(super) site: Site,
    router: Router,
    pub(super) config: NodeConfig,
    clock: Arc<ManualClock>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

/// Somebody with an account and an authenticator.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) secret: String,
    pub(super) recovery_codes: Vec<String>,
}

impl Office {
    pub(super) fn new(test: &TestNode) -> Self {
        Self::watching(test, KeyLimitsConfig::default())
    }

    /// One with these limits for keys.
    pub(super) fn watching(test: &TestNode, keys: KeyLimitsConfig) -> Self {
        let mut config = crate::check::test_config(&test.db, Vec::new());
        config.limits.keys = keys;
        let mut config = crate::check::with_mutual_tls(test.db.folder(), config);
        config.simulation = false;
        let texts = Texts::new(&[(Lang::En, TEXTS), (Lang::Es, TEXTS)]).unwrap();
        let staffing = Staffing::of::<Desk>();
        let site = Site::new(&test.node, &config, texts, |_| Vec::new(), FourEyes::new(), staffing).unwrap();
        let routes = Routes::new("test")
            .page("/", May::Read, "A page", async || "the page")
            .no_personal_data()
            .get("/api/things", May::Read, "Things", async || "things")
            .no_personal_data()
            .post("/things/{id}/show", May::Read, "Show one", async || "shown")
            .no_personal_data()
            .fresh("/things/{id}")
            .post("/things/{id}/note", May::Read, "Note something", async |body: String| body)
            .no_personal_data()
            .fresh("/things/{id}");
        let router = super::routes(routes).into_router(Desk { site: site.clone() });
        Self { site, router, config, clock: test.clock.clone() }
    }

    pub(super) fn node(&self) -> &Node {
        self.site.node()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn pass(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    pub(super) async fn send(&self, request: axum::http::request::Builder, body: String) -> Answer {
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// A page as a browser asks for it.
    pub(super) async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(ACCEPT, "text/html").header(COOKIE, cookie);
        self.send(request, String::new()).await
    }

    /// As a program asks.
    pub(super) async fn api(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header(COOKIE, cookie), String::new()).await
    }

    /// The token that the forms of a session's pages begin with; empty without a session.
    pub(super) async fn form_token(&self, cookie: &str) -> String {
        let headers = HeaderMap::from_iter([(COOKIE, cookie.parse().unwrap())]);
        let found = super::find_session(self.node(), self.site.staffing(), &headers).await.unwrap();
        found.map_or(String::new(), |(_, session)| {
            FormToken::of(self.node().columns(), &session).value().to_owned()
        })
    }

    /// A form as a browser sends it.
    pub(super) async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token(cookie).await;
        let own = [("form_token", token.as_str())].into_iter().filter(|(_, token)| !token.is_empty());
        let fields: Vec<_> = own.chain(fields.iter().copied()).collect();
        self.post_as_it_is(path, cookie, &fields).await
    }

    pub(super) async fn post_as_it_is(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let request = Request::post(path)
            .header(ACCEPT, "text/html")
            .header(COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, pairs.join("&")).await
    }

    /// The first administrator, made by the code on the console.
    pub(super) async fn first(&self, name: &str) -> Person {
        let code = offer_first_code(self.node(), &self.config).await.unwrap().expect("a code").code;
        self.set_up(code.reveal(), name).await
    }

    /// Sets up an account by its one-time code.
    pub(super) async fn set_up(&self, code: &str, name: &str) -> Person {
        let fields = [("code", code), ("name", name), ("password", PASSWORD), ("again", PASSWORD)];
        let shown = self.post("/setup", "", &fields).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        let secret = shown.between("id=\"secret\">", "<").replace(' ', "");
        let sealed = shown.between("name=\"prepared\" value=\"", "\"");
        // the code of the step before, so that the present one is left for signing in
        let first = totp::code_at(&secret, self.now() - SignedDuration::from_secs(30));
        let done = self.post("/setup/confirm", "", &[("prepared", &sealed), ("code", &first)]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/sign-in"), "{}", done.body);
        let recovery_codes = shown.all_between("<li><code>", "<");
        Person { name: name.to_owned(), secret, recovery_codes }
    }

    /// Both steps of signing in: the cookie of the session.
    pub(super) async fn sign_in(&self, person: &Person) -> String {
        let half = self.first_step(&person.name, PASSWORD).await;
        let half = half.cookie("__Host-amparo-half");
        let code = totp::code_at(&person.secret, self.now());
        let done = self.post("/sign-in/code", &half, &[("code", &code), ("back", "/")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        done.cookie("__Host-amparo")
    }

    pub(super) async fn first_step(&self, name: &str, password: &str) -> Answer {
        self.post("/sign-in", "", &[("name", name), ("password", password), ("back", "/")]).await
    }
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// `NAME=VALUE` of a cookie that was set.
    pub(super) fn cookie(&self, name: &str) -> String {
        let set: BTreeMap<_, _> = self
            .headers
            .get_all(SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap())
            .collect();
        format!("{name}={}", set.get(name).unwrap_or_else(|| panic!("no cookie {name}: {}", self.body)))
    }

    pub(super) fn between(&self, start: &str, end: &str) -> String {
        self.all_between(start, end)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("no {start} in {}", self.body))
    }

    pub(super) fn all_between(&self, start: &str, end: &str) -> Vec<String> {
        let rest = self.body.split(start).skip(1);
        rest.filter_map(|rest| rest.split_once(end)).map(|(found, _)| found.to_owned()).collect()
    }
}
