//! An administrator states on what legal basis a surface is compared with hash lists, and when.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::db::surfaces;
use crate::permissions::Permission;
use crate::surfaces::Surface;

/// One statement with its reason. Undone by stating again.
pub(crate) struct StateBasis {
    pub(crate) surface: Surface,
    pub(crate) reason: String,
}

/// The statement that stands now.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct BasisStated {
    /// The surface.
    pub(crate) surface: String,
    /// Counts the statements of this surface from 1.
    pub(crate) statement: i64,
}

impl Action for StateBasis {
    type Permission = Permission;
    type Output = BasisStated;
    const NAME: &'static str = "state-basis";

    fn permission(&self) -> Permission {
        Permission::StateBasis
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<BasisStated>, Failure> {
        let surface = &self.surface;
        let before = surfaces::find_standing(acting.tx, &surface.name).await?;
        let statement = before.map_or(1, |row| row.statement_no + 1);
        let row = format!("{}/{statement}", surface.name);
        let at = ColumnRef { table: surfaces::TABLE, row: &row, column: surfaces::REASON };
        let reason = Sealed::seal(acting.columns(), at, &self.reason, acting.rng())?;
        let stated = (acting.actor.name(), acting.now);
        surfaces::insert_statement(acting.tx, (surface, statement), &reason, stated).await?;
        let mut entry = EntryDraft::on("surface", &surface.name)
            .without_personal_data()
            .with("statement", statement.to_string())
            .with("channel", surface.channel.name())
            .with("from", surface.from.to_string())
            .with("basis_sha256", hex::encode(Sha256::digest(&surface.basis)));
        if let Some(until) = surface.until {
            entry = entry.with("until", until.to_string());
        }
        Ok(Done::new(BasisStated { surface: surface.name.clone(), statement }, entry))
    }
}
