//! What becomes of a referral after it was made, for programs of the staff.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;
use wire::referral_notice::{NOTICE_MEDIA_TYPE, NoticeReason};

use super::referrals::{load, parse};
use crate::actions::change_referral::{Change, ChangeReferral, ReferralChanged};
use crate::db;
use crate::state::State as Clearinghouse;

/// A change, with its reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewChange {
    /// `delivered_again`, `withdrawn`, `corrected` or `drawn_out`.
    pub(crate) kind: String,
    /// What agencies are told, of what is taken back or corrected: `wrong_recipient`, `sender_corrected`, `not_an_offence`, `false_match`,
    /// `enrichment_wrong`, `duplicate` or `ordered`.
    #[serde(default)]
    pub(crate) reason_code: String,
    /// In words, for the clearinghouse alone.
    pub(crate) reason: String,
    /// CyberTipline numbers of the reports concerned; without any, all of the referral. One, to draw it out of a batch.
    #[serde(default)]
    pub(crate) reports: Vec<i64>,
}

/// `POST /api/referrals/{id}/changes`.
pub(crate) async fn make(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    once: Once<NewChange>,
) -> Result<(StatusCode, Json<ReferralChanged>), Failure> {
    let action = action(&state, &id, &once.body).await?;
    let made = state.node().act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    Ok((StatusCode::CREATED, Json(made.output)))
}

/// The action that changes the referral with this id, which must be there.
pub(crate) async fn action<'a>(
    state: &'a Clearinghouse,
    id: &str,
    new: &NewChange,
) -> Result<ChangeReferral<'a>, Failure> {
    let referral_id = parse(id)?;
    let mut tx = state.node().db().begin_read("find-referral").await?;
    load(&mut tx, id).await?;
    drop(tx);
    let (change, reason) = (change(new)?, new.reason.clone());
    Ok(ChangeReferral { referral_id, change, reason, signer: state.signer() })
}

fn change(new: &NewChange) -> Result<Change, Failure> {
    let code = || {
        NoticeReason::parse(&new.reason_code)
            .ok_or_else(|| Failure::refused("reason_code", "choose one of the list"))
    };
    match new.kind.as_str() {
        "delivered_again" => Ok(Change::DeliverAgain),
        "withdrawn" => Ok(Change::Withdraw { numbers: new.reports.clone(), code: code()? }),
        "corrected" => Ok(Change::Correct { numbers: new.reports.clone(), code: code()? }),
        "drawn_out" => match new.reports.as_slice() {
            [number] => Ok(Change::DrawOut { number: *number }),
            _ => Err(Failure::refused("reports", "name the one report that is drawn out")),
        },
        _ => Err(Failure::refused("kind", "choose one of the list")),
    }
}

/// Why a referral may have no notice.
const NO_NOTICE: &str = "nothing of this referral was taken back or corrected, so there is no notice";

/// `GET /api/referrals/{id}/notice`: the newest notice about it as a file, for a stick.
pub(crate) async fn newest_notice(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("load-notice").await?;
    let referral = load(&mut tx, &id).await?;
    let notices = db::referral_changes::list_notices(&mut tx, referral.referral_id).await?;
    let notice = notices.into_iter().next_back().ok_or_else(|| Failure::conflict(NO_NOTICE))?;
    let headers = [
        (CONTENT_TYPE, format!("{NOTICE_MEDIA_TYPE}; charset=utf-8")),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}.notice\"", notice.notice_id)),
    ];
    Ok((headers, notice.signed).into_response())
}
