//! The order of work: bands that officers decide, and who has read a report.

use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::{Police, pages};

pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .page(
            "/band-decisions",
            P::ReadReports,
            "Page: how often officers put reports into another band, by month",
            pages::report_score::list_decisions,
        )
        .operation(Operation::Consultation)
        .page(
            "/reports/bands",
            P::RankReports,
            "Page: choose reports to be put into another band",
            pages::report_bands::ask,
        )
        .operation(Operation::Consultation)
        .asks(&["referral", "state"])
        .post(
            "/reports/bands",
            P::RankReports,
            "Form: put several reports into another band",
            pages::report_bands::decide,
        )
        .operation(Operation::Alteration)
        .post(
            "/reports/{id}/band",
            P::RankReports,
            "Form: put a report into another band",
            pages::report_score::override_band,
        )
        .operation(Operation::Alteration)
        .post(
            "/reports/{id}/band/undo",
            P::RankReports,
            "Form: take that back",
            pages::report_score::undo_override,
        )
        .operation(Operation::Alteration)
        .post(
            "/reports/{id}/read",
            P::RankReports,
            "Form: a person has read a report",
            pages::report_score::mark_read,
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
