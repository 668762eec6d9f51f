//! Search with a stated purpose: one exact thing at a time, and only what the reader may see.
//!
//! What is looked for travels in a form, never in an address or a log. A search is on record before its answer is shown: who, why, what kind of thing
//! and how many hits; the thing itself as a keyed digest alone. The answer names objects and counts them, and says nothing else of them.

mod forget;
mod pages;
mod record;
mod register;
mod words;

use std::future::Future;

use axum::extract::FromRef;

pub(crate) use forget::{ForgetSearches, has_old};
pub use words::{Purpose, Sought, SoughtKind, normal_address};

use crate::alarm::{Seen, Watches};
use crate::http::Site;
use crate::rights::ObjectRef;
use crate::{Actor, ColumnKeys, Failure, Node, Operation, Routes, Tx};

model::kinds! {
    /// A search with its purpose.
    SearchRecord = "sch";
}

/// Most objects that one search looks at.
pub const MOST_CANDIDATES: i64 = 500;

/// What a role states of its searches.
pub trait Searches: Watches {
    /// To search.
    const SEARCH: Self::Permission;
    /// To read who searched for what purpose.
    const READ_SEARCHES: Self::Permission;
    /// What it can look for.
    const SOUGHT: &'static [SoughtKind];

    /// The objects that hold exactly this, at most [`MOST_CANDIDATES`], whoever asks; what the reader may see of them is asked of
    /// [`Watches::find_seen`] one by one.
    fn list_candidates(
        tx: &mut Tx,
        keys: &ColumnKeys,
        sought: &Sought,
    ) -> impl Future<Output = Result<Vec<ObjectRef>, Failure>> + Send;
}

/// What the reader may see of what holds it.
async fn look<S: Searches>(node: &Node, actor: &Actor, sought: &Sought) -> Result<Vec<Seen>, Failure> {
    let mut tx = node.db().begin_read("search").await?;
    let mut hits: Vec<Seen> = Vec::new();
    for object in S::list_candidates(&mut tx, node.columns(), sought).await? {
        if let Some(seen) = S::find_seen(&mut tx, actor, &object).await?
            && !hits.contains(&seen)
        {
            hits.push(seen);
        }
    }
    Ok(hits)
}

/// Adds the search to the routes of a role.
pub fn routes<S>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    S: Searches,
    Site: FromRef<S>,
{
    routes
        .page("/search", S::SEARCH, "Page: search for one exact thing", pages::ask::<S>)
        .no_personal_data()
        .post("/search", S::SEARCH, "Page: what was found; the search is on record first", pages::search::<S>)
        .takes_media("application/x-www-form-urlencoded")
        .gives_media(200, "text/html")
        .operation(Operation::Consultation)
        .page("/searches", S::READ_SEARCHES, "Page: who searched for what purpose", register::list::<S>)
        .operation(Operation::Consultation)
}
