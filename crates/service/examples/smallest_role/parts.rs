//! Every part that pages are made of, with made-up things in them.

use askama::Template;
use axum::extract::State as Of;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use service::opening::{StoredFile, Viewing};
use service::oversight::four_eyes::ApprovalView;
use service::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, PersonCard, Row, Table, Tone, Typed, TypedForm,
    forms,
};

use super::{AddNote, State, nav};

#[derive(Template)]
#[template(path = "../examples/smallest_role/gallery.html")]
struct Parts {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    typed: Typed,
    card: PersonCard,
    file: StoredFile,
    request: ApprovalView,
    at: Timestamp,
    stated_at: Option<Timestamp>,
    kinds: Vec<(String, String)>,
    units: Vec<(String, String)>,
}

/// Number, reporting party, tone and word of its state, files.
const REPORTS: [(&str, &str, Tone, &str, i64); 4] = [
    ("7000001", "Example Chat", Tone::Info, "referred", 3),
    ("7000002", "=Example Chat", Tone::Good, "person identified", 1),
    ("7000003", "Example Board with a long name that wraps", Tone::Warn, "undetermined", 12),
    ("7000004", "Example Chat", Tone::Bad, "delivery stuck", 1),
];

fn reports(ctx: &PageContext, list: &List, at: Timestamp) -> Table {
    let wanted = list.filter().unwrap_or_default().to_lowercase();
    let found: Vec<_> =
        REPORTS.iter().filter(|(_, party, ..)| party.to_lowercase().contains(&wanted)).collect();
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "reports", total)
        .column(Column::new("number", "Report"))
        .column(Column::new("received_at", "Received").sorts())
        .column(Column::new("party", "Reporting party"))
        .column(Column::new("state", "State"))
        .column(Column::new("files", "Files").is_number())
        .column(Column::new("uploaded", "Uploaded, as stated").only_when_chosen())
        .searches("Reporting party")
        .nothing("No reports yet", Some(("To the board".to_owned(), ctx.href("/"))));
    for (number, party, tone, state, files) in found {
        table.row(
            Row::to(format!("/parts#{number}"))
                .cell(Cell::text(*number))
                .cell(Cell::time(at))
                .cell(Cell::text(*party))
                .cell(Cell::badge(*tone, *state))
                .cell(Cell::number(*files))
                .cell(Cell::stated("9.7.2020 22:30", None).in_language("es")),
        );
    }
    table
}

fn waiting(at: Timestamp) -> ApprovalView {
    ApprovalView {
        approval_id: "apr_1".into(),
        action: "reopen-board".into(),
        object_kind: "board".into(),
        object_id: "brd_1".into(),
        page: None,
        name: None,
        input: serde_json::Value::Null,
        circumstances: Vec::new(),
        requested_by: "ana".into(),
        requested_at: at,
        expires_at: at,
        state: "pending",
        decided_by: None,
        decided_at: None,
        reason: None,
        output: serde_json::Value::Null,
        follow_up: None,
    }
}

fn options(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
}

fn page(ctx: PageContext, list: &List, typed: Typed) -> Parts {
    let at = ctx.now;
    Parts {
        nav: nav(&ctx),
        table: reports(&ctx, list, at),
        typed,
        card: PersonCard {
            name: "A. B. C.".into(),
            href: "/parts#person".into(),
            roles: vec![(Tone::Warn, "minor at an act".into()), (Tone::Plain, "author".into())],
            facts: vec![("Acts".into(), "2".into())],
        },
        file: StoredFile {
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".into(),
            size_bytes: 2048,
            viewing: Viewing::HashMatchOnly,
            item_name: None,
        },
        request: waiting(at),
        at,
        stated_at: Some(at),
        kinds: options(&[("notice", "A notice"), ("warning", "A warning")]),
        units: options(&[("", "–"), ("08", "08 Barcelona"), ("48", "48 Bizkaia")]),
        ctx,
    }
}

pub(super) async fn show(ctx: PageContext, list: List) -> Response {
    if let Some(download) = list.download() {
        return reports(&ctx, &list, ctx.now).download(download);
    }
    Page(page(ctx, &list, Typed::default())).into_response()
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filled {
    body: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    unit: String,
}

impl Filled {
    fn note(self) -> AddNote {
        let about = [self.kind, self.place, self.day, self.unit];
        let about: Vec<_> = about.into_iter().filter(|part| !part.is_empty()).collect();
        let end = if about.is_empty() || self.body.trim().is_empty() {
            String::new()
        } else {
            format!(" ({})", about.join(", "))
        };
        AddNote { body: self.body + &end }
    }
}

pub(super) async fn send(
    Of(state): Of<State>,
    ctx: PageContext,
    list: List,
    form: TypedForm<Filled>,
) -> Result<Response, Failure> {
    match forms::act(state.site.node(), &ctx, form.fields.map(Filled::note)).await {
        Ok(_) => Ok(forms::done(&ctx, "/parts", "noted")),
        Err(failure) => Ok(forms::refused(Page(page(ctx, &list, form.typed.refused(failure)?)))),
    }
}
