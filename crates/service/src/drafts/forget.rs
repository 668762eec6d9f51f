//! Drafts that nobody has come back to.

use super::oldest;
use crate::action::ByJob;
use crate::db::form_drafts as table;
use crate::{Acting, Action, Done, EntryDraft, Failure, Node, Operation};

/// Whether a draft is older than drafts become.
///
/// # Errors
/// When the database fails.
pub(crate) async fn has_old(node: &Node) -> Result<bool, Failure> {
    let mut tx = node.db().begin_read("list-old-drafts").await?;
    Ok(table::has_any(&mut tx, oldest(node)).await?)
}

/// Removes the drafts whose seven days are over, all in one.
pub(crate) struct ForgetDrafts;

impl Action for ForgetDrafts {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "forget-drafts";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let by = acting.now.checked_sub(super::KEPT).map_err(Failure::broken)?;
        let drafts = table::remove_old(acting.tx, by).await?;
        let entry = EntryDraft::on("form_draft", "old").with("drafts", drafts.to_string());
        Ok(Done::new((), entry))
    }
}
