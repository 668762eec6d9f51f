//! How the form of a page is answered.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::typed::Typed;
use crate::Failure;
use crate::i18n::PageContext;

/// On to a page of the node that says what was done: the text of `done-KEY`.
pub fn done(ctx: &PageContext, path: &str, key: &str) -> Response {
    Redirect::to(&ctx.href(&format!("{path}?done={key}"))).into_response()
}

/// The page of a form that was refused: 422, so that nobody takes it for done.
pub fn refused(page: impl IntoResponse) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// Answers a form that acted: on to `path` with word of what was done, or the form again, with what was refused.
///
/// # Errors
/// What is no refusal of what was typed (see [`Typed::refused`]), and what keeps the form from being shown again.
pub async fn answer<P, F>(
    ctx: PageContext,
    outcome: Result<(), Failure>,
    typed: Typed,
    path: &str,
    done: &str,
    again: impl FnOnce(PageContext, Typed) -> F,
) -> Result<Response, Failure>
where
    P: IntoResponse,
    F: Future<Output = Result<P, Failure>>,
{
    match outcome {
        Ok(()) => Ok(self::done(&ctx, path, done)),
        Err(failure) => Ok(refused(again(ctx, typed.refused(failure)?).await?)),
    }
}
