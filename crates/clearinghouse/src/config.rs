//! What a clearinghouse is told before it starts.

mod agency;
mod hash_source;

use std::path::PathBuf;

use model::hours::{Reading, ReadingError, Weekly};
use serde::Deserialize;
use service::config::{ConfigError, NodeConfig};
use vault::VaultConfig;
use wire::cybertipline::UnknownElements;

pub use agency::{AgencyConfig, Delivery};
pub use hash_source::{HashFeedbackConfig, HashSourceConfig, HashSourceKind};

use crate::known_lists::HashListConfig;
use crate::rota::{self, RotaConfig};

/// The configuration of a clearinghouse: `[node]`, `[clearinghouse]`, `[tips]`, one `[[agency]]` per agency and one `[[hash_source]]` per source of
/// known hashes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What every node needs to know.
    pub node: NodeConfig,
    /// A bucket for finished items of evidence, instead of `DATA_DIR/vault`.
    #[serde(default)]
    pub vault: Option<VaultConfig>,
    /// What only a clearinghouse needs to know.
    #[serde(default)]
    pub clearinghouse: ClearinghouseConfig,
    /// Tips by the public.
    #[serde(default)]
    pub tips: TipsConfig,
    /// The agencies that receive referrals.
    #[serde(default)]
    pub agency: Vec<AgencyConfig>,
    /// Sources that hash lists are pulled from; none unless stated.
    #[serde(default)]
    pub hash_source: Vec<HashSourceConfig>,
}

/// Tips by the public.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TipsConfig {
    /// File with the 64 hexadecimal digits of the secret that opens tips. Without it the secret follows from the node's own key.
    pub recipient_key_file: Option<PathBuf>,
    /// When somebody reads: the same as `[reading]` of the public form, which tells it to reporters.
    pub reading: Reading,
}

impl TipsConfig {
    /// When somebody reads.
    ///
    /// # Errors
    /// Unknown zone, no hours, or days that are none.
    pub(crate) fn weekly(&self) -> Result<Weekly, ConfigError> {
        let named = |error: ReadingError| {
            ConfigError::setting(format!("tips.reading.{}", error.setting), error.reason)
        };
        self.reading.weekly().map_err(named)
    }
}

/// What only a clearinghouse needs to know.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClearinghouseConfig {
    /// Its name, as it stands in referrals.
    pub name: String,
    /// Its country (ISO 3166-1, two letters).
    pub country: String,
    /// Name of the key that signs packages: no space, no plus sign. Without it the host of `node.public_url`.
    pub signer_name: Option<String>,
    /// JSON file of a scenario's address allocations; only with `node.simulation = true`.
    pub allocations: Option<PathBuf>,
    /// TOML file of rules by which countries are proposed, instead of those that are compiled in; see `docs/operator/routing.md`.
    pub routing: Option<PathBuf>,
    /// Largest file that `/upload` takes, in bytes.
    pub max_upload_bytes: u64,
    /// What becomes of elements of reports that the schema does not know: `keep` takes the report with a remark, `refuse` answers 4100 as
    /// the CyberTipline does.
    pub unknown_elements: UnknownElements,
    /// Who is called when a Band A alarm sounds, in this order.
    pub rota: Vec<RotaConfig>,
    /// After how many minutes the next on the rota is called, unless the alarm is closed by then.
    pub call_next_after_minutes: u32,
    /// How many reports of the lowest band, and how many informational ones, are drawn each day to be read blind.
    pub blind_sample: u32,
    /// In reports that name how many accounts, e-mail addresses and telephone numbers a file must have come before this node takes it for known
    /// everywhere, so that reports which rest on it go in the daily batch; 0 for never: then only what its sender marks is.
    pub viral_after_identifiers: u32,
    /// TOML file of weights for the order of work; it is a proposal until somebody applies it (`/weights`).
    pub weights: Option<PathBuf>,
    /// The verifier key that must have signed that file; without one its signature is not asked for.
    pub weights_key: Option<String>,
    /// CSV file of networks with their operators, as this node's operator supplies it.
    pub operators: Option<PathBuf>,
    /// `[[clearinghouse.hash_list]]`: lists of known hashes that are read at start.
    pub hash_list: Vec<HashListConfig>,
}

impl Default for ClearinghouseConfig {
    fn default() -> Self {
        Self {
            name: "Clearinghouse".into(),
            country: "US".into(),
            signer_name: None,
            allocations: None,
            routing: None,
            // what a package can carry, see wire::package
            max_upload_bytes: (8 << 30) - 1,
            unknown_elements: UnknownElements::Keep,
            rota: Vec::new(),
            call_next_after_minutes: 15,
            blind_sample: 10,
            viral_after_identifiers: 0,
            weights: None,
            weights_key: None,
            operators: None,
            hash_list: Vec::new(),
        }
    }
}

