//! What a report says, in the words of the CyberTipline schema. Everything is as stated by the application or logged here.

use model::StatedTime;
use service::opening::Viewing;
use wire::cybertipline::{
    ChatImIncident, ContactPerson, Details, DeviceId, Email, FileDetails, IncidentSummary, IncidentType,
    InternetDetails, IpCaptureEvent, IpCaptureType, MetadataType, NameValuePair, OriginalFileHash, Person,
    PersonOrUserReported, Phone, Report, Reporter, StatedDate, StatedDateTime, Token, WebPageIncident,
    date_words,
};

use crate::config::{Config, ContactConfig, ReporterConfig};
use crate::digests::Digests;
use crate::facts::{AgencyFact, ReportFacts};
use crate::statement::{Channel, StatedWords, UploadStatement, WordsKind};

/// The parts of a report that are the same in all of them.
#[derive(Debug, Clone)]
pub(crate) struct Reporting {
    service: String,
    incident_type: IncidentType,
    reporter: ReporterConfig,
}

/// What a report says beside the details of its files.
pub(crate) struct Told<'a> {
    /// What the application stated of the file or text that opened the report: it says when and where.
    pub(crate) first: &'a UploadStatement,
    /// The same of the others, of the same account.
    pub(crate) others: Vec<&'a UploadStatement>,
    /// What was added before filing.
    pub(crate) facts: &'a ReportFacts,
    /// CyberTipline numbers of what was filed of the account before, oldest first.
    pub(crate) earlier: &'a [i64],
    /// The number of the report that this one follows up.
    pub(crate) follows: Option<i64>,
}

impl<'a> Told<'a> {
    /// What a report of one upload says, with nothing beside it.
    pub(crate) fn of(first: &'a UploadStatement, facts: &'a ReportFacts) -> Self {
        Self { first, others: Vec::new(), facts, earlier: &[], follows: None }
    }

    /// All of them, the first first.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &'a UploadStatement> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// A file as its report describes it.
pub(crate) struct ReportedFile<'a> {
    /// The CyberTipline number of the report.
    pub(crate) report_number: i64,
    /// The file's id at the clearinghouse.
    pub(crate) file_id: &'a str,
    /// What the application said.
    pub(crate) statement: &'a UploadStatement,
    /// Size, kind and digests.
    pub(crate) digests: &'a Digests,
    /// Whether a person of ours opened the whole file before, from the openings.
    pub(crate) viewing: Viewing,
    /// Whether a person of ours looked at its metadata, as far as the openings tell.
    pub(crate) metadata_viewed: Option<bool>,
    /// The matches that were confirmed, one sentence each.
    pub(crate) grounds: Vec<String>,
    /// What was added of the file before filing.
    pub(crate) facts: &'a ReportFacts,
}

/// A time that was accepted at the door but is no xs:dateTime: ours, since the door checks both.
#[derive(Debug, thiserror::Error)]
#[error("the stored time `{0}` is no xs:dateTime")]
pub(crate) struct NotXmlTime(String);

impl Reporting {
    /// Takes the constant parts from the configuration.
    pub(crate) fn new(config: &Config) -> Result<Self, service::ConfigError> {
        let incident_type =
            IncidentType::ALL.iter().copied().find(|kind| kind.code() == config.incident_type).ok_or_else(
                || {
                    service::ConfigError::setting(
                        "incident_type",
                        "is none of the CyberTipline schema's incident types",
                    )
                },
            )?;
        let reporting =
            Self { service: config.service.clone(), incident_type, reporter: config.reporter.clone() };
        reporting.check_reporter()?;
        Ok(reporting)
    }

    /// What the protocol refuses, or no authority could read, is found when the node starts and not with the first report.
    fn check_reporter(&self) -> Result<(), service::ConfigError> {
        const MOST_CHARS: usize = 3000;
        let reporter = &self.reporter;
        let texts = [
            ("reporter.terms_of_service", &reporter.terms_of_service),
            ("reporter.company_template", &reporter.company_template),
        ];
        let is_wrong = |text: &String| text.trim().is_empty() || text.chars().count() > MOST_CHARS;
        for (setting, text) in texts {
            if text.as_ref().is_some_and(is_wrong) {
                return Err(service::ConfigError::setting(
                    setting,
                    "must hold 1 to 3000 characters, or be left out",
                ));
            }
        }
        if reporter.contact.as_ref().is_some_and(|contact| contact.email.is_none() && contact.phone.is_none())
        {
            return Err(service::ConfigError::setting("reporter.contact", "needs an email or a phone"));
        }
        Ok(())
    }

    /// What the service is called.
    pub(crate) fn service(&self) -> &str {
        &self.service
    }

