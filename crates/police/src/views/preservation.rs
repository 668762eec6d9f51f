//! Letters to operators as readers see them.

use jiff::Timestamp;
use model::kind::Subject;
use model::{Id, StatedTime};
use service::{ColumnKeys, Failure, Tx};

use crate::db::Reader;
use crate::db::preservation::{self as table, LetterRow, LineRow};
use crate::ids::PreservationLetter;
use crate::seals;

/// A letter with its connections.
pub(crate) struct LetterView {
    pub(crate) letter: LetterRow,
    pub(crate) lines: Vec<LetterLine>,
}

/// A connection whose record is to be preserved.
pub(crate) struct LetterLine {
    pub(crate) line_no: i64,
    pub(crate) subject_id: Id<Subject>,
    /// Empty once the report is erased.
    pub(crate) address: String,
    pub(crate) port: Option<u16>,
    /// The time in the report's own words.
    pub(crate) time_text: String,
    /// The zone or offset that these words name.
    pub(crate) zone: String,
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

impl LetterLine {
    fn new(keys: &ColumnKeys, row: &LineRow) -> Result<Self, Failure> {
        let open = |sealed| seals::CONNECTION.open(keys, row.act_id, sealed);
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
