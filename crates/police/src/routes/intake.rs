//! Packages that come, notices about them, and the reports in them.

use service::{Access, Operation, Routes};
use wire::package::sealed::SEALED_MEDIA_TYPE;
use wire::referral_notice::{MAX_NOTICE_BYTES, NOTICE_MEDIA_TYPE};

use crate::permissions::Permission as P;
use crate::views::{NoticeView, ReferralView, ReportDetail, ReportView};
use crate::{Police, api, pages};

/// Packages up to `max_package_bytes`, notices, reports.
pub(super) fn intake(routes: Routes<Police, P>, max_package_bytes: usize) -> Routes<Police, P> {
    routes
        .post("/referrals", P::ReceiveReferral, "Hand in a package", api::referrals::receive)
        .operation(Operation::Collection)
        .body_limit(max_package_bytes)
        .takes_media(SEALED_MEDIA_TYPE)
        .gives_media(201, "application/json")
        .post(
            "/referrals/upload",
            P::ReceiveReferral,
            "Hand in a package from a file",
            pages::referrals::upload,
        )
        .operation(Operation::Collection)
        .body_limit(max_package_bytes)
        .takes_media("multipart/form-data")
        .post("/referrals/notices", P::ReceiveReferral, "Hand in a signed notice", api::notices::receive)
        .operation(Operation::Collection)
        .body_limit(MAX_NOTICE_BYTES + 1)
        .takes_media(NOTICE_MEDIA_TYPE)
        .gives_media(201, "application/json")
        .get("/api/notices", P::DecideNotices, "What senders took back or corrected", api::notices::list)
        .operation(Operation::Consultation)
        .gives::<Vec<NoticeView>>(200)
        .get("/api/notices/{id}", P::DecideNotices, "One notice", api::notices::show)
        .operation(Operation::Consultation)
        .gives::<NoticeView>(200)
        .post("/api/notices/{id}/decide", P::DecideNotices, "Say what follows from it", api::notices::decide)
        .operation(Operation::Alteration)
        .takes::<api::notices::NewNoticeDecision>()
        .gives::<api::notices::NoticeDecided>(201)
        .get(
            "/api/recipient-key",
            Access::AnyActor,
            "The public key that packages for this node are sealed to",
            api::referrals::recipient_key,
        )
        .no_personal_data()
        .gives_media(200, "text/plain")
        .get("/api/referrals", P::ReadReferrals, "The packages that came", api::referrals::list)
        .operation(Operation::Consultation)
        .gives::<Vec<ReferralView>>(200)
        .get("/api/referrals/{id}", P::ReadReferrals, "One package", api::referrals::show)
        .operation(Operation::Consultation)
        .gives::<ReferralView>(200)
        .get("/api/reports", P::ReadReports, "Reports, of one referral or all", api::reports::list)
        .operation(Operation::Consultation)
        .asks(&["referral"])
        .gives::<Vec<ReportView>>(200)
        .get("/api/reports/{id}", P::ReadReports, "A report, its accounts and acts", api::reports::show)
        .operation(Operation::Consultation)
        .gives::<ReportDetail>(200)
}
