//! The columns of a list as somebody chose them: kept for that person and list, until they choose anew.
//!
//! It is how a page looks to one person, and says nothing of anybody else, so it is no action and leaves no custody entry.

use axum::extract::{FromRef, State};
use axum::response::Redirect;
use jiff::{SignedDuration, Timestamp};

use super::list::MOST_COLUMNS;
use crate::accounts::session::is_local;
use crate::db::list_columns::{self as table, ChoiceRow};
use crate::http::{Form, Site};
use crate::{Actor, ColumnKeys, Failure, Node, PageContext};

/// How long a choice counts.
const KEPT: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Most lists of one person; the oldest make room.
const MOST_LISTS: i64 = 100;
/// Longest key of a column, in bytes.
const KEY_BYTES: usize = 64;
/// Longest address of a list, with what is searched for in it, in bytes.
const ADDRESS_BYTES: usize = 4096;

/// The columns of the list at `path` as `actor` chose them; none where they did not.
pub(super) async fn find(node: &Node, actor: &Actor, path: &str) -> Result<Vec<String>, Failure> {
    let mut tx = node.db().begin_read("find-list-columns").await?;
    let columns = table::find(&mut tx, &key(node.columns(), actor, path), oldest(node)).await?;
    Ok(columns.map(|columns| columns.split(',').map(str::to_owned).collect()).unwrap_or_default())
}

/// `POST /list-columns`: keeps the choice, or forgets it, and leads back to the list. `back` is its address, `column` each column that is to be
/// shown, and `first` says that it shall look as at first.
pub(crate) async fn choose<S>(
    State(state): State<S>,
    ctx: PageContext,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Redirect, Failure>
where
    Site: FromRef<S>,
{
    let back = fields.iter().find(|(name, _)| name == "back").map(|(_, value)| value.as_str());
    let back = back.filter(|back| is_local(back) && back.len() <= ADDRESS_BYTES);
    let back = back.ok_or_else(|| Failure::refused("back", "give the path of a list of this node"))?;
    let path = back.split(['?', '#']).next().unwrap_or_default();
    let is_first = fields.iter().any(|(name, _)| name == "first");
    let chosen = fields.iter().filter(|(name, _)| name == "column" && !is_first);
    let chosen: Vec<&str> = chosen.map(|(_, value)| value.as_str()).collect();
    let columns = read(&chosen)?;
    let done = if columns.is_empty() { "columns-first" } else { "columns-kept" };
    keep(Site::from_ref(&state).node(), &ctx.actor, path, columns).await?;
    let mark = if back.contains('?') { '&' } else { '?' };
    // the address says the language already, if one was chosen
    Ok(Redirect::to(&format!("{back}{mark}done={done}")))
}

/// Keys with commas between them; empty for none.
fn read(columns: &[&str]) -> Result<String, Failure> {
    let is_key = |key: &&str| {
        !key.is_empty()
            && key.len() <= KEY_BYTES
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    if columns.len() > MOST_COLUMNS || !columns.iter().all(is_key) {
        return Err(Failure::refused("column", "give columns of the list"));
    }
    Ok(columns.join(","))
}

async fn keep(node: &Node, actor: &Actor, path: &str, chosen: String) -> Result<(), Failure> {
    let keys = node.columns();
    let row = ChoiceRow {
        list_key: key(keys, actor, path),
        actor_blind: keys.blind("list_columns.actor", &actor.identity()),
        chosen,
        saved_at: node.clock().now(),
    };
    let mut tx = node.db().begin_queue("keep-list-columns").await?;
    if row.chosen.is_empty() {
        table::remove(&mut tx, &row.list_key).await?;
    } else {
        table::put(&mut tx, &row).await?;
        table::keep_newest(&mut tx, &row.actor_blind, MOST_LISTS, oldest(node)).await?;
    }
    Ok(tx.commit().await?)
}

fn oldest(node: &Node) -> Timestamp {
    node.clock().now().checked_sub(KEPT).unwrap_or(Timestamp::MIN)
}

fn key(keys: &ColumnKeys, actor: &Actor, path: &str) -> String {
    keys.blind("list_columns.list", &format!("{}\n{path}", actor.identity()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_keys_and_few() {
        assert_eq!(read(&["number", "received_at"]).unwrap(), "number,received_at");
        assert_eq!(read(&[]).unwrap(), "");
        let (long, many) = ("a".repeat(KEY_BYTES + 1), vec!["a"; MOST_COLUMNS + 1]);
        for bad in [vec![""], vec!["a,b"], vec!["<b>"], vec![long.as_str()], many] {
            assert!(read(&bad).is_err());
        }
    }
}
