//! Planted defects (feature `canary-vulns`): each scanner of `./amparo test --long` must find its own here before its silence about the
//! real build counts for anything. Never in a release, on loopback only, and never near real data: nothing here touches the node's own.

mod api;
mod db;
mod pages;

use std::net::SocketAddr;

use axum::extract::FromRef;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};

use crate::{Access, Permission, Route, Routes, Site, StartError};

/// What such a build says of itself, loudly.
pub const BANNER: &str = "CANARY BUILD with PLANTED DEFECTS (feature canary-vulns): for scanners on loopback only, never a release";

/// Where all defects are.
const ROOT: &str = "/canary";
/// Documented as closed, and open.
const OPEN_DOOR: &str = "/canary/open-door";
const FORM: &str = "application/x-www-form-urlencoded";

/// Adds the defects to a role's routes.
pub(crate) fn plant<S, P>(routes: Routes<S, P>) -> Routes<S, P>
where
    S: Clone + Send + Sync + 'static,
    P: Permission,
    Site: FromRef<S>,
{
    planted_api(planted_pages(routes))
}

/// For scanners that follow links and fill in forms.
fn planted_pages<S, P>(routes: Routes<S, P>) -> Routes<S, P>
where
    S: Clone + Send + Sync + 'static,
    P: Permission,
    Site: FromRef<S>,
{
    let on = Access::AnyActor;
    routes
        .page(ROOT, on, "Canary: no protective headers, a bare cookie, links to the rest", pages::index)
        .no_personal_data()
        .page("/canary/echo", on, "Canary: reflected script", pages::echo)
        .no_personal_data()
        .post("/canary/echo", on, "Canary: reflected script by a form without a token", pages::echo_form)
        .no_personal_data()
        .takes_media(FORM)
        .gives_media(200, "text/html")
        .page("/canary/notes", on, "Canary: SQL injection", pages::notes)
        .no_personal_data()
        .page("/canary/files", on, "Canary: path traversal", pages::file)
        .no_personal_data()
        .page("/canary/away", on, "Canary: open redirect", pages::away)
        .no_personal_data()
}

/// For the scanner that reads the OpenAPI document.
fn planted_api<S, P>(routes: Routes<S, P>) -> Routes<S, P>
where
    S: Clone + Send + Sync + 'static,
    P: Permission,
    Site: FromRef<S>,
{
    let on = Access::AnyActor;
    routes
        .get("/canary/numbers/{text}", on, "Canary: 500 for unexpected input", api::number)
        .no_personal_data()
        .gives::<api::Figure>(200)
        .get("/canary/figure", on, "Canary: an answer against its schema", api::figure)
        .no_personal_data()
        .gives::<api::Figure>(200)
        .get("/canary/kind", on, "Canary: an answer of another media type", api::kind)
        .no_personal_data()
        .gives::<api::Figure>(200)
        .post("/canary/orders", on, "Canary: takes what its schema forbids", api::order)
        .no_personal_data()
        .takes::<api::Order>()
        .gives::<api::Order>(200)
        .get(OPEN_DOOR, on, "Canary: asks for no credentials", api::figures)
        .no_personal_data()
        .gives::<api::Figure>(200)
}

/// The route as it is served: one of them forgets to ask who is there, and its document does not say so.
pub(crate) fn unlock<P>(mut route: Route<P>) -> Route<P> {
    if route.path == OPEN_DOOR {
        route.access = Access::Open;
    }
    route
}

/// Takes the protective headers off the answers of planted routes.
pub(crate) fn lay_bare(route: &str, headers: &mut HeaderMap) {
    if route.starts_with(ROOT) {
        for name in [CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS] {
            headers.remove(name);
        }
    }
}

/// Says what this build is, and refuses to listen where others can reach it.
///
/// # Errors
/// `addr` is not on loopback.
pub(crate) fn refuse_off_loopback(addr: SocketAddr) -> Result<(), StartError> {
    tracing::error!("{BANNER}");
    if addr.ip().is_loopback() {
        return Ok(());
    }
    Err(StartError::Other(format!(
        "{BANNER}; it does not listen on {addr}: use a build without that feature"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_listens_on_loopback_only() {
        for (addr, listens) in [
            ("127.0.0.1:7101", true),
            ("[::1]:7101", true),
            ("0.0.0.0:7101", false),
            ("192.0.2.1:7101", false),
            ("[2001:db8::1]:7101", false),
        ] {
            assert_eq!(refuse_off_loopback(addr.parse().unwrap()).is_ok(), listens, "{addr}");
        }
    }
}
