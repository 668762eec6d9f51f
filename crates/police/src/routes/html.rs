//! Pages.

use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::{Police, pages};

/// The pages of an investigation.
pub(super) fn html(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .page("/", P::OpenHome, "Front page", pages::home::show)
        .no_personal_data()
        .page(
            "/referrals",
            P::ReadReferrals,
            "Page: packages, and the form for one from a file",
            pages::referrals::list,
        )
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/notices/{id}", P::DecideNotices, "Page: a notice", pages::notices::show)
        .operation(Operation::Consultation)
        .post("/notices/{id}/decide", P::DecideNotices, "Form: what follows from it", pages::notices::decide)
        .operation(Operation::Alteration)
        .page("/reports", P::ReadReports, "Page: reports", pages::reports::list)
        .operation(Operation::Consultation)
        .asks(&["referral", "state"])
        .page("/reports/{id}", P::ReadReports, "Page: a report", pages::reports::show)
        .operation(Operation::Consultation)
        .page("/subjects", P::ReadSubjects, "Page: subjects", pages::subjects::list)
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/subjects/{id}", P::ReadSubjects, "Page: a subject", pages::subjects::show)
        .operation(Operation::Consultation)
        .asks(&["accounts_page", "acts_page", "links_page"])
        .page(
            "/subjects/{id}/explanation",
            P::ReadSubjects,
            "Page: why the accounts of a subject are one",
            pages::subject_explanation::show,
        )
        .operation(Operation::Consultation)
        .asks(&["from", "to"])
        .page("/operations", P::ReadOperations, "Page: operations", pages::operations::list)
        .operation(Operation::Consultation)
        .page(
            "/operations/{id}",
            P::ReadOperations,
            "Page: an operation, its tally and press note",
            pages::operations::show,
        )
        .operation(Operation::Consultation)
        .asks(&["note"])
        .page(
            "/disclosure-requests",
            P::ReadDisclosures,
            "Page: disclosure requests",
            pages::disclosures::list,
        )
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/persons", P::ReadPersons, "Page: persons", pages::persons::list)
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/persons/{id}", P::ReadPersons, "Page: a person", pages::persons::show)
        .operation(Operation::Consultation)
        .post(
            "/persons/{id}/reveal",
            P::RevealFields,
            "Page: a masked field, shown once in the answer to the form",
            pages::reveals::reveal,
        )
        .operation(Operation::Consultation)
        .fresh("/persons/{id}")
        .takes_media("application/x-www-form-urlencoded")
        .gives_media(200, "text/html")
        .post(
            "/operations/{id}/reveal-names",
            P::RevealNames,
            "Form: ask for the names of an operation",
            pages::names::request,
        )
        .operation(Operation::Alteration)
        .fresh("/operations/{id}")
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/name-lists/{id}/show",
            P::RevealNames,
            "Page: approved names, shown once in the answer",
            pages::names::show,
        )
        .operation(Operation::Consultation)
        .fresh("/approvals")
        .gives_media(200, "text/html")
        .page("/reveals", P::ReadReveals, "Page: who was shown what, and why", pages::reveals::list)
        .operation(Operation::Consultation)
        .page(
            "/assignments",
            P::ReadAssignments,
            "Page: assignments of the own unit, or all",
            pages::assignments::list,
        )
        .operation(Operation::Consultation)
        .asks(&["unit", "state"])
}
