//! Claims of units on subjects and persons, and what was decided between them.

use jiff::Timestamp;
use model::Id;
use model::kind::{Person, Subject};
use service::Sealed;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Error};

use super::{Closed, Columns, DbError, Reader, Rows, Tx, keep, may_read, read_all, undecodable};
use crate::claims::Verdict;
use crate::ids::{Claim, ClaimDecision};

/// A claim; the reason is sealed.
pub(crate) struct ClaimRow {
    pub(crate) claim_id: Id<Claim>,
    /// INE code, or `central`.
    pub(crate) unit: String,
    /// None of a claim on a subject.
    pub(crate) person_id: Option<Id<Person>>,
    pub(crate) reason: Sealed<String>,
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) until_at: Timestamp,
    pub(crate) renewed_at: Option<Timestamp>,
    pub(crate) standing: bool,
    /// Whether a standing decision says that another goes on alone.
    pub(crate) is_overruled: bool,
}

/// A decision between two claims; the reason is sealed.
pub(crate) struct DecisionRow {
    pub(crate) decision_id: Id<ClaimDecision>,
    /// Goes on.
    pub(crate) claim_id: Id<Claim>,
    pub(crate) other_claim_id: Id<Claim>,
    pub(crate) verdict: Verdict,
    pub(crate) reason: Sealed<String>,
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

const SELECT: &str = "SELECT claim.*, CAST(CASE WHEN EXISTS (
        SELECT 1 FROM claim_decision WHERE claim_decision.other_claim_id = claim.claim_id
            AND claim_decision.standing = 1 AND claim_decision.verdict = 'alone')
        THEN 1 ELSE 0 END AS BIGINT) AS overruled FROM claim";

fn read_row(row: &AnyRow) -> Result<ClaimRow, Error> {
    Ok(ClaimRow {
        claim_id: row.id("claim_id")?,
        unit: row.text("unit")?,
        person_id: row.maybe_id("person_id")?,
        reason: Sealed::from_column(row.text("reason")?),
        made_at: row.instant("made_at")?,
        made_by: row.text("made_by")?,
        until_at: row.instant("until_at")?,
        renewed_at: row.maybe_instant("renewed_at")?,
        standing: row.flag("standing")?,
        is_overruled: row.flag("overruled")?,
    })
}

fn read_decision(row: &AnyRow) -> Result<DecisionRow, Error> {
    let verdict = row.text("verdict")?;
    let unknown = || undecodable("verdict", std::io::Error::other(format!("unknown verdict `{verdict}`")));
    Ok(DecisionRow {
        decision_id: row.id("decision_id")?,
        claim_id: row.id("claim_id")?,
        other_claim_id: row.id("other_claim_id")?,
        verdict: Verdict::find(&verdict).ok_or_else(unknown)?,
        reason: Sealed::from_column(row.text("reason")?),
        decided_at: row.instant("decided_at")?,
        decided_by: row.text("decided_by")?,
    })
}

/// SQL: no operation that is closed to the reader, whose name is bound at `place`, closes what a claim is on.
fn is_open(claim_id: &str, place: usize) -> String {
    let may_read = may_read(Closed::Subject, "r.subject_id", place);
    format!("NOT EXISTS (SELECT 1 FROM claim_reach r WHERE r.claim_id = {claim_id} AND NOT {may_read})")
}

/// SQL: a unit, bound at `place`, sees its own claims and those on what persons handed to it reach; an empty one sees all.
fn is_of_unit(place: usize) -> String {
    format!(
        "(${place} = '' OR claim.unit = ${place} OR claim.claim_id IN (
             SELECT r.claim_id FROM claim_reach r WHERE r.subject_id IN (
                 SELECT p.subject_id FROM person_reach p WHERE p.person_id IN (
                     SELECT a.person_id FROM assignment a WHERE a.standing = 1 AND a.unit = ${place}))))"
    )
}