    /// The incident type of a report, by its code of the CyberTipline schema.
    pub(crate) fn incident_code(&self, facts: &ReportFacts) -> &'static str {
        facts.incident().unwrap_or(self.incident_type).code()
    }

    /// First and last name of who reports.
    pub(crate) fn contact_name(&self) -> String {
        format!("{} {}", self.reporter.first_name, self.reporter.last_name).trim().to_owned()
    }

    /// Where who reports is written to.
    pub(crate) fn contact_email(&self) -> &str {
        &self.reporter.email
    }

    /// The body of `/submit`.
    pub(crate) fn report(&self, told: &Told<'_>) -> Result<Report, NotXmlTime> {
        let (first, facts) = (told.first, told.facts);
        Ok(Report {
            batched_report: facts.batch(),
            incident_summary: IncidentSummary {
                incident_type: facts.incident().unwrap_or(self.incident_type),
                platform: Some(self.service.clone()),
                escalate_to_high_priority: facts.urgent_because.clone(),
                report_annotations: facts.annotations(),
                incident_date_time: xml_time(&first.uploaded_at)?,
                incident_date_time_description: Some(time_means(first).to_owned()),
            },
            internet_details: scenes(told)?,
            law_enforcement: facts.agency.as_ref().map(AgencyFact::said),
            reporter: self.reporter(),
            person_or_user_reported: vec![self.account(told)?],
            intended_recipient: facts.intended_recipients(&self.esp_service()),
            victim: facts.harmed(&self.esp_service()),
            additional_info: narrative(told),
        })
    }

    /// The service as the elements of accounts name it, which are shorter.
    fn esp_service(&self) -> String {
        self.service.chars().take(100).collect()
    }

    fn reporter(&self) -> Reporter {
        let reporter = &self.reporter;
        Reporter {
            reporting_person: Person {
                first_name: Some(reporter.first_name.clone()),
                last_name: Some(reporter.last_name.clone()),
                email: vec![Email { address: reporter.email.clone(), ..Email::default() }],
                ..Person::default()
            },
            contact_person: reporter.contact.as_ref().map(contact),
            company_template: reporter.company_template.clone(),
            terms_of_service: reporter.terms_of_service.clone(),
            legal_url: reporter.legal_url.clone(),
        }
    }

    fn account(&self, told: &Told<'_>) -> Result<PersonOrUserReported, NotXmlTime> {
        let (account, added) = (&told.first.account, &told.facts.account);
        let email = |address: &String| Email { address: address.clone(), ..Email::default() };
        let phone = |number: &String| Phone { number: number.clone(), ..Phone::default() };
        let person = Person {
            first_name: added.first_name.clone(),
            last_name: added.last_name.clone(),
            address: added.postal(),
            phone: account.phones.iter().map(phone).collect(),
            email: account.emails.iter().map(email).collect(),
            date_of_birth: account.date_of_birth.map(StatedDate::from_date),
            ..Person::default()
        };
        let (mut events, mut device_id) = (Vec::new(), Vec::<DeviceId>::new());
        for statement in told.statements() {
            if let Some(event) = upload_event(statement)? {
                add(&mut events, event);
            }
            if let Some(device) = upload_device(statement)? {
                add(&mut device_id, device);
            }
        }
        for event in told.facts.capture_events()? {
            add(&mut events, event);
        }
        let others = account.device_ids.iter().map(|id| device(id)).chain(told.facts.device_ids()?);
        for other in others {
            if !device_id.iter().any(|known| known.id_value == other.id_value) {
                device_id.push(other);
            }
        }
        Ok(PersonOrUserReported {
            person: (person != Person::default()).then_some(person),
            esp_identifier: Some(account.esp_identifier.clone()),
            esp_service: Some(self.esp_service()),
            screen_name: account.screen_name.clone(),
            compromised_account: added.compromised,
            display_name: account.display_names.clone(),
            profile_url: added.profile_urls.clone(),
            profile_bio: added.profile_bio.clone(),
            ip_capture_event: events,
            device_id,
            third_party_user_reported: added.third_party,
            prior_ct_reports: told.earlier.to_vec(),
            group_identifier: added.group.clone(),
            account_temporarily_disabled: added.shut_for_a_time()?,
            account_permanently_disabled: added.shut_for_good()?,
            estimated_location: added.estimated_location()?,
            all_emails_reported: added.all_emails,
            associated_account: told.facts.associated_accounts(),
            additional_info: added.note.clone(),
            ..PersonOrUserReported::default()
        })
    }
}

fn contact(contact: &ContactConfig) -> ContactPerson {
    let email = |address: &String| Email { address: address.clone(), ..Email::default() };
    let phone = |number: &String| Phone { number: number.clone(), ..Phone::default() };
    ContactPerson {
        first_name: Some(contact.first_name.clone()),
        last_name: Some(contact.last_name.clone()),
        phone: contact.phone.iter().map(phone).collect(),
        email: contact.email.iter().map(email).collect(),
        ..ContactPerson::default()
    }
}

/// What the time of the incident is the time of.
fn time_means(statement: &UploadStatement) -> &'static str {
    match &statement.words {
        None => date_words::UPLOADED,
        Some(words) if words.kind == WordsKind::FollowUp => date_words::FOLLOWED_UP,
        Some(_) => date_words::WRITTEN,
    }
}

