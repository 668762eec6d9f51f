//! Tells an agency that what it was referred is taken back or corrected, and keeps the receipt.

use model::Id;
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use service::{Job, JobError, causes};
use wire::document::Document as _;
use wire::referral_notice::{NOTICE_MEDIA_TYPE, NoticeReceipt};

use super::deliver_referral::{is_final, read_answer, words_of};
use crate::State;
use crate::actions::keep_notice_receipt::KeepNoticeReceipt;
use crate::actions::keep_receipt::Way;
use crate::config::Delivery;
use crate::db;
use crate::kinds::ReferralNotice;

/// Sends a notice; its id is its idempotency key at the agency. An agency that fetches, or gets what is carried, is sent nothing.
#[derive(Serialize, Deserialize)]
pub(crate) struct DeliverNoticeJob {
    pub(crate) notice_id: Id<ReferralNotice>,
}

impl Job for DeliverNoticeJob {
    type State = State;
    const KIND: &'static str = "deliver-notice";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("load-notice").await?;
        let notice = db::referral_changes::find_notice(&mut tx, self.notice_id).await?;
        drop(tx);
        let Some(notice) = notice.filter(|notice| notice.acknowledged_at.is_none()) else { return Ok(()) };
        let agency = state.find_agency(&notice.agency_code).ok_or_else(|| {
            JobError::GiveUp(format!("agency {} is not in the configuration any more", notice.agency_code))
        })?;
        if agency.delivery != Delivery::Push {
            return Ok(());
        }
        let request = state
            .http()
            .post(format!("{}/referrals/notices", agency.url.trim_end_matches('/')))
            .basic_auth(&agency.username, Some(agency.password.reveal()))
            .header("Idempotency-Key", self.notice_id.to_string())
            .header(CONTENT_TYPE, NOTICE_MEDIA_TYPE)
            .body(notice.signed);
        let response = request.send().await.map_err(|error| JobError::Retry(causes(&error.without_url())))?;
        let status = response.status();
        let body = read_answer(response).await?;
        match status {
            StatusCode::CREATED | StatusCode::OK => self.keep(state, &body).await,
            // somebody must see to it: the agency still believes what it was referred
            status if is_final(status) => {
                Err(JobError::GiveUp(format!("the agency answered {status}: {}", words_of(&body))))
            }
            status => Err(JobError::Retry(format!("the agency answered {status}"))),
        }
    }
}

impl DeliverNoticeJob {
    async fn keep(&self, state: &State, body: &[u8]) -> Result<(), JobError> {
        let receipt =
            NoticeReceipt::read(body).map_err(|error| JobError::Retry(format!("the receipt: {error}")))?;
        if receipt.notice_id != self.notice_id.to_string() {
            return Err(JobError::Retry("the receipt is for something else".into()));
        }
        let action = KeepNoticeReceipt { receipt, way: Way::Push };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}
