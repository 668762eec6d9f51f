//! Referrals, for programs of the staff.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::{Id, kind::Referral};
use serde::{Deserialize, Serialize};
use service::jobs::JobStanding;
use service::{Actor, Authenticated, Failure, Json, Once, Tx};
use utoipa::ToSchema;
use wire::package::sealed::{RecipientKey, SEALED_MEDIA_TYPE, sealed_size};

use crate::actions::fetch_package::FetchPackage;
use crate::actions::make_referral::{MadeReferral, MakeReferral, Selection};
use crate::actions::send_again::{SendAgain, SentAgain};
use crate::db;
use crate::db::referral_changes::NoticeRow;
use crate::db::referrals::ReferralRow;
use crate::evidence;
use crate::jobs::deliver_referral::DeliverReferralJob;
use crate::referral_state::ReferralState;
use crate::sealing;
use crate::state::State as Clearinghouse;

const MAX_REFERRALS: i64 = 1000;

/// What to refer to whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReferral {
    /// Code of the agency.
    agency: String,
    /// `"all_ready"`, `"batch"` (those that rest on files which are known everywhere), or CyberTipline numbers.
    reports: Reports,
}

#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
enum Reports {
    Word(String),
    Numbers(Vec<i64>),
}

/// A referral in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReferralSummary {
    referral_id: String,
    agency: String,
    country: String,
    state: ReferralState,
    made_by: String,
    #[schema(value_type = String)]
    made_at: Timestamp,
    reports: i64,
}

/// All referrals, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReferralList {
    referrals: Vec<ReferralSummary>,
}

/// A referral with all that is known of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReferralDetails {
    #[serde(flatten)]
    summary: ReferralSummary,
    report_numbers: Vec<i64>,
    package: Option<PackageOfReferral>,
    /// The agency's receipt, schema `amparo-receipt/1`.
    #[schema(value_type = Option<Object>)]
    receipt: Option<serde_json::Value>,
    /// Why the agency refused, in its words.
    refusal: Option<String>,
    /// The delivery that is under way or stuck; absent once the agency has answered for good.
    delivery: Option<DeliveryOfReferral>,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Timestamp>,
    /// Of a batch: its day.
    batch_day: Option<String>,
    /// Of what was drawn out of a batch: the batch.
    drawn_from: Option<String>,
    /// The row for which it was drawn out, if not for the whole report.
    drawn_row: Option<String>,
    /// How many of its reports the clearinghouse still stands by.
    standing: i64,
    /// What its agency was told since.
    notices: Vec<NoticeOfReferral>,
}

/// A notice about a referral.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeOfReferral {
    notice_id: String,
    agency: String,
    /// When the agency acknowledged it; absent until then.
    #[schema(value_type = Option<String>)]
    acknowledged_at: Option<Timestamp>,
    /// The signed notice.
    signed: String,
}

/// The package of a referral.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackageOfReferral {
    sha256: String,
    size_bytes: u64,
}

/// A delivery that has not succeeded yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryOfReferral {
    /// How often it was tried, a try under way included.
    tries: i64,
    /// How the last try that failed ended.
    last_error: Option<String>,
    /// When it is tried next; absent when it waits for a human to send it again.
    #[schema(value_type = Option<String>)]
    next_try_at: Option<Timestamp>,
}

/// `POST /api/referrals`.
pub(crate) async fn make(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    once: Once<NewReferral>,
) -> Result<(StatusCode, Json<MadeReferral>), Failure> {
    let selection = match once.body.reports {
        Reports::Word(word) if word == "all_ready" => Selection::AllReady,
        Reports::Word(word) if word == "batch" => Selection::Batch,
        Reports::Numbers(numbers) => Selection::Numbers(numbers),
        Reports::Word(_) => {
            return Err(Failure::refused("reports", "is \"all_ready\", \"batch\" or a list of numbers"));
        }
    };
    let action = action(&state, &once.body.agency, selection)?;
    let made = state.node().act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    Ok((StatusCode::CREATED, Json(made.output)))
}

/// The action that refers to this agency; refused when we do not know the agency.
pub(crate) fn action(
    state: &Clearinghouse,
    agency_code: &str,
    selection: Selection,
) -> Result<MakeReferral, Failure> {
    let agency = state.find_agency(agency_code).ok_or_else(|| {
        let known: Vec<&str> = state.agencies().iter().map(|agency| agency.code.as_str()).collect();
        Failure::refused("agency", format!("is none of those in the configuration: {}", known.join(", ")))
    })?;
    let (agency_code, agency_country) = (agency.code.clone(), agency.country.clone());
    Ok(MakeReferral { agency_code, agency_country, selection })
}

/// `GET /api/referrals`.
pub(crate) async fn list(State(state): State<Clearinghouse>) -> Result<Json<ReferralList>, Failure> {
    let mut tx = state.node().db().begin_read("list-referrals").await?;
    let rows = db::referrals::list(&mut tx, MAX_REFERRALS).await?;
    Ok(Json(ReferralList { referrals: rows.iter().map(summary).collect() }))
}

