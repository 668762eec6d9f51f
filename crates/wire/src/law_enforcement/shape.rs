//! The objects of the shape. Every key is written; each is read as leniently as those who write it differ.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lenient;

/// A time: `YYYY-MM-DDThh:mm:ssZ` in what we write, whatever stands there in what others wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(String);

impl Moment {
    /// An instant to the second, in UTC.
    pub fn at(instant: Timestamp) -> Self {
        Self(instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// The text as it stands.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The instant, where the text is an RFC 3339 time with its zone.
    pub fn instant(&self) -> Option<Timestamp> {
        self.0.parse().ok()
    }
}

/// Declares an object: `field: Type = how it is read;` line by line, in the order in which it is written.
macro_rules! object {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty = $reader:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $(
                #[doc = concat!("`", stringify!($field), "`, in camel case.")]
                $(#[$doc])*
                #[serde(deserialize_with = $reader)]
                pub $field: $type,
            )*
        }
    };
}

object! {
    /// One report.
    Tip {
        report_id: String = "lenient::plain_text";
        date_received: Option<Moment> = "lenient::or_nothing";
        reported_information: ReportedInformation = "lenient::or_nothing";
    }
}

object! {
    /// What was reported.
    ReportedInformation {
        reporting_esp: ReportingEsp = "lenient::or_nothing";
        incident_summary: IncidentSummary = "lenient::or_nothing";
        incident_details: IncidentDetails = "lenient::or_nothing";
        reported_people: ReportedPeople = "lenient::or_nothing";
        intended_recipients: IntendedRecipients = "lenient::or_nothing";
        uploaded_files: UploadedFiles = "lenient::or_nothing";
        /// A list in any case: a parser goes through it without a look.
        additional_informations: Vec<AdditionalInformation> = "lenient::or_nothing";
    }
}

object! {
    /// Who reports. Its name is a text in any case: parsers look into it.
    ReportingEsp {
        esp_name: String = "lenient::plain_text";
        first_name: Option<String> = "lenient::text";
        last_name: Option<String> = "lenient::text";
    }
}

object! {
    /// What happened and when.
    IncidentSummary {
        incident_type: Option<String> = "lenient::text";
        incident_date_time: Option<Moment> = "lenient::or_nothing";
        incident_date_time_description: Option<String> = "lenient::text";
    }
}

object! {
    /// Where it happened.
    IncidentDetails {
        webpage_incident: Vec<WebpageIncident> = "lenient::or_nothing";
        email_incident: Vec<EmailIncident> = "lenient::or_nothing";
    }
}

object! {
    /// On a page of the web.
    WebpageIncident {
        source_information: Option<SourceInformation> = "lenient::or_nothing";
        additional_informations: Vec<AdditionalInformation> = "lenient::or_nothing";
    }
}

object! {
    /// By e-mail. A parser asks for the first content, so there is one.
    EmailIncident {
        contents: Vec<AdditionalInformation> = "lenient::or_nothing";
    }
}

object! {
    /// Who is reported. A parser asks for the first, so there is one, which may say nothing.
    ReportedPeople {
        reported_persons: Vec<Person> = "lenient::or_nothing";
    }
}

object! {
    /// To whom something was sent.
    IntendedRecipients {
        intended_recipients: Vec<Person> = "lenient::or_nothing";
    }
}

object! {
    /// A person, or an account.
    Person {
        first_name: Option<String> = "lenient::text";
        middle_name: Option<String> = "lenient::text";
        last_name: Option<String> = "lenient::text";
        preferred_name: Option<String> = "lenient::text";
        gender: Option<String> = "lenient::text";
        preferred_pronouns: Option<String> = "lenient::text";
        date_of_birth: Option<String> = "lenient::text";
        approximate_age: Option<String> = "lenient::text";
        physical_description: Option<String> = "lenient::text";
        vehicle_description: Option<String> = "lenient::text";
        vehicle_tag_number: Option<String> = "lenient::text";
        occupation: Option<String> = "lenient::text";
        esp_service: Option<String> = "lenient::text";
        esp_user_id: Option<String> = "lenient::text";
        ip_address: Option<String> = "lenient::text";
        relationship_to_reporter: Option<String> = "lenient::text";
        relationship_to_child_victim: Option<String> = "lenient::text";
        access_to_child_victim: Option<String> = "lenient::text";
        access_to_children: Option<String> = "lenient::text";
        access_to_firearms: Option<String> = "lenient::text";
        convicted_sex_offender: Option<String> = "lenient::text";
        aware_of_report: Option<String> = "lenient::text";
        gang_affiliation: Option<String> = "lenient::text";
        screen_name: Option<ScreenName> = "lenient::or_nothing";
        emails: Option<Emails> = "lenient::or_nothing";
        phones: Option<Phones> = "lenient::or_nothing";
        addresses: Option<Addresses> = "lenient::or_nothing";
        languages: Vec<String> = "lenient::texts";
        races: Vec<String> = "lenient::texts";
        disabilities: Vec<String> = "lenient::texts";
        additional_disability_information: Option<String> = "lenient::text";
        source_information: Option<SourceInformation> = "lenient::or_nothing";
        additional_informations: Vec<AdditionalInformation> = "lenient::or_nothing";
        additional_contact_information: Option<String> = "lenient::text";
    }
}

object! {
    /// The name under which an account is seen.
    ScreenName {
        value: Option<String> = "lenient::text";
    }
}

object! {
    /// E-mail addresses.
    Emails {
        emails: Vec<Verified> = "lenient::or_nothing";
    }
}

object! {
    /// Telephone numbers.
    Phones {
        phones: Vec<Verified> = "lenient::or_nothing";
    }
}

object! {
    /// A value that the service has verified, or not, or does not say.
    Verified {
        value: Option<String> = "lenient::text";
        verified: Option<bool> = "lenient::flag";
    }
}

object! {
    /// Postal addresses.
    Addresses {
        addresses: Vec<Address> = "lenient::or_nothing";
    }
}

object! {
    /// A postal address.
    Address {
        street1: Option<String> = "lenient::text";
        street2: Option<String> = "lenient::text";
        city: Option<String> = "lenient::text";
        state: Option<String> = "lenient::text";
        postal_code: Option<String> = "lenient::text";
        country: Option<String> = "lenient::text";
    }
}

object! {
    /// Where something was seen.
    SourceInformation {
        source_captures: Vec<SourceCapture> = "lenient::or_nothing";
    }
}

object! {
    /// An address of the internet or of a page, and when it was seen.
    SourceCapture {
        /// `IP Address`, `URL`, `Profile URL`; a text in any case.
        capture_type: String = "lenient::plain_text";
        value: Option<String> = "lenient::text";
        date_time: Option<Moment> = "lenient::or_nothing";
        event_name: Option<String> = "lenient::text";
        port: Option<u16> = "lenient::port";
    }
}

object! {
    /// A piece of free text.
    AdditionalInformation {
        value: Option<String> = "lenient::text";
    }
}

object! {
    /// The files.
    UploadedFiles {
        uploaded_files: Vec<UploadedFile> = "lenient::or_nothing";
    }
}

object! {
    /// A file.
    UploadedFile {
        filename: Option<String> = "lenient::text";
        original_filename: Option<String> = "lenient::text";
        submittal_id: Option<String> = "lenient::text";
        /// MD5, hex.
        verification_hash: Option<String> = "lenient::text";
        industry_classification: Option<String> = "lenient::text";
        /// As the sender states it; null where it does not.
        viewed_by_esp: Option<bool> = "lenient::flag";
        source_information: Option<SourceInformation> = "lenient::or_nothing";
        ncmec_tags: Option<NcmecTags> = "lenient::or_nothing";
        esp_metadata: Option<EspMetadata> = "lenient::or_nothing";
        additional_informations: Vec<AdditionalInformation> = "lenient::or_nothing";
    }
}

object! {
    /// Labels that a clearinghouse gave to a file.
    NcmecTags {
        groups: Vec<TagGroup> = "lenient::or_nothing";
    }
}

object! {
    /// Labels of one kind.
    TagGroup {
        tags: Vec<AdditionalInformation> = "lenient::or_nothing";
    }
}

object! {
    /// What the sender knows of a file.
    EspMetadata {
        metadatas: Vec<NamedValue> = "lenient::or_nothing";
    }
}

object! {
    /// One such fact.
    NamedValue {
        name: Option<String> = "lenient::text";
        value: Option<String> = "lenient::text";
    }
}
