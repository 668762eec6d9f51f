//! Disclosure requests.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::Id;
use model::kind::Subject;
use service::drafts::{self, Draft};
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed};
use wire::disclosure::{DisclosureRequest, RequestLine};

use super::disclosure_orders::OrderPart;
use super::{forms, may, navigation, nothing, word};
use crate::Police;
use crate::db::disclosures::{Which, list_asked_subjects};
use crate::db::{Reader, Rows, imports};
use crate::due::{self, PastDue, Term};
use crate::ids;
use crate::permissions::Permission;
use crate::views::{self, AnsweredLine, LineNote, ListedRequest};

/// The form has fields for the lines of a request up to so many; a longer answer comes as the operator's document.
pub(super) const MOST_LINES: usize = 20;

#[derive(Template)]
#[template(path = "disclosures.html")]
struct DisclosuresPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// By when operators answer under the law of the node's country.
    due_note: String,
    /// Whether the reader may ask operators.
    may_ask: bool,
}

#[derive(Template)]
#[template(path = "disclosure.html")]
pub(super) struct DisclosurePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    request_id: Id<ids::DisclosureRequest>,
    request: DisclosureRequest,
    answered_at: Option<Timestamp>,
    /// None as long as no term runs.
    due_at: Option<Timestamp>,
    term: Term,
    /// Why events were asked about that may mislead; empty where none was.
    despite: String,
    notes: Vec<LineNote>,
    part: OrderPart,
    /// What the reader typed into the form of the order and did not send.
    order_draft: Option<Draft>,
    /// What the standing answer named.
    answered: Vec<AnsweredLine>,
    /// The file that keeps it as it came.
    import_id: Option<Id<ids::AnswerImport>>,
    subjects: Vec<Id<Subject>>,
    retention: Option<RetentionLink>,
    /// Whether the reader may record and withdraw.
    may_decide: bool,
    /// Fixed, mobile, or none.
    kinds: Vec<(String, String)>,
    /// A form of this page that was refused.
    typed: Typed,
    /// The form of the answer: as it was refused, or as a draft keeps it.
    answer: Typed,
    /// What the reader typed into it and did not send.
    answer_draft: Option<Draft>,
}

/// Address within the role of a request.
pub(super) fn page_of(id: Id<ids::DisclosureRequest>) -> String {
    format!("/disclosure-requests/{id}")
}

/// Where the form of a request's order is sent.
pub(super) fn order_form_of(id: Id<ids::DisclosureRequest>) -> String {
    format!("{}/authorize", page_of(id))
}

/// Where the form of its answer is sent.
pub(super) fn answer_form_of(id: Id<ids::DisclosureRequest>) -> String {
    format!("{}/record-answer", page_of(id))
}

impl DisclosurePage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("{}/{what}", page_of(self.request_id)))
    }

    /// What the button that keeps a draft of the order says.
    fn order_mark(&self) -> String {
        drafts::mark(&order_form_of(self.request_id), &page_of(self.request_id))
    }

    /// The same of the answer.
    fn answer_mark(&self) -> String {
        drafts::mark(&answer_form_of(self.request_id), &page_of(self.request_id))
    }

    fn is_overdue(&self) -> bool {
        self.answered_at.is_none() && self.due_at.is_some_and(|at| at <= self.ctx.now)
    }

    /// What says when it is due.
    fn due_note(&self) -> String {
        self.ctx.t1(self.term.note(), "source", due::SOURCE)
    }

    /// The lines that the form has fields for: all, or none.
    fn form_lines(&self) -> &[RequestLine] {
        if self.request.lines.len() > MOST_LINES { &[] } else { &self.request.lines }
    }
}

/// `GET /disclosure-requests[?state=open|answered|overdue]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let which = match ctx.query_value("state").as_deref() {
        Some("open") => Which::Open,
        Some("answered") => Which::Answered,
        Some("overdue") => Which::PastDue(PastDue::at(ctx.now)),
        _ => Which::All,
    };
    let rows = Rows::of(&list, &["issued_at", "operator"]);
    let mut tx = police.reading("list-disclosure-requests").await?;
    let (requests, total) = views::page_requests(&mut tx, &Reader::of(&ctx.actor), which, &rows).await?;
    let table = table(&ctx, &list, &requests, total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let (nav, may_ask) = (navigation(&ctx), may(&ctx, Permission::RequestDisclosure));
    let national = Term::new("", false, &police.settings.opening.country);
    let due_note = ctx.t1(national.note(), "source", due::SOURCE);
    Ok(Page(DisclosuresPage { nav, ctx, table, due_note, may_ask }).into_response())
}

