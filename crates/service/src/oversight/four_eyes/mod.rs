//! Four eyes: an action that one person asks for and another approves.
//!
//! The request keeps the exact input, sealed, with the digest of name and input. Approving carries that input out at once, in the
//! requester's name and in one transaction: permissions, state, digest and time are asked again there.

mod actions;
mod circumstance;
mod pages;
mod registry;
mod state;
mod view;

use std::future::Future;

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::db::Tx;
use crate::db::approvals::ApprovalRow;
use crate::{Action, Actor, ColumnKeys, Failure};

pub use actions::request_approval;
pub use circumstance::Circumstance;
pub use registry::FourEyes;
pub use view::{ApprovalView, count_to_decide, list_waiting_on};

pub(crate) use actions::APPROVER_BLIND;
pub(crate) use pages::{approve, approve_form, list, page, refuse, refuse_form, withdraw, withdraw_form};
pub(crate) use state::State;
pub(crate) use view::{Approvals, Approved, Reason};

/// How long a request waits for a second person.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

model::kinds! {
    /// A request for a second person's approval.
    Approval = "apr";
}

/// An action that two persons carry out. It says [`Action::FOUR_EYES`], so that nothing runs it without an approval.
pub trait Approvable: Action<Output: Sync> + Serialize + DeserializeOwned + 'static {
    /// Kind and id of what it acts on, for the lists: a word of the glossary and an id.
    fn object(&self) -> (&str, String);

    /// What the second person must be permitted; what the first one must, unless the action says another.
    fn approver_permission(&self) -> Self::Permission {
        self.permission()
    }

    /// Whether it gives this person something: then another one must approve it.
    fn favours(&self, _person: &Actor) -> bool {
        false
    }

    /// Whether what was asked for is still there for who asked or decided: a role may close it to named persons since.
    fn may_see(&self, _tx: &mut Tx, _actor: &Actor) -> impl Future<Output = Result<bool, Failure>> + Send {
        async { Ok(true) }
    }

    /// Why it may be done as things stand, for the second person: codes, dates and ids, no content of a case.
    fn circumstances(
        &self,
        _tx: &mut Tx,
        _now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Circumstance>, Failure>> + Send {
        async { Ok(Vec::new()) }
    }

    /// The address of the form by which the requester is shown what was approved, where there is something to be shown.
    fn follow_up(_output: &Self::Output) -> Option<String> {
        None
    }
}

/// The answer to a request: 202, nothing is done yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Requested {
    /// Under which the second person finds it.
    pub approval_id: String,
    /// From then on it can no longer be approved.
    #[schema(value_type = String)]
    pub expires_at: Timestamp,
}

/// SHA-256 over the action's name, a zero byte and its input as JSON.
fn digest(name: &str, input: &str) -> String {
    hex::encode(Sha256::new().chain_update(name).chain_update([0]).chain_update(input).finalize())
}

/// The input that was asked for; a conflict when it is not what the digest says.
fn open_input(keys: &ColumnKeys, row: &ApprovalRow) -> Result<String, Failure> {
    let changed = || Failure::conflict("what was asked for is not what was stored; withdraw it and ask anew");
    let input = keys.open("approval", &row.approval_id, "input", &row.input).map_err(|_| changed())?;
    if digest(&row.action, &input) == row.input_sha256 { Ok(input) } else { Err(changed()) }
}
