//! The route table of a role: each route stated once, with who may call it.
//!
//! The router, its guards, the OpenAPI document, the golden table and the test that every route refuses strangers are all read
//! from it.

mod own;

use std::convert::Infallible;
use std::fmt;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, MethodRouter, on};
use tower_http::limit::RequestBodyLimitLayer;
use utoipa::ToSchema;

use super::access::Access;
use super::guard::{Guard, Taken, admit};
use super::openapi::{self, Content};
use super::{Site, errors, headers};
use crate::oversight::{self, Touches, four_eyes};
use crate::{Failure, Operation, Permission};

/// Largest request body in bytes where a route says nothing else.
pub const BODY_LIMIT_BYTES: usize = 1024 * 1024;

/// The same where everybody may call: a form to sign in, or a checkpoint with a proof of 63 lines and 100 signatures, is far below this.
const PUBLIC_BODY_LIMIT_BYTES: usize = 64 * 1024;

/// One route as stated.
#[derive(Clone)]
pub struct Route<P> {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access<P>,
    /// What it is for, in one line.
    pub summary: &'static str,
    /// Largest request body in bytes.
    pub body_limit_bytes: usize,
    /// What it does with personal data; every route must say so.
    pub touches: Option<Touches>,
    /// Whether a session must have given its second factor within the last five minutes; where pages go back to after a fresh one.
    pub fresh: Option<&'static str>,
    /// Whether a refusal for want of credentials has an empty body (the CyberTipline API asks for that).
    pub bare_refusals: bool,
    /// Whether machines bring what the public says by it: it takes the places of the public, not those of machines.
    pub for_public: bool,
    pub(super) asks: &'static [&'static str],
    pub(super) takes: Option<Content>,
    pub(super) gives: Vec<(u16, Content)>,
}

/// All routes of a role. State them in `routes.rs`, then call [`Routes::into_router`].
#[must_use]
pub struct Routes<S, P> {
    title: &'static str,
    /// The roles that keys may have.
    machines: Vec<&'static str>,
    rows: Vec<(Route<P>, MethodRouter<S>)>,
}

