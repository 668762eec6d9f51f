//! The desk of a provincial unit: forms on an assignment, its sheet of paper, the arrest list.

use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::{Police, pages};

const FORM: &str = "application/x-www-form-urlencoded";

/// Pages and forms.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    steps(forms(html(routes)))
}

fn steps(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::assignments;
    routes
        .page(
            "/assignment-moves",
            P::ReadAssignments,
            "Page: what was accepted, returned and transferred",
            pages::assignment_moves::list,
        )
        .operation(Operation::Consultation)
        .post("/assignments/{id}/accept", P::RecordOutcome, "Form: take it up", assignments::accept)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/assignments/{id}/return", P::RecordOutcome, "Form: give it back", assignments::give_back)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/assignments/{id}/transfer",
            P::AssignPersons,
            "Form: ask to give it to another unit; a second person approves",
            assignments::transfer,
        )
        .operation(Operation::Disclosure)
        .takes_media(FORM)
}

fn html(routes: Routes<Police, P>) -> Routes<Police, P> {
    let read = P::ReadAssignments;
    routes
        .page("/assignments/{id}", read, "Page: an assignment and its forms", pages::assignments::show)
        .operation(Operation::Consultation)
        .page("/assignments/{id}/sheet", read, "Page: an assignment on paper", pages::sheets::one)
        .operation(Operation::Consultation)
        .page("/assignments/sheets", read, "Page: all open assignments on paper", pages::sheets::all)
        .operation(Operation::Consultation)
        .asks(&["unit"])
        .page("/arrest-list", read, "Page: who is to be arrested", pages::arrest_list::list)
        .operation(Operation::Consultation)
        .asks(&["unit"])
}

fn forms(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::assignments;
    routes
        .post(
            "/assignments/{id}/arrest-list",
            P::EnterArrestList,
            "Form: enter a person in the arrest list",
            assignments::enter_arrest_list,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/assignments/{id}/arrest-list/undo",
            P::EnterArrestList,
            "Form: withdraw an entry in the arrest list",
            assignments::withdraw_entry,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/assignments/{id}/outcome",
            P::RecordOutcome,
            "Form: record what came of an assignment",
            assignments::record_outcome,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/assignments/{id}/outcome/undo",
            P::RecordOutcome,
            "Form: withdraw an outcome",
            assignments::withdraw_outcome,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}
