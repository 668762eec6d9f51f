//! Identified persons, and whom a unit gets.

use service::oversight::four_eyes::Requested;
use service::{Operation, Routes};

use super::Undoing as _;
use crate::actions::{Decision, Identified};
use crate::permissions::Permission as P;
use crate::views::{ListedAssignment, ListedPerson, PersonDetail, RevealView, Revealed};
use crate::{Police, api};

/// Persons as authors of acts, and masked fields of theirs.
pub(super) fn persons(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/persons", P::ReadPersons, "Identified persons", api::persons::list)
        .operation(Operation::Consultation)
        .gives::<Vec<ListedPerson>>(200)
        .post(
            "/api/persons",
            P::IdentifyPersons,
            "Identify a person as the author of acts",
            api::persons::identify,
        )
        .operation(Operation::Combination)
        .takes::<api::persons::NewPerson>()
        .gives::<Identified>(201)
        .get(
            "/api/persons/{id}",
            P::ReadPersons,
            "A person with age per act and arrest gate",
            api::persons::show,
        )
        .operation(Operation::Consultation)
        .gives::<PersonDetail>(200)
        .post(
            "/api/persons/{id}/acts",
            P::IdentifyPersons,
            "Attribute more acts to a person; a second person approves where a unit has them",
            api::persons::add_acts,
        )
        .operation(Operation::Combination)
        .takes::<api::persons::MoreActs>()
        .gives::<Identified>(201)
        .gives::<Requested>(202)
        .post(
            "/api/persons/{id}/reveal",
            P::RevealFields,
            "Be shown a masked field once, with a reason and on record",
            api::reveals::reveal,
        )
        .operation(Operation::Consultation)
        .fresh("/persons")
        .takes::<api::reveals::NewReveal>()
        .gives::<Revealed>(201)
        .get("/api/reveals", P::ReadReveals, "Who was shown what, and why; no names", api::reveals::list)
        .operation(Operation::Consultation)
        .gives::<Vec<RevealView>>(200)
        .undo("/api/persons/{id}/undo", P::IdentifyPersons, Decision::Person)
        .undo("/api/identifications/{id}/undo", P::IdentifyPersons, Decision::Identification)
}

/// Assignments, the arrest list, outcomes.
pub(super) fn tasking(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/assignments", P::ReadAssignments, "Assignments of a unit", api::assignments::list)
        .operation(Operation::Consultation)
        .asks(&["unit", "limit", "offset"])
        .gives::<Vec<ListedAssignment>>(200)
        .post(
            "/api/assignments",
            P::AssignPersons,
            "Ask to hand a person to a provincial unit; a second person approves",
            api::assignments::assign,
        )
        .operation(Operation::Disclosure)
        .takes::<api::assignments::NewAssignment>()
        .gives::<Requested>(202)
        .undo("/api/assignments/{id}/undo", P::AssignPersons, Decision::Assignment)
        .post(
            "/api/assignments/{id}/accept",
            P::RecordOutcome,
            "Take an assignment up",
            api::assignments::accept,
        )
        .operation(Operation::Alteration)
        .gives::<api::assignments::AssignmentMoved>(200)
        .post(
            "/api/assignments/{id}/return",
            P::RecordOutcome,
            "Give an assignment back, with a reason",
            api::assignments::give_back,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::assignments::AssignmentMoved>(200)
        .post(
            "/api/assignments/{id}/transfer",
            P::AssignPersons,
            "Ask to give an assignment to another unit; a second person approves",
            api::assignments::transfer,
        )
        .operation(Operation::Disclosure)
        .takes::<api::assignments::NewTransfer>()
        .gives::<Requested>(202)
        .get("/api/arrest-list", P::ReadAssignments, "Who is to be arrested", api::assignments::arrest_list)
        .operation(Operation::Consultation)
        .asks(&["unit", "limit", "offset"])
        .gives::<Vec<ListedAssignment>>(200)
        .post(
            "/api/assignments/{id}/arrest-list",
            P::EnterArrestList,
            "Enter a person in the arrest list",
            api::assignments::enter_arrest_list,
        )
        .operation(Operation::Alteration)
        .takes::<api::assignments::NewArrestEntry>()
        .gives::<api::assignments::ArrestEntryCreated>(201)
        .undo("/api/assignments/{id}/arrest-list/undo", P::EnterArrestList, Decision::ArrestEntry)
        .post(
            "/api/assignments/{id}/outcome",
            P::RecordOutcome,
            "Record what came of an assignment",
            api::assignments::record_outcome,
        )
        .operation(Operation::Alteration)
        .takes::<api::assignments::NewOutcome>()
        .gives::<api::assignments::OutcomeCreated>(201)
        .undo("/api/assignments/{id}/outcome/undo", P::RecordOutcome, Decision::Outcome)
}
