//! The key that verifies our packages.

use axum::extract::State;
use serde::Serialize;
use service::Json;

use crate::state::State as Clearinghouse;

/// The key under which packages are signed, in the form of a signed note's verifier key.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct VerifierKey {
    /// `name+hash+base64`, to be trusted by agencies.
    verifier_key: String,
}

/// `GET /api/verifier-key`.
pub(crate) async fn show(State(state): State<Clearinghouse>) -> Json<VerifierKey> {
    Json(VerifierKey { verifier_key: state.signer().verifier().to_string() })
}
