//! What is held on whom an exact token names: the same queries whatever they find.

use model::Id;
use model::Precision;
use model::kind::Person;
use service::Sealed;

use super::{Columns, DbError, Tx};

/// A person by name; the day of birth is to be compared.
pub(crate) struct Named {
    pub(crate) person_id: Id<Person>,
    pub(crate) birth: Option<Sealed<Precision>>,
}

/// How many records are held.
pub(crate) struct Held {
    pub(crate) persons: i64,
    pub(crate) accounts: i64,
    pub(crate) reports: i64,
    pub(crate) acts: i64,
    pub(crate) identified_acts: i64,
    pub(crate) lines: i64,
}

/// The accounts that state a key.
pub(crate) async fn list_accounts(tx: &mut Tx, key_blind: &str) -> Result<Vec<String>, DbError> {
    let rows = sqlx::query("SELECT account_id FROM account_trait WHERE key_blind = $1 ORDER BY account_id")
        .bind(key_blind)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.iter().map(|row| row.text("account_id")).collect::<Result<_, _>>()?)
}

/// The standing persons of a name.
pub(crate) async fn list_named(tx: &mut Tx, name_blind: &str) -> Result<Vec<Named>, DbError> {
    let rows = sqlx::query(
        "SELECT person_id, birth FROM person WHERE name_blind = $1 AND standing = 1 AND erased_at IS NULL ORDER BY person_id",
    )
    .bind(name_blind)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Named {
                person_id: row.id("person_id")?,
                birth: row.maybe_text("birth")?.map(Sealed::from_column),
            })
        })
        .collect()
}

/// Counts what hangs on these accounts and persons, and on a line. Persons behind the accounts, and accounts of the persons' subjects, count
/// too.
pub(crate) async fn count_held(
    tx: &mut Tx,
    accounts: &[String],
    persons: &[String],
    line_blind: &str,
) -> Result<Held, DbError> {
    // one text with separators: the same statement for none, one or many
    let list = |ids: &[String]| format!(",{},", ids.join(","));
    let (accounts, persons) = (list(accounts), list(persons));
    let row = sqlx::query(
        "WITH of_person AS (
             SELECT DISTINCT i.person_id FROM identification i JOIN account a ON a.subject_id = i.subject_id
                 WHERE i.standing = 1 AND $1 LIKE '%,' || a.account_id || ',%'
             UNION SELECT person_id FROM person WHERE $2 LIKE '%,' || person_id || ',%'
         ), of_account AS (
             SELECT account_id FROM account WHERE $1 LIKE '%,' || account_id || ',%'
             UNION SELECT a.account_id FROM account a JOIN identification i ON i.subject_id = a.subject_id
                 WHERE i.standing = 1 AND $2 LIKE '%,' || i.person_id || ',%'
         )
         SELECT (SELECT COUNT(*) FROM of_person) AS persons, (SELECT COUNT(*) FROM of_account) AS accounts,
             (SELECT COUNT(DISTINCT report_id) FROM report_account WHERE account_id IN (SELECT account_id FROM of_account))
                 AS reports,
             (SELECT COUNT(*) FROM act WHERE account_id IN (SELECT account_id FROM of_account)) AS acts,
             (SELECT COUNT(*) FROM identified_act ia JOIN identification i ON i.identification_id = ia.identification_id
                 WHERE ia.standing = 1 AND i.person_id IN (SELECT person_id FROM of_person)) AS identified_acts,
             (SELECT COUNT(*) FROM disclosed_subscriber WHERE line_blind = $3 AND line_blind <> '') AS lines",
    )
    .bind(accounts)
    .bind(persons)
    .bind(line_blind)
    .fetch_one(tx.conn())
    .await?;
    Ok(Held {
        persons: row.number("persons")?,
        accounts: row.number("accounts")?,
        reports: row.number("reports")?,
        acts: row.number("acts")?,
        identified_acts: row.number("identified_acts")?,
        lines: row.number("lines")?,
    })
}
