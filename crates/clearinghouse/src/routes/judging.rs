//! What persons say of reports.

use service::{Operation, Routes};

use super::LIST;
use crate::pages;
use crate::{Permission as P, State};

/// Informational reports, urgent marks, and the daily blind sample.
pub(super) fn judging_pages(routes: Routes<State, P>) -> Routes<State, P> {
    use pages::{blind_readings, judge};
    routes
        .page("/reports/{number}/judge", P::JudgeReports, "Page: what persons say of a report", judge::show)
        .operation(Operation::Consultation)
        .post("/reports/{number}/informational", P::JudgeReports, "Form: too little to act on", judge::mark)
        .operation(Operation::Alteration)
        .post(
            "/reports/{number}/informational/undo",
            P::JudgeReports,
            "Form: ready again after all",
            judge::undo,
        )
        .operation(Operation::Alteration)
        .post("/reports/{number}/urgent-mark", P::JudgeReports, "Form: judge an urgent mark", judge::judge)
        .operation(Operation::Alteration)
        .page("/blind-readings", P::JudgeReports, "Page: the daily blind sample", blind_readings::list)
        .operation(Operation::Consultation)
        .asks(LIST)
        .page(
            "/blind-readings/{number}",
            P::JudgeReports,
            "Page: a report without what was decided on it",
            blind_readings::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/blind-readings/{number}",
            P::JudgeReports,
            "Form: what a second reader says",
            blind_readings::read,
        )
        .operation(Operation::Alteration)
}
