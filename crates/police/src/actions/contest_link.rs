//! Dispute a link; and decide on that.

use model::Id;
use model::kind::Link;
use service::{Acting, Action, Done, EntryDraft, Failure, Sealed};

use super::required;
use crate::db::Reader;
use crate::db::contests::{self, DecidedContest};
use crate::db::decisions::{self, Decided};
use crate::db::links::{self, LinkRow};
use crate::ids::Contest;
use crate::losses::{self, Cause};
use crate::permissions::Permission;
use crate::{contested, linking, seals};

/// Disputes a link: it is shown as contested everywhere, and what rests on it is not handed on, until another person decides.
pub(crate) struct ContestLink {
    pub(crate) link_id: Id<Link>,
    pub(crate) reason: String,
}

impl Action for ContestLink {
    type Permission = Permission;
    type Output = Id<Contest>;
    const NAME: &'static str = "contest-link";

    fn permission(&self) -> Permission {
        Permission::DecideLinks
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Contest>>, Failure> {
        let link = load_link(acting, self.link_id).await?;
        let reason = required("reason", &self.reason)?;
        if !link.standing {
            return Err(Failure::conflict("the link is withdrawn already"));
        }
        if contests::find_open(acting.tx, self.link_id).await?.is_some() {
            return Err(Failure::conflict("the link is contested already"));
        }
        let contest_id = contested::contest(acting, self.link_id, &reason, None).await?;
        let entry = EntryDraft::on("link", self.link_id).with("contest_id", contest_id.to_string());
        Ok(Done::new(contest_id, entry))
    }
}

/// Decides on a dispute: the link is kept, or it is withdrawn.
pub(crate) struct DecideContest {
    pub(crate) link_id: Id<Link>,
    /// `kept` or `withdrawn`, as typed.
    pub(crate) decision: String,
    pub(crate) grounds: String,
}

impl Action for DecideContest {
    type Permission = Permission;
    type Output = Id<Contest>;
    const NAME: &'static str = "decide-contest";

    fn permission(&self) -> Permission {
        Permission::DecideLinks
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Contest>>, Failure> {
        let link = load_link(acting, self.link_id).await?;
        let is_withdrawn = match self.decision.as_str() {
            "kept" => false,
            "withdrawn" => true,
            _ => return Err(Failure::refused("decision", "choose whether the link is kept or withdrawn")),
        };
        let grounds = required("grounds", &self.grounds)?;
        let open = contests::find_open(acting.tx, self.link_id).await?;
        let open =
            open.ok_or_else(|| Failure::conflict("nobody contests the link, or it was decided already"))?;
        if open.made_by == acting.actor.name() {
            return Err(Failure::conflict("who contests a link does not decide on it; another person does"));
        }
        let contest_id = open.contest_id;
        let decided = DecidedContest {
            decision: self.decision.clone(),
            grounds: seals::CONTEST_GROUNDS.seal(acting, contest_id, &grounds)?,
            decided_at: acting.now,
            decided_by: acting.actor.name().to_owned(),
        };
        if !contests::decide(acting.tx, contest_id, &decided).await? {
            return Err(Failure::conflict("nobody contests the link, or it was decided already"));
        }
        if is_withdrawn && link.standing {
            let reason = seals::withdrawn_reason(Decided::Link).seal(acting, self.link_id, &grounds)?;
            withdraw(acting, &link, (&grounds, &reason)).await?;
        }
        let entry = EntryDraft::on("link", self.link_id)
            .with("contest_id", contest_id.to_string())
            .with("decision", self.decision.as_str());
        Ok(Done::new(contest_id, entry))
    }
}

async fn load_link(acting: &mut Acting<'_>, link_id: Id<Link>) -> Result<LinkRow, Failure> {
    let link = links::find_link(acting.tx, &Reader::of(acting.actor), link_id).await?;
    link.ok_or_else(|| Failure::absent("link"))
}

/// Withdraws the link for the grounds of the decision, plain and sealed; what nothing else joins falls apart, and whoever was identified behind it
/// is marked as when an officer withdraws the link.
async fn withdraw(
    acting: &mut Acting<'_>,
    link: &LinkRow,
    (grounds, sealed): (&str, &Sealed<String>),
) -> Result<(), Failure> {
    let (id, pair) = (link.link_id.to_string(), [link.account_a, link.account_b]);
    let before = losses::subjects_of(acting, pair).await?;
    let (now, by) = (acting.now, acting.actor.name());
    decisions::withdraw(acting.tx, Decided::Link, &id, now, by, sealed).await?;
    linking::regroup(acting, &pair).await?;
    losses::mark_split(acting, (Cause::Link, &id), grounds, before, pair).await
}
