//! On a report's page: how urgent it is and why, what nobody knows, what it lacks, what we found out beside it, and what a person decided.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use model::triage::{Band, Line};
use serde::Deserialize;
use service::{Failure, Lang, NavItem, Page, PageContext, Tone, Tx, Typed, TypedForm};

use crate::actions::mark_read::MarkRead;
use crate::actions::override_band::{OverrideBand, UndoOverride, reason_column, undo_column};
use crate::api::reports::load;
use crate::db;
use crate::db::reports::ReportRow;
use crate::enrichment::{FactKind, fact_column, fact_row};
use crate::scoring::{Grounds, standing};
use crate::state::State as Clearinghouse;

/// A band that a person decided, opened.
pub(super) struct OverrideView {
    pub(super) band: Band,
    pub(super) reason: String,
    pub(super) made_by: String,
    pub(super) made_at: Timestamp,
    /// By whom and when it was undone, and why.
    pub(super) undone: Option<(String, Timestamp, String)>,
}

/// A fact that we found out, opened.
pub(super) struct FactView {
    pub(super) element: String,
    pub(super) kind: FactKind,
    pub(super) value: String,
    pub(super) source: String,
    pub(super) valid_on: Date,
}

/// What a report's page says of its scores.
pub(super) struct ScoreView {
    /// The band in which it stands; none before it is scored.
    pub(super) band: Option<Band>,
    /// None before it is scored and once it is erased.
    pub(super) grounds: Option<Grounds>,
    pub(super) scored_at: Option<Timestamp>,
    pub(super) overrides: Vec<OverrideView>,
    pub(super) facts: Vec<FactView>,
}

/// How a band looks.
pub(super) fn band_tone(band: Band) -> Tone {
    match band {
        Band::A => Tone::Bad,
        Band::B => Tone::Warn,
        Band::C => Tone::Info,
        Band::D => Tone::Plain,
    }
}

/// Tenths as a number with one place, as the language writes it. Its minus is one that no spreadsheet takes for a formula.
pub(super) fn points(lang: Lang, tenths: i32) -> String {
    let sign = if tenths < 0 { "−" } else { "" };
    let mark = if lang == Lang::Es { ',' } else { '.' };
    format!("{sign}{}{mark}{}", tenths.abs() / 10, tenths.abs() % 10)
}

impl ScoreView {
    /// Opens what is kept of a report's scores.
    pub(super) async fn load(
        state: &Clearinghouse,
        tx: &mut Tx,
        report: &ReportRow,
    ) -> Result<Self, Failure> {
        let (keys, id) = (state.node().columns(), report.report_id);
        let score = db::scores::latest(tx, id).await?;
        let grounds = score.as_ref().map(|score| standing::open(keys, id, score)).transpose()?.flatten();
        let mut overrides = Vec::new();
        for row in db::overrides::list(tx, id).await? {
            let sealed_row = row.override_id.to_string();
            let undo_reason = row.undo_reason.open_kept(keys, undo_column(&sealed_row))?;
            overrides.push(OverrideView {
                band: row.band,
                reason: row.reason.open_kept(keys, reason_column(&sealed_row))?,
                made_by: row.made_by,
                made_at: row.made_at,
                undone: row.undone.map(|(by, at)| (by, at, undo_reason)),
            });
        }
        let mut facts = Vec::new();
        for row in db::facts::list(tx, id).await? {
            let sealed_row = fact_row(id, row.position);
            facts.push(FactView {
                value: row.value.open_kept(keys, fact_column(&sealed_row))?,
                element: row.element,
                kind: row.kind,
                source: row.source,
                valid_on: row.valid_on,
            });
        }
        let scored_at = score.map(|score| score.scored_at);
        Ok(Self { band: report.standing.band, grounds, scored_at, overrides, facts })
    }

