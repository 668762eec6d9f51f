//! Receipts: a request repeated under the same idempotency key gets the first answer, and changes nothing.

use sha2::{Digest, Sha256};

use crate::db::{self, Tx};
use crate::{Action, Actor, Failure, Node};

/// A caller's name for one request: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The longest key, in bytes.
    pub const MAX_BYTES: usize = 255;

    /// Takes a key.
    ///
    /// # Errors
    /// Refused (400) when it is empty, too long or not visible ASCII.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.is_empty() || text.len() > Self::MAX_BYTES || !visible {
            return Err(Failure::bad_request("Idempotency-Key: give 1 to 255 visible ASCII characters"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An output, and whether it is the first answer given once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayable<T> {
    /// The action's output.
    pub output: T,
    /// True when nothing was done now.
    pub replayed: bool,
}

/// A request under a key: what a receipt is looked up by.
pub(crate) struct Request<'a> {
    pub(crate) key: &'a IdempotencyKey,
    pub(crate) sha256: [u8; 32],
}

/// The SHA-256 of a request's bytes, as [`Node::act_once`] takes it.
pub fn request_sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl Request<'_> {
    /// The first output under this key, if any.
    ///
    /// # Errors
    /// Conflict when the key was used for another request.
    pub(crate) async fn find_output<A: Action>(
        &self,
        tx: &mut Tx,
        node: &Node,
        actor: &Actor,
    ) -> Result<Option<A::Output>, Failure> {
        let actor = blind_actor(node, actor);
        let Some(receipt) = db::receipts::find(tx, &actor, A::NAME, self.key.as_str()).await? else {
            return Ok(None);
        };
        if receipt.request_sha256 != hex::encode(self.sha256) {
            return Err(Failure::conflict(
                "this Idempotency-Key was used before for another request; use a new key",
            ));
        }
        serde_json::from_str(&receipt.output).map(Some).map_err(Failure::broken)
    }

    /// Keeps the output under this key.
    pub(crate) async fn keep<A: Action>(
        &self,
        tx: &mut Tx,
        node: &Node,
        actor: &Actor,
        output: &A::Output,
    ) -> Result<(), Failure> {
        let receipt = db::receipts::Receipt {
            request_sha256: hex::encode(self.sha256),
            output: serde_json::to_string(output).map_err(Failure::broken)?,
        };
        let actor = blind_actor(node, actor);
        let now = node.clock().now();
        // A request with this key that ran meanwhile makes this a lost race, since both looked for the receipt first.
        Ok(db::receipts::insert(tx, &actor, A::NAME, self.key.as_str(), &receipt, now).await?)
    }
}

/// Names are personal: a receipt knows its actor by a keyed digest only.
fn blind_actor(node: &Node, actor: &Actor) -> String {
    node.columns().blind("actor", &actor.identity())
}
