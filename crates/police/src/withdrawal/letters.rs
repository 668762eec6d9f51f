//! Letters by which an operator was asked to preserve: the letter, that it was sent, its answer.

use model::Id;
use service::{Acting, Failure};

use super::Withdrawal;
use crate::db::Reader;
use crate::db::decisions::Decided;
use crate::db::preservation::{self as letters, LetterRow};
use crate::ids::PreservationLetter;
use crate::preservation;

impl Withdrawal<'_> {
    pub(crate) async fn letter(
        &self,
        acting: &mut Acting<'_>,
        id: Id<PreservationLetter>,
    ) -> Result<String, Failure> {
        let letter = load_preservation_letter(acting, id).await?;
        if letter.sending.is_some() {
            return Err(Failure::conflict("the letter is recorded as sent; undo that first"));
        }
        self.take(acting, Decided::PreservationLetter, id, "letter").await
    }

    pub(crate) async fn letter_sending(
        &self,
        acting: &mut Acting<'_>,
        id: Id<PreservationLetter>,
    ) -> Result<String, Failure> {
        let letter = load_preservation_letter(acting, id).await?;
        if letter.answer.is_some() {
            return Err(Failure::conflict("the letter is answered; undo the answer first"));
        }
        let sending_id = letter.sending.map(|sending| sending.sending_id);
        self.take_standing(acting, Decided::PreservationSending, sending_id, "sending").await
    }

    pub(crate) async fn letter_answer(
        &self,
        acting: &mut Acting<'_>,
        id: Id<PreservationLetter>,
    ) -> Result<String, Failure> {
        let letter = load_preservation_letter(acting, id).await?;
        let answer_id = letter.answer.map(|answer| answer.answer_id);
        let withdrawn = self.take_standing(acting, Decided::PreservationAnswer, answer_id, "answer").await?;
        let lines = letters::list_lines(acting.tx, id).await?;
        let listed: Vec<_> = lines.iter().map(|line| line.seen).collect();
        preservation::refresh(acting.tx, &listed).await?;
        Ok(withdrawn)
    }
}

/// A standing letter to an operator.
async fn load_preservation_letter(
    acting: &mut Acting<'_>,
    id: Id<PreservationLetter>,
) -> Result<LetterRow, Failure> {
    let letter = letters::find_letter(acting.tx, &Reader::of(acting.actor), id).await?;
    letter.filter(|letter| letter.standing).ok_or_else(|| Failure::absent("letter"))
}