    pub(super) fn band_class(&self) -> &'static str {
        self.band.map_or("", |band| band_tone(band).class())
    }

    pub(super) fn band_text(&self, ctx: &PageContext) -> String {
        ctx.t(&format!("band-{}", self.band.map_or("none", Band::as_str)))
    }

    /// Whether a person's decision stands.
    pub(super) fn is_overridden(&self) -> bool {
        self.overrides.iter().any(|decided| decided.undone.is_none())
    }

    /// The reasons of the urgency, those that count most first.
    pub(super) fn lines(&self) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.grounds.iter().flat_map(|grounds| &grounds.urgency.lines).collect();
        lines.sort_by_key(|line| {
            (!line.factor.starts_with("trigger_"), std::cmp::Reverse(line.points_tenths.abs()))
        });
        lines
    }

    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub(super) fn line_points(&self, ctx: &PageContext, line: &Line) -> String {
        points(ctx.lang, line.points_tenths)
    }

    pub(super) fn total(&self, ctx: &PageContext) -> String {
        self.grounds
            .as_ref()
            .map_or_else(String::new, |grounds| points(ctx.lang, grounds.urgency.points_tenths))
    }

    pub(super) fn completeness(&self, ctx: &PageContext) -> String {
        self.grounds
            .as_ref()
            .map_or_else(String::new, |grounds| points(ctx.lang, grounds.completeness.points_tenths))
    }
}

/// The form by which a report is put into another band.
#[derive(Deserialize)]
pub(crate) struct BandForm {
    band: String,
    reason: String,
}

/// The form by which that is taken back.
#[derive(Deserialize)]
pub(crate) struct UndoForm {
    reason: String,
}

/// The form by which somebody says that they have read a report.
#[derive(Deserialize)]
pub(crate) struct ReadForm {
    read: String,
}

/// The form alone, once more: what the report says is shown on its own page, where each look has its entry in the access log.
#[derive(Template)]
#[template(path = "band.html")]
struct BandPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report_number: i64,
    /// Whether the form takes a decision back.
    is_undo: bool,
    typed: Typed,
    bands: Vec<(&'static str, String)>,
}

/// The bands as a form offers them.
pub(super) fn bands(ctx: &PageContext) -> Vec<(&'static str, String)> {
    Band::ALL.map(|band| (band.as_str(), ctx.t(&format!("band-{}", band.as_str())))).into()
}

/// `POST /reports/{number}/band`.
pub(crate) async fn override_band(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<BandForm>,
) -> Result<Response, Failure> {
    let decided = match form.fields {
        Ok(BandForm { band, reason }) => {
            state.node().act(&ctx.actor, &OverrideBand { report_number, band, reason }).await
        }
        Err(failure) => Err(failure),
    };
    answer(&state, ctx, report_number, (decided, "band-decided"), (form.typed, false)).await
}

/// `POST /reports/{number}/band/undo`.
pub(crate) async fn undo_override(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<UndoForm>,
) -> Result<Response, Failure> {
    let undone = match form.fields {
        Ok(UndoForm { reason }) => {
            state.node().act(&ctx.actor, &UndoOverride { report_number, reason }).await
        }
        Err(failure) => Err(failure),
    };
    answer(&state, ctx, report_number, (undone, "band-undone"), (form.typed, true)).await
}

/// `POST /reports/{number}/read`.
pub(crate) async fn mark_read(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<ReadForm>,
) -> Result<Response, Failure> {
    let ReadForm { read } = form.fields?;
    let done = if read == "no" { "report-unread" } else { "report-read" };
    state.node().act(&ctx.actor, &MarkRead { report_number, read }).await?;
    Ok(Redirect::to(&ctx.href(&format!("/reports/{report_number}?done={done}"))).into_response())
}

/// Back to the report, or the form once more with what was refused.
async fn answer(
    state: &Clearinghouse,
    ctx: PageContext,
    report_number: i64,
    (outcome, done): (Result<(), Failure>, &str),
    (typed, is_undo): (Typed, bool),
) -> Result<Response, Failure> {
    let Err(failure) = outcome else {
        return Ok(Redirect::to(&ctx.href(&format!("/reports/{report_number}?done={done}"))).into_response());
    };
    let typed = typed.refused(failure)?;
    // a report that is not there is told before what was typed
    let mut tx = state.node().db().begin_read("find-report").await?;
    load(&mut tx, report_number).await?;
    let bands = bands(&ctx);
    let page = BandPage { nav: super::nav(&ctx), ctx, report_number, is_undo, typed, bands };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}
