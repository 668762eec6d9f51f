//! Persons, and the decisions that acts are theirs; the acts themselves are read by [`super::authored`].

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::kind::{Act, Operation, Person, Subject};
use model::{CaseRole, Id, Precision, Province};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::rows::places;
use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::ids::Identification;
use crate::name_blinds::NameBlinds;

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

fn read_person_id(row: &AnyRow) -> Result<Id<Person>, Error> {
    row.id("person_id")
}

pub(crate) async fn insert_person(
    tx: &mut Tx,
    row: &PersonRow,
    blinds: &NameBlinds,
    recorded_by: &str,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO person (person_id, given_name, family_name, name_blind, named_blind, birth, residence_province,
             recorded_at, recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)",
    )
    .bind(row.person_id.to_string())
    .bind(row.given_name.as_column())
    .bind(row.family_name.as_column())
    .bind(&blinds.name)
    .bind(&blinds.named)
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

/// Standing persons whom a text may name, by digests of its words; and those whose name has no digest, since nobody may be missed.
pub(crate) async fn list_named(tx: &mut Tx, blinds: &BTreeSet<String>) -> Result<Vec<PersonRow>, DbError> {
    /// So many digests are asked for at once.
    const PIECE: usize = 500;
    let blinds: Vec<_> = blinds.iter().collect();
    let mut found = Vec::new();
    for piece in blinds.chunks(PIECE) {
        let sql = format!(
            "SELECT * FROM person WHERE named_blind IN ({}) AND standing = 1 AND erased_at IS NULL",
            places(1, piece.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for blind in piece {
            query = query.bind(blind.as_str());
        }
        found.extend(read_all(&query.fetch_all(tx.conn()).await?, read_person)?);
    }
    let sql = "SELECT * FROM person WHERE name_blind = '' AND erased_at IS NULL AND standing = 1";
    found.extend(read_all(&sqlx::query(sql).fetch_all(tx.conn()).await?, read_person)?);
    Ok(found)
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
