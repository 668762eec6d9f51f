//! On a report's page: how urgent it is and why, what nobody knows, what it lacks, what we found out beside it, and what a person decided.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use model::triage::Completeness;
use serde::Deserialize;
use service::triage::{ScoreCard, band_choices, list_decided, points};
use service::{Failure, NavItem, Page, PageContext, Permission as _, Scope, Tx, Typed, TypedForm, forms};

use crate::Permission;
use crate::actions::mark_read::MarkRead;
use crate::actions::override_band::{OverrideBand, UndoOverride};
use crate::api::reports::load;
use crate::db;
use crate::db::reports::ReportRow;
use crate::enrichment::{FactKind, fact_column, fact_row, source};
use crate::scoring::{Grounds, standing};
use crate::state::State as Clearinghouse;

/// A fact that we found out, opened.
pub(super) struct FactView {
    pub(super) element: String,
    pub(super) kind: FactKind,
    pub(super) value: String,
    /// In the language of the page.
    pub(super) source: String,
    pub(super) valid_on: Date,
}

/// What a report's page says of its scores.
pub(super) struct ScoreView {
    /// How urgent it is.
    pub(super) card: ScoreCard,
    /// How complete it is; none before it is scored and once it is erased.
    pub(super) completeness: Option<Completeness>,
    pub(super) facts: Vec<FactView>,
}

impl ScoreView {
    /// Opens what is kept of a report's scores.
    pub(super) async fn load(
        state: &Clearinghouse,
        tx: &mut Tx,
        ctx: &PageContext,
        report: &ReportRow,
    ) -> Result<Self, Failure> {
        let (keys, id) = (state.node().columns(), report.report_id);
        let score = db::scores::latest(tx, id).await?;
        let grounds = score.as_ref().map(|score| standing::open(keys, id, score)).transpose()?.flatten();
        let (urgency, completeness) =
            grounds.map(|Grounds { urgency, completeness, .. }| (urgency, completeness)).unzip();
        let card = ScoreCard {
            page: format!("/reports/{}", report.report_number),
            band: report.standing.band,
            urgency,
            scored_at: score.map(|score| score.scored_at),
            read: report.standing.read.as_ref().map(|read| (read.by.clone(), read.at)),
            decided: list_decided(tx, keys, id).await?,
            bands: band_choices(ctx),
            may_rank: Permission::RankReports.allows(&ctx.actor) != Scope::None,
        };
        let mut facts = Vec::new();
        for row in db::facts::list(tx, id).await? {
            let sealed_row = fact_row(id, row.position);
            let value = row.value.open_kept(keys, fact_column(&sealed_row))?;
            facts.push(FactView {
                source: source::words(state.texts(), ctx.lang, (&value, &row.source)),
                value,
                element: row.element,
                kind: row.kind,
                valid_on: row.valid_on,
            });
        }
        Ok(Self { card, completeness, facts })
    }

    /// What it lacks, each fact once with every place where it lacks.
    pub(super) fn missing(&self) -> Vec<(&str, Vec<&str>)> {
        let mut facts: Vec<(&str, Vec<&str>)> = Vec::new();
        for missing in self.completeness.iter().flat_map(|stated| &stated.missing) {
            match facts.iter_mut().find(|(why, _)| *why == missing.why) {
                Some((_, places)) => places.push(missing.element.as_str()),
                None => facts.push((missing.why.as_str(), vec![missing.element.as_str()])),
            }
        }
        facts
    }

    /// Its points for completeness.
    pub(super) fn complete_points(&self, ctx: &PageContext) -> String {
        self.completeness.as_ref().map_or_else(String::new, |stated| points(ctx.lang, stated.points_tenths))
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
    bands: Vec<(String, String)>,
}

/// `POST /reports/{number}/band`.
pub(crate) async fn override_band(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<BandForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|BandForm { band, reason }| OverrideBand { report_number, band, reason });
    let decided = forms::act(state.node(), &ctx, action).await;
    answer(&state, ctx, report_number, (decided, "band-decided"), (form.typed, false)).await
}

/// `POST /reports/{number}/band/undo`.
pub(crate) async fn undo_override(
    State(state): State<Clearinghouse>,
    Path(report_number): Path<i64>,
    ctx: PageContext,
    form: TypedForm<UndoForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|UndoForm { reason }| UndoOverride { report_number, reason });
    let undone = forms::act(state.node(), &ctx, action).await;
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
    Ok(forms::done(&ctx, &format!("/reports/{report_number}"), done))
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
        return Ok(forms::done(&ctx, &format!("/reports/{report_number}"), done));
    };
    let typed = typed.refused(failure)?;
    // a report that is not there is told before what was typed
    let mut tx = state.node().db().begin_read("find-report").await?;
    load(&mut tx, report_number).await?;
    let bands = band_choices(&ctx);
    let page = BandPage { nav: super::nav(&ctx), ctx, report_number, is_undo, typed, bands };
    Ok(forms::refused(Page(page)))
}
