//! Assignments on paper: one sheet each, with times by every clock that a reader may ask for.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::{Id, Zone};
use service::{Failure, Page, PageContext};

use super::assignments::load_detail;
use super::word;
use crate::Police;
use crate::api::assignments::unit_for;
use crate::country::deciding_law;
use crate::db::{Reader, units};
use crate::ids::Assignment;
use crate::views::{AgedActView, AssignmentDetail};

/// Most sheets printed at once.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "sheets.html")]
struct SheetsPage {
    ctx: PageContext,
    /// None: a sheet is paper.
    nav: Vec<service::NavItem>,
    sheets: Vec<Sheet>,
}

/// One assignment on paper.
struct Sheet {
    detail: AssignmentDetail,
    /// The clocks of its columns: the unit's, Madrid's where that is another, UTC.
    clocks: Vec<String>,
    acts: Vec<SheetAct>,
    /// What its path rests on in law; that nothing does where no law decides at this node.
    law: String,
}

/// One act, by each clock.
struct SheetAct {
    act: AgedActView,
    times: Vec<String>,
}

/// `GET /assignments/{id}/sheet`.
pub(crate) async fn one(
    State(police): State<Police>,
    ctx: PageContext,
    Path(assignment_id): Path<Id<Assignment>>,
) -> Result<Response, Failure> {
    let sheet = Sheet::new(&police, &ctx, load_detail(&police, &ctx, assignment_id).await?);
    Ok(Page(SheetsPage { ctx, nav: Vec::new(), sheets: vec![sheet] }).into_response())
}

/// `GET /assignments/sheets[?unit=]`: all that are open.
pub(crate) async fn all(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let asked = ctx.query_value("unit").filter(|unit| !unit.is_empty());
    let unit = unit_for(&ctx.actor, asked.as_deref())?;
    let mut tx = police.reading("list-open-assignments").await?;
    let open = units::list_open_assignments(&mut tx, &Reader::of(&ctx.actor), unit.as_deref()).await?;
    drop(tx);
    if open.len() > MOST {
        return Err(Failure::refused(
            "unit",
            format!("{} assignments are open, and {MOST} are printed at once; choose a unit", open.len()),
        ));
    }
    let mut sheets = Vec::with_capacity(open.len());
    for assignment_id in open {
        sheets.push(Sheet::new(&police, &ctx, load_detail(&police, &ctx, assignment_id).await?));
    }
    Ok(Page(SheetsPage { ctx, nav: Vec::new(), sheets }).into_response())
}

impl Sheet {
    fn new(police: &Police, ctx: &PageContext, mut detail: AssignmentDetail) -> Self {
        let law = match deciding_law(&police.settings.opening.country) {
            Some(_) => word(ctx, "law", detail.person.person.path),
            None => ctx.t("arrest-refused-no_law"),
        };
        let zones = zones(detail.unit.zone());
        let times = |at: Timestamp| zones.iter().map(|zone| ctx.instant_in(at, zone)).collect();
        let acts = std::mem::take(&mut detail.person.acts);
        let acts = acts.into_iter().map(|act| SheetAct { times: times(act.at), act }).collect();
        let clocks = zones.iter().map(|zone| zone.iana_name().unwrap_or("UTC").to_owned()).collect();
        Self { detail, clocks, acts, law }
    }
}

/// The unit's clock first; Madrid's is the same for most.
fn zones(unit: Zone) -> Vec<TimeZone> {
    let madrid = (unit != Zone::EuropeMadrid).then(|| Zone::EuropeMadrid.time_zone());
    [Some(unit.time_zone()), madrid, Some(TimeZone::UTC)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canary_islands_are_shown_three_clocks_and_the_mainland_two() {
        let names = |unit| {
            let zones = zones(unit).into_iter();
            zones.map(|zone| zone.iana_name().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(Zone::AtlanticCanary), ["Atlantic/Canary", "Europe/Madrid", "UTC"]);
        assert_eq!(names(Zone::EuropeMadrid), ["Europe/Madrid", "UTC"]);
    }
}
