//! What is kept, since when, and what shares its content.

use jiff::Timestamp;
use model::retention::{Category, Start};
use service::rights::{DueBefore, Kept, ObjectRef};
use sqlx::Error;
use sqlx::any::AnyRow;

use super::identified::CLEARED_AT;
use super::{Columns, DbError, Tx, read_all};

/// Most objects of a kind in one page of what is due.
const MOST: i64 = 500;
const FOREVER: Timestamp = Timestamp::MAX;

/// The arrival and the identifier after which a page begins.
type After<'a> = (Timestamp, &'a str);
const FIRST: After<'static> = (Timestamp::MIN, "");

fn read_person(row: &AnyRow) -> Result<Kept, Error> {
    let outcome_at = row.maybe_instant("outcome_at")?;
    let is_cleared = row.maybe_text("code")?.as_deref() == Some("no_offence");
    let (category, start) = if let Some(cleared_at) = row.maybe_instant("cleared_at")? {
        (Category::ClearedPerson, Start::At(cleared_at))
    } else if row.flag("standing")? {
        let category = if is_cleared { Category::ClearedPerson } else { Category::PersonWithOutcome };
        (category, outcome_at.map_or(Start::NotYet, Start::At))
    } else {
        (Category::ClearedPerson, row.maybe_instant("withdrawn_at")?.map_or(Start::Unknown, Start::At))
    };
    let object = ObjectRef::new("person", row.text("person_id")?);
    Ok(Kept { object, category, start, recorded_at: row.instant("recorded_at")? })
}

/// A person, or those that may be due: an outcome starts the period, and so does being cleared of every identification, or withdrawn.
async fn persons(
    tx: &mut Tx,
    id: &str,
    recorded: Timestamp,
    cleared: Timestamp,
    (_, after): After<'_>,
) -> Result<Vec<Kept>, DbError> {
    let sql = format!(
        "SELECT person.person_id, person.recorded_at, person.standing, person.withdrawn_at, outcome.code,
             outcome.recorded_at AS outcome_at, {CLEARED_AT} AS cleared_at
         FROM person
         LEFT JOIN assignment ON assignment.person_id = person.person_id AND assignment.standing = 1
         LEFT JOIN outcome ON outcome.assignment_id = assignment.assignment_id AND outcome.standing = 1
         WHERE person.erased_at IS NULL AND ($1 = '' OR person.person_id = $1)
             AND (person.recorded_at <= $2 OR person.withdrawn_at <= $3
                 OR (outcome.code = 'no_offence' AND outcome.recorded_at <= $3)
                 OR {CLEARED_AT} <= $3)
             AND person.person_id > $4
         ORDER BY person.person_id LIMIT $5"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).bind(recorded.as_microsecond());
    let query = query.bind(cleared.as_microsecond()).bind(after).bind(MOST);
    read_all(&query.fetch_all(tx.conn()).await?, read_person)
}

fn read_report(row: &AnyRow) -> Result<Kept, Error> {
    let received_at = row.instant("received_at")?;
    let object = ObjectRef::new("report", row.text("report_id")?);
    Ok(Kept {
        object,
        category: Category::PoliceReport,
        start: Start::At(received_at),
        recorded_at: received_at,
    })
}

/// A report, or those that may be due: by when they came, or by when an outcome or a finding "no offence" was recorded.
async fn reports(
    tx: &mut Tx,
    id: &str,
    received: Timestamp,
    cleared: Timestamp,
    (after, after_id): After<'_>,
) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query(
        "SELECT kept.report_id, kept.received_at FROM (
             SELECT report.report_id, COALESCE(MIN(referral.received_at), report.finished_at) AS received_at
             FROM report
             LEFT JOIN referral_report ON referral_report.report_id = report.report_id
             LEFT JOIN referral ON referral.referral_id = referral_report.referral_id
             WHERE report.erased_at IS NULL AND ($1 = '' OR report.report_id = $1)
             GROUP BY report.report_id, report.finished_at
         ) kept WHERE (kept.received_at > $4 OR (kept.received_at = $4 AND kept.report_id > $5))
             AND (kept.received_at <= $2 OR kept.report_id IN (
                 SELECT act.report_id FROM outcome
                 JOIN assignment ON assignment.assignment_id = outcome.assignment_id AND assignment.standing = 1
                 JOIN identification ON identification.person_id = assignment.person_id AND identification.standing = 1
                 JOIN identified_act ON identified_act.identification_id = identification.identification_id
                     AND identified_act.standing = 1
                 JOIN act ON act.act_id = identified_act.act_id
                 WHERE outcome.standing = 1 AND outcome.code = 'no_offence' AND outcome.recorded_at <= $3
                 UNION SELECT no_offence.report_id FROM no_offence
                 WHERE no_offence.standing = 1 AND no_offence.found_at <= $3))
         ORDER BY kept.received_at, kept.report_id LIMIT $6",
    )
    .bind(id)
    .bind(received.as_microsecond())
    .bind(cleared.as_microsecond())
    .bind(after.as_microsecond())
    .bind(after_id)
    .bind(MOST)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_report)
}

