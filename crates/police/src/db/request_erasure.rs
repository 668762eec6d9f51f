//! What an erasure overwrites of requests to operators and of the files of their answers.

use jiff::Timestamp;
use model::Id;
use service::db::wipe;
use service::rights::Overwritten;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::erasure::mark;
use super::{Columns, DbError, Tx, read_all};
use crate::ids::DisclosureRequest;

fn read_file(row: &AnyRow) -> Result<(String, String, String), Error> {
    Ok((row.text("name")?, row.text("case_id")?, row.text("wrapped_key")?))
}

/// SQL: the answer is to a request that asks about an act or an event of a report or account, by the column that names it.
pub(super) fn asked_of(column: &str) -> String {
    format!(
        "disclosure_answer.request_id IN (
             SELECT l.request_id FROM act JOIN disclosure_line l ON l.act_id = act.act_id WHERE act.{column} = $1
             UNION SELECT l.request_id FROM ip_event
             JOIN disclosure_line l ON l.event_id = ip_event.event_id WHERE ip_event.{column} = $1)"
    )
}

/// Destroys the keys of the files of operators' answers that speak of what is erased: of a request, or of the acts and events of a report or
/// account. What was written of a file since its key went, goes too.
pub(super) async fn wipe_answer_files(
    tx: &mut Tx,
    done: &mut Overwritten,
    condition: &str,
    id: &str,
) -> Result<(), DbError> {
    let sql = format!(
        "SELECT DISTINCT evidence_item.name AS name, evidence_item.case_id AS case_id, evidence_item.wrapped_key AS wrapped_key
         FROM evidence_item
         JOIN answer_import ON answer_import.item_id = evidence_item.item_id
         JOIN disclosure_answer ON disclosure_answer.import_id = answer_import.import_id
         WHERE {condition}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_all(tx.conn()).await?;
    for (name, case_id, wrapped_key) in read_all(&rows, read_file)? {
        let sql = "UPDATE answer_import SET problems = '',
                 withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
             WHERE (problems <> '' OR withdrawn_reason <> '') AND item_id IN (
                 SELECT item_id FROM evidence_item WHERE name = $1)";
        wipe(tx, done, "answer_import", sql, &name).await?;
        if wrapped_key.is_empty() {
            continue;
        }
        let sql = "UPDATE evidence_item SET wrapped_key = '', name = item_id WHERE name = $1";
        wipe(tx, done, "evidence_item", sql, &name).await?;
        done.items.push(name);
        done.cases.push(case_id);
    }
    Ok(())
}

/// What an operator disclosed on a request, and why any of it was withdrawn.
pub(crate) async fn wipe_request(
    tx: &mut Tx,
    done: &mut Overwritten,
    id: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    wipe_answer_files(tx, done, "disclosure_answer.request_id = $1", id).await?;
    let sql = "UPDATE disclosed_subscriber SET subscriber = '', line_blind = ''
         WHERE subscriber <> '' AND answer_id IN (SELECT answer_id FROM disclosure_answer WHERE request_id = $1)";
    wipe(tx, done, "disclosed_subscriber", sql, id).await?;
    let sql =
        "UPDATE disclosure_answer SET withdrawn_reason = '' WHERE withdrawn_reason <> '' AND request_id = $1";
    wipe(tx, done, "disclosure_answer", sql, id).await?;
    let sql = "UPDATE disclosure_request SET despite = NULL, addressee_reason = NULL, emergency_reason = NULL, unsent_reason = NULL,
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END, erased_at = $2
         WHERE request_id = $1";
    mark(tx, done, sql, "disclosure_request", id, at).await
}

/// Why something of a request was withdrawn is not kept once the request is erased: no erasure would come for it any more. A file keeps its reason as
/// long as it answered another request, too.
pub(crate) async fn forget_late_reasons(
    tx: &mut Tx,
    request_id: Id<DisclosureRequest>,
) -> Result<(), DbError> {
    let id = request_id.to_string();
    let erased = "SELECT request_id FROM disclosure_request WHERE request_id = $1 AND erased_at IS NOT NULL";
    if sqlx::query(erased).bind(&id).fetch_optional(tx.conn()).await?.is_none() {
        return Ok(());
    }
    for sql in [
        "UPDATE disclosure_request SET withdrawn_reason = '' WHERE request_id = $1 AND withdrawn_reason <> ''",
        "UPDATE disclosure_answer SET withdrawn_reason = '' WHERE request_id = $1 AND withdrawn_reason <> ''",
        "UPDATE answer_import SET withdrawn_reason = ''
         WHERE withdrawn_reason <> ''
             AND import_id IN (SELECT import_id FROM disclosure_answer WHERE request_id = $1)
             AND NOT EXISTS (
                 SELECT 1 FROM disclosure_answer
                 JOIN disclosure_request ON disclosure_request.request_id = disclosure_answer.request_id
                 WHERE disclosure_answer.import_id = answer_import.import_id AND disclosure_request.erased_at IS NULL)",
    ] {
        sqlx::query(sql).bind(&id).execute(tx.conn()).await?;
    }
    Ok(())
}
