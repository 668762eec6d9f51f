//! Record what operators answered to many requests, from one file.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use utoipa::ToSchema;
use wire::disclosure::{AnswerLine, DisclosureAnswer};
use wire::disclosure_batch::{Batch, BatchRow, MAX_ERRORS};

use super::record_disclosure_answer::{check_line, installation_province, is_before, keep_answer};
use crate::answers::{AnswerFile, Problem, Problems};
use crate::db::disclosures::{self, LineRow, RequestRow};
use crate::db::limitation::list_acts_of_request;
use crate::db::{Reader, imports};
use crate::ids::{AnswerImport, DisclosureRequest};
use crate::permissions::Permission;
use crate::{limitation, seals};

/// Records every answer of a file whose request it fits; a request with a wrong row is left out whole, and the others go on until
/// [`MAX_ERRORS`] things are wrong. The bytes of the file are kept, unless nothing of it was recorded.
pub(crate) struct ImportAnswers<'a> {
    pub(crate) file: &'a AnswerFile,
    pub(crate) batch: &'a Batch<'a>,
    /// When the operators answered.
    pub(crate) answered_at: Timestamp,
}

/// What came of a file.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct AnswersImported {
    #[schema(value_type = String)]
    pub(crate) import_id: Id<AnswerImport>,
    /// The requests whose answers were recorded.
    #[schema(value_type = Vec<String>)]
    pub(crate) recorded: Vec<Id<DisclosureRequest>>,
    pub(crate) problems: Problems,
}

model::unprintable!(AnswersImported);

impl Action for ImportAnswers<'_> {
    type Permission = Permission;
    type Output = AnswersImported;
    const NAME: &'static str = "import-answers";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<AnswersImported>, Failure> {
        if self.answered_at > acting.now {
            return Err(Failure::refused("answered_at", "lies in the future"));
        }
        let import_id = self.file.import_id;
        self.file.keep(acting, self.answered_at).await?;
        let mut problems = Problems::default();
        problems.refused.extend(self.batch.errors.iter().cloned().map(Problem::from));
        let mut recorded = Vec::new();
        for (number, rows) in self.by_request() {
            if problems.refused.len() >= MAX_ERRORS {
                problems.refused.extend(rows.first().map(|row| self.refuse_rest(row)));
                break;
            }
            recorded.extend(self.record(acting, number, &rows, &mut problems).await?);
        }
        // an installation says by which clock an act is dated
        for request_id in &recorded {
            let acts = list_acts_of_request(acting.tx, *request_id).await?;
            limitation::refresh(acting.tx, acting.columns(), acts).await?;
        }
        let mut kept = problems.clone();
        if recorded.is_empty() {
            self.file.let_go(acting).await?;
            // what could not be read is quoted, and comes first
            for problem in kept.refused.iter_mut().take(self.batch.errors.len()) {
                *problem = problem.unquoted();
            }
        }
        let sealed = seals::IMPORT_PROBLEMS.seal(acting, import_id, &kept)?;
        imports::set_problems(acting.tx, import_id, &sealed).await?;
        let requests: Vec<_> = recorded.iter().map(ToString::to_string).collect();
        let entry = EntryDraft::on("answer_import", import_id)
            .with("sha256", &self.file.sha256)
            .with("requests", requests.join(" "))
            .with("refused", problems.refused.len().to_string());
        Ok(Done::new(AnswersImported { import_id, recorded, problems }, entry))
    }
}

