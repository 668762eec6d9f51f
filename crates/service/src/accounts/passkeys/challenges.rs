//! Challenges that wait for their one answer, in the database: whoever takes one has it alone.

use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::CHALLENGE_LIFE;
use crate::db::passkeys::{self as table, ChallengeRow};
use crate::{Failure, Node};

/// Most challenges of one address that wait at once: more are not looked at.
const MOST_WAITING: i64 = 50;
/// How long such an address is told to wait.
pub(super) const WAIT: SignedDuration = SignedDuration::from_mins(1);

/// What an answer is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Register,
    SignIn,
    StepUp,
}

/// Whose challenge it is: of a session, or of an attempt to sign in from an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker<'a> {
    /// The session, or SHA-256 of the attempt.
    pub(super) bound_to: &'a str,
    /// The keyed digest of the address of who is nobody yet.
    pub(super) address: Option<&'a str>,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::StepUp => "step_up",
        }
    }

    /// The primary key as seals name it.
    fn row(self, bound_to: &str) -> String {
        format!("{}/{bound_to}", self.as_str())
    }
}

/// Keeps what was asked, in the place of what the same asker was asked before; false for an address that has too many waiting.
pub(super) async fn keep<T: Serialize>(
    node: &Node,
    purpose: Purpose,
    asker: Asker<'_>,
    asked: &T,
) -> Result<bool, Failure> {
    let Asker { bound_to, address } = asker;
    let now = node.clock().now();
    let text = serde_json::to_string(asked).map_err(Failure::broken)?;
    let row = ChallengeRow {
        purpose: purpose.as_str(),
        bound_to: bound_to.to_owned(),
        state: node.columns().seal("passkey_challenge", &purpose.row(bound_to), "state", &text, node.rng()),
        asked_by: address.map(str::to_owned),
        expires_at: now.checked_add(CHALLENGE_LIFE).map_err(Failure::broken)?,
    };
    let mut tx = node.db().begin_queue("keep-challenge").await?;
    table::remove_old_challenges(&mut tx, now).await?;
    if let Some(address) = address
        && table::count_challenges(&mut tx, address, now).await? >= MOST_WAITING
    {
        return Ok(false);
    }
    table::keep_challenge(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(true)
}

/// Takes what was asked of this asker; none when it was answered already, is too old, or was never asked.
pub(super) async fn take<T: DeserializeOwned>(
    node: &Node,
    purpose: Purpose,
    bound_to: &str,
) -> Result<Option<T>, Failure> {
    let mut tx = node.db().begin_queue("take-challenge").await?;
    let state = table::take_challenge(&mut tx, purpose.as_str(), bound_to, node.clock().now()).await?;
    tx.commit().await?;
    let Some(state) = state else { return Ok(None) };
    let text = node.columns().open("passkey_challenge", &purpose.row(bound_to), "state", &state)?;
    serde_json::from_str(&text).map(Some).map_err(Failure::broken)
}
