//! On a report's page: how urgent it is and why, what nobody knows, and what an officer decided; and by month how often officers decided otherwise.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::kind::Report;
use model::triage::Band;
use model::{Id, KeptRule};
use serde::Deserialize;
use service::triage::{ScoreCard, band_choices, list_decided};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tx, TypedForm};

use super::{forms, navigation, reports, word};
use crate::actions::{MarkRead, OverrideBand, UndoOverride};
use crate::db::Reader;
use crate::db::triage;
use crate::permissions::Permission;
use crate::scoring;
use crate::views::ReportView;
use crate::{Police, retention};

/// How many days back the decisions of officers are counted: twelve months.
const DAYS_BACK: i32 = 366;

/// What a report's page says of its score.
pub(super) struct ScoreView {
    pub(super) card: ScoreCard,
    /// When its provider need not preserve it any more, where that is one of the United States.
    pub(super) preserved: Option<(Date, &'static KeptRule)>,
    /// How many days are left until an operator may erase a record that nobody has asked for.
    pub(super) days_left: Option<i64>,
}

impl ScoreView {
    /// Opens what is kept of the score of a report that the reader has found.
    pub(super) async fn load(
        tx: &mut Tx,
        police: &Police,
        ctx: &PageContext,
        report: &ReportView,
    ) -> Result<Self, Failure> {
        let id = report.report_id;
        let score = triage::find_score(tx, id).await?;
        let grounds = score
            .as_ref()
            .map(|score| scoring::open(police.node.columns(), id, score))
            .transpose()?
            .flatten();
        let card = ScoreCard {
            page: format!("/reports/{id}"),
            band: report.band.and_then(|band| band.parse().ok()),
            urgency: grounds.map(|grounds| grounds.urgency),
            scored_at: score.map(|score| score.scored_at),
            read: report.read_by.clone().zip(report.read_at),
            decided: list_decided(tx, police.node.columns(), id).await?,
            bands: band_choices(ctx),
            may_rank: super::may(ctx, Permission::RankReports),
        };
        Ok(Self {
            card,
            preserved: retention::preserved_until(&police.settings.opening.country, report.finished_at),
            days_left: report.evidence_until.map(|day| retention::days_left(police.today(), day)),
        })
    }
}

/// The form by which a report is put into another band.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct BandForm {
    band: String,
    reason: String,
}

model::unprintable!(BandForm);

/// `POST /reports/{id}/band`.
pub(crate) async fn override_band(
    State(police): State<Police>,
    ctx: PageContext,
    Path(report_id): Path<Id<Report>>,
    form: TypedForm<BandForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|BandForm { band, reason }| OverrideBand {
        report_id,
        band,
        reason,
        among_others: false,
    });
    let again = |ctx, typed| reports::load(&police, ctx, report_id, typed);
    let path = format!("/reports/{report_id}");
    forms::carry_out(&police, ctx, action, form.typed, &path, "band-decided", again).await
}

/// `POST /reports/{id}/band/undo`.
pub(crate) async fn undo_override(
    State(police): State<Police>,
    ctx: PageContext,
    Path(report_id): Path<Id<Report>>,
    form: TypedForm<forms::ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|forms::ReasonForm { reason }| UndoOverride { report_id, reason });
    let again = |ctx, typed| reports::load(&police, ctx, report_id, typed);
    let path = format!("/reports/{report_id}");
    forms::carry_out(&police, ctx, action, form.typed, &path, "band-undone", again).await
}

/// The form by which an officer says that they have read a report.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReadForm {
    read: String,
}

/// `POST /reports/{id}/read`.
pub(crate) async fn mark_read(
    State(police): State<Police>,
    ctx: PageContext,
    Path(report_id): Path<Id<Report>>,
    form: TypedForm<ReadForm>,
) -> Result<Response, Failure> {
    let ReadForm { read } = form.fields?;
    let done = if read == "no" { "report-unread" } else { "report-read" };
    police.node.act(&ctx.actor, &MarkRead { report_id, read }).await?;
    Ok(forms::done(&ctx, &format!("/reports/{report_id}"), done))
}

/// How often officers moved reports from one band to another in a month.
struct Moved {
    month: String,
    from: &'static str,
    to: &'static str,
    count: i64,
    undone: i64,
}

#[derive(Template)]
#[template(path = "band-decisions.html")]
struct DecisionsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /band-decisions`.
pub(crate) async fn list_decisions(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let table = decisions(&ctx, &list, &count_moved(&police, &ctx).await?);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(DecisionsPage { nav: navigation(&ctx), ctx, table }).into_response())
}

/// The newest month first.
async fn count_moved(police: &Police, ctx: &PageContext) -> Result<Vec<Moved>, Failure> {
    let today = ctx.now.to_zoned_datetime(TimeZone::UTC);
    let since = today.checked_sub(Span::new().days(DAYS_BACK)).map_or(Timestamp::MIN, |at| at.timestamp());
    let mut tx = police.reading("list-band-decisions").await?;
    let rows = triage::list_overrides_since(&mut tx, &Reader::of(&ctx.actor), since).await?;
    let mut counts = BTreeMap::<(Date, Band, Band), (i64, i64)>::new();
    for row in &rows {
        let day = police.day_of(row.made_at);
        let found = counts.entry((day.first_of_month(), row.scored_band, row.band)).or_default();
        found.0 += 1;
        found.1 += i64::from(row.is_undone);
    }
    let moved = counts.into_iter().rev().map(|((month, from, to), (count, undone))| Moved {
        month: month.strftime("%Y-%m").to_string(),
        from: from.as_str(),
        to: to.as_str(),
        count,
        undone,
    });
    Ok(moved.collect())
}

fn decisions(ctx: &PageContext, list: &List, moved: &[Moved]) -> Table {
    let total = i64::try_from(moved.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "band-decisions", total)
        .column(Column::new("month", ctx.t("decisions-month")))
        .column(Column::new("from", ctx.t("decisions-from")))
        .column(Column::new("to", ctx.t("decisions-to")))
        .column(Column::new("count", ctx.t("decisions-count")).is_number())
        .column(Column::new("undone", ctx.t("decisions-undone")).is_number())
        .nothing(ctx.t("decisions-none"), Some((ctx.t("reports-title"), ctx.href("/reports"))));
    for row in list.page_of(moved) {
        let cells = Row::plain()
            .cell(Cell::text(&row.month))
            .cell(Cell::text(word(ctx, "band", row.from)))
            .cell(Cell::text(word(ctx, "band", row.to)))
            .cell(Cell::number(row.count))
            .cell(Cell::number(row.undone));
        table.row(cells);
    }
    table
}
