//! Pages of reports, clusters, imports and referrals.

use service::{Access, Operation, Routes};

use super::LIST;
use crate::pages;
use crate::{Permission as P, State};

/// Reports, clusters, imports and referrals.
pub(super) fn staff_pages(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .page("/", Access::Staff, "Page: what waits", pages::home::show)
        .no_personal_data()
        .page("/reports", P::ReadReports, "Page: reports", pages::reports::list)
        .operation(Operation::Consultation)
        .asks(LIST)
        .page("/reports/{number}", P::ReadReports, "Page: a report", pages::report::show)
        .operation(Operation::Consultation)
        .post(
            "/reports/{number}/country",
            P::ChooseCountry,
            "Form: choose a country",
            pages::report::choose_country,
        )
        .operation(Operation::Alteration)
        .page("/clusters", P::ReadReports, "Page: clusters of files", pages::clusters::list)
        .operation(Operation::Consultation)
        .asks(LIST)
        .page("/clusters/{id}", P::ReadReports, "Page: a cluster of files", pages::cluster::show)
        .operation(Operation::Consultation)
        .asks(LIST)
        .post(
            "/clusters/{id}/country",
            P::ChooseCountry,
            "Form: choose a country for a cluster",
            pages::cluster::choose_country,
        )
        .operation(Operation::Alteration)
        .post("/clusters/{id}/refer", P::MakeReferrals, "Form: refer a cluster", pages::cluster::refer)
        .operation(Operation::Disclosure)
        .post(
            "/clusters/{id}/informational",
            P::JudgeReports,
            "Form: a cluster holds too little to act on",
            pages::cluster::mark_informational,
        )
        .operation(Operation::Alteration)
        .post("/clusters/{id}/class", P::OpenFiles, "Form: class a content", pages::cluster::classify)
        .operation(Operation::Alteration)
        .post(
            "/clusters/{id}/class/withdraw",
            P::OpenFiles,
            "Form: take a class back",
            pages::cluster::withdraw_class,
        )
        .operation(Operation::Alteration)
        .page("/imports", P::ReadReports, "Page: imports", pages::imports::list)
        .operation(Operation::Consultation)
        .asks(LIST)
        .page("/imports/{id}", P::ReadReports, "Page: an import", pages::import::show)
        .operation(Operation::Consultation)
        .asks(LIST)
        .post("/imports/{id}/undo", P::Erase, "Form: undo an import", pages::import::undo)
        .operation(Operation::Alteration)
        .page("/figures", P::ReadReports, "Page: counts of reports, drawn", pages::figures::show)
        .no_personal_data()
        .asks(LIST)
        .page("/referrals", P::WatchReferrals, "Page: referrals", pages::referrals::list)
        .operation(Operation::Consultation)
        .asks(&["list", "state", "q", "sort", "page", "column", "format"])
        .post("/referrals", P::MakeReferrals, "Form: refer reports", pages::referrals::make)
        .operation(Operation::Disclosure)
        .page("/referrals/{id}", P::WatchReferrals, "Page: a referral", pages::referral::show)
        .operation(Operation::Consultation)
        .post("/referrals/{id}/delivery", P::WatchReferrals, "Form: send again", pages::referral::send_again)
        .operation(Operation::Disclosure)
        .post(
            "/referrals/{id}/changes",
            P::MakeReferrals,
            "Form: what becomes of a referral",
            pages::referral_forms::change,
        )
        .operation(Operation::Disclosure)
        .post(
            "/referrals/{id}/receipt",
            P::MakeReferrals,
            "Form: a receipt that was carried",
            pages::referral_forms::receipt,
        )
        .operation(Operation::Alteration)
}
