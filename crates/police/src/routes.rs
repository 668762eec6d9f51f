//! Every route, who may call it, and what it is for.

mod central;
mod closures;
mod exposure;
mod triage;
mod units;

use service::oversight::four_eyes::Requested;
use service::{Access, Operation, Routes};
use wire::package::sealed::SEALED_MEDIA_TYPE;
use wire::referral_notice::{MAX_NOTICE_BYTES, NOTICE_MEDIA_TYPE};

use crate::actions::{AnswerRecorded, Decision, Identified};
use crate::permissions::Permission as P;
use crate::statistics::{PressNote, Tally};
use crate::views::{
    AssignmentView, ListedPerson, NoticeView, OperationView, PersonDetail, ReferralView, ReportDetail,
    ReportView, RevealView, Revealed, ShownNames, SubjectDetail, SubjectView,
};
use crate::{Police, api, pages};

/// Text of a withdrawn decision's route.
const UNDO: &str = "Withdraw it, with a reason; it stays on record";

/// The route table of the police. Packages up to `max_package_bytes` are taken.
pub fn routes(max_package_bytes: usize) -> Routes<Police, P> {
    let routes = intake(Routes::new("Amparo police"), max_package_bytes);
    let routes =
        central::routes(html(disclosures(tasking(persons(closures::routes(operations(subjects(routes))))))));
    let routes = service::handover::routes(units::routes(triage::routes(routes)));
    let routes = service::rights_desk::routes(service::rights::routes(exposure::routes(routes)));
    let routes = service::scrub::routes(service::accounts::routes(service::opening::routes(routes)));
    let routes = service::search::routes(service::alarm::routes(service::custody_log::routes(routes)));
    routes.four_eyes().access_entries(P::ReadAccessEntries)
}

