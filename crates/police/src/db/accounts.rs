//! Accounts: what reports state of them, and the traits that link them.

use jiff::Timestamp;
use linkage::MOST_ACCOUNTS;
use model::Id;
use model::kind::{Report, Subject};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::ids::{Account, Statement};
use crate::intake::Stated;

/// An account on a service.
pub(crate) struct AccountRow {
    pub(crate) account_id: Id<Account>,
    pub(crate) service: String,
    pub(crate) subject_id: Id<Subject>,
}

/// What one report states of one account.
pub(crate) struct StatementRow {
    pub(crate) statement_id: Id<Statement>,
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    /// When the report was finished.
    pub(crate) reported_at: Timestamp,
    pub(crate) account: AccountRow,
    pub(crate) stated: Sealed<Stated>,
}

fn read_account(row: &AnyRow) -> Result<AccountRow, Error> {
    Ok(AccountRow {
        account_id: row.id("account_id")?,
        service: row.text("service")?,
        subject_id: row.id("subject_id")?,
    })
}

pub(super) fn read_statement(row: &AnyRow) -> Result<StatementRow, Error> {
    Ok(StatementRow {
        statement_id: row.id("report_account_id")?,
        report_id: row.id("report_id")?,
        report_number: row.number("report_number")?,
        reported_at: row.instant("reported_at")?,
        account: read_account(row)?,
        stated: Sealed::from_column(row.text("stated")?),
    })
}

fn read_account_id(row: &AnyRow) -> Result<Id<Account>, Error> {
    row.id("account_id")
}

/// The account with this identifier of its service.
pub(crate) async fn find_by_identifier(
    tx: &mut Tx,
    identifier_blind: &str,
) -> Result<Option<AccountRow>, DbError> {
    let row = sqlx::query("SELECT * FROM account WHERE identifier_blind = $1")
        .bind(identifier_blind)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_account).transpose()?)
}

pub(crate) async fn insert_account(
    tx: &mut Tx,
    row: &AccountRow,
    identifier_blind: Option<&str>,
    first_seen_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO account (account_id, service, identifier_blind, subject_id, first_seen_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(row.account_id.to_string())
    .bind(&row.service)
    .bind(identifier_blind)
    .bind(row.subject_id.to_string())
    .bind(first_seen_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn insert_statement(
    tx: &mut Tx,
    statement_id: Id<Statement>,
    report_id: Id<Report>,
    account_id: Id<Account>,
    stated: &Sealed<Stated>,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_account (report_account_id, report_id, account_id, stated) VALUES ($1, $2, $3, $4)",
    )
    .bind(statement_id.to_string())
    .bind(report_id.to_string())
    .bind(account_id.to_string())
    .bind(stated.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps that an account states a key; one kept before changes nothing.
pub(crate) async fn insert_trait(
    tx: &mut Tx,
    account_id: Id<Account>,
    key_blind: &str,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO account_trait (account_id, key_blind) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(account_id.to_string())
        .bind(key_blind)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The keys that an account states.
pub(crate) async fn list_keys_of_account(
    tx: &mut Tx,
    account_id: Id<Account>,
) -> Result<Vec<String>, DbError> {
    let query = sqlx::query("SELECT key_blind FROM account_trait WHERE account_id = $1 ORDER BY key_blind");
    let rows = query.bind(account_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.text("key_blind"))
}

/// The accounts that state a key, so many at most.
pub(crate) async fn list_accounts_of_key(
    tx: &mut Tx,
    key_blind: &str,
    most: usize,
) -> Result<Vec<Id<Account>>, DbError> {
    let query = sqlx::query("SELECT account_id FROM account_trait WHERE key_blind = $1 LIMIT $2");
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    read_all(&query.bind(key_blind).bind(most).fetch_all(tx.conn()).await?, read_account_id)
}

/// Whether more accounts state a key than links are made for.
pub(crate) async fn is_crowded(tx: &mut Tx, key_blind: &str) -> Result<bool, DbError> {
    Ok(list_accounts_of_key(tx, key_blind, MOST_ACCOUNTS + 1).await?.len() > MOST_ACCOUNTS)
}

/// Which subject an account belongs to at present.
pub(crate) async fn find_account(
    tx: &mut Tx,
    reader: &Reader,
    account_id: Id<Account>,
) -> Result<Option<AccountRow>, DbError> {
    let may_read = may_read(Closed::Account, "account.account_id", 2);
    let sql = format!("SELECT * FROM account WHERE account_id = $1 AND {may_read}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(account_id.to_string())
        .bind(reader.name())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_account).transpose()?)
}

/// The accounts of a subject, oldest first.
pub(crate) async fn list_accounts(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<AccountRow>, DbError> {
    let may_read = may_read(Closed::Account, "account.account_id", 2);
    let sql = format!("SELECT * FROM account WHERE subject_id = $1 AND {may_read} ORDER BY account_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(subject_id.to_string())
        .bind(reader.name())
        .fetch_all(tx.conn())
        .await?;
    read_all(&rows, read_account)
}

/// Moves an account to another subject.
pub(crate) async fn set_subject(
    tx: &mut Tx,
    account_id: Id<Account>,
    subject_id: Id<Subject>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE account SET subject_id = $1 WHERE account_id = $2")
        .bind(subject_id.to_string())
        .bind(account_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What reports state of the accounts of a subject.
pub(crate) async fn list_statements_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<StatementRow>, DbError> {
    list_statements(tx, reader, "account.subject_id = $1", subject_id.to_string()).await
}

/// What reports state of one account.
pub(crate) async fn list_statements_of_account(
    tx: &mut Tx,
    reader: &Reader,
    account_id: Id<Account>,
) -> Result<Vec<StatementRow>, DbError> {
    list_statements(tx, reader, "account.account_id = $1", account_id.to_string()).await
}

/// What reports state of every account that states a key: to be counted, and shown to nobody.
pub(crate) async fn list_statements_of_key(
    tx: &mut Tx,
    key_blind: &str,
) -> Result<Vec<StatementRow>, DbError> {
    let condition = "account.account_id IN (
        SELECT account_trait.account_id FROM account_trait WHERE account_trait.key_blind = $1)";
    list_statements(tx, &Reader::node(), condition, key_blind.to_owned()).await
}

/// What one report states of accounts.
pub(crate) async fn list_statements_of_report(
    tx: &mut Tx,
    reader: &Reader,
    report_id: Id<Report>,
) -> Result<Vec<StatementRow>, DbError> {
    list_statements(tx, reader, "report_account.report_id = $1", report_id.to_string()).await
}

async fn list_statements(
    tx: &mut Tx,
    reader: &Reader,
    condition: &'static str,
    value: String,
) -> Result<Vec<StatementRow>, DbError> {
    let may_read = may_read(Closed::Account, "account.account_id", 2);
    let sql = format!(
        "SELECT report_account.report_account_id, report_account.stated,
             report.report_id, report.report_number, report.finished_at AS reported_at,
             account.account_id, account.service, account.subject_id
         FROM report_account
         JOIN account ON account.account_id = report_account.account_id
         JOIN report ON report.report_id = report_account.report_id
         WHERE {condition} AND {may_read} ORDER BY account.account_id, report.report_number"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_statement)
}