fn read_last(row: &AnyRow) -> Result<Option<Timestamp>, Error> {
    row.maybe_instant("last_at")
}

/// When the last outcome of a report's persons was recorded.
async fn find_last_outcome_at(tx: &mut Tx, report_id: &str) -> Result<Option<Timestamp>, DbError> {
    let row = sqlx::query(
        "SELECT MAX(outcome.recorded_at) AS last_at FROM act
         JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
         JOIN identification ON identification.identification_id = identified_act.identification_id
         JOIN assignment ON assignment.person_id = identification.person_id AND assignment.standing = 1
         JOIN outcome ON outcome.assignment_id = assignment.assignment_id AND outcome.standing = 1
         WHERE act.report_id = $1",
    )
    .bind(report_id)
    .fetch_one(tx.conn())
    .await?;
    Ok(read_last(&row)?)
}

/// A report as it stands: one whose every person is cleared is kept no longer than they are.
async fn judged_report(tx: &mut Tx, kept: Kept) -> Result<Kept, DbError> {
    let report_id = kept.object.id.parse().map_err(|_| DbError::Value { column: "report_id" })?;
    let standing = super::feedback::load_standing(tx, report_id).await?.neutral();
    if standing != Some(wire::feedback::OutcomeCode::NotAnOffence) {
        return Ok(kept);
    }
    let found = super::no_offence::find(tx, report_id).await?.map(|row| row.found_at);
    let last = find_last_outcome_at(tx, &kept.object.id).await?.or(found);
    let start = last.map_or(Start::Unknown, Start::At);
    Ok(Kept { category: Category::ClearedPerson, start, ..kept })
}

async fn find_report(tx: &mut Tx, id: &str) -> Result<Option<Kept>, DbError> {
    let Some(kept) = reports(tx, id, FOREVER, Timestamp::MIN, FIRST).await?.pop() else { return Ok(None) };
    judged_report(tx, kept).await.map(Some)
}

async fn list_reports(tx: &mut Tx, due: DueBefore, after: After<'_>) -> Result<Vec<Kept>, DbError> {
    let (received, cleared) = (due.latest(Category::PoliceReport), due.latest(Category::ClearedPerson));
    let mut judged = Vec::new();
    for kept in reports(tx, "", received, cleared, after).await? {
        judged.push(judged_report(tx, kept).await?);
    }
    Ok(judged)
}

fn read_subject(row: &AnyRow) -> Result<Kept, Error> {
    let opened_at = row.instant("opened_at")?;
    let start = if row.number("identified")? > 0 { Start::NotYet } else { Start::At(opened_at) };
    let object = ObjectRef::new("subject", row.text("subject_id")?);
    Ok(Kept { object, category: Category::UnidentifiedSubject, start, recorded_at: opened_at })
}

