//! What becomes of a referral after it was made, for programs of the staff.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Once, Tx};
use utoipa::ToSchema;
use wire::referral_notice::{NOTICE_MEDIA_TYPE, NoticeReason};

use super::referrals::{load, parse};
use crate::actions::change_referral::{Change, ChangeReferral, ReferralChanged};
use crate::db;
use crate::db::referrals::ReferralRow;
use crate::jobs::build_package::rows_of_report;
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
    /// CyberTipline numbers of the reports concerned; without any, all of the referral. One, to draw it out of a batch with all its rows.
    #[serde(default)]
    pub(crate) reports: Vec<i64>,
    /// To draw one row of that report out of a batch instead of all: its `row_id`, as `batch.csv` has it.
    #[serde(default)]
    pub(crate) row: Option<String>,
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
    let referral = load(&mut tx, id).await?;
    let (change, reason) = (change(new)?, new.reason.clone());
    if let Change::DrawOut { number, row: Some(row) } = &change {
        check_row(state, &mut tx, &referral, (*number, row.as_str())).await?;
    }
    drop(tx);
    Ok(ChangeReferral { referral_id, change, reason, signer: state.signer() })
}

fn change(new: &NewChange) -> Result<Change, Failure> {
    let code = || {
        NoticeReason::parse(&new.reason_code)
            .ok_or_else(|| Failure::refused("reason_code", "choose one of the list"))
    };
    let names_row = new.row.as_deref().is_some_and(|row| !row.trim().is_empty());
    if names_row && new.kind != "drawn_out" {
        return Err(Failure::refused("row", "a row is drawn out and nothing else; name its report instead"));
    }
    match new.kind.as_str() {
        "delivered_again" => Ok(Change::DeliverAgain),
        "withdrawn" => Ok(Change::Withdraw { numbers: new.reports.clone(), code: code()? }),
        "corrected" => Ok(Change::Correct { numbers: new.reports.clone(), code: code()? }),
        "drawn_out" => draw_out(new),
        _ => Err(Failure::refused("kind", "choose one of the list")),
    }
}

/// A report of a batch, or the report of one row with that row.
fn draw_out(new: &NewChange) -> Result<Change, Failure> {
    let row = new.row.as_deref().map(str::trim).filter(|row| !row.is_empty());
    match (row, new.reports.as_slice()) {
        (None, [number]) => Ok(Change::DrawOut { number: *number, row: None }),
        (None, _) => Err(Failure::refused("reports", "name the one report that is drawn out")),
        (Some(row), stated) => {
            let number = row.split_once('.').and_then(|(number, _)| number.parse::<i64>().ok());
            let number = number.filter(|number| stated.is_empty() || stated == [*number]);
            let number = number.ok_or_else(|| Failure::refused("row", NO_ROW))?;
            Ok(Change::DrawOut { number, row: Some(row.to_owned()) })
        }
    }
}

/// Why a row may not be drawn out.
const NO_ROW: &str = "is no row of that report: take the row_id from batch.csv";

/// A row that is drawn out is one that the package of the batch names. Of a report that does not stand there, the action says so.
async fn check_row(
    state: &Clearinghouse,
    tx: &mut Tx,
    referral: &ReferralRow,
    (number, row): (i64, &str),
) -> Result<(), Failure> {
    let standing = db::reports::list_standing(tx, &referral.referral_id.to_string()).await?;
    let Some(report) = standing.iter().find(|report| report.report_number == number) else { return Ok(()) };
    let rows = rows_of_report(state, tx, report).await?;
    if rows.iter().any(|known| known.row_id == row) {
        return Ok(());
    }
    Err(Failure::refused("row", NO_ROW))
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
