//! What a matcher is told before it starts.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hashlist::Classification;
use serde::Deserialize;
use service::NodeConfig;
use service::config::ConfigError;
use wire::hash_list::Format;

/// The configuration of a matcher: `[node]` and `[matcher]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Listener, data folder, database.
    pub node: NodeConfig,
    /// Keys, lists, and from where files may be fetched.
    #[serde(default)]
    pub matcher: MatcherConfig,
}

/// `[matcher]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MatcherConfig {
    /// `[[matcher.key]]`: who may ask. Without any the matcher listens on loopback only, and whoever reaches it there may do everything.
    pub key: Vec<KeyConfig>,
    /// `[[matcher.list]]`: lists that are read from files.
    pub list: Vec<ListConfig>,
    /// Seconds between two looks at the lists' files; 0 looks only when asked (`POST /v1/reload`).
    pub reload_every_s: u64,
    /// Hosts from which a file may be fetched that somebody names by its address (`media.example`, or `media.example:8443` where the port
    /// is not that of the scheme). None is the default: then every such request is refused.
    pub fetch_hosts: Vec<String>,
    /// How long the fetching of a file may take, in seconds.
    pub fetch_timeout_s: u64,
    /// DANGEROUS: fetches from addresses of this machine and of private networks too, so that whoever may ask can reach what stands
    /// behind them. For tests.
    pub danger_fetch_from_private_addresses: bool,
    /// Largest file that is taken or fetched, in bytes.
    pub file_limit_bytes: usize,
    /// Requests that are answered at once.
    pub requests_at_once: usize,
}

/// One key: its holder may ask, and may change banks if `curates` is set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyConfig {
    /// Whose it is, as custody entries name it.
    pub name: String,
    /// File of the key's SHA-256 in hexadecimal; the key itself is kept nowhere here.
    pub sha256_file: PathBuf,
    /// Whether it may change banks and have lists read again.
    #[serde(default)]
    pub curates: bool,
}

/// One list that is read from a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListConfig {
    /// The file.
    pub path: PathBuf,
    /// Its format; told from its content where it is not said.
    #[serde(default, deserialize_with = "format")]
    pub format: Option<Format>,
    /// Name of the list: capital letters, digits and `_`, as banks are named, and no bank's.
    pub name: String,
    /// Where it comes from.
    pub source: String,
    /// Who vouches for it; a list for which nobody does is looked up in shadow only.
    #[serde(default)]
    pub members: Vec<String>,
    /// Class of the whole list, where its entries state none; a list without any is looked up in shadow only.
    #[serde(default, deserialize_with = "classification")]
    pub classification: Option<Classification>,
    /// Share of its entries that count, in thousandths.
    #[serde(default = "all")]
    pub active_permille: u16,
}

fn all() -> u16 {
    1000
}

fn format<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Format>, D::Error> {
    parsed(from)
}

fn classification<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Classification>, D::Error> {
    parsed(from)
}

/// A text whose own error names what there is.
fn parsed<'de, D: serde::Deserializer<'de>, T: std::str::FromStr>(from: D) -> Result<Option<T>, D::Error>
where
    T::Err: std::fmt::Display,
{
    String::deserialize(from)?.parse().map(Some).map_err(serde::de::Error::custom)
}

impl Default for MatcherConfig {
    fn default() -> Self {
        Self {
            key: Vec::new(),
            list: Vec::new(),
            reload_every_s: 5,
            fetch_hosts: Vec::new(),
            fetch_timeout_s: 30,
            danger_fetch_from_private_addresses: false,
            file_limit_bytes: 100 * 1024 * 1024,
            requests_at_once: 256,
        }
    }
}

impl Config {
    /// Refuses what can be read but must not run.
    ///
    /// # Errors
    /// Names the setting and says what to do.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.node.check()?;
        let matcher = &self.matcher;
        if matcher.key.is_empty() && !self.node.listen.ip().is_loopback() {
            let reason = format!(
                "{} can be reached from the network, and nobody is asked for a key; configure `[[matcher.key]]`, or listen on 127.0.0.1 or [::1]",
                self.node.listen
            );
            return Err(ConfigError::setting("node.listen", reason));
        }
        if !self.node.actor.is_empty() {
            let reason =
                "a matcher knows machines by their keys; take this out, and configure `[[matcher.key]]`";
            return Err(ConfigError::setting("node.actor", reason));
        }
        matcher.check_names()?;
        for (name, value) in [
            ("matcher.fetch_timeout_s", matcher.fetch_timeout_s),
            ("matcher.file_limit_bytes", matcher.file_limit_bytes as u64),
            ("matcher.requests_at_once", matcher.requests_at_once as u64),
        ] {
            if value == 0 {
                return Err(ConfigError::setting(name, "must be at least 1"));
            }
        }
        Ok(())
    }
}

