//! What bears identifications out and where they stand; who has a cleared person's data; grounds that were lost; reports
//! that are no offence; what somebody is besides the author of acts.

use service::{Operation, Routes};

use super::Undoing as _;
use crate::actions::Decision;
use crate::permissions::Permission as P;
use crate::views::{IdentificationDetail, LossDetail, LossView, RecipientView, WaitingRecipient};
use crate::{Police, api, pages};

const FORM: &str = "application/x-www-form-urlencoded";

/// Pages, forms and machine endpoints.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    let routes = recipient_pages(recipients(identification_pages(identifications(routes))));
    roles(no_offence(loss_pages(losses(routes))))
}

fn identifications(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::identified;
    routes
        .get(
            "/api/identifications/{id}",
            P::ReadPersons,
            "An identification, what bears it out, and where it stands",
            identified::show,
        )
        .operation(Operation::Consultation)
        .gives::<IdentificationDetail>(200)
        .post(
            "/api/identifications/{id}/account-use",
            P::IdentifyPersons,
            "State who used the account, and how sure that is",
            identified::state_use,
        )
        .operation(Operation::Alteration)
        .takes::<identified::NewAccountUse>()
        .gives::<identified::AccountUseStated>(201)
        .post(
            "/api/identifications/{id}/lines",
            P::IdentifyPersons,
            "Add a fact, an assessment, or a member of the household who was considered",
            identified::add_line,
        )
        .operation(Operation::Alteration)
        .takes::<identified::NewIdentificationLine>()
        .gives::<identified::IdentificationLineAdded>(201)
        .undo("/api/identification-lines/{id}/undo", P::IdentifyPersons, Decision::IdentificationLine)
        .post(
            "/api/identifications/{id}/decide",
            P::IdentifyPersons,
            "Confirm it, contest it, or clear the person of it",
            identified::decide,
        )
        .operation(Operation::Alteration)
        .takes::<identified::NewIdentificationDecision>()
        .gives::<identified::IdentificationDecided>(201)
        .post(
            "/api/identifications/{id}/contest",
            P::RecordOutcome,
            "Contest it; whoever has the person may",
            identified::contest,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<identified::IdentificationDecided>(201)
}

fn identification_pages(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::identifications;
    routes
        .page(
            "/identifications/{id}",
            P::ReadPersons,
            "Page: an identification, what bears it out, and where it stands",
            identifications::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/identifications/{id}/account-use",
            P::IdentifyPersons,
            "Form: who used the account",
            identifications::state_use,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/identifications/{id}/lines",
            P::IdentifyPersons,
            "Form: add a line",
            identifications::add_line,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/identifications/{id}/lines/{line}/undo",
            P::IdentifyPersons,
            "Form: withdraw a line, with a reason",
            identifications::withdraw_line,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/identifications/{id}/decide",
            P::IdentifyPersons,
            "Form: confirm it, contest it, or clear the person of it",
            identifications::decide,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/identifications/{id}/contest", P::RecordOutcome, "Form: contest it", identifications::contest)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn recipients(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::recipients;
    routes
        .get(
            "/api/clearances",
            P::ReadPersons,
            "Recipients of cleared persons' data that have not come to the end",
            recipients::list_waiting,
        )
        .operation(Operation::Consultation)
        .asks(api::Part::ASKED)
        .gives::<Vec<WaitingRecipient>>(200)
        .get(
            "/api/changed-recipients",
            P::AssignPersons,
            "Recipients outside that must hear that a person's subject has grown",
            recipients::list_changed,
        )
        .operation(Operation::Consultation)
        .asks(api::Part::ASKED)
        .gives::<Vec<WaitingRecipient>>(200)
        .post(
            "/api/persons/{id}/recipients/told",
            P::AssignPersons,
            "Record that all of them were told of it",
            recipients::tell,
        )
        .operation(Operation::Disclosure)
        .takes::<recipients::NewTelling>()
        .gives::<recipients::RecipientsTold>(201)
        .get("/api/recipients/{id}", P::ReadPersons, "A recipient of a person's data", recipients::show)
        .operation(Operation::Consultation)
        .gives::<RecipientView>(200)
        .post(
            "/api/persons/{id}/recipients",
            P::AssignPersons,
            "Record who was given the person's data outside this node",
            recipients::record,
        )
        .operation(Operation::Disclosure)
        .takes::<recipients::NewRecipient>()
        .gives::<recipients::RecipientRecorded>(201)
        .post(
            "/api/recipients/{id}/steps",
            P::AssignPersons,
            "Record that it was told, or that it erased",
            recipients::step,
        )
        .operation(Operation::Alteration)
        .takes::<recipients::NewRecipientStep>()
        .gives::<recipients::RecipientStepRecorded>(201)
        .post(
            "/api/recipients/{id}/acknowledge",
            P::RecordOutcome,
            "A unit takes note that the person is cleared",
            recipients::acknowledge,
        )
        .operation(Operation::Alteration)
        .takes::<recipients::Acknowledgement>()
        .gives::<recipients::RecipientStepRecorded>(201)
        .undo("/api/recipients/{id}/undo", P::AssignPersons, Decision::Recipient)
        .undo("/api/recipient-steps/{id}/undo", P::AssignPersons, Decision::RecipientStep)
}

fn recipient_pages(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::recipients;
    routes
        .page("/clearances", P::ReadPersons, "Page: what still waits for whom", recipients::list_waiting)
        .operation(Operation::Consultation)
        .page(
            "/changed-recipients",
            P::AssignPersons,
            "Page: who outside must hear of a change",
            recipients::list_changed,
        )
        .operation(Operation::Consultation)
        .post(
            "/persons/{id}/recipients/told",
            P::AssignPersons,
            "Form: that all of them were told",
            recipients::tell,
        )
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .page("/recipients/{id}", P::ReadPersons, "Page: a recipient of a person's data", recipients::show)
        .operation(Operation::Consultation)
        .post(
            "/recipients/{id}/steps",
            P::AssignPersons,
            "Form: that it was told, or that it erased",
            recipients::step,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/recipients/{id}/acknowledge",
            P::RecordOutcome,
            "Form: a unit takes note that the person is cleared",
            recipients::acknowledge,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/recipients/{id}/undo",
            P::AssignPersons,
            "Form: withdraw it, with a reason",
            recipients::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/recipients/{id}/steps/{step}/undo",
            P::AssignPersons,
            "Form: withdraw a step, with a reason",
            recipients::withdraw_step,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .page(
            "/persons/{id}/recipients",
            P::AssignPersons,
            "Page: who has the person's data",
            recipients::of_person,
        )
        .operation(Operation::Consultation)
        .post(
            "/persons/{id}/recipients",
            P::AssignPersons,
            "Form: record who was given the person's data",
            recipients::record,
        )
        .operation(Operation::Disclosure)
        .takes_media(FORM)
}

fn losses(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::losses;
    routes
        .get("/api/lost-grounds", P::ReadAssignments, "Grounds that fell away", losses::list)
        .operation(Operation::Consultation)
        .asks(api::Part::ASKED)
        .gives::<Vec<LossView>>(200)
        .post(
            "/api/lost-grounds",
            P::DecideNotices,
            "Record that the match of a file, or an allocation, fell away",
            losses::lose,
        )
        .operation(Operation::Alteration)
        .takes::<losses::NewLoss>()
        .gives::<losses::LossRecorded>(201)
        .get(
            "/api/lost-grounds/{id}",
            P::ReadAssignments,
            "A lost ground, and what rested on it",
            losses::show,
        )
        .operation(Operation::Consultation)
        .gives::<LossDetail>(200)
        .post(
            "/api/lost-grounds/{id}/decide",
            P::IdentifyPersons,
            "Decide what becomes of what rested on it",
            losses::decide,
        )
        .operation(Operation::Alteration)
        .takes::<losses::NewLossDecision>()
        .gives::<losses::LossDecided>(201)
        .post("/api/lost-grounds/{id}/note", P::RecordOutcome, "A unit takes note of it", losses::note)
        .operation(Operation::Alteration)
        .takes::<losses::NewLossNote>()
        .gives::<losses::LossNoted>(201)
        .undo("/api/lost-grounds/{id}/undo", P::DecideNotices, Decision::GroundLoss)
}

fn loss_pages(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::losses;
    routes
        .page("/lost-grounds", P::ReadAssignments, "Page: grounds that fell away", losses::list)
        .operation(Operation::Consultation)
        .post(
            "/lost-grounds",
            P::DecideNotices,
            "Form: the match of a file, or an allocation, fell away",
            losses::lose,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .page(
            "/lost-grounds/{id}",
            P::ReadAssignments,
            "Page: a lost ground, and what rested on it",
            losses::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/lost-grounds/{id}/decide",
            P::IdentifyPersons,
            "Form: what becomes of what rested on it",
            losses::decide,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/lost-grounds/{id}/note", P::RecordOutcome, "Form: a unit takes note of it", losses::note)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/lost-grounds/{id}/undo",
            P::DecideNotices,
            "Form: withdraw a loss, with a reason",
            losses::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn no_offence(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .post(
            "/api/reports/{id}/no-offence",
            P::IdentifyPersons,
            "Find that what was reported is no offence, where nobody was identified",
            api::no_offence::find,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::no_offence::NoOffenceFound>(201)
        .undo("/api/reports/{id}/no-offence/undo", P::IdentifyPersons, Decision::NoOffence)
        .post(
            "/reports/{id}/no-offence",
            P::IdentifyPersons,
            "Form: what was reported is no offence",
            pages::no_offence::find,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/reports/{id}/no-offence/undo",
            P::IdentifyPersons,
            "Form: withdraw that, with a reason",
            pages::no_offence::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn roles(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .post(
            "/api/persons/{id}/roles",
            P::IdentifyPersons,
            "Record that somebody is a victim or a witness too",
            api::person_roles::record,
        )
        .operation(Operation::Alteration)
        .takes::<api::person_roles::NewPersonRole>()
        .gives::<api::person_roles::PersonRoleRecorded>(201)
        .undo("/api/person-roles/{id}/undo", P::IdentifyPersons, Decision::PersonRole)
        .page(
            "/persons/{id}/roles",
            P::IdentifyPersons,
            "Page: what somebody is in the case",
            pages::person_roles::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/persons/{id}/roles",
            P::IdentifyPersons,
            "Form: somebody is a victim or a witness too",
            pages::person_roles::record,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/persons/{id}/roles/{role}/undo",
            P::IdentifyPersons,
            "Form: withdraw that, with a reason",
            pages::person_roles::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}
