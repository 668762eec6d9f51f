//! The body of `/submit`.

use super::accounts::{IntendedRecipient, PersonOrUserReported, Victim};
use super::codes::{BatchedReportReason, Country, IncidentType};
use super::incident::InternetDetails;
use super::people::{ContactPerson, Person};
use super::shape::record;
use super::time::StatedDateTime;

record! {
    /// A notification by a reporting party.
    pub struct Report: Sequence "report" {
        batched_report: Option<BatchedReport> = element "batchedReport";
        incident_summary: IncidentSummary = element "incidentSummary";
        internet_details: Vec<InternetDetails> = element "internetDetails";
        law_enforcement: Option<LawEnforcement> = element "lawEnforcement";
        reporter: Reporter = element "reporter";
        /// The documentation asks for at most one; the schema takes any number.
        person_or_user_reported: Vec<PersonOrUserReported> = element "personOrUserReported";
        intended_recipient: Vec<IntendedRecipient> = element "intendedRecipient";
        victim: Vec<Victim> = element "victim";
        additional_info: Option<String> = element "additionalInfo".filled().max(3000);
    }
}

record! {
    /// Says that the report stands for many of one kind.
    pub struct BatchedReport: Sequence "batchedReport" {
        reason: BatchedReportReason = attribute "reason";
    }
}

record! {
    /// What happened and when.
    pub struct IncidentSummary: Sequence "incidentSummary" {
        incident_type: IncidentType = element "incidentType";
        platform: Option<String> = element "platform".max(256);
        /// Its presence is the escalation; the text says why.
        escalate_to_high_priority: Option<String> = element "escalateToHighPriority".filled().max(3000);
        report_annotations: Option<ReportAnnotations> = element "reportAnnotations";
        incident_date_time: StatedDateTime = element "incidentDateTime";
        incident_date_time_description: Option<String> = element "incidentDateTimeDescription".max(3000);
    }
}

record! {
    /// Marks of a report.
    #[derive(Default)]
    pub struct ReportAnnotations: All "reportAnnotations" {
        sextortion: bool = flag "sextortion";
        csam_solicitation: bool = flag "csamSolicitation";
        minor_to_minor_interaction: bool = flag "minorToMinorInteraction";
        spam: bool = flag "spam";
        sadistic_online_exploitation: bool = flag "sadisticOnlineExploitation";
        /// Newer than the stored schema.
        informational: bool = flag "informational";
    }
}

record! {
    /// An agency that already knows of the incident.
    #[derive(Default)]
    pub struct LawEnforcement: Sequence "lawEnforcement" {
        agency_name: String = element "agencyName".max(255);
        case_number: Option<String> = element "caseNumber".max(100);
        officer_contact: Option<ContactPerson> = element "officerContact";
        reported_to_le: Option<bool> = element "reportedToLe";
        served_legal_process_domestic: Option<bool> = element "servedLegalProcessDomestic";
        served_legal_process_international: Option<ServedLegalProcessInternational> =
            element "servedLegalProcessInternational";
        /// Some clients write it here instead of on `servedLegalProcessInternational`.
        flea_country: Option<Country> = attribute "fleaCountry";
    }
}

record! {
    /// Whether an agency abroad served legal process.
    #[derive(Default)]
    pub struct ServedLegalProcessInternational: Sequence "servedLegalProcessInternational" {
        served: bool = text "value";
        /// The country of the foreign law enforcement agency.
        flea_country: Option<Country> = attribute "fleaCountry";
    }
}

record! {
    /// Who reports.
    #[derive(Default)]
    pub struct Reporter: Sequence "reporter" {
        reporting_person: Person = element "reportingPerson";
        contact_person: Option<ContactPerson> = element "contactPerson";
        company_template: Option<String> = element "companyTemplate".filled();
        terms_of_service: Option<String> = element "termsOfService".filled().max(3000);
        legal_url: Option<String> = element "legalURL".max(2083);
    }
}

impl Report {
    /// A report with the parts that none lacks.
    pub fn new(incident_summary: IncidentSummary, reporter: Reporter) -> Self {
        Self {
            batched_report: None,
            incident_summary,
            internet_details: Vec::new(),
            law_enforcement: None,
            reporter,
            person_or_user_reported: Vec::new(),
            intended_recipient: Vec::new(),
            victim: Vec::new(),
            additional_info: None,
        }
    }
}

impl IncidentSummary {
    /// A summary with the parts that none lacks.
    pub fn new(incident_type: IncidentType, incident_date_time: StatedDateTime) -> Self {
        Self {
            incident_type,
            platform: None,
            escalate_to_high_priority: None,
            report_annotations: None,
            incident_date_time,
            incident_date_time_description: None,
        }
    }
}
