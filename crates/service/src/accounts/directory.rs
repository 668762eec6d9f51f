//! Who is on the staff now, asked within the transaction of whoever asks.

use crate::db::Tx;
use crate::db::staff_accounts;
use crate::{Actor, ColumnKeys, Failure};

use super::{State, actor_of, name_blind};

/// Everybody on the staff who can act: accounts in use, and in a simulation the people of the configuration.
#[derive(Clone, Copy)]
pub struct Directory<'a> {
    configured: &'a [Actor],
    columns: &'a ColumnKeys,
}

impl<'a> Directory<'a> {
    pub(crate) fn new(configured: &'a [Actor], columns: &'a ColumnKeys) -> Self {
        Self { configured, columns }
    }

    /// The configured person of this name, in a simulation.
    pub(crate) fn find_configured(self, name: &str) -> Option<&'a Actor> {
        self.configured.iter().find(|actor| actor.name() == name)
    }

    /// The person of this sign-in name as they stand now: role and unit may have changed since they last acted.
    ///
    /// # Errors
    /// When the database fails, or a name does not open.
    pub async fn find(self, tx: &mut Tx, name: &str) -> Result<Option<Actor>, Failure> {
        if let Some(configured) = self.find_configured(name) {
            return Ok(Some(configured.clone()));
        }
        let row = staff_accounts::find_by_name(tx, &name_blind(self.columns, name)).await?;
        row.filter(|row| row.state == State::Active).map(|row| actor_of(self.columns, &row)).transpose()
    }
}
