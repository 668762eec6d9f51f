//! Withdraw a decision: what was decided stays on record with who withdrew it, when and why.

use model::Id;
use model::kind::{Link, Person, Report};
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::ids::{
    AnswerImport, Assignment, Claim, ClaimDecision, DetentionDuty, DisclosureRequest, GroundLoss,
    Identification, IdentificationLine, LimitationNote, PathDecision, PersonRecipient, PersonRole,
    PreservationLetter, ProsecutorFile, RecipientStep, SeizedList, Veto,
};
use crate::permissions::Permission;
use crate::withdrawal::Withdrawal;

/// Withdraws one decision.
pub(crate) struct WithdrawDecision {
    pub(crate) decision: Decision,
    pub(crate) reason: String,
}

/// What can be withdrawn.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decision {
    Link(Id<Link>),
    Veto(Id<Veto>),
    DisclosureRequest(Id<DisclosureRequest>),
    /// The standing answer to a request.
    DisclosureAnswer(Id<DisclosureRequest>),
    /// A file of answers, with every answer of it that stands.
    AnswerImport(Id<AnswerImport>),
    Person(Id<Person>),
    Identification(Id<Identification>),
    /// A ground of an identification.
    IdentificationLine(Id<IdentificationLine>),
    Assignment(Id<Assignment>),
    /// The standing arrest list entry of an assignment.
    ArrestEntry(Id<Assignment>),
    /// The standing outcome of an assignment.
    Outcome(Id<Assignment>),
    /// That a duty of custody was done, of the standing arrest of an assignment.
    DetentionDuty(Id<Assignment>, Id<DetentionDuty>),
    /// The standing end of the custody of an assignment's arrest.
    DetentionEnd(Id<Assignment>),
    /// What was noted of a clock of limitation.
    LimitationNote(Id<LimitationNote>),
    PreservationLetter(Id<PreservationLetter>),
    /// That a letter was sent, by the standing record.
    PreservationSending(Id<PreservationLetter>),
    /// The standing answer to a letter.
    PreservationAnswer(Id<PreservationLetter>),
    /// What was decided on an open age.
    Path(Id<PathDecision>),
    /// That somebody outside this node has a person's data.
    Recipient(Id<PersonRecipient>),
    /// That a recipient of a cleared person's data came to a step.
    RecipientStep(Id<RecipientStep>),
    /// That a ground fell away.
    GroundLoss(Id<GroundLoss>),
    /// The standing finding that a report is no offence.
    NoOffence(Id<Report>),
    /// That somebody is a victim or a witness.
    PersonRole(Id<PersonRole>),
    /// A claim of the own unit.
    Claim(Id<Claim>),
    /// What was decided between two claims: they meet again.
    ClaimDecision(Id<ClaimDecision>),
    /// A file for the juvenile prosecutor; who has an issued one keeps it, and the reason says why it does not stand.
    ProsecutorFile(Id<ProsecutorFile>),
    /// The hash list of a seized device, with its matches.
    SeizedList(Id<SeizedList>),
}

impl Action for WithdrawDecision {
    type Permission = Permission;
    /// The id of what was withdrawn.
    type Output = String;
    const NAME: &'static str = "withdraw-decision";

    fn permission(&self) -> Permission {
        match self.decision {
            Decision::Link(_) | Decision::Veto(_) => Permission::DecideLinks,
            Decision::DisclosureRequest(_)
            | Decision::DisclosureAnswer(_)
            | Decision::AnswerImport(_)
            | Decision::PreservationLetter(_)
            | Decision::PreservationSending(_)
            | Decision::PreservationAnswer(_) => Permission::RequestDisclosure,
            Decision::Person(_)
            | Decision::Identification(_)
            | Decision::IdentificationLine(_)
            | Decision::NoOffence(_)
            | Decision::PersonRole(_)
            | Decision::LimitationNote(_)
            | Decision::Path(_) => Permission::IdentifyPersons,
            Decision::Assignment(_)
            | Decision::Recipient(_)
            | Decision::RecipientStep(_)
            | Decision::ClaimDecision(_) => Permission::AssignPersons,
            Decision::GroundLoss(_) => Permission::DecideNotices,
            Decision::Claim(_) => Permission::ClaimSubjects,
            Decision::ProsecutorFile(_) => Permission::FileForProsecutor,
            Decision::SeizedList(_) => Permission::LeadOperations,
            Decision::ArrestEntry(_) => Permission::EnterArrestList,
            Decision::Outcome(_) | Decision::DetentionDuty(..) | Decision::DetentionEnd(_) => {
                Permission::RecordOutcome
            }
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let withdrawal = Withdrawal { reason: &self.reason };
        let id = match self.decision {
            Decision::Link(id) => withdrawal.link(acting, id).await?,
            Decision::Veto(id) => withdrawal.veto(acting, id).await?,
            Decision::DisclosureRequest(id) => withdrawal.request(acting, id).await?,
            Decision::DisclosureAnswer(id) => withdrawal.answer(acting, id).await?,
            Decision::AnswerImport(id) => withdrawal.import(acting, id).await?,
            Decision::Person(id) => withdrawal.person(acting, id).await?,
            Decision::Identification(id) => withdrawal.identification(acting, id).await?,
            Decision::IdentificationLine(id) => withdrawal.line(acting, id).await?,
            Decision::Assignment(id) => withdrawal.assignment(acting, id).await?,
            Decision::ArrestEntry(id) => withdrawal.arrest_entry(acting, id).await?,
            Decision::Outcome(id) => withdrawal.outcome(acting, id).await?,
            Decision::DetentionDuty(id, duty_id) => withdrawal.detention_duty(acting, id, duty_id).await?,
            Decision::DetentionEnd(id) => withdrawal.detention_end(acting, id).await?,
            Decision::LimitationNote(id) => withdrawal.limitation_note(acting, id).await?,
            Decision::PreservationLetter(id) => withdrawal.letter(acting, id).await?,
            Decision::PreservationSending(id) => withdrawal.letter_sending(acting, id).await?,
            Decision::PreservationAnswer(id) => withdrawal.letter_answer(acting, id).await?,
            Decision::Path(id) => withdrawal.path(acting, id).await?,
            Decision::Recipient(id) => withdrawal.recipient(acting, id).await?,
            Decision::RecipientStep(id) => withdrawal.recipient_step(acting, id).await?,
            Decision::GroundLoss(id) => withdrawal.loss(acting, id).await?,
            Decision::NoOffence(id) => withdrawal.no_offence(acting, id).await?,
            Decision::PersonRole(id) => withdrawal.person_role(acting, id).await?,
            Decision::Claim(id) => withdrawal.claim(acting, id).await?,
            Decision::ClaimDecision(id) => withdrawal.claim_decision(acting, id).await?,
            Decision::ProsecutorFile(id) => withdrawal.prosecutor_file(acting, id).await?,
            Decision::SeizedList(id) => withdrawal.seized_list(acting, id).await?,
        };
        let entry = EntryDraft::on("decision", &id);
        Ok(Done::new(id, entry))
    }
}
