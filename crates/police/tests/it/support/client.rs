//! HTTP with the name and secret of an actor.

use std::net::SocketAddr;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use service::check::secret_of;
use wire::feedback::{READS, READS_NOW};

/// Speaks to the police as one actor.
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    name: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

impl Client {
    pub(crate) fn new(addr: SocketAddr, name: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, base: format!("http://{addr}"), name: name.to_owned() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.base))
            .basic_auth(&self.name, Some(secret_of(&self.name)))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// The same police as another actor.
    pub(crate) fn as_other(&self, name: &str) -> Self {
        Self { http: self.http.clone(), base: self.base.clone(), name: name.to_owned() }
    }

    /// Asks to hand a person to a unit.
    pub(crate) async fn ask_assignment(&self, person_id: &str, unit: &str) -> Answer {
        let body = json!({ "person_id": person_id, "unit": unit, "release_reason": "met at this address" });
        self.post("/api/assignments", &body).await
    }

    /// Hands a person to a unit: asks, and another inspector approves. Gives the assignment.
    pub(crate) async fn assign(&self, person_id: &str, unit: &str) -> Value {
        let asked = self.ask_assignment(person_id, unit).await.ok();
        self.as_other("ivan").approve(&asked).await.ok();
        self.get(&format!("/api/persons/{person_id}")).await.ok()["assignment"].clone()
    }

    /// Erases by two inspectors: asks, and another approves. Gives the receipt.
    pub(crate) async fn erase(&self, path: &str, why: &Value) -> Value {
        let asked = self.post(&format!("{path}/erase"), why).await;
        asked.is(202);
        self.as_other("ivan").approve(&asked.ok()).await.ok()["output"].clone()
    }

    /// Approves what was asked for.
    pub(crate) async fn approve(&self, asked: &Value) -> Answer {
        let path = format!("/api/approvals/{}/approve", asked["approval_id"].as_str().unwrap());
        self.post(&path, &json!({})).await
    }

    /// A page as a browser asks for it.
    pub(crate) async fn page(&self, path: &str, lang: &str) -> Answer {
        send(self.request(Method::GET, path).header("Accept", "text/html").header("Accept-Language", lang))
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        send(self.request(Method::POST, path).json(body)).await
    }

    /// A form as a browser sends it.
    pub(crate) async fn submit(&self, path: &str, fields: &Value) -> Answer {
        send(self.request(Method::POST, path).header("Accept", "text/html").form(fields)).await
    }

    /// As a clearinghouse of this version hands something in.
    pub(crate) async fn post_bytes(&self, path: &str, body: Vec<u8>, key: Option<&str>) -> Answer {
        let request = self.request(Method::POST, path).header("Content-Type", "application/x-tar");
        let mut request = request.header(READS, READS_NOW).body(body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        send(request).await
    }

    /// The form for a package from a file.
    pub(crate) async fn upload(&self, package: Vec<u8>) -> Answer {
        let part = reqwest::multipart::Part::bytes(package).file_name("package.tar");
        let form = reqwest::multipart::Form::new().part("package", part);
        send(self.request(Method::POST, "/referrals/upload").multipart(form)).await
    }
}

async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    Answer { status: response.status(), body: response.text().await.unwrap() }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{self:?}");
        self.json()
    }

    /// A refusal with this status that names this field; gives its text.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, field: &str) -> String {
        let problem = self.json();
        assert_eq!((self.status.as_u16(), problem["field"].as_str()), (status, Some(field)), "{problem}");
        problem["detail"].as_str().unwrap().to_owned()
    }

    /// A status without a field.
    #[track_caller]
    pub(crate) fn is(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
    }
}
