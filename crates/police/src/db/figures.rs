//! Counts for published figures.

use model::Id;
use model::kind::Operation;

use super::{Columns, DbError, Tx};

/// Reports that hold an act of an operation's subjects.
pub(crate) async fn count_reports(tx: &mut Tx, operation_id: Id<Operation>) -> Result<i64, DbError> {
    count(tx, "SELECT COUNT(DISTINCT act.report_id) AS figure", "", operation_id).await
}

/// Acts of an operation's subjects.
pub(crate) async fn count_acts(tx: &mut Tx, operation_id: Id<Operation>) -> Result<i64, DbError> {
    count(tx, "SELECT COUNT(DISTINCT act.act_id) AS figure", "", operation_id).await
}

/// Subjects of an operation that have an act.
pub(crate) async fn count_subjects(tx: &mut Tx, operation_id: Id<Operation>) -> Result<i64, DbError> {
    count(tx, "SELECT COUNT(DISTINCT operation_subject.subject_id) AS figure", "", operation_id).await
}

/// Clusters of the files of these reports.
pub(crate) async fn count_clusters(tx: &mut Tx, operation_id: Id<Operation>) -> Result<i64, DbError> {
    let join = "JOIN media_file ON media_file.sha256 = act.file_sha256";
    count(tx, "SELECT COUNT(DISTINCT media_file.cluster_id) AS figure", join, operation_id).await
}

/// Referrals that carried these reports.
pub(crate) async fn count_referrals(tx: &mut Tx, operation_id: Id<Operation>) -> Result<i64, DbError> {
    let join = "JOIN referral_report ON referral_report.report_id = act.report_id";
    count(tx, "SELECT COUNT(DISTINCT referral_report.referral_id) AS figure", join, operation_id).await
}

async fn count(
    tx: &mut Tx,
    select: &'static str,
    join: &'static str,
    operation_id: Id<Operation>,
) -> Result<i64, DbError> {
    let sql = format!(
        "{select} FROM operation_subject
         JOIN account ON account.subject_id = operation_subject.subject_id
         JOIN act ON act.account_id = account.account_id {join}
         WHERE operation_subject.operation_id = $1"
    );
    let row =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operation_id.to_string()).fetch_one(tx.conn()).await?;
    Ok(row.number("figure")?)
}
