//! Persons and the acts attributed to them.

use jiff::Timestamp;
use model::kind::{Act, Operation, Person, Report, Subject};
use model::{CaseRole, Id, Precision, Province};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::identified::read_state;
use super::rows::places;
use super::{Closed, Columns, DbError, Reader, Tx, may_list, may_read, read_all};
use crate::identified::IdentificationState;
use crate::ids::{GroundLoss, Identification};

/// An identified person; the particulars are sealed.
pub(crate) struct PersonRow {
    pub(crate) person_id: Id<Person>,
    pub(crate) given_name: Sealed<String>,
    pub(crate) family_name: Sealed<String>,
    pub(crate) birth: Option<Sealed<Precision>>,
    pub(crate) residence_province: Option<Province>,
    /// What they are besides the author of acts.
    pub(crate) other_roles: Vec<CaseRole>,
    pub(crate) recorded_at: Timestamp,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
    /// What the figures keep of an erased person.
    pub(crate) erased: Option<ErasedClass>,
}

/// The class of an erased person, and whether they were certainly a minor at one act.
pub(crate) struct ErasedClass {
    pub(crate) class: String,
    pub(crate) minor: bool,
}

/// A decision that acts of a subject are a person's.
pub(crate) struct IdentificationRow {
    pub(crate) identification_id: Id<Identification>,
    pub(crate) person_id: Id<Person>,
    pub(crate) subject_id: Id<Subject>,
    pub(crate) grounds: Sealed<String>,
    /// `installation`, `stated` or `unknown`.
    pub(crate) place: String,
    pub(crate) place_province: Option<Province>,
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

/// An act of a person, by a standing identification, with what says where it took place.
pub(crate) struct AuthoredAct {
    pub(crate) person_id: Id<Person>,
    pub(crate) identification_id: Id<Identification>,
    /// Where the identification stands.
    pub(crate) state: IdentificationState,
    /// A lost ground of the identification that nobody has settled.
    pub(crate) lost_by: Option<Id<GroundLoss>>,
    /// Whether a standing link of the act's subject is disputed, and nobody has decided on that.
    pub(crate) link_contested: bool,
    pub(crate) act_id: Id<Act>,
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    /// Whether it is about a file.
    pub(crate) has_file: bool,
    pub(crate) subject_id: Id<Subject>,
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) place: String,
    pub(crate) place_province: Option<Province>,
    /// The one province in which every disclosed line of this act ends.
    pub(crate) installation_province: Option<Province>,
}

// An act asked about twice, or behind a shared address, has several lines: only when all end in one province is that the place. Asked act by
// act, by the index: a list of fifty persons does not read every answer that ever came.
const AUTHORED: &str = "SELECT identification.person_id, identification.identification_id, act.act_id, act.report_id,
        report.report_number,
        COALESCE((SELECT identification_decision.state FROM identification_decision
             WHERE identification_decision.identification_id = identification.identification_id
             ORDER BY identification_decision.sequence DESC LIMIT 1), 'proposed') AS state,
        (SELECT MIN(lost_object.loss_id) FROM lost_object
         JOIN ground_loss ON ground_loss.loss_id = lost_object.loss_id AND ground_loss.standing = 1
         WHERE lost_object.object_kind = 'identification' AND lost_object.object_id = identification.identification_id
             AND COALESCE((SELECT lost_object_decision.fate FROM lost_object_decision
                 WHERE lost_object_decision.lost_object_id = lost_object.lost_object_id
                 ORDER BY lost_object_decision.sequence DESC LIMIT 1), 'open') <> 'stands') AS lost_by,
        CAST(CASE WHEN EXISTS (SELECT 1 FROM link_contest CROSS JOIN link CROSS JOIN account side
             WHERE link_contest.decision IS NULL AND link.link_id = link_contest.link_id AND link.standing = 1
                 AND side.account_id IN (link.account_a, link.account_b) AND side.subject_id = account.subject_id)
            THEN 1 ELSE 0 END AS BIGINT) AS link_contested,
        account.subject_id, act.file_sha256, act.stated_text, act.happened_at, identification.place, identification.place_province,
        (SELECT CASE WHEN COUNT(*) = COUNT(disclosed_subscriber.installation_province)
                AND MIN(disclosed_subscriber.installation_province) = MAX(disclosed_subscriber.installation_province)
            THEN MIN(disclosed_subscriber.installation_province) END
         FROM disclosure_line
         JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
             AND disclosure_request.standing = 1
         JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_line.request_id
             AND disclosure_answer.standing = 1
         JOIN disclosed_subscriber ON disclosed_subscriber.answer_id = disclosure_answer.answer_id
             AND disclosed_subscriber.line_no = disclosure_line.line_no
         WHERE disclosure_line.act_id = act.act_id) AS installation_province
    FROM identification
    JOIN person ON person.person_id = identification.person_id AND person.standing = 1
    JOIN identified_act ON identified_act.identification_id = identification.identification_id
        AND identified_act.standing = 1
    JOIN act ON act.act_id = identified_act.act_id
    JOIN account ON account.account_id = act.account_id
    JOIN report ON report.report_id = act.report_id
    WHERE identification.standing = 1";

