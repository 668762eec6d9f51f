//! At start: the keyed digests of addresses that were kept before those digests were.

use service::Failure;

use crate::actions::enrich_report::{address_column, address_row};
use crate::db::search as table;
use crate::{State, addresses};

/// So many are filled in at once.
const PIECE: i64 = 1000;

/// Fills in what is missing. It may stop anywhere, and goes on from there at the next start. It follows from what is kept and says nothing new, so it
/// is no action, just as a migration is none.
pub(crate) async fn fill(state: &State) -> Result<(), Failure> {
    let (keys, mut after) = (state.node().columns(), (String::new(), 0));
    loop {
        let mut tx = state.node().db().begin_read("list-addresses").await?;
        let rows = table::list_unfilled(&mut tx, (&after.0, after.1), PIECE).await?;
        drop(tx);
        let Some(last) = rows.last() else { return Ok(()) };
        after = (last.report_id.to_string(), last.position);
        let mut tx = state.node().db().begin_write("fill-address-blinds").await?;
        for row in &rows {
            let sealed_row = address_row(row.report_id, row.position);
            match row.address.open(keys, address_column(&sealed_row)) {
                Ok(address) => table::set_blind(&mut tx, row, &addresses::blind(keys, &address)).await?,
                // a damaged value keeps nobody from working; it is met again where it is shown, and tried again at the next start
                Err(error) => tracing::error!(row = %sealed_row, %error, "an address cannot be searched for"),
            }
        }
        tx.commit().await?;
    }
}
