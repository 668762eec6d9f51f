//! Witnesses (C2SP `tlog-witness`): the nodes of other organisations cosign this node's checkpoints, and it cosigns theirs.
//!
//! A witness cosigns a checkpoint of a log only after a proof that what it cosigned before is a prefix of it. So an administrator who
//! rewrites a log cannot show it to anybody who asks for cosignatures, and leaves a signed contradiction with the witness.
//!
//! | part | does |
//! | --- | --- |
//! | `request` | the body of `add-checkpoint` |
//! | `answer` | as a witness: checks, keeps, cosigns |
//! | `ask` | as a log: submits checkpoints to each witness, keeps the cosignatures |
//! | `page` | what an operator sees of both |
//! | `confirm` | what an operator says after a restoration or a loss |

mod answer;
mod ask;
mod confirm;
mod page;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use note::{CosignerVerifier, NoteSigner, NoteVerifier};
use reqwest::Url;
use serde::Deserialize;

pub(crate) use answer::add_checkpoint;
pub(crate) use ask::spawn;
pub use ask::{AskError, ask};
pub(crate) use confirm::UNCONFIRMED;
pub use confirm::{Confirmation, Kept, confirm, forget, list_kept};
pub use page::WitnessView;
pub(crate) use page::{show, state};

use crate::config::ConfigError;
use crate::peer_url;

/// A witness whom this node asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessConfig {
    /// Its submission prefix, to which `/add-checkpoint` is added: of an Amparo node its address and `/custody`.
    pub url: String,
    /// Its verifier key, as its operator gave it.
    pub verifier_key: String,
}

/// A log that this node cosigns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessedLogConfig {
    /// The log's verifier key, as its operator gave it; its name is the log's origin. While a log changes its key, the old and the new one
    /// stand in one part each.
    pub verifier_key: String,
}

/// What the configuration says of witnesses.
#[derive(Debug, Default)]
pub(crate) struct Arrangement {
    /// By origin; a log that changes its key has two for a while.
    logs: BTreeMap<String, Vec<NoteVerifier>>,
    asked: Vec<Asked>,
}

/// A witness whom this node asks, and how that went lately.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) verifier: CosignerVerifier,
    url: Url,
    /// What the last attempt failed of, in words for an operator.
    trouble: Mutex<Option<String>>,
}

impl Arrangement {
    /// Reads both parts of the configuration.
    ///
    /// # Errors
    /// A key or an address that cannot stand, or a name that stands twice; names the setting.
    pub(crate) fn of(logs: &[WitnessedLogConfig], witnesses: &[WitnessConfig]) -> Result<Self, ConfigError> {
        const LOG_KEY: &str = "node.witnessed_log.verifier_key";
        const WITNESS_KEY: &str = "node.witness.verifier_key";
        let mut arrangement = Self::default();
        for log in logs {
            let key = NoteVerifier::parse(&log.verifier_key)
                .map_err(|error| ConfigError::setting(LOG_KEY, error.to_string()))?;
            let keys = arrangement.logs.entry(key.name().to_owned()).or_default();
            if keys.contains(&key) {
                return Err(ConfigError::setting(LOG_KEY, format!("the key `{key}` stands twice")));
            }
            keys.push(key);
        }
        for witness in witnesses {
            let verifier = CosignerVerifier::parse(&witness.verifier_key)
                .map_err(|error| ConfigError::setting(WITNESS_KEY, format!("{error}, for cosignatures")))?;
            if arrangement.asked.iter().any(|asked| asked.verifier.name() == verifier.name()) {
                let reason = format!("the witness `{}` stands twice", verifier.name());
                return Err(ConfigError::setting(WITNESS_KEY, reason));
            }
            let prefix = witness.url.trim_end_matches('/');
            let url = peer_url("node.witness.url", &format!("{prefix}/add-checkpoint"))?;
            arrangement.asked.push(Asked { verifier, url, trouble: Mutex::default() });
        }
        Ok(arrangement)
    }
}

impl Asked {
    /// What the last attempt failed of; `None` when it succeeded or none was made.
    fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

/// A node as a witness, and whom it asks.
pub struct Witnessing {
    signer: NoteSigner,
    arrangement: Arrangement,
    /// It was restored, and cosigns nothing before its operator has confirmed up to where it had.
    is_unconfirmed: bool,
}

impl Witnessing {
    /// With this key of cosignatures, which signs nothing else.
    pub(crate) fn new(signer: NoteSigner, arrangement: Arrangement, data_dir: &Path) -> Self {
        let is_unconfirmed = data_dir.join(UNCONFIRMED).exists();
        if is_unconfirmed && !arrangement.logs.is_empty() {
            tracing::warn!(
                "this node was restored: it cosigns no log before its operator has run `amparo witness confirm`"
            );
        }
        Self { signer, arrangement, is_unconfirmed }
    }

    /// The public half of the key of cosignatures.
    pub fn verifier(&self) -> CosignerVerifier {
        CosignerVerifier::of(&self.signer)
    }

    /// The witnesses whom the node asks.
    pub(crate) fn asked(&self) -> &[Asked] {
        &self.arrangement.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(name: &str) -> NoteSigner {
        NoteSigner::new(name, &[7; 32]).unwrap()
    }

    #[test]
    fn what_cannot_stand_is_refused_by_its_setting() {
        let log = |key: String| WitnessedLogConfig { verifier_key: key };
        let witness = |url: &str, key: String| WitnessConfig { url: url.to_owned(), verifier_key: key };
        let (log_key, witness_key) = (
            signer("a.example/a").verifier().to_string(),
            CosignerVerifier::of(&signer("b.example/b")).to_string(),
        );
        let good = Arrangement::of(
            &[log(log_key.clone())],
            &[witness("https://b.example/custody/", witness_key.clone())],
        );
        assert_eq!(good.unwrap().asked[0].url.as_str(), "https://b.example/custody/add-checkpoint");
        let of = |logs: &[WitnessedLogConfig], witnesses: &[WitnessConfig]| {
            Arrangement::of(logs, witnesses).unwrap_err().to_string()
        };
        for (error, says) in [
            (of(&[log(witness_key.clone())], &[]), "setting `node.witnessed_log.verifier_key`: "),
            (of(&[log(log_key.clone()), log(log_key.clone())], &[]), "the key `a.example/a+"),
            (of(&[], &[witness("https://b.example", log_key)]), "setting `node.witness.verifier_key`: "),
            (of(&[], &[witness("http://b.example", witness_key.clone())]), "setting `node.witness.url`: "),
            (
                of(
                    &[],
                    &[
                        witness("https://b.example", witness_key.clone()),
                        witness("https://c.example", witness_key),
                    ],
                ),
                "`b.example/b` stands twice",
            ),
        ] {
            assert!(error.contains(says), "{error}");
        }
    }
}
