//! How much one person has looked at today, and whether they may look on: for their own eyes.

use jiff::Timestamp;
use jiff::civil::Date;

use super::OpeningConfig;
use super::pause::pause_of;
use crate::db::openings as table;
use crate::{Failure, Tx};

/// What one person is told of their own openings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnLooks {
    /// Files opened today, previews among them, by the clock of the node's country.
    pub opened_today: i64,
    /// How many they may open today; 0 where the node shows nobody anything.
    pub limit_today: i64,
    /// Until when they pause before the next file.
    pub pause_until: Option<Timestamp>,
}

impl OwnLooks {
    /// Whether the limit of today is reached.
    pub fn is_limit_reached(&self) -> bool {
        self.opened_today >= self.limit_today
    }
}

/// How `person` stands at an instant of a day.
///
/// # Errors
/// When the database fails.
pub async fn own_looks(
    tx: &mut Tx,
    person: &str,
    config: &OpeningConfig,
    (day, now): (Date, Timestamp),
) -> Result<OwnLooks, Failure> {
    let raised = table::allowed_on(tx, person, day).await?;
    Ok(OwnLooks {
        opened_today: table::count_on(tx, person, day).await?,
        limit_today: config.limit(raised).unwrap_or(0),
        pause_until: pause_of(tx, person, config, now).await?,
    })
}
