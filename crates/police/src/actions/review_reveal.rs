//! Look at a reveal that chance drew, and say whether it was justified.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::reveals::{self, RevealRow};
use crate::ids::Reveal;
use crate::permissions::Permission;
use crate::reveals::ReviewVerdict;
use crate::seals;

/// A second person's verdict on a drawn reveal. For who was shown the field it looks absent: they are not told what was drawn.
pub(crate) struct ReviewReveal {
    pub(crate) reveal_id: Id<Reveal>,
    pub(crate) verdict: ReviewVerdict,
    pub(crate) note: String,
}

impl Action for ReviewReveal {
    type Permission = Permission;
    type Output = Id<Reveal>;
    const NAME: &'static str = "review-reveal";

    fn permission(&self) -> Permission {
        Permission::ReviewReveals
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Reveal>>, Failure> {
        let row = reveals::find_reveal(acting.tx, &Reader::of(acting.actor), self.reveal_id).await?;
        let is_theirs = |row: &RevealRow| row.review.is_some() && row.revealed_by != acting.actor.name();
        let row = row.filter(is_theirs).ok_or_else(|| Failure::absent("reveal"))?;
        let note = required("note", &self.note)?;
        let sealed = seals::REVIEW_NOTE.seal(acting, self.reveal_id, &note)?;
        let (now, by) = (acting.now, acting.actor.name());
        if !reveals::decide_review(acting.tx, self.reveal_id, self.verdict, &sealed, by, now).await? {
            return Err(Failure::conflict("somebody has reviewed this reveal already"));
        }
        let entry = EntryDraft::on("person", row.person_id)
            .with("reveal_id", self.reveal_id.to_string())
            .with("verdict", self.verdict.as_str());
        Ok(Done::new(self.reveal_id, entry))
    }
}
