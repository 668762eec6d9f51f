//! The forms of the central unit: every decision of the API, as a page asks for it.

use service::{Operation, Routes};
use wire::disclosure_batch::MAX_BATCH_BYTES;

use crate::permissions::Permission as P;
use crate::{Police, pages};

const FORM: &str = "application/x-www-form-urlencoded";
/// Text of the form that withdraws.
const UNDO: &str = "Form: withdraw it, with a reason";

/// Pages and forms.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    operations(persons(disclosures(answers(orders(decisions(subjects(routes)))))))
}

fn subjects(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::subject_forms::{apart, ask, identify, operation};
    routes
        .page("/subjects/{id}/ask", P::RequestDisclosure, "Page: ask an operator about its acts", ask::ask)
        .operation(Operation::Consultation)
        .asks(&["operator"])
        .post("/subjects/{id}/ask", P::RequestDisclosure, "Form: ask an operator about its acts", ask::send)
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .page(
            "/subjects/{id}/identify",
            P::IdentifyPersons,
            "Page: identify a person behind its acts",
            identify::ask,
        )
        .operation(Operation::Consultation)
        .post(
            "/subjects/{id}/identify",
            P::IdentifyPersons,
            "Form: identify a person behind its acts",
            identify::decide,
        )
        .operation(Operation::Combination)
        .takes_media(FORM)
        .page("/subjects/{id}/apart", P::DecideLinks, "Page: keep two of its accounts apart", apart::ask)
        .operation(Operation::Consultation)
        .asks(&["account_a", "account_b"])
        .post("/subjects/{id}/apart", P::DecideLinks, "Form: keep two of its accounts apart", apart::decide)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .page("/subjects/{id}/operation", P::LeadOperations, "Page: put it into an operation", operation::ask)
        .operation(Operation::Consultation)
        .post(
            "/subjects/{id}/operation",
            P::LeadOperations,
            "Form: put it into an operation",
            operation::decide,
        )
        .operation(Operation::Combination)
        .takes_media(FORM)
}

