//! Every route, who may call it, and what it is for.

mod central;
mod claims;
mod closures;
mod deadlines;
mod detention;
mod exports;
mod exposure;
mod html;
mod intake;
mod operations;
mod persons;
mod prosecutor_files;
mod report_imports;
mod seized_lists;
mod triage;
mod units;
mod who;

use service::{Operation, Routes};
use wire::disclosure_batch::MAX_BATCH_BYTES;

use crate::actions::{AnswerRecorded, AnswersImported, Decision};
use crate::permissions::Permission as P;
use crate::views::{EuropeanOrder, ImportView};
use crate::{Police, api};

/// Text of a withdrawn decision's route.
const UNDO: &str = "Withdraw it, with a reason; it stays on record";

/// The route table of the police. Packages up to `max_package_bytes` are taken.
pub fn routes(max_package_bytes: usize) -> Routes<Police, P> {
    let routes = report_imports::routes(intake::intake(Routes::new("Amparo police"), max_package_bytes));
    let routes = closures::routes(operations::operations(operations::subjects(routes)));
    let routes = imports(orders(disclosures(persons::tasking(persons::persons(routes)))));
    let routes = who::routes(routes);
    let routes = prosecutor_files::routes(claims::routes(central::routes(html::html(routes))));
    let routes = seized_lists::routes(exports::routes(routes));
    let routes = detention::routes(deadlines::routes(triage::routes(routes)));
    let routes = service::handover::routes(units::routes(routes));
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

fn orders(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .post(
            "/api/disclosure-requests/{id}/authorize",
            P::RequestDisclosure,
            "Record the legal basis of a request, and who orders it",
            api::disclosures::authorize,
        )
        .operation(Operation::Alteration)
        .takes::<api::disclosures::NewAuthority>()
        .gives_media(200, "application/json")
        .get(
            "/api/disclosure-requests/{id}/european-order",
            P::ReadDisclosures,
            "A request as the fields of an EPOC or EPOC-PR",
            api::disclosures::european_order,
        )
        .operation(Operation::Consultation)
        .gives::<EuropeanOrder>(200)
        .post(
            "/api/disclosure-requests/{id}/sent",
            P::RequestDisclosure,
            "Mark a request as sent, with what its basis asks for",
            api::disclosures::mark_sent,
        )
        .operation(Operation::Disclosure)
        .gives_media(200, "application/json")
        .post(
            "/api/disclosure-requests/{id}/sent/undo",
            P::RequestDisclosure,
            UNDO,
            api::disclosures::unmark_sent,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
}

fn imports(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .post(
            "/api/disclosure-answers",
            P::RequestDisclosure,
            "Take a file of answers to many requests; wrong rows are named, the others count",
            api::imports::import,
        )
        .operation(Operation::Collection)
        .asks(&["answered_at"])
        .body_limit(MAX_BATCH_BYTES + 1)
        .takes_media("application/octet-stream")
        .gives::<AnswersImported>(201)
        .get(
            "/api/disclosure-answers/{id}",
            P::RequestDisclosure,
            "What came of a file of answers",
            api::imports::show,
        )
        .operation(Operation::Consultation)
        .gives::<ImportView>(200)
        .undo("/api/disclosure-answers/{id}/undo", P::RequestDisclosure, Decision::AnswerImport)
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
