//! `[[hash_source]]`: where lists of known hashes are pulled from, and how their owners are told what our members say of entries.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use service::config::ConfigError;

use crate::hash_sharing::lists::HashList;
use crate::hash_sharing::reasons::ObjectionReason;

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
    /// How it is told what our members say of its entries; without it, it is not.
    #[serde(default)]
    pub feedback: Option<HashFeedbackConfig>,
}

/// How a source is told what our members say of its entries.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HashFeedbackConfig {
    /// The GUID of the source's own reason for each reason of ours, such as `NotOfThisList`; only with `kind = "ncmec"`. An objection for none
    /// of them is not told.
    #[serde(default)]
    pub reasons: BTreeMap<String, String>,
    /// File with the function key of `SubmitFeedback`; only with `kind = "stopncii"`.
    #[serde(default)]
    pub function_key_file: Option<PathBuf>,
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

fn refuse(setting: &str, reason: &str) -> Result<(), ConfigError> {
    Err(ConfigError::setting(setting, reason))
}

impl HashSourceConfig {
    /// Whether it can be pulled as stated.
    ///
    /// # Errors
    /// Names the setting at fault.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        service::peer_url("hash_source.url", &self.url)?;
        if self.name.trim().is_empty() || self.name.contains(|c: char| c == ':' || c.is_control()) {
            return refuse("hash_source.name", "give it a name, without a colon");
        }
        if HashList::parse(&self.list).is_none() {
            return refuse("hash_source.list", "must be `csam`, `exploitative` or `ncii`");
        }
        if self.every_minutes == 0 {
            return refuse("hash_source.every_minutes", "must be one at least");
        }
        if let Some(feedback) = &self.feedback {
            feedback.check(self.kind)?;
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

impl HashFeedbackConfig {
    fn check(&self, kind: HashSourceKind) -> Result<(), ConfigError> {
        if let Some(unknown) = self.reasons.keys().find(|name| ObjectionReason::named(name).is_none()) {
            let known = ObjectionReason::ALL.map(ObjectionReason::as_str).join(", ");
            let reason = format!("`{unknown}` is no reason here; there are {known}");
            return refuse("hash_source.feedback.reasons", &reason);
        }
        match (kind, self.reasons.is_empty(), &self.function_key_file) {
            (HashSourceKind::Ncmec, _, None) | (HashSourceKind::StopNcii, true, Some(_)) => Ok(()),
            (HashSourceKind::Ncmec, ..) => refuse(
                "hash_source.feedback.function_key_file",
                "with `kind = \"ncmec\"` there is no function key; leave it out",
            ),
            (HashSourceKind::StopNcii, ..) => refuse(
                "hash_source.feedback.function_key_file",
                "with `kind = \"stopncii\"` give the file of a function key and no reasons",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rest: &str) -> Result<(), String> {
        let head =
            "name = \"a\"\nlist = \"csam\"\nurl = \"https://hashes.example/base\"\nsecret_file = \"s\"\n";
        let source = service::config::parse::<HashSourceConfig>("t".as_ref(), &format!("{head}{rest}"));
        source.and_then(|source| source.check()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_source_of_hashes_needs_what_its_kind_asks_for() {
        let (ncmec, stop_ncii) =
            ("kind = \"ncmec\"\nusername = \"us\"\n", "kind = \"stopncii\"\nfunction_key_file = \"f\"\n");
        read(ncmec).unwrap();
        read(stop_ncii).unwrap();
        read(&format!("{ncmec}feedback = {{ reasons = {{ NotOfThisList = \"g\" }} }}")).unwrap();
        read(&format!("{ncmec}feedback = {{}}")).unwrap();
        read(&format!("{stop_ncii}feedback = {{ function_key_file = \"g\" }}")).unwrap();
        for (rest, says) in [
            ("kind = \"ncmec\"".to_owned(), "hash_source.username"),
            ("kind = \"stopncii\"".to_owned(), "hash_source.function_key_file"),
            (format!("{ncmec}every_minutes = 0"), "hash_source.every_minutes"),
            ("kind = \"other\"".to_owned(), "unknown variant"),
            (format!("{ncmec}feedback = {{ reasons = {{ Other = \"g\" }} }}"), "`Other` is no reason here"),
            (format!("{ncmec}feedback = {{ function_key_file = \"g\" }}"), "leave it out"),
            (format!("{stop_ncii}feedback = {{}}"), "hash_source.feedback.function_key_file"),
        ] {
            let error = read(&rest).unwrap_err();
            assert!(error.contains(says), "{rest}: {error}");
        }
    }
}
