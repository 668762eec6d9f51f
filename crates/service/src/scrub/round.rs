//! One round after another.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use super::{ItemFault, KeepsVault, ScrubConfig};
use crate::action::ByJob;
use crate::db::item_checks as table;
use crate::keys::{self, ItemRecord};
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Node, Shutdown};

/// How long the scrubber rests when nothing is due.
const REST: Duration = Duration::from_mins(1);
/// Items that are looked up at once; each look reads the whole table of items.
const PAGE: i64 = 1000;
/// How long an item rests before it is read for the first time. Read at once it would come from the system's memory, which says nothing of the
/// disk, and would slow down the intake that has just stored it.
const SETTLING: SignedDuration = SignedDuration::from_hours(1);

/// Checks the vault until the node stops.
pub fn spawn<S: KeepsVault>(state: S, config: ScrubConfig, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        let work = async {
            loop {
                if let Err(failure) = round(&state, &config).await {
                    tracing::error!(%failure, "the vault cannot be checked now");
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

/// Checks everything that is due.
async fn round<S: KeepsVault>(state: &S, config: &ScrubConfig) -> Result<(), Failure> {
    let every = SignedDuration::from_hours(24 * i64::from(config.every_days));
    measure(state.node()).await?;
    loop {
        let now = state.node().clock().now();
        let ago = |time| now.checked_sub(time).unwrap_or(Timestamp::MIN);
        let mut tx = state.node().db().begin_read("list-unchecked").await?;
        let due = table::list_due(&mut tx, ago(SETTLING), ago(every), PAGE).await?;
        drop(tx);
        if due.is_empty() {
            return Ok(());
        }
        for due in &due {
            check(state, due, config.bytes_per_second).await?;
        }
        measure(state.node()).await?;
    }
}

async fn check<S: KeepsVault>(state: &S, due: &table::DueItem, rate: u64) -> Result<(), Failure> {
    let (node, item) = (state.node(), &due.item);
    let mut tx = node.db().begin_read("open-case-key").await?;
    let key = keys::key_of(node, &mut tx, item).await;
    drop(tx);
    let damage = match key {
        Ok(key) => match state.check_item(item, &key, rate).await {
            Ok(()) => None,
            Err(ItemFault::Damaged(damage)) => Some(damage),
            Err(ItemFault::Interrupted) => return Ok(()),
        },
        // erased while it was on the list: there is nothing to check
        Err(Failure::Refused(_)) => None,
        Err(_) => Some("the key of its case does not open".to_owned()),
    };
    metrics::counter!("amparo_vault_items_checked_total", "role" => node.role()).increment(1);
    if damage == due.damage {
        return note(node, &item.name, damage.as_deref()).await;
    }
    let report = ReportItem { item, damage };
    match (node.act(&Actor::Job { name: "scrub-vault" }, &report).await, &report.damage) {
        // erased while it was read: then it is missing rightly
        (Err(Failure::Refused(_)), _) => return Ok(()),
        (Err(failure), _) => return Err(failure),
        (Ok(()), Some(damage)) => {
            tracing::error!(item = item.name, case = item.case_id, damage, "an item of the vault is damaged");
        }
        (Ok(()), None) => {
            tracing::info!(item = item.name, case = item.case_id, "an item of the vault is whole again");
        }
    }
    Ok(())
}

/// A check that found what the one before did changes nothing that anybody decided on: no entry.
async fn note(node: &Node, name: &str, damage: Option<&str>) -> Result<(), Failure> {
    let mut tx = node.db().begin_queue("note-check").await?;
    table::note(&mut tx, name, node.clock().now(), damage).await?;
    Ok(tx.commit().await?)
}

async fn measure(node: &Node) -> Result<(), Failure> {
    let mut tx = node.db().begin_read("measure-vault").await?;
    let sums = table::load_sums(&mut tx).await?;
    drop(tx);
    let age = sums.oldest_check_at.map_or(0, |at| node.clock().now().duration_since(at).as_secs());
    for (gauge, value) in [
        ("amparo_vault_items_damaged", sums.damaged),
        ("amparo_vault_items_unchecked", sums.unchecked),
        ("amparo_vault_oldest_check_age_seconds", age),
    ] {
        #[allow(clippy::cast_precision_loss, reason = "a metric")]
        metrics::gauge!(gauge, "role" => node.role()).set(value as f64);
    }
    Ok(())
}

/// An item was found damaged, or whole again: custody of evidence, so on record.
struct ReportItem<'a> {
    item: &'a ItemRecord,
    damage: Option<String>,
}

impl Action for ReportItem<'_> {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "report-item";

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let (name, damage) = (&self.item.name, self.damage.as_deref());
        if !table::note(acting.tx, name, acting.now, damage).await? {
            return Err(Failure::absent("item"));
        }
        let entry = EntryDraft::on("case", &self.item.case_id).without_personal_data();
        let entry = entry.with("item", name).with("found", damage.unwrap_or("whole"));
        Ok(Done::new((), entry))
    }
}
