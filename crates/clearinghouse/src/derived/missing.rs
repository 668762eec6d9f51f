//! What a police would need and the report does not say, as keys of texts.

use wire::referral::ReferredReport;

use super::Documents;

/// The keys, in the order in which a reader meets the parts.
pub(super) fn missing(referred: &ReferredReport, documents: &Documents) -> Vec<&'static str> {
    let people = &documents.report.person_or_user_reported;
    let events = || {
        let of_accounts = people.iter().flat_map(|account| &account.ip_capture_event);
        of_accounts.chain(documents.details.iter().filter_map(|details| details.ip_capture_event.as_ref()))
    };
    let stated = |file_id: &str| documents.newest(file_id).and_then(|details| details.file_viewed_by_esp);
    let checks = [
        (people.is_empty(), "summary-missing-account"),
        (people.iter().any(|account| account.esp_identifier.is_none()), "summary-missing-identifier"),
        (events().next().is_none(), "summary-missing-address"),
        (events().any(|event| event.date_time.is_none()), "summary-missing-time"),
        (
            referred.ip_addresses.iter().any(|address| address.shared_by_many && address.port.is_none()),
            "summary-missing-port",
        ),
        (referred.files.iter().any(|file| stated(&file.file_id).is_none()), "summary-missing-viewed"),
        (documents.report.reporter.terms_of_service.is_none(), "summary-missing-terms"),
    ];
    checks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, key)| key).collect()
}
