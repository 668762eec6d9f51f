//! Subjects.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use model::Id;
use model::kind::Subject;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::ui::Figure;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Paging, Row, Table, Tone, Typed};

use super::reports::clocks_cell;
use super::{clock_note, may, navigation, nothing, subject_graph};
use crate::Police;
use crate::country::deciding_law;
use crate::db::{Reader, Rows};
use crate::due;
use crate::ids::Account;
use crate::permissions::Permission;
use crate::views::{
    self, AccountView, ActView, IpEventView, LinkView, OperationView, SubjectDetail, SubjectView, VetoView,
};

#[derive(Template)]
#[template(path = "subjects.html")]
struct SubjectsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    clock_note: String,
}

#[derive(Template)]
#[template(path = "subject.html")]
pub(super) struct SubjectPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: SubjectDetail,
    graph: Option<Figure>,
    /// How every account of it is called.
    labels: BTreeMap<Id<Account>, String>,
    /// One page of them, as of the acts and the links.
    accounts: Vec<AccountView>,
    accounts_paging: Paging,
    acts: Vec<ActView>,
    acts_paging: Paging,
    events: Vec<IpEventView>,
    events_paging: Paging,
    links: Vec<LinkView>,
    links_paging: Paging,
    /// Whether a link of it is disputed, on whatever page of them it stands.
    is_contested: bool,
    /// The operations that it is in, as far as the reader may read them.
    operations: Vec<OperationView>,
    clock_note: String,
    retention: Option<RetentionLink>,
    /// A form of this page that was refused.
    typed: Typed,
}

impl SubjectPage {
    /// Address of a form of this subject.
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/subjects/{}/{what}", self.detail.subject_id))
    }

    fn link_form(&self, link: &LinkView, what: &str) -> String {
        self.form(&format!("links/{}/{what}", link.link_id))
    }

    fn veto_effect(&self, veto: &VetoView) -> String {
        self.form(&format!("vetoes/{}/effect", veto.veto_id))
    }

    fn may(&self, permission: impl Borrow<Permission>) -> bool {
        may(&self.ctx, *permission.borrow())
    }

    /// How an account of this subject is called; its identifier where it is in another one.
    fn account(&self, id: &Id<Account>) -> String {
        self.labels.get(id).cloned().unwrap_or_else(|| id.to_string())
    }
}

/// `GET /subjects[?state=waiting]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let is_waiting = ctx.query_value("state").as_deref() == Some("waiting");
    let until = is_waiting.then(|| due::soon_until(police.today()));
    let rows = Rows::of(&list, &["first_until", "next_erasable_on"]);
    let mut tx = police.reading("list-subjects").await?;
    let (subjects, total) = views::page_subjects(&mut tx, &Reader::of(&ctx.actor), until, &rows).await?;
    let country = &police.settings.opening.country;
    let days = (police.today(), deciding_law(country).is_some());
    let table = table(&ctx, &list, (subjects.as_slice(), total), days);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let nav = navigation(&ctx);
    let clock_note = clock_note(&ctx, country);
    Ok(Page(SubjectsPage { ctx, nav, table, clock_note }).into_response())
}

/// Where no law gives every connection its day, none does not mean that everything was asked for.
fn table(
    ctx: &PageContext,
    list: &List,
    (subjects, total): (&[SubjectView], i64),
    (today, has_days): (Date, bool),
) -> Table {
    let (what, next) =
        nothing(ctx, ctx.t("subjects-none"), Some((ctx.t("subjects-none-next"), ctx.href("/referrals"))));
    let mut table = Table::new(ctx, list, "subjects", total)
        .column(Column::new("subject_id", ctx.t("subject")))
        .column(Column::new("accounts", ctx.t("accounts")).is_number())
        .column(Column::new("acts", ctx.t("acts")).is_number())
        .column(Column::new("identified_acts", ctx.t("identified-acts")).is_number())
        .column(Column::new("first_until", ctx.t("first-deadline")).sorts())
        .column(Column::new("next_erasable_on", ctx.t("evidence-clock")).sorts())
        .column(Column::new("limitation_until", ctx.t("limitation-clock")).only_when_chosen())
        .column(Column::new("links", ctx.t("links")))
        .nothing(what, next);
    for view in subjects {
        let clock = match view.next_erasable_on {
            Some(day) => Cell::date(day),
            None if has_days => Cell::text(ctx.t("all-asked")),
            None => Cell::none(),
        };
        let row = Row::to(ctx.href(&format!("/subjects/{}", view.subject_id)))
            .cell(Cell::digest(view.subject_id.to_string()))
            .cell(Cell::number(view.account_count))
            .cell(Cell::number(view.act_count))
            .cell(Cell::number(view.identified_act_count))
            .cell(clocks_cell((ctx, today), view.next_erasable_on, view.limitation_until))
            .cell(clock)
            .cell(view.limitation_until.map_or_else(Cell::none, Cell::date))
            .cell(if view.contested { Cell::badge(Tone::Bad, ctx.t("contested")) } else { Cell::none() });
        table.row(row);
    }
    table
}

/// `GET /subjects/{id}[?acts_page=][&events_page=][&accounts_page=][&links_page=]`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    Ok(load(&police, ctx, id, Typed::default()).await?.into_response())
}

/// The page of a subject, with what was typed into a form of it that was refused.
pub(super) async fn load(
    police: &Police,
    ctx: PageContext,
    id: Id<Subject>,
    typed: Typed,
) -> Result<Page<SubjectPage>, Failure> {
    let (reader, keys) = (Reader::of(&ctx.actor), police.node.columns());
    let mut tx = police.reading("load-subject").await?;
    let mut detail = views::load_subject(&mut tx, &reader, keys, id).await?;
    let ctx = ctx.at(&format!("/subjects/{id}"));
    let accounts = std::mem::take(&mut detail.accounts);
    let acts = std::mem::take(&mut detail.acts);
    let graph = subject_graph::draw(&ctx, &detail, &accounts, &acts);
    let label = |account: &AccountView| (account.account_id, super::forms::account_label(&ctx, account));
    let labels = accounts.iter().map(label).collect();
    let (accounts, accounts_paging) = Paging::part(&ctx, "accounts", accounts);
    let (acts, acts_paging) = Paging::part(&ctx, "acts", acts);
    let (events, events_paging) = Paging::part(&ctx, "events", std::mem::take(&mut detail.events));
    let is_contested = detail.links.iter().any(LinkView::is_contested);
    let (links, links_paging) = Paging::part(&ctx, "links", std::mem::take(&mut detail.links));
    let operations = views::list_operations_of_subject(&mut tx, &reader, keys, id).await?;
    let retention = link_to::<Police>(&mut tx, &ctx, &ObjectRef::new("subject", id)).await?;
    let nav = navigation(&ctx);
    let clock_note = clock_note(&ctx, &police.settings.opening.country);
    Ok(Page(SubjectPage {
        ctx,
        nav,
        detail,
        graph,
        labels,
        accounts,
        accounts_paging,
        acts,
        acts_paging,
        events,
        events_paging,
        links,
        links_paging,
        is_contested,
        operations,
        clock_note,
        retention,
        typed,
    }))
}
