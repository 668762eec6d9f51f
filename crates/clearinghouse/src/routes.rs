//! Every route of a clearinghouse: method, path, permission, handler.

use service::{Access, Operation, Routes};

use crate::api::{
    agency, band_a, feedback, hash_lists, hash_sharing, imports, ispws, keys, notices, own_reports,
    referral_changes, referrals, reports, senders, stop_ncii, tips,
};
use crate::pages;
use crate::{Permission as P, State};

/// Largest batch of outcomes, in bytes.
const MAX_FEEDBACK_BYTES: usize = 8 << 20;

/// What lists read of an address.
const LIST: &[&str] = &["state", "q", "sort", "page", "column", "format"];

/// The same of tips.
const TIPS: &[&str] = &["state", "hands", "sort", "page", "column", "format"];

/// Largest delivery of sealed steps of tips, in bytes.
const MAX_STEPS_BYTES: usize = (wire::tip::STEPS_PER_DELIVERY + 1) * wire::tip::SEALED_MAX_BYTES;

/// The route table.
pub fn routes() -> Routes<State, P> {
    let routes = Routes::new("clearinghouse");
    let routes = order_pages(staff_pages(staff_api(machine_api(cybertipline_api(routes)))));
    let routes = tip_pages(tip_api(routes));
    let routes = sender_routes(judging_pages(band_a_routes(routes)));
    let routes = hash_pages(hash_api(stop_ncii_api(hash_sharing_api(routes))));
    let routes = service::search::routes(service::alarm::routes(service::opening::routes(routes)));
    let routes = service::handover::routes(service::custody_log::routes(routes));
    service::scrub::routes(service::accounts::routes(service::rights_desk::routes(service::rights::routes(
        routes,
    ))))
    .four_eyes()
    .access_entries(P::ReadAccessEntries)
}

/// What reporting parties call; a sandbox has it too.
pub(crate) fn cybertipline_api(routes: Routes<State, P>) -> Routes<State, P> {
    const XML: &str = "application/xml";
    routes
        .get("/ispws/status", P::SubmitReports, "CyberTipline API: who calls", ispws::status)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .get("/ispws/xsd", P::SubmitReports, "CyberTipline API: the schema", ispws::xsd)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .post("/ispws/submit", P::SubmitReports, "CyberTipline API: open a report", ispws::submit)
        .operation(Operation::Collection)
        .bare_refusals()
        .body_limit(ispws::MAX_XML_BYTES)
        .takes_media("text/xml")
        .gives_media(200, XML)
        .post("/ispws/upload", P::SubmitReports, "CyberTipline API: add a file", ispws::upload)
        .operation(Operation::Collection)
        .bare_refusals()
        .body_limit(usize::MAX) // bounded by the handler, which streams
        .takes_media("multipart/form-data")
        .gives_media(200, XML)
        .post("/ispws/fileinfo", P::SubmitReports, "CyberTipline API: describe a file", ispws::fileinfo)
        .operation(Operation::Collection)
        .bare_refusals()
        .body_limit(ispws::MAX_XML_BYTES)
        .takes_media("text/xml")
        .gives_media(200, XML)
        .post("/ispws/finish", P::SubmitReports, "CyberTipline API: file a report", ispws::finish)
        .operation(Operation::Collection)
        .bare_refusals()
        .body_limit(ispws::MAX_FORM_BYTES)
        .takes_media("application/x-www-form-urlencoded")
        .gives_media(200, XML)
        .post("/ispws/retract", P::SubmitReports, "CyberTipline API: cancel a report", ispws::retract)
        .operation(Operation::Alteration)
        .bare_refusals()
        .body_limit(ispws::MAX_FORM_BYTES)
        .takes_media("application/x-www-form-urlencoded")
        .gives_media(200, XML)
}

