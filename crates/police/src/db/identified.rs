//! How identifications are borne out, and where they stand. Nothing is deleted: the last counts, lines are withdrawn.

use jiff::Timestamp;
use model::Id;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, keep, may_read, read_all, undecodable};
use crate::identified::{Confidence, IdentificationState, LineKind, LineSaid};
use crate::ids::{AccountUse, Identification, IdentificationDecision, IdentificationLine};

/// Who used the account, by an officer's finding.
pub(crate) struct UseRow {
    pub(crate) use_id: Id<AccountUse>,
    pub(crate) identification_id: Id<Identification>,
    pub(crate) sequence: i64,
    pub(crate) account_user: Sealed<String>,
    pub(crate) confidence: Confidence,
    pub(crate) stated_at: Timestamp,
    pub(crate) stated_by: String,
}

/// One ground, or a member of the household who was considered.
pub(crate) struct LineRow {
    pub(crate) line_id: Id<IdentificationLine>,
    pub(crate) identification_id: Id<Identification>,
    pub(crate) kind: LineKind,
    pub(crate) said: Sealed<LineSaid>,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

/// Where an identification stands, by an officer's decision.
pub(crate) struct DecisionRow {
    pub(crate) decision_id: Id<IdentificationDecision>,
    pub(crate) identification_id: Id<Identification>,
    pub(crate) sequence: i64,
    pub(crate) state: IdentificationState,
    pub(crate) reason: Sealed<String>,
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

pub(super) fn coded<T>(row: &AnyRow, column: &str, find: fn(&str) -> Option<T>) -> Result<T, Error> {
    let code = row.text(column)?;
    let unknown = || undecodable(column, std::io::Error::other(format!("unknown {column} `{code}`")));
    find(&code).ok_or_else(unknown)
}

/// The column `state` of an identification.
pub(super) fn read_state(row: &AnyRow) -> Result<IdentificationState, Error> {
    coded(row, "state", IdentificationState::find)
}

/// SQL: since when `person` is cleared of everything: when the last identification was cleared, standing or withdrawn since; null while one that
/// stands is not.
pub(super) const CLEARED_AT: &str =
    "(SELECT CASE WHEN COUNT(*) = COUNT(CASE WHEN d.state = 'cleared' THEN 1 END)
        THEN MAX(d.decided_at) END
    FROM identification i
    LEFT JOIN identification_decision d ON d.identification_id = i.identification_id AND d.sequence = (
        SELECT MAX(n.sequence) FROM identification_decision n WHERE n.identification_id = i.identification_id)
    WHERE i.person_id = person.person_id AND (i.standing = 1 OR d.state = 'cleared'))";

fn read_use(row: &AnyRow) -> Result<UseRow, Error> {
    Ok(UseRow {
        use_id: row.id("use_id")?,
        identification_id: row.id("identification_id")?,
        sequence: row.number("sequence")?,
        account_user: Sealed::from_column(row.text("account_user")?),
        confidence: coded(row, "confidence", Confidence::find)?,
        stated_at: row.instant("stated_at")?,
        stated_by: row.text("stated_by")?,
    })
}

fn read_line(row: &AnyRow) -> Result<LineRow, Error> {
    Ok(LineRow {
        line_id: row.id("line_id")?,
        identification_id: row.id("identification_id")?,
        kind: coded(row, "kind", LineKind::find)?,
        said: Sealed::from_column(row.text("said")?),
        recorded_at: row.instant("recorded_at")?,
        recorded_by: row.text("recorded_by")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

fn read_decision(row: &AnyRow) -> Result<DecisionRow, Error> {
    Ok(DecisionRow {
        decision_id: row.id("decision_id")?,
        identification_id: row.id("identification_id")?,
        sequence: row.number("sequence")?,
        state: read_state(row)?,
        reason: Sealed::from_column(row.text("reason")?),
        decided_at: row.instant("decided_at")?,
        decided_by: row.text("decided_by")?,
    })
}

/// Keeps a finding; raced, when another took its place.
pub(crate) async fn insert_use(tx: &mut Tx, row: &UseRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO account_use (use_id, identification_id, sequence, account_user, confidence, stated_at, stated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.use_id.to_string())
    .bind(row.identification_id.to_string())
    .bind(row.sequence)
    .bind(row.account_user.as_column())
    .bind(row.confidence.code())
    .bind(row.stated_at.as_microsecond())
    .bind(&row.stated_by);
    keep(tx, insert).await
}

pub(crate) async fn insert_line(tx: &mut Tx, row: &LineRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO identification_line (line_id, identification_id, kind, said, recorded_at, recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(row.line_id.to_string())
    .bind(row.identification_id.to_string())
    .bind(row.kind.code())
    .bind(row.said.as_column())
    .bind(row.recorded_at.as_microsecond())
    .bind(&row.recorded_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps a decision; raced, when another took its place.
pub(crate) async fn insert_decision(tx: &mut Tx, row: &DecisionRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO identification_decision (decision_id, identification_id, sequence, state, reason, decided_at,
             decided_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.decision_id.to_string())
    .bind(row.identification_id.to_string())
    .bind(row.sequence)
    .bind(row.state.code())
    .bind(row.reason.as_column())
    .bind(row.decided_at.as_microsecond())
    .bind(&row.decided_by);
    keep(tx, insert).await
}

/// A line of a standing identification.
pub(crate) async fn find_line(
    tx: &mut Tx,
    reader: &Reader,
    line_id: Id<IdentificationLine>,
) -> Result<Option<LineRow>, DbError> {
    let may_read = may_read(Closed::Person, "identification.person_id", 2);
    let sql = format!(
        "SELECT identification_line.* FROM identification_line
         JOIN identification ON identification.identification_id = identification_line.identification_id
             AND identification.standing = 1
         WHERE identification_line.line_id = $1 AND {may_read}"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(line_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_line).transpose()?)
}

async fn list<T>(
    tx: &mut Tx,
    reader: &Reader,
    (table, order): (&'static str, &'static str),
    identification_id: Id<Identification>,
    read: fn(&AnyRow) -> Result<T, Error>,
) -> Result<Vec<T>, DbError> {
    let may_read = may_read(Closed::Person, "identification.person_id", 2);
    let sql = format!(
        "SELECT {table}.* FROM {table}
         JOIN identification ON identification.identification_id = {table}.identification_id
         WHERE {table}.identification_id = $1 AND {may_read} ORDER BY {table}.{order}"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(identification_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read)
}

/// Standing or not, oldest first.
pub(crate) async fn list_lines(
    tx: &mut Tx,
    reader: &Reader,
    identification_id: Id<Identification>,
) -> Result<Vec<LineRow>, DbError> {
    list(tx, reader, ("identification_line", "line_id"), identification_id, read_line).await
}

/// Who used the account, newest finding first: it counts.
pub(crate) async fn list_uses(
    tx: &mut Tx,
    reader: &Reader,
    identification_id: Id<Identification>,
) -> Result<Vec<UseRow>, DbError> {
    list(tx, reader, ("account_use", "sequence DESC"), identification_id, read_use).await
}

/// What was decided, newest first: it counts.
pub(crate) async fn list_decisions(
    tx: &mut Tx,
    reader: &Reader,
    identification_id: Id<Identification>,
) -> Result<Vec<DecisionRow>, DbError> {
    list(tx, reader, ("identification_decision", "sequence DESC"), identification_id, read_decision).await
}
