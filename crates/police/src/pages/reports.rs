//! Reports.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use model::Id;
use model::kind::Report;
use model::triage::Band;
use service::i18n::{spanish_grounds, spanish_kept_basis};
use service::opening::StoredFile;
use service::oversight::four_eyes::{ApprovalView, list_waiting_on};
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::triage::{band_tone, points};
use service::{Cell, Column, Failure, Lang, List, NavItem, Page, PageContext, Row, Table, Tone, Tx, Typed};

use super::no_offence::NoOffenceView;
use super::report_score::ScoreView;
use super::{clock_note, may, navigation, nothing, word};
use crate::Police;
use crate::db::{Reader, Rows, report_imports, triage};
use crate::opening::list_files;
use crate::permissions::Permission;
use crate::retention;
use crate::views::{
    self, AccountView, ActView, IpEventView, NoticeView, ReferralView, ReportDetail, ReportView,
};

/// The list of the reports that may be of minors, as the address names it.
const MINORS: &str = "minors";

/// Columns that order the list, and how it is ordered unless asked.
pub(super) const ORDERS: &[&str] =
    &["band", "first_until", "evidence_until", "report_number", "incident_at", "finished_at"];

/// The referral whose reports the address asks for, and whether it asks for those that may be of minors.
pub(super) fn which(ctx: &PageContext) -> (Option<String>, bool) {
    let referral = ctx.query_value("referral").filter(|referral| !referral.is_empty());
    (referral, ctx.query_value("state").is_some_and(|state| state == MINORS))
}

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// The referral whose reports these are, and what its sender said later.
    referral: Option<ReferralView>,
    notices: Vec<NoticeView>,
    /// Whether these are the reports that may be of minors.
    only_minors: bool,
    /// Whether the reader may take other weights into use.
    may_rank: bool,
    /// Where the import is undone whose reports these are, if the reader may and nobody asked for it.
    undo: Option<String>,
    /// Requests on that import that wait for a second person.
    waiting: Vec<ApprovalView>,
    typed: Typed,
    /// On the first page of all: of each band the report that nobody has read for longest, so that none is forgotten behind the others.
    longest: Vec<Longest>,
}

impl ReportsPage {
    /// Where several of these reports are put into another band.
    fn bands(&self) -> String {
        self.ctx.here_with(&[("format", "")]).replacen("/reports", "/reports/bands", 1)
    }
}

/// A report that waits longest in its band.
struct Longest {
    band: Band,
    report_number: i64,
    href: String,
    days: i64,
}

#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct ReportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: ReportDetail,
    accounts: Vec<AccountView>,
    acts: Vec<ActView>,
    events: Vec<IpEventView>,
    clock_note: String,
    retention: Option<RetentionLink>,
    /// Each content once.
    files: Vec<StoredFile>,
    /// What its sender said later of it.
    notices: Vec<NoticeView>,
    score: ScoreView,
    no_offence: NoOffenceView,
    typed: Typed,
}

impl ReportPage {
    /// Whether a connection waits for a request of which no rule tells until when it is kept.
    fn waits_without_a_day(&self) -> bool {
        let act = |act: &ActView| act.ip.is_some() && act.asked_in.is_empty() && act.known_day().is_none();
        let event = |event: &IpEventView| {
            event.ip.is_some() && event.asked_in.is_empty() && event.known_day().is_none()
        };
        self.acts.iter().any(act) || self.events.iter().any(event)
    }

    /// Why it came to its country, where the page is in Spanish and a program said it.
    fn spanish_grounds(&self) -> Option<String> {
        self.in_spanish(&self.detail.report.country_grounds, spanish_grounds)
    }

    /// On what basis its sender detects, where the page is in Spanish and a program said it.
    fn spanish_basis(&self) -> Option<String> {
        self.in_spanish(&self.detail.report.detection_basis, spanish_kept_basis)
    }

    fn in_spanish(&self, text: &str, spanish: fn(&str) -> Option<String>) -> Option<String> {
        if self.ctx.lang == Lang::Es { spanish(text) } else { None }
    }
}

/// `GET /reports[?referral=][&state=minors]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    page(&police, ctx, &list, Typed::default()).await
}

