//! Links that somebody disputes, and what was decided on them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::Id;
use model::kind::{Link, Person, Subject};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, keep, read_all};
use crate::ids::{Account, Contest};

/// A dispute over a link.
pub(crate) struct ContestRow {
    pub(crate) contest_id: Id<Contest>,
    pub(crate) link_id: Id<Link>,
    pub(crate) reason: Sealed<String>,
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    /// The person's request in which it is said; none where an officer disputes it.
    pub(crate) rights_request_id: Option<String>,
    /// None while it is open.
    pub(crate) decided: Option<DecidedContest>,
}

/// How a dispute ended.
pub(crate) struct DecidedContest {
    /// `kept` or `withdrawn`; or `erased`, where nobody decided and the link fell with what it rested on.
    pub(crate) decision: String,
    pub(crate) grounds: Sealed<String>,
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

fn read_contest(row: &AnyRow) -> Result<ContestRow, Error> {
    let decided = match row.maybe_text("decision")? {
        None => None,
        Some(decision) => Some(DecidedContest {
            decision,
            grounds: Sealed::from_column(row.text("grounds")?),
            decided_at: row.instant("decided_at")?,
            decided_by: row.text("decided_by")?,
        }),
    };
    Ok(ContestRow {
        contest_id: row.id("contest_id")?,
        link_id: row.id("link_id")?,
        reason: Sealed::from_column(row.text("reason")?),
        made_at: row.instant("made_at")?,
        made_by: row.text("made_by")?,
        rights_request_id: row.maybe_text("rights_request_id")?,
        decided,
    })
}

/// Keeps a new dispute; that the link has none was asked before.
pub(crate) async fn insert_contest(tx: &mut Tx, row: &ContestRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO link_contest (contest_id, link_id, reason, made_at, made_by, rights_request_id)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.contest_id.to_string())
    .bind(row.link_id.to_string())
    .bind(row.reason.as_column())
    .bind(row.made_at.as_microsecond())
    .bind(&row.made_by)
    .bind(row.rights_request_id.as_deref());
    keep(tx, insert).await
}

/// Every dispute over a link that touches a subject, oldest first; which of these links the reader may read, the caller asks.
pub(crate) async fn list_of_subject(
    tx: &mut Tx,
    subject_id: Id<Subject>,
) -> Result<Vec<ContestRow>, DbError> {
    let query = sqlx::query(
        "SELECT link_contest.* FROM link_contest
         JOIN link ON link.link_id = link_contest.link_id
         WHERE link.account_a IN (SELECT account_id FROM account WHERE subject_id = $1)
             OR link.account_b IN (SELECT account_id FROM account WHERE subject_id = $1)
         ORDER BY link_contest.contest_id",
    );
    read_all(&query.bind(subject_id.to_string()).fetch_all(tx.conn()).await?, read_contest)
}

/// The links under an open dispute: few at any time.
pub(crate) async fn list_contested(tx: &mut Tx) -> Result<Vec<Id<Link>>, DbError> {
    let query = sqlx::query("SELECT link_id FROM link_contest WHERE decision IS NULL ORDER BY link_id");
    read_all(&query.fetch_all(tx.conn()).await?, |row| row.id("link_id"))
}

/// The subjects that standing links under an open dispute touch, whoever reads: that something is disputed, and nothing of it.
pub(crate) async fn list_contested_subjects(tx: &mut Tx) -> Result<BTreeSet<Id<Subject>>, DbError> {
    let query = sqlx::query(
        "SELECT DISTINCT account.subject_id FROM link_contest
         JOIN link ON link.link_id = link_contest.link_id AND link.standing = 1
         JOIN account ON account.account_id IN (link.account_a, link.account_b)
         WHERE link_contest.decision IS NULL",
    );
    let rows = query.fetch_all(tx.conn()).await?;
    Ok(read_all(&rows, |row| row.id("subject_id"))?.into_iter().collect())
}

/// The dispute over a link that is open.
pub(crate) async fn find_open(tx: &mut Tx, link_id: Id<Link>) -> Result<Option<ContestRow>, DbError> {
    let query = sqlx::query("SELECT * FROM link_contest WHERE link_id = $1 AND decision IS NULL");
    let row = query.bind(link_id.to_string()).fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_contest).transpose()?)
}

/// The standing links, under no open dispute, of every account that states a key.
pub(crate) async fn list_undisputed_of_key(tx: &mut Tx, key_blind: &str) -> Result<Vec<Id<Link>>, DbError> {
    let accounts = "SELECT account_trait.account_id FROM account_trait WHERE account_trait.key_blind = $1";
    list_undisputed(tx, accounts, key_blind).await
}

/// The same of every account of which an act is a person's.
pub(crate) async fn list_undisputed_of_person(
    tx: &mut Tx,
    person_id: Id<Person>,
) -> Result<Vec<Id<Link>>, DbError> {
    let accounts = "SELECT act.account_id FROM identification
         JOIN identified_act ON identified_act.identification_id = identification.identification_id
             AND identified_act.standing = 1
         JOIN act ON act.act_id = identified_act.act_id
         WHERE identification.person_id = $1 AND identification.standing = 1";
    list_undisputed(tx, accounts, &person_id.to_string()).await
}

