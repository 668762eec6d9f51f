//! Record that a letter to an operator was sent, and what the operator said to it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::Reader;
use crate::db::preservation::{self as table, AnswerRow, LetterRow, SendingRow};
use crate::ids::{PreservationAnswer, PreservationLetter, PreservationSending};
use crate::permissions::Permission;
use crate::preservation::{self, CHANNELS};

/// An officer has sent the letter.
pub(crate) struct RecordLetterSent {
    pub(crate) letter_id: Id<PreservationLetter>,
    /// One of the channels, as typed.
    pub(crate) channel: String,
    /// Under which the operator or the post knows it.
    pub(crate) reference: String,
    /// The day, as typed.
    pub(crate) sent_on: String,
    /// Of the node's country.
    pub(crate) clock: TimeZone,
}

impl Action for RecordLetterSent {
    type Permission = Permission;
    type Output = Id<PreservationSending>;
    const NAME: &'static str = "record-letter-sent";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<PreservationSending>>, Failure> {
        let letter = load(acting, self.letter_id).await?;
        if letter.sending.is_some() {
            return Err(Failure::conflict("the letter is recorded as sent already; undo that first"));
        }
        if !CHANNELS.contains(&self.channel.as_str()) {
            return Err(Failure::refused("channel", "choose one of these"));
        }
        let sent_on = read_day("sent_on", &self.sent_on)?;
        if sent_on > self.clock.to_datetime(acting.now).date() {
            return Err(Failure::refused("sent_on", "lies in the future"));
        }
        if sent_on < self.clock.to_datetime(letter.drafted_at).date() {
            return Err(Failure::refused("sent_on", "lies before the day of the letter"));
        }
        let row = SendingRow {
            sending_id: acting.new_id(),
            channel: self.channel.clone(),
            reference: required("reference", &self.reference)?,
            sent_on,
            recorded_by: acting.actor.name().to_owned(),
        };
        table::insert_sending(acting.tx, self.letter_id, &row, acting.now).await?;
        let entry = EntryDraft::on("preservation_letter", self.letter_id)
            .disclosed_to(&letter.operator)
            .with("sending_id", row.sending_id.to_string())
            .with("channel", &row.channel);
        Ok(Done::new(row.sending_id, entry))
    }
}

/// The operator confirms that it preserves, or refuses.
pub(crate) struct RecordLetterAnswer {
    pub(crate) letter_id: Id<PreservationLetter>,
    /// `confirmed` or `refused`, as typed.
    pub(crate) verdict: String,
    /// The first day on which it may erase after all, as typed; empty where it refused.
    pub(crate) preserved_until: String,
    /// The operator's own reference, or who said so and when.
    pub(crate) reference: String,
    /// Of the node's country.
    pub(crate) clock: TimeZone,
}

impl Action for RecordLetterAnswer {
    type Permission = Permission;
    type Output = Id<PreservationAnswer>;
    const NAME: &'static str = "record-letter-answer";

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<PreservationAnswer>>, Failure> {
        let letter = load(acting, self.letter_id).await?;
        if letter.sending.is_none() {
            return Err(Failure::conflict("the letter is not recorded as sent; record that first"));
        }
        if letter.answer.is_some() {
            return Err(Failure::conflict("an answer to the letter is recorded already; undo that first"));
        }
        let preserved_until = match self.verdict.as_str() {
            "confirmed" => Some(read_day("preserved_until", &self.preserved_until)?),
            "refused" => None,
            _ => return Err(Failure::refused("verdict", "say whether the operator preserves")),
        };
        let today = self.clock.to_datetime(acting.now).date();
        if preserved_until.is_some_and(|day| day <= today) {
            return Err(Failure::refused("preserved_until", "must lie in the future"));
        }
        let row = AnswerRow {
            answer_id: acting.new_id(),
            preserved_until,
            reference: required("reference", &self.reference)?,
            recorded_by: acting.actor.name().to_owned(),
        };
        table::insert_answer(acting.tx, self.letter_id, &row, acting.now).await?;
        let lines = table::list_lines(acting.tx, self.letter_id).await?;
        let listed: Vec<_> = lines.iter().map(|line| line.seen).collect();
        preservation::refresh(acting.tx, &listed).await?;
        let entry = EntryDraft::on("preservation_letter", self.letter_id)
            .with("answer_id", row.answer_id.to_string())
            .with("preserved_until", preserved_until.map(|day| day.to_string()).unwrap_or_default());
        Ok(Done::new(row.answer_id, entry))
    }
}

async fn load(acting: &mut Acting<'_>, letter_id: Id<PreservationLetter>) -> Result<LetterRow, Failure> {
    let letter = table::find_letter(acting.tx, &Reader::of(acting.actor), letter_id).await?;
    letter.filter(|letter| letter.standing).ok_or_else(|| Failure::absent("letter"))
}

fn read_day(field: &str, text: &str) -> Result<Date, Failure> {
    text.trim().parse().map_err(|_| Failure::refused(field, "give a day, as 2020-12-20"))
}
