//! What bears identifications out and where they stand.

use service::{Operation, Routes};

use super::Undoing as _;
use crate::actions::Decision;
use crate::permissions::Permission as P;
use crate::views::IdentificationDetail;
use crate::{Police, api, pages};

const FORM: &str = "application/x-www-form-urlencoded";

/// Pages, forms and machine endpoints.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    identification_pages(identifications(routes))
}

fn identifications(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::identified;
    routes
        .get(
            "/api/identifications/{id}",
            P::ReadPersons,
            "An identification, what bears it out, and where it stands",
            identified::show,
        )
        .operation(Operation::Consultation)
        .gives::<IdentificationDetail>(200)
        .post(
            "/api/identifications/{id}/account-use",
            P::IdentifyPersons,
            "State who used the account, and how sure that is",
            identified::state_use,
        )
        .operation(Operation::Alteration)
        .takes::<identified::NewAccountUse>()
        .gives::<identified::AccountUseStated>(201)
        .post(
            "/api/identifications/{id}/lines",
            P::IdentifyPersons,
            "Add a fact, an assessment, or a member of the household who was considered",
            identified::add_line,
        )
        .operation(Operation::Alteration)
        .takes::<identified::NewIdentificationLine>()
        .gives::<identified::IdentificationLineAdded>(201)
        .undo("/api/identification-lines/{id}/undo", P::IdentifyPersons, Decision::IdentificationLine)
        .post(
            "/api/identifications/{id}/decide",
            P::IdentifyPersons,
            "Confirm it, contest it, or clear the person of it",
            identified::decide,
        )
        .operation(Operation::Alteration)
        .takes::<identified::NewIdentificationDecision>()
        .gives::<identified::IdentificationDecided>(201)
        .post(
            "/api/identifications/{id}/contest",
            P::RecordOutcome,
            "Contest it; whoever has the person may",
            identified::contest,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<identified::IdentificationDecided>(201)
}

fn identification_pages(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::identifications;
    routes
        .page(
            "/identifications/{id}",
            P::ReadPersons,
            "Page: an identification, what bears it out, and where it stands",
            identifications::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/identifications/{id}/account-use",
            P::IdentifyPersons,
            "Form: who used the account",
            identifications::state_use,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/identifications/{id}/lines",
            P::IdentifyPersons,
            "Form: add a line",
            identifications::add_line,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/identifications/{id}/lines/{line}/undo",
            P::IdentifyPersons,
            "Form: withdraw a line, with a reason",
            identifications::withdraw_line,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/identifications/{id}/decide",
            P::IdentifyPersons,
            "Form: confirm it, contest it, or clear the person of it",
            identifications::decide,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/identifications/{id}/contest", P::RecordOutcome, "Form: contest it", identifications::contest)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}