fn intake(routes: Routes<Police, P>, max_package_bytes: usize) -> Routes<Police, P> {
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

fn subjects(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/subjects", P::ReadSubjects, "Subjects, what is erased first on top", api::subjects::list)
        .operation(Operation::Consultation)
        .gives::<Vec<SubjectView>>(200)
        .get(
            "/api/subjects/{id}",
            P::ReadSubjects,
            "A subject with accounts, acts, links",
            api::subjects::show,
        )
        .operation(Operation::Consultation)
        .gives::<SubjectDetail>(200)
        .undo("/api/links/{id}/undo", P::DecideLinks, Decision::Link)
        .post(
            "/api/links/{id}/restore",
            P::DecideLinks,
            "Make a withdrawn link stand again",
            api::links::restore,
        )
        .operation(Operation::Combination)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .post("/api/vetoes", P::DecideLinks, "Decide that two accounts are not one subject", api::links::veto)
        .operation(Operation::Alteration)
        .takes::<api::links::NewVeto>()
        .gives::<api::links::VetoCreated>(201)
        .undo("/api/vetoes/{id}/undo", P::DecideLinks, Decision::Veto)
}

fn operations(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/operations", P::ReadOperations, "Operations", api::operations::list)
        .operation(Operation::Consultation)
        .gives::<Vec<OperationView>>(200)
        .post("/api/operations", P::LeadOperations, "Open an operation", api::operations::open)
        .operation(Operation::Alteration)
        .takes::<api::operations::NewOperation>()
        .gives::<api::operations::OperationCreated>(201)
        .get(
            "/api/operations/{id}",
            P::ReadOperations,
            "An operation and its subjects",
            api::operations::show,
        )
        .operation(Operation::Consultation)
        .gives::<OperationView>(200)
        .post(
            "/api/operations/{id}/subjects",
            P::LeadOperations,
            "Put subjects into an operation",
            api::operations::add_subjects,
        )
        .operation(Operation::Combination)
        .takes::<api::operations::ChosenSubjects>()
        .gives::<api::operations::SubjectsAdded>(200)
        .post(
            "/api/operations/{id}/subjects/{subject}/undo",
            P::LeadOperations,
            "Take a subject out of an operation, with a reason",
            api::withdrawals::remove_subject,
        )
        .operation(Operation::Alteration)
        .takes::<api::withdrawals::Reason>()
        .gives::<api::withdrawals::Withdrawn>(200)
        .get(
            "/api/operations/{id}/tally",
            P::ReadOperations,
            "The figures of an operation",
            api::operations::tally,
        )
        .operation(Operation::Consultation)
        .gives::<Tally>(200)
        .get(
            "/api/operations/{id}/press-note",
            P::ReadOperations,
            "A press note in Spanish or English, with warnings",
            api::operations::press_note,
        )
        .operation(Operation::Consultation)
        .asks(&["lang"])
        .gives::<PressNote>(200)
        .post(
            "/api/operations/{id}/reveal-names",
            P::RevealNames,
            "Ask for the names of its persons; a second person approves",
            api::names::request,
        )
        .operation(Operation::Alteration)
        .fresh("/operations")
        .takes::<api::names::NewNameList>()
        .gives::<Requested>(202)
        .post("/api/name-lists/{id}/show", P::RevealNames, "Be shown approved names once", api::names::show)
        .operation(Operation::Consultation)
        .fresh("/approvals")
        .gives::<ShownNames>(200)
}

fn persons(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/persons", P::ReadPersons, "Identified persons", api::persons::list)
        .operation(Operation::Consultation)
        .gives::<Vec<ListedPerson>>(200)
        .post(
            "/api/persons",
            P::IdentifyPersons,
            "Identify a person as the author of acts",
            api::persons::identify,
        )
        .operation(Operation::Combination)
        .takes::<api::persons::NewPerson>()
        .gives::<Identified>(201)
        .get(
            "/api/persons/{id}",
            P::ReadPersons,
            "A person with age per act and arrest gate",
            api::persons::show,
        )
        .operation(Operation::Consultation)
        .gives::<PersonDetail>(200)
        .post(
            "/api/persons/{id}/acts",
            P::IdentifyPersons,
            "Attribute more acts to a person",
            api::persons::add_acts,
        )
        .operation(Operation::Combination)
        .takes::<api::persons::MoreActs>()
        .gives::<Identified>(201)
        .post(
            "/api/persons/{id}/reveal",
            P::RevealFields,
            "Be shown a masked field once, with a reason and on record",
            api::reveals::reveal,
        )
        .operation(Operation::Consultation)
        .fresh("/persons")
        .takes::<api::reveals::NewReveal>()
        .gives::<Revealed>(201)
        .get("/api/reveals", P::ReadReveals, "Who was shown what, and why; no names", api::reveals::list)
        .operation(Operation::Consultation)
        .gives::<Vec<RevealView>>(200)
        .undo("/api/persons/{id}/undo", P::IdentifyPersons, Decision::Person)
        .undo("/api/identifications/{id}/undo", P::IdentifyPersons, Decision::Identification)
}

fn tasking(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/assignments", P::ReadAssignments, "Assignments of a unit", api::assignments::list)
        .operation(Operation::Consultation)
        .asks(&["unit"])
        .gives::<Vec<AssignmentView>>(200)
        .post(
            "/api/assignments",
            P::AssignPersons,
            "Ask to hand a person to a provincial unit; a second person approves",
            api::assignments::assign,
        )
        .operation(Operation::Disclosure)
        .takes::<api::assignments::NewAssignment>()
        .gives::<Requested>(202)
        .undo("/api/assignments/{id}/undo", P::AssignPersons, Decision::Assignment)
        .get("/api/arrest-list", P::ReadAssignments, "Who is to be arrested", api::assignments::arrest_list)
        .operation(Operation::Consultation)
        .asks(&["unit"])
        .gives::<Vec<AssignmentView>>(200)
        .post(
            "/api/assignments/{id}/arrest-list",
            P::EnterArrestList,
            "Enter a person in the arrest list",
            api::assignments::enter_arrest_list,
        )
        .operation(Operation::Alteration)
        .takes::<api::assignments::NewArrestEntry>()
        .gives::<api::assignments::ArrestEntryCreated>(201)
        .undo("/api/assignments/{id}/arrest-list/undo", P::EnterArrestList, Decision::ArrestEntry)
        .post(
            "/api/assignments/{id}/outcome",
            P::RecordOutcome,
            "Record what came of an assignment",
            api::assignments::record_outcome,
        )
        .operation(Operation::Alteration)
        .takes::<api::assignments::NewOutcome>()
        .gives::<api::assignments::OutcomeCreated>(201)
        .undo("/api/assignments/{id}/outcome/undo", P::RecordOutcome, Decision::Outcome)
}

fn disclosures(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .get("/api/disclosure-requests", P::ReadDisclosures, "Requests to operators", api::disclosures::list)
        .operation(Operation::Consultation)
        .asks(&["state"])
        .gives_media(200, "application/json")
        .post("/api/disclosure-requests", P::RequestDisclosure, "Ask an operator", api::disclosures::issue)
        .operation(Operation::Disclosure)
        .takes::<api::disclosures::NewRequest>()
        .gives_media(201, "application/json")
        .get("/api/disclosure-requests/{id}", P::ReadDisclosures, "One request", api::disclosures::show)
        .operation(Operation::Consultation)
        .gives_media(200, "application/json")
        .post(
            "/api/disclosure-requests/{id}/answer",
            P::RequestDisclosure,
            "Record an operator's answer",
            api::disclosures::answer,
        )
        .operation(Operation::Collection)
        .takes_media("application/json")
        .gives::<AnswerRecorded>(201)
        .undo("/api/disclosure-requests/{id}/undo", P::RequestDisclosure, Decision::DisclosureRequest)
        .undo("/api/disclosure-requests/{id}/answer/undo", P::RequestDisclosure, Decision::DisclosureAnswer)
}

fn html(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .page("/", P::OpenHome, "Front page", pages::home::show)
        .no_personal_data()
        .page(
            "/referrals",
            P::ReadReferrals,
            "Page: packages, and the form for one from a file",
            pages::referrals::list,
        )
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/notices/{id}", P::DecideNotices, "Page: a notice", pages::notices::show)
        .operation(Operation::Consultation)
        .post("/notices/{id}/decide", P::DecideNotices, "Form: what follows from it", pages::notices::decide)
        .operation(Operation::Alteration)
        .page("/reports", P::ReadReports, "Page: reports", pages::reports::list)
        .operation(Operation::Consultation)
        .asks(&["referral", "state"])
        .page("/reports/{id}", P::ReadReports, "Page: a report", pages::reports::show)
        .operation(Operation::Consultation)
        .page("/subjects", P::ReadSubjects, "Page: subjects", pages::subjects::list)
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/subjects/{id}", P::ReadSubjects, "Page: a subject", pages::subjects::show)
        .operation(Operation::Consultation)
        .asks(&["accounts_page", "acts_page", "links_page"])
        .page("/operations", P::ReadOperations, "Page: operations", pages::operations::list)
        .operation(Operation::Consultation)
        .page(
            "/operations/{id}",
            P::ReadOperations,
            "Page: an operation, its tally and press note",
            pages::operations::show,
        )
        .operation(Operation::Consultation)
        .asks(&["note"])
        .page(
            "/disclosure-requests",
            P::ReadDisclosures,
            "Page: disclosure requests",
            pages::disclosures::list,
        )
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/persons", P::ReadPersons, "Page: persons", pages::persons::list)
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/persons/{id}", P::ReadPersons, "Page: a person", pages::persons::show)
        .operation(Operation::Consultation)
        .post(
            "/persons/{id}/reveal",
            P::RevealFields,
            "Page: a masked field, shown once in the answer to the form",
            pages::reveals::reveal,
        )
        .operation(Operation::Consultation)
        .fresh("/persons/{id}")
        .takes_media("application/x-www-form-urlencoded")
        .gives_media(200, "text/html")
        .post(
            "/operations/{id}/reveal-names",
            P::RevealNames,
            "Form: ask for the names of an operation",
            pages::names::request,
        )
        .operation(Operation::Alteration)
        .fresh("/operations/{id}")
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/name-lists/{id}/show",
            P::RevealNames,
            "Page: approved names, shown once in the answer",
            pages::names::show,
        )
        .operation(Operation::Consultation)
        .fresh("/approvals")
        .gives_media(200, "text/html")
        .page("/reveals", P::ReadReveals, "Page: who was shown what, and why", pages::reveals::list)
        .operation(Operation::Consultation)
        .page(
            "/assignments",
            P::ReadAssignments,
            "Page: assignments of the own unit, or all",
            pages::assignments::list,
        )
        .operation(Operation::Consultation)
        .asks(&["unit", "state"])
}

/// Routes that withdraw a decision look alike.
trait Undoing: Sized {
    fn undo<K: model::Kind>(
        self,
        path: &'static str,
        permission: P,
        decision: fn(model::Id<K>) -> Decision,
    ) -> Self;
}

impl Undoing for Routes<Police, P> {
    fn undo<K: model::Kind>(
        self,
        path: &'static str,
        permission: P,
        decision: fn(model::Id<K>) -> Decision,
    ) -> Self {
        self.post(path, permission, UNDO, api::withdrawals::undo(decision))
            .operation(Operation::Alteration)
            .takes::<api::withdrawals::Reason>()
            .gives::<api::withdrawals::Withdrawn>(200)
    }
}
