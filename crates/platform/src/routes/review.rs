//! What is open, put together by account; words that are no file; what is added to a report before and after it is filed.

use service::{Operation, Routes};

use crate::State;
use crate::actions::{
    AppealDecided, AppealStored, FactsGiven, FollowUpOpened, ItemDecided, MatchResultsNoted, WordsStored,
};
use crate::api::appeals::{self, AppealDecisionRequest, AppealRequest, AppealsView};
use crate::api::facts::{self, FactsRequest};
use crate::api::follow_ups::{self, FollowUpRequest};
use crate::api::match_results::{self, MatchResultsRequest};
use crate::api::queue::{self, ItemDecisionRequest, QueueView};
use crate::api::reasons::{self, ReasonsView};
use crate::api::texts::{self, TextRequest};
use crate::pages;
use crate::permissions::Permission as P;

/// Adds them.
#[rustfmt::skip]
pub(super) fn review(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .get("/api/queue", P::ReadHits, "What is open, by account, the most urgent first", queue::list_queue).operation(Operation::Consultation)
            .gives::<QueueView>(200)
        .post("/api/queue/{id}/decision", P::Decide, "Confirm or dismiss what is open about uploads of one account", queue::decide_item).operation(Operation::Alteration)
            .takes::<ItemDecisionRequest>().gives::<ItemDecided>(200)
        .post("/api/texts", P::AddUpload, "Hand over words that were reported, which are no file", texts::add_text).operation(Operation::Collection)
            .takes::<TextRequest>().gives::<WordsStored>(201)
        .put("/api/uploads/{id}/facts", P::AddUpload, "Say what a report says beside what came with the upload", facts::give_facts).operation(Operation::Collection)
            .takes::<FactsRequest>().gives::<FactsGiven>(200)
        .post("/api/uploads/{id}/match-results", P::AddMatchResults, "Say what another service's list or classifier says of an upload", match_results::note_match_results).operation(Operation::Collection)
            .takes::<MatchResultsRequest>().gives::<MatchResultsNoted>(201)
        .post("/api/reports/{id}/follow-ups", P::Decide, "Add to a report that is filed", follow_ups::follow_up).operation(Operation::Disclosure)
            .takes::<FollowUpRequest>().gives::<FollowUpOpened>(201)
        .post("/api/appeals", P::AddUserReport, "Pass on a reported user's appeal", appeals::submit_appeal).operation(Operation::Collection)
            .takes::<AppealRequest>().gives::<AppealStored>(201)
        .get("/api/appeals", P::ReadHits, "Appeals, oldest first", appeals::list_appeals).operation(Operation::Consultation).asks(&["state"]).gives::<AppealsView>(200)
        .post("/api/appeals/{id}/decision", P::Decide, "Grant or reject an appeal", appeals::decide_appeal).operation(Operation::Alteration)
            .takes::<AppealDecisionRequest>().gives::<AppealDecided>(200)
        .get("/api/uploads/{id}/reasons", P::ReadReasons, "The statement of reasons for a user", reasons::show_reasons).operation(Operation::Consultation).asks(&["lang", "reference"])
            .gives::<ReasonsView>(200)
        .page("/appeals", P::ReadHits, "Appeals of reported users", pages::appeals::show).operation(Operation::Consultation).asks(&["state", "page", "column", "format"])
        .page("/appeals/{id}", P::ReadHits, "One appeal", pages::appeals::show_one).operation(Operation::Consultation)
        .post("/appeals/{id}/decision", P::Decide, "Grant or reject an appeal (form)", pages::appeals::decide).operation(Operation::Alteration)
        .page("/uploads/{id}/reasons", P::ReadHits, "The statement of reasons for a user", pages::reasons::show).operation(Operation::Consultation)
        .page("/queue", P::ReadHits, "What is open, by account, the most urgent first", pages::queue::show).operation(Operation::Consultation).asks(&["page", "column", "format"])
        .page("/queue/{id}", P::ReadHits, "The uploads of one account, with what a decision needs", pages::queue::show_one).operation(Operation::Consultation)
        .post("/queue/{id}/decision", P::Decide, "Confirm or dismiss what is open about uploads of one account (form)", pages::queue::decide).operation(Operation::Alteration)
        .page("/clusters", P::ReadHits, "Files that several accounts shared", pages::clusters::show).operation(Operation::Consultation).asks(&["page", "column", "format"])
        .page("/clusters/{id}", P::ReadHits, "One file of several accounts, with who has anything beside it", pages::clusters::show_one).operation(Operation::Consultation)
        .post("/clusters/{id}/decision", P::Decide, "Decide for everybody who shared one file alone (form)", pages::clusters::decide).operation(Operation::Alteration)
        .page("/uploads/{id}/facts", P::ReadHits, "What is added to the report of an upload, and what it lacks", pages::facts::show).operation(Operation::Consultation).asks(&["draft"])
        .post("/uploads/{id}/facts", P::Decide, "Add to the report of an upload (form)", pages::facts::give).operation(Operation::Collection)
        .page("/reports/{id}/follow-ups", P::ReadReports, "What was added to a report since it was filed", pages::follow_ups::show).operation(Operation::Consultation)
        .post("/reports/{id}/follow-ups", P::Decide, "Add to a report that is filed (form)", pages::follow_ups::add).operation(Operation::Disclosure)
}
