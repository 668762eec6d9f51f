//! `POST /api/reports/{id}/packages`: evidence as one sealed file; `GET /api/verifier-key`: the key that signs it.

use axum::body::Body;
use axum::extract::{Path, State as Shared};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json};
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use wire::package::sealed::{RecipientKey, SEALED_MEDIA_TYPE, sealed_size};

use super::{id_in_path, prose};
use crate::State;
use crate::actions::MakePackage;
use crate::db::reports;
use crate::ids::{EvidencePackage, LegalProcess, Report};
use crate::package::{self, Addressed};

/// Most characters of an agency's code.
const MOST_CODE_CHARS: usize = 64;

/// To whom evidence goes, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackageRequest {
    /// The public key of who gets it: `amparo-recipient/1+` and 64 hexadecimal digits.
    pub(crate) recipient: String,
    /// Code by which the agency is addressed, such as `es-police`.
    pub(crate) agency: String,
    /// Its country (ISO 3166-1, two capital letters).
    pub(crate) country: String,
    /// Why it is handed over, for the company alone.
    pub(crate) reason: String,
    /// The recorded order that it answers, where there is one.
    #[serde(default)]
    pub(crate) process: String,
}

impl PackageRequest {
    /// Reads it; a refusal names the field.
    pub(crate) fn read(&self) -> Result<Addressed, Failure> {
        let recipient = self.recipient.trim().parse::<RecipientKey>();
        let recipient = recipient.map_err(|error| Failure::refused("recipient", error.to_string()))?;
        let agency = self.agency.trim();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if agency.is_empty() || agency.len() > MOST_CODE_CHARS || !agency.chars().all(is_plain) {
            return Err(Failure::refused(
                "agency",
                "give the code of the agency: 1 to 64 letters, digits, points, hyphens or underscores",
            ));
        }
        let country = self.country.trim();
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(Failure::refused("country", "give two capital letters such as ES (ISO 3166-1)"));
        }
        let process_id = if self.process.is_empty() {
            None
        } else {
            let unknown = || Failure::refused("process", "is no order on this report");
            Some(self.process.parse::<Id<LegalProcess>>().map_err(|_| unknown())?)
        };
        Ok(Addressed {
            agency: agency.to_owned(),
            country: country.to_owned(),
            recipient,
            process_id,
            reason: prose("reason", &self.reason)?,
        })
    }
}

/// The key under which packages are signed, in the form of a signed note's verifier key.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerifierKey {
    /// `name+hash+base64`, to be trusted by agencies.
    verifier_key: String,
}

/// The key that verifies our packages.
pub(crate) async fn show_key(Shared(state): Shared<State>) -> Json<VerifierKey> {
    Json(VerifierKey { verifier_key: state.signer.verifier().to_string() })
}

/// Hands evidence over.
pub(crate) async fn make_package(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    Json(request): Json<PackageRequest>,
) -> Result<Response, Failure> {
    hand_over(&state, &actor, &id, request.read()?).await
}

/// The report in a path, which must be there.
pub(crate) async fn require_report(state: &State, id: &str) -> Result<Id<Report>, Failure> {
    let report_id = id_in_path::<Report>(id, "report")?;
    let mut tx = state.node.db().begin_read("find-report").await?;
    reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    Ok(report_id)
}

/// The sealed file as an attachment. That it goes out is recorded first.
pub(crate) async fn hand_over(
    state: &State,
    actor: &Actor,
    id: &str,
    addressed: Addressed,
) -> Result<Response, Failure> {
    let report_id = id_in_path::<Report>(id, "report")?;
    let package_id: Id<EvidencePackage> = Id::new(state.node.clock(), state.node.rng());
    let mut tx = state.node.db().begin_read("gather-package").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let now = state.node.clock().now();
    let bag = package::gather(state, &mut tx, &report, (package_id, &addressed, now)).await?;
    drop(tx);
    let measured = package::measure(state, &bag).await?;
    let recipient = addressed.recipient.clone();
    let size_bytes = sealed_size(measured.size_bytes);
    let action = MakePackage {
        package_id,
        report_id,
        addressed,
        archive_sha256: measured.sha256,
        size_bytes: measured.size_bytes,
    };
    state.node.act(actor, &action).await?;
    let sealed = package::sealed(state, bag, &recipient)?;
    let headers = [
        (CONTENT_TYPE, SEALED_MEDIA_TYPE.to_owned()),
        (CONTENT_LENGTH, size_bytes.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{package_id}.sealed\"")),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(sealed))).into_response())
}
