//! Alarms that no erasure reaches: those about no object, and about objects that have no period. What they say ends by itself, a while after they
//! were closed; who raised, took and closed them, and when, remains as long as entries of access. So it is of alarms that were erased with their object.

use jiff::Timestamp;
use model::retention::Category;

use crate::action::ByJob;
use crate::db::{Tx, alarms as table};
use crate::rights::DueBefore;
use crate::{Acting, Action, Done, EntryDraft, Failure, Node, Operation};

/// Overwrites what such alarms say, and removes those that say nothing any more and are old, all in one.
pub(crate) struct ForgetAlarms {
    /// The kinds that are erased when their own period is over, and their alarms with them.
    pub(crate) with_period: Vec<&'static str>,
}

impl ForgetAlarms {
    /// Whether any such alarm was closed long enough ago.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn is_due(&self, node: &Node) -> Result<bool, Failure> {
        let now = node.clock().now();
        let mut tx = node.db().begin_read("list-old-alarms").await?;
        Ok(!self.kinds(&mut tx, ended(now)).await?.is_empty() || table::has_blank(&mut tx, gone(now)).await?)
    }

    /// The kinds of which there are any.
    async fn kinds(&self, tx: &mut Tx, by: Timestamp) -> Result<Vec<String>, Failure> {
        let mut kinds = table::list_closed_kinds(tx, by).await?;
        kinds.retain(|kind| !self.with_period.contains(&kind.as_str()));
        Ok(kinds)
    }
}

fn ended(now: Timestamp) -> Timestamp {
    DueBefore::at(now).ended(Category::Alarm)
}

/// The latest closing of which it is kept no longer who saw to it.
fn gone(now: Timestamp) -> Timestamp {
    DueBefore::at(now).ended(Category::AccessEntry)
}

impl Action for ForgetAlarms {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "forget-alarms";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let (by, mut alarms) = (ended(acting.now), 0);
        for kind in self.kinds(acting.tx, by).await? {
            alarms += table::forget(acting.tx, &kind, by).await?;
        }
        let removed = table::remove_blank(acting.tx, gone(acting.now)).await?;
        let entry = EntryDraft::on("alarm", "old")
            .with("alarms", alarms.to_string())
            .with("removed", removed.to_string());
        Ok(Done::new((), entry))
    }
}
