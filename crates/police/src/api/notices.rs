//! Notices over HTTP: what clearinghouses say later, and what officers decide on it.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once};
use utoipa::ToSchema;
use wire::referral_notice::{NoticeReceipt, ReferralNotice};

use super::{Shown, act_once, created};
use crate::Police;
use crate::actions::{DecideNotice, ReceiveNotice};
use crate::views::{self, NoticeView};

/// `POST /referrals/notices`: the body is a signed notice. The same notice again gets the same receipt.
pub(crate) async fn receive(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    body: Bytes,
) -> Result<Response, Failure> {
    Ok(created(take(&police, &actor, &body).await?))
}

/// Verifies and keeps.
pub(crate) async fn take(police: &Police, actor: &Actor, bytes: &[u8]) -> Result<NoticeReceipt, Failure> {
    let opened = ReferralNotice::open(bytes, &police.settings.verifiers);
    let (notice, signer) = opened.map_err(|error| Failure::refused("notice", error.to_string()))?;
    if police.settings.agency.as_ref().is_some_and(|own| *own != notice.to_agency) {
        return Err(Failure::refused("notice", "the notice is for another agency"));
    }
    let action = ReceiveNotice {
        notice,
        signer,
        signed: String::from_utf8_lossy(bytes).into_owned(),
        digest_sha256: hex::encode(service::request_sha256(bytes)),
    };
    police.node.act(actor, &action).await
}

/// `GET /api/notices`.
pub(crate) async fn list(State(police): State<Police>) -> Shown<Vec<NoticeView>> {
    let mut tx = police.reading("list-notices").await?;
    Ok(Json(views::list_notices(&mut tx, police.node.columns()).await?))
}

/// `GET /api/notices/{id}`.
pub(crate) async fn show(State(police): State<Police>, Path(id): Path<String>) -> Shown<NoticeView> {
    let mut tx = police.reading("load-notice").await?;
    Ok(Json(views::load_notice(&mut tx, police.node.columns(), &id).await?))
}

/// What follows from a notice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNoticeDecision {
    /// `stopped`, `goes_on` or `noted`.
    pub(crate) decision: String,
    pub(crate) reason: String,
}

model::unprintable!(NewNoticeDecision);

/// A decision that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeDecided {
    pub(crate) decision_id: String,
}

/// `POST /api/notices/{id}/decide`.
pub(crate) async fn decide(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(notice_id): Path<String>,
    once: Once<NewNoticeDecision>,
) -> Result<Response, Failure> {
    let (decision, reason) = (once.body.decision.clone(), once.body.reason.clone());
    let action = DecideNotice { notice_id, decision, reason };
    let decision_id = act_once(&police, &actor, &once, &action).await?.to_string();
    Ok(created(NoticeDecided { decision_id }))
}
