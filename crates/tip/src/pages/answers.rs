//! The two-way dialogue: who holds a receipt reads answers and writes again.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use wire::tip::{Step, TipId, WORDS_MAX};

use super::{page, sorry};
use crate::context::Ctx;
use crate::fields::Fields;
use crate::form::{Refusal, Shared};
use crate::receipt::{Opened, Receipt};
use crate::views::reading;

/// Most characters of what is typed for a receipt, as its field takes them.
const MOST_TYPED: usize = 40;

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    ctx: Ctx,
    /// What was typed and is no receipt: nobody has to type all of it again.
    wrong: Option<String>,
}

/// `GET /r`
pub(crate) async fn ask(ctx: Ctx) -> Response {
    ask_page(ctx, None)
}

fn ask_page(ctx: Ctx, wrong: Option<String>) -> Response {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page(status, &AskPage { ctx, wrong })
}

/// One answer.
struct AnswerView {
    when: String,
    words: String,
}

#[derive(Template)]
#[template(path = "answers.html")]
struct AnswersPage {
    ctx: Ctx,
    answers: Vec<AnswerView>,
    /// Under which id a message goes; not the receipt, which is forgotten by now.
    conversation: String,
    reading: String,
    most: usize,
}

/// `POST /r`: opens the answers in memory. A receipt that was never given looks like one without answers. The page's number keeps somebody who
/// goes back from being shown them.
pub(crate) async fn show(State(form): State<Shared>, ctx: Ctx, fields: Fields) -> Response {
    let number = fields.one("o");
    if form.answered.is_over(number, ctx.now) {
        return ask_page(ctx, None);
    }
    let Some(receipt) = Receipt::parse(fields.one("receipt")) else {
        return ask_page(ctx, Some(fields.text("receipt", MOST_TYPED)));
    };
    let opened = match form.open_receipt(receipt).await {
        Ok(opened) => opened,
        Err(refusal) => return sorry(ctx, refusal),
    };
    let Ok(conversation) = opened.mailbox.conversation() else { return sorry(ctx, Refusal::Broken) };
    let answers = match form.post.answers(&opened.mailbox.id).await {
        Ok(found) => read(&ctx, &form, &opened, &found.answers),
        Err(error) => {
            tracing::warn!(%error, "answers cannot be fetched");
            return sorry(ctx, Refusal::Broken);
        }
    };
    form.answered.note(number, ctx.now);
    let reading = reading(&ctx);
    let conversation = conversation.to_string();
    page(StatusCode::OK, &AnswersPage { ctx, answers, conversation, reading, most: WORDS_MAX })
}

fn read(ctx: &Ctx, form: &Shared, opened: &Opened, answers: &[wire::tip::SealedAnswer]) -> Vec<AnswerView> {
    let view = |answer: &wire::tip::SealedAnswer| AnswerView {
        when: ctx.moment(answer.written_at, form.reading.zone()),
        words: answer.open(opened.secret.clone()).unwrap_or_else(|_| ctx.t("mail-unreadable")),
    };
    answers.iter().map(view).collect()
}

/// `POST /m`: a message to who answered.
pub(crate) async fn send(State(form): State<Shared>, ctx: Ctx, fields: Fields) -> Response {
    let words = fields.text("words", WORDS_MAX);
    let Ok(conversation) = fields.one("m").parse::<TipId>() else { return sorry(ctx, Refusal::Missing) };
    if words.is_empty() {
        return ctx.go("/r");
    }
    match form.send(fields.one("o"), &conversation, 1, Step::Message { words }).await {
        Ok(_) => ctx.go("/j"),
        Err(refusal) => sorry(ctx, refusal),
    }
}
