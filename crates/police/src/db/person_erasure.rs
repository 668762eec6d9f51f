//! Overwriting what was written of an erased person, in every table.

use jiff::Timestamp;
use service::db::wipe;
use service::rights::Overwritten;

use super::{DbError, Tx};

/// SQL: the operations in which the person bound as `$1` was identified, and in which everybody else who was is erased. What is written of such
/// an operation may speak of anybody in it: it goes with the last of them.
macro_rules! operations_of_the_last {
    () => {
        "SELECT operation_subject.operation_id FROM operation_subject
         JOIN account ON account.subject_id = operation_subject.subject_id
         JOIN act ON act.account_id = account.account_id
         JOIN identified_act ON identified_act.act_id = act.act_id
         JOIN identification ON identification.identification_id = identified_act.identification_id
         WHERE identification.person_id = $1 AND NOT EXISTS (
             SELECT 1 FROM operation_subject beside
             JOIN account of_beside ON of_beside.subject_id = beside.subject_id
             JOIN act other_act ON other_act.account_id = of_beside.account_id
             JOIN identified_act other_identified ON other_identified.act_id = other_act.act_id
             JOIN identification other ON other.identification_id = other_identified.identification_id
             JOIN person ON person.person_id = other.person_id
             WHERE beside.operation_id = operation_subject.operation_id AND person.erased_at IS NULL
                 AND other.person_id <> $1)"
    };
}

