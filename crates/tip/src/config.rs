//! What the form is told before it starts. Nothing in it opens a tip.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use model::Sensitive;
use model::hours::{Reading, ReadingError, Weekly};
use reqwest::Url;
use serde::Deserialize;
use service::config::ConfigError;
use service::{TlsConfig, development_command};
use wire::package::sealed::RecipientKey;

/// The configuration of the form: `[tip]`, `[clearinghouse]` and `[reading]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The listener and the spool.
    pub tip: TipConfig,
    /// Who reads.
    pub clearinghouse: ClearinghouseConfig,
    /// When somebody reads.
    #[serde(default)]
    pub reading: Reading,
}

/// `[tip]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TipConfig {
    /// Address and port to listen on; off loopback only with `[tip.tls]`.
    pub listen: SocketAddr,
    /// Address by which the public reaches the form.
    pub public_url: String,
    /// Folder of sealed steps that wait for their delivery; made with mode 0700.
    pub data_dir: PathBuf,
    /// Country whose lines are shown until somebody chooses another (ISO 3166-1, two letters).
    #[serde(default = "country")]
    pub country: String,
    /// Where the quick exit leads: a page that says nothing, such as a search engine or the weather.
    #[serde(default = "exit_url")]
    pub exit_url: String,
    /// Folder with `lines.toml`, `removal.toml` and `copies.toml` in place of the built-in ones; one that is missing there is built-in.
    #[serde(default)]
    pub lists_dir: Option<PathBuf>,
    /// Certificate and key of the listener.
    #[serde(default)]
    pub tls: Option<TlsConfig>,
    /// Most sealed steps that wait for their delivery.
    #[serde(default = "waiting_steps")]
    pub waiting_steps: usize,
    /// `NOW@ANCHOR`, see [`service::OffsetClock`]: refused unless `simulation` is set.
    #[serde(default)]
    pub test_clock: Option<String>,
    /// Marks every page as a demonstration.
    #[serde(default)]
    pub simulation: bool,
}

/// `[clearinghouse]`: who reads, and how sealed steps get there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearinghouseConfig {
    /// Its node, for example `https://clearinghouse.example`.
    pub url: String,
    /// Name of this form's machine account there (role `tip_form`).
    pub username: String,
    /// File of that account's secret, mode 0600. It lets sealed steps in and sealed answers out, and opens neither.
    pub secret_file: PathBuf,
    /// What steps are sealed to: `amparo-recipient/1+` and 64 hexadecimal digits.
    pub recipient_key: String,
    /// PEM file of certificate authorities that are trusted beside the system's.
    #[serde(default)]
    pub trusted_ca_file: Option<PathBuf>,
}

impl Config {
    /// Refuses what can be read but must not run.
    ///
    /// # Errors
    /// Names the setting and says what to do.
    pub fn check(&self) -> Result<(), ConfigError> {
        let tip = &self.tip;
        if tip.tls.is_none() && !tip.listen.ip().is_loopback() {
            let reason = "can be reached from the network without TLS; set `certificate_file` and `key_file` under `[tip.tls]`, or \
                          listen on 127.0.0.1 or [::1] behind a proxy that keeps no log of addresses";
            let command = development_command(&tip.public_url);
            let reason =
                format!("{} {reason}. For development alone this makes one: `{command}`", tip.listen);
            return Err(ConfigError::setting("tip.listen", reason));
        }
        if tip.test_clock.is_some() && !tip.simulation {
            let reason = "a test clock is only for demonstrations; take it out, or set `simulation = true`";
            return Err(ConfigError::setting("tip.test_clock", reason));
        }
        if tip.country.len() != 2 || !tip.country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let reason = format!("`{}` is not a country code of two capital letters", tip.country);
            return Err(ConfigError::setting("tip.country", reason));
        }
        if !(1..=1_000_000).contains(&tip.waiting_steps) {
            return Err(ConfigError::setting("tip.waiting_steps", "must be from 1 to 1000000"));
        }
        let exit = Url::parse(&tip.exit_url).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
        if exit.is_none() {
            let reason = format!("`{}` is no address of a page", tip.exit_url);
            return Err(ConfigError::setting("tip.exit_url", reason));
        }
        service::peer_url("clearinghouse.url", &self.clearinghouse.url)?;
        self.recipient()?;
        self.weekly().map(drop)
    }

    /// When a person reads.
    pub(crate) fn weekly(&self) -> Result<Weekly, ConfigError> {
        let named =
            |error: ReadingError| ConfigError::setting(format!("reading.{}", error.setting), error.reason);
        self.reading.weekly().map_err(named)
    }

    /// What steps are sealed to.
    ///
    /// # Errors
    /// The setting is no recipient key.
    pub(crate) fn recipient(&self) -> Result<RecipientKey, ConfigError> {
        self.clearinghouse.recipient_key.parse().map_err(|error: wire::package::sealed::SealedError| {
            ConfigError::setting("clearinghouse.recipient_key", error.to_string())
        })
    }

    /// The secret of the machine account at the clearinghouse.
    ///
    /// # Errors
    /// The file cannot be read, others can read it, or it is empty.
    pub(crate) fn secret(&self) -> Result<Sensitive<String>, ConfigError> {
        use std::os::unix::fs::PermissionsExt as _;
        let path = &self.clearinghouse.secret_file;
        let refuse = |reason: String| {
            ConfigError::setting("clearinghouse.secret_file", format!("{}: {reason}", path.display()))
        };
        let mode = std::fs::metadata(path).map_err(|error| refuse(error.to_string()))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(refuse("others can read it; run `chmod 600` on it".into()));
        }
        let text = std::fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
        let secret = text.trim().to_owned();
        if secret.is_empty() { Err(refuse("it is empty".into())) } else { Ok(secret.into()) }
    }
}