impl Config {
    /// Refuses what can be read but must not run.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.node.check()?;
        self.node.check_roles(&crate::Role::ALL.map(crate::Role::as_str))?;
        if self.clearinghouse.allocations.is_some() && !self.node.simulation {
            return Err(ConfigError::setting(
                "clearinghouse.allocations",
                "a scenario's allocation table is only for demonstrations; take it out, or set `node.simulation = true`",
            ));
        }
        check_country("clearinghouse.country", &self.clearinghouse.country)?;
        rota::check(&self.clearinghouse.rota)?;
        if self.clearinghouse.call_next_after_minutes == 0 {
            let reason = "give one minute at least: who is called needs time to answer";
            return Err(ConfigError::setting("clearinghouse.call_next_after_minutes", reason));
        }
        self.tips.weekly()?;
        for (index, source) in self.hash_source.iter().enumerate() {
            source.check()?;
            if self.hash_source.iter().take(index).any(|other| other.name == source.name) {
                return Err(ConfigError::setting(
                    "hash_source.name",
                    "stands twice; give each source its own",
                ));
            }
        }
        for (index, agency) in self.agency.iter().enumerate() {
            check_country("agency.country", &agency.country)?;
            agency.check_way()?;
            agency.recipient()?;
            if agency.code.trim().is_empty()
                || self.agency.iter().take(index).any(|other| other.code == agency.code)
            {
                let reason =
                    format!("`{}` is blank or stands twice; give each agency a code of its own", agency.code);
                return Err(ConfigError::setting("agency.code", reason));
            }
        }
        Ok(())
    }

    /// The name of the key that signs packages.
    pub(crate) fn signer_name(&self) -> String {
        let host = || {
            let rest = self
                .node
                .public_url
                .split_once("://")
                .map_or(self.node.public_url.as_str(), |(_, rest)| rest);
            rest.split(['/', ':']).next().unwrap_or_default().to_owned()
        };
        self.clearinghouse.signer_name.clone().unwrap_or_else(host)
    }
}

fn check_country(setting: &str, code: &str) -> Result<(), ConfigError> {
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(ConfigError::setting(setting, format!("`{code}` is not a country code of two capital letters")))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use service::Lang;

    use super::*;

    const GOOD: &str = r#"
[node]
listen = "127.0.0.1:7002"
public_url = "http://clearinghouse.localhost:7002"
data_dir = "data"
[[agency]]
code = "ES-CNP"
name = "Agency (example)"
country = "ES"
url = "http://police.localhost:7003"
username = "clearinghouse"
password = "not to be shown"
recipient_key = "amparo-recipient/1+0900000000000000000000000000000000000000000000000000000000000000"
"#;

    fn read(text: &str) -> Result<Config, ConfigError> {
        let config: Config = service::config::parse(Path::new("clearinghouse.toml"), text)?;
        config.check().map(|()| config)
    }

    #[test]
    fn a_small_configuration_is_enough_and_shows_no_secret() {
        let config = read(GOOD).unwrap();
        assert_eq!(config.signer_name(), "clearinghouse.localhost");
        assert!(!format!("{config:?}").contains("not to be shown"));
    }

    #[test]
    fn unknown_elements_are_kept_unless_they_are_to_be_refused() {
        let with = |value: &str| {
            let setting = format!("[clearinghouse]\nunknown_elements = \"{value}\"\n[[agency]]");
            read(&GOOD.replace("[[agency]]", &setting)).map(|config| config.clearinghouse.unknown_elements)
        };
        assert_eq!(read(GOOD).unwrap().clearinghouse.unknown_elements, UnknownElements::Keep);
        assert_eq!(with("refuse").unwrap(), UnknownElements::Refuse);
        assert_eq!(with("keep").unwrap(), UnknownElements::Keep);
        assert!(with("drop").unwrap_err().to_string().contains("drop"));
    }

    #[test]
    fn an_agency_that_fetches_needs_no_address() {
        let text = GOOD.replace("url = \"http://police.localhost:7003\"", "delivery = \"pull\"");
        let config = read(&text).unwrap();
        assert_eq!((config.agency[0].delivery, config.agency[0].lang()), (Delivery::Pull, Lang::En));
    }

    #[test]
    fn what_must_not_run_is_refused_by_setting() {
        for (change, says) in [
            (
                ("[[agency]]", "[clearinghouse]\nallocations = \"a.json\"\n[[agency]]"),
                "clearinghouse.allocations",
            ),
            (("[[agency]]", "[clearinghouse]\ncountry = \"usa\"\n[[agency]]"), "clearinghouse.country"),
            (
                ("[[agency]]", "[clearinghouse]\ncall_next_after_minutes = 0\n[[agency]]"),
                "clearinghouse.call_next_after_minutes",
            ),
            (
                (
                    "[[agency]]",
                    "[[clearinghouse.rota]]\nname = \"a\"\nwebhook = { url = \"http://relay.example/\", secret_file = \"s\" }\n[[agency]]",
                ),
                "clearinghouse.rota.webhook.url",
            ),
            (("country = \"ES\"", "country = \"Spain\""), "agency.country"),
            (("code = \"ES-CNP\"", "code = \" \""), "agency.code"),
            (
                ("http://police.localhost:7003", "http://police.example"),
                "`agency.url`: `http://police.example` must be https",
            ),
            (("username", "user"), "unknown field `user`"),
            (("country = \"ES\"", "country = \"ES\"\nlanguage = \"xx\""), "agency.language"),
            (("url = \"http://police.localhost:7003\"", "delivery = \"post\""), "unknown variant `post`"),
            (("amparo-recipient/1+09", "age1"), "`agency.recipient_key`: is no recipient key"),
        ] {
            let error = read(&GOOD.replace(change.0, change.1)).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let twice = format!("{GOOD}{}", &GOOD[GOOD.find("[[agency]]").unwrap()..]);
        assert!(read(&twice).unwrap_err().to_string().contains("agency.code"));
    }
}
