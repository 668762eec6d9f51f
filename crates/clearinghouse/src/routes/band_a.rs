//! Alarms for the most urgent reports.

use service::{Operation, Routes};

use super::LIST;
use crate::api::band_a;
use crate::pages;
use crate::{Permission as P, State};

/// Alarms and the calls for them.
pub(super) fn band_a_routes(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .page("/band-a", P::ReadReports, "Page: Band A alarms and the calls for them", pages::band_a::list)
        .operation(Operation::Consultation)
        .asks(LIST)
        .page("/band-a/{id}", P::ReadReports, "Page: a Band A alarm", pages::band_a::show)
        .operation(Operation::Consultation)
        .get(
            "/api/band-a/unacknowledged",
            P::ReadReports,
            "Band A alarms that nobody took",
            band_a::unacknowledged,
        )
        .no_personal_data()
        .gives::<band_a::UnacknowledgedAlarms>(200)
}
