//! Files for the juvenile prosecutor, and what of the database goes into one.

use jiff::Timestamp;
use model::Id;
use model::kind::{Act, Person};
use service::Sealed;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Error};

use super::persons::{PersonRow, read_person};
use super::{Closed, Columns, DbError, Reader, Rows, Tx, keep, may_read, read_all, undecodable};
use crate::ids::ProsecutorFile;
use crate::prosecutor_file::{FileContent, FileExhibit, FileParts, FileState};

/// A file; what officers wrote is sealed.
pub(crate) struct FileRow {
    pub(crate) file_id: Id<ProsecutorFile>,
    pub(crate) person_id: Id<Person>,
    /// The unit that has the person now, by INE code; empty without one.
    pub(crate) unit: String,
    /// `es` or `en`.
    pub(crate) lang: String,
    pub(crate) state: FileState,
    pub(crate) parts: Sealed<FileParts>,
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) issued: Option<IssuedRow>,
    pub(crate) received: Option<ReceivedRow>,
    pub(crate) standing: bool,
}

/// What a file carries once it is issued; the content is sealed.
pub(crate) struct IssuedRow {
    pub(crate) office: String,
    pub(crate) procedure_number: String,
    pub(crate) authorization: String,
    pub(crate) content: Sealed<FileContent>,
    pub(crate) at: Timestamp,
    pub(crate) by: String,
}

/// What the office confirmed.
pub(crate) struct ReceivedRow {
    pub(crate) receipt: String,
    pub(crate) at: Timestamp,
    pub(crate) by: String,
}

const SELECT: &str = "SELECT prosecutor_file.*, COALESCE(assignment.unit, '') AS unit FROM prosecutor_file
    JOIN person ON person.person_id = prosecutor_file.person_id AND person.erased_at IS NULL
    LEFT JOIN assignment ON assignment.person_id = prosecutor_file.person_id AND assignment.standing = 1";

fn read_row(row: &AnyRow) -> Result<FileRow, Error> {
    let state = row.text("state")?;
    let unknown = || undecodable("state", std::io::Error::other(format!("unknown state `{state}`")));
    Ok(FileRow {
        file_id: row.id("file_id")?,
        person_id: row.id("person_id")?,
        unit: row.text("unit")?,
        lang: row.text("lang")?,
        state: FileState::find(&state).ok_or_else(unknown)?,
        parts: Sealed::from_column(row.text("parts")?),
        made_at: row.instant("made_at")?,
        made_by: row.text("made_by")?,
        issued: row.maybe_instant("issued_at")?.map(|at| read_issued(row, at)).transpose()?,
        received: row.maybe_instant("received_at")?.map(|at| read_received(row, at)).transpose()?,
        standing: row.flag("standing")?,
    })
}

fn read_issued(row: &AnyRow, at: Timestamp) -> Result<IssuedRow, Error> {
    Ok(IssuedRow {
        office: row.text("office")?,
        procedure_number: row.text("procedure_number")?,
        authorization: row.text("legal_authorization")?,
        content: Sealed::from_column(row.text("content")?),
        at,
        by: row.text("issued_by")?,
    })
}

fn read_received(row: &AnyRow, at: Timestamp) -> Result<ReceivedRow, Error> {
    Ok(ReceivedRow { receipt: row.text("receipt")?, at, by: row.text("received_by")? })
}

/// SQL: what the reader, bound first, may read, of a unit, bound second, or of all.
fn readable() -> String {
    format!(
        "{} AND ($2 = '' OR assignment.unit = $2)",
        may_read(Closed::Person, "prosecutor_file.person_id", 1)
    )
}

/// That the person has no draft was asked before; one that stands by now came in between.
pub(crate) async fn insert(tx: &mut Tx, row: &FileRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO prosecutor_file (file_id, person_id, lang, state, parts, made_at, made_by, standing)
         VALUES ($1, $2, $3, 'drafted', $4, $5, $6, 1)",
    )
    .bind(row.file_id.to_string())
    .bind(row.person_id.to_string())
    .bind(&row.lang)
    .bind(row.parts.as_column())
    .bind(row.made_at.as_microsecond())
    .bind(&row.made_by);
    keep(tx, insert).await
}

pub(crate) async fn find(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    file_id: Id<ProsecutorFile>,
) -> Result<Option<FileRow>, DbError> {
    let sql = format!("{SELECT} WHERE {} AND prosecutor_file.file_id = $3", readable());
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    let row = query.bind(file_id.to_string()).fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// The standing draft of a person.
pub(crate) async fn find_draft(
    tx: &mut Tx,
    person_id: Id<Person>,
) -> Result<Option<Id<ProsecutorFile>>, DbError> {
    let sql =
        "SELECT file_id FROM prosecutor_file WHERE person_id = $1 AND standing = 1 AND state = 'drafted'";
    let row = sqlx::query(sql).bind(person_id.to_string()).fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| row.id("file_id")).transpose()?)
}

/// SQL: of these the standing ones in a state, bound third, or in any.
fn listed() -> String {
    format!("{} AND prosecutor_file.standing = 1 AND ($3 = '' OR prosecutor_file.state = $3)", readable())
}

/// One page of the standing files, of a unit or of all, in a state or in any.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    (unit, state): (Option<&str>, Option<FileState>),
    rows: &Rows,
) -> Result<Vec<FileRow>, DbError> {
    let order = rows.order_by("prosecutor_file", "file_id");
    let sql = format!("{SELECT} WHERE {} {order} LIMIT $4 OFFSET $5", listed());
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    let query = query.bind(state.map_or("", FileState::code));
    read_all(&query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?, read_row)
}

