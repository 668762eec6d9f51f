//! Searches whose period is over: they are entries of access, and kept as long as those.

use jiff::Timestamp;
use model::retention::Category;

use crate::action::ByJob;
use crate::db::searches as table;
use crate::rights::DueBefore;
use crate::{Acting, Action, Done, EntryDraft, Failure, Node, Operation};

/// The latest search whose period is over.
fn ended(now: Timestamp) -> Timestamp {
    DueBefore::at(now).ended(Category::AccessEntry)
}

/// Whether the period of any search is over.
///
/// # Errors
/// When the database fails.
pub(crate) async fn has_old(node: &Node) -> Result<bool, Failure> {
    let mut tx = node.db().begin_read("list-old-searches").await?;
    Ok(table::has_any(&mut tx, ended(node.clock().now())).await?)
}

/// Removes the searches whose period is over, all in one. The custody log goes on saying that they were made.
pub(crate) struct ForgetSearches;

impl Action for ForgetSearches {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "forget-searches";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let searches = table::remove_old(acting.tx, ended(acting.now)).await?;
        let entry = EntryDraft::on("search", "old").with("searches", searches.to_string());
        Ok(Done::new((), entry))
    }
}
