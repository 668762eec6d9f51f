//! What leaves for the tools of others.

use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::{Police, api, pages};

/// API and pages.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    html(calls(routes))
}

fn calls(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::exports;
    let text = "Its acts and files as VICS, ICSE or CASE";
    routes
        .get("/api/reports/{id}/export", P::ReadReports, text, exports::report)
        .operation(Operation::Consultation)
        .asks(&["format"])
        .gives_media(200, "application/json")
        .get("/api/subjects/{id}/export", P::ReadSubjects, text, exports::subject)
        .operation(Operation::Consultation)
        .asks(&["format"])
        .gives_media(200, "application/json")
        .get("/api/persons/{id}/export", P::ReadPersons, text, exports::person)
        .operation(Operation::Consultation)
        .asks(&["format"])
        .gives_media(200, "application/json")
        .get("/api/operations/{id}/export", P::ReadOperations, text, exports::operation)
        .operation(Operation::Consultation)
        .asks(&["format"])
        .gives_media(200, "application/json")
}

fn html(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::exports;
    let text = "Page: its acts and files for the tools of others";
    routes
        .page("/reports/{id}/export", P::ReadReports, text, exports::report)
        .operation(Operation::Consultation)
        .page("/subjects/{id}/export", P::ReadSubjects, text, exports::subject)
        .operation(Operation::Consultation)
        .page("/persons/{id}/export", P::ReadPersons, text, exports::person)
        .operation(Operation::Consultation)
        .page("/operations/{id}/export", P::ReadOperations, text, exports::operation)
        .operation(Operation::Consultation)
}