fn machine_api(routes: Routes<State, P>) -> Routes<State, P> {
    const JSON: &str = "application/json";
    routes
        .get("/feedback/outcomes", P::ReadOwnOutcomes, "What came of own reports", feedback::feed)
        .no_personal_data()
        .asks(&["after"])
        .gives_media(200, JSON)
        .get(
            "/feedback/list-outcomes",
            P::ShareHashes,
            "What came of reports that rested on own list entries",
            feedback::list_feed,
        )
        .no_personal_data()
        .asks(&["after"])
        .gives::<feedback::EntryOutcomes>(200)
        .post("/feedback", P::SendFeedback, "Tell what came of referred reports", feedback::take)
        .operation(Operation::Collection)
        .body_limit(MAX_FEEDBACK_BYTES)
        .takes_media(JSON)
        .gives_media(201, JSON)
        .post("/api/imports", P::ImportReports, "Begin to import reports from a file", imports::begin)
        .operation(Operation::Collection)
        .takes::<imports::NewImport>()
        .gives::<imports::ImportStanding>(201)
        .post("/api/imports/{id}/lines", P::ImportReports, "Import lines of a file", imports::take)
        .operation(Operation::Collection)
        .body_limit(imports::MAX_LINES_BYTES)
        .takes::<imports::NewLines>()
        .gives::<imports::LinesTaken>(200)
        .post("/api/notices", P::SubmitReports, "Tell of a suspicion (DSA, article 18)", notices::take)
        .operation(Operation::Collection)
        .body_limit(notices::MAX_NOTICE_BYTES)
        .takes_media(JSON)
        .gives::<notices::NoticeReceipt>(201)
        .get(
            "/api/reports/own/{number}/completeness",
            P::SubmitReports,
            "How complete an own report is, and what it lacks",
            own_reports::completeness,
        )
        .no_personal_data()
        .gives::<own_reports::OwnCompleteness>(200)
        .get("/api/agency/referrals", P::FetchOwnReferrals, "What waits for the calling agency", agency::list)
        .operation(Operation::Consultation)
        .gives::<agency::WaitingForAgency>(200)
        .get(
            "/api/agency/referrals/{id}/package",
            P::FetchOwnReferrals,
            "A package for the calling agency",
            agency::package,
        )
        .operation(Operation::Disclosure)
        .gives_media(200, wire::package::sealed::SEALED_MEDIA_TYPE)
        .post(
            "/api/agency/referrals/{id}/receipt",
            P::FetchOwnReferrals,
            "Acknowledge a package",
            agency::acknowledge,
        )
        .operation(Operation::Alteration)
        .takes_media(JSON)
        .gives::<agency::Acknowledged>(200)
        .post(
            "/api/agency/notice-receipts",
            P::FetchOwnReferrals,
            "Acknowledge a notice",
            agency::acknowledge_notice,
        )
        .no_personal_data()
        .takes_media(JSON)
        .gives::<agency::Acknowledged>(200)
        .get("/api/verifier-key", P::ReadVerifierKey, "The key that verifies packages", keys::show)
        .no_personal_data()
        .gives::<keys::VerifierKey>(200)
}

