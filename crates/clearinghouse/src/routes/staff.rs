//! What staff call by programs: reports and referrals.

use service::{Operation, Routes};

use crate::api::{referral_changes, referrals, reports};
use crate::{Permission as P, State};

/// Reports and referrals.
pub(super) fn staff_api(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .get("/api/reports", P::ReadReports, "Reports, newest first", reports::list)
        .operation(Operation::Consultation)
        .asks(&["state", "before", "limit"])
        .gives::<reports::ReportList>(200)
        .get("/api/reports/{number}", P::ReadReports, "A report", reports::show)
        .operation(Operation::Consultation)
        .gives::<reports::ReportDetails>(200)
        .put(
            "/api/reports/{number}/country",
            P::ChooseCountry,
            "Choose a report's country",
            reports::choose_country,
        )
        .operation(Operation::Alteration)
        .takes::<reports::CountryChoice>()
        .gives::<reports::CountryChosen>(200)
        .get("/api/referrals", P::WatchReferrals, "Referrals, newest first", referrals::list)
        .operation(Operation::Consultation)
        .gives::<referrals::ReferralList>(200)
        .post("/api/referrals", P::MakeReferrals, "Refer reports to an agency", referrals::make)
        .operation(Operation::Disclosure)
        .takes::<referrals::NewReferral>()
        .gives::<crate::actions::make_referral::MadeReferral>(201)
        .get("/api/referrals/{id}", P::WatchReferrals, "A referral", referrals::show)
        .operation(Operation::Consultation)
        .gives::<referrals::ReferralDetails>(200)
        .get("/api/referrals/{id}/package", P::MakeReferrals, "A referral's package", referrals::package)
        .operation(Operation::Disclosure)
        .gives_media(200, wire::package::sealed::SEALED_MEDIA_TYPE)
        .post(
            "/api/referrals/{id}/delivery",
            P::WatchReferrals,
            "Send a referral again",
            referrals::send_again,
        )
        .operation(Operation::Disclosure)
        .gives::<crate::actions::send_again::SentAgain>(200)
        .post(
            "/api/referrals/{id}/changes",
            P::MakeReferrals,
            "Take a referral back, correct it, deliver it again, or draw a report out",
            referral_changes::make,
        )
        .operation(Operation::Disclosure)
        .takes::<referral_changes::NewChange>()
        .gives::<crate::actions::change_referral::ReferralChanged>(201)
        .get(
            "/api/referrals/{id}/notice",
            P::MakeReferrals,
            "The newest notice about a referral, for a stick",
            referral_changes::newest_notice,
        )
        .operation(Operation::Disclosure)
        .gives_media(200, wire::referral_notice::NOTICE_MEDIA_TYPE)
}
