//! Forms that keep what was typed when they are refused.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::form_fields;
use crate::http::{is_form, read_body};
use crate::i18n::decode;
use crate::{Failure, Reason};

/// The field by which a form says which of its page's it is, as [`Typed::of`] does it. No part of what was typed.
pub(crate) const PART: &str = "part";

/// What was typed into a form, and why it was refused; an empty one for a form that is shown first.
///
/// It holds whatever people type, so nothing prints it.
#[derive(Clone, Default)]
pub struct Typed {
    pairs: Vec<(String, String)>,
    refusal: Option<Refusal>,
    /// Which of several forms of a page; empty where it stands alone.
    part: String,
}

#[derive(Clone)]
struct Refusal {
    field: Option<String>,
    message: String,
}

impl Typed {
    /// What a body says (`application/x-www-form-urlencoded`).
    pub(super) fn of_body(body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let pairs = body.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let pairs = pairs.map(|(name, value)| (decode(name), decode(value)));
        let (parts, pairs): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| name == PART);
        let part = parts.into_iter().next().map(|(_, part)| part).unwrap_or_default();
        Self { pairs, part, refusal: None }
    }

    /// A form that is shown first with these values, as if they had been typed.
    pub fn with(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { pairs: pairs.into_iter().collect(), ..Self::default() }
    }

    /// The same as that of one of several forms of a page: the ids of its fields end so.
    #[must_use]
    pub fn of(self, part: impl Into<String>) -> Self {
        Self { part: part.into(), ..self }
    }

    /// What was typed into this one of several forms of a page; nothing where another was sent.
    #[must_use]
    pub fn part(&self, part: impl AsRef<str>) -> Self {
        let part = part.as_ref();
        if self.part == part { self.clone() } else { Self::default().of(part) }
    }

    /// The id of a field's input.
    pub fn id(&self, name: &str) -> String {
        if self.part.is_empty() { name.to_owned() } else { format!("{name}-{}", self.part) }
    }

    /// Names and values in the order in which they were sent.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// What was typed into a field, the first where there are several; empty where nothing was.
    pub fn value(&self, name: &str) -> &str {
        self.values(name).next().unwrap_or_default()
    }

    /// All that was typed or chosen under a name.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let of_name = self.pairs.iter().filter(move |(field, _)| field == name);
        of_name.map(|(_, value)| value.as_str())
    }

    /// Whether a value was chosen under a name.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|chosen| chosen == value)
    }

    /// Why a field was refused.
    pub fn error(&self, name: &str) -> Option<&str> {
        let refusal = self.refusal.as_ref()?;
        (refusal.field.as_deref() == Some(name)).then_some(refusal.message.as_str())
    }

    /// The field that was refused, if the form sent it: the summary leads there.
    pub fn wrong_field(&self) -> Option<&str> {
        let field = self.refusal.as_ref()?.field.as_deref()?;
        self.pairs.iter().any(|(name, _)| name == field).then_some(field)
    }

    /// Why the form was refused, of whatever field.
    pub fn message(&self) -> Option<&str> {
        self.refusal.as_ref().map(|refusal| refusal.message.as_str())
    }

    /// Why the form was refused, where that is about no field that it sent.
    pub fn other_error(&self) -> Option<&str> {
        if self.wrong_field().is_some() { None } else { self.message() }
    }

    /// Whether a field has a hint: for the macros of `parts.html`, to which one may give an empty text.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn has_hint(&self, hint: &str) -> bool {
        !hint.is_empty()
    }

    /// Ids of what describes a field: its hint and its error, where it has them.
    pub fn described_by(&self, name: &str, hint: &str) -> Option<String> {
        let id = self.id(name);
        match (self.has_hint(hint), self.error(name).is_some()) {
            (false, false) => None,
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (true, true) => Some(format!("{id}-hint {id}-error")),
        }
    }

    /// The same form, refused. Answer it with 422, so that nobody takes it for done.
    ///
    /// # Errors
    /// The failure itself, where it is no refusal of what was typed: nothing there, a conflict, a fault of ours.
    pub fn refused(self, failure: Failure) -> Result<Self, Failure> {
        match failure {
            Failure::Refused(refused) if matches!(refused.reason, Reason::Invalid | Reason::BadRequest) => {
                let refusal = Some(Refusal { field: refused.field, message: refused.message });
                Ok(Self { refusal, ..self })
            }
            other => Err(other),
        }
    }
}

