//! Openings of files, what allows them, and how often.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, raced, to_micros};
use crate::Sealed;
use crate::opening::{Basis, Look, OpeningResult};
use crate::rights::ObjectRef;

/// An opening that is not settled yet.
pub(crate) struct NewOpening<'a> {
    pub(crate) opening_id: &'a str,
    pub(crate) object: &'a ObjectRef,
    pub(crate) sha256: &'a str,
    pub(crate) reason: &'a Sealed<String>,
    pub(crate) look: Look,
    pub(crate) basis: Basis,
    pub(crate) authorization_id: Option<&'a str>,
    pub(crate) opened_at: Timestamp,
    pub(crate) opened_by: &'a str,
    /// The day whose limit it counts against, and its place in that day.
    pub(crate) opened_on: Date,
    pub(crate) ordinal: i64,
}

/// An opening as it is stored.
pub(crate) struct OpeningRow {
    pub(crate) opening_id: String,
    pub(crate) object: ObjectRef,
    pub(crate) sha256: String,
    pub(crate) reason: Sealed<String>,
    pub(crate) look: Look,
    pub(crate) basis: Basis,
    pub(crate) opened_at: Timestamp,
    pub(crate) opened_by: String,
    pub(crate) result: Option<OpeningResult>,
}

/// An authorization as it is stored.
pub(crate) struct AuthorizationRow {
    pub(crate) authorization_id: String,
    pub(crate) object: ObjectRef,
    pub(crate) number: Sealed<String>,
    pub(crate) authority: Sealed<String>,
    pub(crate) terms: Sealed<String>,
    pub(crate) granted_on: Date,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) withdrawn: Option<Withdrawn>,
}

/// That an authorization does not stand any more.
pub(crate) struct Withdrawn {
    pub(crate) at: Timestamp,
    pub(crate) by: String,
    pub(crate) reason: Sealed<String>,
}

/// Keeps an opening; [`DbError::Raced`] when another of the same person took its place in the day.
pub(crate) async fn insert_opening(tx: &mut Tx, new: &NewOpening<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO opening (opening_id, object_kind, object_id, sha256, reason, basis, authorization_id, opened_at,
             opened_by, opened_on, ordinal, look)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(new.opening_id)
    .bind(&new.object.kind)
    .bind(&new.object.id)
    .bind(new.sha256)
    .bind(new.reason.as_column())
    .bind(new.basis.as_str())
    .bind(new.authorization_id)
    .bind(to_micros(new.opened_at))
    .bind(new.opened_by)
    .bind(new.opened_on.to_string())
    .bind(new.ordinal)
    .bind(new.look.as_str())
    .execute(tx.conn())
    .await
    .map_err(raced)?;
    Ok(())
}

pub(crate) async fn find_opening(tx: &mut Tx, opening_id: &str) -> Result<Option<OpeningRow>, DbError> {
    let query = sqlx::query("SELECT * FROM opening WHERE opening_id = $1").bind(opening_id);
    query.fetch_optional(tx.conn()).await?.as_ref().map(read_opening).transpose()
}

/// The openings of an object's files, newest first.
pub(crate) async fn list_openings(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<OpeningRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM opening WHERE object_kind = $1 AND object_id = $2 ORDER BY opening_id DESC",
    )
    .bind(&object.kind)
    .bind(&object.id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_opening).collect()
}

/// Says what came of an opening; whether it had not been said before.
pub(crate) async fn settle(
    tx: &mut Tx,
    opening_id: &str,
    result: OpeningResult,
    at: Timestamp,
) -> Result<bool, DbError> {
    let sql = "UPDATE opening SET result = $2, settled_at = $3 WHERE opening_id = $1 AND result IS NULL";
    let query = sqlx::query(sql).bind(opening_id).bind(result.as_str()).bind(to_micros(at));
    Ok(query.execute(tx.conn()).await?.rows_affected() == 1)
}

