//! Record what an operator answered.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{Id, Province, Zone};
use serde::{Deserialize, Serialize};
use service::search::normal_address;
use service::{Acting, Action, ColumnKeys, Done, EntryDraft, Failure, Operation};
use utoipa::ToSchema;
use wire::disclosure::{AnswerLine, DisclosureAnswer, Subscriber};
use wire::document::{Document, DocumentError};

use crate::answers::AnswerFile;
use crate::db::Reader;
use crate::db::disclosure_answers::{self, NewAnswer, NewSubscriber};
use crate::db::disclosures::{self, LineRow};
use crate::db::limitation::list_acts_of_request;
use crate::ids;
use crate::permissions::Permission;
use crate::{limitation, seals};

/// Records the answer to a request: per line no subscriber, one, or several. The bytes in which it came are kept.
pub(crate) struct RecordDisclosureAnswer<'a> {
    pub(crate) request_id: Id<ids::DisclosureRequest>,
    pub(crate) answer: DisclosureAnswer,
    pub(crate) file: &'a AnswerFile,
}

/// What was understood of an answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct AnswerRecorded {
    #[schema(value_type = String)]
    pub(crate) answer_id: Id<ids::DisclosureAnswer>,
    /// The file that keeps it as it came; none in what was recorded before answers were kept so.
    #[schema(value_type = Option<String>)]
    pub(crate) import_id: Option<Id<ids::AnswerImport>>,
    /// Lines of the request for which the answer says nothing.
    pub(crate) unanswered_lines: Vec<i64>,
    /// Lines with an installation whose province is not understood: the place of these acts stays unknown.
    pub(crate) unknown_province_lines: Vec<i64>,
}

impl Action for RecordDisclosureAnswer<'_> {
    type Permission = Permission;
    type Output = AnswerRecorded;
    const NAME: &'static str = "record-disclosure-answer";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<AnswerRecorded>, Failure> {
        let asked = self.check(acting).await?;
        self.file.keep(acting, self.answer.answered_at).await?;
        let import_id = self.file.import_id;
        let recorded = keep_answer(acting, self.request_id, &self.answer, asked, import_id).await?;
        // an installation says by which clock an act is dated
        let acts = list_acts_of_request(acting.tx, self.request_id).await?;
        limitation::refresh(acting.tx, acting.columns(), acts).await?;
        let entry = EntryDraft::on("disclosure_request", self.request_id)
            .with("answer_id", recorded.answer_id.to_string())
            .with("import_id", import_id.to_string())
            .with("sha256", &self.file.sha256)
            .with("lines", self.answer.lines.len().to_string());
        Ok(Done::new(recorded, entry))
    }
}

/// Keeps an answer that was checked, to these lines of its request.
pub(super) async fn keep_answer(
    acting: &mut Acting<'_>,
    request_id: Id<ids::DisclosureRequest>,
    answer: &DisclosureAnswer,
    asked: BTreeSet<i64>,
    import_id: Id<ids::AnswerImport>,
) -> Result<AnswerRecorded, Failure> {
    let answer_id = acting.new_id();
    let new = NewAnswer {
        answer_id,
        request_id,
        answered_at: answer.answered_at,
        recorded_at: acting.now,
        recorded_by: acting.actor.name(),
        import_id,
    };
    disclosure_answers::insert_answer(acting.tx, &new).await?;
    let (mut unanswered, mut unknown_province) = (asked, BTreeSet::new());
    for line in &answer.lines {
        unanswered.remove(&line.line_no);
        for subscriber in &line.subscribers {
            let province = installation_province(subscriber);
            if subscriber.installation.is_some() && province.is_none() {
                unknown_province.insert(line.line_no);
            }
            keep_subscriber(acting, answer_id, line.line_no, subscriber, province).await?;
        }
    }
    Ok(AnswerRecorded {
        answer_id,
        import_id: Some(import_id),
        unanswered_lines: unanswered.into_iter().collect(),
        unknown_province_lines: unknown_province.into_iter().collect(),
    })
}

