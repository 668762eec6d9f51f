//! What a platform needs to know.

use std::path::PathBuf;
use std::time::Duration;

use model::Sensitive;
use serde::Deserialize;
use service::webhook::WebhookConfig;
use service::{ConfigError, NodeConfig};
use vault::{BucketConfig, VaultConfig};

use crate::destination::Destination;
use crate::hold_basis::HoldPolicyConfig;
use crate::policies::PolicyConfig;

/// The configuration file of a platform.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Listener, data, actors.
    pub node: NodeConfig,
    /// A bucket for finished items of evidence, instead of `DATA_DIR/vault`.
    #[serde(default)]
    pub vault: Option<VaultConfig>,
    /// Name of the service as reports state it (`platform`, `espService`).
    pub service: String,
    /// Where reports go by the API; without it no program sends them: each is carried by hand to whom the duties name.
    #[serde(default)]
    pub clearinghouse: Option<ClearinghouseConfig>,
    /// Who reports.
    pub reporter: ReporterConfig,
    /// One of the incident types of the CyberTipline schema.
    #[serde(default = "default_incident_type")]
    pub incident_type: String,
    /// Seconds between two looks for outcomes; 0 looks never.
    #[serde(default = "default_feedback_poll_seconds")]
    pub feedback_poll_seconds: u64,
    /// Largest upload in bytes.
    #[serde(default = "default_upload_limit_bytes")]
    pub upload_limit_bytes: usize,
    /// How files come in and verdicts go out beside the API.
    #[serde(default)]
    pub platform: PlatformConfig,
}

/// `[platform]`: how files come in and verdicts go out beside the API; nothing of it by default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlatformConfig {
    /// `[[platform.object_source]]`: where objects are fetched that the application's store announces.
    pub object_source: Vec<ObjectSourceConfig>,
    /// Whether a report waits until a second person has confirmed it.
    pub second_reviewer: bool,
    /// `[[platform.policy]]`: the service's own policies, one of which whoever confirms names; without any they may name one in their words.
    pub policy: Vec<PolicyConfig>,
    /// `[platform.company]`: whose law binds the company; without it nobody is shown whom else to tell.
    pub company: Option<CompanyConfig>,
    /// `[[platform.hold_policy]]`: for how long the company has what it reported preserved, where no law says so or for longer.
    pub hold_policy: Vec<HoldPolicyConfig>,
    /// `[platform.hold_webhook]`: whom the node tells what to preserve of a report that was confirmed.
    pub hold_webhook: Option<WebhookConfig>,
    /// `[platform.appeal_webhook]`: whom the node tells what was decided on a reported user's appeal.
    pub appeal_webhook: Option<WebhookConfig>,
    /// `[platform.unacknowledged_webhook]`: whom the node tells once a day what nobody has acknowledged.
    pub unacknowledged_webhook: Option<WebhookConfig>,
    /// `[platform.notice_recipient]`: to whom notices under article 18 are sent by a program; without it they are carried by hand.
    pub notice_recipient: Option<NoticeRecipientConfig>,
    /// `[platform.verdict_webhook]`: whom the node tells what the look-up of an upload said.
    pub verdict_webhook: Option<WebhookConfig>,
}

/// `[platform.company]`: what decides whom the company must and may tell.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyConfig {
    /// Countries whose law binds it (ISO 3166-1, two capital letters): where it is established, and where counsel says so.
    pub countries: Vec<String>,
    /// Where it, or its legal representative in the European Union, is established.
    pub established_in: String,
    /// What it offers.
    pub service: ServiceKind,
}

/// Kinds of service, as laws tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// Users store or publish there.
    Hosting,
    /// Users write to one another.
    Messaging,
    /// It carries data or connects to the internet.
    Access,
}

impl ServiceKind {
    /// The name in the configuration and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hosting => "hosting",
            Self::Messaging => "messaging",
            Self::Access => "access",
        }
    }
}

impl Config {
    /// What stands where reports go; none where they are carried by hand.
    pub(crate) fn destination(&self) -> Option<Destination> {
        self.clearinghouse.as_ref().map(|clearinghouse| clearinghouse.destination)
    }

    /// Refuses what would send reports to the wrong place, and a company of which nobody knows whom it tells.
    pub fn check(&self) -> Result<(), ConfigError> {
        match &self.clearinghouse {
            Some(clearinghouse) => clearinghouse.check(),
            None if self.platform.company.is_none() => Err(ConfigError::setting(
                "platform.company",
                "is missing: without [clearinghouse] reports are carried by hand, and this says to whom",
            )),
            None => Ok(()),
        }
    }
}

