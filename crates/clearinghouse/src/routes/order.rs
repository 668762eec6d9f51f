//! The order of work, where a person decides on it.

use service::{Operation, Routes};

use crate::pages;
use crate::{Permission as P, State};

/// The order of work, where a person decides on it.
pub(super) fn order_pages(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .post(
            "/reports/{number}/read",
            P::RankReports,
            "Form: say that a report was read, or not",
            pages::report_score::mark_read,
        )
        .operation(Operation::Alteration)
        .post(
            "/reports/{number}/band",
            P::RankReports,
            "Form: put a report into another band",
            pages::report_score::override_band,
        )
        .operation(Operation::Alteration)
        .post(
            "/reports/{number}/band/undo",
            P::RankReports,
            "Form: take another band back",
            pages::report_score::undo_override,
        )
        .operation(Operation::Alteration)
        .page(
            "/weights",
            P::RankReports,
            "Page: weights for the order of work, and what others would move",
            pages::weights::show,
        )
        .operation(Operation::Consultation)
        .post("/weights", P::RankReports, "Form: take proposed weights into use", pages::weights::apply)
        .operation(Operation::Alteration)
        .fresh("/weights")
}
