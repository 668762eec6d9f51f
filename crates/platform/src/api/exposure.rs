//! `POST /api/exposure`: how many files one member of the staff opened, day by day. Counts for who looks after the staff; one person at a time, so that
//! nothing ranks them.

use axum::extract::State as Shared;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, opening};
use utoipa::ToSchema;

use crate::State;
use crate::actions::LookUpExposure;

/// Days that are told, today among them.
const DAYS: i32 = 30;
const WEEK: usize = 7;

/// Whose counts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whose {
    /// Sign-in name.
    person: String,
}

/// Counts of one person: files that were opened, previews among them.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExposureView {
    /// Sign-in name.
    pub(crate) person: String,
    /// Files today.
    pub(crate) today: i64,
    /// Files of the last seven days, today among them.
    pub(crate) this_week: i64,
    /// Day by day by the clock of the node's country, today first, days without any too.
    pub(crate) days: Vec<ExposureDay>,
}

/// One day.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExposureDay {
    #[schema(value_type = String)]
    pub(crate) on: Date,
    /// Files that were opened.
    pub(crate) opened: i64,
}

model::unprintable!(Whose, ExposureView, ExposureDay);

/// Gives the counts of one person, whose digest the access entry names.
pub(crate) async fn look_up(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Json(whose): Json<Whose>,
) -> Result<Json<ExposureView>, Failure> {
    Ok(Json(load_of(&state, &actor, &whose.person).await?))
}

/// Another's counts, once the look is on record.
pub(crate) async fn load_of(state: &State, actor: &Actor, person: &str) -> Result<ExposureView, Failure> {
    let person = person.trim();
    if person.is_empty() {
        return Err(Failure::refused("person", "give a sign-in name"));
    }
    state.node.act(actor, &LookUpExposure { person: person.to_owned() }).await?;
    let today = state.node.day_of(state.node.clock().now());
    let mut tx = state.node.db().begin_read("load-exposure").await?;
    let counted = opening::list_days(&mut tx, person, today.saturating_sub((DAYS - 1).days())).await?;
    let on = |day: Date| counted.iter().find(|(on, _)| *on == day).map_or(0, |(_, opened)| *opened);
    let days: Vec<ExposureDay> = (0..DAYS)
        .map(|back| today.saturating_sub(back.days()))
        .map(|day| ExposureDay { on: day, opened: on(day) })
        .collect();
    Ok(ExposureView {
        person: person.to_owned(),
        today: days.first().map_or(0, |day| day.opened),
        this_week: days.iter().take(WEEK).map(|day| day.opened).sum(),
        days,
    })
}
