//! A refusal for want of permission leaves an entry, and a flood of them does not fill the log.
//!
//! What is out of an actor's reach and what never existed are on record alike: else the time that the entry takes would tell them apart.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::consultation::About;
use crate::http::Site;
use crate::{Actor, Failure, custody_log};

/// The action's name in the entry of a refusal.
pub(crate) const NAME: &str = "refuse";
/// The detail that says the how manieth refusal of its actor within the hour it was.
pub(crate) const COUNT: &str = "refused_this_hour";
/// So many of an actor within an hour have an entry each; then each that doubles the number has one.
const SINGLY: u32 = 20;
const HOUR_S: i64 = 3600;

/// Why an actor is refused.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Because {
    /// The role may not call the route, whatever exists.
    Role,
    /// There is no such object, or it is out of the actor's reach.
    Object,
}

impl Because {
    fn grounds(self) -> &'static str {
        match self {
            Self::Role => "refused_role",
            Self::Object => "refused_object",
        }
    }
}

/// How often each actor was refused within the hour that runs, in this process.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<Hour>);

#[derive(Debug, Default)]
struct Hour {
    number: i64,
    refused: HashMap<String, u32>,
}

impl Refusals {
    /// Counts one more; gives the number when this one has an entry of its own.
    fn count(&self, actor: String, now: Timestamp) -> Option<u32> {
        let number = now.as_second().div_euclid(HOUR_S);
        let mut hour = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hour.number != number {
            *hour = Hour { number, refused: HashMap::new() };
        }
        let refused = hour.refused.entry(actor).or_default();
        *refused = refused.saturating_add(1);
        let doubles = (*refused).is_multiple_of(SINGLY) && (*refused / SINGLY).is_power_of_two();
        (*refused <= SINGLY || doubles).then_some(*refused)
    }
}

/// Records that `actor` was refused. When that fails the refusal stands all the same, and the process log says so.
pub(crate) async fn note(site: &Site, actor: &Actor, about: &About, because: Because) {
    metrics::counter!("refusals_total", "because" => because.grounds()).increment(1);
    let now = site.node().clock().now();
    let Some(count) = site.refusals().count(actor.identity(), now) else { return };
    if let Err(failure) = write(site, actor, about, because, count, now).await {
        tracing::error!(%failure, actor = actor.describe(), route = about.route, "a refusal is not on record");
    }
}

async fn write(
    site: &Site,
    actor: &Actor,
    about: &About,
    because: Because,
    count: u32,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut draft = about.draft().without_personal_data().grounds(because.grounds());
    if count > SINGLY {
        draft = draft.with(COUNT, count.to_string());
    }
    let node = site.node();
    let mut tx = node.db().begin_queue(NAME).await?;
    let recorded = custody_log::record(&mut tx, node, actor, NAME, draft, now).await?;
    tx.commit().await?;
    node.committed(recorded);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_leaves_few_entries_and_its_size() {
        let refusals = Refusals::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        let recorded: Vec<u32> =
            (0..1000).filter_map(|_| refusals.count("staff:ana".into(), at(7199))).collect();
        assert_eq!(recorded[..20], (1..=20).collect::<Vec<_>>());
        assert_eq!(recorded[20..], [40, 80, 160, 320, 640]);
        assert_eq!(
            refusals.count("staff:bea".into(), at(7199)),
            Some(1),
            "each actor has a count of their own"
        );
        assert_eq!(refusals.count("staff:ana".into(), at(7200)), Some(1), "the next hour begins anew");
        assert_eq!(refusals.count("staff:ana".into(), at(-1)), Some(1));
    }
}
