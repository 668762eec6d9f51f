//! Persons found again by their names, which are sealed: each has a keyed digest beside them.

use service::{ColumnKeys, Failure, SealError};

use crate::db::search as table;
use crate::{Police, names, seals};

/// So many are filled in at once.
const PIECE: i64 = 1000;

/// The keyed digest under which a name is found again, however it is written.
pub(crate) fn blind(keys: &ColumnKeys, given: &str, family: &str) -> String {
    keys.blind("person-name", &names::normalised(given, family))
}

/// At start: makes the digests that are missing since names are compared otherwise. It may stop anywhere, and goes on from there at the next start.
/// It follows from what is kept and says nothing new, so it is no action, just as a migration is none.
pub(crate) async fn fill(police: &Police) -> Result<(), Failure> {
    let (keys, mut after) = (police.node.columns(), String::new());
    loop {
        let mut tx = police.node.db().begin_read("list-names").await?;
        let rows = table::list_unfilled_names(&mut tx, &after, PIECE).await?;
        drop(tx);
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.person_id.to_string();
        let mut tx = police.node.db().begin_write("fill-name-blinds").await?;
        for row in &rows {
            match name_blind(keys, row) {
                Ok(name_blind) => table::set_name_blind(&mut tx, row.person_id, &name_blind).await?,
                // a damaged value keeps nobody from working; it is met again where it is shown, and tried again at the next start
                Err(error) => {
                    tracing::error!(person_id = %row.person_id, %error, "a name cannot be searched for")
                }
            }
        }
        tx.commit().await?;
    }
}

fn name_blind(keys: &ColumnKeys, row: &table::SealedName) -> Result<String, SealError> {
    let given = seals::GIVEN_NAME.open(keys, row.person_id, &row.given_name)?;
    let family = seals::FAMILY_NAME.open(keys, row.person_id, &row.family_name)?;
    Ok(blind(keys, &given, &family))
}
