//! Every route refuses strangers.

use axum::Router;
use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tower::ServiceExt as _;

use super::secret_of;
use crate::{Access, Permission, Route};

/// Calls every route that is not open without credentials, with a wrong secret, and as `stranger` (the name of a configured actor
/// whose role no permission knows): 401, 401 and 404.
///
/// `rows` are those of the table: `routes().rows().cloned().collect()`.
pub async fn assert_routes_refuse<P: Permission>(router: &Router, rows: &[Route<P>], stranger: &str) {
    let wrong = basic(stranger, "wrong");
    let right = basic(stranger, &secret_of(stranger));
    for route in rows.iter().filter(|route| !matches!(route.access, Access::Open)) {
        let name = format!("{} {}", route.method, route.path);
        assert_eq!(call(router, route, None).await, StatusCode::UNAUTHORIZED, "{name} without credentials");
        assert_eq!(
            call(router, route, Some(&wrong)).await,
            StatusCode::UNAUTHORIZED,
            "{name} with a wrong secret"
        );
        if matches!(route.access, Access::Needs(_) | Access::Role(_)) {
            assert_eq!(
                call(router, route, Some(&right)).await,
                StatusCode::NOT_FOUND,
                "{name} as a stranger"
            );
        }
    }
}

async fn call<P>(router: &Router, route: &Route<P>, authorization: Option<&str>) -> StatusCode {
    let path = route.path.replace(['{', '}', '*'], "");
    let mut request = Request::builder().method(route.method).uri(path);
    if let Some(authorization) = authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    let request = request.body(Body::empty()).expect("a request");
    router.clone().oneshot(request).await.expect("a router never fails").status()
}

fn basic(name: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
}

/// The routes that do not say what they do with personal data: a role's test wants none.
pub fn undeclared_routes<P: Permission>(rows: &[Route<P>]) -> Vec<String> {
    let undeclared = rows.iter().filter(|route| route.touches.is_none());
    undeclared.map(|route| format!("{} {}", route.method, route.path)).collect()
}
