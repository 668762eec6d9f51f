//! `POST /api/texts`: words that were reported, which are no file.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::prose;
use crate::State;
use crate::actions::{StoreWords, WordsStored};
use crate::fields::Fields;
use crate::review::UserStatement;
use crate::statement::UploadStatement;
use crate::words::{self, SealedWords};

/// Words that were reported, with whose they are and who reported them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextRequest {
    /// An object with `account` as of an upload, `written_at` (with zone), `ip`, `port`, `possible_proxy`, `device_id`, `url`, `channel`, `surface`,
    /// and `words` (`kind`: `chat`, `profile` or `comment`; `client`, `room`, `text`).
    #[schema(value_type = Object)]
    text: Value,
    /// The account of the user who reports them, or what found them.
    reporter_account: String,
    /// Why, in their words.
    reason: String,
    /// Whether they say that a child is in danger now: it then comes first in the queue.
    #[serde(default)]
    in_danger: bool,
}

model::unprintable!(TextRequest);

/// Takes in words.
pub(crate) async fn add_text(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    request: Once<TextRequest>,
) -> Result<(StatusCode, Json<WordsStored>), Failure> {
    let TextRequest { text, reporter_account, reason, in_danger } = request.body;
    let now = state.node.clock().now();
    let statement = UploadStatement::parse_words(Fields::of_value("text", text)?, now)?;
    let told = UserStatement {
        url: None,
        reporter_account: prose("reporter_account", &reporter_account)?,
        reason: prose("reason", &reason)?,
    };
    let SealedWords { upload_id, case, item, digests } = words::seal(&state, &statement).await?;
    let kept = item.clone();
    let action = StoreWords { upload_id, case, item, digests, statement, told, in_danger };
    let stored = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await;
    let outcome = stored.map(|stored| (stored.output, stored.replayed));
    words::drop_unnamed(&state, &kept, &outcome).await;
    outcome.map(|(stored, _)| (StatusCode::CREATED, Json(stored)))
}