impl RecordDisclosureAnswer<'_> {
    /// The lines that were asked, if the answer fits the request.
    async fn check(&self, acting: &mut Acting<'_>) -> Result<BTreeSet<i64>, Failure> {
        self.answer.check().map_err(|error| match error {
            DocumentError::Field { field, message } => Failure::refused(&field, message),
            DocumentError::Json(error) => Failure::bad_request(error.to_string()),
        })?;
        if self.answer.request_id != self.request_id.to_string() {
            return Err(Failure::refused("request_id", "names another request than the address"));
        }
        let request =
            disclosures::find_request(acting.tx, &Reader::of(acting.actor), self.request_id).await?;
        let request = request
            .filter(|request| request.standing)
            .ok_or_else(|| Failure::absent("disclosure request"))?;
        if request.answered_at.is_some() {
            return Err(Failure::conflict("the request is answered already; undo that answer first"));
        }
        if self.answer.answered_at > acting.now {
            return Err(Failure::refused("answered_at", "lies in the future"));
        }
        if is_before(self.answer.answered_at, request.issued_at) {
            return Err(Failure::refused("answered_at", "lies before the request was made"));
        }
        let asked = disclosures::list_lines(acting.tx, &Reader::of(acting.actor), self.request_id).await?;
        for (index, line) in self.answer.lines.iter().enumerate() {
            let found = asked.iter().find(|asked| asked.line_no == line.line_no);
            let found = found.ok_or_else(|| {
                Failure::refused(&format!("lines[{index}].line_no"), "is no line of the request")
            })?;
            check_line(acting.columns(), found, line).map_err(|failure| inside(index, failure))?;
        }
        Ok(asked.iter().map(|line| line.line_no).collect())
    }
}

/// Whether an answer is dated before the minute in which its request was made: who types a time gives no seconds.
pub(super) fn is_before(answered_at: Timestamp, issued_at: Timestamp) -> bool {
    let minute = |at: Timestamp| at.as_second().div_euclid(60);
    minute(answered_at) < minute(issued_at)
}

/// Whether a line of an answer speaks of what was asked, and of somebody who lived then.
pub(super) fn check_line(keys: &ColumnKeys, asked: &LineRow, line: &AnswerLine) -> Result<(), Failure> {
    if let (Some(address), Some(sealed)) = (&line.address, &asked.connection) {
        let connection = asked.seen.open(keys, sealed)?;
        if normal_address(address) != normal_address(&connection.address) {
            return Err(Failure::refused(
                "address",
                "is not the address that this line of the request asks about",
            ));
        }
    }
    if line.at.is_some_and(|at| at != asked.asked_at) {
        return Err(Failure::refused("at", "is not the instant that this line of the request asks about"));
    }
    let day = Zone::EuropeMadrid.time_zone().to_datetime(asked.asked_at).date();
    match line.subscribers.iter().position(|subscriber| subscriber.born_on.is_some_and(|born| born > day)) {
        Some(index) => {
            let field = format!("subscribers[{index}].born_on");
            Err(Failure::refused(&field, "lies after the instant that was asked about"))
        }
        None => Ok(()),
    }
}

/// A refusal of a line under the name that it has in the whole answer.
fn inside(index: usize, failure: Failure) -> Failure {
    let Failure::Refused(mut refused) = failure else { return failure };
    refused.field = refused.field.map(|field| format!("lines[{index}].{field}"));
    Failure::Refused(refused)
}

pub(super) fn installation_province(subscriber: &Subscriber) -> Option<Province> {
    let written = &subscriber.installation.as_ref()?.province;
    Province::find_name(written).or_else(|| Province::find_code(written.trim()))
}

async fn keep_subscriber(
    acting: &mut Acting<'_>,
    answer_id: Id<ids::DisclosureAnswer>,
    line_no: i64,
    subscriber: &Subscriber,
    installation_province: Option<Province>,
) -> Result<(), Failure> {
    let subscriber_id = acting.new_id();
    let sealed = seals::SUBSCRIBER.seal(acting, subscriber_id, subscriber)?;
    let line_blind = acting.columns().blind("subscriber-line", subscriber.line.trim());
    let new = NewSubscriber {
        subscriber_id,
        answer_id,
        line_no,
        subscriber: &sealed,
        line_blind: &line_blind,
        installation_province,
    };
    disclosure_answers::insert_subscriber(acting.tx, new).await?;
    Ok(())
}
