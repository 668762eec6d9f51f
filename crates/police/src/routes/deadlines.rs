//! What lapses: the clocks of limitation and of evidence.

use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::{Police, pages};

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    warnings(limitation(routes))
}

fn warnings(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::warnings;
    routes
        .page(
            "/evidence-warnings",
            P::ReadDisclosures,
            "Page: what operators may soon erase that nobody has asked for",
            warnings::list,
        )
        .operation(Operation::Consultation)
        .asks(&["state"])
        .post(
            "/evidence-warnings/take",
            P::RequestDisclosure,
            "Form: take on the warnings of an operator",
            warnings::take,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn limitation(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::limitation;
    routes
        .page(
            "/persons/{id}/limitation",
            P::ReadPersons,
            "Page: when the acts of a person may have lapsed, and what stopped that",
            limitation::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/persons/{id}/limitation",
            P::IdentifyPersons,
            "Form: note what stopped a clock of limitation, or that it runs from later",
            limitation::note,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/persons/{id}/limitation/{note}/undo",
            P::IdentifyPersons,
            "Form: withdraw it, with a reason",
            limitation::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}
