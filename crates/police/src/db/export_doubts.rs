//! What is in doubt of what leaves: links that somebody disputes, and grounds that fell away.

use model::Id;
use model::kind::Link;
use sqlx::AssertSqlSafe;

use super::exports::Exported;
use super::losses::FATE;
use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::exports::Doubts;
use crate::ids::GroundLoss;

/// Of the accounts and acts of an object, as far as the reader may read them. Of links and losses their ids and nothing else.
pub(crate) async fn load_doubts(tx: &mut Tx, reader: &Reader, what: Exported) -> Result<Doubts, DbError> {
    Ok(Doubts {
        contested_links: list_contested(tx, reader, what).await?,
        lost_grounds: list_lost(tx, reader, what).await?,
    })
}

/// The standing links under an open dispute that touch a subject of these accounts.
async fn list_contested(tx: &mut Tx, reader: &Reader, what: Exported) -> Result<Vec<Id<Link>>, DbError> {
    let sql = format!(
        "SELECT DISTINCT link.link_id AS link_id FROM link_contest CROSS JOIN link CROSS JOIN account side
         WHERE link_contest.decision IS NULL AND link.link_id = link_contest.link_id AND link.standing = 1
             AND side.account_id IN (link.account_a, link.account_b) AND side.subject_id IN (
             SELECT account.subject_id FROM report_account
             JOIN account ON account.account_id = report_account.account_id
             WHERE {} AND {})
         ORDER BY link.link_id",
        may_read(Closed::Account, "account.account_id", 1),
        what.statements()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(what.id());
    read_all(&query.fetch_all(tx.conn()).await?, |row| row.id("link_id"))
}

/// The standing losses under whoever these acts are attributed to that no officer has settled.
async fn list_lost(tx: &mut Tx, reader: &Reader, what: Exported) -> Result<Vec<Id<GroundLoss>>, DbError> {
    let sql = format!(
        "SELECT DISTINCT lost_object.loss_id AS loss_id FROM act
         JOIN account ON account.account_id = act.account_id
         JOIN identified_act found ON found.act_id = act.act_id AND found.standing = 1
         JOIN identification author ON author.identification_id = found.identification_id AND author.standing = 1
         JOIN lost_object ON lost_object.object_kind = 'identification'
             AND lost_object.object_id = author.identification_id
         JOIN ground_loss ON ground_loss.loss_id = lost_object.loss_id AND ground_loss.standing = 1
         WHERE {} AND {} AND COALESCE({FATE}, 'open') <> 'stands' ORDER BY lost_object.loss_id",
        may_read(Closed::Account, "act.account_id", 1),
        what.acts()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(what.id());
    read_all(&query.fetch_all(tx.conn()).await?, |row| row.id("loss_id"))
}
