//! The routes by which an operation is closed to named readers, and opened again.

use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::{Police, api};

/// API and forms.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    forms(calls(routes))
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
            api::closures::close_form,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/reopen",
            P::LeadOperations,
            "Form: open a closed operation again",
            api::closures::reopen_form,
        )
        .operation(Operation::Alteration)
        .fresh("/operations/{id}")
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/readers",
            P::LeadOperations,
            "Form: let somebody read a closed operation",
            api::closures::add_reader_form,
        )
        .operation(Operation::Alteration)
        .fresh("/operations/{id}")
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/readers/remove",
            P::LeadOperations,
            "Form: no longer let somebody read it",
            api::closures::remove_reader_form,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/readers/refuse",
            P::LeadOperations,
            "Form: refuse somebody who asked",
            api::closures::refuse_reader_form,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/operations/{id}/ask-access",
            P::ReadOperations,
            "Form: ask to read what is closed of it",
            api::closures::ask_about_operation_form,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/links/{id}/ask-access",
            P::ReadSubjects,
            "Form: ask to read where a link leads",
            api::closures::ask_about_link_form,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
}