/// When somebody had first been given a file of an object itself to its end: a preview shows less than the file; only `person` where one is named.
pub(crate) async fn first_viewed_at(
    tx: &mut Tx,
    object: &ObjectRef,
    person: &str,
) -> Result<Option<Timestamp>, DbError> {
    let row = sqlx::query(
        "SELECT MIN(settled_at) AS viewed_at FROM opening
         WHERE object_kind = $1 AND object_id = $2 AND look = 'original' AND result = 'in_full' AND ($3 = '' OR opened_by = $3)",
    )
    .bind(&object.kind)
    .bind(&object.id)
    .bind(person)
    .fetch_one(tx.conn())
    .await?;
    maybe_instant(&row, "viewed_at")
}

/// How many files a person opened on a day, previews among them.
pub(crate) async fn count_on(tx: &mut Tx, person: &str, day: Date) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM opening WHERE opened_by = $1 AND opened_on = $2";
    let row = sqlx::query(sql).bind(person).bind(day.to_string()).fetch_one(tx.conn()).await?;
    Ok(row.try_get("found")?)
}

/// When one person opened files, newest first: those after `first`, which lies on the day `on` of the limit; at most so many.
pub(crate) async fn list_times(
    tx: &mut Tx,
    person: &str,
    (on, first): (Date, Timestamp),
    at_most: i64,
) -> Result<Vec<Timestamp>, DbError> {
    let rows = sqlx::query(
        "SELECT opened_at FROM opening WHERE opened_by = $1 AND opened_on >= $2 AND opened_at > $3
         ORDER BY opened_at DESC LIMIT $4",
    )
    .bind(person)
    .bind(on.to_string())
    .bind(to_micros(first))
    .bind(at_most)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| instant(row, "opened_at")).collect()
}

/// How many files one person opened on each day from `first` on, previews among them; days without one are left out. Never of several persons at once, so
/// that nothing can rank them.
pub(crate) async fn list_days(tx: &mut Tx, person: &str, first: Date) -> Result<Vec<(Date, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT opened_on, COUNT(*) AS found FROM opening
         WHERE opened_by = $1 AND opened_on >= $2 GROUP BY opened_on ORDER BY opened_on DESC",
    )
    .bind(person)
    .bind(first.to_string())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((day(row, "opened_on")?, row.try_get("found")?))).collect()
}