fn staff_api(routes: Routes<State, P>) -> Routes<State, P> {
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

/// The order of work, where a person decides on it.
fn order_pages(routes: Routes<State, P>) -> Routes<State, P> {
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

fn staff_pages(routes: Routes<State, P>) -> Routes<State, P> {
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
        .page("/imports/{id}", P::ReadReports, "Page: an import", pages::imports::show)
        .operation(Operation::Consultation)
        .post("/imports/{id}/undo", P::ImportReports, "Form: undo an import", pages::imports::undo)
        .operation(Operation::Alteration)
        .page("/figures", P::ReadReports, "Page: counts of reports, drawn", pages::figures::show)
        .no_personal_data()
        .page("/referrals", P::WatchReferrals, "Page: referrals", pages::referrals::list)
        .operation(Operation::Consultation)
        .asks(LIST)
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

fn tip_api(routes: Routes<State, P>) -> Routes<State, P> {
    const JSON: &str = "application/json";
    routes
        .get("/api/tip-key", P::SendTips, "The public key that steps of tips are sealed to", tips::key)
        .no_personal_data()
        .gives::<tips::TipKey>(200)
        .post("/api/tips/steps", P::SendTips, "Hand over sealed steps of tips", tips::take)
        .operation(Operation::Collection)
        .body_limit(MAX_STEPS_BYTES)
        .takes_media(JSON)
        .gives_media(200, JSON)
        .get("/api/tips/mailboxes/{id}", P::SendTips, "Sealed answers in a mailbox", tips::mailbox)
        .operation(Operation::Disclosure)
        .gives_media(200, JSON)
        .get("/api/tips", P::ReadTips, "Tips, danger first, then the oldest", tips::list)
        .operation(Operation::Consultation)
        .asks(&["state", "offset", "limit"])
        .gives::<tips::TipList>(200)
        .get("/api/tips/{id}", P::ReadTips, "A tip with all that was said and done", tips::show)
        .operation(Operation::Consultation)
        .gives::<tips::TipDetails>(200)
}

fn tip_pages(routes: Routes<State, P>) -> Routes<State, P> {
    use pages::{pass_on, tip};
    routes
        .page("/tips", P::ReadTips, "Page: tips by the public", pages::tips::list)
        .operation(Operation::Consultation)
        .asks(TIPS)
        .page("/tips/{id}", P::ReadTips, "Page: a tip", tip::show)
        .operation(Operation::Consultation)
        .post("/tips/{id}/claim", P::WorkOnTips, "Form: work on a tip", tip::claim)
        .operation(Operation::Alteration)
        .post("/tips/{id}/open-again", P::WorkOnTips, "Form: try to open steps again", tip::open_again)
        .operation(Operation::Alteration)
        .post("/tips/{id}/answer", P::WorkOnTips, "Form: answer the reporter", tip::answer)
        .operation(Operation::Alteration)
        .post("/tips/{id}/note", P::WorkOnTips, "Form: note something for colleagues", tip::note)
        .operation(Operation::Alteration)
        .post("/tips/{id}/close", P::WorkOnTips, "Form: close a tip, with a reason", tip::close)
        .operation(Operation::Alteration)
        .post("/tips/{id}/reopen", P::WorkOnTips, "Form: open a closed tip again", tip::reopen)
        .operation(Operation::Alteration)
        .post("/tips/{id}/protect", P::WorkOnTips, "Form: mark a protection record", tip::protect)
        .operation(Operation::Alteration)
        .post("/tips/{id}/release", P::WorkOnTips, "Form: ask to release a protection record", tip::release)
        .operation(Operation::Alteration)
        .post("/tips/{id}/pass-on", P::WorkOnTips, "Form: make a report of a tip", pass_on::pass_on)
        .operation(Operation::Alteration)
}

fn band_a_routes(routes: Routes<State, P>) -> Routes<State, P> {
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

fn judging_pages(routes: Routes<State, P>) -> Routes<State, P> {
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

fn sender_routes(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .page("/senders", P::ReadReports, "Page: senders", pages::senders::list)
        .no_personal_data()
        .asks(LIST)
        .page(
            "/senders/{party}",
            P::ReadReports,
            "Page: how good a sender's reports are",
            pages::senders::show,
        )
        .no_personal_data()
        .get(
            "/api/senders/own/quality",
            P::ReadOwnOutcomes,
            "How good the caller's own reports are",
            senders::own,
        )
        .no_personal_data()
        .gives::<crate::senders::SenderQuality>(200)
        .get(
            "/api/statistics",
            P::WatchReferrals,
            "Figures by sender and by country, small counts withheld",
            senders::statistics,
        )
        .no_personal_data()
        .gives::<senders::Statistics>(200)
}

/// The Hash Sharing API under both of its bases; the addresses are those of NCMEC.
fn hash_sharing_api(routes: Routes<State, P>) -> Routes<State, P> {
    let routes = hash_sharing_base::<hash_sharing::Csam>(
        routes,
        [
            "/hashsharing/v2/status",
            "/hashsharing/v2/members",
            "/hashsharing/v2/entries",
            "/hashsharing/v2/feedback/{fingerprint}/reasons",
            "/hashsharing/v2/entries/{member}/{entry}/{fingerprint}/feedback",
        ],
    );
    hash_sharing_base::<hash_sharing::Exploitative>(
        routes,
        [
            "/exploitative-hashsharing/v2/status",
            "/exploitative-hashsharing/v2/members",
            "/exploitative-hashsharing/v2/entries",
            "/exploitative-hashsharing/v2/feedback/{fingerprint}/reasons",
            "/exploitative-hashsharing/v2/entries/{member}/{entry}/{fingerprint}/feedback",
        ],
    )
}

fn hash_sharing_base<B: hash_sharing::Base>(
    routes: Routes<State, P>,
    [status, members, entries, reasons, feedback]: [&'static str; 5],
) -> Routes<State, P> {
    const XML: &str = "application/xml";
    routes
        .get(status, P::ShareHashes, "Hash Sharing API: who asks", hash_sharing::status)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .get(members, P::ShareHashes, "Hash Sharing API: who belongs", hash_sharing::list_members)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .get(entries, P::ShareHashes, "Hash Sharing API: what changed", hash_sharing::entries::<B>)
        .no_personal_data()
        .bare_refusals()
        .asks(hash_sharing::ASKED)
        .gives_media(200, XML)
        .get(reasons, P::ShareHashes, "Hash Sharing API: why one may object", hash_sharing::reasons)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .put(feedback, P::ShareHashes, "Hash Sharing API: affirm or object", hash_sharing::give_feedback::<B>)
        .no_personal_data()
        .bare_refusals()
        .body_limit(hash_sharing::MAX_SUBMISSION_BYTES)
        .takes_media(XML)
        .gives_media(200, XML)
}

fn stop_ncii_api(routes: Routes<State, P>) -> Routes<State, P> {
    use crate::hash_sharing::stop_ncii as shapes;
    routes
        .get("/v1/FetchHashes", P::ShareHashes, "StopNCII API: what changed", stop_ncii::fetch)
        .no_personal_data()
        .bare_refusals()
        .asks(stop_ncii::ASKED)
        .gives::<shapes::FetchedHashes>(200)
        .post("/v1/SubmitHashes", P::ShareHashes, "StopNCII API: list hashes", stop_ncii::submit)
        .no_personal_data()
        .bare_refusals()
        .body_limit(stop_ncii::MAX_SUBMISSION_BYTES)
        .takes::<shapes::SubmittedHashes>()
        .gives::<shapes::Submitted>(200)
        .post(
            "/v1/SubmitFeedback",
            P::ShareHashes,
            "StopNCII API: affirm or object",
            stop_ncii::give_feedback,
        )
        .no_personal_data()
        .bare_refusals()
        .body_limit(stop_ncii::MAX_SUBMISSION_BYTES)
        .takes::<shapes::SubmittedFeedbacks>()
        .gives::<shapes::Submitted>(200)
}

fn hash_api(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .get("/api/hash-lists", P::ReadHashLists, "Lists of known hashes", hash_lists::list)
        .no_personal_data()
        .gives::<hash_lists::SharedHashLists>(200)
        .post("/api/hash-lists/{name}/entries", P::ShareHashes, "List own entries", hash_lists::take)
        .no_personal_data()
        .body_limit(hash_lists::MAX_BATCH_BYTES)
        .takes::<hash_lists::NewHashEntries>()
        .gives::<hash_lists::HashEntriesKept>(200)
        .post(
            "/api/hash-lists/{name}/withdrawals",
            P::ShareHashes,
            "Take an own entry back",
            hash_lists::withdraw,
        )
        .no_personal_data()
        .takes::<hash_lists::HashWithdrawal>()
        .gives::<hash_lists::HashEntryWithdrawn>(200)
        .get(
            "/api/hash-lists/{name}/feedback",
            P::ShareHashes,
            "What others say of own entries",
            hash_lists::feedback,
        )
        .no_personal_data()
        .asks(&["offset"])
        .gives::<hash_lists::HashFeedbackTold>(200)
}

fn hash_pages(routes: Routes<State, P>) -> Routes<State, P> {
    use pages::{hash_entry, hash_list};
    routes
        .page("/hash-lists", P::ReadHashLists, "Page: lists of known hashes", pages::hash_lists::show)
        .no_personal_data()
        .asks(&["column", "format"])
        .page("/hash-lists/{name}", P::ReadHashLists, "Page: a list of known hashes", hash_list::show)
        .no_personal_data()
        .asks(&["q", "page", "column", "format"])
        .page("/hash-entries/{id}", P::ReadHashLists, "Page: an entry of a hash list", hash_entry::show)
        .no_personal_data()
        .post(
            "/hash-entries/{id}/withdraw",
            P::WorkOnHashLists,
            "Form: take an entry back",
            hash_entry::withdraw,
        )
        .no_personal_data()
        .post(
            "/hash-entries/{id}/restore",
            P::WorkOnHashLists,
            "Form: let an entry count again",
            hash_entry::restore,
        )
        .no_personal_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_route_table_stands_as_written() {
        insta::assert_snapshot!("routes", routes().table());
    }

    #[test]
    fn every_route_says_what_it_does_with_personal_data() {
        let rows: Vec<_> = routes().rows().cloned().collect();
        assert_eq!(service::check::undeclared_routes(&rows), Vec::<String>::new());
    }

    #[test]
    fn no_two_shapes_share_a_name_in_the_openapi_document() {
        assert_eq!(routes().clashing_schemas(), Vec::<String>::new());
    }

    #[test]
    fn the_texts_of_the_pages_are_whole() {
        let composed = [
            "chip-",
            "state-",
            "referral-",
            "outcome-",
            "role-",
            "grounds-",
            "band-a-trigger-",
            "call-state-",
            "urgent-verdict-",
            "blind-stratum-",
            "blind-verdict-",
            "source-",
            "band-",
            "basis-",
            "factor-",
            "unknown-",
            "missing-",
            "fact-",
            "tip-chip-",
            "tip-state-",
            "tip-kind-",
            "tip-step-",
            "tip-decision-",
            "door-",
            "hash-list-",
            "hash-change-",
            "hash-reason-",
            "done-",
            "action-",
            "object-",
            "input-",
            "left-",
            "sandbox-code-",
            "advice-",
            "change-",
            "notice-reason-",
            "way-in-",
            "beside-",
            "tie-",
            "says-",
            "class-",
        ];
        let mistakes =
            service::check::text_mistakes(env!("CARGO_MANIFEST_DIR"), &crate::state::TEXTS, &composed);
        assert_eq!(mistakes, Vec::<String>::new());
    }

    /// `refusal_mistakes` says which refusals it cannot read.
    #[test]
    fn refusals_are_said_in_spanish_too() {
        assert_eq!(service::check::refusal_mistakes(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
    }
}
