//! The routes that look after the staff: reviews of what they were shown, and their own counts.

use service::{Access, Operation, Routes};

use crate::permissions::Permission as P;
use crate::views::ExposureView;
use crate::{Police, api, pages};

/// API and pages.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    html(calls(routes))
}

fn calls(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .post(
            "/api/reveals/{id}/review",
            P::ReviewReveals,
            "Say whether a drawn reveal was justified",
            api::reveals::review,
        )
        .operation(Operation::Alteration)
        .fresh("/reviews")
        .takes::<api::reveals::NewReview>()
        .gives::<api::reveals::Reviewed>(200)
        .get("/api/my-exposure", Access::Staff, "What one was shown, as counts", api::exposure::own)
        .operation(Operation::Consultation)
        .gives::<ExposureView>(200)
        .post(
            "/api/exposure",
            P::ReadExposure,
            "What one other member of the staff was shown, as counts",
            api::exposure::look_up,
        )
        .operation(Operation::Consultation)
        .takes::<api::exposure::Whose>()
        .gives::<ExposureView>(200)
}

fn html(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .post(
            "/reveals/{id}/review",
            P::ReviewReveals,
            "Form: say whether a drawn reveal was justified",
            pages::reveals::review,
        )
        .operation(Operation::Alteration)
        .fresh("/reviews")
        .takes_media("application/x-www-form-urlencoded")
        .page("/my-exposure", Access::Staff, "Page: what one was shown, as counts", pages::exposure::own)
        .operation(Operation::Consultation)
        .page("/exposure", P::ReadExposure, "Page: whose counts to show", pages::exposure::ask)
        .no_personal_data()
        .post("/exposure", P::ReadExposure, "Page: counts of one other", pages::exposure::look_up)
        .operation(Operation::Consultation)
        .takes_media("application/x-www-form-urlencoded")
        .gives_media(200, "text/html")
}