pub(crate) async fn insert_allowance(
    tx: &mut Tx,
    allowance_id: &str,
    (person, day, openings): (&str, Date, u32),
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO opening_allowance (allowance_id, allowed_to, allowed_on, openings, allowed_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(allowance_id)
    .bind(person)
    .bind(day.to_string())
    .bind(i64::from(openings))
    .bind(to_micros(at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// By how many openings a person's limit was raised on a day.
pub(crate) async fn allowed_on(tx: &mut Tx, person: &str, day: Date) -> Result<i64, DbError> {
    let sql = "SELECT CAST(COALESCE(SUM(openings), 0) AS BIGINT) AS found FROM opening_allowance
         WHERE allowed_to = $1 AND allowed_on = $2";
    let row = sqlx::query(sql).bind(person).bind(day.to_string()).fetch_one(tx.conn()).await?;
    Ok(row.try_get("found")?)
}

pub(crate) async fn insert_authorization(tx: &mut Tx, row: &AuthorizationRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO opening_authorization (authorization_id, object_kind, object_id, authorization_number, authority,
             terms, granted_on, recorded_at, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&row.authorization_id)
    .bind(&row.object.kind)
    .bind(&row.object.id)
    .bind(row.number.as_column())
    .bind(row.authority.as_column())
    .bind(row.terms.as_column())
    .bind(row.granted_on.to_string())
    .bind(to_micros(row.recorded_at))
    .bind(&row.recorded_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Withdraws an authorization of an object that stands; whether there was one.
pub(crate) async fn withdraw_authorization(
    tx: &mut Tx,
    authorization_id: &str,
    withdrawn: &Withdrawn,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE opening_authorization SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4
         WHERE authorization_id = $1 AND withdrawn_at IS NULL",
    )
    .bind(authorization_id)
    .bind(to_micros(withdrawn.at))
    .bind(&withdrawn.by)
    .bind(withdrawn.reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every authorization ever recorded for an object, oldest first.
pub(crate) async fn list_authorizations(
    tx: &mut Tx,
    object: &ObjectRef,
) -> Result<Vec<AuthorizationRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM opening_authorization WHERE object_kind = $1 AND object_id = $2 ORDER BY authorization_id",
    )
    .bind(&object.kind)
    .bind(&object.id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_authorization).collect()
}

/// Overwrites what was written of an object when its files were opened: it may name somebody.
pub(crate) async fn blank(tx: &mut Tx, object: &ObjectRef) -> Result<(), DbError> {
    for sql in [
        "UPDATE opening SET reason = '' WHERE object_kind = $1 AND object_id = $2",
        "UPDATE opening_authorization SET authorization_number = '', authority = '', terms = '',
             withdrawn_reason = CASE WHEN withdrawn_at IS NULL THEN NULL ELSE '' END
         WHERE object_kind = $1 AND object_id = $2",
    ] {
        sqlx::query(sql).bind(&object.kind).bind(&object.id).execute(tx.conn()).await?;
    }
    Ok(())
}

fn read_opening(row: &AnyRow) -> Result<OpeningRow, DbError> {
    let (basis, look): (String, String) = (row.try_get("basis")?, row.try_get("look")?);
    let result: Option<String> = row.try_get("result")?;
    let known = |text: String| OpeningResult::find(&text).ok_or(DbError::Value { column: "result" });
    Ok(OpeningRow {
        opening_id: row.try_get("opening_id")?,
        object: object(row)?,
        sha256: row.try_get("sha256")?,
        reason: Sealed::from_column(row.try_get("reason")?),
        look: Look::find(&look).ok_or(DbError::Value { column: "look" })?,
        basis: Basis::find(&basis).ok_or(DbError::Value { column: "basis" })?,
        opened_at: instant(row, "opened_at")?,
        opened_by: row.try_get("opened_by")?,
        result: result.map(known).transpose()?,
    })
}

fn read_authorization(row: &AnyRow) -> Result<AuthorizationRow, DbError> {
    let withdrawn = match maybe_instant(row, "withdrawn_at")? {
        None => None,
        Some(at) => Some(Withdrawn {
            at,
            by: row.try_get("withdrawn_by")?,
            reason: Sealed::from_column(row.try_get("withdrawn_reason")?),
        }),
    };
    Ok(AuthorizationRow {
        authorization_id: row.try_get("authorization_id")?,
        object: object(row)?,
        number: Sealed::from_column(row.try_get("authorization_number")?),
        authority: Sealed::from_column(row.try_get("authority")?),
        terms: Sealed::from_column(row.try_get("terms")?),
        granted_on: day(row, "granted_on")?,
        recorded_at: instant(row, "recorded_at")?,
        recorded_by: row.try_get("recorded_by")?,
        withdrawn,
    })
}

fn object(row: &AnyRow) -> Result<ObjectRef, DbError> {
    Ok(ObjectRef { kind: row.try_get("object_kind")?, id: row.try_get("object_id")? })
}

fn instant(row: &AnyRow, column: &'static str) -> Result<Timestamp, DbError> {
    from_micros(column, row.try_get(column)?)
}

fn maybe_instant(row: &AnyRow, column: &'static str) -> Result<Option<Timestamp>, DbError> {
    let micros: Option<i64> = row.try_get(column)?;
    micros.map(|micros| from_micros(column, micros)).transpose()
}

fn day(row: &AnyRow, column: &'static str) -> Result<Date, DbError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| DbError::Value { column })
}
