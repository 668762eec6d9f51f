//! Acts and events found again by the address of their connection, which is sealed: each has its keyed digest beside it.

use service::search::normal_address;
use service::{ColumnKeys, Failure};

use crate::Police;
use crate::db::search as table;
use crate::intake::Connection;

/// So many are filled in at once.
const PIECE: i64 = 1000;

/// The keyed digest under which an address is found again, however it is written.
pub(crate) fn blind(keys: &ColumnKeys, address: &str) -> String {
    keys.blind("act-address", &normal_address(address))
}

/// The keyed digest by which events are known to tell of one connection: of address and port.
pub(crate) fn blind_whole(keys: &ColumnKeys, connection: &Connection) -> String {
    let port = connection.port.map(|port| port.to_string()).unwrap_or_default();
    keys.blind("event-connection", &format!("{} {port}", normal_address(&connection.address)))
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
                    let (address, whole) = (blind(keys, &connection.address), blind_whole(keys, &connection));
                    table::set_blinds(&mut tx, row.seen, &address, &whole).await?;
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
