//! How the form of a page is answered.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::typed::Typed;
use crate::i18n::PageContext;
use crate::{Action, Failure, Node};

/// On to a page of the node that says what was done: the text of `done-KEY`.
pub fn done(ctx: &PageContext, path: &str, key: &str) -> Response {
    Redirect::to(&ctx.href(&format!("{path}?done={key}"))).into_response()
}

/// The page of a form that was refused: 422, so that nobody takes it for done.
pub fn refused(page: impl IntoResponse) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// Does what a form asks for, where it could be read.
///
/// # Errors
/// Why the form could not be read, and those of [`Node::act`].
pub async fn act<A: Action>(
    node: &Node,
    ctx: &PageContext,
    action: Result<A, Failure>,
) -> Result<A::Output, Failure> {
    node.act(&ctx.actor, &action?).await
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
