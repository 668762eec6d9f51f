//! What leaves for the tools of others.

use service::{Operation, Routes};

use crate::api::exports::NewExport;
use crate::permissions::Permission as P;
use crate::{Police, api, pages};

const FORM: &str = "application/x-www-form-urlencoded";

/// API, pages and forms.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    forms(html(calls(routes)))
}

fn calls(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::exports;
    let text = "Its acts and files as VICS, ICSE, CASE or the JSON of law enforcement, for a recipient who is recorded";
    routes
        .post("/api/reports/{id}/export", P::ReadReports, text, exports::report)
        .operation(Operation::Disclosure)
        .takes::<NewExport>()
        .gives_media(200, "application/json")
        .post("/api/subjects/{id}/export", P::ReadSubjects, text, exports::subject)
        .operation(Operation::Disclosure)
        .takes::<NewExport>()
        .gives_media(200, "application/json")
        .post("/api/persons/{id}/export", P::ReadPersons, text, exports::person)
        .operation(Operation::Disclosure)
        .takes::<NewExport>()
        .gives_media(200, "application/json")
        .post("/api/operations/{id}/export", P::ReadOperations, text, exports::operation)
        .operation(Operation::Disclosure)
        .takes::<NewExport>()
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

fn forms(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::exports;
    let text = "Form: export them for a recipient; the answer is the file";
    routes
        .post("/reports/{id}/export", P::ReadReports, text, exports::export_report)
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .gives_media(200, "application/octet-stream")
        .post("/subjects/{id}/export", P::ReadSubjects, text, exports::export_subject)
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .gives_media(200, "application/octet-stream")
        .post("/persons/{id}/export", P::ReadPersons, text, exports::export_person)
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .gives_media(200, "application/octet-stream")
        .post("/operations/{id}/export", P::ReadOperations, text, exports::export_operation)
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .gives_media(200, "application/octet-stream")
}
