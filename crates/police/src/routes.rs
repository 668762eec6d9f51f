//! Every route, who may call it, and what it is for.

mod central;
mod claims;
mod closures;
mod exports;
mod exposure;
mod html;
mod intake;
mod operations;
mod persons;
mod prosecutor_files;
mod seized_lists;
mod triage;
mod units;

use service::{Operation, Routes};

use crate::actions::{AnswerRecorded, Decision};
use crate::permissions::Permission as P;
use crate::{Police, api};

/// Text of a withdrawn decision's route.
const UNDO: &str = "Withdraw it, with a reason; it stays on record";

/// The route table of the police. Packages up to `max_package_bytes` are taken.
pub fn routes(max_package_bytes: usize) -> Routes<Police, P> {
    let routes = intake::intake(Routes::new("Amparo police"), max_package_bytes);
    let routes = closures::routes(operations::operations(operations::subjects(routes)));
    let routes = disclosures(persons::tasking(persons::persons(routes)));
    let routes = prosecutor_files::routes(claims::routes(central::routes(html::html(routes))));
    let routes = seized_lists::routes(exports::routes(routes));
    let routes = service::handover::routes(units::routes(triage::routes(routes)));
    let routes = service::rights_desk::routes(service::rights::routes(exposure::routes(routes)));
    let routes = service::scrub::routes(service::accounts::routes(service::opening::routes(routes)));
    let routes = service::search::routes(service::alarm::routes(service::custody_log::routes(routes)));
    routes.four_eyes().access_entries(P::ReadAccessEntries)
}

fn disclosures(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/disclosure-requests", P::ReadDisclosures, "Requests to operators", api::disclosures::list)
        .operation(Operation::Consultation)
        .asks(&["state"])
        .gives_media(200, "application/json")
        .post("/api/disclosure-requests", P::RequestDisclosure, "Ask an operator", api::disclosures::issue)
        .operation(Operation::Disclosure)
        .takes::<api::disclosures::NewRequest>()
        .gives_media(201, "application/json")
        .get("/api/disclosure-requests/{id}", P::ReadDisclosures, "One request", api::disclosures::show)
        .operation(Operation::Consultation)
        .gives_media(200, "application/json")
        .post(
            "/api/disclosure-requests/{id}/answer",
            P::RequestDisclosure,
            "Record an operator's answer",
            api::disclosures::answer,
        )
        .operation(Operation::Collection)
        .takes_media("application/json")
        .gives::<AnswerRecorded>(201)
        .undo("/api/disclosure-requests/{id}/undo", P::RequestDisclosure, Decision::DisclosureRequest)
        .undo("/api/disclosure-requests/{id}/answer/undo", P::RequestDisclosure, Decision::DisclosureAnswer)
}

/// Routes that withdraw a decision look alike.
trait Undoing: Sized {
    fn undo<K: model::Kind>(
        self,
        path: &'static str,
        permission: P,
        decision: fn(model::Id<K>) -> Decision,
    ) -> Self;
}

impl Undoing for Routes<Police, P> {
    fn undo<K: model::Kind>(
        self,
        path: &'static str,
        permission: P,
        decision: fn(model::Id<K>) -> Decision,
    ) -> Self {
        self.post(path, permission, UNDO, api::withdrawals::undo(decision))
            .operation(Operation::Alteration)
            .takes::<api::withdrawals::Reason>()
            .gives::<api::withdrawals::Withdrawn>(200)
    }
}
