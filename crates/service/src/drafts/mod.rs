//! Drafts: what somebody has typed into a form and not sent yet, kept for them across a dropped line and the lock of an idle session.
//!
//! A draft belongs to one person and one form, is sealed, is shown to nobody else, and is gone once the form is sent, when its writer
//! discards it, or after seven days. It decides nothing, so it is no action and leaves no custody entry: one for every pause in typing
//! would bury those that matter. Codes, passwords and tokens are never part of one.

mod forget;
mod pages;
mod unsent;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub(crate) use forget::{ForgetDrafts, has_old};
pub(crate) use pages::{discard_form, list, save_form};
pub(crate) use unsent::{keep_unsent, may_keep, typed};

use crate::accounts::session::is_local;
use crate::db::form_drafts::{self as table, DraftRow};
use crate::http::{FORM_TOKEN, ONCE_FIELD};
use crate::i18n::value_in;
use crate::oversight::{is_identifier, object_kind};
use crate::ui::{PART, Typed};
use crate::{Actor, ColumnKeys, ColumnRef, Failure, Node, PageContext, Sealed};

/// How long a draft is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Most drafts of one person; the oldest make room.
const MOST: i64 = 50;
/// Most bytes of names and values together.
const MOST_BYTES: usize = 48 * 1024;
/// Most bytes of a form's address.
const MOST_ADDRESS_BYTES: usize = 300;
/// The field of the button that keeps a draft: form and page.
const MARK: &str = "draft";
/// The field by which the script says that it wants no page back.
const QUIET: &str = "draft_quiet";

/// What somebody has typed into a form.
#[derive(Clone)]
pub struct Draft {
    /// Path that the form is sent to; it names the form.
    pub form: String,
    /// Path of the page that the form stands on; empty where nobody knows.
    pub back: String,
    /// Names and values, in the order of the form.
    pub fields: Vec<(String, String)>,
    /// When it was saved.
    pub saved_at: Timestamp,
}

model::unprintable!(Draft);

impl Draft {
    /// What a form that keeps or discards it says of it: see [`mark`].
    pub fn mark(&self) -> String {
        mark(&self.form, &self.back)
    }

    /// The title of its form, else what the form is about, else the form's path.
    pub fn title(&self, ctx: &PageContext) -> String {
        let words = self.form.split('/').filter(|word| !word.is_empty() && !is_identifier(word));
        let words: Vec<_> = words.collect();
        let said = |kind: &str, code: &str| Some(ctx.word(kind, code)).filter(|text| text != code);
        let about = words.first().map(|first| object_kind(&format!("/{first}"))).unwrap_or_default();
        let title = said("draft-of", &words.join("-")).or_else(|| said("object", &about));
        title.unwrap_or_else(|| self.form.clone())
    }

    /// The value of a query parameter of the page that the form stands on, decoded.
    pub fn query_value(&self, name: &str) -> Option<String> {
        self.back.split_once('?').and_then(|(_, query)| value_in(query, name))
    }
}

/// The value of the button that keeps a draft of `form`, which stands on the page `back`.
pub fn mark(form: &str, back: &str) -> String {
    format!("{form} {back}").trim_end().to_owned()
}

/// As it is sealed.
#[derive(Serialize, Deserialize)]
struct Body {
    form: String,
    back: String,
    fields: Vec<(String, String)>,
}

/// Keeps what `actor` has typed into `form`, a path of this node, in place of what was kept of it before.
///
/// # Errors
/// Refused when an address is no path of this node or the whole is too long; broken when the database fails.
pub async fn save(
    node: &Node,
    actor: &Actor,
    form: &str,
    back: &str,
    fields: Vec<(String, String)>,
) -> Result<(), Failure> {
    let fields: Vec<_> = fields.into_iter().filter(|(name, _)| is_kept(name)).collect();
    check(form, back, &fields)?;
    let keys = node.columns();
    let draft_key = key(keys, actor, form);
    let body = Body { form: form.to_owned(), back: back.to_owned(), fields };
    let sealed = Sealed::seal(keys, place(&draft_key), &body, node.rng())?;
    let actor_blind = owner(keys, actor);
    let row = DraftRow {
        draft_key,
        actor_blind,
        body: sealed.as_column().to_owned(),
        saved_at: node.clock().now(),
    };
    let mut tx = node.db().begin_queue("save-draft").await?;
    table::put(&mut tx, &row).await?;
    table::keep_newest(&mut tx, &row.actor_blind, MOST).await?;
    Ok(tx.commit().await?)
}

/// What `actor` has typed into `form` and not sent.
///
/// # Errors
/// When the database fails, or the draft does not open.
pub async fn find(node: &Node, actor: &Actor, form: &str) -> Result<Option<Draft>, Failure> {
    let mut tx = node.db().begin_read("find-draft").await?;
    let row = table::find(&mut tx, &key(node.columns(), actor, form), oldest(node)).await?;
    row.map(|row| open(node.columns(), row)).transpose()
}

/// What is kept of a form of the page that `ctx` answers: as it is shown where the reader uses it, else as it is offered.
///
/// # Errors
/// As [`find`].
pub async fn kept(
    node: &Node,
    ctx: &PageContext,
    form: &str,
) -> Result<(Option<Typed>, Option<Draft>), Failure> {
    Ok(match find(node, &ctx.actor, form).await? {
        Some(draft) if is_used(ctx) => (Some(Typed::with(draft.fields)), None),
        draft => (None, draft),
    })
}

