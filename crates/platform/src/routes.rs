//! Every route of the platform: method, path, permission, handler.

mod filing;
mod review;

use service::{Access, Operation, Routes};

use crate::State;
use crate::actions::{
    BasisStated, DecisionMade, FilingRetried, HashListImported, HashWithdrawn, UploadStored, UserReportStored,
};
use crate::api::events::{self, ObjectEventsRequest, ObjectsAnnounced};
use crate::api::exposure::{self, ExposureView, Whose};
use crate::api::hash_lists::{self, HashListRequest, HashListsView};
use crate::api::hits::{self, DecisionRequest, HitsView};
use crate::api::reports::{self, ReportView, ReportsView};
use crate::api::surfaces::{self, SurfaceRequest, SurfacesView};
use crate::api::uploads;
use crate::api::user_reports::{self, UserReportRequest, UserReportsView};
use crate::api::withdrawals::{self, HashRestored, RestoreRequest, WithdrawalRequest};
use crate::pages;
use crate::permissions::Permission as P;

/// Largest hash list that is taken in one request, in bytes: ten million digests of 64 digits are 650 MB.
const HASH_LIST_LIMIT_BYTES: usize = 1024 * 1024 * 1024;

/// What every list of the API reads of its query.
const LISTING: &[&str] = &["state", "after", "limit"];
/// What every list on a page reads of its query.
const TABLE: &[&str] = &["state", "q", "page", "sort", "column", "format"];
/// The same of announced objects and verdicts, which are not searched: what names them is sealed.
const DELIVERIES: &[&str] = &["state", "page", "sort", "column", "format"];

