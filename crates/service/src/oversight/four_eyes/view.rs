//! Requests as readers see them.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Circumstance, State, open_input};
use crate::db::approvals::{self, ApprovalRow};
use crate::http::Site;
use crate::rights::ObjectRef;
use crate::{Actor, Failure};

/// How many requests of one's own are listed.
const MAX_OWN: i64 = 100;

/// One request for approval.
#[derive(Clone, Serialize, ToSchema)]
pub struct ApprovalView {
    /// Its id.
    pub approval_id: String,
    /// The action's name.
    pub action: String,
    /// Kind of what it acts on.
    pub object_kind: String,
    /// Id of what it acts on.
    pub object_id: String,
    /// Where that is shown, if the reader may see it there.
    pub page: Option<String>,
    /// How people name it there; programs are told its id alone.
    #[serde(skip)]
    pub name: Option<String>,
    /// The exact input that is carried out; null where it cannot be opened any more.
    #[schema(value_type = Option<Object>)]
    pub input: Value,
    /// Why it may be done as things stand; for who decides.
    pub circumstances: Vec<Circumstance>,
    /// Sign-in name of who asks.
    pub requested_by: String,
    /// When.
    #[schema(value_type = String)]
    pub requested_at: Timestamp,
    /// Until when it can be decided.
    #[schema(value_type = String)]
    pub expires_at: Timestamp,
    /// `pending`, `approved`, `refused`, `withdrawn` or `expired`.
    pub state: &'static str,
    /// Sign-in name of who decided.
    pub decided_by: Option<String>,
    /// When.
    #[schema(value_type = Option<String>)]
    pub decided_at: Option<Timestamp>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// What came of it: ids; nothing until it is done.
    #[schema(value_type = Option<Object>)]
    pub output: Value,
    /// Where the requester posts to be shown what was approved.
    pub follow_up: Option<String>,
}

model::unprintable!(ApprovalView);

/// Requests that concern a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Approvals {
    /// Those of others that the person may decide.
    pub(crate) to_decide: Vec<ApprovalView>,
    /// Those that the person asked for.
    pub(crate) mine: Vec<ApprovalView>,
    /// Those of others that the person decided.
    pub(crate) decided: Vec<ApprovalView>,
}

impl Approvals {
    /// What the person asked for and can still do something about: take it back, or be shown what came of it.
    pub(super) fn open(&self) -> Vec<&ApprovalView> {
        self.mine.iter().filter(|one| one.is_pending() || one.follow_up.is_some()).collect()
    }

    /// What waits no more, asked for or decided by the person, the newest first.
    pub(super) fn closed(&self) -> Vec<&ApprovalView> {
        let own = self.mine.iter().chain(&self.decided);
        let mut closed: Vec<_> = own.filter(|one| !one.is_pending()).collect();
        closed.sort_by_key(|one| Reverse(one.requested_at));
        closed
    }
}

/// What came of an approved action.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Approved {
    pub(crate) approval_id: String,
    /// The action's output: ids.
    #[schema(value_type = Object)]
    pub(crate) output: Value,
}

/// Why a request is refused.
#[derive(Deserialize, ToSchema)]
#[schema(as = RefusalReason)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    pub(crate) reason: String,
}

model::unprintable!(Reason);

impl ApprovalView {
    fn new(site: &Site, row: &ApprovalRow) -> Self {
        let node = site.node();
        let json = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        let open = |reason: &String| node.columns().open("approval", &row.approval_id, "reason", reason).ok();
        let output = row.output.as_deref().map_or(Value::Null, json);
        let follow_up = site.four_eyes().find(&row.action).ok().and_then(|of| (of.follow_up)(&output));
        Self {
            follow_up,
            circumstances: Vec::new(),
            approval_id: row.approval_id.clone(),
            action: row.action.clone(),
            object_kind: row.object_kind.clone(),
            object_id: row.object_id.clone(),
            page: None,
            name: None,
            input: open_input(node.columns(), row).map_or(Value::Null, |input| json(&input)),
            requested_by: row.requested_by.clone(),
            requested_at: row.requested_at,
            expires_at: row.expires_at,
            state: row.state_at(node.clock().now()).as_str(),
            decided_by: row.decided_by.clone(),
            decided_at: row.decided_at,
            reason: row.reason.as_ref().and_then(open),
            output,
        }
    }

