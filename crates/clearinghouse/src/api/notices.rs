//! Notices of hosting providers under article 18 of the Digital Services Act.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use model::Id;
use serde::Serialize;
use service::{Authenticated, Failure, IdempotencyKey, Json, request_sha256};
use utoipa::ToSchema;
use wire::document::{Document as _, DocumentError};
use wire::notice::{Notice, Standing};

use crate::actions::open_report::OpenReport;
use crate::actions::take_notice::TakeNotice;
use crate::evidence::{put_document, take_back};
use crate::notice;
use crate::state::State as Clearinghouse;
use crate::tip_report::Written;

/// Largest notice, in bytes.
pub(crate) const MAX_NOTICE_BYTES: usize = 1 << 20;

/// What a provider gets for its notice.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeReceipt {
    /// `amparo-notice-receipt/1`.
    schema: &'static str,
    /// The number of the report that was made of it: by it, outcomes come back.
    report_number: i64,
    #[schema(value_type = String)]
    received_at: Timestamp,
    /// SHA-256 of the notice as it came, hex.
    notice_sha256: String,
}

/// `POST /api/notices`: keeps the notice as it came, and files the report that it makes. 201 is a promise: both are on the disk.
pub(crate) async fn take(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    key: Option<IdempotencyKey>,
    body: Bytes,
) -> Result<(StatusCode, Json<NoticeReceipt>), Failure> {
    let read = Notice::read(&body).map_err(|error| match error {
        DocumentError::Field { field, message } => Failure::refused(&field, message),
        error @ DocumentError::Json(_) => Failure::bad_request(error.to_string()),
    })?;
    let Written { xml, report, warnings } = notice::write(&read, actor.name())?;
    let summary = &report.incident_summary;
    let incident_at = summary.incident_date_time.instant();
    if incident_at > state.node().clock().now() && read.standing != Standing::Likely {
        return Err(Failure::refused(
            "occurred_at",
            "must not be in the future, unless it is likely to take place",
        ));
    }
    let report_id = Id::new(state.node().clock(), state.node().rng());
    let case = state.node().cases().draw(report_id);
    let original = put_document(&state, &case, &body).await?;
    let xml = put_document(&state, &case, xml.as_bytes()).await?;
    let action = TakeNotice {
        report: OpenReport {
            report_id,
            case,
            xml: xml.clone(),
            incident_type: summary.incident_type.code(),
            incident_at,
            escalated: summary.escalate_to_high_priority.is_some(),
            warnings,
        },
        original: original.clone(),
    };
    let taken = state.node().act_once(&actor, key.as_ref(), request_sha256(&body), &action).await;
    let taken = take_back(&state, &xml, taken).await;
    let taken = take_back(&state, &original, taken).await?;
    if taken.replayed {
        // the same notice was kept before: nothing speaks of what was sealed for this sending
        for item in [&xml, &original] {
            state.vault().remove(item).await.map_err(Failure::broken)?;
        }
    }
    let received_at =
        Timestamp::from_microsecond(taken.output.received_at_micros).map_err(Failure::broken)?;
    let receipt = NoticeReceipt {
        schema: "amparo-notice-receipt/1",
        report_number: taken.output.report_number,
        received_at,
        notice_sha256: hex::encode(request_sha256(&body)),
    };
    Ok((StatusCode::CREATED, Json(receipt)))
}