/// Subjects with accounts; `identified` is the number of their acts that are attributed to somebody.
async fn subjects(
    tx: &mut Tx,
    id: &str,
    opened: Timestamp,
    (after, after_id): After<'_>,
) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query(
        "SELECT kept.subject_id, kept.opened_at, kept.identified FROM (
             SELECT subject.subject_id, subject.opened_at,
                 (SELECT COUNT(*) FROM account
                  JOIN act ON act.account_id = account.account_id
                  JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
                  WHERE account.subject_id = subject.subject_id) AS identified
             FROM subject
             WHERE subject.erased_at IS NULL AND ($1 = '' OR subject.subject_id = $1) AND subject.opened_at <= $2
                 AND EXISTS (SELECT 1 FROM account WHERE account.subject_id = subject.subject_id)
         ) kept WHERE ($1 <> '' OR kept.identified = 0)
             AND (kept.opened_at > $3 OR (kept.opened_at = $3 AND kept.subject_id > $4))
         ORDER BY kept.opened_at, kept.subject_id LIMIT $5",
    )
    .bind(id)
    .bind(opened.as_microsecond())
    .bind(after.as_microsecond())
    .bind(after_id)
    .bind(MOST)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_subject)
}

fn read_request(row: &AnyRow) -> Result<Kept, Error> {
    let object = ObjectRef::new("disclosure_request", row.text("request_id")?);
    let start = row.maybe_instant("answer_at")?.map_or(Start::NotYet, Start::At);
    Ok(Kept {
        object,
        category: Category::DisclosedSubscriber,
        start,
        recorded_at: row.instant("issued_at")?,
    })
}

async fn requests(
    tx: &mut Tx,
    id: &str,
    issued: Timestamp,
    (after, after_id): After<'_>,
) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query(
        "SELECT disclosure_request.request_id, disclosure_request.issued_at, disclosure_answer.recorded_at AS answer_at
         FROM disclosure_request
         LEFT JOIN disclosure_answer ON disclosure_answer.request_id = disclosure_request.request_id
             AND disclosure_answer.standing = 1
         WHERE disclosure_request.erased_at IS NULL AND ($1 = '' OR disclosure_request.request_id = $1)
             AND disclosure_request.issued_at <= $2
             AND (disclosure_request.issued_at > $3
                 OR (disclosure_request.issued_at = $3 AND disclosure_request.request_id > $4))
         ORDER BY disclosure_request.issued_at, disclosure_request.request_id LIMIT $5",
    )
    .bind(id)
    .bind(issued.as_microsecond())
    .bind(after.as_microsecond())
    .bind(after_id)
    .bind(MOST)
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_request)
}

/// One kept object.
pub(crate) async fn find_kept(tx: &mut Tx, object: &ObjectRef) -> Result<Option<Kept>, DbError> {
    // an empty identifier would mean all of them
    if object.id.is_empty() {
        return Ok(None);
    }
    match object.kind.as_str() {
        "person" => Ok(persons(tx, &object.id, FOREVER, FOREVER, FIRST).await?.pop()),
        "report" => find_report(tx, &object.id).await,
        "subject" => Ok(subjects(tx, &object.id, FOREVER, FIRST).await?.pop()),
        "disclosure_request" => Ok(requests(tx, &object.id, FOREVER, FIRST).await?.pop()),
        _ => Ok(None),
    }
}

/// What may be due of a kind: a page of what comes after this arrival and identifier, of persons after the identifier alone.
pub(crate) async fn list_kept(
    tx: &mut Tx,
    kind: &str,
    due: DueBefore,
    after: After<'_>,
) -> Result<Vec<Kept>, DbError> {
    match kind {
        "person" => {
            let cleared = due.latest(Category::ClearedPerson);
            persons(tx, "", due.latest(Category::PersonWithOutcome), cleared, after).await
        }
        "report" => list_reports(tx, due, after).await,
        "subject" => subjects(tx, "", due.latest(Category::UnidentifiedSubject), after).await,
        "disclosure_request" => requests(tx, "", due.latest(Category::DisclosedSubscriber), after).await,
        _ => Ok(Vec::new()),
    }
}

