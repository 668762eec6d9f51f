//! One TOML file per role: unknown keys are refused with file and line.

mod actor;
mod key_limits;
mod limits;
mod practice;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use model::Sensitive;
use model::law::Jurisdiction;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

pub use actor::{ActorConfig, ActorKind};
pub use key_limits::KeyLimitsConfig;
pub use limits::LimitsConfig;
pub use practice::Practice;

use crate::accounts::FEWEST_OF_WORD;
use crate::alarm::DangerConfig;
use crate::opening::OpeningConfig;
use crate::sandbox::SandboxConfig;
use crate::scrub::ScrubConfig;
use crate::tls::{ClientTlsConfig, TlsConfig, development_command};
use crate::witness::{Arrangement, WitnessConfig, WitnessedLogConfig};

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("cannot read the configuration {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is not TOML, or a key or value is not one of ours.
    #[error("{}:{line}: {message}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line of the mistake, from 1.
        line: usize,
        /// What was found and what was expected.
        message: String,
    },
    /// A setting that can be read but must not stand.
    #[error("setting `{setting}`: {reason}")]
    Setting {
        /// Name of the setting.
        setting: String,
        /// What is wrong and what to do.
        reason: String,
    },
}

impl ConfigError {
    /// A setting that must not stand, with the reason and what to do.
    pub fn setting(setting: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Setting { setting: setting.into(), reason: reason.into() }
    }
}

/// Reads a TOML file into `T`. Give `T` and its parts `#[serde(deny_unknown_fields)]`.
pub fn load<T: DeserializeOwned>(path: impl AsRef<Path>) -> Result<T, ConfigError> {
    let path = path.as_ref();
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
    parse(path, &text)
}

/// As [`load`], from text already read; `path` is only named in errors.
pub fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
        ConfigError::Parse { path: path.to_owned(), line, message: error.message().trim().to_owned() }
    })
}

/// What every node needs to know; roles embed it as `[node]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeConfig {
    /// Address and port to listen on; off loopback only with `[node.tls]`.
    pub listen: SocketAddr,
    /// Address by which others reach the node, for example `http://police.localhost:7003`; https with `[node.tls]`.
    pub public_url: String,
    /// Folder of everything that the node keeps; made with mode 0700.
    pub data_dir: PathBuf,
    /// Bytes that must stay free on the disks of data folder and SQLite database: below that nothing is taken in.
    #[serde(default = "reserve_bytes")]
    pub reserve_bytes: u64,
    /// `sqlite:PATH` or `postgres://…`, which may hold a password, and beyond this machine ends in `sslmode=verify-full`; without it `sqlite:DATA_DIR/ROLE.db`.
    #[serde(default)]
    pub database: Option<Sensitive<String>>,
    /// The node key, mode 0600; without it `DATA_DIR/node.key`. Made at the first start, sealed where there is a passphrase.
    #[serde(default)]
    pub node_key_file: Option<PathBuf>,
    /// File of the passphrase that seals the node key, mode 0600; without it the terminal is asked.
    #[serde(default)]
    pub passphrase_file: Option<PathBuf>,
    /// `NOW@ANCHOR`, see [`crate::OffsetClock`]: refused unless `simulation` is set.
    #[serde(default)]
    pub test_clock: Option<String>,
    /// Marks every page as a demonstration.
    #[serde(default)]
    pub simulation: bool,
    /// Zone of the times on pages, by its IANA name, such as `Europe/Madrid`; what is stored and sent is UTC whatever it is.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// Certificate and key of the listener; without them it speaks plain HTTP, and only on loopback.
    #[serde(default)]
    pub tls: Option<TlsConfig>,
    /// The certificate that the node shows where it calls others; without it none.
    #[serde(default)]
    pub client_tls: Option<ClientTlsConfig>,
    /// PEM file of certificate authorities that this node's clients trust beside the system's.
    #[serde(default)]
    pub trusted_ca_file: Option<PathBuf>,
    /// How many requests and connections there are room for.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// How the vault is checked.
    #[serde(default)]
    pub scrub: ScrubConfig,
    /// What the decoders' fence may lack, which ffmpeg there is, and how far it looks at a video.
    #[serde(default)]
    pub sandbox: SandboxConfig,
    /// Under which country's rule files are opened, and how often a day.
    #[serde(default)]
    pub opening: OpeningConfig,
    /// Whom the staff calls when a child may be in danger now.
    #[serde(default)]
    pub danger: DangerConfig,
    /// The witnesses whom this node asks to cosign its checkpoints.
    #[serde(default)]
    pub witness: Vec<WitnessConfig>,
    /// The logs of others that this node cosigns.
    #[serde(default)]
    pub witnessed_log: Vec<WitnessedLogConfig>,
    /// Words that no password may hold, besides those of the host in `public_url`: names of the organisation, its units and its systems.
    #[serde(default)]
    pub password_words: Vec<String>,
    /// The machines that may speak to the node; in a simulation people too, who otherwise have accounts.
    #[serde(default)]
    pub actor: Vec<ActorConfig>,
    /// What makes it a node to practise on; no file can ask for that.
    #[serde(skip)]
    pub practice: Option<Practice>,
}

fn utc() -> String {
    "UTC".to_owned()
}

fn reserve_bytes() -> u64 {
    crate::space::RESERVE_BYTES
}

