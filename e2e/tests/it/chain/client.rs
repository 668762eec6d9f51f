//! Speaks HTTP to a role in somebody's name.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;

/// Somebody with credentials at one role.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    root: String,
    name: String,
    secret: String,
}

impl Client {
    pub(super) fn new(http: reqwest::Client, root: String, name: &str, secret: &str) -> Self {
        Self { http, root, name: name.to_owned(), secret: secret.to_owned() }
    }

    /// A request with the credentials.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.root)).basic_auth(&self.name, Some(&self.secret))
    }

    /// The JSON of a path.
    pub async fn get(&self, path: &str) -> Value {
        answer(self.request(Method::GET, path), path, StatusCode::OK).await
    }

    /// The bytes of a path.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.request(Method::GET, path).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.bytes().await.expect("a whole answer").to_vec()
    }

    /// What a POST made, or asked a second person for: its JSON, at 200, 201 or 202.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let response = self.request(Method::POST, path).json(body).send().await.expect("an answer");
        let status = response.status();
        let json = json(response, path).await;
        let good = [StatusCode::OK, StatusCode::CREATED, StatusCode::ACCEPTED];
        assert!(good.contains(&status), "{path}: {status} {json}");
        json
    }

    /// The problem document of a POST that is refused.
    pub async fn refused(&self, path: &str, body: &Value, status: StatusCode) -> Value {
        answer(self.request(Method::POST, path).json(body), path, status).await
    }
}

/// Sends a request and reads the JSON of an answer of this status.
pub async fn answer(request: RequestBuilder, path: &str, status: StatusCode) -> Value {
    let response = request.send().await.expect("an answer");
    let got = response.status();
    let json = json(response, path).await;
    assert_eq!(got, status, "{path}: {json}");
    json
}

async fn json(response: Response, path: &str) -> Value {
    let (status, text) = (response.status(), response.text().await.expect("a whole answer"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {status}, {error}: {text}"))
}

/// A JSON text.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
