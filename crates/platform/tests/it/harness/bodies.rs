//! What is sent to a platform, and what it answers.

use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

/// The body of an upload.
pub(crate) fn parts(statement: &Value, file: &[u8]) -> Form {
    let file = Part::bytes(file.to_vec()).file_name("picture.png").mime_str("image/png").unwrap();
    Form::new().text("upload", statement.to_string()).part("file", file)
}

/// The JSON of an answer of this status.
pub(crate) async fn expect(response: Response, status: StatusCode) -> Value {
    let (got, text) = (response.status(), response.text().await.unwrap());
    assert_eq!(got, status, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// A good statement of an upload.
pub(crate) fn statement() -> Value {
    json!({
        "account": {"esp_identifier": "user-1", "screen_name": "luna", "display_names": ["Luna", "L"],
                    "emails": ["luna@mail.example"], "phones": ["+34 600 000 000"], "device_ids": ["DEV-1", "DEV-2"],
                    "date_of_birth": "1990-02-28"},
        "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7", "port": 51111, "device_id": "DEV-1",
        "url": "https://social.example/p/1", "channel": "private", "file_name": "holiday & sun.png"
    })
}
