//! Delivers a referral's package to its agency and keeps the receipt.

use model::{Id, kind::Referral};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Body, Response, StatusCode};
use serde::{Deserialize, Serialize};
use service::{Job, JobError, causes};
use vault::SealedItem;
use wire::document::Document as _;
use wire::feedback::{READS, READS_NOW, Receipt};
use wire::package::sealed::{SEALED_MEDIA_TYPE, sealed_size};

use crate::State;
use crate::actions::keep_receipt::{KeepReceipt, Way};
use crate::actions::note_refusal::NoteRefusal;
use crate::config::{AgencyConfig, Delivery};
use crate::db;
use crate::db::referrals::ReferralRow;
use crate::evidence;
use crate::referral_state::ReferralState;
use crate::sealing;
use crate::state::PATIENCE;

/// Most bytes that we read of an agency's answer: a receipt may name every report of a referral as known.
const MAX_ANSWER_BYTES: usize = 1 << 20;
/// Most characters that we keep of an agency's refusal.
const MAX_REFUSAL_CHARS: usize = 500;

/// Delivers a referral's package; the referral's id is its idempotency key there.
#[derive(Serialize, Deserialize)]
pub(crate) struct DeliverReferralJob {
    pub(crate) referral_id: Id<Referral>,
}

impl Job for DeliverReferralJob {
    type State = State;
    const KIND: &'static str = "deliver-referral";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("load-referral").await?;
        let referral = db::referrals::find(&mut tx, self.referral_id).await?;
        // what was taken back before it arrived is not sent any more
        let is_due = |referral: &ReferralRow| referral.state == ReferralState::Made && referral.standing > 0;
        let Some(referral) = referral.filter(is_due) else { return Ok(()) };
        let Some(name) = &referral.package_item else { return Ok(()) };
        let package = db::evidence::load(&mut tx, name).await?;
        drop(tx);
        let agency = state.find_agency(&referral.agency_code).ok_or_else(|| {
            JobError::GiveUp(format!("agency {} is not in the configuration any more", referral.agency_code))
        })?;
        if agency.delivery != Delivery::Push {
            return Ok(());
        }
        let response = self.send(state, agency, &package).await?;
        let status = response.status();
        let body = read_answer(response).await?;
        match status {
            StatusCode::CREATED | StatusCode::OK => self.keep(state, &package, &body).await,
            status if is_final(status) => self.note_refusal(state, status, &body).await,
            status => Err(JobError::Retry(format!("the agency answered {status}"))),
        }
    }
}

impl DeliverReferralJob {
    async fn send(
        &self,
        state: &State,
        agency: &AgencyConfig,
        package: &SealedItem,
    ) -> Result<Response, JobError> {
        let opening = evidence::open(state, package).await?;
        let recipient = agency.recipient().map_err(|error| JobError::GiveUp(error.to_string()))?;
        let body = sealing::sealed(state.node(), opening, &recipient);
        let body = body.map_err(|error| JobError::GiveUp(format!("agency.recipient_key {error}")))?;
        let size_bytes = sealed_size(package.size_bytes);
        let url = format!("{}/referrals", agency.url.trim_end_matches('/'));
        let request = state
            .http()
            .post(url)
            .basic_auth(&agency.username, Some(agency.password.reveal()))
            .header("Idempotency-Key", self.referral_id.to_string())
            .header(READS, READS_NOW)
            .header(CONTENT_TYPE, SEALED_MEDIA_TYPE)
            .header(CONTENT_LENGTH, size_bytes)
            .timeout(service::transfer_timeout(PATIENCE, size_bytes))
            .body(Body::wrap_stream(body));
        // The error's own text holds the address only; whether the agency got the package is not known, so we send again.
        request.send().await.map_err(|error| JobError::Retry(causes(&error.without_url())))
    }

    async fn keep(&self, state: &State, package: &SealedItem, body: &[u8]) -> Result<(), JobError> {
        let receipt =
            Receipt::read(body).map_err(|error| JobError::Retry(format!("the receipt: {error}")))?;
        if receipt.digest_sha256 != package.sha256 || receipt.referral_id != self.referral_id.to_string() {
            return Err(JobError::Retry("the receipt is for something else".into()));
        }
        let action = KeepReceipt { referral_id: self.referral_id, receipt, way: Way::Push };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }

    async fn note_refusal(&self, state: &State, status: StatusCode, body: &[u8]) -> Result<(), JobError> {
        let words = words_of(body);
        let action = NoteRefusal { referral_id: self.referral_id, status: status.as_u16(), words };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}

/// Whether sending the same again cannot help: the agency has read it and refused.
pub(super) fn is_final(status: StatusCode) -> bool {
    use StatusCode as S;
    let may_pass =
        [S::UNAUTHORIZED, S::FORBIDDEN, S::NOT_FOUND, S::REQUEST_TIMEOUT, S::TOO_EARLY, S::TOO_MANY_REQUESTS];
    status.is_client_error() && !may_pass.contains(&status)
}

pub(super) async fn read_answer(mut response: Response) -> Result<Vec<u8>, JobError> {
    let mut body = Vec::new();
    while let Some(piece) =
        response.chunk().await.map_err(|error| JobError::Retry(causes(&error.without_url())))?
    {
        if body.len() + piece.len() > MAX_ANSWER_BYTES {
            return Err(JobError::Retry("the agency's answer is too long".into()));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// The `detail` of a problem document (RFC 9457), with its field.
pub(super) fn words_of(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Problem {
        detail: String,
        field: Option<String>,
    }
    let words = match serde_json::from_slice::<Problem>(body) {
        Ok(Problem { detail, field: Some(field) }) => format!("{field}: {detail}"),
        Ok(Problem { detail, field: None }) => detail,
        Err(_) => String::new(),
    };
    words.chars().filter(|c| !c.is_control()).take(MAX_REFUSAL_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_agency_has_read_is_final() {
        for (status, final_) in [
            (400, true),
            (409, true),
            (413, true),
            (422, true),
            (401, false),
            (404, false),
            (429, false),
            (503, false),
        ] {
            assert_eq!(is_final(StatusCode::from_u16(status).unwrap()), final_, "{status}");
        }
    }

    #[test]
    fn a_refusal_is_told_in_the_agency_s_words_and_bounded() {
        assert_eq!(words_of(br#"{"detail":"does not fit","field":"package"}"#), "package: does not fit");
        assert_eq!(words_of(b"<html>"), "");
        let long = format!(r#"{{"detail":"{}"}}"#, "x".repeat(2000));
        assert_eq!(words_of(long.as_bytes()).len(), MAX_REFUSAL_CHARS);
    }
}
