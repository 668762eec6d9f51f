//! Tips by the public.

use service::{Operation, Routes};

use crate::api::tips;
use crate::pages;
use crate::{Permission as P, State};

/// What the list of tips reads of an address.
const TIPS: &[&str] = &["state", "hands", "sort", "page", "column", "format"];

/// Largest delivery of sealed steps of tips, in bytes.
const MAX_STEPS_BYTES: usize = (wire::tip::STEPS_PER_DELIVERY + 1) * wire::tip::SEALED_MAX_BYTES;

/// What the public form and programs of the staff call.
pub(super) fn tip_api(routes: Routes<State, P>) -> Routes<State, P> {
    const JSON: &str = "application/json";
    routes
        .get("/api/tip-key", P::SendTips, "The public key that steps of tips are sealed to", tips::key)
        .no_personal_data()
        .gives::<tips::TipKey>(200)
        .post("/api/tips/steps", P::SendTips, "Hand over sealed steps of tips", tips::take)
        .operation(Operation::Collection)
        .for_public()
        .body_limit(MAX_STEPS_BYTES)
        .takes_media(JSON)
        .gives_media(200, JSON)
        .get("/api/tips/mailboxes/{id}", P::SendTips, "Sealed answers in a mailbox", tips::mailbox)
        .operation(Operation::Disclosure)
        .gives_media(200, JSON)
        .get("/api/tips", P::ReadTips, "Tips, danger first, then the oldest", tips::list)
        .operation(Operation::Consultation)
        .asks(&["state", "offset", "limit"])
        .gives::<tips::TipList>(200)
        .get("/api/tips/{id}", P::ReadTips, "A tip with all that was said and done", tips::show)
        .operation(Operation::Consultation)
        .gives::<tips::TipDetails>(200)
}

/// What staff see and do.
pub(super) fn tip_pages(routes: Routes<State, P>) -> Routes<State, P> {
    use pages::{pass_on, tip};
    routes
        .page("/tips", P::ReadTips, "Page: tips by the public", pages::tips::list)
        .operation(Operation::Consultation)
        .asks(TIPS)
        .page("/tips/{id}", P::ReadTips, "Page: a tip", tip::show)
        .operation(Operation::Consultation)
        .post("/tips/{id}/claim", P::WorkOnTips, "Form: work on a tip", tip::claim)
        .operation(Operation::Alteration)
        .post("/tips/{id}/open-again", P::WorkOnTips, "Form: try to open steps again", tip::open_again)
        .operation(Operation::Alteration)
        .post("/tips/{id}/answer", P::WorkOnTips, "Form: answer the reporter", tip::answer)
        .operation(Operation::Alteration)
        .post("/tips/{id}/note", P::WorkOnTips, "Form: note something for colleagues", tip::note)
        .operation(Operation::Alteration)
        .post("/tips/{id}/close", P::WorkOnTips, "Form: close a tip, with a reason", tip::close)
        .operation(Operation::Alteration)
        .post("/tips/{id}/reopen", P::WorkOnTips, "Form: open a closed tip again", tip::reopen)
        .operation(Operation::Alteration)
        .post("/tips/{id}/protect", P::WorkOnTips, "Form: mark a protection record", tip::protect)
        .operation(Operation::Alteration)
        .post("/tips/{id}/release", P::WorkOnTips, "Form: ask to release a protection record", tip::release)
        .operation(Operation::Alteration)
        .post("/tips/{id}/pass-on", P::WorkOnTips, "Form: make a report of a tip", pass_on::pass_on)
        .operation(Operation::Alteration)
}
