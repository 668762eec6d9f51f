//! The acts attributed to persons, each with what says where it took place and by whose law it is judged.

use jiff::Timestamp;
use model::kind::{Act, Operation, Person, Report, Subject};
use model::law::Jurisdiction;
use model::{Id, Province};
use sqlx::Error;
use sqlx::any::AnyRow;

use super::identified::read_state;
use super::rows::places;
use super::{Closed, Columns, DbError, Reader, Tx, may_list, may_read, read_all};
use crate::country::deciding_law;
use crate::identified::IdentificationState;
use crate::ids::{GroundLoss, Identification};

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
    /// By whose law the age at it is judged; none where the node names a country whose law decides nothing here.
    pub(crate) law: Option<Jurisdiction>,
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
         WHERE disclosure_line.act_id = act.act_id) AS installation_province,
        (SELECT node_law.country FROM node_law) AS law_country
    FROM identification
    JOIN person ON person.person_id = identification.person_id AND person.standing = 1
    JOIN identified_act ON identified_act.identification_id = identification.identification_id
        AND identified_act.standing = 1
    JOIN act ON act.act_id = identified_act.act_id
    JOIN account ON account.account_id = act.account_id
    JOIN report ON report.report_id = act.report_id
    WHERE identification.standing = 1";

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
        law: deciding_law(row.maybe_text("law_country")?.as_deref().unwrap_or_default()),
    })
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
