//! Asking, approving, refusing, withdrawing: one action each.

use model::Id;

use super::state::{Event, Not, Who};
use super::{Approvable, Approval, PATIENCE, Requested, State, digest, open_input};
use crate::db::approvals::{self, ApprovalRow, Decision};
use crate::{
    Acting, Action, Actor, Done, EntryDraft, Failure, IdempotencyKey, Node, Operation, Permission as _, Scope,
};

/// The detail that tells who approved: a keyed digest, as of every actor.
pub(crate) const APPROVER_BLIND: &str = "approver_blind";
/// Longest reason, in characters.
const MAX_REASON_CHARS: usize = 4000;

/// Asks a second person. What could not be done now by the requester is refused at once, by a trial that is undone. A repeated `key`
/// gets the first request.
///
/// # Errors
/// Denied to machines and jobs; what the action itself refuses.
pub async fn request_approval<A: Approvable>(
    node: &Node,
    actor: &Actor,
    key: Option<&IdempotencyKey>,
    request_sha256: [u8; 32],
    action: &A,
) -> Result<Requested, Failure> {
    let scope = action.permission().allows(actor);
    if scope == Scope::None || !matches!(actor, Actor::Staff { .. }) {
        return Err(Failure::denied());
    }
    node.try_out(actor, action, scope).await?;
    Ok(node.act_once(actor, key, request_sha256, &Request { action }).await?.output)
}

struct Request<'a, A> {
    action: &'a A,
}

impl<A: Approvable> Action for Request<'_, A> {
    type Permission = A::Permission;
    type Output = Requested;
    const NAME: &'static str = "request-approval";

    fn permission(&self) -> A::Permission {
        self.action.permission()
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Requested>, Failure> {
        let approval_id = acting.new_id::<Approval>().to_string();
        let input = serde_json::to_string(self.action).map_err(Failure::broken)?;
        let (object_kind, object_id) = self.action.object();
        let expires_at = acting.now.checked_add(PATIENCE).map_err(Failure::broken)?;
        let row = ApprovalRow {
            input_sha256: digest(A::NAME, &input),
            input: acting.columns().seal("approval", &approval_id, "input", &input, acting.rng()),
            approval_id: approval_id.clone(),
            action: A::NAME.to_owned(),
            object_kind: object_kind.to_owned(),
            object_id,
            requested_by: acting.actor.name().to_owned(),
            requested_at: acting.now,
            expires_at,
            state: State::Pending,
            decided_by: None,
            decided_at: None,
            reason: None,
            output: None,
        };
        approvals::insert(acting.tx, &row).await?;
        let entry = EntryDraft::on(&row.object_kind, &row.object_id)
            .with("approval_id", &approval_id)
            .with("of", A::NAME)
            .with("input_sha256", &row.input_sha256);
        Ok(Done::new(Requested { approval_id, expires_at }, entry))
    }
}

/// Carries out what was asked for, in the requester's name, since `approver` approves.
pub(super) struct Approve<'a, A> {
    pub(super) approval_id: &'a str,
    pub(super) approver: &'a Actor,
    pub(super) action: A,
}

impl<A: Approvable> Action for Approve<'_, A> {
    type Permission = A::Permission;
    type Output = A::Output;
    const NAME: &'static str = A::NAME;
    const OPERATION: Operation = A::OPERATION;

    fn permission(&self) -> A::Permission {
        self.action.permission()
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<A::Output>, Failure> {
        let row = take(acting, self.approval_id, self.approver, Event::Approve).await?;
        let input = serde_json::to_string(&self.action).map_err(Failure::broken)?;
        if open_input(acting.columns(), &row)? != input {
            return Err(Failure::conflict("what was asked for has changed; withdraw it and ask anew"));
        }
        let mut done = self.action.run(acting).await?;
        let output = serde_json::to_string(&done.output).map_err(Failure::broken)?;
        let decision = Decision {
            state: State::Approved,
            by: self.approver.name(),
            at: acting.now,
            reason: None,
            output: Some(output),
        };
        settle(acting, self.approval_id, decision).await?;
        let blind = acting.columns().blind("actor", &self.approver.identity());
        done.entry = done.entry.with("approval_id", self.approval_id).with(APPROVER_BLIND, blind);
        Ok(done)
    }
}

/// Refuses what was asked for, or takes it back.
pub(super) struct Close<'a, A> {
    pub(super) approval_id: &'a str,
    /// Why it is refused; without it the requester withdraws.
    pub(super) refused_because: Option<&'a str>,
    pub(super) action: A,
}

impl<A: Approvable> Action for Close<'_, A> {
    type Permission = A::Permission;
    type Output = String;
    const NAME: &'static str = "close-approval";

    fn permission(&self) -> A::Permission {
        if self.refused_because.is_some() {
            self.action.approver_permission()
        } else {
            self.action.permission()
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let event = if self.refused_because.is_some() { Event::Refuse } else { Event::Withdraw };
        let row = take(acting, self.approval_id, acting.actor, event).await?;
        let state = if event == Event::Refuse { State::Refused } else { State::Withdrawn };
        let reason = self.refused_because.map(required).transpose()?;
        let seal = |reason: &str| {
            acting.columns().seal("approval", self.approval_id, "reason", reason, acting.rng())
        };
        let decision = Decision {
            state,
            by: acting.actor.name(),
            at: acting.now,
            reason: reason.map(seal),
            output: None,
        };
        settle(acting, self.approval_id, decision).await?;
        let entry = EntryDraft::on(&row.object_kind, &row.object_id)
            .with("approval_id", self.approval_id)
            .with("of", A::NAME)
            .with("state", state.as_str());
        Ok(Done::new(self.approval_id.to_owned(), entry))
    }
}

/// The request, if this person may do this with it now.
async fn take(
    acting: &mut Acting<'_>,
    approval_id: &str,
    person: &Actor,
    event: Event,
) -> Result<ApprovalRow, Failure> {
    let row = approvals::find(acting.tx, approval_id).await?.ok_or_else(|| Failure::absent("approval"))?;
    let who = if row.requested_by == person.name() { Who::Requester } else { Who::Other };
    match row.state_at(acting.now).after(event, who) {
        Ok(_) => Ok(row),
        Err(Not::SamePerson) => {
            Err(Failure::refused("approval_id", "a second person must decide, not the one who asked"))
        }
        Err(Not::AnothersRequest) => Err(Failure::absent("approval")),
        Err(Not::Decided) => Err(Failure::conflict("this was decided before")),
        Err(Not::TooLate) => Err(Failure::conflict("this was not decided within 15 minutes; ask anew")),
    }
}

async fn settle(acting: &mut Acting<'_>, approval_id: &str, decision: Decision<'_>) -> Result<(), Failure> {
    let was_pending = approvals::decide(acting.tx, approval_id, decision).await?;
    if was_pending { Ok(()) } else { Err(Failure::conflict("this was decided before")) }
}

fn required(reason: &str) -> Result<&str, Failure> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_REASON_CHARS {
        return Err(Failure::refused("reason", "say why, in 4000 characters at most"));
    }
    Ok(reason)
}

/// An identifier as a path has it.
pub(super) fn parse_id(text: &str) -> Result<String, Failure> {
    text.parse::<Id<Approval>>().map(|id| id.to_string()).map_err(|_| Failure::absent("approval"))
}
