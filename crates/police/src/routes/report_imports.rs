//! Imports of what the unit had downloaded: the list, and how one is undone.

use service::oversight::four_eyes::Requested;
use service::{Operation, Routes};

use crate::permissions::Permission as P;
use crate::views::ReportImportView;
use crate::{Police, api, pages};

pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get(
            "/api/imports",
            P::ReadReferrals,
            "Imports of what the unit had downloaded",
            api::report_imports::list,
        )
        .operation(Operation::Consultation)
        .asks(api::Part::ASKED)
        .gives::<Vec<ReportImportView>>(200)
        .post(
            "/api/imports/{id}/undo",
            P::Erase,
            "Ask that an import be undone; a second person approves",
            api::report_imports::undo,
        )
        .operation(Operation::Alteration)
        .fresh("/imports")
        .takes::<api::withdrawals::Reason>()
        .gives::<Requested>(202)
        .page(
            "/imports",
            P::ReadReferrals,
            "Page: imports of what the unit had downloaded",
            pages::report_imports::list,
        )
        .operation(Operation::Consultation)
        .post(
            "/imports/{id}/undo",
            P::Erase,
            "Form: ask that an import be undone",
            pages::report_imports::undo,
        )
        .operation(Operation::Alteration)
        .fresh("/imports")
        .takes_media("application/x-www-form-urlencoded")
}
