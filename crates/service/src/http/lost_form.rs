//! A form that is answered with an error instead of its page: the error's page shows what was typed, so that nothing of it is lost.

use axum::extract::Request;
use axum::response::Response;

use super::{Problem, body, form_token, headers};
use crate::{Actor, drafts};

/// What somebody typed: names and values, in the order of the form.
#[derive(Clone)]
pub(super) struct LostForm(Vec<(String, String)>);

model::unprintable!(LostForm);

impl LostForm {
    /// Reads what a form of the staff holds, unless that is too long, has files, or may be kept nowhere; and the request as it was.
    pub(super) async fn of(actor: &Actor, request: Request) -> (Request, Option<Self>) {
        let is_form = headers::changes(request.method()) && body::is_form(request.headers());
        if !is_form || !actor.is_staff() || !drafts::may_keep(request.uri().path()) {
            return (request, None);
        }
        let (parts, body) = request.into_parts();
        let (head, rest) = form_token::begin(body).await;
        let form = rest.is_none().then(|| Self(drafts::typed(&head)));
        (form_token::shortened(parts, &head, 0, rest), form)
    }

    /// Goes along with an answer that is a problem, to the page that is made of it.
    pub(super) fn go_along(self, response: &mut Response) {
        if response.extensions().get::<Problem>().is_some() {
            response.extensions_mut().insert(self);
        }
    }

    /// What goes along with an answer.
    pub(super) fn typed(response: &Response) -> Vec<(String, String)> {
        response.extensions().get::<Self>().map(|form| form.0.clone()).unwrap_or_default()
    }
}
