//! The pages of accounts.

pub(super) mod account;
pub(super) mod account_forms;
pub(super) mod accounts;
pub(super) mod api_keys;
pub(crate) mod confirm;
pub(super) mod passkeys;
pub(super) mod password;
pub(super) mod set_up;
pub(super) mod sign_in;

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{RETRY_AFTER, SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;

use super::limits::seconds;
use super::session::is_local;
use super::sign_in::{Caller, Refusal};
use crate::i18n::PageFrame;
use crate::ui::forms::refused;

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let client = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self {
            address: connection.map(|ConnectInfo(peer)| peer.ip()),
            client: client.unwrap_or_default().to_owned(),
        })
    }
}

/// Where to go on: a page of this node, else the first one.
fn local(back: &str) -> &str {
    if is_local(back) { back } else { "/" }
}

/// A page that says when to try again.
fn too_early(page: impl IntoResponse, wait: SignedDuration) -> Response {
    let mut response = (StatusCode::TOO_MANY_REQUESTS, page).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds(wait)));
    response
}

/// On to an address, with a cookie set or taken away.
fn go_on<const N: usize>(frame: &PageFrame, address: &str, cookies: [HeaderValue; N]) -> Response {
    let mut response = Redirect::to(&frame.href(address)).into_response();
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// What a refusal says.
fn said(frame: &PageFrame, refusal: Refusal, wrong: &str) -> String {
    match refusal {
        Refusal::Wrong => frame.t(wrong),
        Refusal::Late => frame.t("sign-in-late"),
        Refusal::Copied => frame.t("passkey-copied"),
        Refusal::Wait(wait) => frame.t1("sign-in-wait", "seconds", seconds(wait)),
    }
}