/// Whether the reader asked for what a draft keeps.
pub fn is_used(ctx: &PageContext) -> bool {
    ctx.query_value("draft").as_deref() == Some("use")
}

/// Every draft of `actor`, the newest first.
async fn list_of(node: &Node, actor: &Actor) -> Result<Vec<Draft>, Failure> {
    let mut tx = node.db().begin_read("list-drafts").await?;
    let rows = table::list_of(&mut tx, &owner(node.columns(), actor), oldest(node)).await?;
    rows.into_iter().map(|row| open(node.columns(), row)).collect()
}

/// How many drafts `actor` has.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count(node: &Node, actor: &Actor) -> Result<i64, Failure> {
    let mut tx = node.db().begin_read("count-drafts").await?;
    Ok(table::count_of(&mut tx, &owner(node.columns(), actor), oldest(node)).await?)
}

/// Removes what `actor` has typed into `form`, if anything is kept of it.
///
/// # Errors
/// When the database fails.
pub async fn discard(node: &Node, actor: &Actor, form: &str) -> Result<(), Failure> {
    let mut tx = node.db().begin_queue("discard-draft").await?;
    table::remove(&mut tx, &key(node.columns(), actor, form)).await?;
    Ok(tx.commit().await?)
}

/// As [`discard`], once the form has been sent: that a draft stays behind must not undo what was done.
pub async fn sent(node: &Node, actor: &Actor, form: &str) {
    if let Err(failure) = discard(node, actor, form).await {
        tracing::warn!(%failure, "a draft of a form that was sent is still kept; it goes after seven days");
    }
}

fn oldest(node: &Node) -> Timestamp {
    node.clock().now().checked_sub(KEPT).unwrap_or(Timestamp::MIN)
}

fn key(keys: &ColumnKeys, actor: &Actor, form: &str) -> String {
    keys.blind("form_draft.form", &format!("{}\n{form}", actor.identity()))
}

fn owner(keys: &ColumnKeys, actor: &Actor) -> String {
    keys.blind("form_draft.actor", &actor.identity())
}

fn place(draft_key: &str) -> ColumnRef<'_> {
    ColumnRef { table: "form_draft", row: draft_key, column: "body" }
}

fn open(keys: &ColumnKeys, row: DraftRow) -> Result<Draft, Failure> {
    let body: Body = Sealed::from_column(row.body).open(keys, place(&row.draft_key))?;
    Ok(Draft { form: body.form, back: body.back, fields: body.fields, saved_at: row.saved_at })
}

/// Whether a field is what somebody typed, and nothing that opens a door or makes a form count once.
fn is_kept(name: &str) -> bool {
    ![FORM_TOKEN, MARK, QUIET, ONCE_FIELD, PART].contains(&name)
        && !name.starts_with("step_up_")
        && !["password", "credential", "secret"].iter().any(|part| name.contains(part))
}

fn check(form: &str, back: &str, fields: &[(String, String)]) -> Result<(), Failure> {
    let is_path = |address: &str| is_local(address) && address.len() <= MOST_ADDRESS_BYTES;
    if !is_path(form) || form.contains('?') || !(back.is_empty() || is_path(back)) {
        return Err(Failure::refused(MARK, "give the form's path and that of its page, of this node"));
    }
    let bytes: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > MOST_BYTES {
        return Err(Failure::refused(
            MARK,
            format!("is longer than the {MOST_BYTES} bytes that a draft may have"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_a_door_is_never_kept() {
        for (name, kept) in [
            ("note", true),
            ("code", true),
            ("at", true),
            ("form_token", false),
            ("draft", false),
            ("once", false),
            ("step_up_code", false),
            ("part", false),
            ("new_password", false),
            ("credential", false),
        ] {
            assert_eq!(is_kept(name), kept, "{name}");
        }
    }

    #[test]
    fn a_draft_knows_what_the_address_of_its_page_asked_for() {
        for (back, operator) in [
            ("/disclosure-requests/draft?operator=Operador%20Uno&minor=0", Some("Operador Uno")),
            ("/disclosure-requests/draft?minor=0", None),
            ("/disclosure-requests/draft", None),
        ] {
            let draft = Draft {
                form: "/disclosure-requests/draft".to_owned(),
                back: back.to_owned(),
                fields: Vec::new(),
                saved_at: Timestamp::UNIX_EPOCH,
            };
            assert_eq!(draft.query_value("operator").as_deref(), operator, "{back}");
        }
    }

    #[test]
    fn a_draft_names_pages_of_this_node_only_and_has_an_end() {
        let long = [("note".to_owned(), "x".repeat(MOST_BYTES))];
        for (form, back, fields, fits) in [
            ("/assignments/asg_1/outcome", "/assignments/asg_1", &[][..], true),
            ("/handover", "", &[][..], true),
            ("https://elsewhere.example/", "", &[][..], false),
            ("/handover", "//elsewhere.example", &[][..], false),
            ("/handover?lang=es", "", &[][..], false),
            ("", "", &[][..], false),
            ("/handover", "", &long[..], false),
        ] {
            assert_eq!(check(form, back, fields).is_ok(), fits, "{form} {back}");
        }
    }
}
