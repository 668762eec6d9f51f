//! Acts and events found again by the address of their connection, which is sealed: each has its keyed digest beside it.

use service::search::normal_address;
use service::{ColumnKeys, Failure};

use crate::Police;
use crate::db::search as table;

/// So many are filled in at once.
const PIECE: i64 = 1000;

/// The keyed digest under which an address is found again, however it is written.
pub(crate) fn blind(keys: &ColumnKeys, address: &str) -> String {
    keys.blind("act-address", &normal_address(address))
}

/// At start: fills in the digests of what was kept before they were. It may stop anywhere, and goes on from there at the next start. It follows
/// from what is kept and says nothing new, so it is no action, just as a migration is none.
pub(crate) async fn fill_blinds(police: &Police) -> Result<(), Failure> {
    let (keys, mut after) = (police.node.columns(), String::new());
    loop {
        let mut tx = police.node.db().begin_read("list-connections").await?;
        let rows = table::list_unfilled(&mut tx, &after, PIECE).await?;
        drop(tx);
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.seen.id();
        let mut tx = police.node.db().begin_write("fill-address-blinds").await?;
        for row in &rows {
            match row.seen.open(keys, &row.connection) {
                Ok(connection) => {
                    table::set_blind(&mut tx, row.seen, &blind(keys, &connection.address)).await?;
                }
                // a damaged value keeps nobody from working; it is met again where it is shown, and tried again at the next start
                Err(error) => {
                    tracing::error!(seen = %row.seen.id(), %error, "an address cannot be searched for")
                }
            }
        }
        tx.commit().await?;
    }
}