fn read_object(row: &AnyRow) -> Result<ObjectRef, Error> {
    Ok(ObjectRef { kind: row.text("kind")?, id: row.text("id")? })
}

async fn list_objects(tx: &mut Tx, sql: &'static str, id: &str) -> Result<Vec<ObjectRef>, DbError> {
    let rows = sqlx::query(sql).bind(id).fetch_all(tx.conn()).await?;
    read_all(&rows, read_object)
}

/// Whose rows a report's erasure touches: its subjects and persons, the requests about its acts and events, the reports in the same packages.
const OF_REPORT: &str = "SELECT 'subject' AS kind, account.subject_id AS id FROM report_account
        JOIN account ON account.account_id = report_account.account_id WHERE report_account.report_id = $1
    UNION SELECT 'person' AS kind, identification.person_id AS id FROM act
        JOIN identified_act ON identified_act.act_id = act.act_id AND identified_act.standing = 1
        JOIN identification ON identification.identification_id = identified_act.identification_id
        WHERE act.report_id = $1
    UNION SELECT 'disclosure_request' AS kind, disclosure_line.request_id AS id FROM act
        JOIN disclosure_line ON disclosure_line.act_id = act.act_id WHERE act.report_id = $1
    UNION SELECT 'disclosure_request' AS kind, disclosure_line.request_id AS id FROM ip_event
        JOIN disclosure_line ON disclosure_line.event_id = ip_event.event_id WHERE ip_event.report_id = $1
    UNION SELECT 'report' AS kind, other.report_id AS id FROM referral_report own
        JOIN referral_report other ON other.referral_id = own.referral_id
        WHERE own.report_id = $1 AND other.report_id <> $1";
const OF_PERSON: &str = "SELECT 'subject' AS kind, identification.subject_id AS id FROM identification
        WHERE identification.person_id = $1
    UNION SELECT 'report' AS kind, act.report_id AS id FROM identification
        JOIN identified_act ON identified_act.identification_id = identification.identification_id
        JOIN act ON act.act_id = identified_act.act_id WHERE identification.person_id = $1";
const OF_SUBJECT: &str = "SELECT DISTINCT 'report' AS kind, report_account.report_id AS id FROM account
        JOIN report_account ON report_account.account_id = account.account_id WHERE account.subject_id = $1";
const OF_REQUEST: &str = "SELECT 'report' AS kind, act.report_id AS id FROM disclosure_line
        JOIN act ON act.act_id = disclosure_line.act_id WHERE disclosure_line.request_id = $1
    UNION SELECT 'subject' AS kind, account.subject_id AS id FROM disclosure_line
        JOIN act ON act.act_id = disclosure_line.act_id
        JOIN account ON account.account_id = act.account_id WHERE disclosure_line.request_id = $1
    UNION SELECT 'report' AS kind, ip_event.report_id AS id FROM disclosure_line
        JOIN ip_event ON ip_event.event_id = disclosure_line.event_id WHERE disclosure_line.request_id = $1
    UNION SELECT 'subject' AS kind, account.subject_id AS id FROM disclosure_line
        JOIN ip_event ON ip_event.event_id = disclosure_line.event_id
        JOIN account ON account.account_id = ip_event.account_id WHERE disclosure_line.request_id = $1";

/// Every other object whose content an erasure of this one touches.
pub(crate) async fn list_sharing(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<ObjectRef>, DbError> {
    match object.kind.as_str() {
        "report" => list_objects(tx, OF_REPORT, &object.id).await,
        "person" => list_objects(tx, OF_PERSON, &object.id).await,
        "disclosure_request" => list_objects(tx, OF_REQUEST, &object.id).await,
        "subject" => {
            let mut all = list_objects(tx, OF_SUBJECT, &object.id).await?;
            for report in all.clone() {
                all.extend(list_objects(tx, OF_REPORT, &report.id).await?);
            }
            all.sort();
            all.dedup();
            all.retain(|other| other != object);
            Ok(all)
        }
        _ => Ok(Vec::new()),
    }
}
