//! What an agency's own machine fetches, when nothing is sent to it: packages and notices that wait for its receipt.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use service::{Authenticated, Failure, Json};
use utoipa::ToSchema;
use wire::document::{Document, DocumentError};
use wire::feedback::Receipt;
use wire::referral_notice::NoticeReceipt;

use super::referrals::{hand_out, parse};
use crate::actions::fetch_package::FetchPackage;
use crate::actions::keep_notice_receipt::KeepNoticeReceipt;
use crate::actions::keep_receipt::{KeepReceipt, Way};
use crate::db;
use crate::state::State as Clearinghouse;

/// A package that waits for its agency.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingPackage {
    referral_id: String,
    #[schema(value_type = String)]
    made_at: Timestamp,
    reports: i64,
    /// SHA-256 of the archive before it was sealed, hex: what the receipt names.
    package_sha256: String,
}

/// A notice that waits for its agency.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingNotice {
    notice_id: String,
    referral_id: String,
    /// The signed notice, whose SHA-256 the receipt names.
    signed: String,
}

/// What an agency has not acknowledged, oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingForAgency {
    referrals: Vec<WaitingPackage>,
    notices: Vec<WaitingNotice>,
}

/// What was acknowledged.
#[derive(Serialize, ToSchema)]
pub(crate) struct Acknowledged {
    /// The receiver's name for its receipt.
    receipt_id: String,
}

/// `GET /api/agency/referrals`: of the caller's own.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
) -> Result<Json<WaitingForAgency>, Failure> {
    let mut tx = state.node().db().begin_read("list-waiting").await?;
    let mut referrals = Vec::new();
    for row in db::referrals::list_waiting(&mut tx, actor.name()).await? {
        let Some(item) = &row.package_item else { continue };
        referrals.push(WaitingPackage {
            referral_id: row.referral_id.to_string(),
            made_at: row.made_at,
            reports: row.reports,
            package_sha256: db::evidence::load(&mut tx, item).await?.sha256,
        });
    }
    let notices = db::referral_changes::list_unacknowledged(&mut tx, actor.name()).await?;
    let notices = notices.into_iter().map(|row| WaitingNotice {
        notice_id: row.notice_id.to_string(),
        referral_id: row.referral_id.to_string(),
        signed: row.signed,
    });
    Ok(Json(WaitingForAgency { referrals, notices: notices.collect() }))
}

/// `GET /api/agency/referrals/{id}/package`: the archive sealed to the caller. That it was taken out is recorded.
pub(crate) async fn package(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let fetch = FetchPackage { referral_id: parse(&id)?, by_agency: true };
    let code = actor.name().to_owned();
    if state.find_agency(&code).is_none() {
        return Err(Failure::absent("referral"));
    }
    hand_out(&state, &actor, &fetch, &code).await
}

/// `POST /api/agency/referrals/{id}/receipt`: the body is a receipt. The same receipt again changes nothing.
pub(crate) async fn acknowledge(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Acknowledged>, Failure> {
    let receipt: Receipt = read(&body)?;
    let receipt_id = receipt.receipt_id.clone();
    let action = KeepReceipt { referral_id: parse(&id)?, receipt, way: Way::Pull };
    state.node().act(&actor, &action).await?;
    Ok(Json(Acknowledged { receipt_id }))
}

/// `POST /api/agency/notice-receipts`: the body is the receipt of a notice. The same receipt again changes nothing.
pub(crate) async fn acknowledge_notice(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    body: Bytes,
) -> Result<Json<Acknowledged>, Failure> {
    let receipt: NoticeReceipt = read(&body)?;
    let receipt_id = receipt.receipt_id.clone();
    state.node().act(&actor, &KeepNoticeReceipt { receipt, way: Way::Pull }).await?;
    Ok(Json(Acknowledged { receipt_id }))
}

fn read<D: Document>(body: &[u8]) -> Result<D, Failure> {
    D::read(body).map_err(|error| match error {
        DocumentError::Field { field, message } => Failure::refused(&field, message),
        error @ DocumentError::Json(_) => Failure::bad_request(error.to_string()),
    })
}
