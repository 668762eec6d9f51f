//! Subjects and the operations that they belong to.

use service::oversight::four_eyes::Requested;
use service::{Operation, Routes};

use super::Undoing as _;
use crate::actions::Decision;
use crate::permissions::Permission as P;
use crate::statistics::{PressNote, Tally};
use crate::views::{ExplanationView, OperationView, ShownNames, SubjectDetail, SubjectView};
use crate::{Police, api};

/// Subjects, and links between accounts.
pub(super) fn subjects(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/subjects", P::ReadSubjects, "Subjects, what is erased first on top", api::subjects::list)
        .operation(Operation::Consultation)
        .gives::<Vec<SubjectView>>(200)
        .get(
            "/api/subjects/{id}",
            P::ReadSubjects,
            "A subject with accounts, acts, links",
            api::subjects::show,
        )
        .operation(Operation::Consultation)
        .gives::<SubjectDetail>(200)
        .get(
            "/api/subjects/{id}/explanation",
            P::ReadSubjects,
            "Why the accounts of a subject are one: links, points, bridges",
            api::subjects::explain,
        )
        .operation(Operation::Consultation)
        .gives::<ExplanationView>(200)
        .undo("/api/links/{id}/undo", P::DecideLinks, Decision::Link)
        .post(
            "/api/links/{id}/restore",
            P::DecideLinks,
            "Make a withdrawn link stand again",
            api::links::restore,
        )
        .operation(Operation::Combination)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .post("/api/links/{id}/contest", P::DecideLinks, "Dispute a link, with a reason", api::links::contest)
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::links::Contested>(200)
        .post(
            "/api/links/{id}/contest/decide",
            P::DecideLinks,
            "Decide on a dispute over a link: kept or withdrawn, with grounds",
            api::links::decide_contest,
        )
        .operation(Operation::Alteration)
        .takes::<api::links::ContestDecision>()
        .gives::<api::links::Contested>(200)
        .post("/api/vetoes", P::DecideLinks, "Decide that two accounts are not one subject", api::links::veto)
        .operation(Operation::Alteration)
        .takes::<api::links::NewVeto>()
        .gives::<api::links::VetoCreated>(201)
        .undo("/api/vetoes/{id}/undo", P::DecideLinks, Decision::Veto)
}

/// Operations, their figures and names.
pub(super) fn operations(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/operations", P::ReadOperations, "Operations", api::operations::list)
        .operation(Operation::Consultation)
        .gives::<Vec<OperationView>>(200)
        .post("/api/operations", P::LeadOperations, "Open an operation", api::operations::open)
        .operation(Operation::Alteration)
        .takes::<api::operations::NewOperation>()
        .gives::<api::operations::OperationCreated>(201)
        .get(
            "/api/operations/{id}",
            P::ReadOperations,
            "An operation and its subjects",
            api::operations::show,
        )
        .operation(Operation::Consultation)
        .gives::<OperationView>(200)
        .post(
            "/api/operations/{id}/subjects",
            P::LeadOperations,
            "Put subjects into an operation",
            api::operations::add_subjects,
        )
        .operation(Operation::Combination)
        .takes::<api::operations::ChosenSubjects>()
        .gives::<api::operations::SubjectsAdded>(200)
        .post(
            "/api/operations/{id}/subjects/{subject}/undo",
            P::LeadOperations,
            "Take a subject out of an operation, with a reason",
            api::withdrawals::remove_subject,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .get(
            "/api/operations/{id}/tally",
            P::ReadOperations,
            "The figures of an operation",
            api::operations::tally,
        )
        .operation(Operation::Consultation)
        .gives::<Tally>(200)
        .get(
            "/api/operations/{id}/press-note",
            P::ReadOperations,
            "A press note in Spanish or English, with warnings",
            api::operations::press_note,
        )
        .operation(Operation::Consultation)
        .asks(&["lang"])
        .gives::<PressNote>(200)
        .post(
            "/api/operations/{id}/publish-note",
            P::LeadOperations,
            "Record that the press note was published, and where",
            api::operations::publish_note,
        )
        .operation(Operation::Disclosure)
        .takes::<api::operations::NewPublication>()
        .gives::<api::operations::NotePublished>(201)
        .post(
            "/api/operations/{id}/withdraw-note",
            P::LeadOperations,
            "Record that a published press note was withdrawn, where and why",
            api::operations::withdraw_note,
        )
        .operation(Operation::Alteration)
        .takes::<api::operations::NoteToWithdraw>()
        .gives::<api::operations::NotePublished>(201)
        .post(
            "/operations/{id}/withdraw-note",
            P::LeadOperations,
            "Form: record that a published press note was withdrawn, where and why",
            crate::pages::press_notes::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/publish-note",
            P::LeadOperations,
            "Form: record that the press note was published, and where",
            crate::pages::press_notes::publish,
        )
        .operation(Operation::Disclosure)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/api/operations/{id}/reveal-names",
            P::RevealNames,
            "Ask for the names of its persons; a second person approves",
            api::names::request,
        )
        .operation(Operation::Alteration)
        .fresh("/operations")
        .takes::<api::names::NewNameList>()
        .gives::<Requested>(202)
        .post("/api/name-lists/{id}/show", P::RevealNames, "Be shown approved names once", api::names::show)
        .operation(Operation::Consultation)
        .fresh("/approvals")
        .gives::<ShownNames>(200)
}