impl CompanyConfig {
    /// Refuses what is no country.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let is_code = |text: &String| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let what = "must be a country code of two capital letters (ISO 3166-1), such as PT";
        if self.countries.is_empty() || !self.countries.iter().all(is_code) {
            return Err(ConfigError::setting("platform.company.countries", format!("each {what}")));
        }
        if !is_code(&self.established_in) {
            return Err(ConfigError::setting("platform.company.established_in", what));
        }
        Ok(())
    }
}

/// `[platform.notice_recipient]`: to whom notices under article 18 of the Digital Services Act are sent by a program.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRecipientConfig {
    /// The whole address, such as `https://clearinghouse.example:7002/api/notices`; https, or http on this machine.
    pub url: String,
    /// Our name there.
    pub username: String,
    /// Our secret there.
    pub password: Sensitive<String>,
    /// What it is: `sandbox` without it, `test`, or `production`; the same as that of `[clearinghouse]`.
    #[serde(default)]
    pub destination: Destination,
    /// Whether each confirmed report is told at once; without it a moderator sends each notice.
    #[serde(default)]
    pub at_once: bool,
}

/// One bucket of the application's store, or a folder in its place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectSourceConfig {
    /// Name of the bucket, as notifications have it.
    pub bucket: String,
    /// Surface on which its objects are seen; compared only while it has a legal basis in force.
    pub surface: String,
    /// A folder whose files are the objects: for development, and for stores that are mounted.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// `[platform.object_source.s3]`: how the bucket is reached, in a program built with `--features s3`.
    #[serde(default)]
    pub s3: Option<BucketConfig>,
}

/// The clearinghouse and our credentials there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearinghouseConfig {
    /// Its root: `/ispws/…` and `/feedback/outcomes` lie beneath.
    pub url: String,
    /// Name of the reporting party.
    pub username: String,
    /// Its secret.
    pub password: Sensitive<String>,
    /// What it is: `sandbox` without it, `test`, or `production`.
    #[serde(default)]
    pub destination: Destination,
    /// How long an answer may take, in milliseconds; an upload gets a second more for each 100 kB.
    #[serde(default = "default_answer_timeout_ms")]
    pub answer_timeout_ms: u64,
}

/// The person who stands behind the reports.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReporterConfig {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Where the terms and the legal contact are found.
    #[serde(default)]
    pub legal_url: Option<String>,
    /// The terms that the users broke, as a report cites them; at most 3,000 characters.
    #[serde(default)]
    pub terms_of_service: Option<String>,
    /// What the company says in every report, such as how it answers to orders.
    #[serde(default)]
    pub company_template: Option<String>,
    /// Whom an authority reaches about a report, where it is somebody else.
    #[serde(default)]
    pub contact: Option<ContactConfig>,
}

/// Somebody to talk to about reports.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactConfig {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Telephone number, with its country.
    #[serde(default)]
    pub phone: Option<String>,
}

model::unprintable!(ReporterConfig, ContactConfig);

/// The user name in the examples of the CyberTipline's documentation.
const DOCUMENTED_USERNAME: &str = "usr123";

fn default_incident_type() -> String {
    "Child Pornography (possession, manufacture, and distribution)".to_owned()
}

fn default_feedback_poll_seconds() -> u64 {
    60
}

fn default_upload_limit_bytes() -> usize {
    2 * 1024 * 1024 * 1024
}

fn default_answer_timeout_ms() -> u64 {
    30_000
}

impl NoticeRecipientConfig {
    /// The address; refuses one that stands elsewhere than where reports go, if they go anywhere: a case to practise on must not reach an authority.
    pub(crate) fn check(&self, destination: Option<Destination>) -> Result<reqwest::Url, ConfigError> {
        if let Some(destination) = destination.filter(|destination| *destination != self.destination) {
            let what = format!(
                "must be `{destination}`, as clearinghouse.destination is: what is tried out there must not be told in earnest here"
            );
            return Err(ConfigError::setting("platform.notice_recipient.destination", what));
        }
        service::peer_url("platform.notice_recipient.url", &self.url)
    }
}

impl ClearinghouseConfig {
    /// How long an answer may take.
    pub fn answer_timeout(&self) -> Duration {
        Duration::from_millis(self.answer_timeout_ms)
    }

