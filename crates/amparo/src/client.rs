//! A small client of the roles' own JSON APIs: keyed requests that may be repeated until they are answered.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// How long an unreachable role is asked again before the client gives up.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(200);
/// After so long somebody who waits is told what for.
const SILENCE: Duration = Duration::from_secs(2);

/// One actor at one role.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    name: String,
    secret: String,
}

impl Client {
    /// `base` is the role's address without a trailing slash; name and secret are those of an actor in its configuration.
    pub(crate) fn new(base: &str, name: &str, secret: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            base: base.to_owned(),
            name: name.to_owned(),
            secret: secret.to_owned(),
        }
    }

    /// The role's address.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).basic_auth(&self.name, Some(&self.secret))
    }

    /// Reads one resource.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.send_for(|| Ok(self.request(Method::GET, path)), path).await
    }

    /// Sends one keyed request. The key is the digest of path and body: the same request is the same deed, so `body`
    /// must hold all that tells two deeds apart.
    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        self.keyed(Method::POST, path, body).await
    }

    /// Like [`Client::post`], for resources that the caller names.
    pub(crate) async fn put<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        self.keyed(Method::PUT, path, body).await
    }

    async fn keyed<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T> {
        let body = serde_json::to_vec(body)?;
        let key = key(path, &body);
        let request = || {
            Ok(self
                .request(method.clone(), path)
                .header("Idempotency-Key", &key)
                .header("Content-Type", "application/json")
                .body(body.clone()))
        };
        self.send_for(request, path).await
    }

    /// Opens a file: each sending is a look of its own, so it has no key.
    pub(crate) async fn open_file(&self, object_id: &str, body: &impl Serialize) -> Result<Vec<u8>> {
        let path = format!("/api/files/{object_id}/open");
        self.send(|| Ok(self.request(Method::POST, &path).json(body)), &path).await
    }

    /// As [`Client::send`], for an answer in JSON.
    pub(crate) async fn send_for<T: DeserializeOwned>(
        &self,
        request: impl Fn() -> Result<RequestBuilder>,
        path: &str,
    ) -> Result<T> {
        let answer = self.send(request, path).await?;
        serde_json::from_slice(&answer).with_context(|| format!("reading the answer of {path}"))
    }

    /// Sends until there is a whole answer that is not the role's own failure: its body. The request is built anew for each try.
    pub(crate) async fn send(
        &self,
        request: impl Fn() -> Result<RequestBuilder>,
        path: &str,
    ) -> Result<Vec<u8>> {
        let began = tokio::time::Instant::now();
        let mut is_told = false;
        loop {
            let answer = answered(request()?).await;
            if let Err(error) = &answer
                && !is_told
                && began.elapsed() > SILENCE
            {
                is_told = true;
                let (url, seconds) = (&self.base, PATIENCE.as_secs());
                eprintln!("{url}{path} cannot be reached; trying for {seconds} seconds: {}", cause(error));
            }
            match answer {
                Ok((status, body)) if status.is_success() => return Ok(body),
                Ok((status, body)) if !status.is_server_error() => return Err(refusal(path, status, &body)),
                Ok(_) | Err(_) if began.elapsed() < PATIENCE => tokio::time::sleep(PAUSE).await,
                Ok((status, body)) => return Err(refusal(path, status, &body)),
                Err(error) => bail!("{}{path} cannot be reached: {}", self.base, cause(&error)),
            }
        }
    }

    /// A new request for [`Client::send`], for bodies that are not JSON.
    pub(crate) fn post_bytes(&self, path: &str, key: Option<&str>) -> RequestBuilder {
        let request = self.request(Method::POST, path);
        match key {
            Some(key) => request.header("Idempotency-Key", key),
            None => request,
        }
    }
}

/// A role's refusal of one request.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {status}: {detail}")]
pub(crate) struct Refused {
    /// What was asked.
    pub(crate) path: String,
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// The problem document's words (RFC 9457), or the body.
    pub(crate) detail: String,
}

/// A role may end in the middle of its answer.
async fn answered(request: RequestBuilder) -> reqwest::Result<(StatusCode, Vec<u8>)> {
    let answer = request.send().await?;
    Ok((answer.status(), answer.bytes().await?.to_vec()))
}

/// What is at the bottom of a failure, such as a refused connection: the words above it only say that a request failed.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn refusal(path: &str, status: StatusCode, body: &[u8]) -> anyhow::Error {
    let body = String::from_utf8_lossy(body).into_owned();
    let problem: Option<serde_json::Value> = serde_json::from_str(&body).ok();
    let detail = problem.map_or(body, |problem| {
        let part = |name: &str| problem.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        match (part("field"), part("detail")) {
            (Some(field), Some(detail)) => format!("{field}: {detail}"),
            (_, Some(detail)) => detail,
            _ => problem.to_string(),
        }
    });
    Refused { path: path.to_owned(), status, detail }.into()
}

/// A key that is the same for the same request.
pub(crate) fn key(path: &str, body: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(path.as_bytes());
    digest.update([0]);
    digest.update(body);
    hex::encode(digest.finalize())
}
