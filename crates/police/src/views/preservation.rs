//! Letters to operators as readers see them.

use jiff::Timestamp;
use jiff::civil::Date;
use model::kind::Subject;
use model::{Id, StatedTime};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::Reader;
use crate::db::preservation::{self as table, AnswerRow, LetterRow, LineRow, SendingRow, WhichLetters};
use crate::ids::PreservationLetter;

/// A letter with its connections.
pub(crate) struct LetterView {
    pub(crate) letter: LetterRow,
    pub(crate) lines: Vec<LetterLine>,
}

/// A letter in JSON, without its connections.
#[derive(Serialize, ToSchema)]
#[schema(as = PreservationLetter)]
pub(crate) struct LetterSummary {
    #[schema(value_type = String)]
    letter_id: Id<PreservationLetter>,
    /// By which operator and officer know it: year and number.
    number: String,
    operator: String,
    legal_basis: String,
    #[schema(value_type = String)]
    drafted_at: Timestamp,
    drafted_by: String,
    /// `drafted`, `sent`, `confirmed`, `refused` or `withdrawn`.
    state: &'static str,
    /// How many connections it lists.
    lines: i64,
    sending: Option<SendingView>,
    answer: Option<AnswerView>,
}

/// That a letter was sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreservationSending)]
pub(crate) struct SendingView {
    /// `portal`, `post`, `email`, `by_hand` or `other`.
    channel: String,
    reference: String,
    #[schema(value_type = String)]
    sent_on: Date,
    recorded_by: String,
}

/// What the operator said to a letter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreservationAnswer)]
pub(crate) struct AnswerView {
    /// The first day on which the operator may erase after all; none where it refused.
    #[schema(value_type = Option<String>)]
    preserved_until: Option<Date>,
    reference: String,
    recorded_by: String,
}

/// A letter in JSON.
#[derive(Serialize, ToSchema)]
#[schema(as = PreservationLetterDetail)]
pub(crate) struct LetterDetail {
    letter: LetterSummary,
    connections: Vec<LetterLine>,
}

model::unprintable!(LetterSummary, LetterDetail);

/// A connection whose record is to be preserved.
#[derive(Serialize, ToSchema)]
#[schema(as = PreservedConnection)]
pub(crate) struct LetterLine {
    pub(crate) line_no: i64,
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    /// Empty once the report is erased.
    pub(crate) address: String,
    pub(crate) port: Option<u16>,
    /// The time in the report's own words.
    pub(crate) time_text: String,
    /// The zone or offset that these words name.
    pub(crate) zone: String,
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
}

model::unprintable!(LetterLine);

impl LetterRow {
    /// By which operator and officer know the letter.
    pub(crate) fn number(&self) -> String {
        format!("{}/{}", self.year, self.serial)
    }

    /// `drafted`, `sent`, `confirmed`, `refused` or `withdrawn`.
    pub(crate) fn state(&self) -> &'static str {
        match (&self.answer, &self.sending) {
            _ if !self.standing => "withdrawn",
            (Some(answer), _) if answer.preserved_until.is_some() => "confirmed",
            (Some(_), _) => "refused",
            (None, Some(_)) => "sent",
            (None, None) => "drafted",
        }
    }
}

impl From<LetterRow> for LetterSummary {
    fn from(row: LetterRow) -> Self {
        Self {
            letter_id: row.letter_id,
            number: row.number(),
            state: row.state(),
            operator: row.operator,
            legal_basis: row.legal_basis,
            drafted_at: row.drafted_at,
            drafted_by: row.drafted_by,
            lines: row.lines,
            sending: row.sending.map(SendingView::from),
            answer: row.answer.map(AnswerView::from),
        }
    }
}

impl From<SendingRow> for SendingView {
    fn from(row: SendingRow) -> Self {
        let SendingRow { channel, reference, sent_on, recorded_by, .. } = row;
        Self { channel, reference, sent_on, recorded_by }
    }
}

impl From<AnswerRow> for AnswerView {
    fn from(row: AnswerRow) -> Self {
        let AnswerRow { preserved_until, reference, recorded_by, .. } = row;
        Self { preserved_until, reference, recorded_by }
    }
}

impl From<LetterView> for LetterDetail {
    fn from(view: LetterView) -> Self {
        Self { letter: view.letter.into(), connections: view.lines }
    }
}

impl LetterLine {
    fn new(keys: &ColumnKeys, row: &LineRow) -> Result<Self, Failure> {
        let open = |sealed| row.seen.open(keys, sealed);
        let connection = row.connection.as_ref().map(open).transpose()?;
        let (address, port) = connection.map(|it| (it.address, it.port)).unwrap_or_default();
        Ok(Self {
            line_no: row.line_no,
            subject_id: row.subject_id,
            address,
            port,
            // what is not in our form is kept as it is, and then only the instant counts
            zone: StatedTime::parse(&row.stated_text)
                .map_or_else(|_| String::new(), |time| time.zone().to_owned()),
            time_text: row.stated_text.clone(),
            at: row.happened_at,
        })
    }
}

/// A letter that is there for the reader, withdrawn or not.
pub(crate) async fn load_letter(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    letter_id: Id<PreservationLetter>,
) -> Result<LetterView, Failure> {
    let letter = table::find_letter(tx, reader, letter_id).await?.ok_or_else(|| Failure::absent("letter"))?;
    let lines = table::list_lines(tx, letter_id).await?;
    let lines = lines.iter().map(|line| LetterLine::new(keys, line)).collect::<Result<_, _>>()?;
    Ok(LetterView { letter, lines })
}

/// Standing letters that are there for the reader, oldest first.
pub(crate) async fn list_letters(
    tx: &mut Tx,
    reader: &Reader,
    which: WhichLetters,
) -> Result<Vec<LetterSummary>, Failure> {
    let rows = table::list_letters(tx, reader, which).await?;
    Ok(rows.into_iter().map(LetterSummary::from).collect())
}
