//! Which actions of a role need a second person, by name.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use serde_json::Value;

use super::actions::{Approve, Close};
use super::{Approvable, Circumstance, open_input};
use crate::alarm::Watches;
use crate::db::approvals::ApprovalRow;
use crate::http::Site;
use crate::rights::ObjectRef;
use crate::{Actor, ColumnKeys, Failure, Node, Permission as _, Reason, Refused, Scope, Tx};

type Answer<'a, T> = BoxFuture<'a, Result<T, Failure>>;

/// Where an object is shown, if it is there for this person.
type PageOf =
    for<'a> fn(&'a mut Tx, &'a ColumnKeys, &'a Actor, &'a ObjectRef) -> Answer<'a, Option<ObjectPage>>;

/// Where an object is shown to a person, and how people name it where that is more than its identifier.
pub(super) struct ObjectPage {
    pub(super) page: String,
    pub(super) name: Option<String>,
}

model::unprintable!(ObjectPage);

/// The actions of a role that need a second person: `FourEyes::new().with::<AssignPerson>()`.
#[derive(Clone, Default)]
pub struct FourEyes {
    actions: BTreeMap<&'static str, Registered>,
    page_of: Option<PageOf>,
}

/// What is done with a request whose action has this type.
#[derive(Clone, Copy)]
pub(super) struct Registered {
    pub(super) may_decide: for<'a> fn(&'a Node, &'a Actor, &'a ApprovalRow) -> Answer<'a, bool>,
    pub(super) may_see: for<'a> fn(&'a Node, &'a Actor, &'a ApprovalRow) -> Answer<'a, bool>,
    pub(super) approve: for<'a> fn(&'a Site, &'a Actor, &'a ApprovalRow) -> Answer<'a, Value>,
    pub(super) circumstances: for<'a> fn(&'a Node, &'a ApprovalRow) -> Answer<'a, Vec<Circumstance>>,
    pub(super) follow_up: fn(&Value) -> Option<String>,
    pub(super) close: for<'a> fn(&'a Node, &'a Actor, &'a ApprovalRow, Option<&'a str>) -> Answer<'a, String>,
}

impl FourEyes {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// This one too.
    #[must_use]
    pub fn with<A: Approvable>(mut self) -> Self {
        debug_assert!(A::FOUR_EYES, "{} does not say FOUR_EYES", A::NAME);
        let registered = Registered {
            may_decide: |node, actor, row| Box::pin(may_decide::<A>(node, actor, row)),
            may_see: |node, actor, row| Box::pin(may_see::<A>(node, actor, row)),
            approve: |site, approver, row| Box::pin(approve::<A>(site, approver, row)),
            circumstances: |node, row| Box::pin(circumstances::<A>(node, row)),
            follow_up: |output| A::follow_up(&serde_json::from_value(output.clone()).ok()?),
            close: |node, actor, row, reason| Box::pin(close::<A>(node, actor, row, reason)),
        };
        self.actions.insert(A::NAME, registered);
        self
    }

    /// Requests lead to the pages of what they are about, as far as each reader sees it.
    #[must_use]
    pub fn shown_by<S: Watches>(self) -> Self {
        let find: PageOf = |tx, keys, actor, object| Box::pin(page_of::<S>(tx, keys, actor, object));
        Self { page_of: Some(find), ..self }
    }

    /// Where what a request is about is shown to this person, if it is.
    pub(super) async fn find_page(
        &self,
        tx: &mut Tx,
        keys: &ColumnKeys,
        actor: &Actor,
        object: &ObjectRef,
    ) -> Result<Option<ObjectPage>, Failure> {
        match self.page_of {
            Some(page_of) => page_of(tx, keys, actor, object).await,
            None => Ok(None),
        }
    }

    pub(super) fn find(&self, action: &str) -> Result<Registered, Failure> {
        self.actions.get(action).copied().ok_or_else(|| {
            Failure::conflict("this version of the program does not know what was asked for; withdraw it")
        })
    }
}

async fn page_of<S: Watches>(
    tx: &mut Tx,
    keys: &ColumnKeys,
    actor: &Actor,
    object: &ObjectRef,
) -> Result<Option<ObjectPage>, Failure> {
    let Some(seen) = S::find_seen(tx, actor, object).await? else { return Ok(None) };
    let name = S::name_of(tx, keys, actor, object).await?;
    let label = Some(seen.label).filter(|label| *label != seen.object.id);
    Ok(Some(ObjectPage { page: seen.page, name: name.or(label) }))
}

fn read<A: Approvable>(node: &Node, row: &ApprovalRow) -> Result<A, Failure> {
    let input = open_input(node.columns(), row)?;
    serde_json::from_str(&input).map_err(Failure::broken)
}

/// Whether a person could do it alone, were it not for the second person: they may, and what it acts on is there for them.
async fn may_decide<A: Approvable>(node: &Node, actor: &Actor, row: &ApprovalRow) -> Result<bool, Failure> {
    if !matches!(actor, Actor::Staff { .. }) {
        return Ok(false);
    }
    let Ok(action) = read::<A>(node, row) else { return Ok(false) };
    let scope = action.approver_permission().allows(actor);
    if scope == Scope::None || action.favours(actor) || !may_see::<A>(node, actor, row).await? {
        return Ok(false);
    }
    let absent =
        |failure: &Failure| matches!(failure, Failure::Refused(Refused { reason: Reason::Absent, .. }));
    Ok(!node.try_out(actor, &action, scope).await.is_err_and(|failure| absent(&failure)))
}

/// Whether the request is still there for who asked or decided.
async fn may_see<A: Approvable>(node: &Node, actor: &Actor, row: &ApprovalRow) -> Result<bool, Failure> {
    // what cannot be opened shows nothing
    let Ok(action) = read::<A>(node, row) else { return Ok(true) };
    let mut tx = node.db().begin_read("may-see-approval").await?;
    action.may_see(&mut tx, actor).await
}

/// What speaks for and against it now; nothing where the input does not open any more.
async fn circumstances<A: Approvable>(node: &Node, row: &ApprovalRow) -> Result<Vec<Circumstance>, Failure> {
    let Ok(action) = read::<A>(node, row) else { return Ok(Vec::new()) };
    let mut tx = node.db().begin_read("load-circumstances").await?;
    action.circumstances(&mut tx, node.clock().now()).await
}

async fn approve<A: Approvable>(site: &Site, approver: &Actor, row: &ApprovalRow) -> Result<Value, Failure> {
    let node = site.node();
    let action = read::<A>(node, row)?;
    if !may_decide::<A>(node, approver, row).await? {
        return Err(Failure::absent("approval"));
    }
    let lost = || Failure::conflict("who asked for this may no longer do it");
    let requester = site.find_staff(&row.requested_by).await?.ok_or_else(lost)?;
    if action.permission().allows(&requester) == Scope::None {
        return Err(lost());
    }
    let approve = Approve { approval_id: &row.approval_id, approver, action };
    let output = node.act(&requester, &approve).await?;
    serde_json::to_value(output).map_err(Failure::broken)
}

async fn close<A: Approvable>(
    node: &Node,
    actor: &Actor,
    row: &ApprovalRow,
    refused_because: Option<&str>,
) -> Result<String, Failure> {
    let is_own = row.requested_by == actor.name();
    let may_close = is_own || (refused_because.is_some() && may_decide::<A>(node, actor, row).await?);
    if !may_close {
        return Err(Failure::absent("approval"));
    }
    let action = read::<A>(node, row)?;
    node.act(actor, &Close { approval_id: &row.approval_id, refused_because, action }).await
}
