//! To whom a company must and may report, and how: law as dated data with its sources. The software shows what may apply and keeps what people
//! say of it; whether something is owed is for them and their counsel to say.

use std::borrow::Borrow;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use service::{ConfigError, Lang};

use crate::config::{CompanyConfig, ServiceKind};

/// The data that are compiled in.
const BUILT_IN: &str = include_str!("../data/duties.toml");

/// Every duty known, past and present.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Duties {
    /// The member states of the European Union.
    pub(crate) eu: Vec<String>,
    /// In the order in which they are shown.
    #[serde(rename = "duty")]
    pub(crate) all: Vec<Duty>,
}

/// One duty, or one permission, of one law.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Duty {
    /// Names it in addresses and in the database; it never changes its meaning.
    pub(crate) id: String,
    /// ISO 3166-1, `EU`, or `*`.
    pub(crate) country: String,
    #[serde(default)]
    except: Vec<String>,
    services: Vec<ServiceKind>,
    pub(crate) force: Force,
    law: Words,
    article: Words,
    pub(crate) to: Words,
    pub(crate) what: Words,
    pub(crate) channel: Channel,
    pub(crate) document: Paper,
    /// Where it goes, where that is one public address.
    #[serde(default)]
    #[serde(rename = "address")]
    pub(crate) sent_to: Option<String>,
    /// What its form asks, in its order.
    #[serde(default)]
    pub(crate) fields: Vec<FormField>,
    pub(crate) valid_from: Date,
    /// The last day.
    #[serde(default)]
    pub(crate) valid_to: Option<Date>,
    pub(crate) source: String,
    /// Whether somebody has read the official text beside it.
    pub(crate) verified: bool,
    pub(crate) checked_on: Date,
}

/// A text in both languages.
#[derive(Debug, Deserialize)]
#[serde(from = "Stated")]
pub(crate) struct Words {
    en: String,
    es: String,
}

/// As a file states a text: once where it is the same in both, as the names of national laws are.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Stated {
    Same(String),
    Each { en: String, es: String },
}

impl From<Stated> for Words {
    fn from(stated: Stated) -> Self {
        match stated {
            Stated::Same(text) => Self { en: text.clone(), es: text },
            Stated::Each { en, es } => Self { en, es },
        }
    }
}

/// Whether the law commands or allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Force {
    Must,
    May,
}

/// How the authority takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Channel {
    Api,
    WebForm,
    Letter,
}

/// What is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Paper {
    /// The CyberTipline report: to file it in production is to hand it over; without credentials, its web form is copied.
    Report,
    /// A notice under article 18 of the Digital Services Act.
    Notice,
    /// What a form asks, to be copied.
    Fields,
}

/// What forms ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FormField {
    Company,
    ContactName,
    ContactEmail,
    IncidentType,
    /// Left out where nobody says that it is urgent.
    Urgent,
    IncidentTime,
    AddressOfPage,
    Account,
    AccountName,
    AccountEmail,
    AccountPhone,
    AccountBirth,
    IpAddress,
    Port,
    Device,
    FileName,
    Digests,
    FileViewed,
    Narrative,
}

/// What a letter says that carries a notice under article 18, in the order of a report to the police.
pub(crate) const NOTICE_FIELDS: &[FormField] = &[
    FormField::Company,
    FormField::ContactName,
    FormField::ContactEmail,
    FormField::IncidentType,
    FormField::Urgent,
    FormField::IncidentTime,
    FormField::AddressOfPage,
    FormField::Account,
    FormField::AccountName,
    FormField::AccountEmail,
    FormField::AccountPhone,
    FormField::AccountBirth,
    FormField::IpAddress,
    FormField::Port,
    FormField::Device,
    FormField::FileName,
    FormField::Digests,
    FormField::FileViewed,
    FormField::Narrative,
];

