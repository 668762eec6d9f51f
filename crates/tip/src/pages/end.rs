//! The end of a tip: contact and receipt, both as the reporter likes.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use wire::tip::{Step, WORDS_MAX};

use super::{page, sorry, steps};
use crate::context::{Ctx, Hold};
use crate::fields::Fields;
use crate::form::Shared;
use crate::views::{LineView, lines, reading};

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    ctx: Ctx,
    most: usize,
}

/// `GET /i`
pub(crate) async fn contact(ctx: Ctx) -> Response {
    if ctx.hold().is_none() {
        return ctx.to_start();
    }
    page(StatusCode::OK, &ContactPage { ctx, most: WORDS_MAX })
}

#[derive(Template)]
#[template(path = "thanks.html")]
struct ThanksPage {
    ctx: Ctx,
    /// The receipt in groups of four digits, to be copied by hand; empty without one.
    receipt: Vec<String>,
    reading: String,
    lines: Vec<LineView>,
}

/// `POST /i`: the last steps. A receipt is shown here and nowhere else: it is made, told and forgotten. It follows from the page's number, so
/// that a double click gets one receipt.
pub(crate) async fn send_contact(State(form): State<Shared>, ctx: Ctx, fields: Fields) -> Response {
    let Some(mut hold) = ctx.hold().cloned() else { return ctx.to_start() };
    let number = fields.one("o");
    if form.answered.is_over(number, ctx.now) {
        // somebody went back: the receipt is not shown again, and all that was sent is with us
        return ctx.go("/j");
    }
    let how = fields.text("how", WORDS_MAX);
    if !how.is_empty() {
        match form.send(number, &hold.tip, hold.next, Step::Contact { how: Some(how) }).await {
            Ok(place) => hold = hold.after(place),
            Err(refusal) => return sorry(ctx, refusal),
        }
    }
    let ctx = ctx.holding(hold);
    if fields.is_set("receipt") {
        with_receipt(&form, ctx, number).await
    } else {
        steps::send(&form, ctx, number, Step::Finished { mailbox: None }, "/j").await
    }
}

async fn with_receipt(form: &Shared, ctx: Ctx, number: &str) -> Response {
    let Some(Hold { tip, next, .. }) = ctx.hold().cloned() else { return ctx.to_start() };
    let receipt = match form.receipt_of(number) {
        Ok(receipt) => receipt,
        Err(refusal) => return sorry(ctx, refusal),
    };
    let groups = receipt.groups();
    let opened = match form.open_receipt(receipt).await {
        Ok(opened) => opened,
        Err(refusal) => return sorry(ctx, refusal),
    };
    match form.send(number, &tip, next, Step::Finished { mailbox: Some(opened.mailbox) }).await {
        Ok(_) => {
            form.answered.note(number, ctx.now);
            thanks_page(ctx, groups)
        }
        Err(refusal) => sorry(ctx, refusal),
    }
}

/// `GET /j`
pub(crate) async fn thanks(ctx: Ctx) -> Response {
    thanks_page(ctx, Vec::new())
}

fn thanks_page(ctx: Ctx, receipt: Vec<String>) -> Response {
    let (reading, lines) = (reading(&ctx), lines(&ctx));
    page(StatusCode::OK, &ThanksPage { ctx, receipt, reading, lines })
}
