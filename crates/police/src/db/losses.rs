//! Grounds that fell away, what rested on them, what became of it, and which units took note.

use jiff::Timestamp;
use model::Id;
use model::kind::{Act, Person, Subject};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::identified::coded;
use super::{Closed, Columns, DbError, Reader, Tx, keep, may_list, may_read, read_all, undecodable};
use crate::ids::{GroundLoss, Identification, LossDecision, LossNote, LostObject};
use crate::intake::Connection;
use crate::losses::{Cause, Fate, LossSaid, LostKind};

/// A ground that fell away.
pub(crate) struct LossRow {
    pub(crate) loss_id: Id<GroundLoss>,
    pub(crate) cause: Cause,
    /// Id of the notice, link, veto, import, erased object or request whose answer was withdrawn, SHA-256 of the file; empty for an allocation, and for links that join no more.
    pub(crate) cause_id: String,
    pub(crate) said: Sealed<LossSaid>,
    pub(crate) lost_at: Timestamp,
    pub(crate) lost_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

/// A loss in a list.
pub(crate) struct ListedLoss {
    pub(crate) loss: LossRow,
    /// How many of its objects nobody has decided on.
    pub(crate) undecided: i64,
    /// How many units have not taken note; of one unit, whether it has not.
    pub(crate) unheard: i64,
}

/// What rested on it.
pub(crate) struct LostObjectRow {
    pub(crate) lost_object_id: Id<LostObject>,
    pub(crate) loss_id: Id<GroundLoss>,
    pub(crate) kind: LostKind,
    pub(crate) object_id: String,
    pub(crate) person_id: Id<Person>,
    /// INE code of the unit that had the person then, or, where none did, that got the person next.
    pub(crate) unit: Option<String>,
    /// Whether that unit has taken note of it.
    pub(crate) is_noted: bool,
    /// What was decided last.
    pub(crate) fate: Option<Fate>,
}

/// What becomes of an object, by an officer's decision.
pub(crate) struct LossDecisionRow {
    pub(crate) decision_id: Id<LossDecision>,
    pub(crate) lost_object_id: Id<LostObject>,
    pub(crate) sequence: i64,
    pub(crate) fate: Fate,
    pub(crate) reason: Sealed<String>,
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

/// A unit that took note.
pub(crate) struct LossNoteRow {
    pub(crate) note_id: Id<LossNote>,
    pub(crate) loss_id: Id<GroundLoss>,
    pub(crate) unit: String,
    pub(crate) noted_at: Timestamp,
    pub(crate) noted_by: String,
}

/// An act that is attributed to somebody.
pub(crate) struct RestingRow {
    pub(crate) identification_id: Id<Identification>,
    pub(crate) person_id: Id<Person>,
    pub(crate) act_id: Id<Act>,
}

/// SQL: what was decided last on a lost object; null while nobody has.
pub(super) const FATE: &str =
    "(SELECT d.fate FROM lost_object_decision d WHERE d.lost_object_id = lost_object.lost_object_id
        ORDER BY d.sequence DESC LIMIT 1)";
/// Acts that are attributed to somebody now.
const RESTING: &str = "SELECT identification.identification_id, identification.person_id, act.act_id, act.connection
    FROM identified_act
    JOIN identification ON identification.identification_id = identified_act.identification_id
        AND identification.standing = 1
    JOIN person ON person.person_id = identification.person_id AND person.standing = 1 AND person.erased_at IS NULL
    JOIN act ON act.act_id = identified_act.act_id
    JOIN account ON account.account_id = act.account_id
    WHERE identified_act.standing = 1";

pub(super) fn read_loss(row: &AnyRow) -> Result<LossRow, Error> {
    Ok(LossRow {
        loss_id: row.id("loss_id")?,
        cause: coded(row, "cause", Cause::find)?,
        cause_id: row.text("cause_id")?,
        said: Sealed::from_column(row.text("said")?),
        lost_at: row.instant("lost_at")?,
        lost_by: row.text("lost_by")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

fn read_listed(row: &AnyRow) -> Result<ListedLoss, Error> {
    let (undecided, unheard) = (row.number("undecided")?, row.number("unheard")?);
    Ok(ListedLoss { loss: read_loss(row)?, undecided, unheard })
}

fn read_object(row: &AnyRow) -> Result<LostObjectRow, Error> {
    let fate = row.maybe_text("fate")?;
    let unknown = |code: &str| undecodable("fate", std::io::Error::other(format!("unknown fate `{code}`")));
    Ok(LostObjectRow {
        lost_object_id: row.id("lost_object_id")?,
        loss_id: row.id("loss_id")?,
        kind: coded(row, "object_kind", LostKind::find)?,
        object_id: row.text("object_id")?,
        person_id: row.id("person_id")?,
        unit: row.maybe_text("unit")?,
        is_noted: row.maybe_text("note_id")?.is_some(),
        fate: fate.map(|code| Fate::find(&code).ok_or_else(|| unknown(&code))).transpose()?,
    })
}

fn read_decision(row: &AnyRow) -> Result<LossDecisionRow, Error> {
    Ok(LossDecisionRow {
        decision_id: row.id("decision_id")?,
        lost_object_id: row.id("lost_object_id")?,
        sequence: row.number("sequence")?,
        fate: coded(row, "fate", Fate::find)?,
        reason: Sealed::from_column(row.text("reason")?),
        decided_at: row.instant("decided_at")?,
        decided_by: row.text("decided_by")?,
    })
}

fn read_note(row: &AnyRow) -> Result<LossNoteRow, Error> {
    Ok(LossNoteRow {
        note_id: row.id("note_id")?,
        loss_id: row.id("loss_id")?,
        unit: row.text("unit")?,
        noted_at: row.instant("noted_at")?,
        noted_by: row.text("noted_by")?,
    })
}

fn read_resting(row: &AnyRow) -> Result<RestingRow, Error> {
    Ok(RestingRow {
        identification_id: row.id("identification_id")?,
        person_id: row.id("person_id")?,
        act_id: row.id("act_id")?,
    })
}

fn read_connected(row: &AnyRow) -> Result<(RestingRow, Sealed<Connection>), Error> {
    Ok((read_resting(row)?, Sealed::from_column(row.text("connection")?)))
}

pub(crate) async fn insert_loss(tx: &mut Tx, row: &LossRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO ground_loss (loss_id, cause, cause_id, said, lost_at, lost_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(row.loss_id.to_string())
    .bind(row.cause.code())
    .bind(&row.cause_id)
    .bind(row.said.as_column())
    .bind(row.lost_at.as_microsecond())
    .bind(&row.lost_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks an object, once for each loss.
pub(crate) async fn insert_object(tx: &mut Tx, row: &LostObjectRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO lost_object (lost_object_id, loss_id, object_kind, object_id, person_id, unit)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (loss_id, object_kind, object_id) DO NOTHING",
    )
    .bind(row.lost_object_id.to_string())
    .bind(row.loss_id.to_string())
    .bind(row.kind.code())
    .bind(&row.object_id)
    .bind(row.person_id.to_string())
    .bind(&row.unit)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps a decision; raced, when another took its place.
pub(crate) async fn insert_decision(tx: &mut Tx, row: &LossDecisionRow) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO lost_object_decision (decision_id, lost_object_id, sequence, fate, reason, decided_at, decided_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.decision_id.to_string())
    .bind(row.lost_object_id.to_string())
    .bind(row.sequence)
    .bind(row.fate.code())
    .bind(row.reason.as_column())
    .bind(row.decided_at.as_microsecond())
    .bind(&row.decided_by);
    keep(tx, insert).await
}

/// Keeps that a unit took note of all it had not yet; whether there was anything.
pub(crate) async fn insert_note(tx: &mut Tx, row: &LossNoteRow) -> Result<bool, DbError> {
    sqlx::query(
        "INSERT INTO loss_note (note_id, loss_id, unit, noted_at, noted_by) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(row.note_id.to_string())
    .bind(row.loss_id.to_string())
    .bind(&row.unit)
    .bind(row.noted_at.as_microsecond())
    .bind(&row.noted_by)
    .execute(tx.conn())
    .await?;
    let sql = "UPDATE lost_object SET note_id = $1 WHERE loss_id = $2 AND unit = $3 AND note_id IS NULL";
    let query = sqlx::query(sql).bind(row.note_id.to_string()).bind(row.loss_id.to_string()).bind(&row.unit);
    Ok(query.execute(tx.conn()).await?.rows_affected() > 0)
}

pub(crate) async fn find_loss(tx: &mut Tx, loss_id: Id<GroundLoss>) -> Result<Option<LossRow>, DbError> {
    let row = sqlx::query("SELECT * FROM ground_loss WHERE loss_id = $1")
        .bind(loss_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_loss).transpose()?)
}

/// Losses with something that the reader may read: of one unit, or all, and then those on which nothing rested yet, too; standing ones first, then
/// the newest.
pub(crate) async fn list_losses(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
    (limit, offset): (i64, i64),
) -> Result<Vec<ListedLoss>, DbError> {
    let of_reader = of_reader();
    let sql = format!(
        "SELECT ground_loss.*,
             (SELECT COUNT(*) FROM lost_object WHERE {of_reader} AND {FATE} IS NULL) AS undecided,
             (SELECT COUNT(DISTINCT lost_object.unit) FROM lost_object WHERE {of_reader}
                  AND lost_object.unit IS NOT NULL AND lost_object.note_id IS NULL) AS unheard
         FROM ground_loss WHERE {}
         ORDER BY ground_loss.standing DESC, ground_loss.lost_at DESC, ground_loss.loss_id DESC
         LIMIT $3 OFFSET $4",
        seen()
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    read_all(&query.bind(limit).bind(offset).fetch_all(tx.conn()).await?, read_listed)
}

/// How many losses that list has.
pub(crate) async fn count_losses(tx: &mut Tx, reader: &Reader, unit: Option<&str>) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total FROM ground_loss WHERE {}", seen());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(unit.unwrap_or_default());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// SQL: the losses that the reader sees. Binds reader and unit.
fn seen() -> String {
    format!(
        "(EXISTS (SELECT 1 FROM lost_object WHERE {})
            OR ($2 = '' AND NOT EXISTS (SELECT 1 FROM lost_object WHERE lost_object.loss_id = ground_loss.loss_id)))",
        of_reader()
    )
}

/// Whether anything rested on a loss, whoever may read of it.
pub(crate) async fn has_objects(tx: &mut Tx, loss_id: Id<GroundLoss>) -> Result<bool, DbError> {
    let sql = "SELECT COUNT(*) AS total FROM lost_object WHERE loss_id = $1";
    let row = sqlx::query(sql).bind(loss_id.to_string()).fetch_one(tx.conn()).await?;
    Ok(row.number("total")? > 0)
}

/// SQL: the objects of a loss that the reader may read. Binds reader and unit.
fn of_reader() -> String {
    format!(
        "lost_object.loss_id = ground_loss.loss_id AND {} AND ($2 = '' OR lost_object.unit = $2)",
        may_list(Closed::Person, "lost_object.person_id", 1)
    )
}

/// What rested on a ground, as far as the reader may read it: of one unit, or all.
pub(crate) async fn list_objects(
    tx: &mut Tx,
    reader: &Reader,
    loss_id: Id<GroundLoss>,
    unit: Option<&str>,
) -> Result<Vec<LostObjectRow>, DbError> {
    let may_read = may_read(Closed::Person, "lost_object.person_id", 2);
    let sql = format!(
        "SELECT lost_object.*, {FATE} AS fate FROM lost_object
         WHERE lost_object.loss_id = $1 AND {may_read} AND ($3 = '' OR lost_object.unit = $3)
         ORDER BY lost_object.person_id, lost_object.object_kind DESC, lost_object.object_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(loss_id.to_string()).bind(reader.name());
    read_all(&query.bind(unit.unwrap_or_default()).fetch_all(tx.conn()).await?, read_object)
}

/// What was decided on an object, newest first: the first counts.
pub(crate) async fn list_decisions(
    tx: &mut Tx,
    lost_object_id: Id<LostObject>,
) -> Result<Vec<LossDecisionRow>, DbError> {
    let sql = "SELECT * FROM lost_object_decision WHERE lost_object_id = $1 ORDER BY sequence DESC";
    let rows = sqlx::query(sql).bind(lost_object_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_decision)
}

/// The units that took note of a loss, each as often as more came to it.
pub(crate) async fn list_notes(tx: &mut Tx, loss_id: Id<GroundLoss>) -> Result<Vec<LossNoteRow>, DbError> {
    let sql = "SELECT * FROM loss_note WHERE loss_id = $1 ORDER BY unit, noted_at, note_id";
    let rows = sqlx::query(sql).bind(loss_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_note)
}

async fn list_resting(tx: &mut Tx, condition: &str, value: &str) -> Result<Vec<RestingRow>, DbError> {
    let sql = format!("{RESTING} AND {condition} ORDER BY identification.identification_id, act.act_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).fetch_all(tx.conn()).await?;
    read_all(&rows, read_resting)
}

/// What rests on the reports that a notice names, by whoever sent both.
pub(crate) async fn list_resting_on_notice(tx: &mut Tx, notice_id: &str) -> Result<Vec<RestingRow>, DbError> {
    let condition = "act.report_id IN (
        SELECT report.report_id FROM referral_notice
        JOIN referral_notice_report ON referral_notice_report.notice_id = referral_notice.notice_id
        JOIN report ON report.report_number = referral_notice_report.report_number
            AND report.sender = referral_notice.sender
        WHERE referral_notice.notice_id = $1)";
    list_resting(tx, condition, notice_id).await
}

/// What rests on a report.
pub(crate) async fn list_resting_on_report(tx: &mut Tx, report_id: &str) -> Result<Vec<RestingRow>, DbError> {
    list_resting(tx, "act.report_id = $1", report_id).await
}

/// What rests on a file.
pub(crate) async fn list_resting_on_file(tx: &mut Tx, sha256: &str) -> Result<Vec<RestingRow>, DbError> {
    list_resting(tx, "act.file_sha256 = $1", sha256).await
}

/// What rests on a subject as it is now.
pub(crate) async fn list_resting_on_subject(
    tx: &mut Tx,
    subject_id: Id<Subject>,
) -> Result<Vec<RestingRow>, DbError> {
    list_resting(tx, "account.subject_id = $1", &subject_id.to_string()).await
}

/// What rests on the standing answer to a request: acts about which it names somebody, or about another event of their account, where the person
/// was identified, the identification decided on, or the person handed over once the answer was there.
pub(crate) async fn list_resting_on_answer(
    tx: &mut Tx,
    request_id: &str,
) -> Result<Vec<RestingRow>, DbError> {
    let named = |acts: &str, joined: &str| {
        format!(
            "SELECT {acts}.act_id FROM disclosure_answer
             JOIN disclosed_subscriber ON disclosed_subscriber.answer_id = disclosure_answer.answer_id
             JOIN disclosure_line ON disclosure_line.request_id = disclosure_answer.request_id
                 AND disclosure_line.line_no = disclosed_subscriber.line_no {joined}
             WHERE disclosure_answer.request_id = $1 AND disclosure_answer.standing = 1
                 AND (identification.decided_at >= disclosure_answer.recorded_at
                     OR EXISTS (SELECT 1 FROM identification_decision
                         WHERE identification_decision.identification_id = identification.identification_id
                             AND identification_decision.decided_at >= disclosure_answer.recorded_at)
                     OR EXISTS (SELECT 1 FROM assignment
                         WHERE assignment.person_id = identification.person_id AND assignment.standing = 1
                             AND assignment.assigned_at >= disclosure_answer.recorded_at))"
        )
    };
    let of_account = "JOIN ip_event ON ip_event.event_id = disclosure_line.event_id
        JOIN act other ON other.account_id = ip_event.account_id";
    let (acts, events) = (named("disclosure_line", ""), named("other", of_account));
    let condition = format!("act.act_id IN ({acts} UNION {events})");
    list_resting(tx, &condition, request_id).await
}

/// Everything attributed to somebody whose address is stated, with the address.
pub(crate) async fn list_connected(tx: &mut Tx) -> Result<Vec<(RestingRow, Sealed<Connection>)>, DbError> {
    let sql = format!(
        "{RESTING} AND act.connection IS NOT NULL ORDER BY identification.identification_id, act.act_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(tx.conn()).await?;
    read_all(&rows, read_connected)
}
