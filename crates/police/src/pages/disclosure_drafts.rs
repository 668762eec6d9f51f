//! What nobody has asked about yet, by operator, and requests drafted over all subjects.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use service::drafts::{self, Draft};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm};

use super::disclosure_orders::bases;
use super::subject_forms::ask::{AskForm, readings};
use super::{forms, navigation};
use crate::Police;
use crate::db::asking::{self, Group};
use crate::db::{Reader, acts, ip_events};
use crate::seen::Seen;
use crate::views::{ActView, IpEventView};

/// Most acts and events of one draft on a page; the next ones follow once these are asked about.
const MOST: i64 = 100;

const FORM: &str = "/disclosure-requests/draft";

#[derive(Template)]
#[template(path = "disclosure-groups.html")]
struct GroupsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    draft: Option<Draft>,
}

/// Whose acts a draft is about.
#[derive(PartialEq, Eq)]
struct Asked {
    /// None where no allocation says whose the addresses were.
    operator: Option<String>,
    maybe_minor: bool,
}

impl Asked {
    /// As the form says it. The officer may correct the operator's name, so that the one of the acts goes with it.
    fn of(typed: &Typed) -> Self {
        let name = if typed.values("of").next().is_some() { "of" } else { "operator" };
        let operator = Some(typed.value(name).trim().to_owned()).filter(|_| !typed.has("unknown", "1"));
        Self { operator, maybe_minor: typed.has("minor", "1") }
    }

    /// As an address asks for one, whose parameters are these.
    fn in_address(value: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let operator = value("operator").filter(|operator| !operator.is_empty());
        if operator.is_none() && value("unknown").as_deref() != Some("1") {
            return None;
        }
        Some(Self { operator, maybe_minor: value("minor").as_deref() == Some("1") })
    }

    /// For which it was written: the operator that was typed may be another one, and the script keeps no hidden field. What the idle lock kept
    /// has the fields alone.
    fn of_draft(draft: &Draft) -> Self {
        let written = Self::in_address(|name| draft.query_value(name));
        written.unwrap_or_else(|| Self::of(&Typed::with(draft.fields.clone())))
    }

    /// As forms and addresses write it.
    fn minor(&self) -> &'static str {
        if self.maybe_minor { "1" } else { "0" }
    }

    /// The page of its form.
    fn address(&self, ctx: &PageContext) -> String {
        let others = [("draft", ""), ("done", ""), ("page", ""), ("lang", "")];
        let group = match &self.operator {
            Some(operator) => [("operator", operator.as_str()), ("unknown", "")],
            None => [("operator", ""), ("unknown", "1")],
        };
        ctx.address_with(&[&others[..], &group, &[("minor", self.minor())]].concat())
    }
}

#[derive(Template)]
#[template(path = "disclosure-draft.html")]
struct DraftPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    asked: Asked,
    /// What is erased first on top.
    acts: Vec<ActView>,
    /// The same of events that are no acts.
    events: Vec<IpEventView>,
    bases: Vec<(String, String)>,
    readings: Vec<(String, String)>,
    typed: Typed,
    draft: Option<Draft>,
}

impl DraftPage {
    /// What the button that keeps a draft says.
    fn draft_mark(&self) -> String {
        drafts::mark(FORM, &self.asked.address(&self.ctx))
    }

    /// Whether an act or an event here may mislead, so that asking about it needs a reason.
    fn has_flags(&self) -> bool {
        let events = self.events.iter().map(|event| &event.event_flags);
        self.acts.iter().map(|act| &act.event_flags).chain(events).any(|flags| !flags.is_empty())
    }
}

/// `GET /disclosure-requests/draft[?operator=&minor=][?unknown=1&minor=]`: the groups, or the acts of one.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let kept = drafts::find(&police.node, &ctx.actor, FORM).await?;
    if let Some(asked) = Asked::in_address(|name| ctx.query_value(name)) {
        // of another operator's acts it is offered there
        let kept = kept.filter(|draft| Asked::of_draft(draft) == asked);
        return Ok(begin(&police, ctx, asked, kept).await?.into_response());
    }
    if let Some(draft) = kept.as_ref().filter(|_| forms::is_draft_used(&ctx)) {
        let asked = Asked::of_draft(draft);
        return Ok(begin(&police, ctx, asked, kept).await?.into_response());
    }
    let mut tx = police.reading("list-unasked-groups").await?;
    let groups = asking::list_groups(&mut tx, &Reader::of(&ctx.actor)).await?;
    let table = table(&ctx, &list, &groups);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(GroupsPage { nav: navigation(&ctx), ctx, table, draft: kept }).into_response())
}

