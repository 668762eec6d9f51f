//! `GET /api/reports/{id}/notices`: what was sent of a report beside the clearinghouse, with the remedy of what was not.

use axum::extract::{Path, State as Shared};
use jiff::Timestamp;
use serde::Serialize;
use service::{Failure, Json};
use utoipa::ToSchema;

use super::id_in_path;
use crate::State;
use crate::db::notice_orders::{self, NoticeOrderRow};
use crate::db::reports;
use crate::ids::Report;

/// The notices of a report, by duty, the newest of each first. Nothing of the account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticesView {
    notices: Vec<NoticeView>,
}

/// One notice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeView {
    /// The duty that it answers, such as `eu-dsa-18`.
    duty: String,
    order_no: i64,
    /// `waiting` (goes on by itself), `sent`, `repair` (the way is broken: mend it and send the same again), `refused` (it must become another) or
    /// `void` (the report was withdrawn or erased before).
    state: &'static str,
    #[schema(value_type = String)]
    ordered_at: Timestamp,
    #[schema(value_type = Option<String>)]
    settled_at: Option<Timestamp>,
    http_status: Option<i64>,
    /// The number that the receipt states.
    report_number: Option<i64>,
}

impl From<NoticeOrderRow> for NoticeView {
    fn from(row: NoticeOrderRow) -> Self {
        Self {
            state: row.state.name(),
            duty: row.duty,
            order_no: row.order_no,
            ordered_at: row.ordered_at,
            settled_at: row.settled_at,
            http_status: row.http_status,
            report_number: row.report_number,
        }
    }
}

/// Lists the notices of a report.
pub(crate) async fn list_notices(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
) -> Result<Json<NoticesView>, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let mut tx = state.node.db().begin_read("list-notices").await?;
    reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let rows = notice_orders::list_of(&mut tx, report_id).await?;
    Ok(Json(NoticesView { notices: rows.into_iter().map(NoticeView::from).collect() }))
}
