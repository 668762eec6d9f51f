//! `POST /api/uploads/{id}/match-results`: what another service says of an upload.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::id_in_path;
use crate::State;
use crate::actions::{MatchResultsNoted, NoteMatchResults};
use crate::db::uploads;
use crate::fields::Fields;
use crate::ids::Upload;
use crate::match_results::MatchResult;
use crate::narrow::may_act;
use crate::permissions::Role;

/// Most results in one message.
const MOST_RESULTS: usize = 100;

/// What other services say of an upload: each result with its source. The newest of a service and a list stands.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatchResultsRequest {
    /// Objects with `provider` (who matched), `source` (`hash_list` or `classifier`), `name` (of the list or classifier), `version`, `score` (0 to 1),
    /// `distance_bits` (0 to 256), `at` (with its zone), and `matched` (false takes back what was said before).
    #[schema(value_type = Vec<Object>)]
    matches: Vec<Value>,
    /// SHA-256 of the file that was matched, in hex. A key of the role `match_source` shows by it that the file was handed to it: without, or with
    /// another's, the upload is not there.
    #[serde(default)]
    sha256: Option<String>,
}

model::unprintable!(MatchResultsRequest);

/// Takes results from the application's backend.
pub(crate) async fn note_match_results(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<MatchResultsRequest>,
) -> Result<(StatusCode, Json<MatchResultsNoted>), Failure> {
    let upload_id = id_in_path::<Upload>(&id, "upload")?;
    let mut tx = state.node.db().begin_read("find-upload").await?;
    let upload = uploads::find_upload(&mut tx, upload_id).await?.ok_or_else(|| Failure::absent("upload"))?;
    drop(tx);
    let sha256 = request.body.sha256.map(|digest| digest.to_ascii_lowercase());
    if !may_act(&actor, Role::MatchSource, sha256.as_deref(), &upload.item.sha256) {
        return Err(Failure::absent("upload"));
    }
    if request.body.matches.is_empty() || request.body.matches.len() > MOST_RESULTS {
        return Err(Failure::refused("matches", format!("must be a list of 1 to {MOST_RESULTS} objects")));
    }
    let now = state.node.clock().now();
    let read = |(no, value): (usize, Value)| {
        MatchResult::take(Fields::of_value(&format!("matches[{no}]"), value)?, now)
    };
    let results = request.body.matches.into_iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
    let action = NoteMatchResults { upload_id, results, sha256 };
    let noted = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok((StatusCode::CREATED, Json(noted.output)))
}
