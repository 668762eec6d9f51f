//! What one member of the staff was exposed to, as counts.

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;
use service::{Failure, Tx};
use utoipa::ToSchema;

use crate::db::exposure;

/// How many days are told, today among them.
const DAYS: i64 = 28;
const WEEK: usize = 7;

/// Counts of one person: masked fields of persons that were shown, and files that were opened.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ExposureView {
    /// Sign-in name.
    pub(crate) person: String,
    /// Masked fields today.
    pub(crate) today: i64,
    /// Masked fields of the last seven days, today among them.
    pub(crate) this_week: i64,
    /// Files today.
    pub(crate) files_today: i64,
    /// Files of the last seven days, today among them.
    pub(crate) files_this_week: i64,
    /// Day by day by the clock of the node's country, today first, days without any too.
    pub(crate) days: Vec<ExposureDay>,
}

/// One day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ExposureDay {
    #[schema(value_type = String)]
    pub(crate) on: Date,
    /// Masked fields that were shown.
    pub(crate) reveals: i64,
    /// Files that were opened.
    pub(crate) files: i64,
}

/// The counts of one person.
pub(crate) async fn load_exposure(tx: &mut Tx, person: &str, today: Date) -> Result<ExposureView, Failure> {
    let first = today.saturating_sub(Span::new().days(DAYS - 1));
    let known = exposure::list_days(tx, person, first).await?;
    let opened = service::opening::list_days(tx, person, first).await?;
    let count = |days: &[(Date, i64)], on: Date| {
        days.iter().find(|(day, _)| *day == on).map_or(0, |(_, count)| *count)
    };
    let days: Vec<_> = (0..DAYS)
        .map(|back| today.saturating_sub(Span::new().days(back)))
        .map(|on| ExposureDay { on, reveals: count(&known, on), files: count(&opened, on) })
        .collect();
    Ok(ExposureView {
        person: person.to_owned(),
        today: days.first().map_or(0, |day| day.reveals),
        this_week: days.iter().take(WEEK).map(|day| day.reveals).sum(),
        files_today: days.first().map_or(0, |day| day.files),
        files_this_week: days.iter().take(WEEK).map(|day| day.files).sum(),
        days,
    })
}
