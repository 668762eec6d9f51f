//! A form that was sent when its session's factor was too old: the page asks for a fresh one and sends along what was typed, so that nothing is
//! typed again. It stays between browser and node; nothing of it is kept, and nothing is in an address.

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{FromRequest as _, FromRequestParts as _, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::said;
use super::sign_in::{CodePage, answer};
use crate::accounts::session::{self, Session};
use crate::accounts::sign_in::{Caller, Given, check_fresh};
use crate::http::{Form, Site, is_form};
use crate::i18n::{PageFrame, encode};
use crate::{Failure, Page};

/// Most bytes of a form that are sent along.
const MOST_BYTES: usize = 64 * 1024;
/// The fields of a form that its page of confirmation adds.
pub(super) const CODE_FIELD: &str = "step_up_code";
pub(super) const PASSKEY_FIELD: &str = "step_up_passkey";

/// What a form held, in order.
pub(super) type Fields = Vec<(String, String)>;

/// What becomes of a request that needs a fresh factor.
pub(crate) enum Outcome {
    /// It goes on, and its answer sets this cookie.
    Confirmed(Request, HeaderValue),
    /// The page that asks for a factor.
    Asked(Response),
    /// It is not a form that could be sent along.
    NotSent(Request),
}

/// Takes the factor that the form brings, or asks for one. `back` is where to go without it.
pub(crate) async fn confirm(site: &Site, session: &Session, back: &str, request: Request) -> Outcome {
    if request.method() != Method::POST || !is_form_or_empty(request.headers()) {
        return Outcome::NotSent(request);
    }
    let (mut parts, body) = request.into_parts();
    let frame = PageFrame::new(site, &parts.headers, &parts.uri).of_session(site, session);
    let Ok(caller) = Caller::from_request_parts(&mut parts, &()).await;
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        return Outcome::NotSent(Request::from_parts(parts, Body::empty()));
    };
    let mut fields = Fields::new();
    if !bytes.is_empty() {
        let form = Request::from_parts(parts.clone(), Body::from(bytes));
        match Form::<Fields>::from_request(form, &()).await {
            Ok(Form(read)) => fields = read,
            Err(failure) => return Outcome::Asked(failure.into_response()),
        }
    }
    let mut taken = |name: &str| {
        let at = fields.iter().position(|(field, _)| field == name)?;
        Some(fields.remove(at).1)
    };
    let (code, passkey) = (taken(CODE_FIELD), taken(PASSKEY_FIELD));
    let given = match (&code, &passkey) {
        (Some(code), _) => Given::Code(code),
        (None, Some(passkey)) => Given::Passkey(passkey),
        (None, None) => {
            let page = CodePage::confirm(site, frame, fields, back, None);
            return Outcome::Asked((StatusCode::FORBIDDEN, Page(page)).into_response());
        }
    };
    match check_fresh(site, &caller, session, given).await {
        Ok(Ok(token)) => {
            parts.extensions.insert(session.confirmed(site.node().clock().now()));
            Outcome::Confirmed(with_fields(parts, &fields), session::begin(&token))
        }
        Ok(Err(refusal)) => {
            let wrong = if code.is_some() { "sign-in-code-wrong" } else { "passkey-wrong" };
            let problem = Some(said(&frame, refusal, wrong));
            Outcome::Asked(answer(CodePage::confirm(site, frame, fields, back, problem), refusal))
        }
        Err(failure) => Outcome::Asked(failure.into_response()),
    }
}

/// A form as it was typed, for a session whose factor is fresh: when it was given elsewhere meanwhile, a page of confirmation that was still
/// open brings another one, which is neither looked at nor the handler's.
///
/// # Errors
/// When the form does not arrive whole.
pub(crate) async fn without_factor(request: Request) -> Result<Request, Failure> {
    let most_bytes = request.body().size_hint().upper();
    let is_short = most_bytes.is_some_and(|most| usize::try_from(most).is_ok_and(|most| most <= MOST_BYTES));
    // what is longer was not sent along by a page of confirmation
    if request.method() != Method::POST || !is_form_or_empty(request.headers()) || !is_short {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let broken_off = |_| Failure::bad_request("the form broke off before its end; send it again");
    let bytes = to_bytes(body, MOST_BYTES).await.map_err(broken_off)?;
    let form = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    if let Ok(Form(mut fields)) = Form::<Fields>::from_request(form, &()).await {
        let sent = fields.len();
        fields.retain(|(name, _)| name != CODE_FIELD && name != PASSKEY_FIELD);
        if fields.len() < sent {
            return Ok(with_fields(parts, &fields));
        }
    }
    // without a factor, or not to be read, which is the handler's to say
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Whether it is a form as pages send them, or sends nothing at all.
fn is_form_or_empty(headers: &HeaderMap) -> bool {
    let is_empty = || headers.get(CONTENT_LENGTH).is_none_or(|length| length == "0");
    is_form(headers) || !headers.contains_key(CONTENT_TYPE) && is_empty()
}

fn with_fields(mut parts: axum::http::request::Parts, fields: &Fields) -> Request {
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let body = pairs.join("&");
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    Request::from_parts(parts, Body::from(body))
}
