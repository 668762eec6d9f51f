//! The API of StopNCII, version 1.

use service::Routes;

use crate::api::stop_ncii;
use crate::{Permission as P, State};

/// What participants call.
pub(super) fn stop_ncii_api(routes: Routes<State, P>) -> Routes<State, P> {
    use crate::hash_sharing::stop_ncii as shapes;
    routes
        .get("/v1/FetchHashes", P::ShareHashes, "StopNCII API: what changed", stop_ncii::fetch)
        .no_personal_data()
        .bare_refusals()
        .asks(stop_ncii::ASKED)
        .gives::<shapes::FetchedHashes>(200)
        .post("/v1/SubmitHashes", P::ShareHashes, "StopNCII API: list hashes", stop_ncii::submit)
        .no_personal_data()
        .bare_refusals()
        .body_limit(stop_ncii::MAX_SUBMISSION_BYTES)
        .takes::<shapes::SubmittedHashes>()
        .gives::<shapes::Submitted>(200)
        .post(
            "/v1/SubmitFeedback",
            P::ShareHashes,
            "StopNCII API: affirm or object",
            stop_ncii::give_feedback,
        )
        .no_personal_data()
        .bare_refusals()
        .body_limit(stop_ncii::MAX_SUBMISSION_BYTES)
        .takes::<shapes::SubmittedFeedbacks>()
        .gives::<shapes::Submitted>(200)
}
