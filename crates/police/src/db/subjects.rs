//! Subjects: views over linked accounts.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::Subject;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all, undecodable};

/// In a list.
pub(crate) struct SubjectSummary {
    pub(crate) subject_id: Id<Subject>,
    pub(crate) accounts: i64,
    pub(crate) acts: i64,
    /// Acts that an officer attributed to a person.
    pub(crate) identified_acts: i64,
    /// The earliest day on which an operator may erase a record not yet asked for.
    pub(crate) next_erasable_on: Option<Date>,
}

fn read_summary(row: &AnyRow) -> Result<SubjectSummary, Error> {
    let next = row.maybe_text("next_erasable_on")?;
    Ok(SubjectSummary {
        subject_id: row.id("subject_id")?,
        accounts: row.number("accounts")?,
        acts: row.number("acts")?,
        identified_acts: row.number("identified_acts")?,
        next_erasable_on: next
            .map(|day| day.parse().map_err(|source| undecodable("next_erasable_on", source)))
            .transpose()?,
    })
}

pub(crate) async fn insert_subject(
    tx: &mut Tx,
    subject_id: Id<Subject>,
    opened_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO subject (subject_id, opened_at) VALUES ($1, $2)")
        .bind(subject_id.to_string())
        .bind(opened_at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether it exists; one whose accounts all moved away still does.
pub(crate) async fn exists(tx: &mut Tx, reader: &Reader, subject_id: Id<Subject>) -> Result<bool, DbError> {
    let may_read = may_read(Closed::Subject, "subject.subject_id", 2);
    let sql = format!("SELECT subject_id FROM subject WHERE subject_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.is_some())
}

/// Subjects that hold an account, what is erased first on top.
pub(crate) async fn list_subjects(tx: &mut Tx, reader: &Reader) -> Result<Vec<SubjectSummary>, DbError> {
    let may_read = may_read(Closed::Subject, "account.subject_id", 1);
    let sql = format!(
        "SELECT account.subject_id AS subject_id,
             COUNT(DISTINCT account.account_id) AS accounts,
             COUNT(DISTINCT act.act_id) AS acts,
             COUNT(DISTINCT identified_act.act_id) AS identified_acts,
             MIN(CASE WHEN act.connection IS NOT NULL AND asked.act_id IS NULL THEN act.erasable_on END)
                 AS next_erasable_on
         FROM account
         LEFT JOIN act ON act.account_id = account.account_id
         LEFT JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
         LEFT JOIN (SELECT disclosure_line.act_id FROM disclosure_line
                    JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
                    WHERE disclosure_request.standing = 1) asked ON asked.act_id = act.act_id
         WHERE {may_read}
         GROUP BY account.subject_id
         ORDER BY CASE WHEN MIN(CASE WHEN act.connection IS NOT NULL AND asked.act_id IS NULL
                      THEN act.erasable_on END) IS NULL THEN 1 ELSE 0 END,
             next_erasable_on, account.subject_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_summary)
}