/// `GET /api/referrals/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
) -> Result<Json<ReferralDetails>, Failure> {
    let mut tx = state.node().db().begin_read("show-referral").await?;
    let row = load(&mut tx, &id).await?;
    let reports = db::reports::list_of_referral(&mut tx, &row.referral_id.to_string()).await?;
    let package = match &row.package_item {
        Some(item) => {
            let item = db::evidence::load(&mut tx, item).await?;
            Some(PackageOfReferral { sha256: item.sha256, size_bytes: item.size_bytes })
        }
        None => None,
    };
    let delivery = find_delivery(&mut tx, row.referral_id).await?.map(|job| DeliveryOfReferral {
        tries: job.attempts,
        last_error: job.last_error,
        next_try_at: (!job.is_stuck).then_some(job.run_at),
    });
    let receipt = row.receipt.as_deref().map(serde_json::from_str).transpose().map_err(Failure::broken)?;
    let notices = db::referral_changes::list_notices(&mut tx, row.referral_id).await?;
    Ok(Json(ReferralDetails {
        summary: summary(&row),
        report_numbers: reports.iter().map(|report| report.report_number).collect(),
        package,
        receipt,
        refusal: row.refusal,
        delivery,
        closed_at: row.closed_at,
        batch_day: row.batch_day,
        drawn_from: row.drawn.from,
        drawn_row: row.drawn.row,
        standing: row.standing,
        notices: notices.into_iter().map(notice).collect(),
    }))
}

/// `GET /api/referrals/{id}/package`: the archive sealed to its agency, for a stick. That it was taken out is recorded.
pub(crate) async fn package(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let referral_id = parse(&id)?;
    let mut tx = state.node().db().begin_read("find-agency").await?;
    let referral = load(&mut tx, &id).await?;
    drop(tx);
    let fetch = FetchPackage { referral_id, by_agency: false };
    hand_out(&state, &actor, &fetch, &referral.agency_code).await
}

/// The package that the action allows to take out, sealed to this agency.
pub(super) async fn hand_out(
    state: &Clearinghouse,
    actor: &Actor,
    fetch: &FetchPackage,
    agency_code: &str,
) -> Result<Response, Failure> {
    let recipient = recipient(state, agency_code)?;
    let name = state.node().act(actor, fetch).await?;
    let referral_id = fetch.referral_id;
    let mut tx = state.node().db().begin_read("load-package").await?;
    let item = db::evidence::load(&mut tx, &name).await?;
    drop(tx);
    let opening = evidence::open(state, &item).await?;
    let headers = [
        (CONTENT_TYPE, SEALED_MEDIA_TYPE.to_owned()),
        (CONTENT_LENGTH, sealed_size(item.size_bytes).to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{referral_id}.sealed\"")),
    ];
    let body = sealing::sealed(state.node(), opening, &recipient).map_err(Failure::broken)?;
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The key that this agency's packages are sealed to.
fn recipient(state: &Clearinghouse, agency_code: &str) -> Result<RecipientKey, Failure> {
    let agency = state.find_agency(agency_code).ok_or_else(|| {
        Failure::conflict(format!("the agency {agency_code} is not in the configuration any more"))
    })?;
    agency.recipient().map_err(Failure::broken)
}

/// `POST /api/referrals/{id}/delivery`: sends it again.
pub(crate) async fn send_again(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Result<Json<SentAgain>, Failure> {
    state.node().act(&actor, &SendAgain { referral_id: parse(&id)? }).await.map(Json)
}

/// Where the delivery of a referral stands, until the agency has answered for good.
pub(crate) async fn find_delivery(
    tx: &mut Tx,
    referral_id: Id<Referral>,
) -> Result<Option<JobStanding>, Failure> {
    service::jobs::find(tx, &DeliverReferralJob { referral_id }).await
}

/// The referral with this id, or 404.
pub(crate) async fn load(tx: &mut Tx, id: &str) -> Result<ReferralRow, Failure> {
    db::referrals::find(tx, parse(id)?).await?.ok_or_else(|| Failure::absent("referral"))
}

/// A referral's id out of an address: what is none is not found.
pub(crate) fn parse(id: &str) -> Result<Id<Referral>, Failure> {
    id.parse().map_err(|_| Failure::absent("referral"))
}

fn notice(row: NoticeRow) -> NoticeOfReferral {
    NoticeOfReferral {
        notice_id: row.notice_id.to_string(),
        agency: row.agency_code,
        acknowledged_at: row.acknowledged_at,
        signed: row.signed,
    }
}

fn summary(row: &ReferralRow) -> ReferralSummary {
    ReferralSummary {
        referral_id: row.referral_id.to_string(),
        agency: row.agency_code.clone(),
        country: row.agency_country.clone(),
        state: row.state,
        made_by: row.made_by.clone(),
        made_at: row.made_at,
        reports: row.reports,
    }
}
