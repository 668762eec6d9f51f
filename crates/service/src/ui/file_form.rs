//! Forms with a file, that keep what was typed beside it when they are refused.
//!
//! Their page writes `{{ ctx.form_token() }}` first, as every form does: the guard reads the first part of such a body and takes the token off,
//! so that nothing of it stands in an address and no script is needed.

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;

use super::Typed;
use crate::Failure;

/// Most bytes of one field that is no file.
const MOST_TEXT_BYTES: usize = 64 * 1024;
/// Most fields.
const MOST_FIELDS: usize = 100;

/// Extractor: a submitted form with one file (`multipart/form-data`), whole in memory within the route's limit. The file's field is among what
/// was typed, as empty, so that its error is shown at it.
#[derive(Clone)]
pub struct FileForm {
    /// What was typed, without the file.
    pub typed: Typed,
    /// The file, where one was chosen.
    pub file: Option<SentFile>,
}

/// A file that somebody chose.
#[derive(Clone)]
pub struct SentFile {
    /// Its name on their machine, without folders.
    pub name: String,
    /// What it holds.
    pub bytes: Bytes,
}

impl<S: Send + Sync> FromRequest<S> for FileForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let parts = Multipart::from_request(request, state).await;
        let mut parts =
            parts.map_err(|_| Failure::bad_request("send a form with a file (multipart/form-data)"))?;
        let (mut pairs, mut file) = (Vec::new(), None);
        while let Some(part) = parts.next_field().await.map_err(|error| broken_off(&error))? {
            if pairs.len() >= MOST_FIELDS {
                return Err(Failure::bad_request("the form has too many fields"));
            }
            let field = part.name().unwrap_or_default().to_owned();
            let Some(name) = part.file_name().map(plain_name) else {
                pairs.push((field, text(part).await?));
                continue;
            };
            let bytes = part.bytes().await.map_err(|error| broken_off(&error))?;
            pairs.push((field, String::new()));
            // of a field without a choice browsers send an empty file without a name
            if !(name.is_empty() && bytes.is_empty()) {
                file = Some(SentFile { name, bytes });
            }
        }
        Ok(Self { typed: Typed::with(pairs), file })
    }
}

async fn text(mut part: Field<'_>) -> Result<String, Failure> {
    let mut text = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| broken_off(&error))? {
        if text.len() + piece.len() > MOST_TEXT_BYTES {
            return Err(Failure::bad_request("a field of the form is too long"));
        }
        text.extend_from_slice(&piece);
    }
    String::from_utf8(text).map_err(|_| Failure::bad_request("a field of the form is not UTF-8"))
}

/// The last part of a name, without what no line shows.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(255).collect()
}

fn broken_off(error: &MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Failure::bad_request("the file is larger than this form takes");
    }
    Failure::bad_request("the form broke off before its end; send it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(parts: &[(&str, Option<&str>, &str)]) -> Result<FileForm, Failure> {
        let mut body = String::new();
        for (name, file_name, value) in parts {
            let file_name = file_name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
            body += &format!(
                "--b\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n{value}\r\n"
            );
        }
        let request = Request::post("/").header("content-type", "multipart/form-data; boundary=b");
        FileForm::from_request(request.body(format!("{body}--b--\r\n").into()).unwrap(), &()).await
    }

    #[tokio::test]
    async fn what_was_typed_and_the_file_are_told_apart() {
        let form =
            sent(&[("name", None, "known"), ("file", Some("lists/a.csv"), "1;2"), ("source", None, "á")]);
        let form = form.await.unwrap();
        assert_eq!((form.typed.value("name"), form.typed.value("source")), ("known", "á"));
        let file = form.file.unwrap();
        assert_eq!((file.name.as_str(), &*file.bytes), ("a.csv", &b"1;2"[..]));
        let typed = form.typed.refused(Failure::refused("file", "line 1")).unwrap();
        assert_eq!((typed.wrong_field(), typed.error("file")), (Some("file"), Some("line 1")));
        let none = sent(&[("file", Some(""), ""), ("name", None, "known")]).await.unwrap();
        assert!(none.file.is_none() && none.typed.value("name") == "known");
        assert!(sent(&[("file", Some("empty"), "")]).await.unwrap().file.is_some());
    }

    #[tokio::test]
    async fn what_is_no_such_form_is_refused() {
        let long = "x".repeat(MOST_TEXT_BYTES + 1);
        assert!(sent(&[("name", None, long.as_str())]).await.is_err());
        let many = vec![("name", None, "x"); MOST_FIELDS + 1];
        assert!(sent(&many).await.is_err());
        let other = Request::post("/").header("content-type", "text/plain").body("name=a".into()).unwrap();
        assert!(FileForm::from_request(other, &()).await.is_err());
        let cut = Request::post("/").header("content-type", "multipart/form-data; boundary=b");
        let cut = cut.body("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx".into()).unwrap();
        assert!(FileForm::from_request(cut, &()).await.is_err());
    }
}
