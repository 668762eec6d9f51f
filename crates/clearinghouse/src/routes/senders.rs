//! How good the reports of each sender are.

use service::{Operation, Routes};

use super::LIST;
use crate::api::senders;
use crate::pages;
use crate::{Permission as P, State};

/// Figures by sender, for staff and for the sender itself.
pub(super) fn sender_routes(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .page("/senders", P::ReadReports, "Page: senders", pages::senders::list)
        .no_personal_data()
        .asks(LIST)
        .page(
            "/senders/{party}",
            P::ReadReports,
            "Page: how good a sender's reports are",
            pages::senders::show,
        )
        // a sentence of its reports, and which analyst marked it and why
        .operation(Operation::Consultation)
        .post(
            "/senders/{party}/standing-texts",
            P::RankReports,
            "Form: mark a sentence that a sender's program writes by itself",
            pages::standing_texts::mark,
        )
        .operation(Operation::Alteration)
        .post(
            "/senders/{party}/standing-texts/undo",
            P::RankReports,
            "Form: take such a mark back",
            pages::standing_texts::undo,
        )
        .operation(Operation::Alteration)
        .page(
            "/senders/own/quality",
            P::ReadOwnOutcomes,
            "Page: how good the caller's own reports are",
            pages::senders::own,
        )
        .no_personal_data()
        // the caller is a machine without an account: a browser asks for its name and secret instead of leading to the staff's sign-in
        .bare_refusals()
        .get(
            "/api/senders/own/quality",
            P::ReadOwnOutcomes,
            "How good the caller's own reports are",
            senders::own,
        )
        .no_personal_data()
        .gives::<crate::senders::SenderQuality>(200)
        .get(
            "/api/statistics",
            P::WatchReferrals,
            "Figures by sender and by country, small counts withheld",
            senders::statistics,
        )
        .no_personal_data()
        .gives::<senders::Statistics>(200)
}