pub(crate) async fn insert(
    tx: &mut Tx,
    row: &ClaimRow,
    subject_id: Option<Id<Subject>>,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO claim (claim_id, unit, person_id, reason, made_at, made_by, until_at, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    )
    .bind(row.claim_id.to_string())
    .bind(&row.unit)
    .bind(row.person_id.map(|id| id.to_string()))
    .bind(row.reason.as_column())
    .bind(row.made_at.as_microsecond())
    .bind(&row.made_by)
    .bind(row.until_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    if let Some(subject_id) = subject_id {
        sqlx::query("INSERT INTO claim_subject (claim_id, subject_id) VALUES ($1, $2)")
            .bind(row.claim_id.to_string())
            .bind(subject_id.to_string())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// One claim, standing or not, if the unit sees it; an empty unit sees all.
pub(crate) async fn find(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    claim_id: Id<Claim>,
) -> Result<Option<ClaimRow>, DbError> {
    let (open, seen) = (is_open("claim.claim_id", 1), is_of_unit(2));
    let sql = format!("{SELECT} WHERE {open} AND {seen} AND claim.claim_id = $3");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    let row = query.bind(claim_id.to_string()).fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// One page of the claims that a unit sees, or of all.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    rows: &Rows,
) -> Result<Vec<ClaimRow>, DbError> {
    let (open, seen) = (is_open("claim.claim_id", 1), is_of_unit(2));
    let order = rows.order_by("claim", "claim_id");
    let sql = format!("{SELECT} WHERE {open} AND {seen} {order} LIMIT $3 OFFSET $4");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    read_all(&query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?, read_row)
}

/// How many claims that list holds.
pub(crate) async fn count(tx: &mut Tx, reader: &Reader, unit: Option<&str>) -> Result<i64, DbError> {
    let (open, seen) = (is_open("claim.claim_id", 1), is_of_unit(2));
    let sql = format!("SELECT COUNT(*) AS total FROM claim WHERE {open} AND {seen}");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// The standing claims of other units that share a subject with this one, oldest first.
pub(crate) async fn list_meeting(
    tx: &mut Tx,
    reader: &Reader,
    claim: &ClaimRow,
) -> Result<Vec<ClaimRow>, DbError> {
    let open = is_open("claim.claim_id", 1);
    let sql = format!(
        "{SELECT} WHERE {open} AND claim.standing = 1 AND claim.claim_id <> $2 AND claim.unit <> $3 AND claim.claim_id IN (
             SELECT b.claim_id FROM claim_reach b WHERE b.subject_id IN (
                 SELECT a.subject_id FROM claim_reach a WHERE a.claim_id = $2))
         ORDER BY claim.made_at, claim.claim_id"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(claim.claim_id.to_string());
    read_all(&query.bind(&claim.unit).fetch_all(tx.conn()).await?, read_row)
}

/// The standing claims that are on a subject, also by a person, oldest first.
pub(crate) async fn list_on_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<ClaimRow>, DbError> {
    let on = "SELECT r.claim_id FROM claim_reach r WHERE r.subject_id = $2";
    list_on(tx, reader, on, &subject_id.to_string()).await
}

/// The standing claims that are on a person or share a subject with the person's acts, oldest first.
pub(crate) async fn list_on_person(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Vec<ClaimRow>, DbError> {
    let on = "SELECT r.claim_id FROM claim_reach r WHERE r.subject_id IN (
        SELECT p.subject_id FROM person_reach p WHERE p.person_id = $2)";
    list_on(tx, reader, on, &person_id.to_string()).await
}

async fn list_on(tx: &mut Tx, reader: &Reader, on: &'static str, id: &str) -> Result<Vec<ClaimRow>, DbError> {
    let open = is_open("claim.claim_id", 1);
    let sql = format!(
        "{SELECT} WHERE {open} AND claim.standing = 1 AND claim.claim_id IN ({on})
         ORDER BY claim.made_at, claim.claim_id"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(id);
    read_all(&query.fetch_all(tx.conn()).await?, read_row)
}

/// Whether a person who is handed to a unit has acts of a subject.
pub(crate) async fn is_within(tx: &mut Tx, unit: &str, subject_id: Id<Subject>) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT 1 AS found FROM assignment WHERE unit = $1 AND standing = 1 AND person_id IN (
             SELECT p.person_id FROM person_reach p WHERE p.subject_id = $2) LIMIT 1",
    )
    .bind(unit)
    .bind(subject_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.is_some())
}

/// Whether a unit has whom a claim is on: the person, or somebody with acts of the subject.
pub(crate) async fn is_held(tx: &mut Tx, unit: &str, claim: &ClaimRow) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT 1 AS found FROM assignment WHERE unit = $1 AND standing = 1 AND (person_id = $2 OR ($2 = '' AND person_id IN (
             SELECT p.person_id FROM person_reach p JOIN claim_reach r ON r.subject_id = p.subject_id
             WHERE r.claim_id = $3))) LIMIT 1",
    )
    .bind(unit)
    .bind(claim.person_id.map_or_else(String::new, |id| id.to_string()))
    .bind(claim.claim_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.is_some())
}

/// Lets a standing claim hold until another instant; says whether it stood.
pub(crate) async fn renew(
    tx: &mut Tx,
    claim_id: Id<Claim>,
    until_at: Timestamp,
    at: Timestamp,
    by: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE claim SET until_at = $1, renewed_at = $2, renewed_by = $3 WHERE claim_id = $4 AND standing = 1",
    )
    .bind(until_at.as_microsecond())
    .bind(at.as_microsecond())
    .bind(by)
    .bind(claim_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How many pairs of claims of different units meet now and wait for a decision; those that a unit is part of, or all.
pub(crate) async fn count_conflicts(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    now: Timestamp,
) -> Result<i64, DbError> {
    let (open_a, open_b) = (is_open("a.claim_id", 1), is_open("b.claim_id", 1));
    let sql = format!(
        "SELECT COUNT(*) AS total FROM (
             SELECT DISTINCT x.claim_id AS one, y.claim_id AS other FROM claim_reach x
             JOIN claim_reach y ON y.subject_id = x.subject_id AND x.claim_id < y.claim_id) meeting
         JOIN claim a ON a.claim_id = meeting.one
         JOIN claim b ON b.claim_id = meeting.other AND a.unit <> b.unit
         WHERE {open_a} AND {open_b} AND ($2 = '' OR a.unit = $2 OR b.unit = $2)
             AND a.standing = 1 AND b.standing = 1 AND a.until_at > $3 AND b.until_at > $3
             AND NOT EXISTS (SELECT 1 FROM claim_decision d WHERE d.standing = 1 AND (
                 d.pair = a.claim_id || ' ' || b.claim_id
                 OR (d.verdict = 'alone' AND d.other_claim_id IN (a.claim_id, b.claim_id))))"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    Ok(query.bind(now.as_microsecond()).fetch_one(tx.conn()).await?.number("total")?)
}

/// How two claims are named together, in whichever order they are given.
fn pair(a: Id<Claim>, b: Id<Claim>) -> String {
    let (a, b) = (a.to_string(), b.to_string());
    if a < b { format!("{a} {b}") } else { format!("{b} {a}") }
}

/// That none stands between the two was asked before; one that stands by now came in between.
pub(crate) async fn insert_decision(tx: &mut Tx, row: &DecisionRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO claim_decision (decision_id, claim_id, other_claim_id, pair, verdict, reason, decided_at, decided_by,
             standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
    )
    .bind(row.decision_id.to_string())
    .bind(row.claim_id.to_string())
    .bind(row.other_claim_id.to_string())
    .bind(pair(row.claim_id, row.other_claim_id))
    .bind(row.verdict.code())
    .bind(row.reason.as_column())
    .bind(row.decided_at.as_microsecond())
    .bind(&row.decided_by);
    keep(tx, insert).await
}

/// The standing decision between two claims.
pub(crate) async fn find_between(
    tx: &mut Tx,
    a: Id<Claim>,
    b: Id<Claim>,
) -> Result<Option<DecisionRow>, DbError> {
    let sql = "SELECT * FROM claim_decision WHERE pair = $1 AND standing = 1";
    let row = sqlx::query(sql).bind(pair(a, b)).fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_decision).transpose()?)
}

/// A standing decision.
pub(crate) async fn find_decision(
    tx: &mut Tx,
    decision_id: Id<ClaimDecision>,
) -> Result<Option<DecisionRow>, DbError> {
    let sql = "SELECT * FROM claim_decision WHERE decision_id = $1 AND standing = 1";
    let row = sqlx::query(sql).bind(decision_id.to_string()).fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_decision).transpose()?)
}