fn table(ctx: &PageContext, list: &List, requests: &[ListedRequest], total: i64) -> Table {
    let (what, next) = nothing(
        ctx,
        ctx.t("disclosures-none"),
        Some((ctx.t("disclosures-none-next"), ctx.href("/subjects"))),
    );
    let mut table = Table::new(ctx, list, "disclosure-requests", total)
        .column(Column::new("request_id", ctx.t("disclosure-request")))
        .column(Column::new("operator", ctx.t("operator")).sorts())
        .column(Column::new("legal_basis", ctx.t("legal-basis")))
        .column(Column::new("issued_at", ctx.t("issued-at")).sorts())
        .column(Column::new("due_at", ctx.t("due-at")))
        .column(Column::new("lines", ctx.t("lines")).is_number())
        .column(Column::new("state", ctx.t("state")))
        .searches(ctx.t("disclosures-search"))
        .nothing(what, next);
    for view in requests {
        let row = Row::to(ctx.href(&format!("/disclosure-requests/{}", view.request_id)))
            .cell(Cell::digest(view.request_id.to_string()))
            .cell(Cell::text(&view.operator))
            .cell(Cell::text(&view.legal_basis))
            .cell(Cell::time(view.issued_at))
            .cell(view.due_at.map_or_else(Cell::none, Cell::time))
            .cell(Cell::number(view.lines))
            .cell(state(ctx, view));
        table.row(row);
    }
    table
}

fn state(ctx: &PageContext, view: &ListedRequest) -> Cell {
    let open = match view.answered_at {
        Some(at) => return Cell::lines(vec![Cell::badge(Tone::Good, ctx.t("answered")), Cell::time(at)]),
        None if view.due_at.is_some_and(|at| at <= ctx.now) => Cell::badge(Tone::Bad, ctx.t("overdue")),
        None => Cell::badge(Tone::Warn, ctx.t("open")),
    };
    let sent = if view.is_sent { "order-sent" } else { "order-not-sent" };
    Cell::lines(vec![open, Cell::text(ctx.t(sent))])
}

/// `GET /disclosure-requests/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<ids::DisclosureRequest>>,
) -> Result<Response, Failure> {
    Ok(load(&police, ctx, id, Typed::default()).await?.into_response())
}

/// The page of a request, with what was typed into a form of it that was refused.
pub(super) async fn load(
    police: &Police,
    ctx: PageContext,
    request_id: Id<ids::DisclosureRequest>,
    typed: Typed,
) -> Result<Page<DisclosurePage>, Failure> {
    let (reader, keys) = (Reader::of(&ctx.actor), police.node.columns());
    let (order, order_draft) = forms::kept(police, &ctx, &order_form_of(request_id)).await?;
    let (answer, answer_draft) = forms::kept(police, &ctx, &answer_form_of(request_id)).await?;
    let mut tx = police.reading("load-disclosure-request").await?;
    let view = views::load_disclosure(&mut tx, &reader, keys, request_id).await?;
    let answered = views::list_answered_lines(&mut tx, &reader, keys, request_id).await?;
    let import_id = imports::find_of_request(&mut tx, &reader, request_id).await?;
    let subjects = list_asked_subjects(&mut tx, &reader, request_id).await?;
    let object = ObjectRef::new("disclosure_request", request_id);
    let retention = link_to::<Police>(&mut tx, &ctx, &object).await?;
    let country = &police.settings.opening.country;
    // other forms of the page have no such field
    let refused = typed.values("addressee").next().is_some().then(|| typed.clone());
    let part = OrderPart::new(&ctx, country, view.order, view.request.issued_at, refused.or(order));
    let kinds = [("", "none"), ("fixed", "fixed"), ("mobile", "mobile")];
    Ok(Page(DisclosurePage {
        nav: navigation(&ctx),
        request_id,
        due_at: view.due_at,
        term: view.term,
        answered_at: view.answered_at,
        request: view.request,
        despite: view.despite,
        notes: view.notes,
        part,
        order_draft,
        answered,
        import_id,
        subjects,
        retention,
        may_decide: may(&ctx, Permission::RequestDisclosure),
        kinds: kinds.map(|(kind, code)| (kind.to_owned(), word(&ctx, "kind", code))).to_vec(),
        answer: answer.unwrap_or_else(|| typed.part("")),
        answer_draft,
        typed,
        ctx,
    }))
}
