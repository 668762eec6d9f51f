//! The figures on top of an operation's page.

use service::PageContext;
use service::ui::{Figure, chart, map};

use super::word;
use crate::statistics::{CLASSES, Dashboard, UnitFigures};

/// The figures of an operation, drawn.
pub(super) struct DrawnDashboard {
    pub(super) funnel: Figure,
    pub(super) classes: Figure,
    pub(super) outcomes: Figure,
    pub(super) map: Figure,
    pub(super) units: Vec<UnitFigures>,
}

impl DrawnDashboard {
    /// Draws them in the language of the page.
    pub(super) fn new(ctx: &PageContext, dashboard: Dashboard) -> Self {
        Self {
            funnel: funnel(ctx, &dashboard),
            classes: classes(ctx, &dashboard),
            outcomes: outcomes(ctx, &dashboard),
            map: persons_by_province(ctx, &dashboard),
            units: dashboard.units,
        }
    }
}

fn funnel(ctx: &PageContext, dashboard: &Dashboard) -> Figure {
    let steps = [
        (ctx.t("reports"), dashboard.tally.reports),
        (ctx.t("acts"), dashboard.acts),
        (ctx.t("subjects"), dashboard.subjects),
        (ctx.t("dashboard-identified"), dashboard.tally.identified),
        (ctx.t("dashboard-assigned"), dashboard.assigned),
        (ctx.t("dashboard-taken-on"), dashboard.accepted),
        (ctx.t("dashboard-with-outcome"), dashboard.with_outcome()),
    ];
    chart::funnel(ctx, &ctx.t("dashboard-funnel"), &ctx.t("dashboard-funnel-note"), &steps)
}

fn classes(ctx: &PageContext, dashboard: &Dashboard) -> Figure {
    let parts = CLASSES.map(|class| word(ctx, "class", class));
    let [identified, assigned, arrested] = dashboard.by_class.map(|persons| persons.to_vec());
    let rows = [
        (ctx.t("dashboard-identified"), identified),
        (ctx.t("dashboard-assigned"), assigned),
        (ctx.t("dashboard-arrested"), arrested),
    ];
    chart::stacked(ctx, &ctx.t("dashboard-classes"), &ctx.t("dashboard-classes-note"), &parts, &rows)
}

fn outcomes(ctx: &PageContext, dashboard: &Dashboard) -> Figure {
    let rows = dashboard.outcomes.map(|(outcome, persons)| (word(ctx, "outcome", outcome.code()), persons));
    chart::bars(ctx, &ctx.t("dashboard-outcomes"), &ctx.t("dashboard-outcomes-note"), &rows)
}

fn persons_by_province(ctx: &PageContext, dashboard: &Dashboard) -> Figure {
    let persons = |unit: &UnitFigures| (unit.code.to_owned(), unit.open + unit.closed);
    let counts: Vec<_> = dashboard.units.iter().map(persons).collect();
    map::spain(ctx, &ctx.t("dashboard-map"), &ctx.t("dashboard-map-note"), &counts)
}
