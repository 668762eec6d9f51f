//! The page of prevention: what the law of the page's country says at which age, and what to do. It stores nothing.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use model::law::{AgeKind, Jurisdiction, Review};

use super::page;
use crate::context::Ctx;
use crate::views::{LineView, emergency, lines};

/// Each law that is written here, by the country in the list of lines, with the day on which its text was written.
static WRITTEN: [(&str, Jurisdiction, Date); 3] = [
    ("ES", Jurisdiction::Spain, date(2026, 11, 28)),
    ("PT", Jurisdiction::Portugal, date(2026, 11, 30)),
    ("GB", Jurisdiction::EnglandAndWales, date(2026, 11, 30)),
];

/// The day of what is said where no law is written here.
const WRITTEN_ELSEWHERE: Date = date(2026, 11, 30);

#[derive(Template)]
#[template(path = "law.html")]
struct LawPage {
    ctx: Ctx,
    emergency: Vec<LineView>,
    /// Code and name of each country whose law can be chosen.
    countries: Vec<(&'static str, String)>,
    about: String,
    note: String,
    ages: String,
    /// Whether nobody has compared the ages with the official text.
    is_unverified: bool,
    what_to_do: String,
    lines: Vec<LineView>,
}

/// `GET /p`: what the law says at which age, and what to do.
pub(crate) async fn show(ctx: Ctx) -> Response {
    let found = WRITTEN.iter().find(|(code, ..)| *code == ctx.country);
    let law = found.map(|(_, law, _)| *law);
    let dated = found.map_or(WRITTEN_ELSEWHERE, |(.., dated)| *dated);
    let known = WRITTEN.iter().filter(|(code, ..)| ctx.form.lists.knows(code));
    let countries = known.map(|(code, law, _)| (*code, ctx.t(&of("law-name", *law)))).collect();
    let shown = LawPage {
        emergency: emergency(&ctx),
        countries,
        about: about(&ctx, law),
        note: ctx.t1("law-note", "date", service::i18n::date(ctx.lang, dated)),
        ages: law.map(|law| ages(&ctx, law)).unwrap_or_default(),
        is_unverified: law.is_some_and(is_unverified),
        what_to_do: what_to_do(&ctx, law),
        lines: lines(&ctx),
        ctx,
    };
    page(StatusCode::OK, &shown)
}

/// The key of a text for one law.
fn of(key: &str, law: Jurisdiction) -> String {
    format!("{key}-{}", law.as_str())
}

fn is_unverified(law: Jurisdiction) -> bool {
    law.thresholds().iter().any(|row| row.review == Review::Unverified)
}

/// Whose law it is, and what it says of pictures where that is written here.
fn about(ctx: &Ctx, law: Option<Jurisdiction>) -> String {
    let whose = law.map_or_else(|| ctx.prose("law-about-none"), |law| ctx.prose(&of("law-about", law)));
    match law {
        Some(Jurisdiction::Spain) => whose,
        Some(Jurisdiction::Portugal | Jurisdiction::EnglandAndWales) | None => {
            whose + &ctx.prose("law-pictures-unknown")
        }
    }
}

/// What it says by age: Spain's in words of its own, the others' from the table of ages.
fn ages(ctx: &Ctx, law: Jurisdiction) -> String {
    if law == Jurisdiction::Spain {
        return ctx.prose("law-ages");
    }
    let today = ctx.now.to_zoned_datetime(TimeZone::UTC).date();
    let find = |age| law.find_threshold(age, today);
    let (Some(answers), Some(adult)) = (find(AgeKind::CriminalResponsibility), find(AgeKind::AdultCode))
    else {
        return String::new();
    };
    let below = ctx.prose2("law-below", ("years", answers.years), ("source", answers.cited()));
    let last_year = adult.years.saturating_sub(1);
    let between = ctx.prose2(&of("law-between", law), ("from", answers.years), ("to", last_year));
    let from = ctx.prose2("law-from", ("years", adult.years), ("source", adult.cited()));
    below + &between + &from
}

/// What to do, whatever the age: with Spain's lines and articles there, elsewhere without any.
fn what_to_do(ctx: &Ctx, law: Option<Jurisdiction>) -> String {
    let keys = match law {
        Some(Jurisdiction::Spain) => ["law-received", "law-shared", "law-next", "law-parents"],
        Some(Jurisdiction::Portugal | Jurisdiction::EnglandAndWales) | None => {
            ["law-elsewhere-received", "law-elsewhere-shared", "law-next", "law-elsewhere-parents"]
        }
    };
    keys.map(|key| ctx.prose(key)).concat()
}