impl Duties {
    /// The data that are compiled in.
    ///
    /// # Errors
    /// When they cannot be read: ours, and a test finds it.
    pub(crate) fn built_in() -> Result<Self, ConfigError> {
        service::config::parse(Path::new("duties.toml"), BUILT_IN)
    }

    /// The duty of this name, in force or not.
    pub(crate) fn find(&self, id: &str) -> Option<&Duty> {
        self.all.iter().find(|duty| duty.id == id)
    }

    /// Whether a duty concerns a company on a day.
    pub(crate) fn concerns(&self, duty: &Duty, company: &CompanyConfig, on: Date) -> bool {
        duty.is_in_force(on) && self.may_concern(duty, company)
    }

    /// Whether a duty concerns a company on the days on which it is law.
    pub(crate) fn may_concern(&self, duty: &Duty, company: &CompanyConfig) -> bool {
        duty.services.contains(&company.service) && self.binds(duty, company)
    }

    fn binds(&self, duty: &Duty, company: &CompanyConfig) -> bool {
        let countries = &company.countries;
        match duty.country.as_str() {
            "*" => !countries.iter().any(|country| duty.except.contains(country)),
            "EU" => countries.iter().any(|country| self.eu.contains(country)),
            country => countries.iter().any(|named| named == country),
        }
    }
}

impl Duty {
    /// Whether it is law on a day; first and last day are.
    pub(crate) fn is_in_force(&self, on: Date) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|to| on <= to)
    }

    /// Its law and articles, as a page in a language cites them.
    pub(crate) fn cited(&self, lang: impl Borrow<Lang>) -> String {
        let lang: &Lang = lang.borrow();
        format!("{}, {}", self.law.in_lang(lang), self.article.in_lang(lang))
    }

    /// Its country in text keys.
    pub(crate) fn country_key(&self) -> &str {
        if self.country == "*" { "any" } else { &self.country }
    }

    /// The instants between which a report falls under it: from the first day of a zone on, to before the day after the last.
    pub(crate) fn reach(&self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let start = |day: Date| day.to_zoned_datetime(zone.clone()).map(|at| at.timestamp());
        let until = self.valid_to.and_then(|last| last.tomorrow().ok()).map(start);
        (
            start(self.valid_from).unwrap_or(Timestamp::MIN),
            until.and_then(Result::ok).unwrap_or(Timestamp::MAX),
        )
    }

    /// Whether it stays open until somebody says what became of it; the report itself is handed over by being filed in earnest.
    pub(crate) fn is_kept_open(&self) -> bool {
        self.force == Force::Must
    }
}

impl Words {
    /// The text in a language.
    pub(crate) fn in_lang(&self, lang: impl Borrow<Lang>) -> &str {
        let lang: &Lang = lang.borrow();
        match lang {
            Lang::En => &self.en,
            Lang::Es => &self.es,
        }
    }
}

impl Force {
    /// The name in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::May => "may",
        }
    }
}

impl Channel {
    /// The name in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::WebForm => "web_form",
            Self::Letter => "letter",
        }
    }
}

