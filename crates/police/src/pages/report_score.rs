//! On a report's page: how urgent it is and why, what nobody knows, and what an officer decided; and by month how often officers decided otherwise.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::kind::Report;
use model::triage::{Band, Line};
use model::{Id, KeptRule, Zone};
use serde::Deserialize;
use service::{ColumnKeys, Failure, Lang, NavItem, Page, PageContext, Tx, TypedForm};

use super::{forms, navigation, reports};
use crate::actions::{MarkRead, OverrideBand, UndoOverride};
use crate::db::Reader;
use crate::db::triage;
use crate::permissions::Permission;
use crate::scoring::{self, Grounds};
use crate::views::ReportView;
use crate::{Police, retention, seals};

/// How many days back the decisions of officers are counted: twelve months.
const DAYS_BACK: i32 = 366;

/// A band that an officer decided, opened.
pub(super) struct OverrideView {
    pub(super) band: &'static str,
    pub(super) reason: String,
    pub(super) made_by: String,
    pub(super) made_at: Timestamp,
    /// By whom and when it was undone, and why.
    pub(super) undone: Option<(String, Timestamp, String)>,
}

/// What a report's page says of its score.
pub(super) struct ScoreView {
    /// None where it was never scored, and once it is erased.
    pub(super) grounds: Option<Grounds>,
    pub(super) scored_at: Option<Timestamp>,
    pub(super) overrides: Vec<OverrideView>,
    /// When its provider need not preserve it any more, where that is one of the United States.
    pub(super) preserved: Option<(Date, &'static KeptRule)>,
    /// How many days are left until an operator may erase a record that nobody has asked for.
    pub(super) days_left: Option<i64>,
    /// The bands, to choose from.
    pub(super) bands: Vec<(String, String)>,
    /// Whether this reader may put it into another band.
    pub(super) ranks: bool,
    lang: Lang,
}

/// Tenths as a number with one place. Its minus is one that no spreadsheet takes for a formula.
pub(super) fn points(lang: Lang, tenths: i64) -> String {
    let sign = if tenths < 0 { "−" } else { "" };
    let mark = if lang == Lang::Es { ',' } else { '.' };
    format!("{sign}{}{mark}{}", tenths.abs() / 10, tenths.abs() % 10)
}

impl ScoreView {
    /// Opens what is kept of the score of a report that the reader has found.
    pub(super) async fn load(
        tx: &mut Tx,
        keys: &ColumnKeys,
        ctx: &PageContext,
        report: &ReportView,
    ) -> Result<Self, Failure> {
        let id = report.report_id;
        let score = triage::find_score(tx, id).await?;
        let grounds = score.as_ref().map(|score| scoring::open(keys, id, score)).transpose()?.flatten();
        let mut overrides = Vec::new();
        for row in triage::list_overrides(tx, id).await? {
            let undo_reason = seals::OVERRIDE_UNDO.open_kept(keys, row.override_id, &row.undo_reason)?;
            overrides.push(OverrideView {
                band: row.band.as_str(),
                reason: seals::OVERRIDE_REASON.open_kept(keys, row.override_id, &row.reason)?,
                made_by: row.made_by,
                made_at: row.made_at,
                undone: row.undone.map(|(by, at)| (by, at, undo_reason)),
            });
        }
        let bands =
            Band::ALL.map(|band| (band.as_str().to_owned(), ctx.t(&format!("band-{}", band.as_str()))));
        Ok(Self {
            grounds,
            scored_at: score.map(|score| score.scored_at),
            overrides,
            preserved: retention::preserved_until(report.finished_at),
            days_left: report.evidence_until.map(|day| retention::days_left(ctx.now, day)),
            bands: bands.to_vec(),
            ranks: super::may(ctx, Permission::RankReports),
            lang: ctx.lang,
        })
    }

    /// Whether an officer's decision stands.
    pub(super) fn is_overridden(&self) -> bool {
        self.overrides.iter().any(|decided| decided.undone.is_none())
    }

    /// The reasons, triggers first, then those that count most.
    pub(super) fn lines(&self) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.grounds.iter().flat_map(|grounds| &grounds.urgency.lines).collect();
        lines.sort_by_key(|line| {
            (!line.factor.starts_with("trigger_"), std::cmp::Reverse(line.points_tenths.abs()))
        });
        lines
    }

    pub(super) fn line_points(&self, line: &Line) -> String {
        points(self.lang, i64::from(line.points_tenths))
    }

    pub(super) fn total(&self) -> String {
        let tenths = self.grounds.as_ref().map_or(0, |grounds| grounds.urgency.points_tenths);
        points(self.lang, i64::from(tenths))
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
    let decided = match form.fields {
        Ok(BandForm { band, reason }) => {
            police.node.act(&ctx.actor, &OverrideBand { report_id, band, reason }).await
        }
        Err(failure) => Err(failure),
    };
    match decided {
        Ok(()) => Ok(forms::done(&ctx, &format!("/reports/{report_id}"), "band-decided")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(reports::load(&police, ctx, report_id, typed).await?))
        }
    }
}

/// `POST /reports/{id}/band/undo`.
pub(crate) async fn undo_override(
    State(police): State<Police>,
    ctx: PageContext,
    Path(report_id): Path<Id<Report>>,
    form: TypedForm<forms::ReasonForm>,
) -> Result<Response, Failure> {
    let undone = match form.fields {
        Ok(forms::ReasonForm { reason }) => {
            police.node.act(&ctx.actor, &UndoOverride { report_id, reason }).await
        }
        Err(failure) => Err(failure),
    };
    match undone {
        Ok(()) => Ok(forms::done(&ctx, &format!("/reports/{report_id}"), "band-undone")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(reports::load(&police, ctx, report_id, typed).await?))
        }
    }
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
    count: usize,
    undone: usize,
}

#[derive(Template)]
#[template(path = "band-decisions.html")]
struct DecisionsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    moved: Vec<Moved>,
}

/// `GET /band-decisions`.
pub(crate) async fn list_decisions(
    State(police): State<Police>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let today = ctx.now.to_zoned_datetime(TimeZone::UTC);
    let since = today.checked_sub(Span::new().days(DAYS_BACK)).map_or(Timestamp::MIN, |at| at.timestamp());
    let mut tx = police.reading("list-band-decisions").await?;
    let rows = triage::list_overrides_since(&mut tx, &Reader::of(&ctx.actor), since).await?;
    let mut counts = BTreeMap::<(Date, Band, Band), (usize, usize)>::new();
    for row in &rows {
        let day = Zone::EuropeMadrid.time_zone().to_datetime(row.made_at).date();
        let found = counts.entry((day.first_of_month(), row.scored_band, row.band)).or_default();
        found.0 += 1;
        found.1 += usize::from(row.undone.is_some());
    }
    let moved = counts.into_iter().rev().map(|((month, from, to), (count, undone))| Moved {
        month: month.strftime("%Y-%m").to_string(),
        from: from.as_str(),
        to: to.as_str(),
        count,
        undone,
    });
    let moved = moved.collect();
    Ok(Page(DecisionsPage { nav: navigation(&ctx), ctx, moved }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_the_mark_of_the_language() {
        assert_eq!(points(Lang::En, 405), "40.5");
        assert_eq!(points(Lang::Es, -15), "−1,5");
        assert_eq!(points(Lang::Es, 0), "0,0");
    }
}
