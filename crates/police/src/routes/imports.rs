//! Imports of what the unit had downloaded: the list, and how one is undone.

use service::oversight::four_eyes::Requested;
use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::views::ImportView;
use crate::{Police, api, pages};

pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/imports", P::ReadReferrals, "Imports of what the unit had downloaded", api::imports::list)
        .operation(Operation::Consultation)
        .gives::<Vec<ImportView>>(200)
        .post(
            "/api/imports/{id}/undo",
            P::Erase,
            "Ask that an import be undone; a second person approves",
            api::imports::undo,
        )
        .operation(Operation::Alteration)
        .fresh("/imports")
        .takes::<api::withdrawals::Reason>()
        .gives::<Requested>(202)
        .page(
            "/imports",
            P::ReadReferrals,
            "Page: imports of what the unit had downloaded",
            pages::imports::list,
        )
        .operation(Operation::Consultation)
        .post("/imports/{id}/undo", P::Erase, "Form: ask that an import be undone", pages::imports::undo)
        .operation(Operation::Alteration)
        .fresh("/imports")
        .takes_media("application/x-www-form-urlencoded")
}
