//! The links that decisions relied on, as they stood.

use jiff::Timestamp;
use model::Id;
use model::kind::Subject;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::relied::Relied;

/// What one decision relied on in one subject.
pub(crate) struct ReliedRow {
    /// Of an identification or of an assignment.
    pub(crate) decision_id: String,
    pub(crate) subject_id: Id<Subject>,
    /// `identification` or `assignment`.
    pub(crate) kind: String,
    pub(crate) links: Sealed<Relied>,
    pub(crate) kept_at: Timestamp,
    pub(crate) kept_by: String,
}

fn read_relied(row: &AnyRow) -> Result<ReliedRow, Error> {
    Ok(ReliedRow {
        decision_id: row.text("decision_id")?,
        subject_id: row.id("subject_id")?,
        kind: row.text("kind")?,
        links: Sealed::from_column(row.text("links")?),
        kept_at: row.instant("kept_at")?,
        kept_by: row.text("kept_by")?,
    })
}

pub(crate) async fn insert_relied(tx: &mut Tx, row: &ReliedRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO decision_links (decision_id, subject_id, kind, links, kept_at, kept_by)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&row.decision_id)
    .bind(row.subject_id.to_string())
    .bind(&row.kind)
    .bind(row.links.as_column())
    .bind(row.kept_at.as_microsecond())
    .bind(&row.kept_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a decision relied on.
pub(crate) async fn list_of_decision(tx: &mut Tx, decision_id: &str) -> Result<Vec<ReliedRow>, DbError> {
    let query = sqlx::query("SELECT * FROM decision_links WHERE decision_id = $1 ORDER BY subject_id");
    read_all(&query.bind(decision_id).fetch_all(tx.conn()).await?, read_relied)
}

/// What the decisions relied on that are about a subject, or about acts whose accounts are in it by now; oldest first.
pub(crate) async fn list_of_subject(tx: &mut Tx, subject_id: Id<Subject>) -> Result<Vec<ReliedRow>, DbError> {
    let query = sqlx::query(
        "WITH found AS (
             SELECT identification.identification_id, identification.person_id FROM account
             JOIN act ON act.account_id = account.account_id
             JOIN identified_act ON identified_act.act_id = act.act_id
             JOIN identification ON identification.identification_id = identified_act.identification_id
             WHERE account.subject_id = $1)
         SELECT * FROM decision_links
         WHERE subject_id = $1
             OR decision_id IN (SELECT identification_id FROM found)
             OR decision_id IN (SELECT assignment.assignment_id FROM assignment
                 WHERE assignment.person_id IN (SELECT person_id FROM found))
         ORDER BY kept_at, decision_id, subject_id",
    );
    read_all(&query.bind(subject_id.to_string()).fetch_all(tx.conn()).await?, read_relied)
}
