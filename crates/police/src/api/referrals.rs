//! Packages over HTTP.

use axum::body::Body;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use futures::Stream;
use service::{Actor, Authenticated, Failure, IdempotencyKey, Json};
use wire::feedback::{READS, Receipt};

use super::{Shown, created};
use crate::Police;
use crate::actions::ReceiveReferral;
use crate::db::Reader;
use crate::intake::{self, Incoming};
use crate::views::{self, ReferralView};

/// `POST /referrals`: the body is a package. The receipt has what its reader says that it knows.
pub(crate) async fn receive(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    key: Option<IdempotencyKey>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let receipt = take(&police, &actor, key.as_ref(), body.into_data_stream()).await?;
    let reads = headers.get(READS).and_then(|names| names.to_str().ok());
    Ok(created(receipt.for_reader(reads)))
}

/// Stages, verifies, keeps; a refusal leaves nothing behind.
pub(crate) async fn take<E: std::error::Error>(
    police: &Police,
    actor: &Actor,
    key: Option<&IdempotencyKey>,
    body: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<Receipt, Failure> {
    let staged = intake::stage(
        &police.node,
        &police.vault,
        &police.settings.recipient,
        &police.settings.verifiers,
        body,
    )
    .await?;
    let kept = keep(police, actor, key, &staged).await;
    // after a fault of ours the transaction may stand all the same, so nothing is removed
    if !matches!(kept, Err(Failure::Broken(_))) {
        intake::discard_unkept(&police.node, &police.vault, &staged).await?;
    }
    kept
}

async fn keep(
    police: &Police,
    actor: &Actor,
    key: Option<&IdempotencyKey>,
    staged: &intake::Staged,
) -> Result<Receipt, Failure> {
    check_sealing(police, staged)?;
    check_addressee(police, &staged.opened.referral.to.agency)?;
    let incoming = Incoming::read(&staged.opened.referral.reports, &staged.documents)?;
    let mut request_sha256 = [0; 32];
    hex::decode_to_slice(&staged.opened.digest_sha256, &mut request_sha256).map_err(Failure::broken)?;
    let (near_files, country) = (&police.near_files, police.settings.opening.country.as_str());
    let action = ReceiveReferral { staged, incoming: &incoming, near_files, country };
    // one at a time: of two at once, neither would see the other's files, and near-duplicates would stay two clusters
    let _turn = police.intake_turn.lock().await;
    Ok(police.node.act_once(actor, key, request_sha256, &action).await?.output)
}

/// What came open was open to everybody on the way.
fn check_sealing(police: &Police, staged: &intake::Staged) -> Result<(), Failure> {
    if staged.was_sealed || police.settings.unsealed.contains(&staged.opened.signer) {
        return Ok(());
    }
    let message = format!(
        "is not sealed; ask the sender to seal it to {} (`agency.recipient_key` there)",
        police.settings.recipient.recipient()
    );
    Err(Failure::refused("package", message))
}

/// A package that reached the wrong agency is handed back unread.
fn check_addressee(police: &Police, agency: &str) -> Result<(), Failure> {
    match &police.settings.agency {
        Some(own) if own != agency => {
            let message = format!("the package is for {agency}, this is {own}; hand it on unopened");
            Err(Failure::refused("to.agency", message))
        }
        _ => Ok(()),
    }
}

/// `GET /api/recipient-key`: what senders put into their configuration.
pub(crate) async fn recipient_key(State(police): State<Police>) -> String {
    format!("{}\n", police.settings.recipient.recipient())
}

/// `GET /api/referrals`.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
) -> Shown<Vec<ReferralView>> {
    let mut tx = police.reading("list-referrals").await?;
    Ok(Json(views::list_referrals(&mut tx, &Reader::of(&actor)).await?))
}

/// `GET /api/referrals/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Shown<ReferralView> {
    let mut tx = police.reading("load-referral").await?;
    Ok(Json(views::load_referral(&mut tx, &Reader::of(&actor), &id).await?))
}
