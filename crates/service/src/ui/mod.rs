//! Pages: the base template's types, assets, lists, forms, times.
//!
//! A role's page template says `{% extends "../../service/templates/base.html" %}` and fills the blocks `title`, `main` and, if it
//! likes, `footer`; its struct has the fields `ctx: PageContext` and `nav: Vec<NavItem>`. `templates/README.md` shows the parts.

pub(crate) mod about;
pub(crate) mod assets;
mod cards;
mod cell;
pub mod chart;
pub(crate) mod chosen_columns;
mod download;
mod figure;
mod file_form;
mod form_fields;
pub mod forms;
pub mod graph;
mod list;
pub mod map;
pub(crate) mod markup;
mod nav;
mod paging;
mod table;
mod typed;

use askama::Template;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

pub(crate) use assets::{htmx_href, keys_href, script_href, style_sheet_href};
pub use cards::PersonCard;
pub use cell::{Cell, Tone};
pub use download::csv_line;
pub use figure::Figure;
pub use file_form::{FileForm, SentFile};
pub use list::{Download, List};
pub use markup::Markup;
pub use nav::{NavGroup, NavItem};
pub use paging::Paging;
pub use table::{Column, Row, Table};
pub(crate) use typed::PART;
pub use typed::{Typed, TypedForm};

use crate::http::Problem;
use crate::i18n::PageFrame;
use crate::{Failure, drafts};

/// Media type of a page.
pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// A page: `Page(ReportsPage { ctx, nav, … })` as the answer of a handler.
#[derive(Debug, Clone, Copy)]
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => ([(CONTENT_TYPE, HTML)], with_directions_shown(html)).into_response(),
            Err(error) => Failure::broken(error).into_response(),
        }
    }
}

/// Shows what turns the direction of a text (Unicode Annex 9, section 2), as `[U+202E]`: unseen, it makes a program's name look like a
/// picture's. None of our own texts holds one.
fn with_directions_shown(html: String) -> String {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !html.contains(turns) {
        return html;
    }
    let mut shown = String::with_capacity(html.len());
    for c in html.chars() {
        if turns(c) { shown.extend(["[U+", &format!("{:04X}", u32::from(c)), "]"]) } else { shown.push(c) }
    }
    shown
}

#[derive(Template)]
#[template(path = "refused-form.html")]
struct RefusedForm {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    /// What was typed: names and values.
    typed: Vec<(String, String)>,
}

/// A form that came without its token: the page says what to do, and shows what was typed, so that nothing of it is lost.
pub(crate) fn refused_form(ctx: PageFrame, form: &[u8]) -> Response {
    let page = RefusedForm { ctx, nav: Vec::new(), typed: drafts::typed(form) };
    (StatusCode::FORBIDDEN, Page(page)).into_response()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    problem: &'a Problem,
    /// Whether the problem's own words say more than the advice.
    tells_more: bool,
    title_key: &'static str,
    advice_key: &'static str,
    /// What was typed into the form that ended so: names and values.
    typed: Vec<(String, String)>,
}

/// A problem as a page.
pub(crate) fn error_page(
    problem: &Problem,
    ctx: PageFrame,
    typed: Vec<(String, String)>,
) -> Result<String, askama::Error> {
    let (title_key, advice_key) = match problem.status {
        403 if problem.kind == Problem::FROM_ELSEWHERE => ("error-refused", "error-elsewhere-advice"),
        401 => ("error-unauthenticated", "error-unauthenticated-advice"),
        404 | 405 => ("error-absent", "error-absent-advice"),
        409 => ("error-conflict", "error-conflict-advice"),
        400..=499 => ("error-refused", "error-refused-advice"),
        _ => ("error-broken", "error-broken-advice"),
    };
    let tells_more =
        matches!(problem.status, 400 | 403 | 409 | 413 | 422 | 507) && advice_key != "error-elsewhere-advice";
    let page = ErrorPage { ctx, nav: Vec::new(), problem, tells_more, title_key, advice_key, typed };
    page.render().map(with_directions_shown)
}