impl FormField {
    /// The name in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::ContactName => "contact-name",
            Self::ContactEmail => "contact-email",
            Self::IncidentType => "incident-type",
            Self::Urgent => "urgent",
            Self::IncidentTime => "incident-time",
            Self::AddressOfPage => "address-of-page",
            Self::Account => "account",
            Self::AccountName => "account-name",
            Self::AccountEmail => "account-email",
            Self::AccountPhone => "account-phone",
            Self::AccountBirth => "account-birth",
            Self::IpAddress => "ip-address",
            Self::Port => "port",
            Self::Device => "device",
            Self::FileName => "file-name",
            Self::Digests => "digests",
            Self::FileViewed => "file-viewed",
            Self::Narrative => "narrative",
        }
    }

    /// Whether its value is in the words of the authority's language; others are names, numbers, or what somebody wrote.
    pub(crate) fn is_in_words(self) -> bool {
        matches!(self, Self::FileViewed | Self::Narrative)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn company(countries: &[&str], service: ServiceKind) -> CompanyConfig {
        let countries: Vec<String> = countries.iter().map(|country| (*country).to_owned()).collect();
        CompanyConfig { established_in: countries[0].clone(), countries, service }
    }

    fn ids(company: &CompanyConfig, on: &str) -> Vec<String> {
        let (duties, on) = (Duties::built_in().unwrap(), on.parse().unwrap());
        let concerned = duties.all.iter().filter(|duty| duties.concerns(duty, company, on));
        concerned.map(|duty| duty.id.clone()).collect()
    }

    #[test]
    fn the_data_are_whole() {
        let duties = Duties::built_in().unwrap();
        assert_eq!(duties.eu.iter().collect::<BTreeSet<_>>().len(), 27);
        let ids: BTreeSet<_> = duties.all.iter().map(|duty| &duty.id).collect();
        assert_eq!(ids.len(), duties.all.len(), "each id once");
        for duty in &duties.all {
            assert!(crate::surfaces::is_name(&duty.id), "{}", duty.id);
            for words in [&duty.law, &duty.article, &duty.to, &duty.what] {
                assert!(!words.en.trim().is_empty() && !words.es.trim().is_empty(), "{}", duty.id);
            }
            assert!(duty.valid_to.is_none_or(|to| duty.valid_from <= to), "{}", duty.id);
            assert_eq!(duty.document != Paper::Notice, !duty.fields.is_empty(), "{}", duty.id);
            assert!(duty.source.starts_with("https://"), "{}", duty.id);
            let is_mail = duty.sent_to.as_ref().is_some_and(|address| address.contains('@'));
            assert!(
                !is_mail || duty.channel == Channel::Letter,
                "{}: an e-mail address is no web form",
                duty.id
            );
            assert!(!duty.services.is_empty(), "{}", duty.id);
        }
        let of_the_union = duties.all.iter().find(|duty| duty.id == "eu-dsa-18").unwrap();
        assert!(of_the_union.cited(Lang::En).starts_with("Regulation (EU)"));
        assert!(of_the_union.cited(Lang::Es).starts_with("Reglamento (UE)"));
        for country in ["US", "PT", "ES", "GB"] {
            assert!(duties.all.iter().any(|duty| duty.country == country), "{country}");
        }
    }

    #[test]
    fn a_company_has_the_duties_of_its_countries_its_service_and_the_day() {
        let portuguese = company(&["PT"], ServiceKind::Hosting);
        assert_eq!(ids(&portuguese, "2026-11-28"), ["any-cybertipline", "eu-dsa-18", "pt-dl7-19a"]);
        assert_eq!(ids(&portuguese, "2024-02-16"), ["any-cybertipline", "pt-dl7-19a"]);
        assert_eq!(ids(&portuguese, "2020-08-17"), ["any-cybertipline"]);
        let both = company(&["US", "GB"], ServiceKind::Messaging);
        assert_eq!(ids(&both, "2026-04-06"), ["us-2258a"]);
        assert_eq!(ids(&both, "2026-04-07"), ["us-2258a", "gb-osa-66"]);
        let messages = company(&["ES"], ServiceKind::Messaging);
        assert_eq!(
            ids(&messages, "2026-11-28"),
            ["any-cybertipline", "es-lo8-19"],
            "article 18 is on hosting"
        );
    }

    #[test]
    fn a_report_falls_under_the_law_of_its_day_in_the_zone_of_the_node() {
        let mut duties = Duties::built_in().unwrap();
        let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
        let duty = duties.all.iter_mut().find(|duty| duty.id == "pt-dl7-19a").unwrap();
        let (from, until) = duty.reach(&lisbon);
        assert_eq!((from.to_string().as_str(), until), ("2020-08-17T23:00:00Z", Timestamp::MAX));
        duty.valid_to = Some("2026-12-31".parse().unwrap());
        assert_eq!(duty.reach(&lisbon).1.to_string(), "2027-01-01T00:00:00Z");
    }
}
