//! What a police node is told.

use std::path::PathBuf;

use model::Sensitive;
use serde::Deserialize;
use service::{ActorConfig, ConfigError, NodeConfig};
use vault::VaultConfig;
use wire::note::NoteVerifier;

use crate::permissions::Role;

/// A claim that holds longer would be nobody's to look at again.
const MOST_CLAIM_DAYS: u32 = 366;

/// Configuration of the police.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What every node is told.
    pub node: NodeConfig,
    /// A bucket for finished items of evidence, instead of `DATA_DIR/vault`.
    #[serde(default)]
    pub vault: Option<VaultConfig>,
    /// The clearinghouses whose packages are taken.
    #[serde(default)]
    pub sender: Vec<SenderConfig>,
    /// Code by which senders address us: a package for another agency is refused. Without it every package is taken.
    #[serde(default)]
    pub agency: Option<String>,
    /// Published numbers from 1 to below this one are warned of.
    #[serde(default = "default_small_cell_threshold")]
    pub small_cell_threshold: i64,
    /// How many days a unit's claim on a subject or person holds before it expires or is renewed.
    #[serde(default = "default_claim_days")]
    pub claim_days: u32,
    /// How many masked fields one actor may be shown a day, by the clock of the node's country; `0` shows nobody anything.
    #[serde(default = "default_reveals_per_day")]
    pub reveals_per_day: u32,
    /// How many of a hundred reveals chance draws for a second person's review.
    #[serde(default = "default_reveal_review_percent")]
    pub reveal_review_percent: u32,
    /// TOML file of weights for the order of work; it is a proposal until somebody applies it (`/weights`).
    #[serde(default)]
    pub weights: Option<PathBuf>,
    /// The key that must have signed it, as `amparo weights new-key` printed it; without it no signature is asked for.
    #[serde(default)]
    pub weights_key: Option<String>,
    /// Largest package, in bytes.
    #[serde(default = "default_max_package_bytes")]
    pub max_package_bytes: usize,
}

/// One clearinghouse.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SenderConfig {
    /// The public key that its packages are signed with, as a signed note verifier key (C2SP signed-note): `NAME+HASH+KEY`.
    pub verifier_key: String,
    /// Takes its packages unsealed too, while it has no recipient key of ours yet.
    #[serde(default)]
    pub accepts_unsealed: bool,
    /// Where it takes feedback; without it, what is decided is kept and not sent.
    #[serde(default)]
    pub feedback: Option<FeedbackConfig>,
}

/// How feedback reaches a clearinghouse.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackConfig {
    /// The whole address, such as `http://clearinghouse.localhost:7002/feedback`.
    pub url: String,
    /// User name there.
    pub username: String,
    /// Secret there.
    pub password: Sensitive<String>,
}

fn default_small_cell_threshold() -> i64 {
    3
}

fn default_claim_days() -> u32 {
    30
}

fn default_reveals_per_day() -> u32 {
    20
}

fn default_reveal_review_percent() -> u32 {
    10
}

fn default_max_package_bytes() -> usize {
    4 << 30
}

impl Config {
    /// The keys of the trusted senders.
    ///
    /// # Errors
    /// A key that is none, or a name that stands twice.
    pub(crate) fn verifiers(&self) -> Result<Vec<NoteVerifier>, ConfigError> {
        let mut verifiers: Vec<NoteVerifier> = Vec::new();
        for sender in &self.sender {
            let verifier = NoteVerifier::parse(&sender.verifier_key)
                .map_err(|error| ConfigError::setting("sender.verifier_key", error.to_string()))?;
            if verifiers.iter().any(|known| known.name() == verifier.name()) {
                let reason = format!("the name `{}` stands twice", verifier.name());
                return Err(ConfigError::setting("sender.verifier_key", reason));
            }
            verifiers.push(verifier);
        }
        Ok(verifiers)
    }

    /// Refuses what can be read but must not run.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.node.check_roles(&Role::ALL.map(Role::name))?;
        if !(1..=MOST_CLAIM_DAYS).contains(&self.claim_days) {
            return Err(ConfigError::setting(
                "claim_days",
                format!("give a number from 1 to {MOST_CLAIM_DAYS}"),
            ));
        }
        if self.reveal_review_percent > 100 {
            return Err(ConfigError::setting("reveal_review_percent", "give a number from 0 to 100"));
        }
        for feedback in self.sender.iter().filter_map(|sender| sender.feedback.as_ref()) {
            service::peer_url("sender.feedback.url", &feedback.url)?;
        }
        self.node.actor.iter().try_for_each(check_unit)
    }
}

/// A provincial officer without a unit would see nothing, and one with a misspelt unit nothing either.
fn check_unit(actor: &ActorConfig) -> Result<(), ConfigError> {
    let is_code = |unit: &str| model::Province::find_code(unit).is_some();
    if actor.role != Role::ProvincialOfficer.name() || actor.unit.as_deref().is_some_and(is_code) {
        return Ok(());
    }
    let reason = format!("`{}` needs the INE code of a province, such as \"08\"", actor.name);
    Err(ConfigError::setting("node.actor.unit", reason))
}
