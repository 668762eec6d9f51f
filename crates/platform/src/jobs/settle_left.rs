//! At start: reports that the configuration of before left where nothing sends them, and nobody is told so.

use service::{Actor, Failure};

use super::FileReport;
use crate::State;
use crate::actions::HoldBack;
use crate::db::destinations;
use crate::destination::Held;

const SENDER: Actor = Actor::Job { name: "file-report" };

/// Looks at what is being filed. What waited for a hand waits for a person once a program sends reports: perhaps somebody has carried it already. What
/// was held back waits for a hand once no program does.
pub(crate) async fn settle_left(state: &State) -> Result<(), Failure> {
    let mut tx = state.node.db().begin_read("list-filing").await?;
    let (mut unsent, mut held_back) = (Vec::new(), Vec::new());
    for (report_id, held) in destinations::list_filing(&mut tx).await? {
        if held.is_some() {
            held_back.push(report_id);
        } else if service::jobs::find(&mut tx, &FileReport { report_id }).await?.is_none() {
            unsent.push(report_id);
        }
    }
    drop(tx);
    let Some(to) = state.clearinghouse() else {
        for report_id in held_back {
            let now = state.node.clock().now();
            state.node.enqueue_unless_queued(&FileReport { report_id }, now).await?;
        }
        return Ok(());
    };
    for report_id in unsent {
        let hold = HoldBack { report_id, held: Held::OtherDestination, address: to.address.clone() };
        state.node.act(&SENDER, &hold).await?;
    }
    Ok(())
}
