//! Warns once at each threshold of days that an operator may soon erase what nobody has asked for. It looks once an hour, and changes nothing where
//! nothing is due.

use std::time::Duration;

use service::{Actor, Failure, Shutdown};
use tokio::task::JoinHandle;

use crate::actions::RaiseEvidenceWarnings;
use crate::db::warnings as table;
use crate::{Police, due, ip_events};

/// How long nothing is looked at after a look.
const REST: Duration = Duration::from_hours(1);
const ACTOR: Actor = Actor::Job { name: "warn-of-evidence" };

/// Warns until the node stops.
pub(crate) fn spawn(police: Police, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        let work = async {
            loop {
                if let Err(failure) = warn(&police).await {
                    tracing::error!(%failure, "nobody can be warned of evidence now; it is tried again in an hour");
                }
                tokio::time::sleep(REST).await;
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = work => {}
        }
    })
}

/// Raises every warning that is due now, and lets go of the events that nobody asked about in time.
pub(crate) async fn warn(police: &Police) -> Result<(), Failure> {
    ip_events::lapse(police).await?;
    while has_due(police).await? {
        police.node.act(&ACTOR, &RaiseEvidenceWarnings { today: police.today() }).await?;
    }
    Ok(())
}

async fn has_due(police: &Police) -> Result<bool, Failure> {
    let mut tx = police.reading("list-evidence-due").await?;
    for (days_before, window) in due::warning_windows(police.today()) {
        if !table::list_due(&mut tx, days_before, window, 1).await?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
