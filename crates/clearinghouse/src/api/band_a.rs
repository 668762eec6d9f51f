//! Band A alarms that nobody took, for programs of the staff: what a daily list is made of.

use axum::extract::State;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use service::alarm::Standing;
use service::{Failure, Json};
use utoipa::ToSchema;

use crate::band_a;
use crate::db;
use crate::state::State as Clearinghouse;

/// Alarms of Band A that nobody took, as of an instant.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnacknowledgedAlarms {
    #[schema(value_type = String)]
    as_of: Timestamp,
    /// In the order in which they are worked on.
    alarms: Vec<UnacknowledgedAlarm>,
}

/// One alarm that nobody took.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnacknowledgedAlarm {
    alarm_id: String,
    /// The day on which it sounded last, by UTC.
    day: String,
    #[schema(value_type = String)]
    sounded_at: Timestamp,
    /// Empty where a person raised it.
    sender: String,
    /// Number of the newest report under it, and how many there are.
    report_number: Option<i64>,
    reports: i64,
    triggers: Vec<&'static str>,
    /// Whether it rests on more than the sender's own mark.
    is_independent: bool,
    calls: i64,
    failed_calls: i64,
}

/// `GET /api/band-a/unacknowledged`.
pub(crate) async fn unacknowledged(
    State(state): State<Clearinghouse>,
) -> Result<Json<UnacknowledgedAlarms>, Failure> {
    let mut tx = state.node().db().begin_read("list-unacknowledged").await?;
    let mut alarms = Vec::new();
    for alarm in band_a::list(&mut tx).await? {
        if alarm.standing != Standing::Waiting {
            continue;
        }
        let (numbers, reports) = db::band_alarms::list_reports(&mut tx, alarm.row.alarm_id, 1).await?;
        let (calls, failed_calls) = db::rota_calls::count(&mut tx, alarm.row.alarm_id).await?;
        alarms.push(UnacknowledgedAlarm {
            alarm_id: alarm.row.alarm_id.to_string(),
            day: TimeZone::UTC.to_datetime(alarm.row.sounded_at).date().to_string(),
            sounded_at: alarm.row.sounded_at,
            is_independent: alarm.is_independent(),
            sender: alarm.row.reporting_party,
            report_number: numbers.first().copied(),
            reports,
            triggers: alarm.triggers.iter().map(|trigger| trigger.as_str()).collect(),
            calls,
            failed_calls,
        });
    }
    Ok(Json(UnacknowledgedAlarms { as_of: state.node().clock().now(), alarms }))
}
