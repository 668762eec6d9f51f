//! Which unit is on what, and what the central unit decides where two meet.

use service::{Operation, Routes};

use super::Undoing as _;
use crate::actions::Decision;
use crate::permissions::Permission as P;
use crate::views::ClaimDetail;
use crate::{Police, api, pages};

const FORM: &str = "application/x-www-form-urlencoded";

/// API, pages and forms.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    forms(html(calls(routes)))
}

fn calls(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::claims;
    routes
        .post("/api/subjects/{id}/claim", P::ClaimSubjects, "Claim a subject for a unit", claims::on_subject)
        .operation(Operation::Alteration)
        .takes::<claims::NewClaim>()
        .gives::<claims::ClaimPlaced>(201)
        .post("/api/persons/{id}/claim", P::ClaimSubjects, "Claim a person for a unit", claims::on_person)
        .operation(Operation::Alteration)
        .takes::<claims::NewClaim>()
        .gives::<claims::ClaimPlaced>(201)
        .get("/api/claims/{id}", P::ClaimSubjects, "A claim and those that it meets", claims::show)
        .operation(Operation::Consultation)
        .gives::<ClaimDetail>(200)
        .post("/api/claims/{id}/renew", P::ClaimSubjects, "Let a claim hold longer", claims::renew)
        .operation(Operation::Alteration)
        .gives::<claims::ClaimPlaced>(200)
        .post(
            "/api/claims/{id}/decide",
            P::AssignPersons,
            "Decide between two claims, with a reason",
            claims::decide,
        )
        .operation(Operation::Alteration)
        .takes::<claims::NewClaimDecision>()
        .gives::<claims::ClaimsDecided>(201)
        .undo("/api/claims/{id}/undo", P::ClaimSubjects, Decision::Claim)
        .undo("/api/claim-decisions/{id}/undo", P::AssignPersons, Decision::ClaimDecision)
}

fn html(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::claims;
    routes
        .page("/claims", P::ClaimSubjects, "Page: which unit is on what", claims::list)
        .operation(Operation::Consultation)
        .page("/claims/{id}", P::ClaimSubjects, "Page: a claim and those that it meets", claims::show)
        .operation(Operation::Consultation)
        .page("/subjects/{id}/claim", P::ClaimSubjects, "Page: claim a subject", claims::ask_subject)
        .operation(Operation::Consultation)
        .page("/persons/{id}/claim", P::ClaimSubjects, "Page: claim a person", claims::ask_person)
        .operation(Operation::Consultation)
}

fn forms(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::claims;
    routes
        .post("/subjects/{id}/claim", P::ClaimSubjects, "Form: claim a subject", claims::place_subject)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/persons/{id}/claim", P::ClaimSubjects, "Form: claim a person", claims::place_person)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/claims/{id}/renew", P::ClaimSubjects, "Form: let a claim hold longer", claims::renew)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/claims/{id}/undo",
            P::ClaimSubjects,
            "Form: withdraw a claim, with a reason",
            claims::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/claims/{id}/decide", P::AssignPersons, "Form: decide between two claims", claims::decide)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/claims/{id}/decisions/{decision}/undo",
            P::AssignPersons,
            "Form: withdraw that decision, with a reason",
            claims::withdraw_decision,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}