/// What in the data folder of a form could open a tip, one line each: for `amparo doctor` and for tests. None is what must be found. The
/// configuration itself has no setting for a key that opens, and unknown settings are refused.
///
/// # Errors
/// The configuration or the folder cannot be read.
pub fn opening_secrets(config_file: &Path) -> Result<Vec<String>, ConfigError> {
    // a setting that is none of the form's own, such as a key that opens, is refused here
    let config: Config = service::load(config_file)?;
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(&config.tip.data_dir) else { return Ok(found) };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_key = path.extension().is_some_and(|ending| ending == "key" || ending == "db");
        if is_key && path != config.clearinghouse.secret_file {
            found.push(format!("{} lies in the form's folder; take it away", path.display()));
        }
    }
    Ok(found)
}

fn country() -> String {
    "ES".into()
}

fn exit_url() -> String {
    "https://www.example.org/".into()
}

fn waiting_steps() -> usize {
    20_000
}

#[cfg(test)]
mod tests {
    use wire::package::sealed::RecipientSecret;

    use super::*;

    fn good() -> String {
        let key = RecipientSecret::derive(&[7; 32]).recipient();
        format!(
            "[tip]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://tip.localhost\"\ndata_dir = \"data\"\n\
             [clearinghouse]\nurl = \"http://127.0.0.1:1\"\nusername = \"form\"\nsecret_file = \"data/form.secret\"\n\
             recipient_key = \"{key}\"\n"
        )
    }

    fn check(text: &str) -> Result<(), ConfigError> {
        service::config::parse::<Config>(Path::new("tip.toml"), text)?.check()
    }

    #[test]
    fn what_must_not_run_is_refused_by_its_name() {
        check(&good()).unwrap();
        for (from, to, said) in [
            ("127.0.0.1:0", "0.0.0.0:80", "tip.listen"),
            ("data_dir", "test_clock = \"x@1\"\ndata_dir", "tip.test_clock"),
            ("data_dir", "exit_url = \"javascript:1\"\ndata_dir", "tip.exit_url"),
            ("data_dir", "country = \"Spain\"\ndata_dir", "tip.country"),
            ("data_dir", "waiting_steps = 0\ndata_dir", "tip.waiting_steps"),
            ("http://127.0.0.1:1", "http://far.example", "clearinghouse.url"),
            ("amparo-recipient/1+", "key+", "clearinghouse.recipient_key"),
            ("[clearinghouse]", "[reading]\nzone = \"Moon/Sea\"\n[clearinghouse]", "reading.zone"),
            ("[clearinghouse]", "[reading]\nhours = []\n[clearinghouse]", "reading.hours"),
            ("data_dir", "recipient_key_file = \"k\"\ndata_dir", "unknown field"),
        ] {
            let error = check(&good().replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_key_in_the_forms_folder_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let file = folder.path().join("tip.toml");
        let text = good().replace("\"data", &format!("\"{}", data.display()));
        std::fs::write(&file, &text).unwrap();
        assert_eq!(opening_secrets(&file).unwrap(), [""; 0]);
        std::fs::write(data.join("node.key"), "x").unwrap();
        let found = opening_secrets(&file).unwrap();
        assert!(found.len() == 1 && found[0].contains("node.key"), "{found:?}");
    }
}