/// Extractor: a submitted form, and its fields where they can be read. It refuses nothing by itself, so that a handler can show the
/// form again. A name may be sent several times: it fills a `Vec`.
pub struct TypedForm<T> {
    /// What was typed.
    pub typed: Typed,
    /// The fields, or what does not fit; a [`Failure`] that names the field.
    pub fields: Result<T, Failure>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for TypedForm<T> {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let is_form = is_form(request.headers());
        let body: Bytes = match read_body(request, state).await {
            Ok(body) => body,
            Err(failure) => return Ok(Self { typed: Typed::default(), fields: Err(failure) }),
        };
        if !is_form && !body.is_empty() {
            let failure = Failure::bad_request("send a form (application/x-www-form-urlencoded)");
            return Ok(Self { typed: Typed::default(), fields: Err(failure) });
        }
        let typed = Typed::of_body(&body);
        let fields = form_fields::read(typed.pairs());
        Ok(Self { typed, fields })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Decide {
        reason: String,
        #[serde(default)]
        hits: Vec<u16>,
        days: Option<u32>,
        #[serde(default)]
        urgent: bool,
    }

    async fn sent(body: &'static str) -> TypedForm<Decide> {
        let request =
            Request::post("/").header("content-type", "application/x-www-form-urlencoded").body(body.into());
        let Ok(form) = TypedForm::from_request(request.unwrap(), &()).await;
        form
    }

    #[tokio::test]
    async fn a_form_that_fits_is_read_with_repeated_names() {
        let form = sent("reason=a+%C3%A1&hits=1&hits=22&urgent=true").await;
        let fields = form.fields.unwrap();
        assert_eq!((fields.reason.as_str(), fields.hits, fields.days), ("a á", vec![1, 22], None));
        assert!(fields.urgent);
        assert!(form.typed.has("hits", "22") && !form.typed.has("hits", "2"));
        assert_eq!(sent("reason=&days=7").await.fields.unwrap().days, Some(7));
    }

    #[tokio::test]
    async fn what_does_not_fit_is_named_and_kept() {
        for (body, field, said) in [
            ("hits=1", "reason", "missing field `reason`"),
            ("reason=a&hits=x", "hits", "invalid digit"),
            ("reason=a&hits=70000", "hits", "number too large"),
            ("reason=a&reason=b", "reason", "duplicate field `reason`"),
            ("reason=a&pet=1", "pet", "unknown field `pet`"),
            ("reason=a&urgent=maybe", "urgent", "true"),
        ] {
            let form = sent(body).await;
            let typed = form.typed.refused(form.fields.err().unwrap()).ok().unwrap();
            assert!(
                typed.error(field).is_some_and(|error| error.contains(said)),
                "{body}: {:?}",
                typed.message()
            );
            assert_eq!(typed.wrong_field().is_some(), body.contains(&format!("{field}=")), "{body}");
            assert_eq!(typed.other_error().is_some(), typed.wrong_field().is_none(), "{body}");
        }
        let typed = sent("reason=a&hits=x").await.typed;
        assert_eq!((typed.value("reason"), typed.value("hits"), typed.value("days")), ("a", "x", ""));
    }

    #[test]
    fn one_of_several_forms_keeps_what_was_typed_into_it_alone() {
        let typed = Typed::of_body(b"reason=a").of("one");
        let refused = typed.refused(Failure::refused("reason", "say more")).ok().unwrap();
        let [one, other, alone] = ["one", "other", ""].map(|part| refused.part(part));
        assert_eq!((one.value("reason"), one.error("reason")), ("a", Some("say more")));
        for form in [&other, &alone] {
            assert_eq!((form.value("reason"), form.message()), ("", None));
        }
        let ids = [&one, &other, &alone].map(|form| form.id("reason"));
        assert_eq!(ids, ["reason-one", "reason-other", "reason"]);
        assert_eq!(one.described_by("reason", "why").as_deref(), Some("reason-one-hint reason-one-error"));
    }

    #[tokio::test]
    async fn a_form_may_say_itself_which_of_its_page_it_is() {
        let form = sent("part=lin_1&reason=a").await;
        assert_eq!(form.fields.unwrap().reason, "a");
        let refused = form.typed.refused(Failure::refused("reason", "say more")).ok().unwrap();
        assert_eq!((refused.id("reason").as_str(), refused.value("part")), ("reason-lin_1", ""));
        assert_eq!(refused.part("lin_1").error("reason"), Some("say more"));
        for other in ["lin_2", ""] {
            assert_eq!(
                (refused.part(other).error("reason"), refused.part(other).value("reason")),
                (None, "")
            );
        }
    }

    #[tokio::test]
    async fn only_refusals_of_what_was_typed_show_the_form_again() {
        let typed = sent("reason=a").await.typed;
        let again = typed.clone().refused(Failure::refused("reason", "say more")).ok().unwrap();
        assert_eq!((again.error("reason"), again.error("hits")), (Some("say more"), None));
        for failure in [Failure::absent("hit"), Failure::conflict("decided"), Failure::denied()] {
            assert!(typed.clone().refused(failure).is_err());
        }
        let other = Request::post("/").header("content-type", "text/plain").body("reason=a".into());
        let Ok(other) = TypedForm::<Decide>::from_request(other.unwrap(), &()).await;
        assert!(other.fields.is_err() && other.typed.value("reason").is_empty());
    }
}
