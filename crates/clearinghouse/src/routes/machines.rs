//! What other machines call: imports, notices, agencies that fetch, outcomes.

use service::{Operation, Routes};

use crate::api::{agency, feedback, imports, keys, notices, own_imports, own_reports};
use crate::{Permission as P, State};

/// Largest batch of outcomes, in bytes.
const MAX_FEEDBACK_BYTES: usize = 8 << 20;

/// Imports, notices, agencies that fetch, outcomes.
pub(super) fn machine_api(routes: Routes<State, P>) -> Routes<State, P> {
    const JSON: &str = "application/json";
    import_api(routes)
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

fn import_api(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .post("/api/imports", P::ImportReports, "Begin to import reports from a file", imports::begin)
        .operation(Operation::Collection)
        .takes::<imports::NewImport>()
        .gives::<imports::ImportStanding>(201)
        .get("/api/imports", P::ImportReports, "Own imports", own_imports::list)
        .operation(Operation::Consultation)
        .asks(&["offset"])
        .gives::<own_imports::ImportsListed>(200)
        .post("/api/imports/{id}/undo", P::ImportReports, "Take an import back", own_imports::undo)
        .operation(Operation::Alteration)
        .takes::<own_imports::ImportUndoing>()
        .gives::<own_imports::ImportUndone>(200)
        .post("/api/imports/{id}/lines", P::ImportReports, "Import lines of a file", imports::take)
        .operation(Operation::Collection)
        .body_limit(imports::MAX_LINES_BYTES)
        .takes::<imports::NewLines>()
        .gives::<imports::LinesTaken>(200)
        .get(
            "/api/imports/{id}/refused-lines",
            P::ImportReports,
            "Lines of a file that made no report",
            imports::refused_lines,
        )
        .operation(Operation::Consultation)
        .asks(&["offset"])
        .gives::<imports::RefusedLines>(200)
}
