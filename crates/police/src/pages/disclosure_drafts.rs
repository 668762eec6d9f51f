//! What nobody has asked about yet, by operator, and requests drafted over all subjects.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm};

use super::disclosure_orders::bases;
use super::subject_forms::ask::{AskForm, readings};
use super::{forms, navigation};
use crate::Police;
use crate::db::asking::{self, Group};
use crate::db::{Reader, acts};
use crate::views::ActView;

/// Most acts of one draft on a page; the next ones follow once these are asked about.
const MOST: i64 = 100;

#[derive(Template)]
#[template(path = "disclosure-groups.html")]
struct GroupsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

#[derive(Template)]
#[template(path = "disclosure-draft.html")]
struct DraftPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    maybe_minor: bool,
    /// Whether no allocation says whose the addresses were.
    unknown: bool,
    /// What is erased first on top.
    acts: Vec<ActView>,
    bases: Vec<(String, String)>,
    readings: Vec<(String, String)>,
    typed: Typed,
}

impl DraftPage {
    /// Whether an act here may mislead, so that asking about it needs a reason.
    fn has_flags(&self) -> bool {
        self.acts.iter().any(|act| !act.event_flags.is_empty())
    }
}

/// `GET /disclosure-requests/draft[?operator=&minor=][?unknown=1&minor=]`: the groups, or the acts of one.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    if let Some(operator) = ctx.query_value("operator").filter(|operator| !operator.is_empty()) {
        let minor = ctx.query_value("minor").unwrap_or_default();
        let typed = Typed::with([("operator".to_owned(), operator), ("minor".to_owned(), minor)]);
        return Ok(page(&police, ctx, typed, true).await?.into_response());
    }
    if ctx.query_value("unknown").as_deref() == Some("1") {
        let minor = ctx.query_value("minor").unwrap_or_default();
        let typed = [("unknown".to_owned(), "1".to_owned()), ("minor".to_owned(), minor)];
        // one request goes to one operator, and these acts may be of several: none is ticked
        return Ok(page(&police, ctx, Typed::with(typed), false).await?.into_response());
    }
    let mut tx = police.reading("list-unasked-groups").await?;
    let groups = asking::list_groups(&mut tx, &Reader::of(&ctx.actor)).await?;
    let table = table(&ctx, &list, &groups);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(GroupsPage { nav: navigation(&ctx), ctx, table }).into_response())
}

fn table(ctx: &PageContext, list: &List, groups: &[Group]) -> Table {
    let total = i64::try_from(groups.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "unasked-acts", total)
        .column(Column::new("operator", ctx.t("operator")))
        .column(Column::new("addressee", ctx.t("addressee")))
        .column(Column::new("acts", ctx.t("acts")).is_number())
        .column(Column::new("first_erasable_on", ctx.t("evidence-clock")))
        .nothing(ctx.t("unasked-none"), Some((ctx.t("disclosures-title"), ctx.href("/disclosure-requests"))));
    for group in list.page_of(groups) {
        let minor = if group.maybe_minor { "1" } else { "0" };
        let (href, operator) = match &group.operator {
            Some(operator) => (
                ctx.here_with(&[("operator", operator.as_str()), ("minor", minor), ("page", "")]),
                Cell::text(operator),
            ),
            None => (
                ctx.here_with(&[("unknown", "1"), ("minor", minor), ("page", "")]),
                Cell::badge(Tone::Warn, ctx.t("operator-unknown")),
            ),
        };
        let addressee = if group.maybe_minor {
            Cell::badge(Tone::Info, ctx.t("addressee-juvenile_prosecutor"))
        } else {
            Cell::text(ctx.t("draft-by-basis"))
        };
        let row = Row::to(href).cell(operator).cell(addressee).cell(Cell::number(group.acts)).cell(
            if group.first_erasable_on == Date::MAX {
                Cell::text(ctx.t("erasable-unknown"))
            } else {
                Cell::date(group.first_erasable_on)
            },
        );
        table.row(row);
    }
    table
}

/// `POST /disclosure-requests/draft`: on to the request, whose order is recorded next.
pub(crate) async fn issue(
    State(police): State<Police>,
    ctx: PageContext,
    form: TypedForm<AskForm>,
) -> Result<Response, Failure> {
    let issued = match form.fields.and_then(|fields| fields.action(&police.settings.opening.country)) {
        Ok(action) => police.node.act(&ctx.actor, &action).await,
        Err(failure) => Err(failure),
    };
    match issued {
        Ok(request_id) => {
            Ok(forms::done(&ctx, &format!("/disclosure-requests/{request_id}"), "request-issued"))
        }
        Err(failure) => {
            let typed = form.typed.refused(forms::under_form_names(failure, &[]))?;
            Ok(forms::refused(page(&police, ctx, typed, false).await?))
        }
    }
}

/// The form; shown first, the acts are ticked that carry no flag.
async fn page(
    police: &Police,
    ctx: PageContext,
    typed: Typed,
    is_first: bool,
) -> Result<Page<DraftPage>, Failure> {
    let (operator, minor) = (typed.value("operator").trim().to_owned(), typed.has("minor", "1"));
    let unknown = typed.has("unknown", "1");
    let of_group = Some(operator.as_str()).filter(|_| !unknown);
    let reader = Reader::of(&ctx.actor);
    let mut tx = police.reading("list-unasked-acts").await?;
    let mut rows = Vec::new();
    for act_id in asking::list_acts_of_group(&mut tx, &reader, of_group, minor, MOST).await? {
        rows.extend(acts::find_act(&mut tx, &reader, act_id).await?);
    }
    let acts = ActView::open_all(&mut tx, &reader, police.node.columns(), &rows).await?;
    drop(tx);
    let typed = if is_first { ticked(&operator, minor, &acts) } else { typed };
    Ok(Page(DraftPage {
        nav: navigation(&ctx),
        maybe_minor: minor,
        unknown,
        acts,
        bases: bases(&ctx, &police.settings.opening.country, ctx.now),
        readings: readings(&ctx),
        typed,
        ctx,
    }))
}

fn ticked(operator: &str, minor: bool, acts: &[ActView]) -> Typed {
    let minor = if minor { "1" } else { "0" };
    let plain = acts.iter().filter(|act| act.event_flags.is_empty());
    let boxes = plain.map(|act| ("act_ids".to_owned(), act.act_id.to_string()));
    let fields = [("operator", operator), ("minor", minor)];
    Typed::with(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().chain(boxes))
}