    /// Whether it waits.
    pub fn is_pending(&self) -> bool {
        self.state == State::Pending.as_str()
    }

    /// Its input, a line each: name of the field and value; what it acts on is said apart.
    pub fn lines(&self) -> Vec<(String, String)> {
        let fields = self.input.as_object().into_iter().flatten();
        let told = fields.filter(|(_, value)| !value.is_object());
        told.map(|(name, value)| (name.clone(), in_words(value))).collect()
    }
}

/// A value as people read it: several are told with commas between them.
fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(several) => several.iter().map(in_words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The requests on one object that wait for a second person and that the actor may see, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_waiting_on(
    site: &Site,
    actor: &Actor,
    object_kind: &str,
    object_id: &str,
) -> Result<Vec<ApprovalView>, Failure> {
    let node = site.node();
    let mut tx = node.db().begin_read("list-waiting").await?;
    let pending = approvals::list_pending(&mut tx, node.clock().now()).await?;
    drop(tx);
    let is_on_it = |row: &&ApprovalRow| row.object_kind == object_kind && row.object_id == object_id;
    let mut views = Vec::new();
    for row in pending.iter().filter(is_on_it) {
        let Ok(registered) = site.four_eyes().find(&row.action) else { continue };
        if (registered.may_see)(node, actor, row).await? {
            views.push(ApprovalView::new(site, row));
        }
    }
    Ok(views)
}

/// How many requests of others wait for this person's decision.
///
/// # Errors
/// When the database fails.
pub async fn count_to_decide(site: &Site, actor: &Actor) -> Result<i64, Failure> {
    let waiting = load(site, actor).await?.to_decide.len();
    Ok(i64::try_from(waiting).unwrap_or(i64::MAX))
}

/// What concerns a person at this moment.
pub(super) async fn load(site: &Site, actor: &Actor) -> Result<Approvals, Failure> {
    let node = site.node();
    let mut tx = node.db().begin_read("list-approvals").await?;
    let pending = approvals::list_pending(&mut tx, node.clock().now()).await?;
    let own = approvals::list_of(&mut tx, actor.name(), MAX_OWN).await?;
    drop(tx);
    let mut to_decide = Vec::new();
    for row in pending.iter().filter(|row| row.requested_by != actor.name()) {
        let Ok(registered) = site.four_eyes().find(&row.action) else { continue };
        if (registered.may_decide)(node, actor, row).await? {
            let circumstances = (registered.circumstances)(node, row).await?;
            to_decide.push(ApprovalView { circumstances, ..ApprovalView::new(site, row) });
        }
    }
    let mut seen = Vec::new();
    for row in &own {
        let is_seen = match site.four_eyes().find(&row.action) {
            Ok(registered) => (registered.may_see)(node, actor, row).await?,
            Err(_) => true,
        };
        seen.extend(is_seen.then_some(row));
    }
    let (mine, decided) = seen.into_iter().partition::<Vec<_>, _>(|row| row.requested_by == actor.name());
    let view = |rows: Vec<&ApprovalRow>| rows.into_iter().map(|row| ApprovalView::new(site, row)).collect();
    let mut found = Approvals { to_decide, mine: view(mine), decided: view(decided) };
    find_pages(site, actor, &mut found).await?;
    Ok(found)
}

/// Where each of them leads, and how it is named there.
async fn find_pages(site: &Site, actor: &Actor, found: &mut Approvals) -> Result<(), Failure> {
    let mut tx = site.node().db().begin_read("find-pages-of-approvals").await?;
    let Approvals { to_decide, mine, decided } = found;
    for view in to_decide.iter_mut().chain(mine).chain(decided) {
        let object = ObjectRef::new(&view.object_kind, &view.object_id);
        let keys = site.node().columns();
        if let Some(found) = site.four_eyes().find_page(&mut tx, keys, actor, &object).await? {
            (view.page, view.name) = (Some(found.page), found.name);
        }
    }
    Ok(())
}