impl ImportAnswers<'_> {
    /// The rows by the request that they name.
    fn by_request(&self) -> BTreeMap<&str, Vec<&BatchRow>> {
        let mut by_request: BTreeMap<&str, Vec<&BatchRow>> = BTreeMap::new();
        for row in &self.batch.rows {
            by_request.entry(row.request_id.as_str()).or_default().push(row);
        }
        by_request
    }

    /// Records the answer to one request, or says what is wrong with its rows.
    async fn record(
        &self,
        acting: &mut Acting<'_>,
        number: &str,
        rows: &[&BatchRow],
        problems: &mut Problems,
    ) -> Result<Option<Id<DisclosureRequest>>, Failure> {
        let Some(first) = rows.first() else { return Ok(None) };
        let request = match self.find_open(acting, number, first).await? {
            Ok(request) => request,
            Err(problem) => {
                problems.refused.push(problem);
                return Ok(None);
            }
        };
        let asked = disclosures::list_lines(acting.tx, &Reader::of(acting.actor), request.request_id).await?;
        let by_number: BTreeMap<i64, &LineRow> = asked.iter().map(|line| (line.line_no, line)).collect();
        let mut wrong: Vec<Problem> = Vec::new();
        for row in rows {
            wrong.extend(self.check(acting, &request, by_number.get(&row.line_no).copied(), row)?);
            if problems.refused.len() + wrong.len() >= MAX_ERRORS {
                break;
            }
        }
        let numbers: BTreeSet<i64> = by_number.into_keys().collect();
        let lines = answer_lines(rows);
        if wrong.is_empty() {
            wrong.extend(self.check_lines(&numbers, &lines, rows));
        }
        if !wrong.is_empty() {
            problems.refused.append(&mut wrong);
            return Ok(None);
        }
        let left = MAX_ERRORS.saturating_sub(problems.marked.len());
        problems.marked.extend(rows.iter().filter_map(|row| self.mark(row)).take(left));
        let answer = DisclosureAnswer::new(number, self.answered_at, lines.into_values().collect());
        keep_answer(acting, request.request_id, &answer, numbers, self.file.import_id).await?;
        Ok(Some(request.request_id))
    }

    /// The request of this number, if this file can answer it; else what is wrong with the first row that names it.
    async fn find_open(
        &self,
        acting: &mut Acting<'_>,
        number: &str,
        first: &BatchRow,
    ) -> Result<Result<RequestRow, Problem>, Failure> {
        let request = match number.parse::<Id<DisclosureRequest>>() {
            Ok(id) => disclosures::find_request(acting.tx, &Reader::of(acting.actor), id).await?,
            Err(_) => None,
        };
        let refuse = |problem, expected| Err(self.refuse(first, "request_id", problem, expected));
        Ok(match request.filter(|request| request.standing) {
            None => refuse("nobody asked under this number", "the number of a request"),
            Some(request) if request.answered_at.is_some() => {
                refuse("the request is answered already", "a request that is open")
            }
            Some(request) if is_before(self.answered_at, request.issued_at) => {
                refuse("the answer is dated before the request was made", "a request made before the answer")
            }
            Some(request) => Ok(request),
        })
    }

    /// What is wrong with the rows of a request taken together.
    fn check_lines(
        &self,
        numbers: &BTreeSet<i64>,
        lines: &BTreeMap<i64, AnswerLine>,
        rows: &[&BatchRow],
    ) -> Option<Problem> {
        let first = rows.first()?;
        let is_whole = numbers.iter().all(|number| lines.contains_key(number));
        if !is_whole && !self.batch.errors.is_empty() {
            // the missing ones may be those that could not be read
            let problem = "lines of this request are missing, and rows of the file could not be read";
            return Some(self.refuse(first, "request_id", problem, "every line of the request"));
        }
        let mut of_lines: BTreeMap<i64, usize> = BTreeMap::new();
        for row in rows {
            *of_lines.entry(row.line_no).or_default() += 1;
        }
        let is_torn = |row: &&&BatchRow| {
            let of_line = of_lines.get(&row.line_no).copied().unwrap_or_default();
            of_line > 1 && lines.get(&row.line_no).is_none_or(|line| line.subscribers.len() < of_line)
        };
        let torn = rows.iter().find(is_torn)?;
        let problem = "the line names somebody and nobody";
        Some(self.refuse(torn, "line_no", problem, "either subscribers, or one row without any"))
    }

    /// What is wrong with a row, beside what its request asked.
    fn check(
        &self,
        acting: &Acting<'_>,
        request: &RequestRow,
        asked: Option<&LineRow>,
        row: &BatchRow,
    ) -> Result<Option<Problem>, Failure> {
        if row.operator.as_ref().is_some_and(|operator| *operator != request.operator) {
            let problem = "another operator was asked";
            return Ok(Some(self.refuse(row, "operator", problem, "the operator of the request")));
        }
        let Some(line) = asked else {
            let problem = "nobody asked about such a line";
            return Ok(Some(self.refuse(row, "line_no", problem, "a line of the request")));
        };
        match check_line(acting.columns(), line, &answer_line(row)) {
            Ok(()) => Ok(None),
            Err(Failure::Refused(refused)) => {
                let field = refused.field.unwrap_or_default();
                let field = field.rsplit('.').next().unwrap_or_default();
                Ok(Some(self.refuse(row, field, &refused.message, "what the request asks about")))
            }
            Err(other) => Err(other),
        }
    }

    /// A place that is not understood: the place of the act stays unknown.
    fn mark(&self, row: &BatchRow) -> Option<Problem> {
        let subscriber = row.subscriber.as_ref()?;
        if subscriber.installation.is_none() || installation_province(subscriber).is_some() {
            return None;
        }
        let problem = "the province is not understood, so the place of the act stays unknown";
        Some(self.refuse(row, "province", problem, "an INE code (01 to 52) or a name of a province of Spain"))
    }

    /// Too much was wrong before this row, which is the first of its request.
    fn refuse_rest(&self, row: &BatchRow) -> Problem {
        let problem = "too much of the file is wrong: neither this request nor those that follow by number were looked at";
        self.refuse(row, "request_id", problem, "a file that was mended")
    }

    fn refuse(&self, row: &BatchRow, field: &str, problem: &str, expected: &str) -> Problem {
        self.batch.refuse(row, field, problem, expected).into()
    }
}

fn answer_line(row: &BatchRow) -> AnswerLine {
    AnswerLine {
        line_no: row.line_no,
        address: Some(row.address.clone()),
        at: Some(row.at),
        subscribers: row.subscriber.iter().cloned().collect(),
        note: row.note.clone(),
    }
}

/// The lines of an answer: several rows of one line name several subscribers.
fn answer_lines(rows: &[&BatchRow]) -> BTreeMap<i64, AnswerLine> {
    let mut lines: BTreeMap<i64, AnswerLine> = BTreeMap::new();
    for row in rows {
        let line = answer_line(row);
        match lines.get_mut(&row.line_no) {
            Some(known) => known.subscribers.extend(line.subscribers),
            None => {
                lines.insert(row.line_no, line);
            }
        }
    }
    lines
}
