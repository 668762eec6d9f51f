//! Advice: a page that stores nothing.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::page;
use crate::context::Ctx;
use crate::data::CopyAdvice;
use crate::views::{ChannelView, LineView, channels, emergency, lines};

/// The situations that somebody can choose, in the order of the page, each with those of the removal channels.
static SITUATIONS: [(&str, &[&str]); 6] = [
    ("1", &["own_device"]),
    ("2", &["own_device", "published"]),
    ("4", &["own_device"]),
    ("3", &[]),
    ("6", &["published"]),
    ("5", &["published"]),
];

#[derive(Template)]
#[template(path = "advice.html")]
struct AdvicePage {
    ctx: Ctx,
    emergency: Vec<LineView>,
    /// Digit and text of each situation.
    situations: Vec<(&'static str, String)>,
    /// What to do in the chosen one.
    chosen: Option<String>,
    channels: Vec<ChannelView>,
    copy: Option<CopyView>,
    lines: Vec<LineView>,
}

/// What to do with a copy.
pub(super) struct CopyView {
    pub(super) text: String,
    pub(super) dated: String,
}

/// `GET /a`: what to do, who helps now, and the removal channels that fit.
pub(crate) async fn show(ctx: Ctx) -> Response {
    let of = |digit: &str| SITUATIONS.iter().find(|(known, _)| *known == digit);
    let chosen = of(ctx.choice()).copied();
    let situations =
        SITUATIONS.iter().map(|(digit, _)| (*digit, ctx.t(&format!("advice-choice-{digit}")))).collect();
    let advice = AdvicePage {
        emergency: emergency(&ctx),
        situations,
        chosen: chosen.map(|(digit, _)| ctx.prose(&format!("advice-for-{digit}"))),
        channels: chosen.map(|(_, situations)| channels(&ctx, situations)).unwrap_or_default(),
        // whoever may hold a copy
        copy: chosen.filter(|(digit, _)| ["1", "3", "4"].contains(digit)).and_then(|_| copy(&ctx)),
        lines: lines(&ctx),
        ctx,
    };
    page(StatusCode::OK, &advice)
}

/// What to do with a copy in the page's country.
pub(super) fn copy(ctx: &Ctx) -> Option<CopyView> {
    ctx.form
        .lists
        .copy_advice(&ctx.country)
        .map(|advice| CopyView { text: advice.text.text(ctx.lang).to_owned(), dated: dated(ctx, advice) })
}

fn dated(ctx: &Ctx, advice: &CopyAdvice) -> String {
    let date = service::i18n::date(ctx.lang, advice.dated);
    match &advice.approved_by {
        Some(counsel) => {
            ctx.t1("copy-dated", "date", date) + " " + &ctx.t1("copy-approved", "counsel", counsel)
        }
        None => ctx.t1("copy-dated", "date", date) + " " + &ctx.t("copy-not-approved"),
    }
}