/// The form as it is shown first, or with what a draft keeps of it.
async fn begin(
    police: &Police,
    ctx: PageContext,
    asked: Asked,
    kept: Option<Draft>,
) -> Result<Page<DraftPage>, Failure> {
    let (typed, draft) = match kept {
        Some(draft) if forms::is_draft_used(&ctx) => (Some(Typed::with(draft.fields)), None),
        kept => (None, kept),
    };
    page(police, ctx, asked, typed, draft).await
}

fn table(ctx: &PageContext, list: &List, groups: &[Group]) -> Table {
    let total = i64::try_from(groups.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "unasked-acts", total)
        .column(Column::new("operator", ctx.t("operator")))
        .column(Column::new("addressee", ctx.t("addressee")))
        .column(Column::new("acts", ctx.t("acts")).is_number())
        .column(Column::new("events", ctx.t("events")).is_number())
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
        let (acts, events) = (Cell::number(group.acts), Cell::number(group.events));
        let row = Row::to(href).cell(operator).cell(addressee).cell(acts).cell(events).cell(
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
            drafts::sent(&police.node, &ctx.actor, FORM).await;
            Ok(forms::done(&ctx, &format!("/disclosure-requests/{request_id}"), "request-issued"))
        }
        Err(failure) => {
            let typed = form.typed.refused(forms::under_form_names(failure, &[]))?;
            let asked = Asked::of(&typed);
            Ok(forms::refused(page(&police, ctx, asked, Some(typed), None).await?))
        }
    }
}

/// The form; where nothing was typed, the acts are ticked that carry no flag.
async fn page(
    police: &Police,
    ctx: PageContext,
    asked: Asked,
    typed: Option<Typed>,
    draft: Option<Draft>,
) -> Result<Page<DraftPage>, Failure> {
    let reader = Reader::of(&ctx.actor);
    let mut tx = police.reading("list-unasked-acts").await?;
    let (mut rows, mut events) = (Vec::new(), Vec::new());
    let (operator, minor) = (asked.operator.as_deref(), asked.maybe_minor);
    for seen in asking::list_of_group(&mut tx, &reader, operator, minor, MOST).await? {
        match seen {
            Seen::Act(act_id) => rows.extend(acts::find_act(&mut tx, &reader, act_id).await?),
            Seen::Event(event_id) => {
                events.extend(ip_events::find_event(&mut tx, &reader, event_id).await?);
            }
        }
    }
    let keys = police.node.columns();
    let acts = ActView::open_all(&mut tx, &reader, keys, &rows).await?;
    let events = IpEventView::open_all(&mut tx, &reader, keys, events).await?;
    drop(tx);
    let typed = typed.unwrap_or_else(|| ticked(operator, &acts, &events));
    Ok(Page(DraftPage {
        nav: navigation(&ctx),
        asked,
        acts,
        events,
        bases: bases(&ctx, &police.settings.opening.country, ctx.now),
        readings: readings(&ctx),
        typed,
        draft,
        ctx,
    }))
}

/// One request goes to one operator, and what is without a known one may be of several: none of that is ticked.
fn ticked(operator: Option<&str>, acts: &[ActView], events: &[IpEventView]) -> Typed {
    let Some(operator) = operator else { return Typed::default() };
    let plain = acts.iter().filter(|act| act.event_flags.is_empty());
    let boxes = plain.map(|act| ("act_ids".to_owned(), act.act_id.to_string()));
    let plain = events.iter().filter(|event| event.event_flags.is_empty() && !event.lapsed);
    let boxes = boxes.chain(plain.map(|event| ("event_ids".to_owned(), event.event_id.to_string())));
    Typed::with(std::iter::once(("operator".to_owned(), operator.to_owned())).chain(boxes))
}
