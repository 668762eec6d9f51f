//! What lapses, and on which path acts are handled: the clocks of limitation and of evidence, letters to operators, open ages.

use service::{Operation, Routes};

use super::Undoing as _;
use crate::actions::Decision;
use crate::permissions::Permission as P;
use crate::views::{LetterDetail, LetterSummary};
use crate::{Police, api, pages};

const FORM: &str = "application/x-www-form-urlencoded";
/// Text of the forms that withdraw.
const UNDO: &str = "Form: withdraw it, with a reason";

pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    law(letters(drafts(warnings(limitation(paths(decisions_api(letters_api(routes))))))))
}

fn decisions_api(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::{limitation, paths};
    routes
        .post(
            "/api/persons/{id}/limitation-notes",
            P::IdentifyPersons,
            "Note what stopped a clock of limitation, or that it runs from later",
            limitation::note,
        )
        .operation(Operation::Alteration)
        .takes::<limitation::NewLimitationNote>()
        .gives::<limitation::LimitationNoted>(201)
        .undo("/api/limitation-notes/{id}/undo", P::IdentifyPersons, Decision::LimitationNote)
        .post(
            "/api/persons/{id}/path-decisions",
            P::IdentifyPersons,
            "Decide on acts at which the age is open",
            paths::decide,
        )
        .operation(Operation::Alteration)
        .takes::<paths::NewPathDecision>()
        .gives::<paths::PathDecided>(201)
        .undo("/api/path-decisions/{id}/undo", P::IdentifyPersons, Decision::Path)
}

fn letters_api(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::preservation;
    routes
        .get("/api/preservation-letters", P::ReadDisclosures, "Letters to operators", preservation::list)
        .operation(Operation::Consultation)
        .asks(&["state"])
        .gives::<Vec<LetterSummary>>(200)
        .post(
            "/api/preservation-letters",
            P::RequestDisclosure,
            "Draft letters that ask operators to preserve the records of connections",
            preservation::draft,
        )
        .operation(Operation::Alteration)
        .takes::<preservation::NewPreservationLetters>()
        .gives::<preservation::PreservationLettersDrafted>(201)
        .get("/api/preservation-letters/{id}", P::ReadDisclosures, "One letter", preservation::show)
        .operation(Operation::Consultation)
        .gives::<LetterDetail>(200)
        .post(
            "/api/preservation-letters/{id}/sent",
            P::RequestDisclosure,
            "Record that a letter was sent",
            preservation::sent,
        )
        .operation(Operation::Disclosure)
        .takes::<preservation::NewLetterSending>()
        .gives::<preservation::LetterSendingRecorded>(201)
        .post(
            "/api/preservation-letters/{id}/answer",
            P::RequestDisclosure,
            "Record what the operator said to a letter",
            preservation::answer,
        )
        .operation(Operation::Alteration)
        .takes::<preservation::NewLetterAnswer>()
        .gives::<preservation::LetterAnswerRecorded>(201)
        .undo("/api/preservation-letters/{id}/undo", P::RequestDisclosure, Decision::PreservationLetter)
        .undo("/api/preservation-letters/{id}/sent/undo", P::RequestDisclosure, Decision::PreservationSending)
        .undo(
            "/api/preservation-letters/{id}/answer/undo",
            P::RequestDisclosure,
            Decision::PreservationAnswer,
        )
}

fn law(routes: Routes<Police, P>) -> Routes<Police, P> {
    routes
        .page(
            "/law",
            P::OpenHome,
            "Page: the law as the node has it, with sources and dates",
            pages::law::show,
        )
        .no_personal_data()
}

fn paths(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::paths;
    routes
        .page(
            "/persons/{id}/paths",
            P::ReadPersons,
            "Page: on which path each act of a person is handled, and what is due there",
            paths::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/persons/{id}/paths",
            P::IdentifyPersons,
            "Form: decide on acts at which the age is open",
            paths::decide,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/persons/{id}/paths/{decision}/undo", P::IdentifyPersons, UNDO, paths::withdraw)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn drafts(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::preservation::draft;
    routes
        .page(
            "/subjects/{id}/preserve",
            P::RequestDisclosure,
            "Page: have operators preserve the records of its connections",
            draft::ask,
        )
        .operation(Operation::Consultation)
        .post(
            "/subjects/{id}/preserve",
            P::RequestDisclosure,
            "Form: draft letters to the operators of its connections",
            draft::draft,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/evidence-warnings/preserve",
            P::RequestDisclosure,
            "Form: draft a letter to an operator for all that is warned of",
            draft::draft_warned,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn letters(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::preservation::{forms, list, show};
    routes
        .page("/preservation-letters", P::ReadDisclosures, "Page: letters to operators", list::list)
        .operation(Operation::Consultation)
        .asks(&["state"])
        .page("/preservation-letters/{id}", P::ReadDisclosures, "Page: a letter", show::show)
        .operation(Operation::Consultation)
        .page("/preservation-letters/{id}/paper", P::ReadDisclosures, "Page: a letter on paper", show::paper)
        .operation(Operation::Consultation)
        .post(
            "/preservation-letters/{id}/sent",
            P::RequestDisclosure,
            "Form: record that it was sent",
            forms::sent,
        )
        .operation(Operation::Disclosure)
        .takes_media(FORM)
        .post(
            "/preservation-letters/{id}/answer",
            P::RequestDisclosure,
            "Form: record what the operator said",
            forms::answer,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/preservation-letters/{id}/undo", P::RequestDisclosure, UNDO, forms::withdraw)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/preservation-letters/{id}/sent/undo", P::RequestDisclosure, UNDO, forms::withdraw_sent)
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/preservation-letters/{id}/answer/undo", P::RequestDisclosure, UNDO, forms::withdraw_answer)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn warnings(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::warnings;
    routes
        .page(
            "/evidence-warnings",
            P::ReadDisclosures,
            "Page: what operators may soon erase that nobody has asked for",
            warnings::list,
        )
        .operation(Operation::Consultation)
        .asks(&["state"])
        .post(
            "/evidence-warnings/take",
            P::RequestDisclosure,
            "Form: take on the warnings of an operator",
            warnings::take,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post(
            "/evidence-warnings/take/undo",
            P::RequestDisclosure,
            "Form: undo that warnings were taken on",
            warnings::undo,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
}

fn limitation(routes: Routes<Police, P>) -> Routes<Police, P> {
    use pages::limitation;
    routes
        .page(
            "/persons/{id}/limitation",
            P::ReadPersons,
            "Page: when the acts of a person may have lapsed, and what stopped that",
            limitation::show,
        )
        .operation(Operation::Consultation)
        .post(
            "/persons/{id}/limitation",
            P::IdentifyPersons,
            "Form: note what stopped a clock of limitation, or that it runs from later",
            limitation::note,
        )
        .operation(Operation::Alteration)
        .takes_media(FORM)
        .post("/persons/{id}/limitation/{note}/undo", P::IdentifyPersons, UNDO, limitation::withdraw)
        .operation(Operation::Alteration)
        .takes_media(FORM)
}
