//! `[[agency]]`: who receives referrals, and how.

use model::Sensitive;
use serde::Deserialize;
use service::Lang;
use service::config::ConfigError;
use wire::package::sealed::{RecipientKey, SealedError};

/// An agency that receives referrals.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyConfig {
    /// Its code here; the machine that sends its feedback has this name and the role `agency`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its country (ISO 3166-1, two letters).
    pub country: String,
    /// The language of the summary in its packages: `en` or `es`.
    #[serde(default = "default_language")]
    pub language: String,
    /// How packages and notices reach it.
    #[serde(default)]
    pub delivery: Delivery,
    /// Its node, for example `http://police.localhost:7003`; not asked for unless we send there.
    #[serde(default)]
    pub url: String,
    /// What its packages are sealed to: `amparo key recipient` and `/api/recipient-key` there tell it.
    pub recipient_key: String,
    /// User name of our credentials there.
    #[serde(default)]
    pub username: String,
    /// Secret of our credentials there.
    #[serde(default)]
    pub password: Sensitive<String>,
}

/// How packages and notices reach an agency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// We send them to its node.
    #[default]
    Push,
    /// Its machine fetches them here, and gives a receipt.
    Pull,
    /// Somebody carries them; a receipt is typed in.
    File,
}

fn default_language() -> String {
    Lang::En.code().to_owned()
}

impl AgencyConfig {
    /// The language of the summary in its packages.
    pub(crate) fn lang(&self) -> Lang {
        Lang::from_code(&self.language).unwrap_or(Lang::En)
    }

    /// Refuses a language that no summary is written in, and an address that nothing can be sent to.
    pub(super) fn check_way(&self) -> Result<(), ConfigError> {
        if Lang::from_code(&self.language).is_none() {
            let reason =
                format!("`{}` is not a language that summaries are written in: en, es", self.language);
            return Err(ConfigError::setting("agency.language", reason));
        }
        match self.delivery {
            Delivery::Push => service::peer_url("agency.url", &self.url).map(drop),
            Delivery::Pull | Delivery::File => Ok(()),
        }
    }

    /// What its packages are sealed to.
    ///
    /// # Errors
    /// The setting is no recipient key.
    pub(crate) fn recipient(&self) -> Result<RecipientKey, ConfigError> {
        let key = self.recipient_key.parse();
        key.map_err(|error: SealedError| ConfigError::setting("agency.recipient_key", error.to_string()))
    }
}
