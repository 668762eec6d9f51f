//! What officers decided on acts at which the age is open.

use jiff::Timestamp;
use model::Id;
use model::kind::{Act, Person};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::ids::PathDecision;

/// A decision.
pub(crate) struct DecisionRow {
    pub(crate) decision_id: Id<PathDecision>,
    /// `protection`, `juvenile` or `adult`.
    pub(crate) path: String,
    pub(crate) reason: Sealed<String>,
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

fn read_decision(row: &AnyRow) -> Result<DecisionRow, Error> {
    Ok(DecisionRow {
        decision_id: row.id("decision_id")?,
        path: row.text("path")?,
        reason: Sealed::from_column(row.text("reason")?),
        decided_at: row.instant("decided_at")?,
        decided_by: row.text("decided_by")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

fn read_decided_act(row: &AnyRow) -> Result<(Id<PathDecision>, Id<Act>), Error> {
    Ok((row.id("decision_id")?, row.id("act_id")?))
}

pub(crate) async fn insert_decision(
    tx: &mut Tx,
    person_id: Id<Person>,
    row: &DecisionRow,
    acts: &[Id<Act>],
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO path_decision (decision_id, person_id, path, reason, decided_at, decided_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(row.decision_id.to_string())
    .bind(person_id.to_string())
    .bind(&row.path)
    .bind(row.reason.as_column())
    .bind(row.decided_at.as_microsecond())
    .bind(&row.decided_by)
    .execute(tx.conn())
    .await?;
    for act_id in acts {
        sqlx::query("INSERT INTO path_decision_act (decision_id, act_id) VALUES ($1, $2)")
            .bind(row.decision_id.to_string())
            .bind(act_id.to_string())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// Every decision on a person's acts, standing or not, oldest first; whoever shows them has found the person for its reader.
pub(crate) async fn list_decisions(tx: &mut Tx, person_id: Id<Person>) -> Result<Vec<DecisionRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM path_decision WHERE person_id = $1 ORDER BY decision_id")
        .bind(person_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    read_all(&rows, read_decision)
}

/// Of which acts they speak.
pub(crate) async fn list_decided_acts(
    tx: &mut Tx,
    person_id: Id<Person>,
) -> Result<Vec<(Id<PathDecision>, Id<Act>)>, DbError> {
    let rows = sqlx::query(
        "SELECT path_decision_act.decision_id, path_decision_act.act_id FROM path_decision
         JOIN path_decision_act ON path_decision_act.decision_id = path_decision.decision_id
         WHERE path_decision.person_id = $1 ORDER BY path_decision_act.decision_id, path_decision_act.act_id",
    )
    .bind(person_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_decided_act)
}

/// Whose acts a decision is on.
pub(crate) async fn find_person_of_decision(
    tx: &mut Tx,
    decision_id: Id<PathDecision>,
) -> Result<Option<Id<Person>>, DbError> {
    let row = sqlx::query("SELECT person_id FROM path_decision WHERE decision_id = $1")
        .bind(decision_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| row.id("person_id")).transpose()?)
}
