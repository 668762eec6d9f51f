//! Subjects that acts from one address bring near each other.

use jiff::Timestamp;
use model::Id;
use model::kind::Subject;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};

/// Acts so far apart still come from one line: most leases of an address last a day or more, and what the same address was for another line a
/// week later says nothing.
const WINDOW_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// More are not listed: an address that brings so many together is no home's.
const MOST: i64 = 50;

/// A subject with acts from an address of another's, at about the same time.
pub(crate) struct NearRow {
    pub(crate) subject_id: Id<Subject>,
    /// How many of its acts.
    pub(crate) acts: i64,
    pub(crate) first_at: Timestamp,
    pub(crate) last_at: Timestamp,
}

fn read_near(row: &AnyRow) -> Result<NearRow, Error> {
    Ok(NearRow {
        subject_id: row.id("subject_id")?,
        acts: row.number("acts")?,
        first_at: row.instant("first_at")?,
        last_at: row.instant("last_at")?,
    })
}

/// The subjects whose acts came from an address of this one's within a day, but for addresses that many share; most acts first.
pub(crate) async fn list_near(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<NearRow>, DbError> {
    let may_read = may_read(Closed::Account, "other.account_id", 2);
    let sql = format!(
        "SELECT beside.subject_id AS subject_id, COUNT(DISTINCT other.act_id) AS acts,
             MIN(other.happened_at) AS first_at, MAX(other.happened_at) AS last_at
         FROM account
         JOIN act own ON own.account_id = account.account_id AND own.address_blind <> '' AND own.shared_by_many = 0
         JOIN act other ON other.address_blind = own.address_blind AND other.address_blind <> ''
             AND other.shared_by_many = 0
             AND other.happened_at >= own.happened_at - {WINDOW_MICROS} AND other.happened_at <= own.happened_at + {WINDOW_MICROS}
         JOIN account beside ON beside.account_id = other.account_id AND beside.subject_id <> account.subject_id
         WHERE account.subject_id = $1 AND {may_read}
         GROUP BY beside.subject_id ORDER BY acts DESC, beside.subject_id LIMIT {MOST}"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read_near)
}
