//! What stands on the sheet of every role, and the hand-overs of a person.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::actions::note_at;
use super::{HandsOver, Left};
use crate::db::api_keys;
use crate::db::handovers::{self as table, HandoverRow};
use crate::http::Site;
use crate::{Actor, ColumnKeys, Failure, Node, drafts, oversight};

/// How many hand-overs a page lists.
const MOST: i64 = 20;

/// A hand-over as its giver and its taker see it.
pub(super) struct HandoverView {
    pub(super) handover_id: String,
    pub(super) given_by: String,
    pub(super) given_to: String,
    pub(super) since: Timestamp,
    pub(super) given_at: Timestamp,
    pub(super) taken_at: Option<Timestamp>,
    /// Numbers by code.
    pub(super) counts: BTreeMap<String, i64>,
    /// Empty where nothing was noted, or it is forgotten.
    pub(super) note: String,
    /// Whether the reader is to take it.
    pub(super) waits: bool,
}

model::unprintable!(HandoverView);

/// The sheet's lines: the role's own, and what everybody may have left over.
pub(super) async fn left_over_lines<S: HandsOver>(
    state: &S,
    site: &Site,
    actor: &Actor,
    since: Timestamp,
) -> Result<Vec<Left>, Failure> {
    let mut lines = own_lines(site, actor).await?;
    lines.extend(state.left_over(actor, since).await?);
    Ok(lines)
}

/// What is the same in every role: approvals that wait, what one typed and did not send, and keys that are used unlike before.
async fn own_lines(site: &Site, actor: &Actor) -> Result<Vec<Left>, Failure> {
    let approvals = oversight::four_eyes::count_to_decide(site, actor).await?;
    let drafts = drafts::count(site.node(), actor).await?;
    let mut lines = vec![
        Left::new("approvals", approvals, "/approvals").urgent(),
        Left::new("drafts", drafts, "/drafts"),
    ];
    if site.staffing().may_manage(actor) {
        let mut tx = site.node().db().begin_read("count-doubted-keys").await?;
        lines.push(Left::new("keys", api_keys::count_doubted(&mut tx).await?, "/api-keys").urgent());
    }
    Ok(lines)
}

/// What a person gave and was given lately, the newest first.
pub(super) async fn list(node: &Node, actor: &Actor) -> Result<Vec<HandoverView>, Failure> {
    let mut tx = node.db().begin_read("list-handovers").await?;
    let rows = table::list_of(&mut tx, actor.name(), MOST).await?;
    rows.into_iter().map(|row| view(node.columns(), actor, row)).collect()
}

fn view(keys: &ColumnKeys, actor: &Actor, row: HandoverRow) -> Result<HandoverView, Failure> {
    let note = row.note.open_kept(keys, note_at(&row.handover_id))?;
    let counts = serde_json::from_str(&row.counts).map_err(Failure::broken)?;
    Ok(HandoverView {
        waits: row.taken_at.is_none() && row.given_to == actor.name(),
        note,
        counts,
        handover_id: row.handover_id,
        given_by: row.given_by,
        given_to: row.given_to,
        since: row.since,
        given_at: row.given_at,
        taken_at: row.taken_at,
    })
}