impl<S, P> Routes<S, P>
where
    S: Clone + Send + Sync + 'static,
    P: Permission,
    Site: FromRef<S>,
{
    /// The routes that every node has; `title` is the name of the role.
    pub fn new(title: &'static str) -> Self {
        let routes = Self { title, machines: Vec::new(), rows: Vec::new() };
        #[cfg(feature = "canary-vulns")]
        let routes = crate::canary::plant(routes);
        own::add(routes)
    }

    /// A route for reading.
    pub fn get<H, T>(
        self,
        path: &'static str,
        access: impl Into<Access<P>>,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.row("GET", path, access.into(), summary, on(MethodFilter::GET, handler))
    }

    /// An HTML page.
    pub fn page<H, T>(
        self,
        path: &'static str,
        access: impl Into<Access<P>>,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.get(path, access, summary, handler).gives_media(200, "text/html")
    }

    /// A route that changes something.
    pub fn post<H, T>(
        self,
        path: &'static str,
        access: impl Into<Access<P>>,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.row("POST", path, access.into(), summary, on(MethodFilter::POST, handler))
    }

    /// A route that sets something as a whole.
    pub fn put<H, T>(
        self,
        path: &'static str,
        access: impl Into<Access<P>>,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.row("PUT", path, access.into(), summary, on(MethodFilter::PUT, handler))
    }

    fn row(
        mut self,
        method: &'static str,
        path: &'static str,
        access: Access<P>,
        summary: &'static str,
        handler: MethodRouter<S>,
    ) -> Self {
        let route = Route {
            method,
            path,
            access,
            summary,
            body_limit_bytes: match access {
                Access::Open => PUBLIC_BODY_LIMIT_BYTES,
                _ => BODY_LIMIT_BYTES,
            },
            touches: None,
            fresh: None,
            bare_refusals: false,
            for_public: false,
            asks: &[],
            takes: None,
            gives: Vec::new(),
        };
        self.rows.push((route, handler));
        self
    }

    fn last(mut self, change: impl FnOnce(&mut Route<P>)) -> Self {
        if let Some((route, _)) = self.rows.last_mut() {
            change(route);
        }
        self
    }

    /// These roles are those of keys, and the OpenAPI document names them at each route that they reach.
    pub(crate) fn for_keys(self, machines: Vec<&'static str>) -> Self {
        Self { machines, ..self }
    }

    /// The route stated last does this with personal data. One that shows them writes an access entry first, and shows nothing when it
    /// cannot.
    pub fn operation(self, operation: Operation) -> Self {
        self.last(|route| route.touches = Some(Touches::PersonalData(operation)))
    }

    /// The route stated last touches no personal data.
    pub fn no_personal_data(self) -> Self {
        self.last(|route| route.touches = Some(Touches::NoPersonalData))
    }

    /// Requests for a second person's approval, for the staff: a page and an API. What is listed, and who may decide, the actions say.
    pub fn four_eyes(self) -> Self {
        use four_eyes::{Approvals, Approved, Reason};
        const FORM: &str = "application/x-www-form-urlencoded";
        let on = Access::Staff;
        self.get("/api/approvals", on, "Requests for approval: to decide, own, decided", four_eyes::list)
            .operation(Operation::Consultation)
            .gives::<Approvals>(200)
            .post("/api/approvals/{id}/approve", on, "Approve: it is done at once", four_eyes::approve)
            .operation(Operation::Alteration)
            .fresh("/approvals")
            .gives::<Approved>(200)
            .post("/api/approvals/{id}/refuse", on, "Refuse, with a reason", four_eyes::refuse)
            .operation(Operation::Alteration)
            .takes::<Reason>()
            .gives_media(200, "application/json")
            .post("/api/approvals/{id}/withdraw", on, "Take an own request back", four_eyes::withdraw)
            .operation(Operation::Alteration)
            .gives_media(200, "application/json")
            .page("/approvals", on, "Page: requests for approval", four_eyes::page)
            .operation(Operation::Consultation)
            .post("/approvals/{id}/approve", on, "Form: approve", four_eyes::approve_form)
            .operation(Operation::Alteration)
            .fresh("/approvals")
            .post("/approvals/{id}/refuse", on, "Form: refuse, with a reason", four_eyes::refuse_form)
            .operation(Operation::Alteration)
            .takes_media(FORM)
            .post("/approvals/{id}/withdraw", on, "Form: take an own request back", four_eyes::withdraw_form)
            .operation(Operation::Alteration)
    }

    /// The register of access entries, for the data protection officer: a page and an API.
    pub fn access_entries(self, permission: P) -> Self {
        self.get(
            "/api/access-entries",
            permission,
            "Who did what with personal data, newest first",
            oversight::list,
        )
        .asks(oversight::ASKED)
        .gives::<oversight::AccessEntries>(200)
        .operation(Operation::Consultation)
        .page("/access-entries", permission, "Page: who did what with personal data", oversight::page)
        .asks(oversight::ASKED)
        .operation(Operation::Consultation)
    }

    /// The route stated last asks a session for a second factor of the last five minutes. A page then leads to that and back to `back`:
    /// a path, or the beginning of the route's own such as `/persons/{id}`.
    pub fn fresh(self, back: &'static str) -> Self {
        self.last(|route| route.fresh = Some(back))
    }

    /// The route stated last takes bodies up to `bytes`.
    pub fn body_limit(self, bytes: usize) -> Self {
        self.last(|route| route.body_limit_bytes = bytes)
    }

    /// The route stated last answers wrong credentials with an empty body.
    pub fn bare_refusals(self) -> Self {
        self.last(|route| route.bare_refusals = true)
    }

    /// By the route stated last machines bring what the public says, such as tips.
    pub fn for_public(self) -> Self {
        self.last(|route| route.for_public = true)
    }

    /// The route stated last reads these of its query.
    pub fn asks(self, names: &'static [&'static str]) -> Self {
        self.last(|route| route.asks = names)
    }

    /// The route stated last takes a JSON body of this shape.
    pub fn takes<B: ToSchema>(self) -> Self {
        self.last(|route| route.takes = Some(Content::json::<B>()))
    }

    /// The route stated last takes a body of this media type.
    pub fn takes_media(self, media_type: &'static str) -> Self {
        self.last(|route| route.takes = Some(Content::opaque(media_type)))
    }

    /// The route stated last answers `status` with JSON of this shape.
    pub fn gives<B: ToSchema>(self, status: u16) -> Self {
        self.last(|route| route.gives.push((status, Content::json::<B>())))
    }

    /// The route stated last answers `status` with this media type.
    pub fn gives_media(self, status: u16, media_type: &'static str) -> Self {
        self.last(|route| route.gives.push((status, Content::opaque(media_type))))
    }

    /// The roles that keys may have.
    #[cfg(feature = "testing")]
    pub fn key_roles(&self) -> &[&'static str] {
        &self.machines
    }

    /// The routes as stated, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Route<P>> {
        self.rows.iter().map(|(route, _)| route)
    }

    /// The table as text, one line per route: for a golden file.
    pub fn table(&self) -> String {
        let line = |route: &Route<P>| {
            let touches = route.touches.map_or("UNDECLARED", Touches::text);
            format!(
                "{:<6} {:<44} {:<24} {touches:<13} {}\n",
                route.method,
                route.path,
                route.access_text(),
                route.summary
            )
        };
        self.rows().map(line).collect()
    }

    /// Names under which two bodies of different shape would stand in the document.
    #[cfg(feature = "testing")]
    pub fn clashing_schemas(&self) -> Vec<String> {
        openapi::clashing_schemas(self.rows())
    }

    /// The OpenAPI document of these routes.
    pub fn openapi(&self) -> utoipa::openapi::OpenApi {
        openapi::describe(self.title, &self.machines, self.rows())
    }

    /// The router: every route behind its guard, problem documents and pages for every failure, headers, request ids, logs.
    pub fn into_router(self, state: S) -> Router {
        let site = Site::from_ref(&state);
        let document = openapi::Document::new(&self.openapi());
        let mut router = Router::new();
        for (route, handler) in self.rows {
            #[cfg(feature = "canary-vulns")]
            let route = crate::canary::unlock(route);
            let guard = Guard {
                site: site.clone(),
                path: route.path,
                takes: Taken {
                    data: route.method != "GET"
                        && route.touches == Some(Touches::PersonalData(Operation::Collection)),
                    files: route.takes.as_ref().is_some_and(Content::is_file),
                    text: route.takes.as_ref().is_some_and(Content::is_text),
                },
                access: route.access,
                is_shown: route.method == "GET"
                    && route.touches == Some(Touches::PersonalData(Operation::Consultation)),
                fresh: route.fresh,
                bare_refusals: route.bare_refusals,
                for_public: route.for_public,
                body_limit_bytes: route.body_limit_bytes,
            };
            let guarded: MethodRouter<S> = handler
                .layer::<_, Infallible>(DefaultBodyLimit::max(route.body_limit_bytes))
                .layer::<_, Infallible>(RequestBodyLimitLayer::new(route.body_limit_bytes))
                .layer(from_fn_with_state(guard, admit::<P>));
            router = router.route(route.path, guarded);
        }
        router
            .fallback(async || Failure::absent("page"))
            .method_not_allowed_fallback(async || errors::method_not_allowed())
            .with_state(state)
            .layer(axum::Extension(document))
            .layer(from_fn(headers::refuse_encoded))
            .layer(from_fn(headers::refuse_cross_site))
            .layer(from_fn_with_state(site.clone(), errors::explain))
            .layer(from_fn_with_state(site, headers::observe))
    }
}

impl<P: fmt::Debug> Route<P> {
    fn access_text(&self) -> String {
        let fresh = if self.fresh.is_some() { ", fresh" } else { "" };
        format!("{}{fresh}", self.access.text())
    }
}
