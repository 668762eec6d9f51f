//! Files of minors for the juvenile prosecutor.

use service::{Operation, Routes};

use super::Undoing as _;
use crate::actions::Decision;
use crate::permissions::Permission as P;
use crate::prosecutor_file::FileDocument;
use crate::{Police, api, pages};

const FORM: &str = "application/x-www-form-urlencoded";

/// API, pages and forms.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    forms(html(calls(routes)))
}

fn calls(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::prosecutor_files as files;
    routes
        .post(
            "/api/persons/{id}/prosecutor-file",
            P::FileForProsecutor,
            "Draft the file of a minor for the juvenile prosecutor",
            files::draft,
        )
        .operation(Operation::Alteration)
        .takes::<files::NewProsecutorFile>()
        .gives::<files::ProsecutorFileDone>(201)
        .get("/api/prosecutor-files/{id}", P::FileForProsecutor, "A file, by initials", files::show)
        .operation(Operation::Consultation)
        .gives::<files::ProsecutorFileShown>(200)
        .post("/api/prosecutor-files/{id}/parts", P::FileForProsecutor, "Write its parts", files::edit)
        .operation(Operation::Alteration)
        .takes::<files::NewFileParts>()
        .gives::<files::ProsecutorFileDone>(200)
        .post("/api/prosecutor-files/{id}/issue", P::FileForProsecutor, "Issue it to an office", files::issue)
        .operation(Operation::Disclosure)
        .takes::<files::NewFileIssue>()
        .gives::<files::ProsecutorFileDone>(200)
        .post(
            "/api/prosecutor-files/{id}/receipt",
            P::FileForProsecutor,
            "Record that the office has it",
            files::receive,
        )
        .operation(Operation::Alteration)
        .takes::<files::NewFileReceipt>()
        .gives::<files::ProsecutorFileDone>(200)
        .post(
            "/api/prosecutor-files/{id}/receipt/undo",
            P::FileForProsecutor,
            "Take its receipt back, with a reason",
            files::undo_receipt,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<files::ProsecutorFileDone>(200)
        .post(
            "/api/prosecutor-files/{id}/document",
            P::FileForProsecutor,
            "The issued file with the name, on record",
            files::show_document,
        )
        .operation(Operation::Consultation)
        .fresh("/prosecutor-files/{id}")
        .gives::<FileDocument>(200)
        .undo("/api/prosecutor-files/{id}/undo", P::FileForProsecutor, Decision::ProsecutorFile)
}

fn html(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::prosecutor_files as files;
    routes
        .page(
            "/prosecutor-files",
            P::FileForProsecutor,
            "Page: files for the juvenile prosecutor",
            files::list,
        )
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/prosecutor-files/{id}", P::FileForProsecutor, "Page: a file, by initials", files::show)
        .operation(Operation::Consultation)
        .page("/persons/{id}/prosecutor-file", P::FileForProsecutor, "Page: draft a file", files::ask)
        .operation(Operation::Consultation)
}

fn forms(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::prosecutor_files as files;
    routes
        .post("/persons/{id}/prosecutor-file", P::FileForProsecutor, "Form: draft a file", files::draft)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/prosecutor-files/{id}/parts", P::FileForProsecutor, "Form: write its parts", files::edit)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/prosecutor-files/{id}/issue",
            P::FileForProsecutor,
            "Form: issue it to an office",
            files::issue,
        )
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .post(
            "/prosecutor-files/{id}/receipt",
            P::FileForProsecutor,
            "Form: the office has it",
            files::receive,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/prosecutor-files/{id}/receipt/undo",
            P::FileForProsecutor,
            "Form: take its receipt back, with a reason",
            files::undo_receipt,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/prosecutor-files/{id}/document",
            P::FileForProsecutor,
            "Page: the issued file with the name, shown in the answer and on record",
            files::show_document,
        )
        .operation(Operation::Consultation)
        .fresh("/prosecutor-files/{id}")
        .gives_media(200, "text/html")
        .post(
            "/prosecutor-files/{id}/undo",
            P::FileForProsecutor,
            "Form: withdraw it, with a reason",
            files::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}