/// Of the accounts that this SQL gives of a value, `$1`.
async fn list_undisputed(tx: &mut Tx, accounts: &str, value: &str) -> Result<Vec<Id<Link>>, DbError> {
    let sql = format!(
        "WITH own AS ({accounts}), touching AS (
             SELECT link_id FROM link WHERE standing = 1 AND account_a IN (SELECT account_id FROM own)
             UNION SELECT link_id FROM link WHERE standing = 1 AND account_b IN (SELECT account_id FROM own))
         SELECT link_id FROM touching WHERE NOT EXISTS (
             SELECT 1 FROM link_contest
             WHERE link_contest.link_id = touching.link_id AND link_contest.decision IS NULL)
         ORDER BY link_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("link_id"))
}

/// How many links a person's request disputes: not decided, kept, withdrawn, erased.
pub(crate) async fn count_of_request(tx: &mut Tx, rights_request_id: &str) -> Result<[i64; 4], DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS disputed,
             CAST(COALESCE(SUM(CASE WHEN decision = 'kept' THEN 1 ELSE 0 END), 0) AS BIGINT) AS kept,
             CAST(COALESCE(SUM(CASE WHEN decision = 'withdrawn' THEN 1 ELSE 0 END), 0) AS BIGINT) AS withdrawn,
             CAST(COALESCE(SUM(CASE WHEN decision = 'erased' THEN 1 ELSE 0 END), 0) AS BIGINT) AS erased
         FROM link_contest WHERE rights_request_id = $1",
    )
    .bind(rights_request_id)
    .fetch_one(tx.conn())
    .await?;
    let (kept, withdrawn, erased) = (row.number("kept")?, row.number("withdrawn")?, row.number("erased")?);
    Ok([row.number("disputed")? - kept - withdrawn - erased, kept, withdrawn, erased])
}

/// Decides an open dispute; says whether it was open.
pub(crate) async fn decide(
    tx: &mut Tx,
    contest_id: Id<Contest>,
    decided: &DecidedContest,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE link_contest SET decision = $1, grounds = $2, decided_at = $3, decided_by = $4
         WHERE contest_id = $5 AND decision IS NULL",
    )
    .bind(&decided.decision)
    .bind(decided.grounds.as_column())
    .bind(decided.decided_at.as_microsecond())
    .bind(&decided.decided_by)
    .bind(contest_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends the open disputes over links of an account that fell as what they rested on was erased, by whoever erased it and when.
pub(crate) async fn end_fallen(
    tx: &mut Tx,
    account_id: Id<Account>,
    ended: (&str, Timestamp),
) -> Result<(), DbError> {
    let fallen = "SELECT link.link_id FROM link
         WHERE link.standing = 0 AND link.grounds = '' AND (link.account_a = $3 OR link.account_b = $3)";
    end(tx, fallen, &account_id.to_string(), ended).await
}

/// Ends the open disputes over every link of a subject that is erased, also those that still join its accounts: nothing hangs on them.
pub(crate) async fn end_of_subject(
    tx: &mut Tx,
    subject_id: &str,
    ended: (&str, Timestamp),
) -> Result<(), DbError> {
    let touching = "SELECT link.link_id FROM account
         JOIN link ON link.account_a = account.account_id OR link.account_b = account.account_id
         WHERE account.subject_id = $3";
    end(tx, touching, subject_id, ended).await
}

/// Of the links that this SQL gives of a value, `$3`.
async fn end(tx: &mut Tx, links: &str, value: &str, (by, at): (&str, Timestamp)) -> Result<(), DbError> {
    let sql = format!(
        "UPDATE link_contest SET decision = 'erased', decided_at = $1, decided_by = $2
         WHERE decision IS NULL AND link_id IN ({links})"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(at.as_microsecond()).bind(by).bind(value);
    query.execute(tx.conn()).await?;
    Ok(())
}

/// The standing links under an open dispute that touch a subject in which acts of a person are. Their ids and nothing else, whoever reads:
/// they hold up the person's own case.
pub(crate) async fn list_contested_of_person(
    tx: &mut Tx,
    person_id: Id<Person>,
) -> Result<Vec<Id<Link>>, DbError> {
    let query = sqlx::query(
        "SELECT DISTINCT link.link_id AS link_id
         FROM identification
         JOIN identified_act ON identified_act.identification_id = identification.identification_id
             AND identified_act.standing = 1
         JOIN act ON act.act_id = identified_act.act_id
         JOIN account own ON own.account_id = act.account_id
         JOIN account ON account.subject_id = own.subject_id
         JOIN link ON link.standing = 1 AND (link.account_a = account.account_id OR link.account_b = account.account_id)
         JOIN link_contest ON link_contest.link_id = link.link_id AND link_contest.decision IS NULL
         WHERE identification.person_id = $1 AND identification.standing = 1
         ORDER BY link.link_id",
    );
    read_all(&query.bind(person_id.to_string()).fetch_all(tx.conn()).await?, |row| row.id("link_id"))
}