/// The route table.
#[rustfmt::skip]
pub fn routes(upload_limit_bytes: usize) -> Routes<State, P> {
    let routes = Routes::new("platform")
        .post("/api/uploads", P::AddUpload, "Hand over a file (multipart: upload, file)", uploads::add_upload).operation(Operation::Collection)
            .body_limit(upload_limit_bytes).takes_media("multipart/form-data").gives::<UploadStored>(201)
        .post("/api/events/object-created", P::AnnounceObjects, "Take a store's notification of new objects", events::announce_objects).operation(Operation::Collection)
            .takes::<ObjectEventsRequest>().gives::<ObjectsAnnounced>(202)
        // lists, surfaces and their pages name who of the staff brought a version in, took a hash back or stated a basis, and why
        .get("/api/hash-lists", P::ReadHashLists, "The hash lists in use", hash_lists::list_hash_lists).operation(Operation::Consultation)
            .gives::<HashListsView>(200)
        .put("/api/hash-lists/{name}", P::ImportHashList, "A new version of a hash list", hash_lists::import_hash_list).no_personal_data()
            .asks(hash_lists::IMPORT).body_limit(HASH_LIST_LIMIT_BYTES).takes::<HashListRequest>().gives::<HashListImported>(200)
        .post("/api/hash-lists/{name}/withdrawals", P::WithdrawHash, "Take a hash of a list back", withdrawals::withdraw_hash).no_personal_data()
            .takes::<WithdrawalRequest>().gives::<HashWithdrawn>(201)
        .post("/api/withdrawals/{id}/restore", P::WithdrawHash, "Restore a hash that was taken back", withdrawals::restore_hash).no_personal_data()
            .takes::<RestoreRequest>().gives::<HashRestored>(200)
        .get("/api/surfaces", P::ReadSurfaces, "The surfaces with their legal bases", surfaces::list_surfaces).operation(Operation::Consultation)
            .gives::<SurfacesView>(200)
        .put("/api/surfaces/{name}", P::StateBasis, "State on what legal basis a surface is compared with hash lists", surfaces::state_basis).no_personal_data()
            .takes::<SurfaceRequest>().gives::<BasisStated>(200)
        .post("/api/user-reports", P::AddUserReport, "Pass on what a user reports", user_reports::submit_user_report).operation(Operation::Collection)
            .takes::<UserReportRequest>().gives::<UserReportStored>(201)
        .get("/api/user-reports", P::ReadHits, "User reports, oldest first", user_reports::list_user_reports).operation(Operation::Consultation)
            .asks(LISTING).gives::<UserReportsView>(200)
        .post("/api/user-reports/{id}/decision", P::Decide, "Confirm or dismiss a user report", user_reports::decide_user_report).operation(Operation::Alteration)
            .takes::<DecisionRequest>().gives::<DecisionMade>(200)
        .get("/api/hits", P::ReadHits, "Hits, oldest first", hits::list_hits).operation(Operation::Consultation).asks(LISTING).gives::<HitsView>(200)
        .post("/api/hits/{id}/decision", P::Decide, "Confirm or dismiss a hit", hits::decide_hit).operation(Operation::Alteration)
            .takes::<DecisionRequest>().gives::<DecisionMade>(200)
        .get("/api/reports", P::ReadReports, "Reports, newest first", reports::list_reports).operation(Operation::Consultation).asks(LISTING).gives::<ReportsView>(200)
        .get("/api/reports/{id}", P::ReadReports, "One report with steps and outcomes", reports::show_report).operation(Operation::Consultation)
            .gives::<ReportView>(200)
        .post("/api/reports/{id}/retry", P::RetryFiling, "Set a stuck report going again", reports::retry_filing).operation(Operation::Disclosure)
            .gives::<FilingRetried>(200)
        .post("/api/exposure", P::ReadExposure, "How many files one other member of the staff opened, as counts", exposure::look_up).operation(Operation::Consultation)
            .takes::<Whose>().gives::<ExposureView>(200)
        .page("/exposure", P::ReadExposure, "Whose counts to show", pages::exposure::ask).no_personal_data()
        .post("/exposure", P::ReadExposure, "How many files one other member of the staff opened (form)", pages::exposure::look_up).operation(Operation::Consultation)
            .takes_media("application/x-www-form-urlencoded").gives_media(200, "text/html")
        .page("/", Access::Staff, "What is going on", pages::overview::show).no_personal_data()
        .page("/hits", P::ReadHits, "Queue of hits", pages::hits::show).operation(Operation::Consultation).asks(TABLE)
        .page("/hits/next", P::ReadHits, "On to the oldest open hit", pages::hits::next).no_personal_data().asks(&["after"])
        .page("/hits/{id}", P::ReadHits, "One hit, with what a decision needs", pages::hits::show_one).operation(Operation::Consultation)
        .post("/hits/{id}/decision", P::Decide, "Confirm or dismiss a hit (form)", pages::hits::decide).operation(Operation::Alteration)
        .page("/user-reports", P::ReadHits, "Queue of user reports", pages::user_reports::show).operation(Operation::Consultation).asks(TABLE)
        .page("/user-reports/next", P::ReadHits, "On to the oldest open user report", pages::user_reports::next).no_personal_data().asks(&["after"])
        .page("/user-reports/{id}", P::ReadHits, "One user report, with what a decision needs", pages::user_reports::show_one).operation(Operation::Consultation)
        .post("/user-reports/{id}/decision", P::Decide, "Confirm or dismiss a user report (form)", pages::user_reports::decide).operation(Operation::Alteration)
        .page("/hash-lists", P::ReadHashLists, "Every version of the hash lists", pages::hash_lists::show).operation(Operation::Consultation).asks(TABLE)
        .post("/hash-lists", P::ImportHashList, "Load a version of a hash list from a file (form)", pages::hash_lists::import_file).no_personal_data()
            .body_limit(HASH_LIST_LIMIT_BYTES).takes_media("multipart/form-data")
        .page("/hash-lists/{name}", P::ReadHashLists, "One hash list: who vouches, what it found, what was taken back", pages::hash_list::show).operation(Operation::Consultation).asks(&["list", "page", "column", "format"])
        .post("/hash-lists/{name}/withdraw", P::WithdrawHash, "Take a hash of a list back (form)", pages::hash_list::withdraw).no_personal_data()
        .post("/withdrawals/{id}/restore", P::WithdrawHash, "Restore a hash that was taken back (form)", pages::hash_list::restore).no_personal_data()
        .page("/surfaces", P::ReadSurfaces, "Surfaces and their legal bases", pages::surfaces::show).operation(Operation::Consultation)
        .post("/surfaces", P::StateBasis, "State on what legal basis a surface is compared with hash lists (form)", pages::surfaces::state_basis).no_personal_data();
    let routes = review::review(filing::filing(routes))
        .page("/object-events", P::ReadDeliveries, "Announced objects", pages::object_events::show).operation(Operation::Consultation).asks(DELIVERIES)
        .page("/object-events/{id}", P::ReadDeliveries, "One announced object, with what became of it", pages::object_events::show_one).operation(Operation::Consultation)
        .post("/object-events/{id}/retry", P::RetryDelivery, "Have a refused object fetched again (form)", pages::object_events::retry).operation(Operation::Alteration)
        .page("/verdicts", P::ReadDeliveries, "What the application is told of uploads", pages::verdicts::show).operation(Operation::Consultation).asks(DELIVERIES)
        .page("/verdicts/{id}", P::ReadDeliveries, "One message to the application", pages::verdicts::show_one).operation(Operation::Consultation)
        .post("/verdicts/{id}/retry", P::RetryDelivery, "Have a failed message sent again (form)", pages::verdicts::retry).operation(Operation::Disclosure);
    let routes = service::search::routes(service::alarm::routes(service::custody_log::routes(service::opening::routes(routes))));
    let routes = service::rights::erase_together_routes(service::handover::routes(routes));
    service::scrub::routes(service::accounts::routes(service::rights_desk::routes(service::rights::routes(routes))))
        .four_eyes()
        .access_entries(P::ReadAccessEntries)
}
