//! `[[hash_source]]`: where lists of known hashes are pulled from.

use std::path::PathBuf;

use serde::Deserialize;
use service::config::ConfigError;

use crate::hash_sharing::lists::HashList;

/// A source that a list of known hashes is pulled from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HashSourceConfig {
    /// Its name here: entries say where they come from by it.
    pub name: String,
    /// What it speaks.
    pub kind: HashSourceKind,
    /// The list that its entries go to: `csam`, `exploitative` or `ncii`.
    pub list: String,
    /// Its base: what stands before `/v2/entries`, or before `/FetchHashes`.
    pub url: String,
    /// User name of our credentials there; only with `kind = "ncmec"`.
    #[serde(default)]
    pub username: Option<String>,
    /// File with the password (`ncmec`) or the subscription key (`stopncii`); blanks around it do not count.
    pub secret_file: PathBuf,
    /// File with the function key of `FetchHashes`; only with `kind = "stopncii"`.
    #[serde(default)]
    pub function_key_file: Option<PathBuf>,
    /// How often it is asked.
    #[serde(default = "hourly")]
    pub every_minutes: u64,
}

fn hourly() -> u64 {
    60
}

/// What a source of known hashes speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HashSourceKind {
    /// NCMEC Hash Sharing API v2.
    Ncmec,
    /// StopNCII API v1.
    StopNcii,
}

impl HashSourceConfig {
    /// Whether it can be pulled as stated.
    ///
    /// # Errors
    /// Names the setting at fault.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        service::peer_url("hash_source.url", &self.url)?;
        let refuse = |setting: &str, reason: &str| Err(ConfigError::setting(setting, reason));
        if self.name.trim().is_empty() || self.name.contains(|c: char| c == ':' || c.is_control()) {
            return refuse("hash_source.name", "give it a name, without a colon");
        }
        if HashList::parse(&self.list).is_none() {
            return refuse("hash_source.list", "must be `csam`, `exploitative` or `ncii`");
        }
        if self.every_minutes == 0 {
            return refuse("hash_source.every_minutes", "must be one at least");
        }
        match (self.kind, &self.username, &self.function_key_file) {
            (HashSourceKind::Ncmec, Some(_), None) | (HashSourceKind::StopNcii, None, Some(_)) => Ok(()),
            (HashSourceKind::Ncmec, ..) => {
                refuse("hash_source.username", "with `kind = \"ncmec\"` give a user name and no function key")
            }
            (HashSourceKind::StopNcii, ..) => refuse(
                "hash_source.function_key_file",
                "with `kind = \"stopncii\"` give the file of a function key and no user name",
            ),
        }
    }
}
