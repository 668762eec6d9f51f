//! Bodies in and out, and queries: JSON, forms and addresses whose mistakes become failures that name the field.

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Problem;
use crate::{Failure, Reason, Refused};

/// JSON in and out. As an extractor, a body that does not fit is a [`Failure`] that names the field and the line.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        json_from_slice(&read_body(request, state).await?).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(error) => Failure::broken(error).into_response(),
        }
    }
}

/// A submitted form (`application/x-www-form-urlencoded`); one that does not fit is a [`Failure`] that names the field.
#[derive(Debug, Clone, Copy)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match axum::Form::<T>::from_request(request, state).await {
            Ok(axum::Form(form)) => Ok(Self(form)),
            Err(rejection) => Err(refusal("body", &rejection.body_text(), &rejection)),
        }
    }
}

/// The query of an address; one that does not fit is a [`Failure`] that names the parameter.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        query_of(&parts.uri).map(Self)
    }
}

fn query_of<T: DeserializeOwned>(uri: &Uri) -> Result<T, Failure> {
    match axum::extract::Query::<T>::try_from_uri(uri) {
        Ok(axum::extract::Query(asked)) => Ok(asked),
        Err(rejection) => Err(refusal("query", &rejection.body_text(), &rejection)),
    }
}

/// The media type of plain forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// Whether the body is a form without files, as pages send it.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    kind(headers).is_some_and(|kind| kind == FORM)
}

/// Whether the body is a document or a form without files; anything else is a file, or holds some.
pub(super) fn is_document(headers: &HeaderMap) -> bool {
    kind(headers).is_some_and(|kind| is_document_kind(&kind))
}

/// Whether bodies of this media type, in small letters and without parameters, are documents or forms without files.
pub(super) fn is_document_kind(kind: &str) -> bool {
    [FORM, "application/json", "application/xml"].contains(&kind)
        || kind.starts_with("text/")
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
}

/// The media type that the headers state, without its parameters.
fn kind(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    kind.split(';').next().map(|kind| kind.trim().to_ascii_lowercase())
}

/// A request whose body has come whole.
///
/// # Errors
/// The answer to one that says that it is larger than `limit_bytes` (413), or turns out to be, breaks off or comes too slowly (400).
pub(super) async fn arrived(request: Request, limit_bytes: usize) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    if usize::try_from(body.size_hint().lower()).is_ok_and(|bytes| bytes > limit_bytes) {
        let detail = format!("the body is larger than the {limit_bytes} bytes that this route takes");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail).into_response());
    }
    let body = to_bytes(body, limit_bytes).await.map_err(|_| {
        bad_request("body", "is larger than this route takes, or did not come whole").into_response()
    })?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The whole body, within the route's limit.
pub(crate) async fn read_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Failure> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => bad_request("body", "larger than this route takes"),
        _ => bad_request("body", "broke off before its end"),
    })
}

/// Reads JSON; the failure names the path of the field, and its text the line and column.
pub(super) fn json_from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    match axum::Json::<T>::from_bytes(bytes) {
        Ok(axum::Json(value)) => Ok(value),
        Err(rejection) => Err(refusal("body", &rejection.body_text(), &rejection)),
    }
}

/// The deepest text of a rejection is the parser's own; before it stands the path of the field, if one is known, else it is about the whole.
fn refusal(whole: &str, text: &str, rejection: &dyn std::error::Error) -> Failure {
    let parser = rejection
        .source()
        .and_then(|error| error.source())
        .map_or_else(|| text.to_owned(), ToString::to_string);
    let (field, message) = split_field(&parser);
    bad_request(field.unwrap_or(whole), message)
}

fn bad_request(field: &str, message: &str) -> Failure {
    Failure::Refused(Refused {
        reason: Reason::BadRequest,
        field: Some(field.to_owned()),
        message: message.to_owned(),
    })
}

/// The refusal of a form for what its parser says.
pub(crate) fn refuse_field(parser: &str) -> Failure {
    let (field, message) = split_field(parser);
    bad_request(field.unwrap_or("body"), message)
}

/// `"a.b[0]: wrong"` is about `a.b[0]`; `"missing field `x`"` is about `x`; anything else is about no field.
fn split_field(text: &str) -> (Option<&str>, &str) {
    if let Some((path, message)) = text.split_once(": ")
        && !path.contains(' ')
    {
        return (Some(path), message);
    }
    let quoted = ["missing field `", "unknown field `", "duplicate field `"].iter().find_map(|start| {
        let rest = text.strip_prefix(start)?;
        rest.split_once('`').map(|(field, _)| field)
    });
    (quoted, text)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::http::Problem;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Upload {
        file_name: String,
        account: Account,
    }

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Account {
        ports: Vec<u16>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Part {
        state: String,
        limit: Option<i64>,
    }

    #[test]
    fn a_query_that_does_not_fit_names_the_parameter() {
        for (uri, field, said) in [
            ("/list?state=open&limit=abc", "limit", "invalid digit found in string"),
            ("/list?limit=1", "state", "missing field `state`"),
            ("/list", "state", "missing field `state`"),
            ("/list?state=open&pet=1", "pet", "unknown field `pet`"),
        ] {
            let problem = Problem::of(&query_of::<Part>(&uri.parse().unwrap()).unwrap_err());
            assert_eq!(problem.field.as_deref(), Some(field), "{uri}: {problem:?}");
            assert!(problem.detail.contains(said), "{uri}: {problem:?}");
            assert_eq!(problem.status, 400);
        }
        let part: Part = query_of(&"/list?state=open&limit=5".parse().unwrap()).unwrap();
        assert_eq!((part.state.as_str(), part.limit), ("open", Some(5)));
    }

    #[test]
    fn a_form_is_of_one_media_type() {
        for (kind, is) in [
            ("application/x-www-form-urlencoded", true),
            ("Application/X-WWW-Form-URLencoded; charset=UTF-8", true),
            ("application/x-www-form-urlencoded2", false),
            ("multipart/form-data; boundary=x", false),
            ("text/plain", false),
        ] {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
            assert_eq!(is_form(&headers), is, "{kind}");
        }
        assert!(!is_form(&HeaderMap::new()));
    }

    #[test]
    fn a_body_that_does_not_fit_names_the_field_and_the_line() {
        for (body, field, said) in [
            ("{", "body", "line 1"),
            ("", "body", "line 1"),
            ("[1]", "[0]", "expected a string at line 1"),
            (r#"{"account":{"ports":[]}}"#, "file_name", "missing field `file_name`"),
            ("{\"file_name\":\"a\",\n\"account\":{\"ports\":[1,70000]}}", "account.ports[1]", "line 2"),
            (r#"{"file_name":"a","pet":1}"#, "pet", "unknown field `pet`"),
            (r#"{"file_name":"a","account":{}}"#, "account", "missing field `ports`"),
        ] {
            let problem = Problem::of(&json_from_slice::<Upload>(body.as_bytes()).unwrap_err());
            assert_eq!(problem.field.as_deref(), Some(field), "{body}: {problem:?}");
            assert!(problem.detail.contains(said), "{body}: {problem:?}");
            assert_eq!(problem.status, 400);
        }
    }
}