/// What is written of a person in other tables, by table.
const OF_PERSON: &[(&str, &str)] = &[
    (
        "identification",
        "UPDATE identification SET grounds = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END WHERE person_id = $1",
    ),
    (
        "person_role",
        "UPDATE person_role SET reason = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END WHERE person_id = $1",
    ),
    (
        "account_use",
        "UPDATE account_use SET account_user = '' WHERE identification_id IN
             (SELECT identification_id FROM identification WHERE person_id = $1)",
    ),
    (
        "identification_line",
        "UPDATE identification_line SET said = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE identification_id IN (SELECT identification_id FROM identification WHERE person_id = $1)",
    ),
    (
        "identification_decision",
        "UPDATE identification_decision SET reason = '' WHERE identification_id IN
             (SELECT identification_id FROM identification WHERE person_id = $1)",
    ),
    (
        "assignment",
        "UPDATE assignment SET release_reason = NULL,
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE person_id = $1 AND (withdrawn_reason IS NOT NULL OR release_reason IS NOT NULL)",
    ),
    (
        "arrest_entry",
        "UPDATE arrest_entry SET grounds = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE assignment_id IN (SELECT assignment_id FROM assignment WHERE person_id = $1)",
    ),
    (
        "outcome",
        "UPDATE outcome SET withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END,
             arrest_reasons = CASE WHEN arrest_reasons IS NULL THEN NULL ELSE '' END,
             why_not_heard = CASE WHEN why_not_heard IS NULL THEN NULL ELSE '' END
         WHERE (withdrawn_reason IS NOT NULL OR arrest_reasons IS NOT NULL)
             AND assignment_id IN (SELECT assignment_id FROM assignment WHERE person_id = $1)",
    ),
    (
        "detention_duty",
        "UPDATE detention_duty SET note = CASE WHEN note IS NULL THEN NULL ELSE '' END,
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE (note <> '' OR withdrawn_reason <> '') AND outcome_id IN (
             SELECT outcome_id FROM outcome JOIN assignment ON assignment.assignment_id = outcome.assignment_id
             WHERE assignment.person_id = $1)",
    ),
    (
        "detention_end",
        "UPDATE detention_end SET withdrawn_reason = '' WHERE withdrawn_reason <> '' AND outcome_id IN (
             SELECT outcome_id FROM outcome JOIN assignment ON assignment.assignment_id = outcome.assignment_id
             WHERE assignment.person_id = $1)",
    ),
    (
        "person_recipient",
        "UPDATE person_recipient SET withdrawn_reason = '' WHERE withdrawn_reason IS NOT NULL AND person_id = $1",
    ),
    (
        "recipient_step",
        "UPDATE recipient_step SET withdrawn_reason = '' WHERE withdrawn_reason IS NOT NULL
             AND recipient_id IN (SELECT recipient_id FROM person_recipient WHERE person_id = $1)",
    ),
    (
        "lost_object_decision",
        "UPDATE lost_object_decision SET reason = '' WHERE lost_object_id IN
             (SELECT lost_object_id FROM lost_object WHERE person_id = $1)",
    ),
    (
        "ground_loss",
        "UPDATE ground_loss SET said = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE loss_id IN (SELECT loss_id FROM lost_object WHERE person_id = $1) AND NOT EXISTS (
             SELECT 1 FROM lost_object other JOIN person ON person.person_id = other.person_id
             WHERE other.loss_id = ground_loss.loss_id AND person.erased_at IS NULL AND other.person_id <> $1)",
    ),
    (
        "note_withdrawal",
        concat!(
            "UPDATE note_withdrawal SET reason = '' WHERE reason <> '' AND note_id IN (
                 SELECT note_id FROM published_note WHERE operation_id IN (",
            operations_of_the_last!(),
            "))"
        ),
    ),
    (
        "seized_list",
        concat!(
            "UPDATE seized_list SET source = '',
                 withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
             WHERE (source <> '' OR withdrawn_reason <> '') AND operation_id IN (",
            operations_of_the_last!(),
            ")"
        ),
    ),
    ("reveal", "UPDATE reveal SET reason = '', legal_basis = '' WHERE person_id = $1"),
    (
        "claim",
        "UPDATE claim SET reason = '', withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE person_id = $1",
    ),
    (
        "claim_decision",
        "UPDATE claim_decision SET reason = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE claim_id IN (SELECT claim_id FROM claim WHERE person_id = $1)
             OR other_claim_id IN (SELECT claim_id FROM claim WHERE person_id = $1)",
    ),
    (
        "prosecutor_file",
        "UPDATE prosecutor_file SET parts = '', content = CASE WHEN content IS NULL THEN NULL ELSE '' END,
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END
         WHERE person_id = $1",
    ),
    (
        "undone_receipt",
        "UPDATE undone_receipt SET reason = ''
         WHERE file_id IN (SELECT file_id FROM prosecutor_file WHERE person_id = $1)",
    ),
    (
        "assignment_move",
        "UPDATE assignment_move SET reason = '' WHERE reason IS NOT NULL
             AND assignment_id IN (SELECT assignment_id FROM assignment WHERE person_id = $1)",
    ),
    (
        "decision_links",
        "UPDATE decision_links SET links = '' WHERE links <> '' AND decision_id IN (
             SELECT identification_id FROM identification WHERE person_id = $1
             UNION SELECT assignment_id FROM assignment WHERE person_id = $1)",
    ),
    (
        "path_decision",
        "UPDATE path_decision SET reason = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END WHERE person_id = $1",
    ),
    (
        "limitation_note",
        "UPDATE limitation_note SET grounds = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END WHERE person_id = $1",
    ),
];

/// Every personal column of a person's own rows; the class stays, for the figures.
pub(crate) async fn wipe_person(
    tx: &mut Tx,
    done: &mut Overwritten,
    person_id: &str,
    class: &str,
    minor: bool,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE person SET given_name = '', family_name = '', name_blind = '', named_blind = '', birth = NULL, residence_province = NULL,
             other_roles = '',
             withdrawn_reason = CASE WHEN withdrawn_reason IS NULL THEN NULL ELSE '' END,
             erased_at = $2, erased_class = $3, erased_minor = $4
         WHERE person_id = $1",
    )
    .bind(person_id)
    .bind(at.as_microsecond())
    .bind(class)
    .bind(i64::from(minor))
    .execute(tx.conn())
    .await?;
    done.add("person", 1);
    for (table, sql) in OF_PERSON {
        wipe(tx, done, table, sql, person_id).await?;
    }
    Ok(())
}