impl NodeConfig {
    /// Refuses what can be read but must not run: a listener that the network could reach, a test clock outside a simulation.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.check_listener()?;
        if self.practice.is_some() {
            practice::check(self.listen)?;
        }
        self.check_staff()?;
        self.check_password_words()?;
        self.check_certificates()?;
        self.limits.check()?;
        self.scrub.check()?;
        self.sandbox.check()?;
        self.opening.check()?;
        self.danger.check()?;
        self.arrangement()?;
        self.zone()?;
        if self.test_clock.is_some() && !self.simulation {
            return Err(ConfigError::setting(
                "node.test_clock",
                "a test clock is only for demonstrations; take it out, or set `simulation = true`",
            ));
        }
        Ok(())
    }

    /// Zone of the times on pages.
    ///
    /// # Errors
    /// When no zone has this name.
    pub(crate) fn zone(&self) -> Result<TimeZone, ConfigError> {
        if self.time_zone == "UTC" {
            return Ok(TimeZone::UTC);
        }
        TimeZone::get(&self.time_zone).map_err(|_| {
            ConfigError::setting(
                "node.time_zone",
                format!(
                    "there is no zone `{}`; give an IANA name such as `Europe/Madrid`, or `UTC`",
                    self.time_zone
                ),
            )
        })
    }

    /// The clock by which days begin at a node in a country: that of its mainland, or the node's own where no law of the country is known here.
    ///
    /// # Errors
    /// When the node's own is asked for, and there is none of its name.
    pub fn clock_of(&self, country: &str) -> Result<TimeZone, ConfigError> {
        let clocks = Jurisdiction::find(country).map(Jurisdiction::clocks).unwrap_or_default();
        clocks.into_iter().next().map_or_else(|| self.zone(), Ok)
    }

    /// Whom this node asks to cosign, and what it cosigns.
    pub(crate) fn arrangement(&self) -> Result<Arrangement, ConfigError> {
        Arrangement::of(&self.witnessed_log, &self.witness)
    }

    fn check_listener(&self) -> Result<(), ConfigError> {
        if self.tls.is_none() && !self.listen.ip().is_loopback() {
            return Err(ConfigError::setting(
                "node.listen",
                format!(
                    "{} can be reached from the network, and the node has no certificate; set `certificate_file` and `key_file` under \
                     `[node.tls]`, or listen on 127.0.0.1 or [::1]. For development alone this makes one: `{}`",
                    self.listen,
                    development_command(&self.public_url)
                ),
            ));
        }
        if self.tls.is_some() && !self.public_url.starts_with("https://") {
            return Err(ConfigError::setting(
                "node.public_url",
                format!(
                    "`{}` must begin with https://, since the node speaks TLS (`[node.tls]`)",
                    self.public_url
                ),
            ));
        }
        Ok(())
    }

    /// A secret in a file is no second factor: people of a node in earnest have accounts.
    fn check_staff(&self) -> Result<(), ConfigError> {
        let Some(person) = self.actor.iter().find(|actor| actor.kind == ActorKind::Staff && !self.simulation)
        else {
            return Ok(());
        };
        Err(ConfigError::setting(
            "node.actor.kind",
            format!(
                "`{}` is a person, and people sign in to an account of their own; take this actor out and start: without any account the node \
                 prints a one-time code for its first administrator, who makes the others at /accounts (only a demonstration, with \
                 `simulation = true`, knows people by the configuration)",
                person.name
            ),
        ))
    }

    /// A word of few letters stands in passwords by chance.
    fn check_password_words(&self) -> Result<(), ConfigError> {
        let is_short = |word: &&String| word.trim().chars().count() < FEWEST_OF_WORD;
        match self.password_words.iter().find(is_short) {
            Some(word) => Err(ConfigError::setting(
                "node.password_words",
                format!("`{word}` must have at least {FEWEST_OF_WORD} characters"),
            )),
            None => Ok(()),
        }
    }

    /// A machine that must show a certificate could never come in where none is asked for.
    fn check_certificates(&self) -> Result<(), ConfigError> {
        let mut bound = self.actor.iter().filter(|actor| actor.public_key_sha256.is_some());
        match bound.next() {
            Some(actor) if !self.takes_client_certificates() => Err(ConfigError::setting(
                "node.actor.public_key_sha256",
                format!(
                    "`{}` must show a certificate, and the node asks nobody for one; set `client_ca_file` under `[node.tls]`",
                    actor.name
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Whether clients are asked for a certificate.
    pub(crate) fn takes_client_certificates(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.client_ca_file.is_some())
    }

    /// Refuses an actor whose role the node does not know. `operator` is known everywhere.
    pub fn check_roles(&self, known: &[&str]) -> Result<(), ConfigError> {
        let Some(actor) = self
            .actor
            .iter()
            .find(|actor| actor.role != crate::http::OPERATOR && !known.contains(&actor.role.as_str()))
        else {
            return Ok(());
        };
        let mut reason = format!("`{}` has the unknown role `{}`; known are", actor.name, actor.role);
        for role in known.iter().chain([&crate::http::OPERATOR]) {
            // writing to a String cannot fail
            let _ = write!(reason, " `{role}`");
        }
        Err(ConfigError::setting("node.actor.role", reason))
    }

    /// The database of this node.
    pub fn database_url(&self, role: &str) -> String {
        match &self.database {
            Some(url) => url.reveal().clone(),
            None => format!("sqlite:{}", self.data_dir.join(format!("{role}.db")).display()),
        }
    }
}

#[cfg(test)]
mod tests;
