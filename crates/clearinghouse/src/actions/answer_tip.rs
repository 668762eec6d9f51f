//! An answer to who sent a tip, sealed to the mailbox that the receipt opens.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Sealed};
use wire::package::sealed::RecipientKey;
use wire::tip::{SealedAnswer, TipError, TipId, WORDS_MAX};

use crate::Permission;
use crate::db::tip_work::{self as table, AnswerRow};
use crate::kinds::TipAnswer;
use crate::tips::{load, object_id, words_column};

/// Writes an answer.
pub(crate) struct AnswerTip {
    pub(crate) tip_id: TipId,
    pub(crate) words: String,
}

impl Action for AnswerTip {
    type Permission = Permission;
    type Output = Id<TipAnswer>;
    const NAME: &'static str = "answer-tip";

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<TipAnswer>>, Failure> {
        let tip = load(acting.tx, &self.tip_id, acting.now).await?;
        let words = self.words.trim();
        if words.is_empty() || words.chars().count() > WORDS_MAX {
            return Err(Failure::refused("words", format!("write from 1 to {WORDS_MAX} characters")));
        }
        let Some(mailbox) = &tip.mailbox else {
            return Err(Failure::conflict("whoever sent this tip took no receipt, and cannot be answered"));
        };
        let key: RecipientKey = mailbox.public_key.parse().map_err(Failure::broken)?;
        let answer_id: Id<TipAnswer> = acting.new_id();
        let (row, rng) = (answer_id.to_string(), acting.rng());
        // the key was checked when it came, but a point of small order shows only now
        let unsealable =
            |error: TipError| Failure::conflict(format!("nothing can be sealed to this mailbox: {error}"));
        let sealed = SealedAnswer::seal(row.clone(), words, &key, |bytes| rng.fill(bytes), acting.now);
        let answer = AnswerRow {
            answer_id,
            words: Sealed::seal(acting.columns(), words_column(&row), &words.to_owned(), rng)?,
            for_mailbox: sealed.map_err(unsealable)?.sealed,
            written_by: acting.actor.name().to_owned(),
            written_at: acting.now,
        };
        table::insert_answer(acting.tx, &self.tip_id, &answer).await?;
        Ok(Done::new(answer_id, EntryDraft::on("tip", object_id(&self.tip_id)).with("answer_id", row)))
    }
}
