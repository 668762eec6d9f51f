//! The routes by which an operation is closed to named readers, opened again, and given a reader when it has none.

use service::oversight::four_eyes::Requested;
use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::views::StrandedView;
use crate::{Police, api, pages};

/// API and forms.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    stranded(forms(calls(routes)))
}

fn calls(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .post(
            "/api/operations/{id}/close",
            P::LeadOperations,
            "Close an operation to named readers",
            api::closures::close,
        )
        .operation(Operation::Alteration)
        .takes::<api::closures::NewClosure>()
        .gives::<api::closures::OperationClosed>(200)
        .post(
            "/api/operations/{id}/reopen",
            P::LeadOperations,
            "Open a closed operation again",
            api::closures::reopen,
        )
        .operation(Operation::Alteration)
        .fresh("/operations/{id}")
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .post(
            "/api/operations/{id}/readers",
            P::LeadOperations,
            "Let somebody read a closed operation",
            api::closures::add_reader,
        )
        .operation(Operation::Alteration)
        .fresh("/operations/{id}")
        .takes::<api::closures::ReaderChange>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .post(
            "/api/operations/{id}/readers/remove",
            P::LeadOperations,
            "No longer let somebody read it",
            api::closures::remove_reader,
        )
        .operation(Operation::Alteration)
        .takes::<api::closures::ReaderChange>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .post(
            "/api/operations/{id}/readers/refuse",
            P::LeadOperations,
            "Refuse somebody who asked",
            api::closures::refuse_reader,
        )
        .operation(Operation::Alteration)
        .takes::<api::closures::ReaderChange>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .post(
            "/api/operations/{id}/ask-access",
            P::ReadOperations,
            "Ask to read what is closed of it",
            api::closures::ask_about_operation,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .post(
            "/api/links/{id}/ask-access",
            P::ReadSubjects,
            "Ask to read where a link leads",
            api::closures::ask_about_link,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
}

fn forms(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .post(
            "/operations/{id}/close",
            P::LeadOperations,
            "Form: close an operation to named readers",
            pages::closures::close,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/reopen",
            P::LeadOperations,
            "Form: open a closed operation again",
            pages::closures::reopen,
        )
        .operation(Operation::Alteration)
        .fresh("/operations/{id}")
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/readers",
            P::LeadOperations,
            "Form: let somebody read a closed operation",
            pages::closures::add_reader,
        )
        .operation(Operation::Alteration)
        .fresh("/operations/{id}")
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/readers/remove",
            P::LeadOperations,
            "Form: no longer let somebody read it",
            pages::closures::remove_reader,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/readers/refuse",
            P::LeadOperations,
            "Form: refuse somebody who asked",
            pages::closures::refuse_reader,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/ask-access",
            P::ReadOperations,
            "Form: ask to read what is closed of it",
            pages::closures::ask_about_operation,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/links/{id}/ask-access",
            P::ReadSubjects,
            "Form: ask to read where a link leads",
            pages::closures::ask_about_link,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
}

fn stranded(routes: Routes<Police, P>) -> Routes<Police, P> {
    const PAGE: &str = "/stranded-operations";
    routes
        .get(
            "/api/stranded-operations",
            P::AppointReaders,
            "Closed operations that nobody can let others into",
            api::stranded::list,
        )
        .operation(Operation::Consultation)
        .gives::<Vec<StrandedView>>(200)
        .page(PAGE, P::AppointReaders, "Page: closed operations without a reader", pages::stranded::list)
        .operation(Operation::Consultation)
        .post(
            "/api/operations/{id}/appoint-reader",
            P::AppointReaders,
            "Ask to name a reader of one; a second person approves",
            api::stranded::request,
        )
        .operation(Operation::Alteration)
        .fresh(PAGE)
        .takes::<api::stranded::NewReader>()
        .gives::<Requested>(202)
        .post(
            "/operations/{id}/appoint-reader",
            P::AppointReaders,
            "Form: ask to name a reader of a closed operation",
            pages::stranded::request,
        )
        .operation(Operation::Alteration)
        .fresh(PAGE)
        .takes_media("application/x-www-form-urlencoded")
}