/// Where it happened: the addresses once each, the words that are reported, the conversation and what else was added.
fn scenes(told: &Told<'_>) -> Result<Vec<InternetDetails>, NotXmlTime> {
    let mut url = Vec::new();
    for statement in told.statements() {
        add(&mut url, statement.url.clone());
    }
    let mut scenes = vec![InternetDetails::WebPage(WebPageIncident { url, ..WebPageIncident::default() })];
    let words = told.statements().filter_map(|statement| statement.words.as_ref());
    scenes.extend(words.filter(|words| words.kind != WordsKind::FollowUp).map(written));
    scenes.extend(told.facts.chat_scenes());
    scenes.extend(told.facts.scenes.said()?);
    Ok(scenes)
}

/// Words that are reported, as a scene.
fn written(words: &StatedWords) -> InternetDetails {
    InternetDetails::ChatIm(ChatImIncident {
        chat_client: words.client.clone(),
        chat_room_name: words.room.clone(),
        content: Some(words.text.clone()),
        additional_info: match words.kind {
            WordsKind::Profile => Some("The text is what the account's profile says.".to_owned()),
            WordsKind::Comment => {
                Some("The text is a comment that everybody at the address can read.".to_owned())
            }
            WordsKind::Chat | WordsKind::FollowUp => None,
        },
    })
}

/// What happened, in the words of people: which report it follows, what a moderator adds to that, and the narrative that was given.
fn narrative(told: &Told<'_>) -> Option<String> {
    const MOST_CHARS: usize = 3000;
    let follows = told.follows.map(|number| format!("Follow-up to CyberTipline report {number}."));
    let words = told.statements().filter_map(|statement| statement.words.as_ref());
    let added = words.filter(|words| words.kind == WordsKind::FollowUp).map(|words| words.text.clone());
    let parts: Vec<String> = follows.into_iter().chain(added).chain(told.facts.narrative.clone()).collect();
    let text: String = parts.join("\n").chars().take(MOST_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

/// The body of `/fileinfo`.
pub(crate) fn file_details(file: &ReportedFile<'_>) -> Result<FileDetails, NotXmlTime> {
    let statement = file.statement;
    Ok(FileDetails {
        report_id: file.report_number,
        file_id: Token::new(file.file_id),
        file_name: None,
        original_file_name: Some(statement.file_name.clone()),
        uploaded_to_esp_timestamp: Some(xml_time(&statement.uploaded_at)?),
        location_of_file: Some(statement.url.clone()),
        file_viewed_by_esp: Some(file.viewing == Viewing::InFull),
        exif_viewed_by_esp: file.metadata_viewed,
        publicly_available: Some(statement.channel == Channel::Public),
        file_relevance: Some(file.facts.file.file_relevance()),
        mark: file.facts.mark(),
        industry_classification: file.facts.file.classification(),
        original_file_hash: hashes(file.digests),
        ip_capture_event: upload_event(statement)?,
        device_id: upload_device(statement)?.into_iter().collect(),
        details: pdq_quality(file.digests).into_iter().chain(file.facts.file.details()).collect(),
        additional_info: file.grounds.clone(),
    })
}

fn hashes(digests: &Digests) -> Vec<OriginalFileHash> {
    let hash = |hash_type: &str, value: String| OriginalFileHash { value, hash_type: hash_type.to_owned() };
    let mut hashes = vec![
        hash("MD5", digests.md5.clone()),
        hash("SHA1", digests.sha1.clone()),
        hash("SHA256", digests.sha256.clone()),
    ];
    hashes.extend(digests.pdq.map(|pdq| hash("PDQ", pdq.hash.to_string())));
    hashes
}

/// A PDQ hash says little without its quality.
fn pdq_quality(digests: &Digests) -> Option<Details> {
    let pair = |quality: u8| NameValuePair {
        name: "PDQ quality".to_owned(),
        value: quality.to_string(),
        ..NameValuePair::default()
    };
    digests.pdq.map(|pdq| Details {
        name_value_pair: vec![pair(pdq.quality)],
        metadata_type: Some(MetadataType::Hash),
    })
}

/// None where the application does not know the address.
fn upload_event(statement: &UploadStatement) -> Result<Option<IpCaptureEvent>, NotXmlTime> {
    let time = xml_time(&statement.uploaded_at)?;
    Ok(statement.ip.map(|ip| IpCaptureEvent {
        ip_address: ip.to_string(),
        event_name: Some(IpCaptureType::Upload),
        date_time: Some(time),
        possible_proxy: statement.possible_proxy,
        port: statement.port.map(i32::from),
    }))
}

fn upload_device(statement: &UploadStatement) -> Result<Option<DeviceId>, NotXmlTime> {
    let time = xml_time(&statement.uploaded_at)?;
    Ok(statement.device_id.as_ref().map(|id| DeviceId {
        event_name: Some(IpCaptureType::Upload),
        date_time: Some(time),
        ..device(id)
    }))
}

fn device(id: &str) -> DeviceId {
    DeviceId { id_type: "Device ID".to_owned(), id_value: id.to_owned(), ..DeviceId::default() }
}

/// A stated time as XML carries it.
pub(crate) fn xml_time(time: &StatedTime) -> Result<StatedDateTime, NotXmlTime> {
    StatedDateTime::parse(time.text()).map_err(|_| NotXmlTime(time.text().to_owned()))
}
