//! A disclosure request on paper: first to whom it asks for the order, then to the operator.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use service::{Failure, NavItem, Page, PageContext};
use wire::disclosure::RequestLine;

use crate::Police;
use crate::asking::LegalBasis;
use crate::db::Reader;
use crate::due;
use crate::ids::DisclosureRequest;
use crate::views::{self, DisclosureView, EuropeanOrder};

#[derive(Template)]
#[template(path = "disclosure-document.html")]
struct DocumentPage {
    ctx: PageContext,
    /// None: it is paper.
    nav: Vec<NavItem>,
    request_id: Id<DisclosureRequest>,
    view: DisclosureView,
    basis: Option<&'static LegalBasis>,
    /// Whether the order is still asked for.
    asks_for_order: bool,
    european: Option<EuropeanOrder>,
    lines: Vec<PaperLine>,
    due_source: &'static str,
    /// Whether this build writes a PDF of it.
    writes_pdf: bool,
}

/// A line with its time on the clock of Madrid. No time breaks but between day and hour, and no address but in the middle.
struct PaperLine {
    line: RequestLine,
    address: String,
    /// The second half of an address that is too long for its column.
    address_rest: Option<String>,
    day: String,
    hour: String,
    is_second_reading: bool,
}

impl DocumentPage {
    /// The order is asked for, or carried out.
    fn title(&self) -> String {
        let key = if self.asks_for_order { "document-title-order" } else { "document-title" };
        self.ctx.t1(key, "number", self.request_id.to_string())
    }

    /// To whom the paper goes.
    fn recipient(&self) -> String {
        let order = &self.view.order;
        match (self.asks_for_order, order.court.is_empty(), order.addressee.is_empty()) {
            (false, ..) => self.view.request.operator.clone(),
            (true, false, _) => order.court.clone(),
            (true, true, false) => super::word(&self.ctx, "addressee", &order.addressee),
            (true, true, true) => self.ctx.t("document-no-addressee"),
        }
    }
}

/// `GET /disclosure-requests/{id}/document[?format=pdf]`: in the language of the page.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(request_id): Path<Id<DisclosureRequest>>,
) -> Result<Response, Failure> {
    let mut tx = police.reading("load-disclosure-request").await?;
    let reader = Reader::of(&ctx.actor);
    let view = views::load_disclosure(&mut tx, &reader, police.node.columns(), request_id).await?;
    drop(tx);
    let basis = LegalBasis::find(&view.order.basis);
    let needs_number = basis.is_none_or(|basis| basis.asks_for().contains(&"authorization_number"));
    let zone = police.clock();
    let is_second = |line_no| view.notes.iter().any(|note| note.line_no == line_no && note.is_second_reading);
    let lines = view.request.lines.iter().map(|line| {
        let (address, address_rest) = halves(&line.address);
        let (day, hour) = day_and_hour(&ctx.instant_in(line.at, &zone));
        let is_second_reading = is_second(line.line_no);
        PaperLine { line: line.clone(), address, address_rest, day, hour, is_second_reading }
    });
    let lines = lines.collect();
    let as_pdf = ctx.query_value("format").is_some_and(|format| format == "pdf");
    let document = DocumentPage {
        nav: Vec::new(),
        request_id,
        basis,
        asks_for_order: needs_number && view.order.authorization_number.is_empty(),
        european: EuropeanOrder::of(&view, police.settings.agency.as_deref()),
        lines,
        due_source: due::SOURCE,
        writes_pdf: cfg!(feature = "pdf"),
        view,
        ctx,
    };
    if as_pdf { write_pdf(&document) } else { Ok(Page(document).into_response()) }
}

/// The paper alone, without what stands around it on the screen.
#[cfg(feature = "pdf")]
fn write_pdf(document: &DocumentPage) -> Result<Response, Failure> {
    use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

    let html = document.render().map_err(Failure::broken)?;
    let paper = html.find("<article").map_or("", |from| &html[from..]);
    let paper = paper.split_once("</article>").map_or(paper, |(paper, _)| paper);
    let name = format!("attachment; filename=\"{}.pdf\"", document.request_id);
    let headers = [(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, service::pdf::of_page(paper)).into_response())
}

#[cfg(not(feature = "pdf"))]
fn write_pdf(_: &DocumentPage) -> Result<Response, Failure> {
    Err(Failure::refused("format", "this build writes no PDF; the browser prints the page"))
}

/// An address of eight written groups in two halves of four; any other whole.
fn halves(address: &str) -> (String, Option<String>) {
    match address.match_indices(':').nth(3).filter(|_| address.len() > 20) {
        Some((at, _)) => {
            let (first, second) = address.split_at(at + 1);
            (first.to_owned(), Some(second.to_owned()))
        }
        None => (address.to_owned(), None),
    }
}

/// An instant in words at its last comma.
fn day_and_hour(instant: &str) -> (String, String) {
    match instant.rsplit_once(", ") {
        Some((day, hour)) => (format!("{day},"), hour.to_owned()),
        None => (instant.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_about_breaks_where_nothing_is_misread() {
        for (address, first, second) in [
            ("192.0.2.1", "192.0.2.1", None),
            ("2001:db8::7", "2001:db8::7", None),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", None),
            ("2001:db8:1234:5678:9abc:def0:1234:5678", "2001:db8:1234:5678:", Some("9abc:def0:1234:5678")),
        ] {
            assert_eq!(halves(address), (first.to_owned(), second.map(str::to_owned)));
        }
        let (day, hour) = day_and_hour("3 de octubre de 2020, 18:00:00 CEST");
        assert_eq!((day.as_str(), hour.as_str()), ("3 de octubre de 2020,", "18:00:00 CEST"));
    }
}
