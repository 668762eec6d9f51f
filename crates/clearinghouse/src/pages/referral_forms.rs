//! Forms on the page of a referral: what becomes of it, and a receipt that came on paper or on a stick.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Id;
use serde::Deserialize;
use service::{Failure, PageContext, TypedForm, forms};
use wire::document::{Document as _, DocumentError};
use wire::feedback::Receipt;
use wire::referral_notice::NoticeReceipt;

use super::referral::page;
use super::referrals::numbers;
use crate::actions::keep_notice_receipt::KeepNoticeReceipt;
use crate::actions::keep_receipt::{KeepReceipt, Way};
use crate::api::referral_changes::{NewChange, action};
use crate::api::referrals::{load, parse};
use crate::db;
use crate::kinds::ReferralNotice;
use crate::state::State as Clearinghouse;

/// The form that changes a referral.
#[derive(Deserialize)]
pub(crate) struct ChangeForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    reason_code: String,
    #[serde(default)]
    reason: String,
    /// Numbers with spaces or commas between them; empty for all.
    #[serde(default)]
    reports: String,
    /// Of a batch: the row that is drawn out.
    #[serde(default)]
    row: String,
}

/// `POST /referrals/{id}/changes`.
pub(crate) async fn change(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<ChangeForm>,
) -> Result<Response, Failure> {
    let made = match form.fields {
        Ok(fields) => make(&state, &id, &ctx, fields).await,
        Err(failure) => Err(failure),
    };
    let again = |ctx, typed| page(&state, &id, ctx, typed);
    forms::answer(ctx, made, form.typed, &format!("/referrals/{id}"), "referral-changed", again).await
}

async fn make(state: &Clearinghouse, id: &str, ctx: &PageContext, form: ChangeForm) -> Result<(), Failure> {
    let ChangeForm { kind, reason_code, reason, reports, row } = form;
    let reports = numbers(&reports)?;
    let new = NewChange { kind, reason_code, reason, reports, row: Some(row) };
    let action = action(state, id, &new).await?;
    state.node().act(&ctx.actor, &action).await.map(drop)
}

/// The form for a receipt that came with somebody.
#[derive(Deserialize)]
pub(crate) struct ReceiptForm {
    #[serde(default)]
    receipt_id: String,
    #[serde(default)]
    package_sha256: String,
    #[serde(default)]
    received_on: String,
}

/// `POST /referrals/{id}/receipt`.
pub(crate) async fn receipt(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<ReceiptForm>,
) -> Result<Response, Failure> {
    let kept = match form.fields {
        Ok(fields) => keep(&state, &id, &ctx, &fields).await,
        Err(failure) => Err(failure),
    };
    let again = |ctx, typed| page(&state, &id, ctx, typed);
    forms::answer(ctx, kept, form.typed, &format!("/referrals/{id}"), "receipt-typed", again).await
}

async fn keep(state: &Clearinghouse, id: &str, ctx: &PageContext, form: &ReceiptForm) -> Result<(), Failure> {
    let referral_id = parse(id)?;
    let day = form.received_on.trim().parse::<Date>();
    let day = day.map_err(|_| Failure::refused("received_on", "must be a day, such as 2024-05-31"))?;
    let received_at = day.to_zoned_datetime(TimeZone::UTC).map_err(Failure::broken)?.timestamp();
    let digest = form.package_sha256.trim().to_ascii_lowercase();
    if let Some(notice) = find_notice(state, id, &digest).await? {
        let receipt = NoticeReceipt::new(form.receipt_id.trim(), notice.to_string(), received_at, digest);
        receipt.check().map_err(|_| Failure::refused("receipt_id", "must not be empty"))?;
        let action = KeepNoticeReceipt { receipt, way: Way::Typed };
        return state.node().act(&ctx.actor, &action).await;
    }
    let receipt = Receipt::new(form.receipt_id.trim(), referral_id.to_string(), received_at, digest);
    receipt.check().map_err(|error| match error {
        DocumentError::Field { field, .. } if field == "digest_sha256" => {
            Failure::refused("package_sha256", "must be 64 hexadecimal digits")
        }
        _ => Failure::refused("receipt_id", "must not be empty"),
    })?;
    let action = KeepReceipt { referral_id, receipt, way: Way::Typed };
    state.node().act(&ctx.actor, &action).await
}

/// The notice about a referral that a receipt with this digest is for; none where it is for a package.
async fn find_notice(
    state: &Clearinghouse,
    id: &str,
    digest: &str,
) -> Result<Option<Id<ReferralNotice>>, Failure> {
    let mut tx = state.node().db().begin_read("find-notice").await?;
    let referral = load(&mut tx, id).await?;
    let notices = db::referral_changes::list_notices(&mut tx, referral.referral_id).await?;
    Ok(notices.into_iter().find(|notice| notice.digest_sha256 == digest).map(|notice| notice.notice_id))
}