/// The list, with what was typed into a form of it that was refused; or the file that the address asks for.
pub(super) async fn page(
    police: &Police,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Response, Failure> {
    let (referral, only_minors) = which(&ctx);
    let rows = Rows::of(list, ORDERS);
    let mut tx = police.reading("list-reports").await?;
    let (reports, total) =
        views::page_reports(&mut tx, &Reader::of(&ctx.actor), (referral.as_deref(), only_minors), &rows)
            .await?;
    let table = table(&ctx, list, (&reports, police.today()), total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let (referral, notices) = match &referral {
        Some(id) => (
            views::find_referral(&mut tx, id).await?,
            views::notices_of_referral(&mut tx, police.node.columns(), id).await?,
        ),
        None => (None, Vec::new()),
    };
    let import = match &referral {
        Some(view) if may(&ctx, Permission::Erase) => {
            report_imports::find_of_referral(&mut tx, &view.referral_id).await?
        }
        _ => None,
    };
    let is_first = referral.is_none() && !only_minors && list.offset() == 0 && list.filter().is_none();
    let longest = if is_first { list_longest(&mut tx, &ctx).await? } else { Vec::new() };
    drop(tx);
    let (mut undo, mut waiting) = (None, Vec::new());
    if let Some(import) = import {
        let id = import.import_id.to_string();
        waiting = list_waiting_on(&police.site, &ctx.actor, "import", &id).await?;
        let here = ctx.here_with(&[("format", "")]);
        undo = waiting.is_empty().then(|| here.replacen("/reports", &format!("/imports/{id}/undo"), 1));
    }
    let (nav, may_rank) = (navigation(&ctx), may(&ctx, Permission::RankReports));
    Ok(Page(ReportsPage {
        ctx,
        nav,
        table,
        referral,
        notices,
        only_minors,
        may_rank,
        undo,
        waiting,
        typed,
        longest,
    })
    .into_response())
}

async fn list_longest(tx: &mut Tx, ctx: &PageContext) -> Result<Vec<Longest>, Failure> {
    let mut longest = Vec::new();
    for band in Band::ALL {
        let found = triage::find_longest_waiting(tx, &Reader::of(&ctx.actor), band).await?;
        longest.extend(found.map(|report| Longest {
            band,
            report_number: report.report_number,
            href: ctx.href(&format!("/reports/{}", report.report_id)),
            days: ctx.now.duration_since(report.finished_at).as_hours() / 24,
        }));
    }
    Ok(longest)
}

fn table(ctx: &PageContext, list: &List, (reports, today): (&[ReportView], Date), total: i64) -> Table {
    let (what, next) =
        nothing(ctx, ctx.t("reports-none"), Some((ctx.t("reports-none-next"), ctx.href("/referrals"))));
    let mut table = Table::new(ctx, list, "reports", total)
        .column(Column::new("report_number", ctx.t("report-number")).sorts())
        .column(Column::new("band", ctx.t("report-band")).sorts())
        .column(Column::new("points", ctx.t("score-points")).is_number())
        .column(Column::new("first_until", ctx.t("first-deadline")).sorts())
        .column(Column::new("evidence_until", ctx.t("evidence-days")).sorts().only_when_chosen())
        .column(Column::new("limitation_until", ctx.t("limitation-clock")).only_when_chosen())
        .column(Column::new("reporting_party", ctx.t("reporting-party")))
        .column(Column::new("incident_type", ctx.t("incident-type")).only_when_chosen())
        .column(Column::new("incident_at", ctx.t("incident-time")).sorts())
        .column(Column::new("finished_at", ctx.t("finished-at")).sorts().only_when_chosen())
        .column(Column::new("country", ctx.t("country")).only_when_chosen())
        .column(Column::new("acts", ctx.t("acts")).is_number())
        .column(Column::new("feedback", ctx.t("feedback")))
        .searches(ctx.t("reports-search"))
        .nothing(what, next);
    for view in reports {
        let feedback = match &view.feedback {
            Some(code) => Cell::badge(Tone::Plain, word(ctx, "feedback", code)),
            None => Cell::text(ctx.t("feedback-none")),
        };
        let row = Row::to(ctx.href(&format!("/reports/{}", view.report_id)))
            .cell(Cell::text(view.report_number.to_string()))
            .cell(band_cell(ctx, view))
            .cell(Cell::text(points(ctx.lang, view.urgency_tenths)))
            .cell(clocks_cell((ctx, today), view.evidence_until, view.limitation_until))
            .cell(view.evidence_until.map_or_else(Cell::none, Cell::date))
            .cell(view.limitation_until.map_or_else(Cell::none, Cell::date))
            .cell(Cell::text(&view.reporting_party))
            .cell(Cell::text(ctx.incident_type(&view.incident_type)))
            .cell(Cell::stated(&view.incident_time_text, Some(view.incident_at)))
            .cell(Cell::time(view.finished_at))
            .cell(Cell::text(&view.country))
            .cell(Cell::number(view.act_count))
            .cell(feedback);
        table.row(row);
    }
    table
}

/// The band, and that it is in the queue of possible minors.
fn band_cell(ctx: &PageContext, view: &ReportView) -> Cell {
    let band = match view.band {
        Some(band) => Cell::badge(tone(band), word(ctx, "band-short", band)),
        None => Cell::none(),
    };
    if !view.maybe_minor {
        return band;
    }
    Cell::lines(vec![band, Cell::badge(Tone::Info, ctx.t("report-maybe-minor"))])
}

/// The day of a clock, and how many days that is from today.
fn clock_lines((ctx, today): (&PageContext, Date), day: Option<Date>, days_left: &str) -> Vec<Cell> {
    let Some(day) = day else { return Vec::new() };
    let left = ctx.t1(days_left, "days", retention::days_left(today, day));
    vec![Cell::date(day), Cell::text(left)]
}

/// Both clocks: until when an operator must keep what nobody has asked for yet, and when an act may have lapsed.
pub(super) fn clocks_cell(
    now: (&PageContext, Date),
    evidence: Option<Date>,
    limitation: Option<Date>,
) -> Cell {
    let mut lines = clock_lines(now, evidence, "evidence-days-left");
    lines.extend(clock_lines(now, limitation, "limitation-days-left"));
    if lines.is_empty() { Cell::none() } else { Cell::lines(lines) }
}

/// How a band looks.
fn tone(band: &str) -> Tone {
    band.parse::<Band>().map_or(Tone::Plain, band_tone)
}

/// As a class, for templates.
pub(crate) fn band_class(band: impl AsRef<str>) -> &'static str {
    tone(band.as_ref()).class()
}

/// `GET /reports/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Report>>,
) -> Result<Response, Failure> {
    Ok(load(&police, ctx, id, Typed::default()).await?.into_response())
}

