//! What holds one exact thing, whoever asks: what a reader may see of it is asked object by object.

use model::Id;
use model::kind::{Person, Report, Subject};
use service::Sealed;
use service::search::MOST_CANDIDATES;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::ip_events::read_seen;
use super::{Columns, DbError, Tx, read_all};
use crate::intake::Connection;
use crate::name_blinds::NameBlinds;
use crate::seen::Seen;

/// The reports of a number, of whichever sender.
pub(crate) async fn list_by_number(tx: &mut Tx, report_number: i64) -> Result<Vec<Id<Report>>, DbError> {
    let sql = "SELECT report_id FROM report WHERE report_number = $1 ORDER BY report_id DESC LIMIT $2";
    let rows = sqlx::query(sql).bind(report_number).bind(MOST_CANDIDATES).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("report_id"))
}

/// The reports with a file of this digest: SHA-256, MD5 or PDQ in lower-case hex.
pub(crate) async fn list_by_digest(tx: &mut Tx, digest: &str) -> Result<Vec<Id<Report>>, DbError> {
    // each digest by its own index
    let sql = "SELECT DISTINCT act.report_id FROM act WHERE act.file_sha256 IN (
                   SELECT sha256 FROM media_file WHERE sha256 = $1
                   UNION SELECT sha256 FROM media_file WHERE md5 = $1
                   UNION SELECT sha256 FROM media_file WHERE pdq_hash = $1)
               ORDER BY act.report_id DESC LIMIT $2";
    let rows = sqlx::query(sql).bind(digest).bind(MOST_CANDIDATES).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("report_id"))
}

/// The subjects with an account that states a key, by its keyed digest.
pub(crate) async fn list_by_trait(tx: &mut Tx, key_blind: &str) -> Result<Vec<Id<Subject>>, DbError> {
    let sql = "SELECT DISTINCT account.subject_id FROM account_trait
               JOIN account ON account.account_id = account_trait.account_id
               WHERE account_trait.key_blind = $1 ORDER BY account.subject_id DESC LIMIT $2";
    let rows = sqlx::query(sql).bind(key_blind).bind(MOST_CANDIDATES).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("subject_id"))
}

/// The reports with an act or another event of an account at an address, by its keyed digest.
pub(crate) async fn list_by_address(tx: &mut Tx, address_blind: &str) -> Result<Vec<Id<Report>>, DbError> {
    let sql = "SELECT report_id FROM act WHERE address_blind = $1 AND address_blind <> ''
               UNION SELECT report_id FROM ip_event WHERE address_blind = $1 AND address_blind <> ''
               ORDER BY report_id DESC LIMIT $2";
    let rows = sqlx::query(sql).bind(address_blind).bind(MOST_CANDIDATES).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("report_id"))
}

/// The connection of an act or an event.
pub(crate) struct SealedConnection {
    pub(crate) seen: Seen,
    pub(crate) connection: Sealed<Connection>,
}

fn read_connection(row: &AnyRow) -> Result<SealedConnection, Error> {
    Ok(SealedConnection { seen: read_seen(row)?, connection: Sealed::from_column(row.text("connection")?) })
}

/// The next connections that have no digest yet, by identifier: of acts first, of events then.
pub(crate) async fn list_unfilled(
    tx: &mut Tx,
    after: &str,
    limit: i64,
) -> Result<Vec<SealedConnection>, DbError> {
    let sql = "SELECT unfilled.act_id, unfilled.event_id, unfilled.connection FROM (
                   SELECT act_id AS id, act_id, NULL AS event_id, connection FROM act
                   WHERE address_blind = '' AND connection <> '' AND act_id > $1
                   UNION ALL
                   SELECT event_id AS id, NULL AS act_id, event_id, connection FROM ip_event
                   WHERE address_blind = '' AND connection <> '' AND event_id > $1) unfilled
               ORDER BY unfilled.id LIMIT $2";
    let rows = sqlx::query(sql).bind(after).bind(limit).fetch_all(tx.conn()).await?;
    read_all(&rows, read_connection)
}

/// Keeps the digest of an address, and of an event that of its whole connection, unless they were erased meanwhile.
pub(crate) async fn set_blinds(tx: &mut Tx, seen: Seen, address: &str, whole: &str) -> Result<(), DbError> {
    let query = match seen {
        Seen::Act(act_id) => {
            sqlx::query("UPDATE act SET address_blind = $2 WHERE act_id = $1 AND connection <> ''")
                .bind(act_id.to_string())
                .bind(address)
        }
        Seen::Event(event_id) => sqlx::query(
            "UPDATE ip_event SET address_blind = $2, connection_blind = $3
             WHERE event_id = $1 AND connection <> ''",
        )
        .bind(event_id.to_string())
        .bind(address)
        .bind(whole),
    };
    query.execute(tx.conn()).await?;
    Ok(())
}

/// The name of a person.
pub(crate) struct SealedName {
    pub(crate) person_id: Id<Person>,
    pub(crate) given_name: Sealed<String>,
    pub(crate) family_name: Sealed<String>,
}

fn read_name(row: &AnyRow) -> Result<SealedName, Error> {
    Ok(SealedName {
        person_id: row.id("person_id")?,
        given_name: Sealed::from_column(row.text("given_name")?),
        family_name: Sealed::from_column(row.text("family_name")?),
    })
}

/// The next names after a person that have no digest.
pub(crate) async fn list_unfilled_names(
    tx: &mut Tx,
    after: &str,
    limit: i64,
) -> Result<Vec<SealedName>, DbError> {
    let sql = "SELECT person_id, given_name, family_name FROM person
               WHERE name_blind = '' AND erased_at IS NULL AND person_id > $1 ORDER BY person_id LIMIT $2";
    let rows = sqlx::query(sql).bind(after).bind(limit).fetch_all(tx.conn()).await?;
    read_all(&rows, read_name)
}

/// Keeps the digests of a person's name, unless it was erased meanwhile.
pub(crate) async fn set_name_blinds(
    tx: &mut Tx,
    person_id: Id<Person>,
    blinds: &NameBlinds,
) -> Result<(), DbError> {
    let sql =
        "UPDATE person SET name_blind = $2, named_blind = $3 WHERE person_id = $1 AND erased_at IS NULL";
    sqlx::query(sql)
        .bind(person_id.to_string())
        .bind(&blinds.name)
        .bind(&blinds.named)
        .execute(tx.conn())
        .await?;
    Ok(())
}
