//! What each kind of withdrawal asks first, takes back and sets right.

mod answers;
mod detention;
mod letters;

use std::collections::BTreeSet;
use std::fmt::Display;

use model::kind::{Link, Person, Report};
use model::{Id, Kind};
use service::{Acting, Failure};

use crate::actions::required;
use crate::contested::require_undisputed;
use crate::db::Reader;
use crate::db::decisions::{self, Decided};
use crate::db::limitation as timed;
use crate::db::{
    assignments, authored, claims, identified, links, losses as lost_objects, no_offence, operations, paths,
    person_roles, persons, recipients as recipient_steps, reports, seized_lists,
};
use crate::ids::{
    Assignment, Claim, ClaimDecision, GroundLoss, Identification, IdentificationLine, LimitationNote,
    PathDecision, PersonRecipient, PersonRole, ProsecutorFile, RecipientStep, SeizedList, Veto,
};
use crate::losses::{self, Cause};
use crate::prosecutor_file::find_own;
use crate::tasking::load_assignment;
use crate::{feedback, limitation, linking, recipients, seals};

/// The steps of each kind of withdrawal.
pub(crate) struct Withdrawal<'a> {
    pub(crate) reason: &'a str,
}

impl Withdrawal<'_> {
    /// Withdraws one row; absent when it does not stand. That it is there is asked before the reason: a bad reason tells nothing.
    async fn take(
        &self,
        acting: &mut Acting<'_>,
        decided: Decided,
        id: impl Display,
        what: &str,
    ) -> Result<String, Failure> {
        let (id, now, by) = (id.to_string(), acting.now, acting.actor.name());
        let reason = required("reason", self.reason)?;
        let reason = seals::withdrawn_reason(decided).seal(acting, &id, &reason)?;
        if !decisions::withdraw(acting.tx, decided, &id, now, by, &reason).await? {
            return Err(Failure::absent(what));
        }
        Ok(id)
    }

    pub(crate) async fn link(&self, acting: &mut Acting<'_>, link_id: Id<Link>) -> Result<String, Failure> {
        let link = links::find_link(acting.tx, &Reader::of(acting.actor), link_id)
            .await?
            .ok_or_else(|| Failure::absent("link"))?;
        require_undisputed(acting, link_id).await?;
        let pair = [link.account_a, link.account_b];
        let before = losses::subjects_of(acting, pair).await?;
        let id = self.take(acting, Decided::Link, link_id, "link").await?;
        linking::regroup(acting, &pair).await?;
        losses::mark_split(acting, (Cause::Link, &id), self.reason, before, pair).await?;
        Ok(id)
    }

    pub(crate) async fn veto(&self, acting: &mut Acting<'_>, veto_id: Id<Veto>) -> Result<String, Failure> {
        let veto = links::find_veto(acting.tx, &Reader::of(acting.actor), veto_id)
            .await?
            .ok_or_else(|| Failure::absent("veto"))?;
        let id = self.take(acting, Decided::Veto, veto_id, "veto").await?;
        linking::regroup(acting, &[veto.account_a, veto.account_b]).await?;
        Ok(id)
    }

    pub(crate) async fn person(
        &self,
        acting: &mut Acting<'_>,
        person_id: Id<Person>,
    ) -> Result<String, Failure> {
        let person = persons::find_person(acting.tx, &Reader::of(acting.actor), person_id).await?;
        person.filter(|person| person.standing).ok_or_else(|| Failure::absent("person"))?;
        if assignments::find_assignment_of_person(acting.tx, &Reader::of(acting.actor), person_id)
            .await?
            .is_some()
        {
            return Err(Failure::conflict("the person is assigned to a unit; undo the assignment first"));
        }
        let reports = reports_of(acting, person_id).await?;
        let was_cleared = recipients::is_cleared(acting, person_id).await?;
        let id = self.take(acting, Decided::Person, person_id, "person").await?;
        recipients::tell_units(acting, person_id, was_cleared).await?;
        for row in persons::list_identifications(acting.tx, &Reader::of(acting.actor), person_id).await? {
            if row.standing {
                self.release(acting, row.identification_id).await?;
            }
        }
        feedback::refresh(acting, reports).await?;
        Ok(id)
    }

    pub(crate) async fn identification(
        &self,
        acting: &mut Acting<'_>,
        identification_id: Id<Identification>,
    ) -> Result<String, Failure> {
        let row =
            persons::find_identification(acting.tx, &Reader::of(acting.actor), identification_id).await?;
        let row = row.ok_or_else(|| Failure::absent("identification"))?;
        let reports = reports_of(acting, row.person_id).await?;
        let was_cleared = recipients::is_cleared(acting, row.person_id).await?;
        let id = self.release(acting, identification_id).await?;
        // all that are left may be cleared
        recipients::tell_units(acting, row.person_id, was_cleared).await?;
        feedback::refresh(acting, reports).await?;
        Ok(id)
    }

    pub(crate) async fn line(
        &self,
        acting: &mut Acting<'_>,
        id: Id<IdentificationLine>,
    ) -> Result<String, Failure> {
        let line = identified::find_line(acting.tx, &Reader::of(acting.actor), id).await?;
        line.filter(|line| line.standing).ok_or_else(|| Failure::absent("line"))?;
        self.take(acting, Decided::IdentificationLine, id, "line").await
    }

    pub(crate) async fn recipient(
        &self,
        acting: &mut Acting<'_>,
        id: Id<PersonRecipient>,
    ) -> Result<String, Failure> {
        recipients::require_untouched(acting, id).await?;
        self.take(acting, Decided::Recipient, id, "recipient").await
    }

    pub(crate) async fn recipient_step(
        &self,
        acting: &mut Acting<'_>,
        id: Id<RecipientStep>,
    ) -> Result<String, Failure> {
        let step = recipient_steps::find_step(acting.tx, &Reader::of(acting.actor), id).await?;
        step.filter(|step| step.standing).ok_or_else(|| Failure::absent("step"))?;
        self.take(acting, Decided::RecipientStep, id, "step").await
    }

    pub(crate) async fn loss(&self, acting: &mut Acting<'_>, id: Id<GroundLoss>) -> Result<String, Failure> {
        let reader = Reader::of(acting.actor);
        lost_objects::find_loss(acting.tx, id).await?.ok_or_else(|| Failure::absent("lost ground"))?;
        let readable = lost_objects::list_objects(acting.tx, &reader, id, None).await?;
        if readable.is_empty() && lost_objects::has_objects(acting.tx, id).await? {
            return Err(Failure::absent("lost ground"));
        }
        self.take(acting, Decided::GroundLoss, id, "lost ground").await
    }

    pub(crate) async fn no_offence(
        &self,
        acting: &mut Acting<'_>,
        report_id: Id<Report>,
    ) -> Result<String, Failure> {
        let report = reports::find_report(acting.tx, &Reader::of(acting.actor), report_id).await?;
        report.ok_or_else(|| Failure::absent("report"))?;
        let found = no_offence::find(acting.tx, report_id).await?.map(|row| row.finding_id);
        let id = self.take_standing(acting, Decided::NoOffence, found, "report").await?;
        feedback::refresh(acting, [report_id]).await?;
        Ok(id)
    }

    pub(crate) async fn person_role(
        &self,
        acting: &mut Acting<'_>,
        id: Id<PersonRole>,
    ) -> Result<String, Failure> {
        let role = person_roles::find(acting.tx, &Reader::of(acting.actor), id).await?;
        let role = role.filter(|role| role.standing).ok_or_else(|| Failure::absent("role"))?;
        let id = self.take(acting, Decided::PersonRole, id, "role").await?;
        person_roles::refresh(acting.tx, role.person_id).await?;
        Ok(id)
    }

    async fn release(&self, acting: &mut Acting<'_>, id: Id<Identification>) -> Result<String, Failure> {
        let acts = timed::list_acts_of_identification(acting.tx, id).await?;
        persons::release_acts(acting.tx, id).await?;
        let withdrawn = self.take(acting, Decided::Identification, id, "identification").await?;
        limitation::refresh(acting.tx, acting.columns(), acts).await?;
        Ok(withdrawn)
    }

    pub(crate) async fn assignment(
        &self,
        acting: &mut Acting<'_>,
        id: Id<Assignment>,
    ) -> Result<String, Failure> {
        let row = load_assignment(acting, id).await?;
        if row.outcome.is_some() || row.arrest_entry_id.is_some() {
            let message = "the assignment has an outcome or an arrest list entry; undo these first";
            return Err(Failure::conflict(message));
        }
        self.take(acting, Decided::Assignment, id, "assignment").await
    }

    pub(crate) async fn arrest_entry(
        &self,
        acting: &mut Acting<'_>,
        id: Id<Assignment>,
    ) -> Result<String, Failure> {
        let row = load_assignment(acting, id).await?;
        self.take_standing(acting, Decided::ArrestEntry, row.arrest_entry_id, "arrest list entry").await
    }

    pub(crate) async fn outcome(
        &self,
        acting: &mut Acting<'_>,
        id: Id<Assignment>,
    ) -> Result<String, Failure> {
        let row = load_assignment(acting, id).await?;
        let outcome_id = row.outcome.map(|outcome| outcome.outcome_id);
        let id = self.take_standing(acting, Decided::Outcome, outcome_id, "outcome").await?;
        let reports = reports_of(acting, row.person_id).await?;
        feedback::refresh(acting, reports).await?;
        Ok(id)
    }

    pub(crate) async fn limitation_note(
        &self,
        acting: &mut Acting<'_>,
        note_id: Id<LimitationNote>,
    ) -> Result<String, Failure> {
        let absent = || Failure::absent("note");
        let person_id = timed::find_person_of_note(acting.tx, note_id).await?.ok_or_else(absent)?;
        let reader = Reader::of(acting.actor);
        persons::find_person(acting.tx, &reader, person_id).await?.ok_or_else(absent)?;
        let id = self.take(acting, Decided::LimitationNote, note_id, "note").await?;
        let acts = authored::list_acts_of_person(acting.tx, &reader, person_id).await?;
        let acts: Vec<_> = acts.iter().map(|act| act.act_id).collect();
        limitation::refresh(acting.tx, acting.columns(), acts).await?;
        Ok(id)
    }

    pub(crate) async fn path(
        &self,
        acting: &mut Acting<'_>,
        id: Id<PathDecision>,
    ) -> Result<String, Failure> {
        let absent = || Failure::absent("decision");
        let person_id = paths::find_person_of_decision(acting.tx, id).await?.ok_or_else(absent)?;
        persons::find_person(acting.tx, &Reader::of(acting.actor), person_id).await?.ok_or_else(absent)?;
        self.take(acting, Decided::PathDecision, id, "decision").await
    }

    pub(crate) async fn claim(&self, acting: &mut Acting<'_>, id: Id<Claim>) -> Result<String, Failure> {
        let row = claims::find(acting.tx, &Reader::of(acting.actor), None, id).await?;
        let row = row.ok_or_else(|| Failure::absent("claim"))?;
        acting.require_unit(&row.unit, "claim")?;
        self.take(acting, Decided::Claim, id, "claim").await
    }

    pub(crate) async fn claim_decision(
        &self,
        acting: &mut Acting<'_>,
        id: Id<ClaimDecision>,
    ) -> Result<String, Failure> {
        let row = claims::find_decision(acting.tx, id).await?.ok_or_else(|| Failure::absent("decision"))?;
        let claim = claims::find(acting.tx, &Reader::of(acting.actor), None, row.claim_id).await?;
        claim.ok_or_else(|| Failure::absent("decision"))?;
        self.take(acting, Decided::ClaimDecision, id, "decision").await
    }

    pub(crate) async fn prosecutor_file(
        &self,
        acting: &mut Acting<'_>,
        id: Id<ProsecutorFile>,
    ) -> Result<String, Failure> {
        find_own(acting, id).await?;
        self.take(acting, Decided::ProsecutorFile, id, "file").await
    }

    pub(crate) async fn seized_list(
        &self,
        acting: &mut Acting<'_>,
        id: Id<SeizedList>,
    ) -> Result<String, Failure> {
        let row = seized_lists::find(acting.tx, id).await?.filter(|row| row.standing);
        let row = row.ok_or_else(|| Failure::absent("list"))?;
        let reader = Reader::of(acting.actor);
        let operation = operations::find_operation(acting.tx, &reader, row.operation_id).await?;
        operation.ok_or_else(|| Failure::absent("list"))?;
        self.take(acting, Decided::SeizedList, id, "list").await
    }

    async fn take_standing<K: Kind>(
        &self,
        acting: &mut Acting<'_>,
        decided: Decided,
        id: Option<Id<K>>,
        what: &str,
    ) -> Result<String, Failure> {
        self.take(acting, decided, id.ok_or_else(|| Failure::absent(what))?, what).await
    }
}

async fn reports_of(acting: &mut Acting<'_>, person_id: Id<Person>) -> Result<BTreeSet<Id<Report>>, Failure> {
    let acts = authored::list_acts_of_person(acting.tx, &Reader::of(acting.actor), person_id).await?;
    Ok(acts.iter().map(|act| act.report_id).collect())
}
