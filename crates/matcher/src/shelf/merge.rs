//! What came into banks lately is built into their indexes while look-ups go on.
//!
//! A bank has at most two parts: a large one that is seldom built, and a small one for what came since. So adding content to a bank of
//! millions costs the building of thousands.

use std::collections::HashSet;

use service::Shutdown;
use tokio::task::JoinHandle;

use super::bank::{Bank, Part};
use crate::db::contents;
use crate::state::Shared;

/// What came since the large part, as a share of it, from when on all is built anew.
const SHARE: usize = 8;

/// Why a bank could not be built; look-ups go on with what there is.
#[derive(Debug, thiserror::Error)]
enum MergeError {
    #[error(transparent)]
    Db(#[from] service::DbError),
    #[error(transparent)]
    List(#[from] hashlist::ListError),
    #[error(transparent)]
    Thread(#[from] tokio::task::JoinError),
}

/// Builds whenever somebody says that there may be something to build.
pub(crate) fn spawn(shared: Shared, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        while shutdown.run_until_cancelled(shared.merge.notified()).await.is_some() {
            let due: Vec<_> =
                shared.shelves.get().banks().filter(|bank| bank.needs_merge()).cloned().collect();
            for bank in due {
                if let Err(error) = merge(&shared, &bank).await {
                    tracing::error!(bank = bank.id, %error, "what came into a bank is scanned, since it cannot be built into its index");
                }
            }
        }
    })
}

/// How much of a bank is built.
struct Plan {
    /// The large part stays, and what lies above this number is built; 0 builds all.
    after: i64,
    /// What was gone before the database is read, and so is not in what is built.
    gone: HashSet<i64>,
}

impl Plan {
    fn of(bank: &Bank) -> Self {
        let later: usize =
            bank.parts.iter().skip(1).map(|part| part.entries).sum::<usize>() + bank.young.len();
        let large = bank
            .parts
            .first()
            .filter(|large| later * SHARE <= large.entries && bank.gone.len() * SHARE <= large.entries);
        Self { after: large.map_or(0, |large| large.upto), gone: bank.gone.clone() }
    }
}

async fn merge(shared: &Shared, bank: &Bank) -> Result<(), MergeError> {
    let plan = Plan::of(bank);
    let mut tx = shared.node.db().begin_read("list-bank-signals").await?;
    let contents = contents::list_signals(&mut tx, bank.id, plan.after).await?;
    drop(tx);
    let (name, after) = (bank.name.clone(), plan.after);
    let built = tokio::task::spawn_blocking(move || Part::build(&name, contents)).await??;
    let _desk = shared.desk.lock().await;
    // somebody may have changed or deleted it meanwhile
    let now = shared.shelves.get().bank_no(bank.id).cloned();
    if let Some(now) = now {
        let merged = take(Bank::clone(&now), plan, built);
        shared.shelves.change(|shelf| shelf.put_bank(merged));
        tracing::debug!(bank = bank.id, after, "built what came into a bank");
    }
    Ok(())
}

/// Puts what was built into the bank as it stands now.
fn take(mut bank: Bank, plan: Plan, built: Option<Part>) -> Bank {
    let upto = built.as_ref().map_or(plan.after, |part| part.upto);
    bank.parts.retain(|part| part.upto <= plan.after);
    bank.parts.extend(built);
    bank.young.retain(|young| young.content_id > upto);
    // what went before the database was read is in no new part; the large part, where it stays, still holds its own
    bank.gone.retain(|id| *id <= plan.after || !plan.gone.contains(id));
    bank
}

#[cfg(test)]
mod tests {
    use hashlist::Digest;

    use super::*;
    use crate::shelf::bank::Content;
    use crate::signal::{Signal, SignalType, Signals};

    fn signals(byte: u8) -> Signals {
        let mut pdq = [0x0f; 32];
        pdq[0] = byte;
        Signals::from([(SignalType::Pdq, Signal::Pdq(Digest(pdq)))])
    }

    fn contents(ids: std::ops::RangeInclusive<i64>) -> Vec<Content> {
        ids.map(|id| (id, signals(u8::try_from(id % 250).unwrap()))).collect()
    }

    fn bank(built: i64, young: i64) -> Bank {
        let mut bank = Bank::new(1, "A".into(), 1.0);
        bank.parts.extend(Part::build("A", contents(1..=built)).unwrap());
        for (id, signals) in contents(built + 1..=built + young) {
            bank.add(id, &signals, 0);
        }
        bank
    }

    #[test]
    fn little_is_built_apart_and_much_makes_all_anew() {
        assert_eq!(Plan::of(&bank(100, 10)).after, 100);
        assert_eq!(Plan::of(&bank(100, 50)).after, 0);
        assert_eq!(Plan::of(&bank(0, 5)).after, 0);
        let mut holed = bank(100, 0);
        for id in 1..=20 {
            holed.remove(id, &signals(1));
        }
        assert_eq!(Plan::of(&holed).after, 0);
    }

    #[test]
    fn what_came_and_went_while_it_was_built_is_kept() {
        let mut now = bank(100, 10);
        now.remove(3, &signals(3));
        let plan = Plan::of(&now);
        let built = Part::build("A", contents(101..=110)).unwrap();
        // meanwhile
        now.add(111, &signals(9), 0);
        now.remove(105, &signals(105));
        let merged = take(now, plan, built);
        assert_eq!(merged.parts.len(), 2);
        assert_eq!(merged.young.iter().map(|young| young.content_id).collect::<Vec<_>>(), [111]);
        // 105 was young when it went, and stands in what was built
        assert!(merged.gone.contains(&3), "the large part still holds it");
        assert!(merged.gone.contains(&105), "what was built holds it");
    }
}
