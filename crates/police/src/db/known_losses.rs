//! Files and ranges of addresses that are known to be wrong grounds, whatever came of them, and whom they meet later.

use model::Id;
use model::kind::{Act, Person};

use super::losses::{FATE, LossRow, read_loss};
use super::{Columns, DbError, Tx, read_all};
use crate::ids::GroundLoss;

/// The standing losses of a file or of an allocation.
pub(crate) async fn list_standing(tx: &mut Tx) -> Result<Vec<LossRow>, DbError> {
    let sql =
        "SELECT * FROM ground_loss WHERE standing = 1 AND cause IN ('file', 'allocation') ORDER BY loss_id";
    read_all(&sqlx::query(sql).fetch_all(tx.conn()).await?, read_loss)
}

/// The acts that stand all the same, by an officer's decision, each with the loss of its file or its allocation.
pub(crate) async fn list_settled_acts(tx: &mut Tx) -> Result<Vec<(Id<GroundLoss>, Id<Act>)>, DbError> {
    let sql = format!(
        "SELECT lost_object.loss_id, lost_object.object_id FROM lost_object
         JOIN ground_loss ON ground_loss.loss_id = lost_object.loss_id AND ground_loss.standing = 1
             AND ground_loss.cause IN ('file', 'allocation')
         WHERE lost_object.object_kind = 'act' AND {FATE} = 'stands'"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| Ok((row.id("loss_id")?, row.id("object_id")?)))
}

/// The losses by which an act itself is in doubt, whoever it was attributed to: its file, its address or its report was lost, and nobody decided
/// that it stands all the same.
pub(crate) async fn list_standing_of_act(
    tx: &mut Tx,
    act_id: Id<Act>,
) -> Result<Vec<Id<GroundLoss>>, DbError> {
    let sql = format!(
        "SELECT ground_loss.loss_id FROM lost_object JOIN ground_loss ON ground_loss.loss_id = lost_object.loss_id
         WHERE lost_object.object_kind = 'act' AND lost_object.object_id = $1 AND ground_loss.standing = 1
             AND ground_loss.cause IN ('file', 'allocation', 'notice') AND COALESCE({FATE}, 'open') <> 'stands'
         ORDER BY ground_loss.loss_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(act_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("loss_id"))
}

/// A unit gets a person whose ground was lost while no unit had them: it reads of it, and takes note.
pub(crate) async fn tell_unit(tx: &mut Tx, person_id: Id<Person>, unit: &str) -> Result<(), DbError> {
    let sql = "UPDATE lost_object SET unit = $2 WHERE person_id = $1 AND unit IS NULL
        AND object_kind IN ('act', 'identification')";
    sqlx::query(sql).bind(person_id.to_string()).bind(unit).execute(tx.conn()).await?;
    Ok(())
}
