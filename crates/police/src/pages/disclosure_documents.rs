//! A disclosure request on paper: first to whom it asks for the order, then to the operator.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::{Id, Zone};
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
}

/// A line with its time on the clock of Madrid.
struct PaperLine {
    line: RequestLine,
    madrid: String,
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

/// `GET /disclosure-requests/{id}/document`: in the language of the page.
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
    let zone = Zone::EuropeMadrid.time_zone();
    let is_second = |line_no| view.notes.iter().any(|note| note.line_no == line_no && note.is_second_reading);
    let lines = view.request.lines.iter().map(|line| PaperLine {
        madrid: ctx.instant_in(line.at, &zone),
        is_second_reading: is_second(line.line_no),
        line: line.clone(),
    });
    let lines = lines.collect();
    Ok(Page(DocumentPage {
        nav: Vec::new(),
        request_id,
        basis,
        asks_for_order: needs_number && view.order.authorization_number.is_empty(),
        european: EuropeanOrder::of(&view, police.settings.agency.as_deref()),
        lines,
        due_source: due::SOURCE,
        view,
        ctx,
    })
    .into_response())
}
