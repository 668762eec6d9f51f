//! What an engineer learns from: cases to practise on, and what each response code means.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use service::{Failure, NavItem, Page, PageFrame};
use wire::cybertipline::ResponseCode;

use super::bench::Bench;
use super::cases::{self, CASES};
use super::codes;
use super::pages::{base, nav, sender};

#[derive(Template)]
#[template(path = "sandbox-cases.html")]
pub(super) struct CasesPage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    cases: Vec<CaseShown>,
}

/// One case as it is shown.
struct CaseShown {
    name: &'static str,
    shows: &'static str,
    endpoint: &'static str,
    expects: i32,
    expects_text: &'static str,
    lines: String,
    /// The wrong part of the body, and the right one.
    mended: Option<(&'static str, &'static str)>,
    body: &'static str,
}

#[derive(Template)]
#[template(path = "sandbox-errors.html")]
pub(super) struct ErrorsPage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    codes: Vec<CodeShown>,
}

/// One response code as it is explained.
struct CodeShown {
    number: i32,
    text: &'static str,
    cause: String,
    right: &'static str,
    /// The cases that are answered with it.
    cases: Vec<&'static str>,
}

/// `GET /sandbox/cases`.
pub(super) async fn cases(
    Extension(bench): Extension<Bench>,
    ctx: PageFrame,
    headers: HeaderMap,
) -> Page<CasesPage> {
    let base = base(&bench, &headers);
    let sender = sender(&bench, &base);
    let shown = CASES.iter().map(|case| CaseShown {
        name: &case.name,
        shows: case.shows(ctx.lang),
        endpoint: &case.endpoint,
        expects: case.expects,
        expects_text: ResponseCode::from_number(case.expects).text(),
        lines: sender.case(case),
        mended: case.mended(),
        body: &case.body,
    });
    Page(CasesPage { cases: shown.collect(), nav: nav(&ctx), ctx })
}

/// `GET /sandbox/cases/{name}.xml`: what a case sends, places to fill included.
pub(super) async fn case(Path(name): Path<String>) -> Result<Response, Failure> {
    let name = name.split('.').next().unwrap_or_default();
    let case = cases::find(name).ok_or_else(|| Failure::absent("case"))?;
    let is_xml = case.content_type().starts_with("text/xml");
    let kind = if is_xml { case.content_type() } else { "text/plain; charset=utf-8" };
    Ok(([(CONTENT_TYPE, kind)], case.body.as_str()).into_response())
}

/// `GET /sandbox/errors`.
pub(super) async fn errors(ctx: PageFrame) -> Page<ErrorsPage> {
    let shown = codes::all().map(|code| CodeShown {
        number: code.number(),
        text: code.text(),
        cause: ctx.t(&format!("sandbox-code-{}", code.number())),
        right: codes::right(code),
        cases: CASES
            .iter()
            .filter(|case| case.expects == code.number())
            .map(|case| case.name.as_str())
            .collect(),
    });
    Page(ErrorsPage { codes: shown.collect(), nav: nav(&ctx), ctx })
}
