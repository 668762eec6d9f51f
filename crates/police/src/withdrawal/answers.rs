//! Withdrawing what operators were asked and what they answered.

use model::Id;
use service::{Acting, Failure};

use super::Withdrawal;
use crate::db::decisions::Decided;
use crate::db::limitation as timed;
use crate::db::{
    Reader, disclosure_answers, disclosures, imports, losses as lost_objects, request_erasure, subjects,
};
use crate::ids::{AnswerImport, DisclosureAnswer, DisclosureRequest};
use crate::limitation;
use crate::losses::{self, Cause, LossSaid};

impl Withdrawal<'_> {
    pub(crate) async fn request(
        &self,
        acting: &mut Acting<'_>,
        id: Id<DisclosureRequest>,
    ) -> Result<String, Failure> {
        let request = disclosures::find_request(acting.tx, &Reader::of(acting.actor), id).await?;
        request.filter(|request| request.standing).ok_or_else(|| Failure::absent("disclosure request"))?;
        if disclosure_answers::find_answer(acting.tx, &Reader::of(acting.actor), id).await?.is_some() {
            return Err(Failure::conflict("the request is answered; undo the answer first"));
        }
        let withdrawn = self.take(acting, Decided::DisclosureRequest, id, "disclosure request").await?;
        subjects::refresh_clocks_of_request(acting.tx, &withdrawn).await?;
        request_erasure::forget_late_reasons(acting.tx, id).await?;
        Ok(withdrawn)
    }

    pub(crate) async fn answer(
        &self,
        acting: &mut Acting<'_>,
        id: Id<DisclosureRequest>,
    ) -> Result<String, Failure> {
        let answer = disclosure_answers::find_answer(acting.tx, &Reader::of(acting.actor), id).await?;
        let answer = answer.ok_or_else(|| Failure::absent("answer"))?;
        let withdrawn = self.take_answer(acting, id, answer).await?;
        // a file goes with its last answer, so that it can come again
        if let Some(import_id) = imports::find_emptied(acting.tx, answer).await? {
            self.take(acting, Decided::AnswerImport, import_id, "import").await?;
        }
        request_erasure::forget_late_reasons(acting.tx, id).await?;
        Ok(withdrawn)
    }

    /// Withdraws one answer, and marks whoever was identified or handed over on it.
    async fn take_answer(
        &self,
        acting: &mut Acting<'_>,
        id: Id<DisclosureRequest>,
        answer: Id<DisclosureAnswer>,
    ) -> Result<String, Failure> {
        let cause_id = id.to_string();
        let resting = lost_objects::list_resting_on_answer(acting.tx, &cause_id).await?;
        let withdrawn = self.take(acting, Decided::DisclosureAnswer, answer, "answer").await?;
        let said = LossSaid { what: String::new(), reason: self.reason.to_owned() };
        losses::mark(acting, Cause::Answer, &cause_id, &said, &resting).await?;
        refresh_request(acting, id).await?;
        Ok(withdrawn)
    }

    /// The whole file: its answers, then itself.
    pub(crate) async fn import(
        &self,
        acting: &mut Acting<'_>,
        id: Id<AnswerImport>,
    ) -> Result<String, Failure> {
        let import = imports::find_import(acting.tx, &Reader::of(acting.actor), id).await?;
        import.filter(|import| import.standing).ok_or_else(|| Failure::absent("import"))?;
        let answers = imports::list_answers(acting.tx, id).await?;
        for (request_id, answer_id) in &answers {
            self.take_answer(acting, *request_id, *answer_id).await?;
        }
        let withdrawn = self.take(acting, Decided::AnswerImport, id, "import").await?;
        for (request_id, _) in answers {
            request_erasure::forget_late_reasons(acting.tx, request_id).await?;
        }
        Ok(withdrawn)
    }
}

/// Counts the clocks of a request's acts anew: an installation says by which clock an act is dated.
async fn refresh_request(acting: &mut Acting<'_>, id: Id<DisclosureRequest>) -> Result<(), Failure> {
    let acts = timed::list_acts_of_request(acting.tx, id).await?;
    limitation::refresh(acting.tx, acting.columns(), acts).await
}
