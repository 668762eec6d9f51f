//! Records as a notice of a breach counts them.

use std::collections::HashMap;

use service::breach::Record;
use service::rights::ObjectRef;
use service::{DbError, Tx};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::Columns;

/// Whom subjects concern: the persons that standing identifications name, or nobody known.
const CONCERNED: &str = "LEFT JOIN identification i ON i.subject_id = s.subject_id AND i.standing = 1
    LEFT JOIN person p ON p.person_id = i.person_id AND p.standing = 1";

/// Persons after the one with the id `after`.
pub(crate) async fn list_persons(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let sql = "SELECT person_id AS id, recorded_at, erased_at FROM person WHERE person_id > $1 ORDER BY person_id LIMIT $2";
    let mut records = list(tx, sql, after, limit).await?;
    for record in &mut records {
        record.persons.push(record.id.clone());
    }
    Ok(records)
}

/// Subjects that have accounts.
pub(crate) async fn list_subjects(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let sql = "SELECT subject_id AS id, opened_at AS recorded_at, erased_at FROM subject
         WHERE subject_id > $1 AND EXISTS (SELECT 1 FROM account WHERE account.subject_id = subject.subject_id)
         ORDER BY subject_id LIMIT $2";
    let records = list(tx, sql, after, limit).await?;
    let sql = format!(
        "SELECT s.subject_id AS id, s.subject_id AS subject, p.person_id AS person FROM subject s {CONCERNED}
         WHERE s.subject_id > $1 AND s.subject_id <= $2"
    );
    concern(tx, records, after, &sql).await
}

/// Reports with the subjects whose accounts they state.
pub(crate) async fn list_reports(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let sql = "SELECT report_id AS id, erased_at,
             COALESCE((SELECT MIN(r.received_at) FROM referral r JOIN referral_report rr ON rr.referral_id = r.referral_id
                 WHERE rr.report_id = report.report_id), finished_at) AS recorded_at
         FROM report WHERE report_id > $1 ORDER BY report_id LIMIT $2";
    let records = list(tx, sql, after, limit).await?;
    let sql = format!(
        "SELECT ra.report_id AS id, s.subject_id AS subject, p.person_id AS person
         FROM report_account ra JOIN account a ON a.account_id = ra.account_id JOIN subject s ON s.subject_id = a.subject_id
         {CONCERNED} WHERE ra.report_id > $1 AND ra.report_id <= $2"
    );
    concern(tx, records, after, &sql).await
}

/// Disclosure requests with the lines that operators named.
pub(crate) async fn list_requests(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let sql = "SELECT request_id AS id, issued_at AS recorded_at, erased_at FROM disclosure_request
         WHERE request_id > $1 ORDER BY request_id LIMIT $2";
    let records = list(tx, sql, after, limit).await?;
    let sql = "SELECT a.request_id AS id, d.line_blind AS subject, NULL AS person
         FROM disclosure_answer a JOIN disclosed_subscriber d ON d.answer_id = a.answer_id
         WHERE a.request_id > $1 AND a.request_id <= $2 AND d.line_blind <> ''";
    concern(tx, records, after, sql).await
}

async fn list(tx: &mut Tx, sql: &'static str, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let rows = sqlx::query(sql).bind(after).bind(limit).fetch_all(tx.conn()).await?;
    let read = |row: &AnyRow| {
        Ok(Record {
            id: row.text("id")?,
            recorded_at: row.instant("recorded_at")?,
            erased_at: row.maybe_instant("erased_at")?,
            persons: Vec::new(),
            unidentified: Vec::new(),
        })
    };
    rows.iter().map(read).collect()
}

/// Adds whom the records between `after` and the last one concern.
async fn concern(
    tx: &mut Tx,
    mut records: Vec<Record>,
    after: &str,
    sql: &str,
) -> Result<Vec<Record>, DbError> {
    let Some(last) = records.last().map(|record| record.id.clone()) else { return Ok(records) };
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).bind(after).bind(last).fetch_all(tx.conn()).await?;
    let mut of: HashMap<String, Vec<(Option<String>, String)>> = HashMap::new();
    for row in &rows {
        of.entry(row.text("id")?).or_default().push((row.maybe_text("person")?, row.text("subject")?));
    }
    for record in &mut records {
        for (person, subject) in of.remove(&record.id).unwrap_or_default() {
            match person {
                Some(person) => record.persons.push(person),
                None => record.unidentified.push(subject),
            }
        }
    }
    Ok(records)
}

