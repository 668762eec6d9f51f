//! What a form of ours sends.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;

use crate::context::Ctx;
use crate::form::{Refusal, Shared};
use crate::pages::sorry;

/// So much of a body is read before it is refused: who sends a little too much should get an answer, not a broken connection.
const READ_BYTES: usize = 256 * 1024;

/// The fields of a form (`application/x-www-form-urlencoded`; never a file). Says something of persons, so it is not printed.
pub(crate) struct Fields(Vec<(String, String)>);

impl FromRequest<Shared> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, form: &Shared) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let ctx = Ctx::of(&parts, form);
        // more than the body limit is refused below, with a page
        let Ok(bytes) = to_bytes(body, READ_BYTES).await else { return Err(sorry(ctx, Refusal::Large)) };
        let request = Request::from_parts(parts, Body::from(bytes));
        match axum::Form::<Vec<(String, String)>>::from_request(request, form).await {
            Ok(axum::Form(fields)) => Ok(Self(fields)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(sorry(ctx, Refusal::Large))
            }
            Err(_) => Err(sorry(ctx, Refusal::Missing)),
        }
    }
}

impl Fields {
    /// The first value of a field, as it was sent; empty if there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// A text without control characters and outer space, at most `most` characters of it: pages let nobody type more.
    pub(crate) fn text(&self, name: &str, most: usize) -> String {
        let tame = |c: char| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c };
        let text: String = self.one(name).replace("\r\n", "\n").chars().map(tame).take(most).collect();
        text.trim().to_owned()
    }

    /// Whether a box is ticked.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        !self.one(name).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_tame_and_bounded() {
        let fields = Fields(vec![
            ("words".into(), "  a\r\nb\u{0}c\u{1b}[1m\t ".into()),
            ("kind".into(), "one".into()),
            ("kind".into(), "two".into()),
        ]);
        assert_eq!(fields.text("words", 100), "a\nb c [1m");
        assert_eq!(fields.text("words", 4), "a");
        assert_eq!(fields.all("kind").collect::<Vec<_>>(), ["one", "two"]);
        assert!(fields.is_set("kind") && !fields.is_set("none") && fields.text("none", 9).is_empty());
    }
}