/// How many files that list holds.
pub(crate) async fn count(
    tx: &mut Tx,
    reader: &Reader,
    (unit, state): (Option<&str>, Option<FileState>),
) -> Result<i64, DbError> {
    let sql = format!(
        "SELECT COUNT(*) AS total FROM prosecutor_file
         JOIN person ON person.person_id = prosecutor_file.person_id AND person.erased_at IS NULL
         LEFT JOIN assignment ON assignment.person_id = prosecutor_file.person_id AND assignment.standing = 1
         WHERE {}",
        listed()
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    let query = query.bind(state.map_or("", FileState::code));
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// Changes what officers wrote in a draft; says whether it was one.
pub(crate) async fn set_parts(
    tx: &mut Tx,
    file_id: Id<ProsecutorFile>,
    parts: &Sealed<FileParts>,
) -> Result<bool, DbError> {
    let sql =
        "UPDATE prosecutor_file SET parts = $1 WHERE file_id = $2 AND standing = 1 AND state = 'drafted'";
    let query = sqlx::query(sql).bind(parts.as_column()).bind(file_id.to_string());
    Ok(query.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Issues a draft; says whether it was one.
pub(crate) async fn issue(
    tx: &mut Tx,
    file_id: Id<ProsecutorFile>,
    issued: &IssuedRow,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE prosecutor_file SET state = 'issued', office = $1, procedure_number = $2, legal_authorization = $3,
             content = $4, issued_at = $5, issued_by = $6
         WHERE file_id = $7 AND standing = 1 AND state = 'drafted'",
    )
    .bind(&issued.office)
    .bind(&issued.procedure_number)
    .bind(&issued.authorization)
    .bind(issued.content.as_column())
    .bind(issued.at.as_microsecond())
    .bind(&issued.by)
    .bind(file_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Records that the office has an issued file; says whether it was one.
pub(crate) async fn receive(
    tx: &mut Tx,
    file_id: Id<ProsecutorFile>,
    received: &ReceivedRow,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE prosecutor_file SET state = 'received', receipt = $1, received_at = $2, received_by = $3
         WHERE file_id = $4 AND standing = 1 AND state = 'issued'",
    )
    .bind(&received.receipt)
    .bind(received.at.as_microsecond())
    .bind(&received.by)
    .bind(file_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Records that the office does not have an issued file after all; says whether a receipt was recorded.
pub(crate) async fn undo_receipt(tx: &mut Tx, file_id: Id<ProsecutorFile>) -> Result<bool, DbError> {
    let sql =
        "UPDATE prosecutor_file SET state = 'issued', receipt = NULL, received_at = NULL, received_by = NULL
         WHERE file_id = $1 AND standing = 1 AND state = 'received'";
    let done = sqlx::query(sql).bind(file_id.to_string()).execute(tx.conn()).await?;
    Ok(done.rows_affected() > 0)
}

/// Whether an office was ever issued a file of a person; it keeps one that does not stand any more.
pub(crate) async fn is_issued_to(tx: &mut Tx, person_id: Id<Person>, office: &str) -> Result<bool, DbError> {
    let sql = "SELECT COUNT(*) AS total FROM prosecutor_file
         WHERE person_id = $1 AND office = $2 AND issued_at IS NOT NULL";
    let row = sqlx::query(sql).bind(person_id.to_string()).bind(office).fetch_one(tx.conn()).await?;
    Ok(row.number("total")? > 0)
}

/// The files of evidence that a person's acts are about; the number is given within a file.
pub(crate) async fn list_exhibits(
    tx: &mut Tx,
    person_id: Id<Person>,
) -> Result<Vec<(Id<Act>, FileExhibit)>, DbError> {
    let rows = sqlx::query(
        "SELECT act.act_id, media_file.sha256, media_file.md5, media_file.size_bytes
         FROM identification
         JOIN identified_act ON identified_act.identification_id = identification.identification_id
             AND identified_act.standing = 1
         JOIN act ON act.act_id = identified_act.act_id
         JOIN media_file ON media_file.sha256 = act.file_sha256
         WHERE identification.person_id = $1 AND identification.standing = 1
         ORDER BY act.happened_at, act.act_id",
    )
    .bind(person_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, |row| {
        let exhibit = FileExhibit {
            number: 0,
            sha256: row.text("sha256")?,
            md5: row.text("md5")?,
            size_bytes: row.number("size_bytes")?,
        };
        Ok((row.id("act_id")?, exhibit))
    })
}

/// The other standing persons of the same subjects, and of the operations that these are in.
pub(crate) async fn list_connected(tx: &mut Tx, person_id: Id<Person>) -> Result<Vec<PersonRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM person WHERE standing = 1 AND erased_at IS NULL AND person_id <> $1 AND person_id IN (
             SELECT o.person_id FROM person_reach o WHERE o.subject_id IN (
                 SELECT m.subject_id FROM person_reach m WHERE m.person_id = $1
                 UNION
                 SELECT b.subject_id FROM operation_subject a
                 JOIN operation_subject b ON b.operation_id = a.operation_id
                 WHERE a.subject_id IN (SELECT m.subject_id FROM person_reach m WHERE m.person_id = $1)))
         ORDER BY person_id",
    )
    .bind(person_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_person)
}