pub(super) fn read_person(row: &AnyRow) -> Result<PersonRow, Error> {
    Ok(PersonRow {
        person_id: row.id("person_id")?,
        given_name: Sealed::from_column(row.text("given_name")?),
        family_name: Sealed::from_column(row.text("family_name")?),
        birth: row.maybe_text("birth")?.map(Sealed::from_column),
        residence_province: row.maybe_province("residence_province")?,
        other_roles: row.text("other_roles")?.split_whitespace().filter_map(CaseRole::find).collect(),
        recorded_at: row.instant("recorded_at")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
        erased: read_erased(row)?,
    })
}

fn read_erased(row: &AnyRow) -> Result<Option<ErasedClass>, Error> {
    let Some(class) = row.maybe_text("erased_class")? else { return Ok(None) };
    Ok(Some(ErasedClass { class, minor: row.maybe_number("erased_minor")? == Some(1) }))
}

fn read_identification(row: &AnyRow) -> Result<IdentificationRow, Error> {
    Ok(IdentificationRow {
        identification_id: row.id("identification_id")?,
        person_id: row.id("person_id")?,
        subject_id: row.id("subject_id")?,
        grounds: Sealed::from_column(row.text("grounds")?),
        place: row.text("place")?,
        place_province: row.maybe_province("place_province")?,
        decided_at: row.instant("decided_at")?,
        decided_by: row.text("decided_by")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

fn read_authored(row: &AnyRow) -> Result<AuthoredAct, Error> {
    Ok(AuthoredAct {
        person_id: row.id("person_id")?,
        identification_id: row.id("identification_id")?,
        state: read_state(row)?,
        lost_by: row.maybe_id("lost_by")?,
        link_contested: row.flag("link_contested")?,
        act_id: row.id("act_id")?,
        report_id: row.id("report_id")?,
        report_number: row.number("report_number")?,
        has_file: row.maybe_text("file_sha256")?.is_some(),
        subject_id: row.id("subject_id")?,
        stated_text: row.text("stated_text")?,
        happened_at: row.instant("happened_at")?,
        place: row.text("place")?,
        place_province: row.maybe_province("place_province")?,
        installation_province: row.maybe_province("installation_province")?,
    })
}

fn read_person_id(row: &AnyRow) -> Result<Id<Person>, Error> {
    row.id("person_id")
}

pub(crate) async fn insert_person(
    tx: &mut Tx,
    row: &PersonRow,
    name_blind: &str,
    recorded_by: &str,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO person (person_id, given_name, family_name, name_blind, birth, residence_province,
             recorded_at, recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
    )
    .bind(row.person_id.to_string())
    .bind(row.given_name.as_column())
    .bind(row.family_name.as_column())
    .bind(name_blind)
    .bind(row.birth.as_ref().map(Sealed::as_column))
    .bind(row.residence_province.map(Province::code))
    .bind(row.recorded_at.as_microsecond())
    .bind(recorded_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// None when there is no such person, or the person is erased.
pub(crate) async fn find_person(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Option<PersonRow>, DbError> {
    let may_read = may_read(Closed::Person, "person.person_id", 2);
    let sql = format!("SELECT * FROM person WHERE person_id = $1 AND erased_at IS NULL AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_person).transpose()?)
}

/// A person, or the number that remains of an erased one.
pub(crate) async fn find_person_or_number(
    tx: &mut Tx,
    person_id: Id<Person>,
) -> Result<Option<PersonRow>, DbError> {
    let row = sqlx::query("SELECT * FROM person WHERE person_id = $1")
        .bind(person_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(read_person).transpose()?)
}

/// Standing persons, newest first; erased ones too, for the figures.
pub(crate) async fn list_persons(tx: &mut Tx, reader: &Reader) -> Result<Vec<PersonRow>, DbError> {
    let may_read = may_read(Closed::Person, "person.person_id", 1);
    let sql = format!("SELECT * FROM person WHERE standing = 1 AND {may_read} ORDER BY person_id DESC");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_person)
}

/// The standing persons with an identified act in an operation, newest first; erased ones too, for the figures.
pub(crate) async fn list_persons_of_operation(
    tx: &mut Tx,
    operation_id: Id<Operation>,
) -> Result<Vec<PersonRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM person WHERE standing = 1 AND person_id IN (
             SELECT identification.person_id FROM operation_subject
             JOIN account ON account.subject_id = operation_subject.subject_id
             JOIN act ON act.account_id = account.account_id
             JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
             JOIN identification ON identification.identification_id = identified_act.identification_id
                 AND identification.standing = 1
             WHERE operation_subject.operation_id = $1)
         ORDER BY person_id DESC",
    )
    .bind(operation_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_person)
}

/// Other standing persons of the same name.
pub(crate) async fn list_same_name(
    tx: &mut Tx,
    reader: &Reader,
    name_blind: &str,
) -> Result<Vec<Id<Person>>, DbError> {
    let may_read = may_read(Closed::Person, "person.person_id", 2);
    let sql = format!(
        "SELECT person_id FROM person WHERE name_blind = $1 AND standing = 1 AND {may_read} ORDER BY person_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(name_blind).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_person_id)
}

pub(crate) async fn insert_identification(tx: &mut Tx, row: &IdentificationRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO identification (identification_id, person_id, subject_id, grounds, place, place_province,
             decided_at, decided_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
    )
    .bind(row.identification_id.to_string())
    .bind(row.person_id.to_string())
    .bind(row.subject_id.to_string())
    .bind(row.grounds.as_column())
    .bind(&row.place)
    .bind(row.place_province.map(Province::code))
    .bind(row.decided_at.as_microsecond())
    .bind(&row.decided_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn insert_identified_act(
    tx: &mut Tx,
    identification_id: Id<Identification>,
    act_id: Id<Act>,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO identified_act (identification_id, act_id, standing) VALUES ($1, $2, 1)")
        .bind(identification_id.to_string())
        .bind(act_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Frees the acts of a withdrawn identification for another author.
pub(crate) async fn release_acts(tx: &mut Tx, identification_id: Id<Identification>) -> Result<(), DbError> {
    sqlx::query("UPDATE identified_act SET standing = 0 WHERE identification_id = $1")
        .bind(identification_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(crate) async fn find_identification(
    tx: &mut Tx,
    reader: &Reader,
    identification_id: Id<Identification>,
) -> Result<Option<IdentificationRow>, DbError> {
    let may_read = may_read(Closed::Person, "identification.person_id", 2);
    let sql = format!("SELECT * FROM identification WHERE identification_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(identification_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_identification).transpose()?)
}

/// Standing or not, oldest first.
pub(crate) async fn list_identifications(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Vec<IdentificationRow>, DbError> {
    let may_read = may_read(Closed::Person, "identification.person_id", 2);
    let sql = format!(
        "SELECT * FROM identification WHERE person_id = $1 AND {may_read} ORDER BY identification_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_identification)
}

/// The acts of one person.
pub(crate) async fn list_acts_of_person(
    tx: &mut Tx,
    reader: &Reader,
    person_id: Id<Person>,
) -> Result<Vec<AuthoredAct>, DbError> {
    list_authored(tx, reader, "AND person.person_id = $2", &person_id.to_string()).await
}

/// The acts of these persons.
pub(crate) async fn list_acts_of_persons(
    tx: &mut Tx,
    reader: &Reader,
    person_ids: &[Id<Person>],
) -> Result<Vec<AuthoredAct>, DbError> {
    if person_ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{AUTHORED} AND {} AND person.person_id IN ({})
         ORDER BY identification.person_id, act.happened_at, act.act_id",
        may_list(Closed::Person, "person.person_id", 1),
        places(2, person_ids.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    for person_id in person_ids {
        query = query.bind(person_id.to_string());
    }
    read_all(&query.fetch_all(tx.conn()).await?, read_authored)
}

/// The acts of every standing person.
pub(crate) async fn list_all_authored_acts(
    tx: &mut Tx,
    reader: &Reader,
) -> Result<Vec<AuthoredAct>, DbError> {
    list_authored(tx, reader, "AND $2 = ''", "").await
}

/// The identified acts of an operation's subjects.
pub(crate) async fn list_acts_of_operation(
    tx: &mut Tx,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<Vec<AuthoredAct>, DbError> {
    let condition =
        "AND account.subject_id IN (SELECT subject_id FROM operation_subject WHERE operation_id = $2)";
    list_authored(tx, reader, condition, &operation_id.to_string()).await
}

async fn list_authored(
    tx: &mut Tx,
    reader: &Reader,
    condition: &'static str,
    value: &str,
) -> Result<Vec<AuthoredAct>, DbError> {
    let may_read = may_read(Closed::Person, "person.person_id", 1);
    let sql = format!(
        "{AUTHORED} AND {may_read} {condition} ORDER BY identification.person_id, act.happened_at, act.act_id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(value);
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_authored)
}