fn decisions(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::subject_forms::{contest, effect, undo};
    routes
        .page(
            "/subjects/{id}/links/{link}/effect",
            P::DecideLinks,
            "Page: what withdrawing or restoring a link would change",
            effect::of_link,
        )
        .operation(Operation::Consultation)
        .page(
            "/subjects/{id}/vetoes/{veto}/effect",
            P::DecideLinks,
            "Page: what withdrawing a veto would change",
            effect::of_veto,
        )
        .operation(Operation::Consultation)
        .post("/subjects/{id}/links/{link}/undo", P::DecideLinks, UNDO, undo::withdraw_link)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/subjects/{id}/links/{link}/restore",
            P::DecideLinks,
            "Form: make a withdrawn link stand again",
            undo::restore_link,
        )
        .operation(Operation::Combination)
        .takes_media(FORM)
        .post("/subjects/{id}/links/{link}/contest", P::DecideLinks, "Form: dispute a link", contest::contest)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/subjects/{id}/links/{link}/contest/decide",
            P::DecideLinks,
            "Form: decide on a dispute over a link",
            contest::settle,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/subjects/{id}/vetoes/{veto}/undo", P::DecideLinks, UNDO, undo::withdraw_veto)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn answers(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::answer_imports;
    routes
        .page(
            "/disclosure-answers",
            P::RequestDisclosure,
            "Page: files of answers, and the form for one",
            answer_imports::list,
        )
        .operation(Operation::Consultation)
        .post(
            "/disclosure-answers/upload",
            P::RequestDisclosure,
            "Form: take a file of answers to many requests",
            answer_imports::upload,
        )
        .operation(Operation::Collection)
        .body_limit(MAX_BATCH_BYTES + (64 << 10))
        .takes_media("multipart/form-data")
        .page(
            "/disclosure-answers/{id}",
            P::RequestDisclosure,
            "Page: what came of a file of answers",
            answer_imports::show,
        )
        .operation(Operation::Consultation)
        .post("/disclosure-answers/{id}/undo", P::RequestDisclosure, UNDO, answer_imports::withdraw)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn orders(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::{disclosure_documents, disclosure_drafts, disclosure_orders};
    routes
        .page(
            "/disclosure-requests/{id}/document",
            P::ReadDisclosures,
            "Page: a request on paper, to its addressee or its operator",
            disclosure_documents::show,
        )
        .operation(Operation::Consultation)
        .asks(&["format"])
        .page(
            "/disclosure-requests/draft",
            P::RequestDisclosure,
            "Page: what nobody asked about, by operator, and a request over all subjects",
            disclosure_drafts::show,
        )
        .operation(Operation::Consultation)
        .asks(&["operator", "minor"])
        .post(
            "/disclosure-requests/draft",
            P::RequestDisclosure,
            "Form: issue a request over all subjects",
            disclosure_drafts::issue,
        )
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .post(
            "/disclosure-requests/{id}/authorize",
            P::RequestDisclosure,
            "Form: record its legal basis and who orders it",
            disclosure_orders::authorize,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/disclosure-requests/{id}/sent",
            P::RequestDisclosure,
            "Form: mark it as sent",
            disclosure_orders::mark_sent,
        )
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .post(
            "/disclosure-requests/{id}/sent/undo",
            P::RequestDisclosure,
            UNDO,
            disclosure_orders::unmark_sent,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn disclosures(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::{disclosure_forms, disclosures};
    routes
        .page(
            "/disclosure-requests/{id}",
            P::ReadDisclosures,
            "Page: a request, its lines and its answer",
            disclosures::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/disclosure-requests/{id}/record-answer",
            P::RequestDisclosure,
            "Form: record an operator's answer",
            disclosure_forms::answer,
        )
        .operation(Operation::Collection)
        .takes_media(FORM)
        .post("/disclosure-requests/{id}/undo", P::RequestDisclosure, UNDO, disclosure_forms::withdraw)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/disclosure-requests/{id}/answer/undo",
            P::RequestDisclosure,
            UNDO,
            disclosure_forms::withdraw_answer,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn persons(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::person_forms as forms;
    routes
        .page(
            "/persons/{id}/attribute",
            P::IdentifyPersons,
            "Page: attribute more acts to a person",
            forms::ask_acts,
        )
        .operation(Operation::Consultation)
        .asks(&["subject"])
        .post(
            "/persons/{id}/attribute",
            P::IdentifyPersons,
            "Form: attribute more acts to a person",
            forms::attribute,
        )
        .operation(Operation::Combination)
        .takes_media(FORM)
        .post(
            "/persons/{id}/assign",
            P::AssignPersons,
            "Form: ask to hand a person to a unit; a second person approves",
            forms::assign,
        )
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .post(
            "/persons/{id}/assignments/{assignment}/undo",
            P::AssignPersons,
            UNDO,
            forms::withdraw_assignment,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/persons/{id}/identifications/{identification}/undo",
            P::IdentifyPersons,
            UNDO,
            forms::withdraw_identification,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/persons/{id}/undo", P::IdentifyPersons, UNDO, forms::withdraw_person)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn operations(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::operation_forms as forms;
    routes
        .post("/operations", P::LeadOperations, "Form: open an operation", forms::open)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .page(
            "/operations/{id}/subjects",
            P::LeadOperations,
            "Page: the subjects of an operation",
            forms::list_subjects,
        )
        .operation(Operation::Consultation)
        .page(
            "/operations/{id}/add-subjects",
            P::LeadOperations,
            "Page: choose subjects for an operation",
            forms::ask_subjects,
        )
        .operation(Operation::Consultation)
        .post(
            "/operations/{id}/add-subjects",
            P::LeadOperations,
            "Form: put subjects into an operation",
            forms::add_subjects,
        )
        .operation(Operation::Combination)
        .takes_media(FORM)
        .post(
            "/operations/{id}/subjects/{subject}/undo",
            P::LeadOperations,
            "Form: take a subject out, with a reason",
            forms::remove_subject,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}