/// The page of a report, with what was typed into a form of it that was refused.
pub(super) async fn load(
    police: &Police,
    ctx: PageContext,
    id: Id<Report>,
    typed: Typed,
) -> Result<Page<ReportPage>, Failure> {
    let mut tx = police.reading("load-report").await?;
    let keys = police.node.columns();
    let mut detail = views::load_report(&mut tx, &Reader::of(&ctx.actor), keys, id).await?;
    let ctx = ctx.at(&format!("/reports/{id}"));
    let accounts = std::mem::take(&mut detail.accounts);
    let acts = std::mem::take(&mut detail.acts);
    let events = std::mem::take(&mut detail.events);
    let nav = navigation(&ctx);
    let clock_note = clock_note(&ctx, &police.settings.opening.country);
    let retention = link_to::<Police>(&mut tx, &ctx, &ObjectRef::new("report", id)).await?;
    let files = list_files(&mut tx, &Reader::of(&ctx.actor), id, None).await?;
    let notices = views::notices_of_report(&mut tx, &Reader::of(&ctx.actor), keys, id).await?;
    let no_offence = NoOffenceView::load(&mut tx, keys, &ctx, id).await?;
    let score = ScoreView::load(&mut tx, police, &ctx, &detail.report).await?;
    Ok(Page(ReportPage {
        ctx,
        nav,
        detail,
        accounts,
        acts,
        events,
        clock_note,
        retention,
        files,
        notices,
        score,
        no_offence,
        typed,
    }))
}
