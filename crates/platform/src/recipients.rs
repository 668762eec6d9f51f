//! Whom a report concerns beside the clearinghouse: what stands of each duty, and what is handed over.

use std::str::FromStr;

use model::Id;
use serde::{Deserialize, Serialize};
use service::opening::Viewing;
use service::{Failure, Tone};
use wire::document::Document as _;
use wire::notice::{AccountRole, Contact, MemberState, Notice, NoticeAccount, NoticeAddress, Standing};

use crate::State;
use crate::config::CompanyConfig;
use crate::digests::Digests;
use crate::duties::FormField;
use crate::filing::content::{ReportedFile, Reporting};
use crate::ids::Report;
use crate::reported::Reported;
use crate::statement::UploadStatement;

/// Longest explanation of a notice, in characters.
const MOST_CHARS: usize = wire::notice::MAX_EXPLANATION_CHARS;

/// What somebody said last of a duty of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ItemState {
    /// Nobody was told yet.
    Open,
    /// They were told.
    Told,
    /// A person found that nothing is owed.
    NotOwed,
}

impl ItemState {
    const ALL: [Self; 3] = [Self::Open, Self::Told, Self::NotOwed];

    /// The name in the database and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Told => "told",
            Self::NotOwed => "not_owed",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Warn,
            Self::Told => Tone::Good,
            Self::NotOwed => Tone::Info,
        }
    }
}

/// Not a state of a duty.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is none of open, told, not_owed")]
pub(crate) struct UnknownItemState(String);

impl FromStr for ItemState {
    type Err = UnknownItemState;

    fn from_str(text: &str) -> Result<Self, UnknownItemState> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| UnknownItemState(text.to_owned()))
    }
}

/// What is handed over of a report, in the words that an authority reads.
pub(crate) struct Handed<'a> {
    pub(crate) reporting: &'a Reporting,
    pub(crate) file: &'a ReportedFile<'a>,
}

/// The text of a notice under article 18 on a report, as it is shown and as it is sent.
///
/// # Errors
/// Broken when the notice is not whole: ours, since the statement was checked at the door.
pub(crate) fn write_notice(
    state: &State,
    company: &CompanyConfig,
    report_id: Id<Report>,
    reported: &Reported,
    states: Vec<MemberState>,
) -> Result<String, Failure> {
    let file = reported.file();
    let handed = Handed { reporting: &state.reporting, file: &file };
    let notice = handed.notice(&report_id.to_string(), &company.established_in, states);
    let written = notice.write().map_err(Failure::broken)?;
    Ok(String::from_utf8_lossy(&written).into_owned())
}

impl Handed<'_> {
    fn statement(&self) -> &UploadStatement {
        self.file.statement
    }

    fn digests(&self) -> &Digests {
        self.file.digests
    }

    /// What was found and how, in English: authorities abroad read it. No file goes with it.
    pub(crate) fn narrative(&self) -> String {
        let (statement, digests) = (self.statement(), self.digests());
        let viewed = match self.file.viewing {
            Viewing::InFull => "A person of the company viewed the file in full.",
            _ => "No person of the company is recorded to have viewed the file in full.",
        };
        let grounds = self.file.grounds.join(" ");
        if let Some(words) = &statement.words {
            let text = format!(
                "A user of {} wrote what follows at {}. {} The text is preserved and is handed over on lawful request.",
                self.reporting.service(),
                statement.uploaded_at.text(),
                words.text,
            );
            return text.chars().take(MOST_CHARS).collect();
        }
        let text = format!(
            "A user of {} uploaded a file at {}. SHA-256 {}, MD5 {}. {viewed} {grounds} The file is preserved and is handed over on lawful request.",
            self.reporting.service(),
            statement.uploaded_at.text(),
            digests.sha256,
            digests.md5,
        );
        text.chars().take(MOST_CHARS).collect()
    }

    /// The values of one field of a form; none where nothing is known.
    pub(crate) fn values(&self, field: FormField) -> Vec<String> {
        let (statement, reporting) = (self.statement(), self.reporting);
        let account = &statement.account;
        let one = |text: &str| vec![text.to_owned()];
        let some = |text: Option<String>| text.into_iter().collect::<Vec<_>>();
        match field {
            FormField::Company => one(reporting.service()),
            FormField::ContactName => one(&reporting.contact_name()),
            FormField::ContactEmail => one(reporting.contact_email()),
            FormField::IncidentType => one(reporting.incident_code()),
            FormField::IncidentTime => one(statement.uploaded_at.text()),
            FormField::AddressOfPage => one(&statement.url),
            FormField::Account => one(&account.esp_identifier),
            FormField::AccountName => {
                account.screen_name.iter().chain(&account.display_names).cloned().collect()
            }
            FormField::AccountEmail => account.emails.clone(),
            FormField::AccountPhone => account.phones.clone(),
            FormField::AccountBirth => some(account.date_of_birth.map(|date| date.to_string())),
            FormField::IpAddress => vec![format!("{}, {}", statement.ip, statement.uploaded_at.text())],
            FormField::Port => some(statement.port.map(|port| port.to_string())),
            FormField::Device => some(statement.device_id.clone()),
            FormField::FileName => one(&statement.file_name),
            FormField::Digests => {
                let digests = self.digests();
                vec![format!("SHA-256 {}", digests.sha256), format!("MD5 {}", digests.md5)]
            }
            FormField::FileViewed => one(if self.file.viewing == Viewing::InFull { "yes" } else { "no" }),
            FormField::Narrative => vec![self.narrative()],
        }
    }

    /// A notice under article 18 of the Digital Services Act. The member states are what a person chose; none where nobody did.
    pub(crate) fn notice(&self, reference: &str, established_in: &str, states: Vec<MemberState>) -> Notice {
        let (statement, reporting) = (self.statement(), self.reporting);
        let account = &statement.account;
        let seen = NoticeAddress {
            address: statement.ip.to_string(),
            at: statement.uploaded_at.text().to_owned(),
            port: statement.port,
        };
        Notice {
            schema: Notice::SCHEMA.to_owned(),
            reference: Some(reference.to_owned()),
            standing: Standing::HasTakenPlace,
            incident_type: reporting.incident_code().to_owned(),
            occurred_at: statement.uploaded_at.text().to_owned(),
            explanation: self.narrative(),
            urgent_because: None,
            member_states: states,
            established_in: established_in.to_owned(),
            urls: vec![statement.url.clone()],
            accounts: vec![NoticeAccount {
                role: AccountRole::Suspect,
                service: reporting.service().to_owned(),
                identifier: Some(account.esp_identifier.clone()),
                screen_name: account.screen_name.clone(),
                emails: account.emails.clone(),
                phones: account.phones.clone(),
                addresses: vec![seen],
            }],
            contact: Contact {
                name: reporting.contact_name(),
                email: reporting.contact_email().to_owned(),
                phone: None,
            },
        }
    }
}
