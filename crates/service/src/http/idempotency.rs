//! The `Idempotency-Key` of a request, and the request's digest beside it.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::body::{json_from_slice, read_body};
use crate::{Failure, IdempotencyKey};

/// Name of the header (draft-ietf-httpapi-idempotency-key-header).
const HEADER: &str = "idempotency-key";

/// The key that the headers carry, if any. `IdempotencyKey` as an extractor demands one, `Option<IdempotencyKey>` takes one.
fn find(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Failure> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Failure::bad_request("Idempotency-Key: send the header once"));
    }
    IdempotencyKey::parse(value.to_str().unwrap_or_default()).map(Some)
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        find(&parts.headers)?
            .ok_or_else(|| Failure::bad_request("Idempotency-Key: send the header, so that a retry is safe"))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Failure> {
        find(&parts.headers)
    }
}

/// Extractor: a JSON body together with what `Node::act_once` asks about the request.
#[derive(Debug, Clone)]
pub struct Once<T> {
    /// The body.
    pub body: T,
    /// The client's key, if it sent one.
    pub key: Option<IdempotencyKey>,
    /// SHA-256 over method, path and body: the same key with another digest is a conflict.
    pub request_sha256: [u8; 32],
}

/// Extractor: as [`Once`], with the body as it was sent, for who keeps that as evidence.
pub struct OnceAsSent<T> {
    /// What [`Once`] says.
    pub once: Once<T>,
    /// The body, byte by byte.
    pub bytes: Bytes,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Once<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        Ok(read(request, state).await?.once)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for OnceAsSent<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        read(request, state).await
    }
}

async fn read<T: DeserializeOwned, S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<OnceAsSent<T>, Failure> {
    let key = find(request.headers())?;
    let mut digest = Sha256::new();
    digest.update(request.method().as_str());
    digest.update([0]);
    digest.update(request.uri().path());
    digest.update([0]);
    let bytes = read_body(request, state).await?;
    digest.update(&bytes);
    let once = Once { body: json_from_slice(&bytes)?, key, request_sha256: digest.finalize().into() };
    Ok(OnceAsSent { once, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_header_is_refused() {
        let mut headers = HeaderMap::new();
        assert_eq!(find(&headers).unwrap(), None);
        headers.append(HEADER, "a".parse().unwrap());
        assert_eq!(find(&headers).unwrap(), Some(IdempotencyKey::parse("a").unwrap()));
        headers.append(HEADER, "a".parse().unwrap());
        assert!(find(&headers).is_err());
    }
}