/// The records that anything else with this id stands for.
pub(crate) async fn resolve(tx: &mut Tx, id: &str) -> Result<Vec<ObjectRef>, DbError> {
    let rows = sqlx::query(
        "SELECT 'person' AS kind, person_id AS id FROM assignment WHERE assignment_id = $1
         UNION SELECT 'person', person_id FROM identification WHERE identification_id = $1
         UNION SELECT 'person', i.person_id FROM identification_line l
             JOIN identification i ON i.identification_id = l.identification_id WHERE l.line_id = $1
         UNION SELECT 'person', person_id FROM person_role WHERE role_id = $1
         UNION SELECT 'person', person_id FROM person_recipient WHERE recipient_id = $1
         UNION SELECT 'person', r.person_id FROM recipient_step s
             JOIN person_recipient r ON r.recipient_id = s.recipient_id WHERE s.step_id = $1
         UNION SELECT 'person', person_id FROM lost_object WHERE loss_id = $1
         UNION SELECT 'report', report_id FROM no_offence WHERE finding_id = $1
         UNION SELECT 'person', a.person_id FROM arrest_entry e JOIN assignment a ON a.assignment_id = e.assignment_id
             WHERE e.arrest_entry_id = $1
         UNION SELECT 'person', person_id FROM claim WHERE claim_id = $1 AND person_id IS NOT NULL
         UNION SELECT 'subject', subject_id FROM claim_subject WHERE claim_id = $1
         UNION SELECT 'person', c.person_id FROM claim_decision d JOIN claim c ON c.claim_id IN (d.claim_id, d.other_claim_id)
             WHERE d.decision_id = $1 AND c.person_id IS NOT NULL
         UNION SELECT 'subject', c.subject_id FROM claim_decision d
             JOIN claim_subject c ON c.claim_id IN (d.claim_id, d.other_claim_id) WHERE d.decision_id = $1
         UNION SELECT 'person', person_id FROM prosecutor_file WHERE file_id = $1
         UNION SELECT 'subject', os.subject_id FROM seized_list s
             JOIN operation_subject os ON os.operation_id = s.operation_id WHERE s.seized_list_id = $1
         UNION SELECT 'person', a.person_id FROM assignment_move m JOIN assignment a ON a.assignment_id = m.assignment_id
             WHERE m.move_id = $1
         UNION SELECT 'person', a.person_id FROM outcome o JOIN assignment a ON a.assignment_id = o.assignment_id
             WHERE o.outcome_id = $1
         UNION SELECT 'person', person_id FROM reveal WHERE reveal_id = $1
         UNION SELECT 'person', person_id FROM name_list_person WHERE name_list_id = $1
         UNION SELECT 'person', i.person_id FROM identification i
             JOIN operation_subject os ON os.subject_id = i.subject_id WHERE os.operation_id = $1 AND i.standing = 1
         UNION SELECT 'subject', subject_id FROM operation_subject WHERE operation_id = $1
         UNION SELECT 'subject', a.subject_id FROM link l JOIN account a ON a.account_id IN (l.account_a, l.account_b)
             WHERE l.link_id = $1
         UNION SELECT 'subject', a.subject_id FROM veto v JOIN account a ON a.account_id IN (v.account_a, v.account_b)
             WHERE v.veto_id = $1
         UNION SELECT 'report', report_id FROM referral_report WHERE referral_id = $1
         UNION SELECT 'disclosure_request', request_id FROM disclosure_answer WHERE answer_id = $1
         UNION SELECT 'person', person_id FROM person WHERE person_id = $1
         UNION SELECT 'disclosure_request', request_id FROM disclosure_request WHERE request_id = $1",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok(ObjectRef { kind: row.text("kind")?, id: row.text("id")? })).collect()
}

/// The referral of this id or receipt, or whose package has this SHA-256.
pub(crate) async fn find_referral(tx: &mut Tx, named: &str) -> Result<Option<String>, DbError> {
    let row = sqlx::query(
        "SELECT referral_id FROM referral WHERE referral_id = $1 OR receipt_id = $1 OR package_sha256 = LOWER($1)",
    )
    .bind(named)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| row.text("referral_id")).transpose()?)
}