    /// Our credentials there as one text, to be digested under a key.
    pub(crate) fn credentials(&self) -> String {
        format!("{}:{}", self.username, self.password.reveal())
    }

    /// Refuses what would go to the wrong place: a known address under another name, and the documentation's credentials in earnest.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let known = self.root()?.host_str().and_then(Destination::of_host);
        if let Some(known) = known.filter(|known| *known != self.destination) {
            let what =
                format!("must be `{known}` for this address, so that nobody takes the one for the other");
            return Err(ConfigError::setting("clearinghouse.destination", what));
        }
        if self.destination == Destination::Production && self.username == DOCUMENTED_USERNAME {
            let what = "is that of the documentation; in production give your own";
            return Err(ConfigError::setting("clearinghouse.username", what));
        }
        Ok(())
    }

    /// The root of the clearinghouse, with a slash at the end.
    pub(crate) fn root(&self) -> Result<reqwest::Url, ConfigError> {
        let mut url = service::peer_url("clearinghouse.url", &self.url)?;
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clearinghouse(url: &str, username: &str, destination: Destination) -> ClearinghouseConfig {
        ClearinghouseConfig {
            url: url.to_owned(),
            username: username.to_owned(),
            password: "not to be shown".into(),
            destination,
            answer_timeout_ms: 1,
        }
    }

    #[test]
    fn a_known_address_is_not_taken_for_another() {
        use Destination::{Production, Sandbox, Test};
        let check = |url: &str, username: &str, destination| match clearinghouse(url, username, destination)
            .check()
        {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        };
        let (earnest, test) = ("https://report.cybertip.org", "https://exttest.cybertip.org/");
        assert_eq!(
            check(earnest, "u", Production)
                + &check(test, "u", Test)
                + &check("https://ch.example", "u", Production),
            ""
        );
        for refused in [check(earnest, "u", Sandbox), check(earnest, "u", Test), check(test, "u", Production)]
        {
            assert!(refused.contains("`clearinghouse.destination`"), "{refused}");
        }
        assert!(check("https://ch.example", "usr123", Production).contains("`clearinghouse.username`"));
        assert_eq!(check("https://ch.example", "usr123", Sandbox), "");
    }

    #[test]
    fn a_notice_goes_where_reports_go() {
        use Destination::{Production, Sandbox};
        let check = |url: &str, own, reports| {
            let recipient = NoticeRecipientConfig {
                url: url.to_owned(),
                username: "u".to_owned(),
                password: "not to be shown".into(),
                destination: own,
                at_once: false,
            };
            assert!(!format!("{recipient:?}").contains("not to be shown"));
            recipient.check(Some(reports)).map(String::from).map_err(|error| error.to_string())
        };
        assert!(check("https://ch.example/api/notices", Sandbox, Sandbox).is_ok());
        let refused = check("https://ch.example/api/notices", Production, Sandbox).unwrap_err();
        assert!(refused.contains("`platform.notice_recipient.destination`"), "{refused}");
        let refused = check("http://ch.example/api/notices", Sandbox, Sandbox).unwrap_err();
        assert!(refused.contains("`platform.notice_recipient.url`"), "{refused}");
    }

    fn root(url: &str) -> Result<String, ConfigError> {
        let config = clearinghouse(url, "u", Destination::Sandbox);
        assert!(!format!("{config:?}").contains("not to be shown"));
        config.root().map(String::from)
    }

    #[test]
    fn a_company_names_countries_by_their_codes() {
        let check = |countries: &[&str], established_in: &str| {
            let countries = countries.iter().map(|country| (*country).to_owned()).collect();
            let established_in = established_in.to_owned();
            CompanyConfig { countries, established_in, service: ServiceKind::Hosting }.check()
        };
        assert!(check(&["PT", "US"], "PT").is_ok());
        assert!(check(&[], "PT").unwrap_err().to_string().contains("`platform.company.countries`"));
        assert!(check(&["Portugal"], "PT").is_err());
        assert!(check(&["PT"], "pt").unwrap_err().to_string().contains("`platform.company.established_in`"));
    }

    #[test]
    fn the_root_ends_in_a_slash_and_is_no_clear_text_to_elsewhere() {
        assert_eq!(root("http://127.0.0.1:7001").unwrap(), "http://127.0.0.1:7001/");
        assert_eq!(root("https://ch.example/base").unwrap(), "https://ch.example/base/");
        assert!(root("http://ch.example").unwrap_err().to_string().contains("`clearinghouse.url`"));
    }
}
