//! Where reports go, whom else they concern, and what nobody has acknowledged.

use service::{Operation, Routes};
use wire::package::sealed::SEALED_MEDIA_TYPE;

use crate::State;
use crate::actions::{HoldConfirmed, ProcessRecorded, RestorationSettled};
use crate::api::holds::{self, HoldConfirmation};
use crate::api::notices::{self, NoticesView};
use crate::api::packages::{self, PackageRequest, VerifierKey};
use crate::api::processes::{self, ProcessRequest};
use crate::api::receipts::{self, ReceiptsView};
use crate::api::restorations::{self, RestorationRequest, RestorationsView};
use crate::pages;
use crate::permissions::Permission as P;

/// What the list of reports reads of its query.
const REPORTS: &[&str] = &["state", "outcome", "q", "page", "sort", "column", "format"];

/// What receipts read of their query.
const RECEIPTS: &[&str] = &["state", "after", "limit"];

/// What the list of orders reads of its query.
const PROCESSES: &[&str] = &["state", "page", "sort", "column", "format"];

/// What the figures read of their query.
const FIGURES: &[&str] = &["from", "to", "page", "sort", "column", "format"];
/// What the list of accounts to be restored reads of its query.
const RESTORATIONS: &[&str] = &["state", "page", "sort", "column", "format"];

/// Adds them.
#[rustfmt::skip]
pub(super) fn filing(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .post("/api/reports/{id}/hold-confirmation", P::ConfirmHolds, "Say that the store preserves, or released, what it was asked", holds::confirm_hold).operation(Operation::Alteration)
            .takes::<HoldConfirmation>().gives::<HoldConfirmed>(200)
        .get("/api/reports/{id}/notices", P::ReadReports, "What was sent of a report beside the clearinghouse", notices::list_notices).operation(Operation::Consultation)
            .gives::<NoticesView>(200)
        .post("/api/reports/{id}/packages", P::Decide, "Evidence as one sealed file", packages::make_package).operation(Operation::Disclosure)
            .takes::<PackageRequest>().gives_media(200, SEALED_MEDIA_TYPE)
        .post("/api/reports/{id}/legal-processes", P::PlaceHolds, "Record an order of a court or of the police", processes::record_process).operation(Operation::Collection)
            .takes::<ProcessRequest>().gives::<ProcessRecorded>(201)
        .get("/api/receipts", P::ReadReceipts, "Receipts of reports with what came of them, newest first", receipts::list_receipts).operation(Operation::Consultation).asks(RECEIPTS)
            .gives::<ReceiptsView>(200)
        .get("/api/verifier-key", P::ReadReports, "The key that verifies evidence packages", packages::show_key).no_personal_data()
            .gives::<VerifierKey>(200)
        .page("/legal-processes", P::ReadReports, "Orders of courts and of the police, by the day on which they are due", pages::processes::show).operation(Operation::Consultation).asks(PROCESSES)
        .page("/legal-processes/{id}", P::ReadHits, "One order", pages::processes::show_one).operation(Operation::Consultation)
        .post("/legal-processes/{id}/answer", P::PlaceHolds, "Note what was answered (form)", pages::processes::answer).operation(Operation::Alteration)
        .post("/legal-processes/{id}/undo", P::PlaceHolds, "Take back what became of an order (form)", pages::processes::undo).operation(Operation::Alteration)
        .page("/reports/{id}/authorities", P::ReadHits, "What authorities ordered of a report, and what they were handed", pages::authorities::show).operation(Operation::Consultation)
        .post("/reports/{id}/legal-processes", P::PlaceHolds, "Record an order of a court or of the police (form)", pages::authorities::record).operation(Operation::Collection)
        .post("/reports/{id}/packages", P::Decide, "Evidence as one sealed file (form)", pages::authorities::hand_over).operation(Operation::Disclosure)
        .post("/packages/{id}/receipt", P::Decide, "Note the receipt of a package (form)", pages::authorities::receipt).operation(Operation::Alteration)
        // who of the staff opened the way and why, and who practised
        .page("/destination", P::ReadReports, "Where reports go, and who opened the way", pages::destination::show).operation(Operation::Consultation)
        .post("/destination/status", P::RetryFiling, "Ask the destination whether it answers (form)", pages::destination::ask).no_personal_data()
        .post("/destination/lock", P::StateBasis, "Open or close the way in earnest (form)", pages::destination::lock).no_personal_data()
        .page("/unacknowledged", P::ReadReports, "What nobody has acknowledged, with the remedy", pages::unacknowledged::show).no_personal_data().asks(&["list", "page", "column", "format"])
        .page("/practice", P::ReadSurfaces, "What was practised at a sandbox, beside the duties", pages::practice::show).operation(Operation::Consultation).asks(&["page", "column", "format"])
        .post("/practice", P::RetryFiling, "Practise at the sandbox (form)", pages::practice::run).no_personal_data()
        .page("/duties", P::ReadSurfaces, "To whom the company must and may report, by country", pages::duties::show).no_personal_data()
        .page("/transparency", P::ReadSurfaces, "Figures for the public over a period", pages::transparency::show).no_personal_data().asks(FIGURES)
        .page("/reports", P::ReadReports, "Reports", pages::reports::show).operation(Operation::Consultation).asks(REPORTS)
        .page("/reports/{id}/content", P::ReadHits, "What a report says, as facts and as XML", pages::content::show).operation(Operation::Consultation)
        .page("/reports/{id}/recipients", P::ReadReports, "Whom a report concerns beside the clearinghouse", pages::recipients::show).operation(Operation::Consultation)
        .page("/reports/{id}/recipients/{duty}", P::ReadHits, "One of them, with what is handed over", pages::recipients::show_one).operation(Operation::Consultation)
            .asks(&["state", "because"])
        .post("/reports/{id}/recipients/{duty}", P::Decide, "Note what became of it (form)", pages::recipients::note).operation(Operation::Disclosure)
        .post("/reports/{id}/recipients/{duty}/notice", P::Decide, "Send the notice, or send it again (form)", pages::notices::send).operation(Operation::Disclosure)
        .get("/api/restorations", P::ReadReports, "Accounts to be restored, since the inquiry found no offence", restorations::list_restorations).operation(Operation::Consultation)
            .asks(&["state"]).gives::<RestorationsView>(200)
        .post("/api/restorations/{id}/decision", P::Decide, "Say that the account is restored, or why not", restorations::settle).operation(Operation::Alteration)
            .takes::<RestorationRequest>().gives::<RestorationSettled>(200)
        .page("/restorations", P::ReadReports, "Accounts to be restored, since the inquiry found no offence", pages::restorations::show).operation(Operation::Consultation).asks(RESTORATIONS)
        .page("/restorations/{id}", P::ReadReports, "One of them, with what was done", pages::restorations::show_one).operation(Operation::Consultation)
        .post("/restorations/{id}/decision", P::Decide, "Say that the account is restored, or why not (form)", pages::restorations::settle).operation(Operation::Alteration)
        .page("/reports/{id}", P::ReadReports, "One report", pages::report::show).operation(Operation::Consultation)
        .post("/reports/{id}/retry", P::RetryFiling, "Set a stuck report going again (form)", pages::report::retry).operation(Operation::Disclosure)
        .post("/reports/{id}/hold/seen", P::RetryDelivery, "Take note of what was gone before the store could hold it (form)", pages::report::see_missing).operation(Operation::Alteration)
        .post("/reports/{id}/hold", P::RetryDelivery, "Have the store asked again to preserve or release (form)", pages::report::order_again).operation(Operation::Disclosure)
}