impl MatcherConfig {
    fn check_names(&self) -> Result<(), ConfigError> {
        if self.key.iter().any(|key| key.name.trim().is_empty()) {
            let reason = "must say whose the key is: custody entries name its holder so";
            return Err(ConfigError::setting("matcher.key.name", reason));
        }
        let mut names = BTreeSet::new();
        for list in &self.list {
            if !is_bank_name(&list.name) {
                let reason = format!(
                    "`{}` must be of capital letters, digits and `_`, and not begin with a digit",
                    list.name
                );
                return Err(ConfigError::setting("matcher.list.name", reason));
            }
            if !names.insert(&list.name) {
                let reason = format!("`{}` stands twice; give each list a name of its own", list.name);
                return Err(ConfigError::setting("matcher.list.name", reason));
            }
            if list.active_permille > 1000 {
                return Err(ConfigError::setting("matcher.list.active_permille", "must be from 0 to 1000"));
            }
        }
        match self.fetch_hosts.iter().find(|host| host.is_empty() || host.contains(['/', '*', '@', ' '])) {
            Some(host) => {
                let reason = format!(
                    "`{host}` is no host; give names such as `media.example`, without scheme, path or `*`"
                );
                Err(ConfigError::setting("matcher.fetch_hosts", reason))
            }
            None => Ok(()),
        }
    }
}

/// Whether a bank may be called so: as HMA has it, and no more characters than a page shows in a line.
pub(crate) fn is_bank_name(name: &str) -> bool {
    let may_begin = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    name.len() <= 255
        && name.bytes().next().is_some_and(may_begin)
        && name.bytes().all(|byte| may_begin(byte) || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const GOOD: &str = "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\ndata_dir = \"data\"\n[matcher]\n\
         fetch_hosts = [\"media.example\"]\n[[matcher.list]]\npath = \"a.txt\"\nname = \"LIST_A\"\nsource = \"a source\"\n";

    fn check(text: &str) -> Result<(), ConfigError> {
        service::config::parse::<Config>(Path::new("matcher.toml"), text)?.check()
    }

    #[test]
    fn what_must_not_run_is_refused_by_its_name() {
        check(GOOD).unwrap();
        let twice = "name = \"LIST_A\"\nsource = \"a source\"\n[[matcher.list]]\npath = \"b\"\nname = \"LIST_A\"\nsource = \"b\"\n";
        for (from, to, said) in [
            ("media.example", "https://media.example/", "matcher.fetch_hosts"),
            ("media.example", "*", "matcher.fetch_hosts"),
            ("LIST_A", "list a", "matcher.list.name"),
            ("LIST_A", "1A", "matcher.list.name"),
            ("name = \"LIST_A\"\nsource = \"a source\"\n", twice, "stands twice"),
            ("[matcher]\n", "[matcher]\nrequests_at_once = 0\n", "matcher.requests_at_once"),
            (
                "[[matcher.list]]",
                "[[matcher.key]]\nname = \" \"\nsha256_file = \"k\"\n[[matcher.list]]",
                "matcher.key.name",
            ),
            ("[matcher]\n", "[matcher]\npassword = \"x\"\n", "unknown field"),
            ("\"a source\"\n", "\"a source\"\nclassification = \"nice\"\n", "matcher.toml"),
            ("\"a source\"\n", "\"a source\"\nformat = \"nice\"\n", "matcher.toml"),
        ] {
            let error = check(&GOOD.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(said), "{said}: {error}");
        }
    }

    #[test]
    fn off_loopback_only_with_keys() {
        let tls = "[node.tls]\ncertificate_file = \"c\"\nkey_file = \"k\"\n[matcher]\n";
        let open = GOOD
            .replace("127.0.0.1:0", "0.0.0.0:9876")
            .replace("http://localhost", "https://matcher.example")
            .replacen("[matcher]\n", tls, 1);
        let error = check(&open).unwrap_err().to_string();
        assert!(error.contains("node.listen") && error.contains("[[matcher.key]]"), "{error}");
        let key = "[[matcher.key]]\nname = \"coop\"\nsha256_file = \"coop.sha256\"\n";
        check(&format!("{open}{key}")).unwrap();
    }
}
