//! `/hash-entries/{id}`: an entry: where it comes from, who vouches, what became of it; and the form that takes it back or lets it count.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::Id;
use serde::Deserialize;
use service::{
    ColumnRef, Failure, NavItem, Page, PageContext, Permission as _, Scope, Typed, TypedForm, forms,
};

use super::hash_list::words;
use crate::Permission;
use crate::actions::withdraw_hash_entry::DecideHashEntry;
use crate::db::hash_changes::{self, ChangeRow};
use crate::db::hash_entries::{self, EntryRow, WithdrawnBy};
use crate::db::hash_feedback;
use crate::hash_sharing::change;
use crate::kinds::HashEntry;
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "hash_entry.html")]
struct HashEntryPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    id: String,
    entry: EntryRow,
    changed_at: Timestamp,
    /// Kind and value.
    fingerprints: Vec<(&'static str, String)>,
    /// Who vouches: the owner, and whoever affirms.
    vouching: Vec<String>,
    said: Vec<Said>,
    changes: Vec<ChangeView>,
    may_work: bool,
    typed: Typed,
}

/// What a member says of a fingerprint.
struct Said {
    member: String,
    fingerprint: &'static str,
    /// Empty where it affirms.
    reasons: Vec<String>,
    given_at: Timestamp,
}

/// A change as the page shows it.
struct ChangeView {
    made_at: Timestamp,
    version: i64,
    kind: &'static str,
    /// The member, or the role of the staff.
    made_by: String,
    reason: String,
}

impl HashEntryPage {
    fn counts(&self) -> bool {
        self.entry.withdrawn_by.is_none()
    }

    /// Whether the staff withdrew it, so that the staff can undo that.
    fn is_withheld(&self) -> bool {
        self.entry.withdrawn_by == Some(WithdrawnBy::Staff)
    }

    fn list_href(&self) -> String {
        self.ctx.href(&format!("/hash-lists/{}", self.entry.list.as_str()))
    }

    /// Address of what the form does.
    fn form_href(&self) -> String {
        let what = if self.counts() { "withdraw" } else { "restore" };
        self.ctx.href(&format!("/hash-entries/{}/{what}", self.id))
    }
}

/// Why.
#[derive(Deserialize)]
pub(crate) struct WhyForm {
    reason: String,
}

/// `GET /hash-entries/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    Ok(page(&state, ctx, parse(&id)?, Typed::default()).await?.into_response())
}

/// `POST /hash-entries/{id}/withdraw`.
pub(crate) async fn withdraw(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<WhyForm>,
) -> Result<Response, Failure> {
    decide(&state, ctx, parse(&id)?, false, form).await
}

/// `POST /hash-entries/{id}/restore`.
pub(crate) async fn restore(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
    form: TypedForm<WhyForm>,
) -> Result<Response, Failure> {
    decide(&state, ctx, parse(&id)?, true, form).await
}

async fn decide(
    state: &Clearinghouse,
    ctx: PageContext,
    entry_id: Id<HashEntry>,
    counts: bool,
    form: TypedForm<WhyForm>,
) -> Result<Response, Failure> {
    let decided = match form.fields {
        Ok(WhyForm { reason }) => {
            change(state, &ctx.actor, move |floor| DecideHashEntry { entry_id, counts, reason, floor }).await
        }
        Err(failure) => Err(failure),
    };
    let path = format!("/hash-entries/{entry_id}");
    let done = if counts { "hash-restored" } else { "hash-withdrawn" };
    let again = |ctx, typed| page(state, ctx, entry_id, typed);
    forms::answer(ctx, decided.map(drop), form.typed, &path, done, again).await
}

fn parse(id: &str) -> Result<Id<HashEntry>, Failure> {
    id.parse().map_err(|_| Failure::absent("hash entry"))
}

async fn page(
    state: &Clearinghouse,
    ctx: PageContext,
    entry_id: Id<HashEntry>,
    typed: Typed,
) -> Result<Page<HashEntryPage>, Failure> {
    let mut tx = state.node().db().begin_read("hash-entry-page").await?;
    let entry = hash_entries::find(&mut tx, entry_id).await?;
    let entry = entry.ok_or_else(|| Failure::absent("hash entry"))?;
    let fingerprints = hash_entries::fingerprints_of(&mut tx, entry_id).await?;
    let feedback = hash_feedback::list_of(&mut tx, entry_id).await?;
    let rows = hash_changes::list(&mut tx, entry_id).await?;
    drop(tx);
    let mut vouching = vec![entry.member.name.clone()];
    for said in feedback.iter().filter(|said| said.reasons.is_empty()) {
        if !vouching.contains(&said.member.name) {
            vouching.push(said.member.name.clone());
        }
    }
    let said = feedback.into_iter().map(|said| Said {
        reasons: words(&ctx, &said.reasons),
        member: said.member.name,
        fingerprint: said.fingerprint.as_str(),
        given_at: said.given_at,
    });
    Ok(Page(HashEntryPage {
        nav: super::nav(&ctx),
        id: entry_id.to_string(),
        changed_at: Timestamp::from_second(entry.stamp).map_err(Failure::broken)?,
        fingerprints: fingerprints.into_iter().map(|(kind, value)| (kind.as_str(), value)).collect(),
        vouching,
        said: said.collect(),
        changes: rows.into_iter().map(|row| change_view(state, row)).collect::<Result<_, _>>()?,
        may_work: Permission::WorkOnHashLists.allows(&ctx.actor) != Scope::None,
        entry,
        typed,
        ctx,
    }))
}

fn change_view(state: &Clearinghouse, row: ChangeRow) -> Result<ChangeView, Failure> {
    let id = row.change_id.to_string();
    let at = ColumnRef { table: hash_changes::TABLE, row: &id, column: hash_changes::REASON };
    let reason = match row.reason {
        Some(reason) => reason.open_kept(state.node().columns(), at)?,
        None => String::new(),
    };
    Ok(ChangeView {
        made_at: row.made_at,
        version: row.version,
        kind: row.kind.as_str(),
        made_by: row.member.unwrap_or(row.made_by),
        reason,
    })
}
